/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of doubts, each handed to the backend; their names. */
#include "store/doubt.h"

#include "store/backend.h"

const char *doubt_kind_name(enum doubt_kind kind)
{
	switch (kind) {
	case DOUBT_REPORT:
		return "report";
	case DOUBT_OBJECTION:
		return "objection";
	}
	return "unknown";
}

const char *doubt_cause_words(enum doubt_cause cause)
{
	switch (cause) {
	case DOUBT_NO_SEND:
		return "returns no message of ours to that address";
	case DOUBT_SEVERAL:
		return "names several persons";
	case DOUBT_UNPROVEN:
		return "its sender is not proven";
	case DOUBT_NO_ANSWER:
		return "answers no message of ours";
	case DOUBT_LIKELY:
		return "may be meant otherwise";
	}
	return "unknown";
}

const char *doubt_grade_name(enum doubt_grade grade)
{
	switch (grade) {
	case DOUBT_UNGRADED:
		return "none";
	case DOUBT_IS_LIKELY:
		return "likely";
	case DOUBT_IS_CERTAIN:
		return "certain";
	}
	return "unknown";
}

enum err store_doubt_add(
	struct store_session *s, const struct store_doubt *doubt)
{
	return s->store->backend->doubt->add(s, doubt);
}

enum err store_doubt_settle(
	struct store_session *s, const unsigned char mark[OBJECTION_MARK_LEN])
{
	return s->store->backend->doubt->settle(s, mark);
}

enum err store_doubts_purge(struct store_session *s, int64_t before_utc)
{
	return s->store->backend->doubt->purge(s, before_utc);
}

enum err store_doubts_move(struct store_session *s,
	const struct pseudonym *from, const struct pseudonym *to)
{
	return s->store->backend->doubt->move(s, from, to);
}

enum err store_doubts_each(struct store_session *s, const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_doubt *doubt), void *arg)
{
	return s->store->backend->doubt->each(s, key, each, arg);
}
