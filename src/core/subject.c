/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/subject.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define DAY_S 86400

void subject_init(struct subject *s)
{
	*s = (struct subject){
		.collected_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE,
	};
}

void subject_reset(struct subject *s)
{
	free(s->ref);
	s->ref = NULL;
	s->known = false;
	s->source = NULL;
	s->collected_utc = INSTANT_NONE;
	s->restricted_utc = INSTANT_NONE;
	s->relations_len = 0;
	s->contacts_len = 0;
	s->failures_len = 0;
	s->grants_len = 0;
	s->withdrawals_len = 0;
	s->objections_len = 0;
	s->lifts_len = 0;
	s->sends_len = 0;
}

void subject_free(struct subject *s)
{
	if (!s)
		return;
	free(s->ref);
	free(s->relations);
	free(s->contacts);
	free(s->failures);
	free(s->grants);
	free(s->withdrawals);
	free(s->objections);
	free(s->lifts);
	free(s->sends);
	subject_init(s);
}

#define APPEND(s, array, item)                                          \
	do {                                                            \
		void *grown_ = array_grow((s)->array, (s)->array##_len, \
			&(s)->array##_cap, sizeof(*(s)->array));        \
                                                                        \
		if (!grown_)                                            \
			return ERR_NOMEM;                               \
		(s)->array = grown_;                                    \
		(s)->array[(s)->array##_len++] = (item);                \
		return ERR_OK;                                          \
	} while (0)

enum err subject_add_relation(
	struct subject *s, const struct relation_span *item)
{
	APPEND(s, relations, *item);
}

enum err subject_add_contact(struct subject *s, int64_t at_utc)
{
	APPEND(s, contacts, at_utc);
}

enum err subject_add_failure(struct subject *s, int64_t at_utc)
{
	APPEND(s, failures, at_utc);
}

enum err subject_add_grant(struct subject *s, const struct grant *item)
{
	APPEND(s, grants, *item);
}

enum err subject_add_withdrawal(
	struct subject *s, const struct withdrawal *item)
{
	APPEND(s, withdrawals, *item);
}

enum err subject_add_objection(struct subject *s, const struct objection *item)
{
	APPEND(s, objections, *item);
}

enum err subject_add_lift(struct subject *s, const struct objection_lift *item)
{
	APPEND(s, lifts, *item);
}

static bool has_same_origin(
	const struct message_mark *a, const struct message_mark *b)
{
	return a->lacks_origin || b->lacks_origin ||
		memcmp(a->origin, b->origin, sizeof(a->origin)) == 0;
}

bool send_is_of(
	const struct send *s, const struct message_mark *mark, int64_t now_utc)
{
	return !mark->is_unique && !s->mark.is_unique &&
		s->at_utc >= now_utc - MESSAGE_SAME_S &&
		s->at_utc <= now_utc + DAY_S &&
		memcmp(mark->id, s->mark.id, sizeof(mark->id)) == 0 &&
		has_same_origin(mark, &s->mark);
}

enum err subject_add_send(struct subject *s, const struct send *item)
{
	APPEND(s, sends, *item);
}
