/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cleanup(8) and smtp(8) rewrite senders after the milter was asked: what
 * "classify" blocks name must be the address from before.
 *
 * Source: postconf(5) canonical_maps, smtp_generic_maps, masquerade_domains,
 *         allow_percent_hack; canonical(5), generic(5)
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "service/mta/doctor_postfix_private.h"
#include "service/mta/postfix_table_private.h"

#define AREA POSTFIX_AREA
#define ADDRESS_SIZE 700
#define VALUE_MAX ((size_t)8 << 10)
#define FILE_MAX ((size_t)4 << 20)

/* One table of one parameter, and what is asked of it. */
struct table {
	const char *parameter;
	char name[MILTER_TEXT_SIZE]; /* "hash:/etc/postfix/generic" */
	const char *origin; /* myorigin */
};

static bool is_pattern(const char *sender)
{
	return strpbrk(sender, "*?") != NULL;
}

static bool is_configured(const struct look *l, const char *address)
{
	for (size_t i = 0; i < l->postfix->senders_len; i++)
		if (glob_match(
			    l->postfix->senders[i], address, strlen(address)))
			return true;
	return false;
}

/* ----------------------------------------------------------- one rewriting */

/* "to" as a whole address: "ania" is at our domain, "@x" keeps the local
 * part. */
static void complete(const struct table *t, const char *from, const char *to,
	char whole_r[ADDRESS_SIZE])
{
	if (*to == '@')
		snprintf(whole_r, ADDRESS_SIZE, "%.*s%.300s",
			(int)strcspn(from, "@"), from, to);
	else if (strchr(to, '@'))
		snprintf(whole_r, ADDRESS_SIZE, "%.600s", to);
	else
		snprintf(whole_r, ADDRESS_SIZE, "%.300s@%.300s", to, t->origin);
}

/* Where both are configured, the message is known by either. */
static void tell(const struct look *l, const struct table *t, const char *from,
	const char *to)
{
	bool knows_from = is_configured(l, from);

	if (strcasecmp(from, to) == 0 || knows_from == is_configured(l, to))
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"%s = %s makes %s of the sender %s after Robinson was asked: "
		"%s",
		t->parameter, t->name, to, from,
		knows_from ?
			"a message that is sent as the former is not known "
			"by its sender" :
			"a message of the latter is not known by its "
			"sender");
	findings_mend(l->f,
		"in robinson.conf, name \"%s\" beside \"%s\" in sender",
		knows_from ? to : from, knows_from ? from : to);
}

/* ------------------------------------------------------------- by its text */

static bool is_named(const struct look *l, const char *address)
{
	for (size_t i = 0; i < l->postfix->senders_len; i++)
		if (strcasecmp(l->postfix->senders[i], address) == 0)
			return true;
	return false;
}

/* "key value" */
static void look_at_entry(const struct look *l, const struct table *t,
	const char *key, const char *value)
{
	char from[ADDRESS_SIZE], to[ADDRESS_SIZE];

	/* "$1" is what matched; "@domain" is every local part, and is asked
	 * for each sender. */
	if (strchr(value, '$') || postfix_table_has_patterns(t->name) ||
		*key == '@')
		return;
	complete(t, key, key, from);
	complete(t, from, value, to);
	/* The table itself is asked for those that are named. */
	if (!is_named(l, from))
		tell(l, t, from, to);
}

static void look_at_text(
	const struct look *l, const struct table *t, const char *text)
{
	char line[2 * ADDRESS_SIZE];

	for (; *text; text += *text == '\n') {
		size_t key;
		char *value;

		snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"),
			text);
		text += strcspn(text, "\n");
		key = strcspn(line, " \t");
		value = line + key + strspn(line + key, " \t");
		value[strcspn(value, " \t\r,")] = '\0';
		if (!key || *line == '#' || !*value)
			continue;
		line[key] = '\0';
		look_at_entry(l, t, line, value);
	}
}

