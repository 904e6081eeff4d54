/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/policy.h"

#include <string.h>

#define ACTION_BIT(a) (1u << (unsigned)(a))
#define ANY_ACTION \
	(ACTION_BIT(ACTION_ACCEPT) | ACTION_BIT(ACTION_FLAG) | NO_DELIVERY)
#define NO_DELIVERY (ACTION_BIT(ACTION_HOLD) | ACTION_BIT(ACTION_REJECT))

/* Plain ASCII: the texts stand in SMTP replies. */
static const struct {
	const char *name;
	const char *words;
	const char *article;
	enum action action;
	unsigned allowed_actions;
} reasons[REASON_COUNT] = {
	[REASON_OBJECTED] = {"objected", "objected", "GDPR Art. 21(3)",
		ACTION_REJECT, NO_DELIVERY},
	/* Art. 12(6): there is doubt who objected. */
	[REASON_OBJECTION_UNCONFIRMED] = {"objection-unconfirmed",
		"objection not confirmed", "GDPR Art. 12(6), 21(3)",
		ACTION_HOLD, NO_DELIVERY},
	/* The registers in which persons opt out of unsolicited mail. */
	[REASON_LISTED] = {"listed", "on a do-not-mail list",
		"Directive 2000/31 Art. 7(2)", ACTION_REJECT, ANY_ACTION},
	[REASON_RESTRICTED] = {"restricted", "processing is restricted",
		"GDPR Art. 18", ACTION_REJECT, NO_DELIVERY},
	[REASON_UNKNOWN] = {"unknown", "no record of this person",
		"GDPR Art. 5(2), 6(1)", ACTION_HOLD, ANY_ACTION},
	[REASON_WITHDRAWN] = {"withdrawn", "consent withdrawn",
		"GDPR Art. 7(3)", ACTION_REJECT, NO_DELIVERY},
	[REASON_SPECIAL_CATEGORY] = {"special-category",
		"no explicit consent for sensitive data",
		"GDPR Art. 9(1), 9(2)(a)", ACTION_REJECT, NO_DELIVERY},
	[REASON_INCOMPATIBLE] = {"incompatible",
		"data not collected for this purpose",
		"GDPR Art. 5(1)(b), 6(4)", ACTION_HOLD, ANY_ACTION},
	[REASON_BASIS_EXPIRED] = {"basis-expired", "consent expired",
		"GDPR Art. 5(1)(e), 7", ACTION_HOLD, ANY_ACTION},
	[REASON_NO_BASIS] = {"no-basis", "no legal basis",
		"GDPR Art. 6(1), Directive 2002/58 Art. 13", ACTION_HOLD,
		ANY_ACTION},
	[REASON_RETENTION_EXPIRED] = {"retention-expired", "retention expired",
		"GDPR Art. 5(1)(e)", ACTION_REJECT, ANY_ACTION},
	[REASON_UNDELIVERABLE] = {"undeliverable",
		"earlier mail was undeliverable", "GDPR Art. 5(1)(d)",
		ACTION_REJECT, ANY_ACTION},
	[REASON_UNANSWERED] = {"unanswered", "too many unanswered messages",
		"GDPR Art. 6(1)(f)", ACTION_HOLD, ANY_ACTION},
	[REASON_TOO_SOON] = {"too-soon", "too soon after the last message",
		"GDPR Art. 6(1)(f)", ACTION_HOLD, ANY_ACTION},
	[REASON_NO_NOTICE] = {"no-notice", "no notice of the right to object",
		"GDPR Art. 21(4)", ACTION_FLAG, ANY_ACTION},
	[REASON_ALLOWED] = {"allowed", "allowed", "", ACTION_ACCEPT,
		ANY_ACTION},
	[REASON_BAD_ADDRESS] = {"bad-address", "not a valid address",
		"RFC 5321 4.1.2", ACTION_REJECT, ACTION_BIT(ACTION_REJECT)},
	[REASON_NOT_MARKETING] = {"not-marketing", "not marketing", "",
		ACTION_ACCEPT, ACTION_BIT(ACTION_ACCEPT)},
};

static const char *const action_names[ACTION_COUNT] = {
	[ACTION_ACCEPT] = "accept",
	[ACTION_FLAG] = "flag",
	[ACTION_HOLD] = "hold",
	[ACTION_REJECT] = "reject",
};

static bool is_reason(enum reason reason)
{
	return (unsigned)reason >= REASON_OBJECTED &&
		(unsigned)reason < REASON_COUNT;
}

const char *reason_name(enum reason reason)
{
	return is_reason(reason) ? reasons[reason].name : "";
}

const char *reason_words(enum reason reason)
{
	return is_reason(reason) ? reasons[reason].words : "";
}

const char *reason_article(enum reason reason)
{
	return is_reason(reason) ? reasons[reason].article : "";
}

unsigned reason_rule(enum reason reason)
{
	unsigned n = (unsigned)reason;

	if (!is_reason(reason) || n > REASON_RULES)
		return 0;
	return n < REASON_OBJECTION_UNCONFIRMED ? n : n - 1;
}

enum err reason_parse(const char *name, enum reason *reason_r)
{
	for (unsigned i = REASON_OBJECTED; i < REASON_COUNT; i++) {
		if (strcmp(reasons[i].name, name) == 0) {
			*reason_r = (enum reason)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

enum action reason_default_action(enum reason reason)
{
	return is_reason(reason) ? reasons[reason].action : ACTION_REJECT;
}

bool reason_allows(enum reason reason, enum action action)
{
	return is_reason(reason) && (unsigned)action < ACTION_COUNT &&
		(reasons[reason].allowed_actions & ACTION_BIT(action)) != 0;
}

bool reason_may_be_overruled(enum reason reason)
{
	return reason_allows(reason, ACTION_ACCEPT);
}

bool reason_is_confidential(enum reason reason)
{
	return reason == REASON_RESTRICTED || reason == REASON_SPECIAL_CATEGORY;
}

const char *reason_remedy(enum reason reason)
{
	return reason == REASON_OBJECTION_UNCONFIRMED ?
		": first confirm or drop it (robinson objections list "
		"--unconfirmed)" :
		"";
}

const char *action_name(enum action action)
{
	return (unsigned)action < ACTION_COUNT ? action_names[action] : "";
}

enum err action_parse(const char *name, enum action *action_r)
{
	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		if (strcmp(action_names[i], name) == 0) {
			*action_r = (enum action)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

void action_table_init(struct action_table *t)
{
	memset(t->by_reason, ACTION_UNSET, sizeof(t->by_reason));
}

static bool lookup(
	const struct action_table *t, enum reason reason, enum action *action_r)
{
	int8_t set = t->by_reason[reason];

	/* A setting that the reason does not bear cannot come from a checked
	 * configuration; if it does it is not obeyed. */
	if (set < 0 || !reason_allows(reason, (enum action)set))
		return false;
	*action_r = (enum action)set;
	return true;
}

enum action policy_action(const struct policy *p,
	const struct policy_purpose *purpose, enum reason reason)
{
	enum action action;

	if (is_reason(reason) &&
		((purpose && lookup(&purpose->actions, reason, &action)) ||
			lookup(&p->actions, reason, &action)))
		return action;
	return reason_default_action(reason);
}
