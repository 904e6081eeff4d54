/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/objections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "service/person/record_act.h"

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
	struct objections_words *words;
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
		.at_utc = u->at_utc,
		.said = objections_words_of(l->words, u->mark)};

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
		e = objections_words_read(desk->session, &l.words);
		if (!e)
			e = store_unconfirmed_each(desk->session, give, &l);
		store_read_end(desk->session);
	}
	objections_words_free(&l.words);
	table_each(&l.seen, free);
	table_free(&l.seen);
	if (!e)
		e = l.failed;
	if (e)
		return desk_store_fail(desk, e, "reading objections");
	return ERR_OK;
}

struct reports_of {
	bool (*each)(void *arg, const struct store_doubt *report);
	void *arg;
};

static bool give_report(void *arg, const struct store_doubt *doubt)
{
	const struct reports_of *r = arg;

	return doubt->kind != DOUBT_REPORT || r->each(r->arg, doubt);
}

enum err objections_reports(struct desk *desk,
	bool (*each)(void *arg, const struct store_doubt *report), void *arg)
{
	struct reports_of r = {.each = each, .arg = arg};
	enum err e = store_read_begin(desk->session);

	if (!e) {
		e = store_doubts_each(desk->session, NULL, give_report, &r);
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

#define LETTER_WORDS "it was a letter"
#define REASON_MAX ((size_t)JOURNAL_DETAIL_MAX - JOURNAL_REF_SIZE)
/* A person has one key for each set of address rules, and few are looked at. */
#define CONTACT_KEYS_MAX 16

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
 * afterwards. What the mail said has served its purpose. */
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
	return e ? e : store_doubt_settle(desk->session, w->mark);
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

/* "what" stands before the reason in the journal. */
static enum err drop_found(struct desk *desk, const struct wanted *w,
	const char *what, const char *reason, struct buf *said)
{
	char detail[JOURNAL_DETAIL_MAX + 1];
	enum err e = settle_all(desk, w, take_back);

	if (e)
		return desk_store_fail(desk, e, "dropping the objection");
	buf_addf(said,
		"The objection %s is dropped; the reason is in the journal.\n",
		w->ref);
	snprintf(detail, sizeof(detail), "%s: %s%s%s", w->ref, what,
		*what && *reason ? ": " : "", reason);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_DROPPED,
			.key = &w->found.key,
			.purpose = w->found.purpose,
			.detail = detail});
}

static enum err drop_one(struct desk *desk, const char *ref, const char *reason,
	struct buf *said)
{
	struct wanted w;
	enum err e = find(desk, ref, &w);

	return e ? e : drop_found(desk, &w, "", reason, said);
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

static enum err check_reason(struct desk *desk, const char *reason, size_t max)
{
	if (strlen(reason) > max)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %zu octets", max);
	return ERR_OK;
}

enum err objections_drop(struct desk *desk, char *const *refs, size_t len,
	const char *reason, struct buf *said)
{
	enum err e;

	if (!reason || reason[0] == '\0')
		return desk_fail(desk, ERR_INVALID,
			"an objection is dropped only with a reason, for the "
			"journal");
	e = check_reason(desk, reason, REASON_MAX);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	for (size_t i = 0; !e && i < len; i++)
		e = drop_one(desk, refs[i], reason, said);
	return desk_end(desk, e);
}

/* --------------------------------------------------------------- letters */

/* As a letter that came by itself: of a person on record, from when it came. */
static enum err add_contact(struct desk *desk, const struct unconfirmed *u,
	struct buf *said, bool *is_known_r)
{
	char at[INSTANT_TEXT_SIZE], detail[JOURNAL_DETAIL_MAX];
	enum person_relation became;
	struct person_facts facts;
	struct person person;
	enum err e = record_load(desk, &u->key, &person);

	if (e || !person.is_known)
		return e;
	*is_known_r = true;
	person_facts_init(&facts);
	facts.contact_utc = u->at_utc;
	facts.source = desk->settings->inbound.source;
	e = person_fold(desk->session, desk->settings->zone, &u->key, &person,
		&facts, &became);
	if (e)
		return desk_store_fail(desk, e, "writing the record");
	e = record_save(desk, &u->key, &person);
	if (e)
		return e;
	record_date(desk, u->at_utc, at);
	buf_addf(said, "The contact of %s is %s.\n", at,
		person_is_changed(&person) ? "recorded" :
					     "no later than on record");
	if (!person_is_changed(&person))
		return ERR_OK;
	snprintf(detail, sizeof(detail), "at %s, by mail: " LETTER_WORDS, at);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_CONTACT,
			.key = &u->key,
			.detail = detail});
}

