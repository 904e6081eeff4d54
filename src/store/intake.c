/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of what comes by itself, each handed to the backend. */
#include "store/backend.h"
#include "store/store.h"

enum err store_objection_add_by(struct store_session *s,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	return s->store->backend->intake->objection_add_by(s, key, o, mark);
}

enum err store_objection_take_back(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN], int64_t since_utc)
{
	return s->store->backend->intake->objection_take_back(
		s, key, mark, since_utc);
}

enum err store_undo_add(struct store_session *s, const struct pseudonym *key,
	const struct store_undo *undo)
{
	return s->store->backend->intake->undo_add(s, key, undo);
}

enum err store_undo_use(struct store_session *s,
	const unsigned char mark[OBJECTION_MARK_LEN],
	const unsigned char digest[STORE_UNDO_LEN], int64_t at_utc)
{
	return s->store->backend->intake->undo_use(s, mark, digest, at_utc);
}

enum err store_undo_purge(struct store_session *s, int64_t before_utc)
{
	return s->store->backend->intake->undo_purge(s, before_utc);
}

enum err store_unconfirmed_each(struct store_session *s,
	bool (*each)(void *arg, const struct unconfirmed *objection), void *arg)
{
	return s->store->backend->intake->unconfirmed_each(s, each, arg);
}

enum err store_unconfirmed_confirm(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	return s->store->backend->intake->unconfirmed_confirm(s, key, mark);
}

enum err store_event_add(struct store_session *s,
	const unsigned char id[STORE_EVENT_LEN], int64_t at_utc)
{
	return s->store->backend->intake->event_add(s, id, at_utc);
}

enum err store_correspondence_add(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc,
	bool is_objection)
{
	return s->store->backend->intake->correspondence_add(
		s, key, message, at_utc, is_objection);
}

enum err store_correspondence_letter(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc)
{
	return s->store->backend->intake->correspondence_letter(
		s, key, message, at_utc);
}

enum err store_correspondence_get(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], const char *purpose,
	struct store_correspondence *found_r)
{
	return s->store->backend->intake->correspondence_get(
		s, key, message, purpose, found_r);
}

enum err store_correspondence_each(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg,
		const struct store_correspondence *correspondence,
		const unsigned char message[MESSAGE_DIGEST_LEN]),
	void *arg)
{
	return s->store->backend->intake->correspondence_each(
		s, key, each, arg);
}

enum err store_events_purge(struct store_session *s,
	int64_t correspondence_before_utc, int64_t events_before_utc)
{
	return s->store->backend->intake->events_purge(
		s, correspondence_before_utc, events_before_utc);
}
