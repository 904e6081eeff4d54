/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each way by which mail comes into Postfix is a service of master.cf:
 * smtpd(8), whatever its name, and those that hand mail to cleanup(8) without
 * SMTP, pickup(8) and qmqpd(8). A way is well when Robinson is asked there, or
 * before what it takes back from a content filter, or behind it at a gate.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/mta/doctor_postfix_private.h"
#include "service/mta/doctor_postfix_way_private.h"

#define AREA POSTFIX_AREA
#define MEND_MAX ((size_t)8 << 10)

/* -------------------------------------------------------- lines that mend */

static const char *scope_of(const struct way *w, struct look_name *name)
{
	*name = look_name(w->is_smtp ? &w->service : &w->cleanup);
	return name->text;
}

/* "postconf -e 'smtpd_milters = ", or the same for one service. */
static void begin_line(const struct way *w, struct buf *line)
{
	struct look_name name;

	if (w->is_own)
		(void)buf_addf(line, "postconf -P '%s/%s=", scope_of(w, &name),
			w->parameter);
	else
		(void)buf_addf(line, "postconf -e '%s = ", w->parameter);
}

/* The list with us in it, written as it is now: what it names stays named. */
static void mend_list(const struct look *l, const struct way *w)
{
	const struct postfix_service *scope =
		w->is_smtp ? &w->service : &w->cleanup;
	const char *now = postfix_override(l->conf, scope, w->parameter);
	struct buf line;

	if (!now)
		now = postfix_written(l->conf, w->parameter);
	if (!*w->list)
		now = "";
	buf_init(&line, MEND_MAX);
	begin_line(w, &line);
	if (w->is_own) {
		(void)buf_addf(&line, "%s%s", l->written, *now ? "," : "");
		doctor_postfix_pack(&line, now);
		(void)buf_addc(&line, '\'');
	} else {
		(void)buf_addf(
			&line, "%s%s%s'", l->written, *now ? ", " : "", now);
	}
	findings_mend(l->f, "%s", buf_text(&line));
	buf_free(&line);
}

static void mend_no_milters(const struct look *l, const struct way *w)
{
	static const char name[] = "receive_override_options";
	const char *now = postfix_override(l->conf, &w->service, name);
	struct look_name service = look_name(&w->service);

	if (!now)
		findings_mend(l->f, "postconf -X %s", name);
	else if (strcasecmp(now, "no_milters") == 0)
		findings_mend(l->f, "postconf -PX '%s/%s'", service.text, name);
	else
		findings_mend(l->f,
			"in master.cf, take no_milters out of %s = %s of %s",
			name, now, service.text);
}

/* ------------------------------------------------------ mail goes past us */

/* Whether this service is for the mail of strangers only. */
static bool is_mx(const struct way *w)
{
	return w->is_smtp && !w->has_login &&
		(strcmp(postfix_service_port(&w->service), "smtp") == 0 ||
			strcmp(postfix_service_port(&w->service), "25") == 0 ||
			strcmp(w->service.type, "pass") == 0);
}

static enum severity severity_of(const struct ways *ways, const struct way *w)
{
	if (!w->is_smtp)
		return SEVERITY_WARNING;
	/* A filter may be named elsewhere: in access(5) tables, by FILTER. */
	if (w->may_be_back)
		return SEVERITY_WARNING;
	return is_mx(w) && ways_any_asks(ways) ? SEVERITY_WARNING :
						 SEVERITY_ERROR;
}

static const char *what_passes(const struct way *w, enum severity severity)
{
	if (!w->is_smtp)
		return "mail by sendmail(1), cron and scripts is not asked "
		       "about";
	if (w->may_be_back)
		return "that is well only where a filter gives back here what "
		       "was asked about before, and nobody else connects";
	return severity == SEVERITY_WARNING ?
		"that is well only where nobody of the firm sends this way" :
		"what it takes is not asked about";
}

static bool names_itself(const char *written, const char *parameter)
{
	const char *at = written ? strstr(written, parameter) : NULL;

	return at && at > written && strchr("${(", at[-1]) &&
		!strchr(written, '?');
}