/* ---------------------------------------------------------- by its answers */

static enum err ask(const struct look *l, const struct table *t,
	const char *key, const char *sender)
{
	char to[ADDRESS_SIZE];
	struct buf value;
	enum err e;

	buf_init(&value, VALUE_MAX);
	e = l->postfix->query(l->postfix->arg, t->name, key, &value);
	if (!e) {
		complete(t, sender, buf_text(&value), to);
		tell(l, t, sender, to);
	}
	buf_free(&value);
	return e;
}

/* As canonical(5) and generic(5) look an address up. */
static enum err look_up(
	const struct look *l, const struct table *t, const char *sender)
{
	const char *at = strrchr(sender, '@');
	char local[ADDRESS_SIZE];
	enum err e;

	if (!at)
		return ERR_NOT_FOUND;
	e = ask(l, t, sender, sender);
	if (e != ERR_NOT_FOUND || postfix_table_has_patterns(t->name))
		return e;
	snprintf(local, sizeof(local), "%.*s", (int)(at - sender), sender);
	if (strcasecmp(at + 1, t->origin) == 0)
		e = ask(l, t, local, sender);
	return e == ERR_NOT_FOUND ? ask(l, t, at, sender) : e;
}

static void look_at_table(const struct look *l, const struct table *t)
{
	const char *path = postfix_table_source(t->name);
	bool is_read, is_open = false;
	struct buf text;

	buf_init(&text, FILE_MAX);
	is_read = path && l->postfix->read &&
		!l->postfix->read(l->postfix->arg, path, &text);
	if (is_read)
		look_at_text(l, t, buf_text(&text));
	for (size_t i = 0; i < l->postfix->senders_len; i++) {
		const char *sender = l->postfix->senders[i];
		enum err e = ERR_UNAVAILABLE;

		if (!is_pattern(sender) && postfix_table_is_local(t->name) &&
			l->postfix->query)
			e = look_up(l, t, sender);
		else if (is_pattern(sender) && is_read &&
			!postfix_table_has_patterns(t->name))
			e = ERR_NOT_FOUND;
		is_open |= e && e != ERR_NOT_FOUND;
	}
	buf_free(&text);
	if (!is_open)
		return;
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"%s = %s may rewrite a sender after Robinson was asked; "
		"whether it touches one that is configured cannot be told",
		t->parameter, t->name);
	findings_mend(
		l->f, "postmap -q %s %s", l->postfix->senders[0], t->name);
}

static void look_at_tables(const struct look *l, const char *parameter,
	const struct postfix_service *service)
{
	const char *list = postfix_value(l->conf, service, parameter);
	struct table t = {.parameter = parameter,
		.origin = postfix_value(l->conf, service, "myorigin")};

	while (postfix_table_next(&list, t.name, sizeof(t.name)))
		look_at_table(l, &t);
}

/* ------------------------------------------------------------ masquerading */

/* What the domain becomes; NULL: it stays. */
static const char *masqueraded(
	const char *domain, const char *list, char *parent_r, size_t size)
{
	struct milter_item item; /* divided as milters are */

	while (milter_list_next(&list, &item)) {
		const char *parent = item.address + (*item.address == '!');
		size_t len = strlen(parent), own = strlen(domain);

		if (!len || own < len ||
			strcasecmp(domain + own - len, parent) != 0 ||
			(own > len && domain[own - len - 1] != '.'))
			continue;
		snprintf(parent_r, size, "%s", parent);
		return *item.address == '!' ? NULL : parent_r;
	}
	return NULL;
}

