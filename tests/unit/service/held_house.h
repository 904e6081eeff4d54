/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_house.h - an installation with a quarantine, and both ends of it
 *
 * A message to ADAM and EVA comes and is held; a token comes back. It is
 * 2018-07-01 12:00 in Warsaw until a test waits.
 *
 * Owns:    house_open() .. house_close()
 */
#ifndef ROBINSON_TESTS_HELD_HOUSE_H
#define ROBINSON_TESTS_HELD_HOUSE_H

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <stdatomic.h>

#include "core/policy_find.h"
#include "lib/settings_text.h"
#include "service/quarantine/hold.h"
#include "service/quarantine/quarantine.h"

#define START INT64_C(1530439200) /* 2018-07-01 12:00 in Warsaw */
#define DAY 86400
#define ADAM "<Adam.Nowak@example.com>"
#define EVA "<eva.weber@example.net>"

/* Moved by the tests; read by the office. */
static _Atomic int64_t now_utc;

static inline int64_t moving_now(void *arg)
{
	(void)arg;
	return atomic_load(&now_utc);
}

struct house {
	struct tempdir dir;
	char db[PATH_MAX / 2];
	const struct settings *settings;
	struct office *office;
	struct judge *judge;
	struct hold *hold;
	struct desk *desk;
	const char *sender; /* of the envelope */
};

static inline void desk_renew(struct house *h)
{
	char cause[DESK_CAUSE_SIZE];

	desk_close(&h->desk);
	assert_int_equal(
		desk_open(h->office, "postmaster", &h->desk, cause), ERR_OK);
}

/* A minute is a minute. */
static inline void wait_for(struct house *h, int64_t seconds)
{
	atomic_fetch_add(&now_utc, seconds);
	desk_renew(h);
}

static inline void house_open(struct house *h, const char *more)
{
	static const struct clock_source clock = {moving_now, NULL};
	struct office_options options = {.clock = &clock, .create_store = true};
	char keys[PATH_MAX / 2], text[4 * PATH_MAX], cause[KEYFILE_CAUSE_SIZE];

	memset(h, 0, sizeof(*h));
	h->sender = "<ania@firma.example>";
	atomic_store(&now_utc, START);
	tempdir_make(&h->dir);
	tempdir_path(&h->dir, "keys", keys);
	tempdir_path(&h->dir, "robinson.db", h->db);
	(void)snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\n"
		"store = 'sqlite:%s'\n"
		"key-file = '%s'\n"
		"purpose 'newsletter' { bases = {'consent'} }\n%s",
		h->db, keys, more);
	h->settings = settings_must(text);
	assert_int_equal(keyfile_create(keys, START, cause), ERR_OK);
	options.settings = h->settings;
	assert_int_equal(office_open(&options, &h->office), ERR_OK);
	assert_int_equal(judge_new(h->office, &h->judge), ERR_OK);
	assert_int_equal(hold_new(h->office, &h->hold), ERR_OK);
	desk_renew(h);
}

static inline void house_close(struct house *h)
{
	desk_close(&h->desk);
	hold_free(&h->hold);
	judge_free(&h->judge);
	office_close(&h->office);
	settings_unref(&h->settings);
	tempdir_remove(&h->dir);
}

/* ------------------------------------------------------- on its way out */

static const char body[] = "Szanowny Panie Sekretny,\r\n\r\nrabat 5%\r\n";

static inline enum err collect_parts(
	struct house *h, const char *subject, const char *text, size_t text_len)
{
	enum err e = hold_begin(h->hold, h->settings);

	if (!e)
		e = hold_header(h->hold, "From", "Ania <ania@firma.example>");
	if (!e)
		e = hold_header(h->hold, "To", "Adam <adam.nowak@example.com>");
	if (!e)
		e = hold_header(h->hold, "Subject", subject);
	if (!e)
		e = hold_header(h->hold, "Message-ID", "<1@firma.example>");
	/* As the MTA gives it, in parts. */
	while (!e && text_len > 0) {
		size_t n = text_len < 65535 ? text_len : 65535;

		e = hold_body(h->hold, text, n);
		text += n;
		text_len -= n;
	}
	return e;
}

