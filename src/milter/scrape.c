/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/scrape.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/metrics.h"
#include "base/process.h"
#include "lists/list_cache.h"
#include "milter/libmilter/libmilter_io.h"
#include "milter/verdicts.h"
#include "service/quarantine/quarantine.h"
#include "spool/click_spool.h"
#include "spool/look.h"

#define NS_A_SECOND 1e9
#define SPOOLS_MAX 3

enum {
	UP,
	BUILD,
	SETTINGS,
	STARTED,
	OPEN_FILES,
	MAX_FILES,
	MESSAGES,
	MESSAGES_OPEN,
	REFUSED,
	STORE_UP,
	HELD,
	HELD_BYTES,
	HELD_LIMIT,
	NOTICES,
	INCOMING,
	INCOMING_TAKEN,
	INCOMING_LOST,
	INCOMING_SET_ASIDE,
	SPOOL_EVENTS,
	SPOOL_AGE,
	SPOOL_SET_ASIDE,
	LIST_USABLE,
	LIST_DATED,
	LIST_MAX_AGE,
	LIST_ENTRIES
};

static const struct metrics_family families[] = {
	[UP] = {"robinson_up", METRICS_GAUGE,
		"1: the daemon answered; 0: nobody did.", {NULL}},
	[BUILD] = {"robinson_build_info", METRICS_GAUGE,
		"1, with the version of the daemon that runs.", {"version"}},
	[SETTINGS] = {"robinson_settings_info", METRICS_GAUGE,
		"1, with what the daemon does now.", {"mode", "on_fault"}},
	[STARTED] = {"robinson_process_start_time_seconds", METRICS_GAUGE,
		"When the daemon was started, in seconds since 1970.", {NULL}},
	[OPEN_FILES] = {"robinson_process_open_fds", METRICS_GAUGE,
		"Descriptors that the daemon has open.", {NULL}},
	[MAX_FILES] = {"robinson_process_max_fds", METRICS_GAUGE,
		"Descriptors that it may have open.", {NULL}},
	[MESSAGES] = {"robinson_messages_total", METRICS_COUNTER,
		"Messages that the mail server began.", {NULL}},
	[MESSAGES_OPEN] = {"robinson_messages_open", METRICS_GAUGE,
		"Messages that are under way.", {NULL}},
	[REFUSED] = {"robinson_connections_refused_total", METRICS_COUNTER,
		"Connections of the mail server that found no descriptor left.",
		{NULL}},
	[STORE_UP] = {"robinson_store_up", METRICS_GAUGE,
		"1: keys and store answer; 0: they do not.", {NULL}},
	[HELD] = {"robinson_held_messages", METRICS_GAUGE,
		"Messages in Robinson's own quarantine.", {NULL}},
	[HELD_BYTES] = {"robinson_held_bytes", METRICS_GAUGE,
		"What they take in the store.", {NULL}},
	[HELD_LIMIT] = {"robinson_held_limit_bytes", METRICS_GAUGE,
		"What they may take: max-total of quarantine.", {NULL}},
	[NOTICES] = {"robinson_notices_waiting", METRICS_GAUGE,
		"Notices that the mail server has not taken yet.", {NULL}},
	[INCOMING] = {"robinson_incoming_total", METRICS_COUNTER,
		"Incoming messages that were examined.", {"meaning"}},
	[INCOMING_TAKEN] = {"robinson_incoming_taken_total", METRICS_COUNTER,
		"Incoming messages that were put into the spool.", {NULL}},
	[INCOMING_LOST] = {"robinson_incoming_lost_total", METRICS_COUNTER,
		"Incoming messages that found no place in the spool.", {NULL}},
	[INCOMING_SET_ASIDE] = {"robinson_incoming_set_aside_total",
		METRICS_COUNTER,
		"Incoming messages that could not be examined.", {NULL}},
	[SPOOL_EVENTS] = {"robinson_spool_events", METRICS_GAUGE,
		"What waits in a spool to be put on record.", {"spool"}},
	[SPOOL_AGE] = {"robinson_spool_oldest_age_seconds", METRICS_GAUGE,
		"How long the oldest of it has waited; 0: nothing waits.",
		{"spool"}},
	[SPOOL_SET_ASIDE] = {"robinson_spool_set_aside", METRICS_GAUGE,
		"What lies in a spool and cannot be used.", {"spool"}},
	[LIST_USABLE] = {"robinson_list_usable", METRICS_GAUGE,
		"1: the do-not-mail list is asked; 0: it cannot be, and its "
		"mail is deferred.",
		{"list"}},
	[LIST_DATED] = {"robinson_list_dated_timestamp_seconds", METRICS_GAUGE,
		"The list's own date, in seconds since 1970.", {"list"}},
	[LIST_MAX_AGE] = {"robinson_list_max_age_seconds", METRICS_GAUGE,
		"How old it may be: max-age of list.", {"list"}},
	[LIST_ENTRIES] = {"robinson_list_entries", METRICS_GAUGE,
		"Digests that the list has.", {"list"}},
};

