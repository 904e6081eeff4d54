/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list_cache.h - the installed do-not-mail lists of a running program
 *
 * A list is opened when it is first asked for, and its file is looked at again
 * at most once a second: a list that was installed since replaces it, so that
 * all processes answer alike.
 *
 * Errors:  ERR_UNAVAILABLE: the list is missing, damaged, of another format
 *          or older than it may be; the cause names list and age. It is a
 *          fault, and never "not listed"
 * Owns:    list_cache_new() .. list_cache_free(); list_cache_get() gives a
 *          reference, to be dropped by listfile_unref()
 * Threads: a list_cache may be used by all threads at once; only the thread
 *          that finds a list due for a look waits for the disk
 * Source:  GDPR Art. 21(2)-(3)
 */
#ifndef ROBINSON_LISTS_LIST_CACHE_H
#define ROBINSON_LISTS_LIST_CACHE_H

#include "lists/forms.h"
#include "lists/listfile.h"

struct list_cache;

enum err list_cache_new(struct list_cache **list_cache_r) MUST_CHECK;
void list_cache_free(struct list_cache **cache);

enum err list_cache_get(struct list_cache *cache,
	const struct settings_dnm *dnm, int64_t now_utc,
	struct listfile **list_r, char cause_r[LISTFILE_CAUSE_SIZE]) MUST_CHECK;

/* Logs the cause, for each list at most once an hour. */
void list_cache_complain(struct list_cache *cache,
	const struct settings_dnm *dnm, const char *cause);

/* Whether one of the forms is on the list: ERR_OK, and which; ERR_NOT_FOUND;
 * other errors are faults. */
enum err list_cache_ask(const struct listfile *list, const struct forms *forms,
	struct digester *digester, const struct dnm_form **form_r) MUST_CHECK;

/* "3 days", "5 hours"; of a date that lies ahead "0 hours". */
#define LIST_CACHE_AGE_SIZE 32
void list_cache_age(
	int64_t dated_utc, int64_t now_utc, char text_r[LIST_CACHE_AGE_SIZE]);

#endif