static inline void collect(
	struct house *h, const char *subject, const char *text, size_t text_len)
{
	assert_int_equal(collect_parts(h, subject, text, text_len), ERR_OK);
}

static const struct judge_envelope *envelope_of(struct house *h)
{
	static struct judge_envelope envelope;

	envelope = (struct judge_envelope){.settings = h->settings,
		.queue_id = "4Q2xyz",
		.host = "mx.hosting.example",
		.sender = "ania"};
	return &envelope;
}

static inline void decide(struct house *h, struct judge_item *items, size_t len)
{
	for (size_t i = 0; i < len; i++)
		items[i].purpose =
			policy_purpose(&h->settings->policy, "newsletter");
	assert_int_equal(
		judge_decide(h->judge, h->settings, NULL, items, len), ERR_OK);
}

static inline enum hold_result put_message(struct house *h,
	const struct message_mark *message, struct held_place *place_r)
{
	const struct hold_origin origin = {h->sender, "ania"};
	struct judge_item items[2] = {{.recipient = ADAM}, {.recipient = EVA}};
	enum hold_result result;

	decide(h, items, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(items[i].verdict.reason, REASON_UNKNOWN);
		items[i].is_held = items[i].is_enforced = true;
	}
	assert_int_equal(hold_put(h->hold, h->judge, envelope_of(h), &origin,
				 message, items, 2, place_r, &result),
		ERR_OK);
	assert_int_equal(items[1].is_recorded, result == HOLD_TAKEN);
	return result;
}

static inline enum hold_result put(struct house *h, struct held_id *id_r)
{
	struct held_place place;
	enum hold_result result = put_message(h, NULL, &place);

	*id_r = place.id;
	return result;
}

static inline struct held_id held(struct house *h)
{
	struct held_id id;

	collect(h, "Oferta tajna", body, strlen(body));
	assert_int_equal(put(h, &id), HOLD_TAKEN);
	desk_renew(h);
	return id;
}

/* What comes back to the milter, with a token. */
static inline enum pass_result pass(struct house *h, const char *token,
	const char *subject, const char *recipient)
{
	const struct message_mark message = {.id = {1}};
	struct judge_item item = {.recipient = recipient};
	enum pass_result result;

	assert_int_equal(hold_begin(h->hold, h->settings), ERR_OK);
	assert_int_equal(
		hold_header(h->hold, "Received", "from localhost\n\tby mx"),
		ERR_OK);
	assert_int_equal(
		hold_header(h->hold, "From", "Ania\n <ania@firma.example>"),
		ERR_OK);
	assert_int_equal(
		hold_header(h->hold, "To", "Adam <adam.nowak@example.com>"),
		ERR_OK);
	assert_int_equal(hold_header(h->hold, "Subject", subject), ERR_OK);
	assert_int_equal(
		hold_header(h->hold, "Message-ID", "<1@firma.example>"),
		ERR_OK);
	/* The MTA gives a date to what has none. */
	assert_int_equal(
		hold_header(h->hold, "Date", "Sun, 1 Jul 2018"), ERR_OK);
	assert_int_equal(hold_body(h->hold, body, strlen(body)), ERR_OK);
	decide(h, &item, 1);
	assert_int_equal(hold_pass(h->hold, h->judge, envelope_of(h), token,
				 &message, &item, &result),
		ERR_OK);
	assert_int_equal(item.is_recorded, result == PASS_GOOD);
	return result;
}

static inline enum err begin(struct house *h, const struct held_id *id,
	unsigned n, char token_r[TOKEN_TEXT_SIZE])
{
	const struct quarantine_order order = {*id, n, "he phoned"};

	return quarantine_release_begin(h->desk, &order, token_r);
}

#endif
