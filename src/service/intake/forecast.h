/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forecast.h - what the daemon would put on record of a message, without it
 *
 * intake.h decides with what is on record: whether a message answers one of
 * ours, whether we wrote to a person at all. Here only the answer of the
 * helper is known, so whatever needs more is told as a doubt that is open.
 * Nothing is recorded.
 *
 * Shape:   doubts are static texts, in English, without an address
 * Errors:  none
 * Threads: pure
 * Source:  GDPR Art. 21(2)-(3); core/RULES
 */
#ifndef ROBINSON_INTAKE_FORECAST_H
#define ROBINSON_INTAKE_FORECAST_H

#include "config/settings.h"
#include "inbound/inbound.h"

enum forecast_outcome {
	FORECAST_NOTHING,
	FORECAST_CONTACT, /* where the person is on record */
	FORECAST_OBJECTION,
	FORECAST_UNDELIVERABLE
};

enum forecast_token {
	FORECAST_NO_TOKEN,
	FORECAST_TOKEN_UNCHECKED, /* the keys cannot be read */
	FORECAST_TOKEN_FOREIGN, /* none of ours, or one that names nobody */
	FORECAST_TOKEN_VALID
};

/* Whether it would count at once. */
enum forecast_standing {
	FORECAST_OPEN, /* what is not known here decides */
	FORECAST_YES,
	FORECAST_NO /* of an objection: a person has to confirm it */
};

/* Beside the answer. */
struct forecast_known {
	bool has_client; /* SPF could be asked */
	enum forecast_token token;
};

#define FORECAST_DOUBTS_MAX 4

struct forecast {
	enum forecast_outcome outcome;
	enum forecast_standing standing;
	const char *doubts[FORECAST_DOUBTS_MAX];
	size_t doubts_len;
};

const char *forecast_outcome_name(enum forecast_outcome outcome);
/* The message is to make no difference, or is one that makes some. */
bool forecast_is_of_note(const struct forecast *forecast);

void forecast_make(const struct settings *settings,
	const struct inbound_answer *answer, const struct forecast_known *known,
	struct forecast *forecast_r);

#endif
