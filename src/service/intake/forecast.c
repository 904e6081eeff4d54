/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/intake/forecast.h"

#include <string.h>

#include "core/address.h"

struct forecast_case {
	const struct settings *settings;
	const struct inbound_answer *answer;
	const struct forecast_known *known;
	struct forecast *f;
};

const char *forecast_outcome_name(enum forecast_outcome outcome)
{
	switch (outcome) {
	case FORECAST_NOTHING:
		return "nothing";
	case FORECAST_CONTACT:
		return "contact";
	case FORECAST_OBJECTION:
		return "objection";
	case FORECAST_UNDELIVERABLE:
		return "undeliverable";
	}
	return "?";
}

bool forecast_is_of_note(const struct forecast *forecast)
{
	return forecast->outcome == FORECAST_OBJECTION ||
		forecast->outcome == FORECAST_UNDELIVERABLE;
}

/* A doubt that is certain outweighs those that are open. */
static void doubt(struct forecast_case *a, enum forecast_standing standing,
	const char *words)
{
	struct forecast *f = a->f;

	if (f->standing != FORECAST_NO)
		f->standing = standing;
	if (f->doubts_len < FORECAST_DOUBTS_MAX)
		f->doubts[f->doubts_len++] = words;
}

static void begin(struct forecast_case *a, enum forecast_outcome outcome)
{
	a->f->outcome = outcome;
	a->f->standing = FORECAST_YES;
}

static void end_with_nothing(struct forecast_case *a, const char *why)
{
	*a->f = (struct forecast){.outcome = FORECAST_NOTHING,
		.standing = FORECAST_YES,
		.doubts = {why},
		.doubts_len = 1};
}

/* No target: no address, or one of the firm's. */
static bool is_somebody(const struct forecast_case *a, const char *text)
{
	struct address address;

	return text &&
		address_parse(&a->settings->address_rules, text, strlen(text),
			&address, NULL) == ERR_OK &&
		!settings_owns(a->settings, address_domain(&address));
}

static bool are_somebody(const struct forecast_case *a)
{
	const struct inbound_list *concerned = &a->answer->concerned;

	for (size_t i = 0; i < concerned->len; i++)
		if (is_somebody(a, concerned->items[i]))
			return true;
	return false;
}

static void doubt_sender(struct forecast_case *a)
{
	if (a->answer->proof)
		return;
	if (!a->known->has_client && a->settings->inbound.spf)
		doubt(a, FORECAST_OPEN,
			"whether SPF proves the sender was not asked");
	else
		doubt(a, FORECAST_NO, "the sender is not proven");
}

/* Where it decides: an unchecked one may be ours. */
static bool is_told_by_token(struct forecast_case *a)
{
	if (a->known->token == FORECAST_TOKEN_UNCHECKED)
		doubt(a, FORECAST_OPEN, "the token in it was not checked");
	return a->known->token == FORECAST_TOKEN_VALID;
}

static void forecast_letter(struct forecast_case *a)
{
	begin(a, FORECAST_CONTACT);
	if (!is_somebody(a, a->answer->from))
		end_with_nothing(a, "it names nobody");
	else
		doubt_sender(a);
	if (a->f->standing == FORECAST_NO)
		a->f->outcome = FORECAST_NOTHING;
}

static void forecast_stop(struct forecast_case *a)
{
	begin(a, FORECAST_OBJECTION);
	if (!is_somebody(a, a->answer->from)) {
		end_with_nothing(a, "it names nobody");
		return;
	}
	if (a->answer->grade == INBOUND_LIKELY)
		doubt(a, FORECAST_NO, "its words may be meant otherwise");
	doubt_sender(a);
	if (a->answer->answered.len == 0)
		doubt(a, FORECAST_NO, "it answers no message");
	else
		doubt(a, FORECAST_OPEN,
			"whether it answers a message of ours was not looked "
			"up");
}

static void forecast_unsubscribe(struct forecast_case *a)
{
	begin(a, FORECAST_OBJECTION);
	if (is_told_by_token(a))
		return;
	if (is_somebody(a, a->answer->from))
		doubt_sender(a);
	else if (a->known->token != FORECAST_TOKEN_UNCHECKED)
		end_with_nothing(a, "it names nobody");
}

static void forecast_complaint(struct forecast_case *a)
{
	begin(a, FORECAST_OBJECTION);
	if (is_told_by_token(a))
		return;
	if (!are_somebody(a) && a->known->token != FORECAST_TOKEN_UNCHECKED) {
		end_with_nothing(a, "it names nobody");
		return;
	}
	doubt(a,
		a->known->token == FORECAST_TOKEN_UNCHECKED ? FORECAST_OPEN :
							      FORECAST_NO,
		"only a token of ours proves a complaint");
	doubt(a, FORECAST_OPEN,
		"whether anything was sent there was not looked up");
}

static void forecast_failure(struct forecast_case *a)
{
	begin(a, FORECAST_UNDELIVERABLE);
	if (!are_somebody(a)) {
		end_with_nothing(a, "it names nobody");
		return;
	}
	(void)is_told_by_token(a);
	if (!a->answer->original_id &&
		a->known->token != FORECAST_TOKEN_VALID &&
		a->known->token != FORECAST_TOKEN_UNCHECKED)
		doubt(a, FORECAST_NO, "it returns no message of ours");
	else
		doubt(a, FORECAST_OPEN,
			"whether it returns what was sent there within 7 days "
			"was not looked up");
	if (a->answer->concerned.len > 1)
		doubt(a, FORECAST_OPEN,
			"of several addresses only the MTA of this host is "
			"believed, or a token");
}

void forecast_make(const struct settings *settings,
	const struct inbound_answer *answer, const struct forecast_known *known,
	struct forecast *forecast_r)
{
	struct forecast_case a = {settings, answer, known, forecast_r};

	*forecast_r = (struct forecast){.standing = FORECAST_YES};
	switch (answer->meaning) {
	case INBOUND_NOTHING:
		break;
	case INBOUND_LETTER:
		forecast_letter(&a);
		break;
	case INBOUND_STOP:
		forecast_stop(&a);
		break;
	case INBOUND_UNSUBSCRIBE:
		forecast_unsubscribe(&a);
		break;
	case INBOUND_COMPLAINT:
		forecast_complaint(&a);
		break;
	case INBOUND_FAILURE:
		forecast_failure(&a);
		break;
	case INBOUND_REQUEST:
		break;
	}
}