static void tell_past(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	struct look_name service = look_name(&w->service), scope;
	enum severity severity = severity_of(ways, w);
	const struct postfix_service *of =
		w->is_smtp ? &w->service : &w->cleanup;
	const char *written = postfix_override(l->conf, of, w->parameter);

	if (w->no_milters) {
		findings_add(l->f, severity, AREA,
			"%s asks no milters (no_milters): %s", service.text,
			what_passes(w, severity));
		mend_no_milters(l, w);
		return;
	}
	if (names_itself(written, w->parameter)) {
		findings_add(l->f, SEVERITY_ERROR, AREA,
			"%s: %s = %s names itself, and Postfix ends there "
			"(\"unreasonable macro call nesting\")",
			scope_of(w, &scope), w->parameter, written);
		findings_mend(
			l->f, "postconf -PX '%s/%s'", scope.text, w->parameter);
		return;
	}
	if (written && strchr(written, '$'))
		findings_add(l->f, severity, AREA,
			"%s has milters of its own without Robinson, %s = %s, "
			"which is \"%s\": %s",
			scope_of(w, &scope), w->parameter, written, w->list,
			what_passes(w, severity));
	else
		findings_add(l->f, severity, AREA,
			"%s has milters of its own without Robinson: %s",
			scope_of(w, &scope), what_passes(w, severity));
	mend_list(l, w);
}

/* All ways that follow main.cf share one finding, and one line. */
static void tell_main(
	const struct look *l, const struct ways *ways, const char *parameter)
{
	enum severity severity = SEVERITY_FINE;
	const struct way *first = NULL;
	struct buf names;

	buf_init(&names, MEND_MAX);
	for (size_t i = 0; i < ways->len; i++) {
		const struct way *w = &ways->items[i];
		struct look_name name = look_name(&w->service);

		if (!w->is_past || w->is_own || w->no_milters ||
			strcmp(w->parameter, parameter) != 0)
			continue;
		if (severity_of(ways, w) > severity)
			severity = severity_of(ways, w);
		first = first ? first : w;
		(void)buf_addf(
			&names, "%s%s", names.len ? ", " : "", name.text);
	}
	if (first) {
		findings_add(l->f, severity, AREA,
			"%s does not name Robinson: %s (%s)", parameter,
			!first->is_smtp || severity == SEVERITY_WARNING ?
				what_passes(first, severity) :
				"mail that comes by SMTP is not asked about",
			buf_text(&names));
		mend_list(l, first);
	}
	buf_free(&names);
}

/* ------------------------------------------------- half asked, and asked twice */

/* smtpd(8) with a proxy sends the message itself past the milters. */
static void look_at_proxy(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	const struct way *back = ways_behind(ways, w, w->proxy);
	struct look_name name = look_name(&w->service);

	if (!*w->proxy || !w->asks || (back && back->asks))
		return;
	findings_add(l->f, SEVERITY_ERROR, AREA,
		"%s: with smtpd_proxy_filter = %s Robinson is asked about "
		"recipients and never sees a message: header rules, holds, "
		"and the counting of what was sent do not happen",
		name.text, w->proxy);
	if (back) {
		struct look_name to = look_name(&back->service);

		findings_mend(l->f, "postconf -P '%s/smtpd_milters=%s'",
			to.text, l->written);
	} else if (postfix_override(
			   l->conf, &w->service, "smtpd_proxy_filter")) {
		findings_mend(l->f, "postconf -PX '%s/smtpd_proxy_filter'",
			name.text);
	} else {
		findings_mend(l->f, "postconf -X smtpd_proxy_filter");
	}
}

static void look_at_second(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	struct look_name name = look_name(&w->service), first;
	const struct way *front = ways_front(ways, w);

	if (!w->asks || !front || !front->asks)
		return;
	first = look_name(&front->service);
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"%s asks Robinson again about what %s asked about already and "
		"a filter gives back: a released message is held again",
		name.text, first.text);
	if (w->is_smtp)
		findings_mend(
			l->f, "postconf -P '%s/smtpd_milters='", name.text);
	else
		findings_mend(l->f,
			"let the filter give mail back by SMTP to a service of "
			"its own with -o content_filter= -o smtpd_milters=");
}

/* --------------------------------------------------- smtpd_milter_maps */

/* One client's milters: none, or others than ours. */
static bool is_past(const struct look *l, const char *value)
{
	struct milter_item item;

	return strcasecmp(value, "DISABLE") == 0 ||
		!look_find_ours(l, value, &item);
}

