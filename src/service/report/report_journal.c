/* SPDX-License-Identifier: BSD-2-Clause */
/* Who overruled holds, and who declares mail not to be marketing. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "service/report/report.h"

#define NAME_SIZE 256

struct reading {
	struct report *report;
	/* From the sealed name to its place among the actors, from 1. */
	struct table places;
	/* Keys of the table: they do not move, the actors do. */
	unsigned char **keys;
	enum err failed;
};

static enum err grow(struct reading *r)
{
	struct report *report = r->report;
	size_t len = report->actors_len, keys_cap = report->actors_cap;
	struct report_actor *actors;
	unsigned char **keys;

	keys = array_grow(r->keys, len, &keys_cap, sizeof(*keys));
	if (!keys)
		return ERR_NOMEM;
	r->keys = keys;
	actors = array_grow(
		report->actors, len, &report->actors_cap, sizeof(*actors));
	if (!actors)
		return ERR_NOMEM;
	report->actors = actors;
	return ERR_OK;
}

static struct report_actor *add_actor(
	struct reading *r, const unsigned char *sealed, size_t len)
{
	struct report *report = r->report;
	size_t n = report->actors_len;
	unsigned char *key;

	r->failed = grow(r);
	if (r->failed)
		return NULL;
	key = malloc(len > 0 ? len : 1);
	if (!key) {
		r->failed = ERR_NOMEM;
		return NULL;
	}
	memcpy(key, sealed, len);
	r->failed = table_put(&r->places, key, len, (void *)(uintptr_t)(n + 1));
	if (r->failed) {
		free(key);
		return NULL;
	}
	r->keys[n] = key;
	report->actors[n] = (struct report_actor){.sealed_len = len};
	memcpy(report->actors[n].sealed, sealed, len);
	report->actors_len++;
	return &report->actors[n];
}

static struct report_actor *actor_of(
	struct reading *r, const struct journal_entry *entry)
{
	static const unsigned char nobody[1] = {0};
	const unsigned char *sealed = entry->sender ? entry->sender : nobody;
	size_t len = entry->sender ? entry->sender_len : 0;
	uintptr_t place;

	if (len > SEALED_NAME_MAX)
		len = SEALED_NAME_MAX;
	place = (uintptr_t)table_get(&r->places, sealed, len);
	return place > 0 ? &r->report->actors[place - 1] :
			   add_actor(r, sealed, len);
}

static bool take_entry(void *arg, const struct journal_entry *entry)
{
	struct reading *r = arg;
	struct report_actor *actor;
	bool is_declared = entry->kind == JOURNAL_VERDICT &&
		entry->reason == REASON_NOT_MARKETING;

	r->report->journal_entries++;
	if (r->report->journal_since_utc == INSTANT_NONE)
		r->report->journal_since_utc = entry->at_utc;
	r->report->held += entry->kind == JOURNAL_HELD;
	if (!is_declared && entry->kind != JOURNAL_RELEASED &&
		entry->kind != JOURNAL_RELEASE_REFUSED)
		return true;
	actor = actor_of(r, entry);
	if (!actor)
		return false;
	actor->released += entry->kind == JOURNAL_RELEASED;
	actor->refused += entry->kind == JOURNAL_RELEASE_REFUSED;
	actor->declared += is_declared;
	return true;
}

static enum err open_names(struct desk *desk, struct report *report)
{
	char name[NAME_SIZE];

	for (size_t i = 0; i < report->actors_len; i++) {
		struct report_actor *a = &report->actors[i];

		if (a->sealed_len == 0 ||
			pseudonym_open_name(
				identifier_pseudonymizer(desk->identifier),
				a->sealed, a->sealed_len, name) != ERR_OK)
			continue;
		a->name = strdup(name);
		if (!a->name)
			return ERR_NOMEM;
	}
	return ERR_OK;
}

/* A name is sealed anew with each generation of keys, and is one actor still.
 * There are as many actors as operators and logins: few. */
static void join_actors(struct report *report)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->actors_len; i++) {
		struct report_actor *a = &report->actors[i];
		size_t same = 0;

		while (same < kept &&
			!(a->name && report->actors[same].name &&
				strcmp(a->name, report->actors[same].name) ==
					0))
			same++;
		if (same == kept) {
			report->actors[kept++] = *a;
			continue;
		}
		report->actors[same].released += a->released;
		report->actors[same].refused += a->refused;
		report->actors[same].declared += a->declared;
		free(a->name);
	}
	report->actors_len = kept;
}

static int64_t acts(const struct report_actor *a)
{
	return a->released + a->refused + a->declared;
}

/* Who did most comes first. */
static int compare(const void *a, const void *b)
{
	const struct report_actor *left = a, *right = b;

	if (acts(left) != acts(right))
		return acts(left) < acts(right) ? 1 : -1;
	return strcmp(
		left->name ? left->name : "", right->name ? right->name : "");
}

enum err report_read_journal(struct desk *desk, struct report *report)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct reading r = {.report = report};
	size_t keys_len;
	enum err e;

	table_init(&r.places);
	e = store_journal_each(desk->session, &all, take_entry, &r);
	if (e)
		e = desk_store_fail(desk, e, "reading the journal");
	keys_len = report->actors_len;
	if (!e && !r.failed)
		r.failed = open_names(desk, report);
	if (!e && !r.failed)
		join_actors(report);
	if (!e && r.failed)
		e = desk_fail(desk, r.failed, "%s", err_text(r.failed));
	if (!e && report->actors_len > 0)
		qsort(report->actors, report->actors_len,
			sizeof(*report->actors), compare);
	table_free(&r.places);
	for (size_t i = 0; i < keys_len; i++)
		free(r.keys[i]);
	free(r.keys);
	return e;
}
