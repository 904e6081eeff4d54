/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/doctor_mta.h"

#define AREA "postfix"
#define VALUE_SIZE 2000
#define PATIENCE_COMMAND_S 10
#define PATIENCE_CONTENT_S 60

struct look {
	const struct postfix_texts *postfix;
	struct findings *f;
	struct milter_address ours;
	char written[MILTER_TEXT_SIZE]; /* as Postfix would write it */
	char queue_directory[MILTER_TEXT_SIZE];
};

const char *doctor_value(
	const char *lines, const char *name, char *value_r, size_t size)
{
	size_t len = strlen(name);

	for (const char *line = lines; line && *line;
		line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, len) != 0 ||
			strncmp(line + len, " =", 2) != 0)
			continue;
		line += len + 2;
		line += strspn(line, " ");
		snprintf(value_r, size, "%.*s", (int)strcspn(line, "\n"), line);
		return value_r;
	}
	return NULL;
}

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

static const char *value(const struct look *l, const char *name, char *value_r)
{
	const char *v =
		doctor_value(l->postfix->parameters, name, value_r, VALUE_SIZE);

	return v ? v : "";
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

static bool is_ours(const struct look *l, const struct milter_item *item)
{
	struct milter_address a;

	if (milter_address_parse_postfix(item->address, &a))
		return false;
	return milter_address_same(&l->ours, &a, l->queue_directory, false) ||
		milter_address_same(&l->ours, &a, l->queue_directory, true);
}

/* Our place in the list; false: we are not in it. */
static bool find_ours(
	const struct look *l, const char *list, struct milter_item *item_r)
{
	while (milter_list_next(&list, item_r))
		if (is_ours(l, item_r))
			return true;
	return false;
}

/* ---------------------------------------------------------- who is asked */

static void look_at_order(
	const struct look *l, const char *name, const char *list)
{
	const char *at = list;
	struct milter_item item;

	while (milter_list_next(&at, &item) && !is_ours(l, &item)) {
		if (!milter_is_signer(item.address))
			continue;
		findings_add(l->f, SEVERITY_WARNING, AREA,
			"%s: %s comes before Robinson; what it signs does not "
			"cover the headers that Robinson adds",
			name, item.address);
		findings_mend(l->f,
			"postconf -e '%s = %s, %s' # Robinson first, once",
			name, l->written, item.address);
	}
}

static void look_at_list(const struct look *l, const char *name,
	enum severity severity, const char *without)
{
	char text[VALUE_SIZE];
	const char *list = value(l, name, text);
	struct milter_item item;

	if (find_ours(l, list, &item)) {
		findings_add(
			l->f, SEVERITY_FINE, AREA, "%s asks Robinson", name);
		look_at_order(l, name, list);
		return;
	}
	findings_add(l->f, severity, AREA, "%s does not name Robinson: %s",
		name, without);
	findings_mend(l->f, "postconf -e '%s = %s%s%s'", name, l->written,
		*list ? ", " : "", list);
}

/* "submission/inet/smtpd_milters = ..." of postconf -P. */
static void look_at_overrides(const struct look *l)
{
	static const char *const services[] = {"submission/inet",
		"submissions/inet", "smtps/inet", "smtp/inet"};
	char name[64], text[VALUE_SIZE];
	struct milter_item item;

	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		snprintf(name, sizeof(name), "%s/smtpd_milters", services[i]);
		if (doctor_value(
			    l->postfix->overrides, name, text, sizeof(text)) &&
			!strstr(text, "$smtpd_milters") &&
			!find_ours(l, text, &item)) {
			findings_add(l->f, SEVERITY_ERROR, AREA,
				"%s has milters of its own without Robinson: "
				"what it takes is not asked about",
				services[i]);
			findings_mend(l->f, "postconf -P '%s=%s%s%s'", name,
				l->written, *text ? "," : "", text);
		}
		snprintf(name, sizeof(name), "%s/receive_override_options",
			services[i]);
		if (doctor_value(
			    l->postfix->overrides, name, text, sizeof(text)) &&
			strstr(text, "no_milters")) {
			findings_add(l->f, SEVERITY_ERROR, AREA,
				"%s asks no milters (no_milters)", services[i]);
			findings_mend(l->f, "postconf -PX '%s'", name);
		}
	}
}

/* ------------------------------------------------- what when we are away */

/* The options in the braces of one milter win over the general ones. */
static const char *setting(const struct look *l, const char *option,
	const char *parameter, char *text)
{
	char list[VALUE_SIZE];
	struct milter_item item;
	const char *at;

	if (find_ours(l, value(l, "smtpd_milters", list), &item)) {
		at = strstr(item.options, option);
		if (at && at[strcspn(at, "= ")]) {
			at += strcspn(at, "=");
			at += strspn(at, "= ");
			snprintf(text, VALUE_SIZE, "%.*s",
				(int)strcspn(at, ", }"), at);
			return text;
		}
	}
	return value(l, parameter, text);
}