struct scrape {
	struct milter_context *context;
	const struct settings *settings;
	struct buf *out;
};

static void tell_of(
	const struct scrape *s, size_t family, const char *label, double value)
{
	metrics_write_value(&families[family], &label, value, s->out);
}

static void tell(const struct scrape *s, size_t family, double value)
{
	metrics_write_head(&families[family], s->out);
	tell_of(s, family, NULL, value);
}

/* ----------------------------------------------------------------- process */

static void tell_process(const struct scrape *s)
{
	const char *settings[] = {
		s->settings->mode == MODE_OBSERVE ? "observe" : "enforce",
		verdicts_fault_name(s->settings->on_fault)};

	tell(s, UP, 1);
	metrics_write_head(&families[BUILD], s->out);
	tell_of(s, BUILD, PACKAGE_VERSION, 1);
	metrics_write_head(&families[SETTINGS], s->out);
	metrics_write_value(&families[SETTINGS], settings, 1, s->out);
	tell(s, STARTED, (double)s->context->begun_utc);
	tell(s, OPEN_FILES, (double)process_open_files());
	tell(s, MAX_FILES, (double)process_max_files());
	tell(s, MESSAGES, (double)atomic_load(&s->context->begun));
	tell(s, MESSAGES_OPEN, (double)atomic_load(&s->context->messages));
	tell(s, REFUSED, (double)libmilter_io_refused());
}

/* ------------------------------------------------------------------- store */

static void tell_store(const struct scrape *s)
{
	struct office *office = s->context->office;
	char cause[OFFICE_CAUSE_SIZE];
	struct store_outbox_sum notices;
	struct held_sum held;
	bool is_up = office_ready(office, cause) == ERR_OK &&
		quarantine_sum(office, &held) == ERR_OK &&
		outbox_sum(office, &notices) == ERR_OK;

	tell(s, STORE_UP, is_up);
	tell(s, HELD_LIMIT, (double)s->settings->quarantine.max_total_bytes);
	if (!is_up)
		return;
	tell(s, HELD, (double)held.messages);
	tell(s, HELD_BYTES, (double)held.bytes);
	tell(s, NOTICES, (double)notices.letters);
}

/* ----------------------------------------------------------- incoming mail */

static void tell_incoming(const struct scrape *s)
{
	struct intake_worker_counts x =
		intake_worker_counts(s->context->intake);

	metrics_write_head(&families[INCOMING], s->out);
	for (int i = INBOUND_NOTHING; i <= INBOUND_REQUEST; i++)
		tell_of(s, INCOMING,
			inbound_meaning_name((enum inbound_meaning)i),
			(double)x.by_meaning[i]);
	tell(s, INCOMING_TAKEN, (double)x.taken);
	tell(s, INCOMING_LOST, (double)x.lost);
	tell(s, INCOMING_SET_ASIDE, (double)x.set_aside);
}

/* A spool that is there, and can be seen. */
struct seen {
	const char *name;
	struct spool_sum sum;
};

static double age_of(int64_t oldest_ns)
{
	int64_t ns = oldest_ns > 0 ? clock_file_ns() - oldest_ns : 0;

	return ns > 0 ? (double)ns / NS_A_SECOND : 0;
}

