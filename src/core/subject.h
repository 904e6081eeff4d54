/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * subject.h - all that is known of one address, as the rules see it
 *
 * A struct subject is filled by a store and read by the policy. It holds no
 * address and no key. Names (relations, sources, purposes) are pointers that
 * the store keeps valid as long as it is open; text that no configuration
 * knows is kept: the policy treats it as absent.
 *
 * Shape:   growing arrays, in no particular order. A date that is not known
 *          is INSTANT_NONE. Of objections, withdrawals, grants and lifts
 *          "recorded_utc" says when they were put on record, for the order
 *          of two where one has no date; INSTANT_NONE: before times of
 *          recording were kept. "is_day": known only by its day; the date
 *          is that day's first second, and it outlasts the whole day.
 * Files:   subject.c; a basis is in basis.c
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Owns:    subject_init() .. subject_free(); subject_reset() keeps the
 *          memory for the next one (the milter's hot path allocates nothing)
 * Threads: a subject belongs to one thread at a time
 * Source:  GDPR Art. 4, 6, 7, 9, 18, 21
 */
#ifndef ROBINSON_CORE_SUBJECT_H
#define ROBINSON_CORE_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/zone.h"

/* Art. 6(1) letters by their usual names, Art. 9(2)(a), and Directive
 * 2002/58 Art. 13(2). */
enum basis {
	BASIS_CONSENT,
	BASIS_EXPLICIT_CONSENT,
	BASIS_CONTRACT,
	BASIS_LEGAL_OBLIGATION,
	BASIS_VITAL_INTERESTS,
	BASIS_PUBLIC_TASK,
	BASIS_LEGITIMATE_INTEREST,
	BASIS_SOFT_OPT_IN
};

#define BASIS_COUNT (BASIS_SOFT_OPT_IN + 1)
#define BASIS_BIT(b) (1u << (unsigned)(b))

const char *basis_name(enum basis basis);
enum err basis_parse(const char *name, enum basis *basis_r) MUST_CHECK;

/* One relation that the subject has or had. */
struct relation_span {
	const char *name;
	int64_t since_utc; /* INSTANT_NONE: not dated, counts always */
	int64_t end_utc; /* INSTANT_NONE: lasts; may lie ahead */
};

struct grant {
	const char *purpose;
	enum basis basis; /* consent or explicit-consent */
	bool basis_known; /* false: text in the store that means nothing */
	int64_t given_utc;
	int64_t expires_utc; /* INSTANT_NONE: does not expire */
	bool has_evidence; /* without it the grant does not stand */
	int64_t recorded_utc;
};

struct withdrawal {
	const char *purpose;
	int64_t at_utc;
	int64_t recorded_utc;
	bool is_day;
	const char *channel; /* as that of an objection */
};

/* By the address itself or by one of its domains. */
struct objection {
	const char *purpose; /* NULL: all direct marketing */
	int64_t at_utc;
	bool by_domain;
	const char *channel; /* "phone", "unsubscribe", ...; may be NULL */
	bool is_unconfirmed; /* by a mail whose sender is not proven: nothing
	                      * goes until somebody has confirmed or dropped
	                      * it */
	int64_t recorded_utc;
	bool is_day;
};

/* A later grant by command ends the address's own objections dated before
 * it, for this one purpose. */
struct objection_lift {
	const char *purpose;
	int64_t at_utc;
	int64_t recorded_utc;
};

#define MESSAGE_DIGEST_LEN 16

/*
 * By what a message is known again. Its Message-ID alone does not do: tools
 * write the same one into every message, or use one again after months.
 */
struct message_mark {
	unsigned char id[MESSAGE_DIGEST_LEN]; /* keyed digest of its
	                                       * Message-ID */
	unsigned char origin[MESSAGE_DIGEST_LEN]; /* of its Date and From */
	bool lacks_origin; /* of a send from before they were kept */
	bool is_unique; /* it has no Message-ID or no Date of its own: it is
	                 * the same as none, and "origin" is random */
};

/* How long after its first sight a message is the same: a client that did not
 * get the answer tries again for four or five days (RFC 5321 4.5.4.1). */
#define MESSAGE_SAME_S (5 * 86400)

struct send {
	const char *purpose;
	int64_t at_utc; /* when it was first seen */
	struct message_mark mark;
	bool lacked_notice; /* that its purpose asked for, or nobody looked:
	                     * it cannot be said that it told the person of
	                     * the right to object */
};

#define SUBJECT_ARRAY(type, name) \
	struct type *name;        \
	size_t name##_len;        \
	size_t name##_cap

struct subject {
	bool known; /* there is a record of the person */
	const char *source; /* NULL: not recorded */
	int64_t collected_utc;
	int64_t restricted_utc; /* INSTANT_NONE: not restricted */
	char *ref; /* opaque reference, owned; NULL: none */
	SUBJECT_ARRAY(relation_span, relations);
	int64_t *contacts;
	size_t contacts_len, contacts_cap;
	int64_t *failures; /* permanent delivery failures */
	size_t failures_len, failures_cap;
	SUBJECT_ARRAY(grant, grants);
	SUBJECT_ARRAY(withdrawal, withdrawals);
	SUBJECT_ARRAY(objection, objections);
	SUBJECT_ARRAY(objection_lift, lifts);
	SUBJECT_ARRAY(send, sends);
};

void subject_init(struct subject *s);
void subject_reset(struct subject *s);
void subject_free(struct subject *s);

/* Whether a message seen at now_utc is the one that went then: a retry, or a
 * second instance. Clocks of two hosts may differ by a day. */
bool send_is_of(
	const struct send *s, const struct message_mark *mark, int64_t now_utc);

/* Each appends a copy of *item; ERR_NOMEM leaves the subject as it was. */
enum err subject_add_relation(
	struct subject *s, const struct relation_span *item) MUST_CHECK;
enum err subject_add_contact(struct subject *s, int64_t at_utc) MUST_CHECK;
enum err subject_add_failure(struct subject *s, int64_t at_utc) MUST_CHECK;
enum err subject_add_grant(
	struct subject *s, const struct grant *item) MUST_CHECK;
enum err subject_add_withdrawal(
	struct subject *s, const struct withdrawal *item) MUST_CHECK;
enum err subject_add_objection(
	struct subject *s, const struct objection *item) MUST_CHECK;
enum err subject_add_lift(
	struct subject *s, const struct objection_lift *item) MUST_CHECK;
enum err subject_add_send(
	struct subject *s, const struct send *item) MUST_CHECK;

#endif
