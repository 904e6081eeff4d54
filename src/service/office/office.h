/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * office.h - what every use case works with: settings, keys, store, clock
 *
 * An office is opened once by a program. Its keys and its store may be away:
 * office_ready() says so and tries again, at most once a second, so that a
 * daemon started before its key file or its store heals by itself.
 *
 * Errors:  ERR_UNAVAILABLE: keys or store cannot be had now; cause_r in words
 * Owns:    the office owns keys and store and one reference of the settings
 * Threads: an office may be used by all threads; office_settings() gives a
 *          reference that outlives a reload
 * Source:  GDPR Art. 32(1)(b)-(c)
 */
#ifndef ROBINSON_OFFICE_OFFICE_H
#define ROBINSON_OFFICE_OFFICE_H

#include <stdbool.h>

#include "base/clock.h"
#include "config/settings.h"
#include "store/store.h"

struct office;
struct list_cache;
struct store_hooks;
struct store_watch;

struct office_options {
	const struct settings *settings; /* a reference is taken */
	const struct clock_source *clock;
	bool create_store; /* the first writing command creates it */
	bool admits_unconfirmed; /* see store_options */
	const struct store_hooks *hooks; /* tests only; else NULL */
	const struct store_watch *watch; /* NULL: nobody measures */
};

#define OFFICE_CAUSE_SIZE 400

/* ERR_OK also when keys or store are away. */
enum err office_open(const struct office_options *options,
	struct office **office_r) MUST_CHECK;
void office_close(struct office **office);

/* Keys read and store opened? Lists the cause otherwise. */
enum err office_ready(
	struct office *office, char cause_r[OFFICE_CAUSE_SIZE]) MUST_CHECK;

/* Replaces the settings for what begins from now on, and takes up a generation
 * of keys that was added or retired. Key file, store and instance stay those
 * of the start: ERR_DENIED with the key that differs when
 * the new settings would change them. */
enum err office_reload(struct office *office, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE]) MUST_CHECK;

/* A reference; settings_unref() it. */
const struct settings *office_settings(struct office *office);
int64_t office_now(const struct office *office);
/*
 * What must be on record before anybody is judged: a program says who puts it
 * there (clicks.h does), before a second thread uses the office. "settle"
 * gives ERR_OK when nothing waits any more, else ERR_UNAVAILABLE and why.
 */
struct office_settler {
	enum err (*settle)(void *arg, const struct settings *settings,
		char cause_r[OFFICE_CAUSE_SIZE]);
	void *arg;
};

/* "settler" NULL: nobody does any more. */
void office_settle_by(
	struct office *office, const struct office_settler *settler);
/* ERR_UNAVAILABLE also where there is a public page and nobody settles what
 * was said there. Source: GDPR Art. 21(3) */
enum err office_settle(struct office *office, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE]) MUST_CHECK;

/* NULL until office_ready() said ERR_OK once. */
struct store *office_store(struct office *office);
const struct keyfile *office_keys(struct office *office);
/* The do-not-mail lists, lists/list_cache.h. Never NULL. */
struct list_cache *office_list_cache(struct office *office);

#endif
