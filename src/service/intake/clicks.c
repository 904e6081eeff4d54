/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/intake/clicks.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "service/intake/intake.h"
#include "spool/click_spool.h"

/* What one message may wait for; more is taken in by and by. */
#define AT_ONCE 1000
/* A store that did not answer is asked again after this. */
#define PAUSE_MS 1000
/* Who did it, for the journal. */
#define NAME "robinson-unsubscribe"

_Static_assert(CLICK_SECRET_LEN == INTAKE_SECRET_LEN, "one secret");

struct clicks {
	struct office *office;
	pthread_mutex_t lock;
	struct click_watch watch;
	bool is_taking;
	bool has_failed; /* when last tried, at: */
	int64_t failed_ms;
	char cause[OFFICE_CAUSE_SIZE];
};

/* ------------------------------------------------------------- recording */

static enum click_outcome outcome_of(const struct intake_result *result)
{
	switch (result->error) {
	case ERR_OK:
		return result->has_undo ? CLICK_RECORDED : CLICK_DONE;
	case ERR_NOT_FOUND:
		return CLICK_NOTHING;
	case ERR_CORRUPT:
		return CLICK_FORGED;
	case ERR_UNAVAILABLE:
	case ERR_INVALID:
	case ERR_EXISTS:
	case ERR_DENIED:
	case ERR_LIMIT:
	case ERR_NOMEM:
	case ERR_IO:
	case ERR_VERSION:
		break;
	}
	return CLICK_LATER;
}

void clicks_record(struct desk *desk, const struct click *const *items,
	size_t len, enum click_outcome *outcomes)
{
	struct intake_click heard[CLICKS_BATCH_MAX];
	struct intake_result results[CLICKS_BATCH_MAX];
	int64_t now = office_now(desk->office);

	for (size_t i = 0; i < len; i++) {
		heard[i] = (struct intake_click){
			.token = items[i]->token,
			.scope = items[i]->scope == CLICK_ALL ? INTAKE_ALL :
								INTAKE_PURPOSE,
			.at_utc =
				items[i]->at_utc < now ? items[i]->at_utc : now,
			.is_undo = items[i]->is_undo,
			.has_secret = items[i]->has_secret,
		};
		memcpy(heard[i].id, items[i]->id, sizeof(heard[i].id));
		memcpy(heard[i].secret, items[i]->secret,
			sizeof(heard[i].secret));
	}
	intake_clicks(desk, heard, len, results);
	for (size_t i = 0; i < len; i++)
		outcomes[i] = outcome_of(&results[i]);
}

/* -------------------------------------------------------------- taking in */

struct taking {
	const char *dir;
	struct desk *desk;
	struct wrapper *wrapper;
	size_t taken;
	char *cause;
};

static enum err fail(struct taking *t, enum err e, const char *what)
{
	snprintf(t->cause, OFFICE_CAUSE_SIZE, "clicks that wait in %s: %s: %s",
		t->dir, what, e == ERR_IO ? strerror(errno) : err_text(e));
	return ERR_UNAVAILABLE;
}

static enum err set_aside(struct taking *t, const struct click_name *name)
{
	enum err e = click_spool_set_aside(t->dir, name);

	if (e)
		return fail(t, e, "setting one aside");
	log_error("%s/%s is no click under our keys; kept as bad-%s", t->dir,
		name->text, name->text);
	return ERR_OK;
}

static enum err settle_one(struct taking *t, const struct click_name *name,
	enum click_outcome outcome)
{
	enum err e;

	if (outcome == CLICK_FORGED)
		return set_aside(t, name);
	if (outcome == CLICK_LATER) {
		snprintf(t->cause, OFFICE_CAUSE_SIZE,
			"clicks wait in %.100s: %.250s", t->dir,
			t->desk->cause);
		return ERR_UNAVAILABLE;
	}
	e = click_spool_remove(t->dir, name);
	if (e)
		return fail(t, e, "removing one that is on record");
	t->taken++;
	return ERR_OK;
}

/* A batch of them in one transaction, in their order. */
static enum err take_batch(
	struct taking *t, const struct click_name *names, size_t len)
{
	struct click clicks[CLICKS_BATCH_MAX];
	const struct click *items[CLICKS_BATCH_MAX] = {NULL};
	const struct click_name *taken[CLICKS_BATCH_MAX] = {NULL};
	enum click_outcome outcomes[CLICKS_BATCH_MAX];
	size_t n = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; i < len && !e; i++) {
		e = click_spool_get(t->dir, t->wrapper, &names[i], &clicks[n]);
		if (!e) {
			items[n] = &clicks[n];
			taken[n++] = &names[i];
		} else if (e == ERR_CORRUPT) {
			e = set_aside(t, &names[i]);
		} else if (e == ERR_NOT_FOUND) {
			e = ERR_OK;
		} else {
			return fail(t, e, "reading one");
		}
	}
	if (e || n == 0)
		return e;
	clicks_record(t->desk, items, n, outcomes);
	for (size_t i = 0; i < n && !e; i++)
		e = settle_one(t, taken[i], outcomes[i]);
	return e;
}

