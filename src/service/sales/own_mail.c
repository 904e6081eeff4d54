/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/sales/own_mail.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/catalogue.h"
#include "core/address.h"
#include "mail/refusal_text.h"
#include "store/sales.h"

#define DAY_S INT64_C(86400)

/* An entry as it is kept while others are read. */
struct found {
	struct journal_entry entry;
	const char *name; /* the query's */
	struct held_id held;
	bool is_held;
	char *detail, *queue_id;
};

struct name_search {
	struct found *items;
	size_t len, cap;
	const char *name;
	bool has_failed;
};

static bool keep(void *arg, const struct journal_entry *entry)
{
	struct name_search *f = arg;
	struct found *items =
		array_grow(f->items, f->len, &f->cap, sizeof(*items));
	struct found *it;

	f->has_failed |= !items;
	if (!items)
		return false;
	f->items = items;
	it = &items[f->len++];
	*it = (struct found){.entry = *entry, .name = f->name};
	it->detail = entry->detail ? strdup(entry->detail) : NULL;
	it->queue_id = entry->queue_id ? strdup(entry->queue_id) : NULL;
	it->entry.detail = it->detail;
	it->entry.queue_id = it->queue_id;
	it->entry.sender = NULL;
	it->entry.sender_len = 0;
	it->is_held = entry->kind == JOURNAL_HELD && it->detail &&
		held_id_parse(it->detail, &it->held) == ERR_OK;
	return true;
}

static void name_search_free(struct name_search *f)
{
	for (size_t i = 0; i < f->len; i++) {
		free(f->items[i].detail);
		free(f->items[i].queue_id);
	}
	free(f->items);
}

/* A name is sealed under the generation of its time. "text" is the query's
 * name, or its plain form. */
static enum err find_of_text(struct desk *desk,
	const struct own_mail_query *query, const char *text,
	struct name_search *f)
{
	struct pseudonymizer *p = identifier_pseudonymizer(desk->identifier);
	unsigned char sealed[SEALED_NAME_MAX];
	struct stopped_filter filter = {.sender = sealed,
		.since_utc = desk->now_utc - OWN_MAIL_DAYS * DAY_S,
		.before_seq = query->before_seq,
		.with_held_verdicts = desk->settings->hold_in == HOLD_IN_MTA,
		.limit = query->limit + 1};
	enum err e = ERR_OK;

	for (size_t back = 0; !e && back < pseudonym_names(p); back++) {
		e = pseudonym_seal_name_before(
			p, back, text, sealed, &filter.sender_len);
		if (!e && filter.sender_len > 0)
			e = store_stopped_each(desk->session, &filter, keep, f);
	}
	/* Such a name is in no entry. */
	return e == ERR_LIMIT ? ERR_OK : e;
}

/* An address is recorded in its plain form (judge_record.c), a login as it is;
 * of which of them the name is, it does not say. */
static enum err find_of_name(struct desk *desk,
	const struct own_mail_query *query, const char *name,
	struct name_search *f)
{
	struct address plain;
	enum err e;

	f->name = name;
	e = find_of_text(desk, query, name, f);
	if (!e && strchr(name, '@') &&
		address_plain(name, strlen(name), &plain, NULL) == ERR_OK &&
		strcmp(plain.text, name) != 0)
		e = find_of_text(desk, query, plain.text, f);
	return e;
}

static int by_seq(const void *a, const void *b)
{
	const struct found *left = a, *right = b;

	return left->entry.seq < right->entry.seq  ? 1 :
		left->entry.seq > right->entry.seq ? -1 :
						     0;
}

struct giving {
	void (*each)(void *arg, const struct own_mail *item);
	void *arg;
	struct own_mail item;
};

static bool give_held(void *arg, const struct quarantine_entry *held)
{
	struct giving *g = arg;

	g->item.held = held;
	g->each(g->arg, &g->item);
	return false;
}

