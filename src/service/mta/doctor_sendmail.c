/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "service/mta/doctor_mta.h"

#define AREA "sendmail"
#define LINE_SIZE 2000
#define PATIENCE_COMMAND_S 10
#define PATIENCE_END_S 60

/* "Xrobinson, S=local:/run/x.sock, F=T, T=S:30s;R:30s;E:5m" */
struct filter {
	char name[MILTER_TEXT_SIZE];
	char line[LINE_SIZE];
};

static bool line_next(const char **at, char *line_r)
{
	if (!**at)
		return false;
	snprintf(line_r, LINE_SIZE, "%.*s", (int)strcspn(*at, "\n"), *at);
	*at += strcspn(*at, "\n");
	*at += **at == '\n';
	return true;
}

/* The value of "S=" and its kin; false: the filter has none. */
static bool equate(const struct filter *x, char key, char *value_r, size_t size)
{
	for (const char *at = strchr(x->line, ','); at; at = strchr(at, ',')) {
		at += 1 + strspn(at + 1, " \t");
		if (*at != key || at[1] != '=')
			continue;
		at += 2;
		snprintf(value_r, size, "%.*s", (int)strcspn(at, ", \t"), at);
		return true;
	}
	return false;
}

static bool is_ours(const struct filter *x, const struct milter_address *ours)
{
	char text[MILTER_TEXT_SIZE];
	struct milter_address a;

	return equate(x, 'S', text, sizeof(text)) &&
		!milter_address_parse(text, &a) &&
		milter_address_same(ours, &a, "", false);
}

static bool filter_find(const char *cf, const struct milter_address *ours,
	const char *name, struct filter *x_r)
{
	while (line_next(&cf, x_r->line)) {
		if (x_r->line[0] != 'X')
			continue;
		snprintf(x_r->name, sizeof(x_r->name), "%.*s",
			(int)strcspn(x_r->line + 1, ", \t"), x_r->line + 1);
		if (ours ? is_ours(x_r, ours) : strcmp(x_r->name, name) == 0)
			return true;
	}
	return false;
}

bool doctor_sendmail_option(
	const char *cf, const char *name, char *value_r, size_t size)
{
	char line[LINE_SIZE];
	size_t len = strlen(name);

	while (line_next(&cf, line)) {
		if (strncmp(line, "O ", 2) == 0 &&
			strncasecmp(line + 2, name, len) == 0 &&
			line[2 + len] == '=') {
			snprintf(value_r, size, "%s", line + 3 + len);
			return true;
		}
	}
	return false;
}

/* The lines of a sendmail.mc that do what is wanted. */
static void mend(struct findings *f, const char *socket)
{
	const char *path = *socket == '/'        ? socket :
		strncmp(socket, "unix:", 5) == 0 ? socket + 5 :
						   NULL;

	findings_mend(f,
		"INPUT_MAIL_FILTER(`robinson', `S=%s%s, F=T, "
		"T=C:1m;S:30s;R:30s;E:5m')dnl",
		path ? "local:" : "", path ? path : socket);
}

static void look_at_flags(
	const struct filter *x, const char *socket, struct findings *f)
{
	char flags[32] = "";

	(void)equate(x, 'F', flags, sizeof(flags));
	if (strchr(flags, 'T'))
		return;
	if (strchr(flags, 'R'))
		findings_add(f, SEVERITY_WARNING, AREA,
			"F=R: while Robinson is away, all mail is refused for "
			"good");
	else
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s has no F=T: while Robinson is away, marketing mail "
			"goes out unasked",
			x->name);
	mend(f, socket);
}

/* "S:30s;R:30s;E:5m"; what is not named is Sendmail's own. */
static long patience(const char *times, const char *key, long otherwise_s)
{
	const char *at = strstr(times, key);

	return at ? doctor_seconds(at + 2, 60) : otherwise_s;
}

static void look_at_times(
	const struct filter *x, const char *socket, struct findings *f)
{
	char times[200] = "";

	(void)equate(x, 'T', times, sizeof(times));
	if (patience(times, "R:", 10) > PATIENCE_COMMAND_S &&
		patience(times, "E:", 300) >= PATIENCE_END_S)
		return;
	findings_add(f, SEVERITY_WARNING, AREA,
		"T=%s: Sendmail waits %ld s for an answer and %ld s for the "
		"last one; a busy store may need longer",
		times, patience(times, "R:", 10), patience(times, "E:", 300));
	mend(f, socket);
}

