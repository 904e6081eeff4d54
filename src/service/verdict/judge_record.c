/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/judge_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "crypto/token.h"
#include "mail/notice.h"

#define DEDUP_TEXT_MAX ((size_t)1 << 20)

static enum err fail_record(struct judge *j, enum err e)
{
	char cause[STORE_CAUSE_SIZE] = "";

	store_record_cause(j->store, cause);
	return judge_fail_store(j, e, cause);
}

static enum err digest(struct judge *j, const char *text, size_t len,
	unsigned char digest_r[MESSAGE_DIGEST_LEN])
{
	enum err e =
		pseudonym_of_message(j->pseudonymizer, text, len, digest_r);

	return e ? judge_fail(j, e, NULL) : ERR_OK;
}

static enum err draw(struct judge *j, unsigned char random_r[TOKEN_NONCE_LEN])
{
	enum err e = token_nonce(random_r);

	return e ? judge_fail(j, e, NULL) : ERR_OK;
}

enum err judge_message_mark(struct judge *judge,
	const struct judge_message *message, struct message_mark *mark_r)
{
	enum err e = judge_refresh(judge);

	*mark_r = (struct message_mark){
		.is_unique = !message->id || !message->origin};
	/* A reply or a complaint may name it all the same. */
	if (!e && message->id)
		e = digest(judge, message->id, message->id_len, mark_r->id);
	else if (!e)
		e = draw(judge, mark_r->id);
	if (e)
		return e;
	if (!message->id || !message->origin)
		return draw(judge, mark_r->origin);
	return digest(judge, message->origin, strlen(message->origin),
		mark_r->origin);
}

/* Of an address the plain form, so that it is found whatever case a mail
 * program writes it in; what is none as it is. */
static void write_name(
	const struct judge_envelope *envelope, char name_r[SENDER_NAME_MAX + 1])
{
	const char *sender = envelope->sender;
	struct address plain;

	if (!envelope->is_login && strchr(sender, '@') &&
		address_plain(sender, strlen(sender), &plain, NULL) == ERR_OK)
		sender = plain.text;
	snprintf(name_r, SENDER_NAME_MAX + 1, "%.*s", SENDER_NAME_MAX, sender);
}

/* Leaves the sealed sender in judge->sender. The same name is always sealed
 * to the same octets, and one sender often sends many messages: so a name is
 * sealed once and kept for the next message. */
static enum err seal_sender(
	struct judge *j, const struct judge_envelope *envelope)
{
	char name[SENDER_NAME_MAX + 1];
	enum err e;

	write_name(envelope, name);
	if (*name && strcmp(name, j->sender_name) == 0)
		return ERR_OK;
	j->sender_name[0] = '\0';
	e = pseudonym_seal_name(
		j->pseudonymizer, name, j->sender, &j->sender_len);
	if (e)
		return judge_fail(j, e, NULL);
	memcpy(j->sender_name, name, sizeof(name));
	return ERR_OK;
}

static enum err begin_entry(struct judge *j,
	const struct judge_envelope *envelope, struct journal_entry *entry_r)
{
	bool has_sender = envelope->sender && *envelope->sender;
	enum err e = ERR_OK;

	if (has_sender)
		e = seal_sender(j, envelope);
	if (e)
		return e;
	*entry_r = (struct journal_entry){
		.kind = JOURNAL_VERDICT,
		.at_utc = office_now(j->office),
		.queue_id = envelope->queue_id,
		.host = envelope->host,
		.sender = has_sender ? j->sender : NULL,
		.sender_len = has_sender ? j->sender_len : 0,
	};
	return ERR_OK;
}

static bool is_recordable(const struct judge_item *item)
{
	return item->is_decided && item->is_target && !item->is_recorded &&
		!item->speaker;
}

static void fill_record(struct store_record *r, const struct judge_item *item,
	const struct journal_entry *common, const struct message_mark *message)
{
	*r = (struct store_record){.entry = *common};
	r->entry.has_key = item->has_key;
	r->entry.key = item->key;
	r->entry.purpose = item->purpose->name;
	r->entry.reason = item->verdict.reason;
	r->entry.action = item->verdict.action;
	r->entry.is_enforced = item->is_enforced;
	r->entry.detail = item->verdict.list ? item->verdict.list : item->cause;
	if (item->is_solicited)
		r->entry.detail = item->answers;
	if (message && item->counts_as_send && item->has_key) {
		r->counts_as_send = true;
		r->lacks_notice =
			item->purpose->requires_notice && !item->has_notice;
		r->mark = *message;
		r->is_answer = item->is_solicited;
		/* Where nothing is done the limit is none either. */
		if (item->is_enforced)
			r->max_answers = item->purpose->max_answers;
		memcpy(r->answered, item->answered, MESSAGE_DIGEST_LEN);
	}
}

