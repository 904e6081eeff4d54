/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/mta/doctor_postfix_private.h"
#include "service/mta/mta_logins_private.h"
#include "service/mta/postfix_domains_private.h"

#define AREA POSTFIX_AREA
#define OPTION_SIZE 200
#define PATIENCE_COMMAND_S 10
#define PATIENCE_CONTENT_S 60

long doctor_seconds(const char *text, long unit)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || n < 0 || n > 1000000)
		return 0;
	switch (*end) {
	case 's':
		return n;
	case 'm':
		return n * 60;
	case 'h':
		return n * 3600;
	case 'd':
		return n * 86400;
	default:
		return n * unit;
	}
}

static const char *value(const struct look *l, const char *name)
{
	return postfix_value(l->conf, NULL, name);
}

struct look_name look_name(const struct postfix_service *service)
{
	struct look_name name;

	snprintf(name.text, sizeof(name.text), "%s/%s", service->name,
		service->type);
	return name;
}

/* How our socket is written in main.cf, so that the line can be copied. */
static void write_ours(struct look *l)
{
	size_t len = strlen(l->queue_directory);

	if (l->ours.kind == MILTER_INET)
		snprintf(l->written, sizeof(l->written), "inet:%.*s:%s", 400,
			*l->ours.path ? l->ours.path : "127.0.0.1",
			l->ours.port);
	else if (len && strncmp(l->ours.path, l->queue_directory, len) == 0 &&
		l->ours.path[len] == '/')
		/* Relative: right with and without a chroot. */
		snprintf(l->written, sizeof(l->written), "unix:%.*s", 500,
			l->ours.path + len + 1);
	else
		snprintf(l->written, sizeof(l->written), "unix:%.*s", 500,
			l->ours.path);
}

bool look_is_ours(const struct look *l, const struct milter_item *item)
{
	struct milter_address a;

	if (milter_address_parse_postfix(item->address, &a))
		return false;
	return milter_address_same(&l->ours, &a, l->queue_directory, false) ||
		milter_address_same(&l->ours, &a, l->queue_directory, true);
}

bool look_find_ours(
	const struct look *l, const char *list, struct milter_item *item_r)
{
	while (milter_list_next(&list, item_r))
		if (look_is_ours(l, item_r))
			return true;
	return false;
}

/* ------------------------------------------------- what when we are away */

/* Whose settings are looked at: those of all services, or of one that has its
 * own. */
struct scope {
	const struct look *l;
	const struct postfix_service *service; /* NULL: all */
	const char *list; /* "smtpd_milters", "non_smtpd_milters" */
};

/* The options in the braces of one milter win over the general ones. */
static const char *setting(const struct scope *x, const char *option,
	const char *parameter, char text[OPTION_SIZE])
{
	const char *list = postfix_value(x->l->conf, x->service, x->list);
	struct milter_item item;
	const char *at;

	if (look_find_ours(x->l, list, &item)) {
		at = strstr(item.options, option);
		if (at && at[strcspn(at, "= ")]) {
			at += strcspn(at, "=");
			at += strspn(at, "= ");
			snprintf(text, OPTION_SIZE, "%.*s",
				(int)strcspn(at, ", }"), at);
			return text;
		}
	}
	return postfix_value(x->l->conf, x->service, parameter);
}

/* "submission/inet: "; "" for all. */
static struct look_name of(const struct scope *x)
{
	struct look_name name = {""}, service;

	if (x->service) {
		service = look_name(x->service);
		snprintf(
			name.text, sizeof(name.text), "%.170s: ", service.text);
	}
	return name;
}

static void mend(const struct scope *x, const char *parameter, const char *v)
{
	struct look_name service;

	if (!x->service) {
		findings_mend(x->l->f, "postconf -e %s=%s", parameter, v);
		return;
	}
	service = look_name(x->service);
	findings_mend(
		x->l->f, "postconf -P '%s/%s=%s'", service.text, parameter, v);
}

static void look_at_faults(const struct scope *x)
{
	char text[OPTION_SIZE];
	const char *action =
		setting(x, "default_action", "milter_default_action", text);
	struct look_name name = of(x);

	if (strcasecmp(action, "accept") == 0)
		findings_add(x->l->f, SEVERITY_ERROR, AREA,
			"%smilter_default_action = accept: while Robinson is "
			"away, marketing mail goes out unasked",
			name.text);
	else if (strcasecmp(action, "reject") == 0)
		findings_add(x->l->f, SEVERITY_WARNING, AREA,
			"%smilter_default_action = reject: while Robinson is "
			"away, all mail is refused for good",
			name.text);
	else if (strcasecmp(action, "quarantine") == 0)
		findings_add(x->l->f, SEVERITY_WARNING, AREA,
			"%smilter_default_action = quarantine: while Robinson "
			"is away, mail waits in the hold queue, and goes "
			"unasked when it is released there",
			name.text);
	else
		return;
	mend(x, "milter_default_action", "tempfail");
}

static void look_at_patience(const struct scope *x, const char *option,
	const char *parameter, long least_s)
{
	char text[OPTION_SIZE], enough[32];
	const char *given = setting(x, option, parameter, text);
	struct look_name name = of(x);

	if (doctor_seconds(given, 1) >= least_s)
		return;
	findings_add(x->l->f, SEVERITY_WARNING, AREA,
		"%s%s = %s is short: a busy store may need longer, and mail "
		"is deferred without need",
		name.text, parameter, given);
	snprintf(enough, sizeof(enough), "%lds", least_s * 3);
	mend(x, parameter, enough);
}