static enum err take_all(struct taking *t)
{
	struct click_name *names = NULL;
	size_t len, at = 0;
	enum err e = click_spool_list(t->dir, &names, &len);

	if (e)
		return fail(t, e, "listing");
	if (len > AT_ONCE)
		len = AT_ONCE;
	while (!e && at < len) {
		size_t n = len - at;

		if (n > CLICKS_BATCH_MAX)
			n = CLICKS_BATCH_MAX;
		e = take_batch(t, names + at, n);
		at += n;
	}
	free(names);
	return e;
}

static enum err take_in(
	struct clicks *c, const char *dir, char cause[OFFICE_CAUSE_SIZE])
{
	struct taking t = {.dir = dir, .cause = cause};
	char why[DESK_CAUSE_SIZE] = "";
	enum err e = desk_open(c->office, NAME, &t.desk, why);

	if (e) {
		snprintf(cause, OFFICE_CAUSE_SIZE, "clicks wait in %s: %.250s",
			dir, why);
		return ERR_UNAVAILABLE;
	}
	e = wrapper_new(office_keys(c->office), &t.wrapper);
	if (e)
		e = fail(&t, e, "the keys");
	else
		e = take_all(&t);
	if (t.taken > 0)
		log_info("%zu clicks that waited are on record", t.taken);
	wrapper_free(&t.wrapper);
	desk_close(&t.desk);
	return e;
}

/* --------------------------------------------------------------- settling */

static enum err unseen(
	const char *dir, enum err e, char cause[OFFICE_CAUSE_SIZE])
{
	snprintf(cause, OFFICE_CAUSE_SIZE,
		"whether clicks wait in %s cannot be seen: %s", dir,
		e == ERR_IO ? strerror(errno) : err_text(e));
	return ERR_UNAVAILABLE;
}

static enum err look(struct clicks *c, const char *dir, bool *waits_r)
{
	enum err e = click_spool_waits(&c->watch, dir, waits_r);

	return e ? unseen(dir, e, c->cause) : ERR_OK;
}

static bool is_pausing(const struct clicks *c)
{
	return c->has_failed && clock_monotonic_ms() - c->failed_ms < PAUSE_MS;
}

/* The caller holds the lock, which is released while clicks are recorded. */
static enum err take_in_once(struct clicks *c, const char *dir)
{
	char cause[OFFICE_CAUSE_SIZE] = "";
	bool waits = true;
	enum err e;

	if (c->is_taking) {
		snprintf(c->cause, sizeof(c->cause),
			"clicks that waited in %s are being put on record",
			dir);
		return ERR_UNAVAILABLE;
	}
	if (is_pausing(c))
		return ERR_UNAVAILABLE;
	c->is_taking = true;
	pthread_mutex_unlock(&c->lock);
	e = take_in(c, dir, cause);
	pthread_mutex_lock(&c->lock);
	c->is_taking = false;
	if (e) {
		if (!c->has_failed)
			log_error("%s: marketing mail waits", cause);
		snprintf(c->cause, sizeof(c->cause), "%s", cause);
		c->failed_ms = clock_monotonic_ms();
	}
	c->has_failed = e != ERR_OK;
	if (!e)
		e = look(c, dir, &waits);
	return e || waits ? ERR_UNAVAILABLE : ERR_OK;
}

enum err clicks_waiting(const struct settings *settings, size_t *len_r,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	const char *dir = settings->unsubscribe.spool;
	struct click_name *names = NULL;
	enum err e;

	*len_r = 0;
	if (!settings_has_page(settings) || !dir)
		return ERR_OK;
	e = click_spool_list(dir, &names, len_r);
	free(names);
	return e ? unseen(dir, e, cause_r) : ERR_OK;
}

/* As an office_settler does. */
static enum err settle(void *arg, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	struct clicks *clicks = arg;
	const struct settings_unsubscribe *u = &settings->unsubscribe;
	bool waits;
	enum err e;

	if (!settings_has_page(settings))
		return ERR_OK;
	pthread_mutex_lock(&clicks->lock);
	e = look(clicks, u->spool, &waits);
	if (!e && waits)
		e = take_in_once(clicks, u->spool);
	if (e)
		snprintf(cause_r, OFFICE_CAUSE_SIZE, "%s", clicks->cause);
	pthread_mutex_unlock(&clicks->lock);
	return e;
}

enum err clicks_new(struct office *office, struct clicks **clicks_r)
{
	struct clicks *c = calloc(1, sizeof(*c));

	*clicks_r = c;
	if (!c)
		return ERR_NOMEM;
	c->office = office;
	pthread_mutex_init(&c->lock, NULL);
	office_settle_by(office, &(struct office_settler){settle, c});
	return ERR_OK;
}

void clicks_free(struct clicks **clicks)
{
	struct clicks *c = *clicks;

	if (!c)
		return;
	office_settle_by(c->office, NULL);
	pthread_mutex_destroy(&c->lock);
	free(c);
	*clicks = NULL;
}