static void tell_map(const struct look *l, const char *where, const char *line,
	size_t key_len, const char *value)
{
	findings_add(l->f, SEVERITY_WARNING, AREA,
		"%s: smtpd_milter_maps gives the client %.*s \"%s\" in the "
		"place of smtpd_milters: what it sends is not asked about",
		where, (int)key_len, line, value);
	findings_mend(l->f, "take the line \"%.*s %s\" out, or write %s there",
		(int)key_len, line, value, l->written);
}

static void look_at_map_text(
	const struct look *l, const char *where, const char *text)
{
	char line[2000];

	for (; *text; text += *text == '\n') {
		size_t key, len;
		char *value;

		snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"),
			text);
		text += strcspn(text, "\n");
		key = strcspn(line, " \t");
		value = line + key + strspn(line + key, " \t");
		for (len = strlen(value);
			len && strchr(" \t\r", value[len - 1]); len--)
			value[len - 1] = '\0';
		if (!key || *line == '#' || !*value)
			continue;
		if (is_past(l, value))
			tell_map(l, where, line, key, value);
	}
}

/* "type:/path" of which the source is a text; NULL: of no such type. */
static const char *source_path(const char *table)
{
	static const char *const types[] = {"cidr:", "texthash:", "hash:",
		"btree:", "lmdb:", "cdb:", "dbm:", "regexp:", "pcre:"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strncmp(table, types[i], strlen(types[i])) == 0)
			return table + strlen(types[i]);
	return NULL;
}

static void look_at_map(
	const struct look *l, const char *where, const char *table)
{
	const char *path = source_path(table);
	struct buf text;

	if (strncasecmp(table, "static:", 7) == 0) {
		if (is_past(l, table + 7))
			tell_map(l, where, "*", 1, table + 7);
		return;
	}
	buf_init(&text, (size_t)1 << 20);
	if (path && l->postfix->read &&
		!l->postfix->read(l->postfix->arg, path, &text)) {
		look_at_map_text(l, where, buf_text(&text));
	} else {
		findings_add(l->f, SEVERITY_WARNING, AREA,
			"%s: smtpd_milter_maps = %s takes the place of "
			"smtpd_milters for the clients in it; what stands in "
			"it cannot be told",
			where, table);
		findings_mend(l->f,
			"look that no client in it has DISABLE, or milters "
			"without %s",
			l->written);
	}
	buf_free(&text);
}

#define MAPS "smtpd_milter_maps"

/* Those of main.cf are looked at once, with the first way that has them. */
static bool is_first_with_maps(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	for (const struct way *at = ways->items; at < w; at++)
		if (at->is_smtp && at->asks &&
			!postfix_override(l->conf, &at->service, MAPS))
			return false;
	return true;
}

static void look_at_maps(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	const char *maps = postfix_value(l->conf, &w->service, MAPS);
	bool is_own = postfix_override(l->conf, &w->service, MAPS) != NULL;
	struct look_name name = look_name(&w->service);
	struct milter_item item; /* "type:path", divided as milters are */

	if (!is_own && !is_first_with_maps(l, ways, w))
		return;
	while (milter_list_next(&maps, &item))
		if (*item.address)
			look_at_map(l, is_own ? name.text : "main.cf",
				item.address);
}

/* ------------------------------------------------ reports of Postfix's own */

static bool find_bouncer(const struct look *l, struct postfix_service *s_r)
{
	const char *name = postfix_value(l->conf, NULL, "bounce_service_name");
	const char *at = l->postfix->texts.services;

	while (postfix_service_next(&at, s_r))
		if (strcmp(s_r->command, "bounce") == 0 &&
			strcmp(s_r->name, *name ? name : "bounce") == 0)
			return true;
	return false;
}

/* Added to what is there: "notify, bounce". */
static void mend_classes(const struct look *l, const struct postfix_service *s)
{
	static const char name[] = "internal_mail_filter_classes";
	const char *own = postfix_override(l->conf, s, name);
	const char *now = own ? own : postfix_written(l->conf, name);
	struct look_name service = look_name(s);

	if (own)
		findings_mend(l->f, "postconf -P '%s/%s=%s%sbounce'",
			service.text, name, now, *now ? "," : "");
	else
		findings_mend(l->f, "postconf -e '%s = %s%sbounce'", name, now,
			*now ? ", " : "");
}

