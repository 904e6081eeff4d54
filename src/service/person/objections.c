/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/objections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#define MARK_HEAD "journal"
#define MARK_HEAD_LEN sizeof(MARK_HEAD)

void objections_mark(uint64_t seq, unsigned char mark_r[OBJECTION_MARK_LEN])
{
	memcpy(mark_r, MARK_HEAD, MARK_HEAD_LEN);
	for (int i = OBJECTION_MARK_LEN - 1; i >= (int)MARK_HEAD_LEN; i--) {
		mark_r[i] = (unsigned char)(seq & 0xff);
		seq >>= 8;
	}
}

static bool ref_of(const unsigned char mark[OBJECTION_MARK_LEN],
	char ref_r[JOURNAL_REF_SIZE])
{
	uint64_t seq = 0;

	if (memcmp(mark, MARK_HEAD, MARK_HEAD_LEN) != 0)
		return false;
	for (size_t i = MARK_HEAD_LEN; i < OBJECTION_MARK_LEN; i++)
		seq = seq << 8 | mark[i];
	return store_ref_of_seq(seq, ref_r) == ERR_OK;
}

/* One objection may be on record under several keys of one spelling. */
struct listing_of {
	bool (*each)(void *arg, const struct objections_item *item);
	void *arg;
	struct table seen; /* by mark */
	enum err failed;
};

static bool is_new(struct listing_of *l, const struct unconfirmed *u)
{
	unsigned char *mark = malloc(sizeof(u->mark));

	l->failed = mark ? ERR_OK : ERR_NOMEM;
	if (mark) {
		memcpy(mark, u->mark, sizeof(u->mark));
		l->failed = table_put(&l->seen, mark, sizeof(u->mark), mark);
	}
	if (l->failed)
		free(mark);
	return !l->failed;
}

static bool give(void *arg, const struct unconfirmed *u)
{
	struct listing_of *l = arg;
	struct objections_item item = {.key = u->key,
		.purpose = u->purpose,
		.channel = u->channel,
		.at_utc = u->at_utc};

	if (!is_new(l, u)) {
		if (l->failed == ERR_EXISTS)
			l->failed = ERR_OK;
		return !l->failed;
	}
	return !ref_of(u->mark, item.ref) || l->each(l->arg, &item);
}

enum err objections_each(struct desk *desk,
	bool (*each)(void *arg, const struct objections_item *item), void *arg)
{
	struct listing_of l = {.each = each, .arg = arg};
	enum err e = store_read_begin(desk->session);

	table_init(&l.seen);
	if (!e) {
		e = store_unconfirmed_each(desk->session, give, &l);
		store_read_end(desk->session);
	}
	table_each(&l.seen, free);
	table_free(&l.seen);
	if (!e)
		e = l.failed;
	if (e)
		return desk_store_fail(desk, e, "reading objections");
	return ERR_OK;
}

enum err objections_reports(struct desk *desk,
	bool (*each)(void *arg, const struct store_doubt *report), void *arg)
{
	enum err e = store_read_begin(desk->session);

	if (!e) {
		e = store_doubts_each(desk->session, NULL, each, arg);
		store_read_end(desk->session);
	}
	return e ? desk_store_fail(desk, e, "reading reports") : ERR_OK;
}

/* ------------------------------------------------------ confirm and drop */

/* One that is to be found, and what was found. */
struct wanted {
	char ref[JOURNAL_REF_SIZE];
	unsigned char mark[OBJECTION_MARK_LEN];
	bool is_found;
	struct unconfirmed found;
};

static bool compare(void *arg, const struct unconfirmed *u)
{
	struct wanted *w = arg;

	w->is_found = memcmp(u->mark, w->mark, sizeof(w->mark)) == 0;
	if (w->is_found)
		w->found = *u;
	return !w->is_found;
}

static enum err find(struct desk *desk, const char *ref, struct wanted *w_r)
{
	uint64_t seq;
	enum err e = store_seq_of_ref(ref, &seq);

