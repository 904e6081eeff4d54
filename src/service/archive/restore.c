/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "service/archive/backup.h"
#include "service/retention/purge.h"

struct restoring {
	struct office *office;
	const struct settings *settings;
	const char *operator_name;
	struct keyfile *keys;
	struct store_restore *copy;
	struct restore_report *report;
	char *cause;
};

static enum err fail(
	struct restoring *r, enum err e, const char *what, const char *why)
{
	snprintf(r->cause, DESK_CAUSE_SIZE, "%.250s: %.300s", what, why);
	return e;
}

static enum err open_store(
	struct restoring *r, const char *url, struct store **store_r)
{
	const struct store_options options = {
		.url = url,
		.keys = r->keys,
		.instance = r->settings->instance,
		.admits_unconfirmed = true,
	};

	return store_open(&options, store_r);
}

/* Brings the copy to this program's schema. */
static enum err ready_copy(struct restoring *r)
{
	char why[STORE_CAUSE_SIZE] = "";
	struct store *store;
	enum err e = open_store(r, store_restore_url(r->copy), &store);

	if (!e)
		e = store_probe(store, why);
	store_close(&store);
	return e ? fail(r, e, "the backup", *why ? why : err_text(e)) : ERR_OK;
}

/* Whether the store in place answers, and its journal is what was written.
 * Its schema is this program's afterwards. */
static enum err look_at_present(
	struct restoring *r, bool *journal_is_sound_r, char why[])
{
	struct store_session *s = NULL;
	uint64_t checked, seq;
	struct store *store;
	enum err e = open_store(r, r->settings->store, &store);

	*journal_is_sound_r = false;
	why[0] = '\0';
	if (!e)
		e = store_probe(store, why);
	if (!e)
		e = store_session_get(store, &s);
	if (!e) {
		*journal_is_sound_r =
			store_journal_verify(s, &checked, &seq) == ERR_OK;
		store_session_put(store, &s);
	}
	store_close(&store);
	return e;
}

/* What the store in place knows. Where it cannot be read, that is reported,
 * and no failure. */
static enum err take_over(struct restoring *r)
{
	struct restore_report *report = r->report;
	char why[STORE_CAUSE_SIZE];
	bool journal_is_sound;
	enum err seen = look_at_present(r, &journal_is_sound, why), e;

	if (seen == ERR_VERSION || seen == ERR_NOMEM)
		return fail(r, seen, "the store in place",
			*why ? why : err_text(seen));
	e = store_restore_lock(r->copy, report->why_not);
	if (e == ERR_UNAVAILABLE)
		return fail(r, e, report->why_not,
			"stop robinson-milter and robinson-unsubscribe first");
	if (!e && seen)
		memcpy(report->why_not, why, sizeof(why));
	if (!e && !seen) {
		e = store_restore_keep(r->copy, r->keys, journal_is_sound,
			report->made_utc, &report->kept, report->why_not);
		report->is_confirmed = !e && !report->kept.is_unconfirmed;
		if (!e && !report->is_confirmed)
			snprintf(report->why_not, sizeof(report->why_not),
				"it waits for restore --confirm itself");
	}
	if (e && e != ERR_NOT_FOUND && e != ERR_CORRUPT)
		return fail(r, e, "the store in place", report->why_not);
	return ERR_OK;
}

/* One entry; and the mark that keeps marketing waiting. */
static enum err put_on_record(struct restoring *r, struct desk *desk)
{
	char made[INSTANT_TEXT_SIZE], now[INSTANT_TEXT_SIZE];
	char detail[STORE_CAUSE_SIZE], mark[STORE_CAUSE_SIZE];
	struct desk_act act = {.kind = JOURNAL_RESTORED, .detail = detail};
	enum err e = store_write_begin(desk->session);

	instant_format(desk->settings->zone, r->report->made_utc, made);
	instant_format(desk->settings->zone, desk->now_utc, now);
	snprintf(detail, sizeof(detail), "from the backup of %s%s", made,
		r->report->is_confirmed ? "" :
					  "; what was said since is missing");
	snprintf(mark, sizeof(mark),
		"restored %s from the backup of %s; what was objected to "
		"since is not known: record it, then run robinson restore "
		"--confirm",
		now, made);
	if (!e && !r->report->is_confirmed)
		e = store_unconfirmed_mark(desk->session, mark);
	if (e)
		e = desk_store_fail(desk, e, "marking");
	if (!e)
		e = desk_journal(desk, &act);
	if (!e && store_write_commit(desk->session))
		e = desk_store_fail(desk, ERR_UNAVAILABLE, "marking");
	store_write_rollback(desk->session);
	return e;
}