static enum err give(struct desk *desk, const struct found *found,
	void (*each)(void *arg, const struct own_mail *item), void *arg)
{
	struct giving g = {.each = each,
		.arg = arg,
		.item = {.entry = found->entry,
			.name = found->name,
			.was_held = found->entry.kind == JOURNAL_HELD ||
				found->entry.action == ACTION_HOLD}};
	enum err e;

	if (found->entry.reason)
		g.item.reason = refusal_name(found->entry.reason);
	if (!found->is_held) {
		each(arg, &g.item);
		return ERR_OK;
	}
	e = quarantine_get(desk, &found->held, give_held, &g);
	if (e != ERR_NOT_FOUND)
		return e;
	each(arg, &g.item); /* decided: nothing of it is left */
	return ERR_OK;
}

/* A name may be given twice: its entries are one behind the other then. */
static enum err give_all(struct desk *desk, const struct name_search *f,
	size_t limit, void (*each)(void *arg, const struct own_mail *item),
	void *arg, bool *more_r)
{
	uint64_t last = 0;
	size_t given = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < f->len; i++) {
		if (f->items[i].entry.seq == last)
			continue;
		if (given++ == limit) {
			*more_r = true;
			break;
		}
		last = f->items[i].entry.seq;
		e = give(desk, &f->items[i], each, arg);
	}
	return e;
}

enum err own_mail_list(struct desk *desk, const struct own_mail_query *query,
	void (*each)(void *arg, const struct own_mail *item), void *arg,
	bool *more_r)
{
	struct own_mail_query bounded = *query;
	struct name_search f = {.items = NULL};
	enum err e;

	*more_r = false;
	if (bounded.limit == 0 || bounded.limit > OWN_MAIL_PAGE_MAX)
		bounded.limit = OWN_MAIL_PAGE_MAX;
	e = store_read_begin(desk->session);
	for (size_t i = 0; !e && i < query->names.len; i++)
		e = find_of_name(desk, &bounded, query->names.items[i], &f);
	store_read_end(desk->session);
	if (!e && f.has_failed)
		e = ERR_NOMEM;
	if (e)
		e = desk_store_fail(desk, e, "reading the journal");
	if (!e && f.len > 0)
		qsort(f.items, f.len, sizeof(*f.items), by_seq);
	if (!e)
		e = give_all(desk, &f, bounded.limit, each, arg, more_r);
	name_search_free(&f);
	return e;
}

/* -------------------------------------------------------------- a request */

struct asking_for {
	const struct own_names *names;
	bool is_own, waits, is_requested;
};

/* As the MTA passed it, in angle brackets or not; without case, as a mail
 * server takes it. */
static bool is_sender(const char *said, const char *name)
{
	size_t len = strlen(said);

	if (len > 1 && said[0] == '<' && said[len - 1] == '>') {
		said++;
		len -= 2;
	}
	return len > 0 && len == strlen(name) &&
		strncasecmp(said, name, len) == 0;
}

/* Who logged in sent it; only without a login the envelope tells. */
static bool is_own(const struct own_names *names, const struct summary *summary)
{
	for (size_t i = 0; i < names->len; i++)
		if (*summary->login ?
				strcmp(summary->login, names->items[i]) == 0 :
				is_sender(summary->sender, names->items[i]))
			return true;
	return false;
}

static bool look(void *arg, const struct quarantine_entry *entry)
{
	struct asking_for *a = arg;

	a->is_own = !entry->is_damaged && is_own(a->names, &entry->summary);
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (!(HELD_BIT(r->state) & HELD_WAITING))
			continue;
		a->waits = true;
		a->is_requested |= r->requested_utc != INSTANT_NONE;
	}
	return false;
}

enum err own_mail_request(struct desk *desk, const struct own_names *names,
	const char *id, const char *why)
{
	struct asking_for a = {.names = names};
	struct held_id held;
	enum err e = quarantine_id(desk, id, &held);

	if (e)
		return desk_fail(desk, ERR_NOT_FOUND, "no such message");
	e = quarantine_get(desk, &held, look, &a);
	if (e == ERR_NOT_FOUND || (!e && !a.is_own))
		e = desk_fail(desk, ERR_NOT_FOUND, "no such message");
	if (e)
		return e;
	if (!a.waits)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("Somebody has decided about it already."));
	if (a.is_requested)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("Its release was asked for already."));
	return quarantine_request(desk, &held, NULL, why);
}