	*w_r = (struct wanted){.is_found = false};
	if (e)
		return desk_fail(desk, ERR_INVALID,
			"\"%s\" is no reference; accepted: one that "
			"\"objections list --unconfirmed\" shows, as "
			"AVWG37SR",
			ref);
	objections_mark(seq, w_r->mark);
	(void)ref_of(w_r->mark, w_r->ref);
	e = store_unconfirmed_each(desk->session, compare, w_r);
	if (e)
		return desk_store_fail(desk, e, "reading objections");
	if (!w_r->is_found)
		return desk_fail(desk, ERR_NOT_FOUND,
			"there is no unconfirmed objection %s: it was "
			"confirmed or dropped, or never was one",
			ref);
	return ERR_OK;
}

/* Of copies under other keys, too: each that is found is unconfirmed no more
 * afterwards. */
static enum err settle_all(struct desk *desk, const struct wanted *w,
	enum err (*settle)(struct store_session *s, const struct pseudonym *key,
		const unsigned char mark[OBJECTION_MARK_LEN]))
{
	struct wanted next = *w;
	enum err e = ERR_OK;

	while (!e && next.is_found) {
		e = settle(desk->session, &next.found.key, next.mark);
		next.is_found = false;
		if (!e)
			e = store_unconfirmed_each(
				desk->session, compare, &next);
	}
	return e;
}

static enum err take_back(struct store_session *s, const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	return store_objection_take_back(s, key, mark, INSTANT_NONE);
}

static enum err confirm_one(
	struct desk *desk, const char *ref, struct buf *said)
{
	char detail[JOURNAL_DETAIL_MAX];
	struct wanted w;
	enum err e = find(desk, ref, &w);

	if (e)
		return e;
	e = settle_all(desk, &w, store_unconfirmed_confirm);
	if (e)
		return desk_store_fail(desk, e, "confirming the objection");
	buf_addf(said, "The objection %s is confirmed.\n", w.ref);
	snprintf(detail, sizeof(detail), "%s, channel %s", w.ref,
		w.found.channel ? w.found.channel : "not said");
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_CONFIRMED,
			.key = &w.found.key,
			.purpose = w.found.purpose,
			.detail = detail});
}

static enum err drop_one(struct desk *desk, const char *ref, const char *reason,
	struct buf *said)
{
	char detail[JOURNAL_DETAIL_MAX + 1];
	struct wanted w;
	enum err e = find(desk, ref, &w);

	if (e)
		return e;
	e = settle_all(desk, &w, take_back);
	if (e)
		return desk_store_fail(desk, e, "dropping the objection");
	buf_addf(said,
		"The objection %s is dropped; the reason is in the journal.\n",
		w.ref);
	snprintf(detail, sizeof(detail), "%s: %s", w.ref, reason);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_DROPPED,
			.key = &w.found.key,
			.purpose = w.found.purpose,
			.detail = detail});
}

enum err objections_confirm(
	struct desk *desk, char *const *refs, size_t len, struct buf *said)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	for (size_t i = 0; !e && i < len; i++)
		e = confirm_one(desk, refs[i], said);
	return desk_end(desk, e);
}

enum err objections_drop(struct desk *desk, char *const *refs, size_t len,
	const char *reason, struct buf *said)
{
	enum err e;

	if (!reason || reason[0] == '\0')
		return desk_fail(desk, ERR_INVALID,
			"an objection is dropped only with a reason, for the "
			"journal");
	if (strlen(reason) > JOURNAL_DETAIL_MAX - JOURNAL_REF_SIZE)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets",
			JOURNAL_DETAIL_MAX - JOURNAL_REF_SIZE);
	e = desk_begin(desk);
	if (e)
		return e;
	for (size_t i = 0; !e && i < len; i++)
		e = drop_one(desk, refs[i], reason, said);
	return desk_end(desk, e);
}