/* Who wrote it, where what it said is kept no more: any of the keys that have
 * the objection, of which one may be another person's today. */
struct contacts_of {
	const struct wanted *wanted;
	struct unconfirmed items[CONTACT_KEYS_MAX];
	size_t len;
};

static bool take_key(void *arg, const struct unconfirmed *u)
{
	struct contacts_of *c = arg;

	if (memcmp(u->mark, c->wanted->mark, sizeof(u->mark)) == 0)
		c->items[c->len++] = *u;
	return c->len < CONTACT_KEYS_MAX;
}

/* *only_r: the one on record of a relation, NULL where there are several, or
 * none. */
static enum err find_only(struct desk *desk, const struct contacts_of *c,
	const struct unconfirmed **only_r, size_t *len_r)
{
	enum err e = ERR_OK;

	*only_r = NULL;
	*len_r = 0;
	for (size_t i = 0; !e && i < c->len; i++) {
		struct person person;

		e = record_load(desk, &c->items[i].key, &person);
		if (!e && person.is_known && person.record.relation) {
			*only_r = &c->items[i];
			++*len_r;
		}
	}
	if (*len_r > 1)
		*only_r = NULL;
	return e;
}

static enum err add_contact_of_mark(struct desk *desk, const struct wanted *w,
	struct buf *said, bool *is_known_r)
{
	struct contacts_of c = {.wanted = w};
	const struct unconfirmed *only;
	size_t len = 0;
	enum err e = store_unconfirmed_each(desk->session, take_key, &c);

	if (e)
		return desk_store_fail(desk, e, "reading objections");
	e = find_only(desk, &c, &only, &len);
	if (!e && only)
		e = add_contact(desk, only, said, is_known_r);
	if (e || len < 2)
		return e;
	*is_known_r = true;
	return buf_addf(said,
		"Which of %zu persons sent %s is not known any more: no "
		"contact is recorded; \"robinson contact\" records it.\n",
		len, w->ref);
}

/* "mail" NULL: what it said is kept no more. */
static enum err add_the_contact(struct desk *desk, const struct wanted *w,
	const struct objections_said *mail, struct buf *said)
{
	bool is_known = false;
	enum err e;

	if (mail)
		e = add_contact(desk,
			&(struct unconfirmed){
				.key = mail->key, .at_utc = w->found.at_utc},
			said, &is_known);
	else
		e = add_contact_of_mark(desk, w, said, &is_known);
	if (!e && !is_known)
		buf_addf(said,
			"Who sent %s is not on record: no contact is "
			"recorded.\n",
			w->ref);
	return e;
}

static enum err letter_one(struct desk *desk, const char *ref,
	const struct objections_words *words, const char *reason,
	struct buf *said)
{
	const struct objections_said *mail;
	struct wanted w;
	enum err e = find(desk, ref, &w);

	if (e)
		return e;
	if (w.found.channel && strcmp(w.found.channel, "complaint") == 0)
		return desk_fail(desk, ERR_INVALID,
			"%s came by a complaint, which is no letter of the "
			"person: confirm it or drop it",
			w.ref);
	mail = objections_words_of(words, w.mark);
	e = add_the_contact(desk, &w, mail, said);
	if (!e && mail && mail->has_message) {
		e = store_correspondence_letter(
			desk->session, &mail->key, mail->message, mail->at_utc);
		if (e)
			return desk_store_fail(desk, e, "remembering a letter");
	}
	return e ? e : drop_found(desk, &w, LETTER_WORDS, reason, said);
}

enum err objections_letter(struct desk *desk, char *const *refs, size_t len,
	const char *reason, struct buf *said)
{
	struct objections_words *words = NULL;
	enum err e;

	if (!reason)
		reason = "";
	e = check_reason(desk, reason, REASON_MAX - sizeof(LETTER_WORDS));
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	e = objections_words_read(desk->session, &words);
	if (e)
		e = desk_store_fail(desk, e, "reading objections");
	for (size_t i = 0; !e && i < len; i++)
		e = letter_one(desk, refs[i], words, reason, said);
	objections_words_free(&words);
	return desk_end(desk, e);
}
