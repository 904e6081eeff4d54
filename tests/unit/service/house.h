/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * house.h - one installation a test: settings, keys, a real store, a desk
 *
 * It is 2018-07-01 12:00 in Warsaw, always.
 *
 * Owns:    house_open() .. house_close()
 */
#ifndef ROBINSON_TESTS_HOUSE_H
#define ROBINSON_TESTS_HOUSE_H

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "lib/settings_text.h"
#include "service/intake/flood.h"
#include "service/verdict/check.h"

#define HOUSE_NOW INT64_C(1530439200)

struct house {
	struct tempdir dir;
	const struct settings *settings;
	struct office *office;
	struct desk *desk;
	struct flood *flood; /* of what is heard */
};

static inline int64_t house_clock(void *arg)
{
	(void)arg;
	return HOUSE_NOW;
}

/* The house's settings, with "more" behind what every house has. */
static inline const struct settings *house_settings(
	struct house *h, const char *more)
{
	char keys[PATH_MAX / 2], db[PATH_MAX / 2], text[4 * PATH_MAX];

	tempdir_path(&h->dir, "keys", keys);
	tempdir_path(&h->dir, "robinson.db", db);
	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\n"
		"store = 'sqlite:%s'\n"
		"key-file = '%s'\n"
		"relation 'prospect' { retain = {'1 month after last-contact'}"
		" bases = {'legitimate-interest'} }\n"
		"relation 'customer' { retain = {'6 years after relation-end'}"
		" bases = {'legitimate-interest', 'contract'} }\n"
		"source 'chat' { collected-for = {'followup', 'newsletter'} }\n"
		"source 'shop' { collected-for = {'followup'} }\n"
		"source 'support' { collected-for = {} }\n"
		"purpose 'followup' { bases = {'legitimate-interest',"
		" 'consent'} assessment = 'LIA-1' }\n"
		"purpose 'newsletter' { bases = {'consent'} }\n"
		"%s",
		db, keys, more);
	return settings_must(text);
}

static inline void house_open_with(struct house *h, const char *more)
{
	static const struct clock_source clock = {house_clock, NULL};
	char keys[PATH_MAX / 2], cause[DESK_CAUSE_SIZE];
	struct office_options options = {.clock = &clock, .create_store = true};

	tempdir_make(&h->dir);
	tempdir_path(&h->dir, "keys", keys);
	h->settings = house_settings(h, more);
	assert_int_equal(keyfile_create(keys, HOUSE_NOW, cause), ERR_OK);
	options.settings = h->settings;
	assert_int_equal(office_open(&options, &h->office), ERR_OK);
	assert_int_equal(desk_open(h->office, "ania", &h->desk, cause), ERR_OK);
	assert_int_equal(flood_new(&h->flood), ERR_OK);
}

/* As after a reload with another configuration. */
static inline void house_change(struct house *h, const char *more)
{
	char cause[DESK_CAUSE_SIZE];

	desk_close(&h->desk);
	settings_unref(&h->settings);
	h->settings = house_settings(h, more);
	assert_int_equal(office_reload(h->office, h->settings, cause), ERR_OK);
	assert_int_equal(desk_open(h->office, "ania", &h->desk, cause), ERR_OK);
}

static inline void house_open(struct house *h)
{
	house_open_with(h, "");
}

static inline void house_close(struct house *h)
{
	flood_free(&h->flood);
	desk_close(&h->desk);
	office_close(&h->office);
	settings_unref(&h->settings);
	tempdir_remove(&h->dir);
}

/* "2018-06-12 10:00" in the firm's zone; NULL is INSTANT_NONE. */
static inline int64_t house_instant(const struct house *h, const char *text)
{
	int64_t utc = INSTANT_NONE;

	if (text)
		assert_int_equal(
			instant_parse(h->settings->zone, text, DAY_FIRST, &utc),
			ERR_OK);
	return utc;
}

/* The reason that a check gives; "at" NULL asks for now. */
static inline const char *house_reason(
	struct house *h, const char *who, const char *purpose, const char *at)
{
	struct check_item item = {.text = who, .text_len = strlen(who)};
	const struct policy_purpose *p;
	struct check_query query;

	assert_int_equal(desk_purpose(h->desk, purpose, &p), ERR_OK);
	check_query_init(h->desk, p, house_instant(h, at), &query);
	assert_int_equal(check_batch(h->desk, &query, &item, 1), ERR_OK);
	return reason_name(item.verdict.reason);
}

#endif
