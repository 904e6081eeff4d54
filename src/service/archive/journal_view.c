/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_view.h"

#define NAME_SIZE 256

struct view {
	struct desk *desk;
	struct pseudonymizer *pseudonymizer;
	bool (*each)(void *arg, const struct journal_entry *entry,
		const char *sender);
	void *arg;
	bool with_sums;
	bool has_enough; /* "each" said so */
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

	view->has_enough = !view->each(view->arg, entry, is_open ? name : NULL);
	return !view->has_enough;
}

static enum err view_one(struct view *view, struct journal_filter *filter)
{
	return store_journal_each(
		view->desk->session, filter, open_sender, view);
}

/* A name is sealed under the generation of its time: the oldest first. */
static enum err view_sender(
	struct view *view, struct journal_filter *filter, const char *sender)
{
	unsigned char sealed[SEALED_NAME_MAX];
	size_t left = pseudonym_names(view->pseudonymizer);
	enum err e = ERR_OK;

	if (!sender)
		return view_one(view, filter);
	filter->sender = sealed;
	while (!e && left-- > 0 && !view->has_enough) {
		e = pseudonym_seal_name_before(view->pseudonymizer, left,
			sender, sealed, &filter->sender_len);
		if (!e && filter->sender_len > 0)
			e = view_one(view, filter);
	}
	filter->sender = NULL;
	return e == ERR_LIMIT ? ERR_OK : e;
}

enum err journal_view(struct desk *desk, const struct journal_query *query,
	bool (*each)(void *arg, const struct journal_entry *entry,
		const char *sender),
	void *arg)
{
	struct view view = {.desk = desk,
		.pseudonymizer = identifier_pseudonymizer(desk->identifier),
		.each = each,
		.arg = arg,
		.with_sums = query->with_sums || query->ref};
	struct journal_filter filter = {.since_utc = query->since_utc,
		.has_until = query->has_until,
		.until_utc = query->until_utc,
		.ref = query->ref,
		.purpose = query->purpose,
		.reason = query->reason};
	struct identity_keys keys = {.own = {.items = NULL}};
	enum err e = ERR_OK;

	if (query->address)
		e = desk_keys(desk, query->address, true, &keys);
	if (e)
		return e;
	e = store_read_begin(desk->session);
	/* Entries name a person by the key of their time: the oldest first. */
	for (size_t left = keys.own.len; !e && !view.has_enough; left--) {
		filter.key = left > 0 ? &keys.own.items[left - 1] : NULL;
		e = view_sender(&view, &filter, query->sender);
		if (left <= 1)
			break;
	}
	store_read_end(desk->session);
	identity_keys_free(&keys);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	return ERR_OK;
}