static void look_at_masquerade(const struct look *l, const char *sender,
	const char *domains, const char *exceptions)
{
	struct table t = {.parameter = "masquerade_domains"};
	char local[ADDRESS_SIZE], from[ADDRESS_SIZE], to[ADDRESS_SIZE];
	char parent[MILTER_TEXT_SIZE];
	const char *at = strrchr(sender, '@');

	if (!at || is_pattern(sender) ||
		!masqueraded(at + 1, domains, parent, sizeof(parent)))
		return;
	snprintf(local, sizeof(local), "%.*s", (int)(at - sender), sender);
	if (postfix_list_has(exceptions, local))
		return;
	snprintf(t.name, sizeof(t.name), "%.500s", domains);
	/* The domain itself is what those of its hosts become. */
	snprintf(from, sizeof(from), "%.300s@%s%.300s", local,
		strcasecmp(at + 1, parent) == 0 ? "*." : "", at + 1);
	snprintf(to, sizeof(to), "%.300s@%.300s", local, parent);
	tell(l, &t, from, to);
}

static void look_at_masquerades(
	const struct look *l, const struct postfix_service *service)
{
	const char *domains =
		postfix_value(l->conf, service, "masquerade_domains");
	const char *exceptions =
		postfix_value(l->conf, service, "masquerade_exceptions");

	for (size_t i = 0; *domains && i < l->postfix->senders_len; i++)
		look_at_masquerade(
			l, l->postfix->senders[i], domains, exceptions);
}

/* ------------------------------------------------------------- all of them */

struct rewriting {
	const char *command; /* who does it */
	const char *parameter;
	const char *classes; /* which addresses; NULL: all */
};

static void look_at_one(const struct look *l, const struct rewriting *r,
	const struct postfix_service *service)
{
	const char *classes =
		r->classes ? postfix_value(l->conf, service, r->classes) : "";

	if (*classes && !postfix_list_has(classes, "envelope_sender"))
		return;
	if (strcmp(r->parameter, "masquerade_domains") == 0)
		look_at_masquerades(l, service);
	else
		look_at_tables(l, r->parameter, service);
}

static void look_at_senders(const struct look *l)
{
	static const struct rewriting rewriting[] = {
		{"cleanup", "canonical_maps", "canonical_classes"},
		{"cleanup", "sender_canonical_maps",
			"sender_canonical_classes"},
		{"cleanup", "masquerade_domains", "masquerade_classes"},
		{"smtp", "smtp_generic_maps", NULL},
		{"lmtp", "lmtp_generic_maps", NULL},
	};
	struct postfix_service s;

	for (size_t i = 0; i < sizeof(rewriting) / sizeof(*rewriting); i++) {
		const struct rewriting *r = &rewriting[i];
		const char *at = l->postfix->texts.services;

		look_at_one(l, r, NULL);
		while (postfix_service_next(&at, &s))
			if (strcmp(s.command, r->command) == 0 &&
				postfix_override(l->conf, &s, r->parameter))
				look_at_one(l, r, &s);
	}
}

/* What recipients mean to Postfix: nothing is wrong, whatever it says. */
static void look_at_recipients(const struct look *l)
{
	static const struct {
		const char *parameter, *yes, *no;
	} routes[] = {
		{"allow_percent_hack",
			"user%example.com@ an own domain goes to "
			"user@example.com",
			"user%example.com@ an own domain is a mailbox there"},
		{"swap_bangpath", "example.com!user goes to user@example.com",
			"example.com!user is a local mailbox"},
		{"resolve_dequoted_address",
			"\"user@example.com\"@ an own domain goes to "
			"user@example.com",
			"\"user@example.com\"@ an own domain is a mailbox "
			"there"},
	};

	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		const char *value =
			postfix_value(l->conf, NULL, routes[i].parameter);

		if (!*value)
			continue;
		findings_add(l->f, SEVERITY_FINE, AREA,
			"%s = %s: %s; Robinson judges both, and the stricter "
			"verdict counts",
			routes[i].parameter, value,
			postfix_is_yes(value) ? routes[i].yes : routes[i].no);
	}
}

void doctor_postfix_rewriting(const struct look *l)
{
	if (l->postfix->senders_len > 0)
		look_at_senders(l);
	look_at_recipients(l);
}