/* The entries of all items, and behind them one that is begun. */
static enum err fill_records(struct judge *j,
	const struct judge_envelope *envelope,
	const struct message_mark *message, const struct judge_item *items,
	size_t len, size_t *n_r)
{
	struct journal_entry common;
	enum err e = judge_refresh(j);

	*n_r = 0;
	if (e)
		return e;
	if (array_reserve((void **)&j->records, &j->records_cap, len + 1,
		    sizeof(*j->records)))
		return judge_fail(j, ERR_NOMEM, NULL);
	e = begin_entry(j, envelope, &common);
	if (e)
		return e;
	for (size_t i = 0; i < len; i++)
		if (is_recordable(&items[i]))
			fill_record(&j->records[(*n_r)++], &items[i], &common,
				message);
	j->records[*n_r] = (struct store_record){.entry = common};
	return ERR_OK;
}

static void copy_refs(const struct store_record *records,
	struct judge_item *items, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (is_recordable(&items[i]))
			memcpy(items[i].ref, records[n++].entry.ref,
				sizeof(items[i].ref));
}

static void take_refs(
	const struct judge *j, struct judge_item *items, size_t len)
{
	copy_refs(j->records, items, len);
	for (size_t i = 0; i < len; i++)
		if (is_recordable(&items[i]))
			items[i].is_recorded = true;
}

/* The caller's letter, which tells the refs. */
struct told {
	struct store_letter letter; /* the store's view of it */
	struct outbox_draft *draft; /* NULL: there is none */
	struct office *office;
	struct judge_item *items;
	size_t len;
	void *sealed; /* what the store was given */
};

static enum err give_letter(void *arg, const struct store_record *records,
	const void **bytes_r, size_t *len_r)
{
	struct told *told = arg;
	struct outbox_draft *draft = told->draft;
	struct buf text;
	enum err e;

	free(told->sealed);
	told->sealed = NULL;
	*len_r = 0;
	copy_refs(records, told->items, told->len);
	buf_init(&text, NOTICE_MAX);
	e = draft->write(draft->arg, &text);
	if (!e && text.len > 0)
		e = outbox_seal(told->office, draft->to, draft->queue_id, &text,
			&told->sealed, len_r);
	*bytes_r = told->sealed;
	buf_free(&text);
	return e;
}

/* NULL where there is none. */
static struct store_letter *begin_letter(const struct judge *j,
	struct told *told, const struct judge_envelope *envelope,
	struct judge_item *items, size_t len)
{
	*told = (struct told){.draft = envelope->letter};
	if (!told->draft)
		return NULL;
	told->office = j->office;
	told->items = items;
	told->len = len;
	told->letter = (struct store_letter){
		.created_utc = office_now(j->office),
		.next_utc = told->draft->next_utc,
		.sealed = give_letter,
		.arg = told,
	};
	return &told->letter;
}

static void end_letter(struct told *told)
{
	if (told->draft)
		told->draft->id = told->letter.id;
	free(told->sealed);
	told->sealed = NULL;
}

enum err judge_record(struct judge *judge,
	const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len)
{
	struct store_letter *letter;
	struct told told;
	size_t n;
	enum err e = fill_records(judge, envelope, message, items, len, &n);

	if (e)
		return e;
	letter = begin_letter(judge, &told, envelope, items, len);
	if (n == 0 && !letter)
		return ERR_OK;
	if (letter)
		e = store_record_letter(
			judge->store, judge->records, n, letter);
	else
		e = store_record(judge->store, judge->records, n,
			envelope->settings->journal_sync);
	end_letter(&told);
	if (e)
		return fail_record(judge, e);
	take_refs(judge, items, len);
	return ERR_OK;
}

/* Which of the records is the item's own. */
static size_t record_of(const struct judge_item *items, size_t len,
	const struct judge_item *item)
{
	size_t n = 0;

	for (size_t i = 0; i < len && &items[i] != item; i++)
		n += is_recordable(&items[i]);
	return n;
}

/* A recipient's entry may be in the journal since RCPT TO. One who is named
 * in two spellings has one entry and is written to at both. */
static void fill_recipients(const struct judge_item *items, size_t len,
	struct held_recipient *recipients)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < len; i++) {
		const struct judge_item *item = &items[i];
		struct held_recipient *r = &recipients[k];
		bool has_record = is_recordable(item);

		if (item->is_held) {
			r->has_key = item->has_key;
			r->key = item->key;
			r->purpose = item->purpose->name;
			r->reason = item->verdict.reason;
			r->action = item->verdict.action;
			r->record = has_record ? n : HELD_NO_RECORD;
			if (item->speaker && is_recordable(item->speaker))
				r->record =
					record_of(items, len, item->speaker);
			memcpy(r->ref, item->ref, sizeof(r->ref));
			k++;
		}
		n += has_record;
	}
}

