/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy.h - may this message go to this person now?
 *
 * Pure: no I/O, no clock, no log, no global. The same policy, subject and
 * question give the same verdict for ever. The policy is built once from the
 * configuration and only read afterwards.
 *
 * Files:   policy.c, reason.c, retention.c, facts.c
 * Units:   seconds since 1970-01-01T00:00:00Z, of the years 1 to 9999; the
 *          zone is the firm's
 * Errors:  none: every question has a verdict
 * Owns:    everything is borrowed; a verdict points into policy and subject
 * Threads: all functions may be called by all threads at once
 * Source:  each rule cites its article, reason_article()
 */
#ifndef ROBINSON_CORE_POLICY_H
#define ROBINSON_CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/period.h"
#include "core/subject.h"

/* In the order of decision: the first that holds gives the verdict. */
enum reason {
	REASON_OBJECTED = 1,
	REASON_OBJECTION_UNCONFIRMED, /* nothing but objections without proof,
	                               * which somebody may drop */
	REASON_LISTED,
	REASON_RESTRICTED,
	REASON_UNKNOWN,
	REASON_WITHDRAWN,
	REASON_SPECIAL_CATEGORY,
	REASON_INCOMPATIBLE,
	REASON_BASIS_EXPIRED,
	REASON_NO_BASIS,
	REASON_RETENTION_EXPIRED,
	REASON_UNDELIVERABLE,
	REASON_UNANSWERED,
	REASON_TOO_SOON,
	REASON_NO_NOTICE,
	REASON_ALLOWED,
	/* Not rules of their own, but reasons that a journal and a check know. */
	REASON_BAD_ADDRESS,
	REASON_NOT_MARKETING /* purpose "none" */
};

#define REASON_RULES REASON_ALLOWED /* rules are 1 .. REASON_RULES */
#define REASON_COUNT (REASON_NOT_MARKETING + 1)

/* By strictness, so that the strictest of several is the greatest. */
enum action {
	ACTION_ACCEPT,
	ACTION_FLAG,
	ACTION_HOLD,
	ACTION_REJECT
};

#define ACTION_COUNT (ACTION_REJECT + 1)

const char *reason_name(enum reason reason); /* "retention-expired" */
const char *reason_words(enum reason reason); /* "retention expired" */
const char *reason_article(enum reason reason); /* "GDPR Art. 5(1)(e)", or
                                                  * "" where none applies */
/* The number that RULES gives to its rule; an objection is one rule, confirmed
 * or not. 0: it is no rule. */
unsigned reason_rule(enum reason reason);
enum err reason_parse(const char *name, enum reason *reason_r) MUST_CHECK;
enum action reason_default_action(enum reason reason);
/* objected, objection-unconfirmed, restricted, withdrawn, special-category:
 * neither accepted nor flagged nor overruled. bad-address is fixed at reject,
 * not-marketing at accept. */
bool reason_allows(enum reason reason, enum action action);
/* Whether a person may release a message that is held for this reason. What
 * somebody said no to goes out under no circumstances, and an address that is
 * none cannot be written to. Source: GDPR Art. 7(3), 9(1), 18(2), 21(3) */
bool reason_may_be_overruled(enum reason reason);
/* Whether the reason itself is more than the sender of a message may know of
 * the person: that processing is restricted, or that a special category is
 * touched. Source: GDPR Art. 5(1)(c), 9(1), 18(1) */
bool reason_is_confidential(enum reason reason);
/* What has to be done before a message can be released for which such a reason
 * stands, to follow the reason's words in a sentence: ": first ..."; "" where
 * nothing can be done. */
const char *reason_remedy(enum reason reason);

const char *action_name(enum action action);
enum err action_parse(const char *name, enum action *action_r) MUST_CHECK;

/* What a reason leads to; ACTION_UNSET inherits (purpose from installation,
 * installation from the default). */
#define ACTION_UNSET (-1)
struct action_table {
	int8_t by_reason[REASON_COUNT];
};
void action_table_init(struct action_table *t); /* all ACTION_UNSET */

enum retain_anchor {
	RETAIN_LAST_CONTACT,
	RETAIN_RELATION_END,
	RETAIN_COLLECTION
};

struct retain_rule {
	struct period period;
	enum retain_anchor anchor;
};

/* "1 month after last-contact" */
enum err retain_rule_parse(
	const char *text, struct retain_rule *rule_r) MUST_CHECK;

