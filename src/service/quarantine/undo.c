/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/undo.h"

#include "store/outbox.h"

static enum err remove_both(struct store_session *session,
	const struct held_id *held, int64_t letter)
{
	enum err e = store_write_begin(session);

	if (!e && held)
		e = store_held_remove(session, held);
	if (!e && letter) {
		e = store_outbox_done(session, letter);
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	if (!e)
		return store_write_commit(session);
	store_write_rollback(session);
	return e;
}

enum err undo_answer(
	struct office *office, const struct held_id *held, int64_t letter)
{
	struct store *store = office_store(office);
	struct store_session *session = NULL;
	enum err e =
		store ? store_session_get(store, &session) : ERR_UNAVAILABLE;

	if (!e)
		e = remove_both(session, held, letter);
	if (session)
		store_session_put(store, &session);
	return e;
}
