/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_one.h - a message that is held for one person, as the store sees it
 *
 * Owns:    nothing
 */
#ifndef ROBINSON_TESTS_HELD_ONE_H
#define ROBINSON_TESTS_HELD_ONE_H

#include "unit/service/ear.h"

#include "store/quarantine.h"

static inline enum err held_one_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	(void)arg;
	(void)n;
	*bytes_r = "sealed";
	*len_r = 6;
	return ERR_OK;
}

/* "number" tells messages apart. */
static inline void held_one(struct house *h, const char *who, unsigned number)
{
	struct held_recipient recipient = {.has_key = true,
		.key = ear_key(h, who),
		.purpose = "followup",
		.reason = REASON_UNKNOWN,
		.action = ACTION_HOLD,
		.record = 0,
		.address = "sealed",
		.address_len = 6,
		.state = HELD_HELD,
		.requested_utc = INSTANT_NONE};
	struct store_record record = {.entry = {.kind = JOURNAL_HELD,
					      .at_utc = HOUSE_NOW,
					      .is_enforced = true}};
	struct held_place place;
	struct store_hold hold = {.message = {.received_utc = HOUSE_NOW,
					  .expires_utc = HOUSE_NOW + 30 * DAY,
					  .size = 6,
					  .chunks = 1,
					  .summary = "sealed",
					  .summary_len = 6},
		.recipients = &recipient,
		.recipients_len = 1,
		.place_r = &place,
		.max_total_bytes = 1000000,
		.chunk = held_one_chunk};

	held_id_format(number, &hold.message.id);
	assert_int_equal(store_hold(h->desk->store, &record, 1, &hold), ERR_OK);
}

#endif