/* digest = digest(digest || text): so texts cannot be cut differently. A line
 * feed cannot be part of a Message-ID: no such digest is that of one. */
static enum err add_to_digest(struct judge *j,
	unsigned char digest[DEDUP_DIGEST_LEN], const void *text, size_t len)
{
	struct buf all;
	enum err e;

	buf_init(&all, DEDUP_TEXT_MAX);
	e = buf_add(&all, "\n", 1);
	if (!e)
		e = buf_add(&all, digest, DEDUP_DIGEST_LEN);
	if (!e)
		e = buf_add(&all, text, len);
	if (!e)
		e = pseudonym_of_message(
			j->pseudonymizer, buf_text(&all), all.len, digest);
	buf_free(&all);
	return e;
}

static_assert(
	(int)DEDUP_DIGEST_LEN == (int)MESSAGE_DIGEST_LEN, "both are digests");
static_assert((int)TOKEN_NONCE_LEN == (int)MESSAGE_DIGEST_LEN, "as random");

static enum err make_dedup_digest(struct judge *j,
	const struct judge_envelope *envelope,
	const struct message_mark *message, const struct judge_item *items,
	size_t len, unsigned char digest[DEDUP_DIGEST_LEN])
{
	const char *sender = envelope->sender ? envelope->sender : "";
	enum err e;

	memcpy(digest, message->id, DEDUP_DIGEST_LEN);
	e = add_to_digest(j, digest, message->origin, sizeof(message->origin));
	if (!e)
		e = add_to_digest(j, digest, sender, strlen(sender));
	for (size_t i = 0; !e && i < len; i++)
		if (items[i].is_held)
			e = add_to_digest(j, digest, items[i].recipient,
				strlen(items[i].recipient));
	return e ? judge_fail(j, e, NULL) : ERR_OK;
}

enum err judge_hold(struct judge *judge, const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len, struct store_hold *hold, struct held_recipient *recipients)
{
	unsigned char digest[DEDUP_DIGEST_LEN];
	struct journal_entry *held;
	struct told told;
	size_t n;
	enum err e = fill_records(judge, envelope, message, items, len, &n);

	if (e)
		return e;
	if (message) {
		e = make_dedup_digest(
			judge, envelope, message, items, len, digest);
		if (e)
			return e;
		hold->dedup_digest = digest;
		hold->repeats_since_utc =
			hold->message.received_utc - MESSAGE_SAME_S;
	}
	fill_recipients(items, len, recipients);
	held = &judge->records[n].entry;
	held->kind = JOURNAL_HELD;
	held->is_enforced = true;
	held->detail = hold->place_r->id.text;
	hold->letter = begin_letter(judge, &told, envelope, items, len);
	e = store_hold(judge->store, judge->records, n + 1, hold);
	end_letter(&told);
	hold->letter = NULL;
	if (e)
		return fail_record(judge, e);
	hold->dedup_digest = NULL;
	take_refs(judge, items, len);
	return ERR_OK;
}

enum err judge_burn(struct judge *judge, const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len, const struct store_burn *burn)
{
	char detail[HELD_ID_LEN + 16];
	size_t n;
	enum err e = fill_records(judge, envelope, message, items, len, &n);

	if (e)
		return e;
	snprintf(detail, sizeof(detail), "%s released", burn->id.text);
	for (size_t i = 0; i < n; i++) {
		judge->records[i].entry.detail = detail;
		/* A person said that it may go. */
		judge->records[i].max_answers = 0;
	}
	e = store_burn(judge->store, judge->records, n, burn,
		envelope->settings->journal_sync);
	if (e)
		return fail_record(judge, e);
	take_refs(judge, items, len);
	return ERR_OK;
}

enum err judge_record_declared(struct judge *judge,
	const struct judge_envelope *envelope, size_t recipients,
	char ref_r[JOURNAL_REF_SIZE])
{
	struct store_record record = {0};
	char detail[64];
	enum err e = judge_refresh(judge);

	if (e)
		return e;
	e = begin_entry(judge, envelope, &record.entry);
	if (e)
		return e;
	snprintf(detail, sizeof(detail),
		"declared by its sender, %zu recipient%s", recipients,
		recipients == 1 ? "" : "s");
	record.entry.purpose = "none";
	record.entry.reason = REASON_NOT_MARKETING;
	record.entry.action = ACTION_ACCEPT;
	record.entry.is_enforced = true;
	record.entry.detail = detail;
	e = store_record(
		judge->store, &record, 1, envelope->settings->journal_sync);
	if (e)
		return fail_record(judge, e);
	memcpy(ref_r, record.entry.ref, JOURNAL_REF_SIZE);
	return ERR_OK;
}
