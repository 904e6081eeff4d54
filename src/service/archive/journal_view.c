/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_view.h"

#define NAME_SIZE 256

struct view {
	struct pseudonymizer *pseudonymizer;
	bool (*each)(void *arg, const struct journal_entry *entry,
		const char *sender);
	void *arg;
	bool with_sums;
};

static bool open_sender(void *arg, const struct journal_entry *entry)
{
	struct view *view = arg;
	char name[NAME_SIZE];
	bool is_open;

	if (entry->kind == JOURNAL_SUM && !view->with_sums)
		return true;
	is_open = entry->sender && entry->sender_len > 0 &&
		pseudonym_open_name(view->pseudonymizer, entry->sender,
			entry->sender_len, name) == ERR_OK;

	return view->each(view->arg, entry, is_open ? name : NULL);
}

enum err journal_view(struct desk *desk, const struct journal_query *query,
	bool (*each)(void *arg, const struct journal_entry *entry,
		const char *sender),
	void *arg)
{
	struct view view = {identifier_pseudonymizer(desk->identifier), each,
		arg, query->with_sums || query->ref};
	struct journal_filter filter = {
		.since_utc = query->since_utc, .ref = query->ref};
	struct identity_keys keys = {.own = {.items = NULL}};
	enum err e = ERR_OK;

	if (query->address)
		e = desk_keys(desk, query->address, true, &keys);
	if (e)
		return e;
	e = store_read_begin(desk->session);
	/* Entries name a person by the key of their time: the oldest first. */
	for (size_t left = keys.own.len; !e; left--) {
		filter.key = left > 0 ? &keys.own.items[left - 1] : NULL;
		e = store_journal_each(
			desk->session, &filter, open_sender, &view);
		if (left <= 1)
			break;
	}
	store_read_end(desk->session);
	identity_keys_free(&keys);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	return ERR_OK;
}