/* Art. 5(1)(e): nobody whose time has ended since comes back. */
static enum err bring_up_to_date(struct restoring *r, struct store *store)
{
	/* A person restores; what is purged here is in the backup still. */
	const struct purge_options all = {.confirmed = "a restore"};
	struct purge_report purged = {.removed = 0};
	uint64_t checked, seq;
	struct desk *desk;
	enum err e = desk_open_on(
		r->office, store, r->keys, r->operator_name, &desk, r->cause);

	if (e)
		return e;
	/* First of all: the sums of its wishes go on from there. */
	e = put_on_record(r, desk);
	if (!e)
		e = purge_run(desk, &all, &purged);
	r->report->purged = purged.removed;
	if (!e) {
		e = store_journal_verify(desk->session, &checked, &seq);
		r->report->has_sound_journal = !e;
		if (e == ERR_CORRUPT)
			e = ERR_OK;
		else if (e)
			e = desk_store_fail(desk, e, "verifying");
	}
	if (e)
		memcpy(r->cause, desk->cause, DESK_CAUSE_SIZE);
	desk_close(&desk);
	return e;
}

static enum err prepare(struct restoring *r, const char *path, int fd)
{
	struct store *store = NULL;
	enum err e =
		backup_open(r->keys, path, fd, &r->report->made_utc, r->cause);

	if (!e)
		e = ready_copy(r);
	if (!e)
		e = take_over(r);
	if (!e)
		e = open_store(r, store_restore_url(r->copy), &store);
	if (!e)
		e = bring_up_to_date(r, store);
	store_close(&store);
	return e;
}

enum err restore_run(struct office *office, const char *operator_name,
	const char *path, struct restore_report *report_r,
	char cause_r[DESK_CAUSE_SIZE])
{
	struct restoring r = {.office = office,
		.settings = office_settings(office),
		.operator_name = operator_name,
		.report = report_r,
		.cause = cause_r};
	char why[STORE_CAUSE_SIZE] = "";
	enum err e;
	int fd;

	*report_r = (struct restore_report){.made_utc = INSTANT_NONE};
	e = keyfile_read(r.settings->key_file, &r.keys, why);
	if (e) {
		(void)fail(
			&r, e, r.settings->key_file, *why ? why : err_text(e));
		goto out;
	}
	e = store_restore_begin(r.settings->store, &r.copy, &fd, why);
	if (e) {
		(void)fail(&r, e, "beside the store", why);
		goto out;
	}
	e = prepare(&r, path, fd);
	if (!e) {
		e = store_restore_finish(r.copy, why);
		if (e)
			(void)fail(&r, e, "putting it in place", why);
	}
out:
	store_restore_end(&r.copy);
	keyfile_free(&r.keys);
	settings_unref(&r.settings);
	return e;
}

enum err restore_confirm(struct desk *desk, int64_t *purged_r)
{
	/* A person restores; what is purged here is in the backup still. */
	const struct purge_options all = {.confirmed = "a restore"};
	struct purge_report purged = {.removed = 0};
	enum err e = purge_run(desk, &all, &purged);

	*purged_r = purged.removed;
	if (e)
		return e;
	e = store_write_begin(desk->session);
	if (!e)
		e = store_unconfirmed_mark(desk->session, NULL);
	if (e == ERR_NOT_FOUND)
		e = desk_fail(
			desk, e, "the store waits for nobody's confirmation");
	else if (e)
		e = desk_store_fail(desk, e, "confirming");
	if (!e)
		e = desk_journal(desk,
			&(struct desk_act){.kind = JOURNAL_RESTORED,
				.detail = "confirmed"});
	if (!e && store_write_commit(desk->session))
		e = desk_store_fail(desk, ERR_UNAVAILABLE, "confirming");
	store_write_rollback(desk->session);
	return e;
}