/* Behind a gate sendmail(1) asks nobody, because the gate is asked: bounces
 * have a cleanup(8) of their own there. */
static void mend_bouncer(
	const struct look *l, const struct ways *ways, const struct way *w)
{
	if (ways->gate && ways->gate->asks)
		findings_mend(l->f,
			"see \"bounces\" in behind-expansion of the examples "
			"for Postfix");
	else
		mend_list(l, w);
}

/* Most bad addresses are told of by bounces that Postfix makes itself, and
 * those it shows to no milter unless it is told to. */
static void look_at_bounces(const struct look *l, const struct ways *ways)
{
	struct postfix_service s;
	struct look_name name;
	struct way w;

	if (!l->postfix->settings || !l->postfix->settings->inbound.is_on ||
		!find_bouncer(l, &s))
		return;
	w = way_of(l, &s);
	name = look_name(&w.cleanup);
	if (!postfix_list_has(
		    postfix_value(l->conf, &s, "internal_mail_filter_classes"),
		    "bounce")) {
		findings_add(l->f, SEVERITY_WARNING, AREA,
			"internal_mail_filter_classes is without bounce: the "
			"bounces that Postfix makes never reach Robinson, and "
			"addresses that do not exist stay on record");
		mend_classes(l, &s);
	} else if (!w.asks) {
		findings_add(l->f, SEVERITY_WARNING, AREA,
			"non_smtpd_milters of %s is without Robinson: the "
			"bounces that Postfix makes never reach it, and "
			"addresses that do not exist stay on record",
			name.text);
		mend_bouncer(l, ways, &w);
	} else {
		findings_add(l->f, SEVERITY_FINE, AREA,
			"the bounces that Postfix makes reach Robinson");
	}
}

/* ------------------------------------------------------------- all of it */

static void tell_well(const struct look *l, const struct way *w)
{
	struct look_name name = look_name(&w->service);

	findings_add(l->f, SEVERITY_FINE, AREA, "%s %s", name.text,
		w->asks            ? "asks Robinson" :
			w->is_back ? "takes back what a filter gives, and asks "
				     "nobody again" :
				     "asks nobody: its mail leaves by a gate "
				     "that asks Robinson");
}

/* A list that several ways share is looked at once. */
static bool is_known_list(const struct ways *ways, size_t n)
{
	const struct way *w = &ways->items[n];

	for (size_t i = 0; i < n; i++)
		if (ways->items[i].asks && !ways->items[i].is_own &&
			!w->is_own && strcmp(ways->items[i].list, w->list) == 0)
			return true;
	return false;
}

static void look_at_list(const struct look *l, const struct way *w)
{
	struct look_name name;
	struct buf line;

	buf_init(&line, MEND_MAX);
	begin_line(w, &line);
	doctor_postfix_order(l, w->is_own ? scope_of(w, &name) : w->parameter,
		w->list, buf_text(&line), w->is_own);
	buf_free(&line);
}

static void look_at_way(const struct look *l, const struct ways *ways, size_t n)
{
	const struct way *w = &ways->items[n];

	if (w->is_past) {
		if (w->is_own || w->no_milters)
			tell_past(l, ways, w);
		return;
	}
	tell_well(l, w);
	if (!w->asks)
		return;
	look_at_second(l, ways, w);
	if (w->is_smtp) {
		look_at_proxy(l, ways, w);
		look_at_maps(l, ways, w);
	}
	if (!is_known_list(ways, n))
		look_at_list(l, w);
}

bool doctor_postfix_ways(const struct look *l)
{
	struct ways ways;
	bool has_gate;

	if (ways_find(l, &ways)) {
		l->f->failed = ERR_NOMEM;
		return false;
	}
	tell_main(l, &ways, "smtpd_milters");
	tell_main(l, &ways, "non_smtpd_milters");
	for (size_t i = 0; i < ways.len; i++)
		look_at_way(l, &ways, i);
	look_at_bounces(l, &ways);
	has_gate = ways.gate && ways.gate->asks;
	ways_free(&ways);
	return has_gate;
}
