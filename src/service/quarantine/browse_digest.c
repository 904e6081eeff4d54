/* SPDX-License-Identifier: BSD-2-Clause */
/* What was held before there were digests gets them, a few at a time: between
 * two write transactions mail has its turn. */
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "service/quarantine/browse.h"
#include "service/quarantine/finder_private.h"

#define BATCH 200

struct message {
	struct held_id id;
	struct held_digest sender, sender_domain;
	size_t first, len; /* of the recipients */
};

struct batch {
	struct finder *finder;
	struct message messages[BATCH];
	size_t len;
	unsigned *numbers;
	size_t numbers_cap;
	struct held_digest *domains;
	size_t domains_cap, recipients;
	enum err e;
};

static enum err add_recipient(
	struct batch *b, const struct quarantine_recipient *r)
{
	enum err e = array_reserve((void **)&b->numbers, &b->numbers_cap,
		b->recipients + 1, sizeof(*b->numbers));

	if (!e)
		e = array_reserve((void **)&b->domains, &b->domains_cap,
			b->recipients + 1, sizeof(*b->domains));
	if (!e)
		e = finder_recipient(
			b->finder, r->address, &b->domains[b->recipients]);
	if (!e)
		b->numbers[b->recipients++] = r->held.n;
	return e;
}

/* One that does not open is from nobody: it is not opened again and again. */
static bool take(void *arg, const struct quarantine_entry *entry)
{
	struct batch *b = arg;
	struct message *m = &b->messages[b->len];

	*m = (struct message){.id = entry->held.id, .first = b->recipients};
	b->e = finder_sender(b->finder, entry->summary.sender, &m->sender,
		&m->sender_domain);
	for (size_t i = 0; !b->e && i < entry->recipients_len; i++)
		b->e = add_recipient(b, &entry->recipients[i]);
	m->len = b->recipients - m->first;
	b->len++;
	return !b->e && b->len < BATCH;
}

static enum err put(struct desk *desk, const struct batch *b)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	for (size_t i = 0; !e && i < b->len; i++) {
		const struct message *m = &b->messages[i];

		e = store_held_digest(desk->session, &m->id,
			&(struct held_digests){.sender = m->sender,
				.sender_domain = m->sender_domain,
				.numbers = b->numbers + m->first,
				.domains = b->domains + m->first,
				.len = m->len});
		if (e == ERR_NOT_FOUND)
			e = ERR_OK; /* it has gone meanwhile */
	}
	if (e)
		e = desk_store_fail(desk, e, "changing the quarantine");
	return desk_end(desk, e);
}

static enum err digest_batch(struct desk *desk, struct batch *b)
{
	enum err e;

	b->len = b->recipients = 0;
	e = quarantine_undigested(desk, BATCH, take, b);
	if (!e && b->e)
		e = desk_fail(desk, b->e, "%s", err_text(b->e));
	return e || b->len == 0 ? e : put(desk, b);
}

enum err browse_digest(struct desk *desk, int64_t budget_ms, int64_t *left_r)
{
	int64_t until = clock_monotonic_ms() + budget_ms;
	struct batch *b;
	enum err e = store_held_undigested_count(desk->session, left_r);

	if (e)
		return desk_store_fail(desk, e, "reading the quarantine");
	if (*left_r == 0)
		return ERR_OK;
	b = calloc(1, sizeof(*b));
	if (!b)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = finder_new(office_keys(desk->office), &b->finder);
	if (e)
		e = desk_fail(desk, e, "%s", err_text(e));
	do {
		if (!e)
			e = digest_batch(desk, b);
	} while (!e && b->len == BATCH && clock_monotonic_ms() < until);
	if (!e && store_held_undigested_count(desk->session, left_r))
		e = desk_store_fail(
			desk, ERR_UNAVAILABLE, "reading the quarantine");
	if (b) {
		finder_free(&b->finder);
		free(b->numbers);
		free(b->domains);
	}
	free(b);
	return e;
}