static void look_at_protocol(const struct scope *x)
{
	char text[OPTION_SIZE];
	const char *protocol = setting(x, "protocol", "milter_protocol", text);
	struct look_name name = of(x);

	if (atol(protocol) >= 6)
		return;
	findings_add(x->l->f, SEVERITY_WARNING, AREA,
		"%smilter_protocol = %s: Postfix shows Robinson steps that it "
		"does not need, and not all that it does",
		name.text, protocol);
	mend(x, "milter_protocol", "6");
}

static bool has_own_settings(const struct scope *x)
{
	static const char *const names[] = {"milter_default_action",
		"milter_command_timeout", "milter_content_timeout",
		"milter_protocol"};
	const char *own = postfix_override(x->l->conf, x->service, x->list);

	/* In braces, beside the address. */
	if (own && strchr(own, '{'))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (postfix_override(x->l->conf, x->service, names[i]))
			return true;
	return false;
}

static void look_at_settings(const struct scope *x)
{
	look_at_faults(x);
	look_at_patience(x, "command_timeout", "milter_command_timeout",
		PATIENCE_COMMAND_S);
	look_at_patience(x, "content_timeout", "milter_content_timeout",
		PATIENCE_CONTENT_S);
	look_at_protocol(x);
}

/* Those of all, and those of services that have some of their own and ask
 * us. */
static void look_at_all_settings(const struct look *l)
{
	const char *at = l->postfix->texts.services;
	struct scope x = {.l = l, .list = "smtpd_milters"};
	struct milter_item item;
	struct postfix_service s;

	look_at_settings(&x);
	x.service = &s;
	while (postfix_service_next(&at, &s)) {
		if (strcmp(s.command, "smtpd") == 0)
			x.list = "smtpd_milters";
		else if (strcmp(s.command, "cleanup") == 0)
			x.list = "non_smtpd_milters";
		else
			continue;
		if (has_own_settings(&x) &&
			look_find_ours(
				l, postfix_value(l->conf, &s, x.list), &item))
			look_at_settings(&x);
	}
}

/* ---------------------------------------------------------------- chroot */

static bool is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 && path[len] == '/';
}

static void look_at_chroot(const struct look *l)
{
	const char *at = l->postfix->texts.services;
	struct postfix_service s;

	if (l->ours.kind != MILTER_UNIX ||
		is_below(l->ours.path, l->queue_directory))
		return;
	while (postfix_service_next(&at, &s)) {
		bool is_smtpd = strcmp(s.command, "smtpd") == 0;
		struct look_name name = look_name(&s);
		struct milter_item item;

		if (!s.is_chrooted ||
			(!is_smtpd && strcmp(s.command, "cleanup") != 0) ||
			!look_find_ours(l,
				postfix_value(l->conf, &s,
					is_smtpd ? "smtpd_milters" :
						   "non_smtpd_milters"),
				&item))
			continue;
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"%s runs chrooted in %s and cannot see %s", name.text,
			l->queue_directory, l->ours.path);
		findings_mend(l->f, "postconf -F '%s/chroot=n'", name.text);
	}
}

/* ---------------------------------------------- who is behind a recipient */

static void look_at_expansion(const struct look *l)
{
	static const struct {
		const char *parameter, *what;
	} hidden[] = {
		{"always_bcc",
			"Postfix adds this recipient after Robinson "
			"was asked"},
		{"sender_bcc_maps",
			"Postfix adds recipients after Robinson "
			"was asked"},
		{"recipient_bcc_maps",
			"Postfix adds recipients after "
			"Robinson was asked"},
		{"virtual_alias_maps",
			"the persons behind such an address "
			"are not known to Robinson"},
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		const char *set = value(l, hidden[i].parameter);

		if (!*set)
			continue;
		findings_add(l->f, SEVERITY_WARNING, AREA, "%s = %s: %s",
			hidden[i].parameter, set, hidden[i].what);
		findings_mend(l->f,
			"see \"behind the expansion\" in the examples for "
			"Postfix");
	}
}

static void look_at_utf8(const struct look *l)
{
	if (strcmp(value(l, "smtputf8_enable"), "no") != 0)
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"smtputf8_enable = no: a message that is held or told of for "
		"an address that is not ASCII cannot be sent");
	findings_mend(l->f, "postconf -e smtputf8_enable=yes");
}

static void look_at_domains(const struct look *l)
{
	const struct postfix_lookup lookup = {
		.query = l->postfix->query,
		.read = l->postfix->read,
		.arg = l->postfix->arg,
	};
	struct mta_domains m;

	if (!l->postfix->settings)
		return;
	mta_domains_init(&m);
	postfix_domains(l->conf, &lookup, l->postfix->settings, &m);
	mta_domains_compare(&m, l->postfix->settings, l->f);
	mta_domains_free(&m);
	mta_logins_compare(l->conf, l->postfix->settings, l->f);
}

static void look_at(struct look *l)
{
	const char *socket = l->postfix->socket;
	bool is_behind = false;

	if (!*l->queue_directory) {
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"postconf does not say what queue_directory is");
		return;
	}
	if (milter_address_parse(socket, &l->ours)) {
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"milter: socket: \"%s\" is no socket", socket);
		return;
	}
	if (l->ours.kind != MILTER_FD) {
		write_ours(l);
		is_behind = doctor_postfix_ways(l);
		look_at_chroot(l);
	}
	look_at_all_settings(l);
	if (!is_behind)
		look_at_expansion(l);
	doctor_postfix_rewriting(l);
	look_at_utf8(l);
	look_at_domains(l);
}

void doctor_postfix(const struct doctor_postfix *postfix, struct findings *f)
{
	struct postfix_conf conf;
	struct look l = {.postfix = postfix, .conf = &conf, .f = f};

	postfix_conf_init(&conf, &postfix->texts);
	l.queue_directory = value(&l, "queue_directory");
	look_at(&l);
	if (conf.failed)
		f->failed = conf.failed;
	postfix_conf_free(&conf);
}