static bool look_at_clicks(const struct settings *t, struct spool_sum *sum_r)
{
	struct click_name *names = NULL;
	size_t len = 0;

	*sum_r = (struct spool_sum){0};
	if (click_spool_list(t->unsubscribe.spool, &names, &len))
		return false;
	sum_r->waiting = len;
	/* The name begins with the instant, and the oldest comes first. */
	if (len > 0)
		sum_r->oldest_ns = (int64_t)strtoll(names[0].text, NULL, 10);
	free(names);
	return true;
}

static size_t look_at_spools(
	const struct settings *t, struct seen seen_r[SPOOLS_MAX])
{
	char tokens[PATH_MAX];
	size_t n = 0;

	if (t->inbound.is_on) {
		snprintf(tokens, sizeof(tokens), "%s/" INTAKE_WORKER_TOKENS,
			t->inbound.spool);
		if (spool_look(t->inbound.spool, &seen_r[n].sum) == ERR_OK)
			seen_r[n++].name = "incoming";
		if (spool_look(tokens, &seen_r[n].sum) == ERR_OK)
			seen_r[n++].name = "tokens";
	}
	if (settings_has_page(t) && t->unsubscribe.spool &&
		look_at_clicks(t, &seen_r[n].sum))
		seen_r[n++].name = "clicks";
	return n;
}

static void tell_spools(const struct scrape *s)
{
	struct seen seen[SPOOLS_MAX];
	size_t len = look_at_spools(s->settings, seen);

	if (len == 0)
		return;
	metrics_write_head(&families[SPOOL_EVENTS], s->out);
	for (size_t i = 0; i < len; i++)
		tell_of(s, SPOOL_EVENTS, seen[i].name,
			(double)seen[i].sum.waiting);
	metrics_write_head(&families[SPOOL_AGE], s->out);
	for (size_t i = 0; i < len; i++)
		tell_of(s, SPOOL_AGE, seen[i].name,
			age_of(seen[i].sum.oldest_ns));
	metrics_write_head(&families[SPOOL_SET_ASIDE], s->out);
	for (size_t i = 0; i < len; i++)
		tell_of(s, SPOOL_SET_ASIDE, seen[i].name,
			(double)(seen[i].sum.damaged + seen[i].sum.failed));
}

/* ------------------------------------------------------------------- lists */

static bool is_usable(const struct scrape *s, const struct settings_dnm *dnm)
{
	struct office *office = s->context->office;
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;

	if (list_cache_get(office_list_cache(office), dnm, office_now(office),
		    &list, cause))
		return false;
	listfile_unref(&list);
	return true;
}

/* One that is too old for use has a date all the same. */
static void tell_date_or_count(const struct scrape *s, size_t family)
{
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile_info info;

	metrics_write_head(&families[family], s->out);
	for (size_t i = 0; i < s->settings->dnm_len; i++) {
		const struct settings_dnm *dnm = &s->settings->dnm[i];

		if (listfile_peek(dnm->file, &info, cause) == ERR_OK)
			tell_of(s, family, dnm->name,
				family == LIST_DATED ? (double)info.dated_utc :
						       (double)info.count);
	}
}

static void tell_lists(const struct scrape *s)
{
	const struct settings *t = s->settings;

	if (t->dnm_len == 0)
		return;
	metrics_write_head(&families[LIST_USABLE], s->out);
	for (size_t i = 0; i < t->dnm_len; i++)
		tell_of(s, LIST_USABLE, t->dnm[i].name,
			is_usable(s, &t->dnm[i]));
	metrics_write_head(&families[LIST_MAX_AGE], s->out);
	for (size_t i = 0; i < t->dnm_len; i++)
		if (t->dnm[i].max_age_s > 0)
			tell_of(s, LIST_MAX_AGE, t->dnm[i].name,
				(double)t->dnm[i].max_age_s);
	tell_date_or_count(s, LIST_DATED);
	tell_date_or_count(s, LIST_ENTRIES);
}

void scrape_write(struct milter_context *context, struct buf *out)
{
	const struct settings *settings = office_settings(context->office);
	const struct scrape s = {context, settings, out};

	tell_process(&s);
	counters_write(context->counters, out);
	tell_store(&s);
	tell_incoming(&s);
	tell_spools(&s);
	tell_lists(&s);
	settings_unref(&settings);
}