struct policy_relation {
	const char *name;
	const struct retain_rule *retain;
	size_t retain_len; /* 0: the retention counts as ended */
	unsigned bases; /* BASIS_BIT()s that the relation carries */
};

struct policy_source {
	const char *name;
	const char *const *collected_for; /* names of purposes */
	size_t collected_for_len;
};

struct policy_purpose {
	const char *name;
	unsigned bases; /* BASIS_BIT()s that it accepts */
	bool has_assessment; /* without it a legitimate interest never stands */
	bool special_category;
	int64_t answer_window_s; /* 0: no solicited answers */
	int max_answers; /* to one message of the person */
	int max_unanswered; /* 0: no limit */
	int64_t min_interval_s; /* 0: none */
	bool requires_notice;
	struct action_table actions;
};

struct policy {
	const struct zone *zone;
	const struct policy_relation *relations;
	size_t relations_len;
	const struct policy_source *sources;
	size_t sources_len;
	const struct policy_purpose *purposes;
	size_t purposes_len;
	struct action_table actions;
};

enum action policy_action(const struct policy *p,
	const struct policy_purpose *purpose, enum reason reason);

/* An entry of the address or its domain on an external list, already found
 * and already meant for this purpose. */
struct listing {
	const char *list;
	unsigned unless_bases; /* a standing one of these outweighs the entry */
};

/* A message of the person. */
struct policy_asked {
	int64_t at_utc; /* INSTANT_NONE: nobody knows, so that every objection
	                 * and withdrawal counts as later */
	bool is_objection; /* it was one itself: while an objection of the
	                    * person's own stands, nothing answers it */
};

struct question {
	const struct policy_purpose *purpose;
	int64_t now_utc;
	bool is_live; /* live mail: future-dated objections count, grants and
	               * contacts more than a day ahead do not. Otherwise a
	               * question about the instant now_utc: what is dated
	               * later is forgotten. */
	bool is_release; /* a person let it go: what may be overruled is */
	bool is_solicited; /* a reply within the answer window to an authentic
	                    * message of the person, and not one too many */
	struct policy_asked asked; /* that message */
	const struct listing *listings;
	size_t listings_len;
	bool has_message; /* there is a message: rule 14 is asked, and */
	bool has_notice; /* whether it carries the notice; asked for until one
	                  * that did is on record */
	const struct message_mark *message; /* NULL: not known (yet) */
};

enum retention_kind {
	RETENTION_UNLIMITED, /* no end is in sight */
	RETENTION_AT, /* ends with the second end_utc */
	RETENTION_ENDED /* ended, without a date that could be named */
};

struct retention {
	enum retention_kind kind;
	int64_t end_utc; /* for RETENTION_AT */
};

struct verdict {
	enum reason reason;
	enum action action;
	struct retention retention;
	bool is_known; /* false: nobody is on record, and no retention ended */
	int64_t since_utc; /* the reason's own date: objection,
	                           * withdrawal, restriction, expiry, retention
	                           * end, failure, last send; or NONE */
	bool since_is_day; /* only the day is known */
	int64_t last_contact_utc; /* as far as it counts now, or NONE */
	int64_t next_utc; /* too-soon: first instant it may go; NONE */
	unsigned standing; /* BASIS_BIT()s that stand */
	const char *list; /* listed: which; else NULL */
	const char *channel; /* of an objection: how it came; NULL: not said */
};

/*
 * The first rule that holds gives the verdict. Where its action is accept or
 * flag, or a release overrules it, the later rules are asked as well, and the
 * strictest action counts (of whom nothing is on record, no source, no basis
 * and no retention are no reasons of their own): what objected, restricted,
 * withdrawn and special-category forbid is never hidden by what came first.
 */
void policy_decide(const struct policy *p, const struct subject *s,
	const struct question *q, struct verdict *verdict_r);

/* Each rule by itself, for people who ask why: held_r[reason] for reasons
 * 1 .. REASON_RULES. A rule that a solicited answer passes does not hold;
 * REASON_ALLOWED holds if no other does. The verdict is policy_decide()'s. */
void policy_explain(const struct policy *p, const struct subject *s,
	const struct question *q, bool held_r[REASON_COUNT],
	struct verdict *verdict_r);

/* The end of retention at the question's instant (section "periods"). */
struct retention policy_retention(const struct policy *p,
	const struct subject *s, int64_t now_utc, bool is_live);

#endif
