/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/staff/tries_private.h"

#include <string.h>

#include "service/staff/account_private.h"
#include "store/staff.h"

#define FREE_OF_CLIENT 10
#define FREE_OF_NAME 10
#define PAIR_MAX_S 900
#define CLIENT_MAX_S 900
#define NAME_MAX_S 30
#define TELL_EVERY_S 60
#define FADES_S 3600 /* half of what counts is forgotten */

/* What a row is about. Written to disk within a digest: never change one. */
enum about {
	ABOUT_PAIR = 'p',
	ABOUT_CODE = 'd', /* of a pair, too */
	ABOUT_CLIENT = 'c',
	ABOUT_NAME = 'n',
	ABOUT_KNOWN = 'k',
	ABOUT_TOLD = 't'
};

struct row_key {
	unsigned char bytes[1 + STAFF_CLIENT_LEN + STAFF_FOLDED_SIZE];
	size_t len;
};

static struct row_key key_of(enum about about, const struct tries_who *who)
{
	bool has_client = about != ABOUT_NAME && about != ABOUT_TOLD;
	struct row_key key = {.len = 0};

	if (about == ABOUT_PAIR && who->is_code)
		about = ABOUT_CODE;
	key.bytes[key.len++] = (unsigned char)about;
	if (has_client) {
		memcpy(key.bytes + key.len, who->client, STAFF_CLIENT_LEN);
		key.len += STAFF_CLIENT_LEN;
	}
	if (about != ABOUT_CLIENT) {
		memcpy(key.bytes + key.len, who->name, strlen(who->name));
		key.len += strlen(who->name);
	}
	return key;
}

static enum err failed(struct desk *desk, enum err e)
{
	return e ? desk_store_fail(desk, e, "counting tries") : ERR_OK;
}

/* None is a count of 0. A clock that was set back is no reason to wait. */
static enum err get(struct desk *desk, enum about about,
	const struct tries_who *who, struct store_try *try_r)
{
	struct row_key key = key_of(about, who);
	enum err e = store_try_get(desk->session, key.bytes, key.len, try_r);

	if (e == ERR_NOT_FOUND) {
		*try_r = (struct store_try){.count = 0};
		return ERR_OK;
	}
	if (try_r->last_utc > desk->now_utc)
		try_r->last_utc = desk->now_utc;
	return failed(desk, e);
}

static enum err put(struct desk *desk, enum about about,
	const struct tries_who *who, const struct store_try *tried)
{
	struct row_key key = key_of(about, who);

	return failed(
		desk, store_try_put(desk->session, key.bytes, key.len, tried));
}

static int64_t doubled(int64_t n, int64_t max_s)
{
	if (n <= 0)
		return 0;
	return n > 20 || (INT64_C(1) << (n - 1)) > max_s ?
		max_s :
		INT64_C(1) << (n - 1);
}

int64_t tries_wait_of_pair(int64_t n)
{
	return doubled(n, PAIR_MAX_S);
}

int64_t tries_wait_of_client(int64_t n)
{
	return doubled(n - FREE_OF_CLIENT, CLIENT_MAX_S);
}

int64_t tries_wait_of_name(int64_t n)
{
	return doubled(n - FREE_OF_NAME, NAME_MAX_S);
}

/* What is old counts less. */
static int64_t counting(const struct desk *desk, const struct store_try *tried)
{
	int64_t halves = (desk->now_utc - tried->last_utc) / FADES_S;

	return halves > 40 ? 0 : tried->count >> halves;
}

static const struct limit {
	enum about about;
	int64_t (*wait)(int64_t n);
	bool spares_known;
} limits[] = {
	{ABOUT_PAIR, tries_wait_of_pair, false},
	{ABOUT_CLIENT, tries_wait_of_client, true},
	{ABOUT_NAME, tries_wait_of_name, true},
};

#define LIMITS (sizeof(limits) / sizeof(*limits))

enum err tries_wait(
	struct desk *desk, const struct tries_who *who, int64_t *wait_s_r)
{
	struct store_try tried;
	bool is_known;
	enum err e = get(desk, ABOUT_KNOWN, who, &tried);

	is_known = !e && tried.count > 0 &&
		desk->now_utc - tried.last_utc < STORE_STAFF_KEEP_S;
	*wait_s_r = 0;
	for (size_t i = 0; !e && i < LIMITS; i++) {
		int64_t left;

		if ((is_known || who->is_own) && limits[i].spares_known)
			continue;
		e = get(desk, limits[i].about, who, &tried);
		left = e ? 0 :
			   tried.last_utc +
				limits[i].wait(counting(desk, &tried)) -
				desk->now_utc;
		if (left > *wait_s_r)
			*wait_s_r = left;
	}
	return e;
}

enum err tries_charge(
	struct desk *desk, const struct tries_who *who, int64_t *wait_s_r)
{
	enum err e = tries_wait(desk, who, wait_s_r);

	for (size_t i = 0; !e && *wait_s_r == 0 && i < LIMITS; i++) {
		struct store_try tried;

		if (who->is_own && limits[i].spares_known)
			continue;
		e = get(desk, limits[i].about, who, &tried);
		tried.count = e ? 0 : counting(desk, &tried) + 1;
		tried.last_utc = desk->now_utc;
		if (!e)
			e = put(desk, limits[i].about, who, &tried);
	}
	return e;
}

static enum err give_back(
	struct desk *desk, enum about about, const struct tries_who *who)
{
	struct store_try tried;
	enum err e = get(desk, about, who, &tried);

	if (e || tried.count == 0)
		return e;
	tried.count--;
	return put(desk, about, who, &tried);
}

enum err tries_forgive(
	struct desk *desk, const struct tries_who *who, bool is_whole)
{
	const struct store_try known = {.count = 1, .last_utc = desk->now_utc};
	struct row_key pair = key_of(ABOUT_PAIR, who);
	enum err e = who->is_own ? ERR_OK : give_back(desk, ABOUT_CLIENT, who);

	if (!e && !who->is_own)
		e = give_back(desk, ABOUT_NAME, who);
	if (!e)
		e = failed(desk,
			store_try_forget(desk->session, pair.bytes, pair.len));
	return e || !is_whole ? e : put(desk, ABOUT_KNOWN, who, &known);
}

enum err tries_tell(
	struct desk *desk, const char *name, bool *is_due_r, int64_t *failed_r)
{
	const struct tries_who who = {.name = name};
	struct store_try told;
	enum err e = get(desk, ABOUT_TOLD, &who, &told);

	/* "count" is what failed since the last entry, "last" its time. */
	*is_due_r = !e &&
		(told.last_utc == 0 ||
			desk->now_utc - told.last_utc >= TELL_EVERY_S);
	*failed_r = told.count + 1;
	if (e)
		return e;
	if (*is_due_r)
		told = (struct store_try){.last_utc = desk->now_utc};
	else
		told.count++;
	return put(desk, ABOUT_TOLD, &who, &told);
}
