/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/person_ref.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USE_SIZE 48
#define CLOCKS_DIFFER_S 60

static void use_of(int64_t account, char use_r[USE_SIZE])
{
	snprintf(use_r, USE_SIZE, "person page %" PRId64, account);
}

enum err person_ref_make(struct desk *desk, int64_t account, const char *who,
	char ref_r[SEALED_WORD_SIZE])
{
	char text[SEALED_WORD_TEXT_MAX + 2], use[USE_SIZE];
	int len = snprintf(
		text, sizeof(text), "%" PRId64 " %s", desk->now_utc, who);
	enum err e = len < (int)sizeof(text) ? ERR_OK : ERR_LIMIT;

	use_of(account, use);
	if (!e)
		e = sealed_word_make(
			office_keys(desk->office), use, text, ref_r);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

static bool is_fresh(const struct desk *desk, int64_t made_utc)
{
	return made_utc <= desk->now_utc + CLOCKS_DIFFER_S &&
		desk->now_utc - made_utc < PERSON_REF_LASTS_S;
}

enum err person_ref_open(struct desk *desk, int64_t account, const char *ref,
	char who_r[PERSON_WHO_SIZE])
{
	char text[SEALED_WORD_TEXT_MAX + 1], use[USE_SIZE];
	char *who = NULL;
	int64_t made_utc = 0;
	enum err e;

	use_of(account, use);
	e = sealed_word_open(office_keys(desk->office), use, ref, text);
	if (!e)
		made_utc = strtoll(text, &who, 10);
	if (e == ERR_CORRUPT ||
		(!e && (*who != ' ' || !is_fresh(desk, made_utc))))
		return desk_fail(
			desk, ERR_NOT_FOUND, "the page of a person is over");
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	snprintf(who_r, PERSON_WHO_SIZE, "%s", who + 1);
	return ERR_OK;
}
