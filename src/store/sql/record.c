/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sql/held_rows.h"

static enum err write_call(struct sql_session *s, struct journal_head *head,
	struct group_call *call)
{
	enum err e = call->hold ? sql_hold_place(s, call->hold) : ERR_OK;

	for (size_t i = 0; !e && i < call->len; i++) {
		struct store_record *record = &call->records[i];

		e = journal_append(s, head, &record->entry);
		if (!e && record->counts_as_send)
			e = sql_send_add(s, record);
	}
	if (!e && call->hold)
		e = sql_hold(s, call);
	if (!e && call->burn)
		e = sql_burn(s, call->burn);
	if (!e && call->letter)
		e = sql_letter(s, call);
	return e;
}

enum err sql_record(
	struct sql_session *s, struct group_call *first, bool is_synced)
{
	const struct sql_writing writing = {
		.is_record = true, .is_synced = is_synced};
	struct journal_head head;
	int64_t seq = 0;
	enum err e;

	s->wait_ms = WAIT_RECORD_MS;
	e = sql_transaction_begin(s, &writing);
	if (e)
		return e;
	e = journal_head_get(s, s->base.store->instance, &head);
	if (!e)
		seq = head.seq;
	for (struct group_call *c = first; !e && c; c = c->next)
		e = write_call(s, &head, c);
	/* There may be a letter and no new entry: its verdicts were on record
	 * before. */
	if (!e && head.seq != seq)
		e = journal_head_put(s, &head);
	if (e) {
		sql_write_rollback(&s->base);
		return e;
	}
	return sql_write_commit(&s->base);
}