static enum milter_work work_of(const char *cf, const char *name)
{
	struct filter other;
	enum milter_work work = milter_work(name);
	char socket[MILTER_TEXT_SIZE];

	if (work == MILTER_WORK_UNKNOWN &&
		filter_find(cf, NULL, name, &other) &&
		equate(&other, 'S', socket, sizeof(socket)))
		work = milter_work(socket);
	return work;
}

static void look_at_order(const char *cf, const struct filter *ours,
	const char *list, struct findings *f)
{
	struct milter_item item;
	bool is_behind = false;

	while (milter_list_next(&list, &item)) {
		enum milter_work work = work_of(cf, item.address);

		if (strcmp(item.address, ours->name) == 0) {
			is_behind = true;
		} else if (!is_behind && work == MILTER_SIGNS) {
			findings_add(f, SEVERITY_WARNING, AREA,
				"InputMailFilters: %s comes before Robinson; "
				"what it signs does not cover the headers that "
				"Robinson adds",
				item.address);
			findings_mend(f, "put the line of %s above that of %s",
				ours->name, item.address);
		} else if (is_behind && work == MILTER_REFUSES) {
			findings_add(f, SEVERITY_WARNING, AREA,
				"InputMailFilters: %s comes behind Robinson: "
				"what it refuses, Robinson has counted as "
				"sent",
				item.address);
			findings_mend(f, "put the line of %s above that of %s",
				item.address, ours->name);
		}
	}
}

static bool is_listed(const char *list, const char *name)
{
	struct milter_item item;

	while (milter_list_next(&list, &item))
		if (strcmp(item.address, name) == 0)
			return true;
	return false;
}

/* Our place among the filters that are asked. */
static void look_at_list(
	const char *cf, const struct filter *ours, struct findings *f)
{
	char list[LINE_SIZE] = "";

	(void)doctor_sendmail_option(
		cf, "InputMailFilters", list, sizeof(list));
	if (is_listed(list, ours->name)) {
		findings_add(f, SEVERITY_FINE, AREA,
			"InputMailFilters asks Robinson");
		look_at_order(cf, ours, list, f);
		return;
	}
	findings_add(f, SEVERITY_ERROR, AREA,
		"InputMailFilters does not name %s: it is defined, but not "
		"asked",
		ours->name);
	findings_mend(f, "define(`confINPUT_MAIL_FILTERS', `%s%s%s')dnl",
		ours->name, *list ? "," : "", list);
}

/* The value of a daemon's option, of which the first letter counts; "" where
 * it has none. False: the option is not there. */
static bool daemon_option(
	const char *line, char key, char *value_r, size_t size)
{
	value_r[0] = '\0';
	for (; line; line = strchr(line, ',')) {
		const char *is;

		line += strspn(line, ", \t");
		is = line + strcspn(line, "=,");
		if (*is != '=' || toupper((unsigned char)*line) != key)
			continue;
		snprintf(value_r, size, "%.*s", (int)strcspn(is + 1, ", \t"),
			is + 1);
		return true;
	}
	return false;
}

static void replace(char *text, char from, char to)
{
	for (; *text; text++)
		if (*text == from)
			*text = to;
}

/* "Name=MSA, Port=587, InputMailFilters=opendkim;clamav": a daemon of its own
 * mind. */
static void look_at_daemon(
	const char *line, const struct filter *ours, struct findings *f)
{
	char list[LINE_SIZE], name[200];

	if (!daemon_option(line, 'I', list, sizeof(list)))
		return;
	/* The commas divide the options. */
	replace(list, ';', ',');
	if (is_listed(list, ours->name))
		return;
	(void)daemon_option(line, 'N', name, sizeof(name));
	findings_add(f, SEVERITY_ERROR, AREA,
		"the daemon %s has filters of its own without %s: what it "
		"takes is not asked about",
		*name ? name : "-", ours->name);
	replace(list, ',', ';');
	findings_mend(f, "in its DAEMON_OPTIONS: InputMailFilters=%s%s%s",
		ours->name, *list ? ";" : "", list);
}