static void look_at_faults(const struct look *l)
{
	char text[VALUE_SIZE];
	const char *action =
		setting(l, "default_action", "milter_default_action", text);

	if (strcasecmp(action, "accept") == 0)
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"milter_default_action = accept: while Robinson is "
			"away, marketing mail goes out unasked");
	else if (strcasecmp(action, "reject") == 0)
		findings_add(l->f, SEVERITY_WARNING, AREA,
			"milter_default_action = reject: while Robinson is "
			"away, all mail is refused for good");
	else
		return;
	findings_mend(l->f, "postconf -e milter_default_action=tempfail");
}

static void look_at_patience(const struct look *l, const char *option,
	const char *parameter, long least_s)
{
	char text[VALUE_SIZE];
	const char *given = setting(l, option, parameter, text);

	if (doctor_seconds(given, 1) >= least_s)
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"%s = %s is short: a busy store may need longer, and mail is "
		"deferred without need",
		parameter, given);
	findings_mend(l->f, "postconf -e %s=%lds", parameter, least_s * 3);
}

static void look_at_protocol(const struct look *l)
{
	char text[VALUE_SIZE];
	const char *protocol = setting(l, "protocol", "milter_protocol", text);

	if (atol(protocol) >= 6)
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"milter_protocol = %s: Postfix shows Robinson steps that it "
		"does not need, and not all that it does",
		protocol);
	findings_mend(l->f, "postconf -e milter_protocol=6");
}

/* ---------------------------------------------------------------- chroot */

struct service {
	char name[64], type[16], chroot[8], command[64];
};

static bool service_next(const char **at, struct service *s)
{
	while (**at) {
		const char *line = *at;

		*at += strcspn(*at, "\n");
		*at += **at == '\n';
		/* name type private unpriv chroot wakeup maxproc command */
		if (*line != ' ' && *line != '#' &&
			sscanf(line, "%63s %15s %*s %*s %7s %*s %*s %63s",
				s->name, s->type, s->chroot, s->command) == 4)
			return true;
	}
	return false;
}

static bool is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 && path[len] == '/';
}

static void look_at_chroot(const struct look *l)
{
	const char *at = l->postfix->services;
	struct service s;

	if (l->ours.kind != MILTER_UNIX ||
		is_below(l->ours.path, l->queue_directory))
		return;
	while (service_next(&at, &s)) {
		if (strcmp(s.chroot, "y") != 0 ||
			(strcmp(s.command, "smtpd") != 0 &&
				strcmp(s.command, "cleanup") != 0))
			continue;
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"%s/%s runs chrooted in %s and cannot see %s", s.name,
			s.type, l->queue_directory, l->ours.path);
		findings_mend(
			l->f, "postconf -F '%s/%s/chroot=n'", s.name, s.type);
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
	char text[VALUE_SIZE];

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		const char *set = value(l, hidden[i].parameter, text);

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
	char text[VALUE_SIZE];

	if (strcmp(value(l, "smtputf8_enable", text), "no") != 0)
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"smtputf8_enable = no: a message that is held or told of for "
		"an address that is not ASCII cannot be sent");
	findings_mend(l->f, "postconf -e smtputf8_enable=yes");
}

void doctor_postfix(const struct postfix_texts *postfix, const char *socket,
	struct findings *f)
{
	struct look l = {.postfix = postfix, .f = f};

	if (!doctor_value(postfix->parameters, "queue_directory",
		    l.queue_directory, sizeof(l.queue_directory))) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"postconf does not say what queue_directory is");
		return;
	}
	if (milter_address_parse(socket, &l.ours)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"milter: socket: \"%s\" is no socket", socket);
		return;
	}
	if (l.ours.kind != MILTER_FD) {
		write_ours(&l);
		look_at_list(&l, "smtpd_milters", SEVERITY_ERROR,
			"mail that comes by SMTP is not asked about");
		look_at_list(&l, "non_smtpd_milters", SEVERITY_WARNING,
			"mail by sendmail(1), cron and scripts is not asked "
			"about");
		look_at_overrides(&l);
		look_at_chroot(&l);
	}
	look_at_faults(&l);
	look_at_patience(&l, "command_timeout", "milter_command_timeout",
		PATIENCE_COMMAND_S);
	look_at_patience(&l, "content_timeout", "milter_content_timeout",
		PATIENCE_CONTENT_S);
	look_at_protocol(&l);
	look_at_expansion(&l);
	look_at_utf8(&l);
}
