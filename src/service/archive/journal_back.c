/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_back.h"

#include "base/clock.h"

#define NAME_SIZE 256

struct journal_back_scan {
	struct desk *desk;
	const struct journal_back_query *query;
	struct identity_keys keys;
	void (*each)(void *arg, const struct journal_entry *entry,
		const char *sender);
	void *arg;
	size_t given;
	uint64_t first, last; /* what the journal has */
	uint64_t next; /* looked at from here on */
	struct journal_back_place *place;
};

struct end {
	uint64_t seq;
	int64_t at_utc;
};

static bool take_end(void *arg, const struct journal_entry *entry)
{
	struct end *end = arg;

	end->seq = entry->seq;
	end->at_utc = entry->at_utc;
	return false;
}

/* The first entry from "from" on, or the last one up to there. */
static enum err find_end(struct journal_back_scan *look, uint64_t from,
	bool is_backwards, struct end *end_r)
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE,
		.limit = 1,
		.from_seq = is_backwards ? 0 : from,
		.to_seq = is_backwards ? from : 0,
		.is_backwards = is_backwards};

	*end_r = (struct end){0, INSTANT_NONE};
	return store_journal_each(
		look->desk->session, &filter, take_end, end_r);
}

static bool give(void *arg, const struct journal_entry *entry)
{
	struct journal_back_scan *look = arg;
	char name[NAME_SIZE];
	bool is_open;

	if (entry->kind == JOURNAL_SUM)
		return true;
	is_open = entry->sender && entry->sender_len > 0 &&
		pseudonym_open_name(
			identifier_pseudonymizer(look->desk->identifier),
			entry->sender, entry->sender_len, name) == ERR_OK;
	look->each(look->arg, entry, is_open ? name : NULL);
	look->given++;
	look->next = entry->seq;
	return look->given < look->query->most;
}

/* Entries name a person by the key of their time: today's comes first. */
static enum err look_at_piece(
	struct journal_back_scan *look, uint64_t from, uint64_t to)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE,
		.kind = look->query->kind,
		.from_seq = from,
		.to_seq = to,
		.is_backwards = true};
	size_t keys = look->query->address ? look->keys.own.len : 1;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < keys && look->given < look->query->most;
		i++) {
		filter.key =
			look->query->address ? &look->keys.own.items[i] : NULL;
		e = store_journal_each(
			look->desk->session, &filter, give, look);
	}
	if (!e && look->given < look->query->most)
		look->next = from;
	return e;
}

/* Each piece is a read of its own: who reads on and on keeps the store's log
 * from being begun anew. */
static enum err look_back(struct journal_back_scan *look)
{
	int64_t begun_ns = clock_monotonic_ns();
	enum err e = ERR_OK;

	while (!e && look->next > look->first &&
		look->given < look->query->most) {
		uint64_t to = look->next - 1;
		uint64_t from = to - look->first >= JOURNAL_BACK_PIECE ?
			to - JOURNAL_BACK_PIECE + 1 :
			look->first;

		e = look_at_piece(look, from, to);
		if (clock_monotonic_ns() - begun_ns >= look->query->time_ns)
			break;
	}
	return e;
}

static enum err tell_place(struct journal_back_scan *look)
{
	struct journal_back_place *place = look->place;
	uint64_t all = look->last - look->first + 1;
	struct end at;
	enum err e = find_end(look, look->next, false, &at);

	place->next_seq = look->next > look->first ? look->next : 0;
	place->looked_to_utc = at.at_utc;
	place->percent = (int)((look->last + 1 - look->next) * 100 / all);
	return e;
}

/* Numbers begin anywhere: what was before is trimmed. */
static enum err look_within(struct journal_back_scan *look)
{
	struct end first, last;
	enum err e = find_end(look, 0, false, &first);

	if (!e)
		e = find_end(look, 0, true, &last);
	if (e || first.seq == 0)
		return e;
	look->first = first.seq;
	look->last = last.seq;
	look->place->first_utc = first.at_utc;
	look->next = last.seq + 1;
	if (look->query->before_seq && look->query->before_seq < look->next)
		look->next = look->query->before_seq > first.seq ?
			look->query->before_seq :
			first.seq;
	e = look_back(look);
	return e ? e : tell_place(look);
}

enum err journal_back(struct desk *desk, const struct journal_back_query *query,
	void (*each)(void *arg, const struct journal_entry *entry,
		const char *sender),
	void *arg, struct journal_back_place *place_r)
{
	struct journal_back_scan look = {.desk = desk,
		.query = query,
		.each = each,
		.arg = arg,
		.place = place_r};
	enum err e = ERR_OK;

	*place_r = (struct journal_back_place){.looked_to_utc = INSTANT_NONE,
		.first_utc = INSTANT_NONE,
		.percent = 100};
	if (query->address)
		e = desk_keys(desk, query->address, true, &look.keys);
	if (e)
		return e;
	e = look_within(&look);
	identity_keys_free(&look.keys);
	return e ? desk_store_fail(desk, e, "reading the journal") : ERR_OK;
}