static void look_at_daemons(
	const char *cf, const struct filter *ours, struct findings *f)
{
	static const char option[] = "O DaemonPortOptions=";
	char line[LINE_SIZE];

	while (line_next(&cf, line))
		if (strncasecmp(line, option, sizeof(option) - 1) == 0)
			look_at_daemon(line + sizeof(option) - 1, ours, f);
}

/* ----------------------------------------------- reports of Sendmail's own */

/* A rule that sends mail for this local part its own way. */
static bool has_rule(const char *cf, const char *local)
{
	char line[LINE_SIZE];

	while (line_next(&cf, line))
		if (line[0] == 'R' && strcasestr(line, local) &&
			strstr(line, "$#"))
			return true;
	return false;
}

/* Whether one of the addresses has a rule of its own. */
static bool copies_lead_away(const char *cf, const char *addresses)
{
	struct milter_item item;

	while (milter_list_next(&addresses, &item)) {
		item.address[strcspn(item.address, "@")] = '\0';
		if (*item.address && has_rule(cf, item.address))
			return true;
	}
	return false;
}

static bool is_named(const struct settings_list *list, const char *text)
{
	for (size_t i = 0; *text && i < list->len; i++)
		if (glob_match(list->items[i], text, strlen(text)))
			return true;
	return false;
}

static bool has_daemon(const char *cf, const struct settings_list *list)
{
	static const char option[] = "O DaemonPortOptions=";
	char line[LINE_SIZE], name[200], port[200];

	while (line_next(&cf, line)) {
		const char *at = line + sizeof(option) - 1;

		if (strncasecmp(line, option, sizeof(option) - 1) != 0)
			continue;
		(void)daemon_option(at, 'N', name, sizeof(name));
		(void)daemon_option(at, 'P', port, sizeof(port));
		if (is_named(list, name) || is_named(list, port))
			return true;
	}
	return false;
}

void doctor_sendmail_reports(
	const char *cf, const struct settings *s, struct findings *f)
{
	char copies[LINE_SIZE] = "";

	if (!s->inbound.is_on)
		return;
	(void)doctor_sendmail_option(
		cf, "PostmasterCopy", copies, sizeof(copies));
	if (!copies_lead_away(cf, copies)) {
		findings_add(f, SEVERITY_WARNING, AREA,
			"PostmasterCopy = %s: the bounces that Sendmail makes "
			"pass no filter, and no copy of them reaches Robinson: "
			"addresses that do not exist stay on record",
			copies);
		findings_mend(f,
			"define(`confCOPY_ERRORS_TO', `%s%srobinson-reports@%s"
			"')dnl, with the other lines of reports.mc in the "
			"examples for Sendmail",
			copies, *copies ? "," : "",
			s->own_domains.len ? s->own_domains.items[0] : "");
	} else if (!has_daemon(cf, &s->inbound.own_reports)) {
		findings_add(f, SEVERITY_WARNING, AREA,
			"inbound: own-reports names no daemon of Sendmail: the "
			"bounces that it makes are taken for a stranger's");
		findings_mend(f,
			"inbound { own-reports = {\"REPORTS\"} }, and the "
			"DAEMON_OPTIONS of reports.mc in the examples for "
			"Sendmail");
	} else {
		findings_add(f, SEVERITY_FINE, AREA,
			"copies of the bounces that Sendmail makes reach "
			"Robinson");
	}
}

void doctor_sendmail(const char *cf, const char *socket, struct findings *f)
{
	struct milter_address ours;
	struct filter x;

	if (milter_address_parse(socket, &ours)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"milter: socket: \"%s\" is no socket", socket);
		return;
	}
	if (ours.kind == MILTER_FD)
		return;
	if (!filter_find(cf, &ours, NULL, &x)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"no mail filter has the socket %s: Sendmail does not "
			"ask Robinson",
			socket);
		mend(f, socket);
		return;
	}
	look_at_list(cf, &x, f);
	look_at_daemons(cf, &x, f);
	look_at_flags(&x, socket, f);
	look_at_times(&x, socket, f);
}
