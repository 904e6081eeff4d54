/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/joining.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/order.h"

#define DAY_S 86400

struct joining {
	struct store_session *session;
	const struct store_join *join;
	int64_t now_utc;
	bool is_first; /* these two were never joined by these rules */
	struct subject old, key; /* as they were */
	struct subject both; /* under the key, joined */
};

static enum err read_facts(
	struct joining *j, const struct pseudonym *key, struct subject *subject)
{
	return store_subject_get(j->session, key, NULL, 0, false, subject);
}

static bool find_key(void *arg, const struct pseudonym *key)
{
	struct joining *j = arg;

	j->is_first = memcmp(key, &j->join->key, sizeof(*key)) != 0;
	return j->is_first;
}

/* ------------------------------------------------------------- objections */

static bool is_same_name(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool has_objection(const struct subject *s, const struct objection *o)
{
	for (size_t i = 0; i < s->objections_len; i++)
		if (s->objections[i].at_utc == o->at_utc &&
			is_same_name(s->objections[i].purpose, o->purpose) &&
			is_same_name(s->objections[i].channel, o->channel))
			return true;
	return false;
}

static enum err object_again(struct joining *j, const struct objection *o,
	const struct objection_lift *lift)
{
	const struct objection again = {.purpose = lift->purpose,
		.at_utc = lift->at_utc > j->now_utc ? lift->at_utc : j->now_utc,
		.channel = o->channel,
		.recorded_utc = j->now_utc};
	enum err e = store_objection_add(j->session, &j->join->key, &again);

	return e == ERR_EXISTS ? ERR_OK : e;
}

/* What stood on this side, and would not any more. */
static enum err keep_objections(
	struct joining *j, const struct subject *side, bool only_new)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < side->objections_len; i++) {
		const struct objection *o = &side->objections[i];
		/* Whatever its day: recorded twice does no harm. */
		struct objection bare = *o;

		bare.is_day = false;
		if (only_new && has_objection(&j->key, o))
			continue;
		for (size_t k = 0; !e && k < j->both.lifts_len; k++) {
			const struct objection_lift *l = &j->both.lifts[k];

			if (l->purpose &&
				order_stands_against(
					NULL, side, o, l->purpose) &&
				!order_stands_against(
					NULL, &j->both, &bare, l->purpose))
				e = object_again(j, o, l);
		}
	}
	return e;
}

/* ------------------------------------------------------------ withdrawals */

static bool is_granted_after(
	const struct subject *s, const struct withdrawal *w)
{
	for (size_t i = 0; i < s->grants_len; i++)
		if (s->grants[i].has_evidence &&
			is_same_name(s->grants[i].purpose, w->purpose) &&
			order_outlasts(NULL, &s->grants[i], w))
			return true;
	return false;
}

static enum err withdraw_again(struct joining *j, const struct withdrawal *w)
{
	/* A grant may be dated a little ahead. */
	struct withdrawal again = {.purpose = w->purpose,
		.at_utc = j->now_utc,
		.recorded_utc = j->now_utc,
		.channel = w->channel};
	enum err e;

	if (is_granted_after(&j->both, &again))
		again.at_utc += DAY_S;
	e = store_withdrawal_add(j->session, &j->join->key, &again, NULL);
	return e == ERR_EXISTS ? ERR_OK : e;
}

static bool has_withdrawal(const struct subject *s, const struct withdrawal *w)
{
	for (size_t i = 0; i < s->withdrawals_len; i++)
		if (s->withdrawals[i].at_utc == w->at_utc &&
			is_same_name(s->withdrawals[i].purpose, w->purpose))
			return true;
	return false;
}

static enum err keep_withdrawals(
	struct joining *j, const struct subject *side, bool only_new)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < side->withdrawals_len; i++) {
		const struct withdrawal *w = &side->withdrawals[i];
		struct withdrawal bare = *w;

		bare.is_day = false;
		if (!w->purpose || (only_new && has_withdrawal(&j->key, w)) ||
			is_granted_after(side, w) ||
			!is_granted_after(&j->both, &bare))
			continue;
		e = withdraw_again(j, w);
	}
	return e;
}

/* ------------------------------------------------------------------- join */

static enum err join_within(struct joining *j)
{
	const struct store_join *join = j->join;
	enum err e = store_joined_each(
		j->session, &join->old, join->rules, true, find_key, j);

	if (!e)
		e = read_facts(j, &join->old, &j->old);
	if (!e)
		e = read_facts(j, &join->key, &j->key);
	if (!e)
		e = store_join(j->session, join);
	if (!e)
		e = read_facts(j, &join->key, &j->both);
	if (!e)
		e = keep_objections(j, &j->old, !j->is_first);
	if (!e)
		e = keep_objections(j, &j->key, false);
	if (!e)
		e = keep_withdrawals(j, &j->old, !j->is_first);
	return e ? e : keep_withdrawals(j, &j->key, false);
}

enum err joining_join(
	struct store_session *s, const struct store_join *join, int64_t now_utc)
{
	struct joining j = {.session = s,
		.join = join,
		.now_utc = now_utc,
		.is_first = true};
	enum err e;

	subject_init(&j.old);
	subject_init(&j.key);
	subject_init(&j.both);
	e = join_within(&j);
	subject_free(&j.old);
	subject_free(&j.key);
	subject_free(&j.both);
	return e;
}

/* ------------------------------------------------------------------ reach */

enum err joining_add(struct joining_keys *keys, const struct pseudonym *key)
{
	struct pseudonym *items;

	for (size_t i = 0; i < keys->len; i++)
		if (memcmp(&keys->items[i], key, sizeof(*key)) == 0)
			return ERR_OK;
	if (keys->len == keys->cap) {
		items = array_grow(
			keys->items, keys->len, &keys->cap, sizeof(*items));
		if (!items)
			return ERR_NOMEM;
		keys->items = items;
	}
	keys->items[keys->len++] = *key;
	return ERR_OK;
}

struct reaching {
	struct joining_keys *keys;
	enum err failed;
};

static bool reach(void *arg, const struct pseudonym *key)
{
	struct reaching *r = arg;

	r->failed = joining_add(r->keys, key);
	return !r->failed;
}

static enum err reach_all(struct store_session *s, const struct pseudonym *key,
	int64_t rules, bool is_backward, struct joining_keys *keys_r)
{
	struct reaching r = {.keys = keys_r};
	enum err e = joining_add(keys_r, key);

	for (size_t at = 0; !e && at < keys_r->len; at++) {
		struct pseudonym from = keys_r->items[at];

		e = store_joined_each(s, &from, rules, true, reach, &r);
		if (!e && !r.failed && is_backward)
			e = store_joined_each(
				s, &from, rules, false, reach, &r);
		if (!e)
			e = r.failed;
	}
	return e;
}

enum err joining_reach(struct store_session *s, const struct pseudonym *key,
	int64_t rules, struct joining_keys *keys_r)
{
	return reach_all(s, key, rules, true, keys_r);
}

enum err joining_reach_forward(struct store_session *s,
	const struct pseudonym *key, int64_t rules, struct joining_keys *keys_r)
{
	return reach_all(s, key, rules, false, keys_r);
}

void joining_keys_free(struct joining_keys *keys)
{
	free(keys->items);
	*keys = (struct joining_keys){.items = NULL};
}
