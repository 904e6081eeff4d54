/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ear.h - a house that hears what persons say
 *
 * adam@example.com is on record since 2018-06-01 and got two messages:
 * "near" on 2018-06-28, "far" on 2018-06-10. ewa@example.com was written to
 * once, "near" too, and is not on record; nobody knows jan@example.com.
 */
#ifndef ROBINSON_TESTS_EAR_H
#define ROBINSON_TESTS_EAR_H

#include "unit/service/house.h"

#include <sqlite3.h>

#include "service/intake/intake.h"

#define DAY 86400
#define ADAM "adam@example.com"
#define EWA "ewa@example.com"
#define JAN "jan@example.com"
#define NEAR "near@firma.example"
#define FAR "far@firma.example"
#define IS(call, expected) assert_int_equal((call), (expected))

#define EAR_CONFIG(limit)                                                   \
	"own-domains = {'firma.example'}\n"                                 \
	"purpose 'offer' { bases = {'legitimate-interest'} assessment ="    \
	" 'LIA-1' answer-window = '14 days' }\n"                            \
	"inbound { source = 'support' unconfirmed-per-hour = " limit " }\n" \
	"unsubscribe { address = 'unsubscribe@firma.example' }\n"

static inline struct pseudonym ear_key(struct house *h, const char *who)
{
	struct identity identity;

	assert_int_equal(desk_identify(h->desk, who, &identity), ERR_OK);
	return identity.key;
}

static inline void ear_digest(struct house *h, const char *id,
	unsigned char digest_r[MESSAGE_DIGEST_LEN])
{
	assert_int_equal(pseudonym_of_message(
				 identifier_pseudonymizer(h->desk->identifier),
				 id, strlen(id), digest_r),
		ERR_OK);
}

static inline void ear_send(
	struct house *h, const char *who, const char *id, const char *at)
{
	struct store_record record = {
		.entry = {.kind = JOURNAL_VERDICT,
			.at_utc = house_instant(h, at),
			.has_key = true,
			.key = ear_key(h, who),
			.purpose = "followup",
			.reason = REASON_ALLOWED,
			.is_enforced = true},
		.counts_as_send = true,
	};

	ear_digest(h, id, record.mark.id);
	assert_int_equal(
		store_record(h->desk->store, &record, 1, JOURNAL_SYNC_WRITE),
		ERR_OK);
}

static inline void ear_open(struct house *h, const char *config)
{
	struct pseudonym key;
	struct store_person adam = {
		.relation = "prospect",
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE,
	};

	house_open_with(h, config);
	key = ear_key(h, "adam@example.com");
	adam.relation_since_utc = adam.collected_utc = adam.last_contact_utc =
		house_instant(h, "2018-06-01");
	assert_int_equal(store_write_begin(h->desk->session), ERR_OK);
	assert_int_equal(
		store_person_put(h->desk->session, &key, &adam), ERR_OK);
	assert_int_equal(store_write_commit(h->desk->session), ERR_OK);
	ear_send(h, "adam@example.com", "near@firma.example", "2018-06-28");
	ear_send(h, "adam@example.com", "far@firma.example", "2018-06-10");
	ear_send(h, "ewa@example.com", "near@firma.example", "2018-06-28");
}

/* A token for whom; NULL: for a message with several recipients. */
static inline void ear_token(struct house *h, const char *who,
	const char *purpose, char text_r[UNSUBSCRIBE_TEXT_SIZE])
{
	struct unsubscribe_token token = {.made_utc = HOUSE_NOW - DAY};
	struct unsubscriber *u;

	snprintf(token.purpose, sizeof(token.purpose), "%s", purpose);
	if (who) {
		token.has_key = true;
		token.key = ear_key(h, who);
	}
	assert_int_equal(desk_unsubscriber(h->desk, &u), ERR_OK);
	assert_int_equal(unsubscribe_seal(u, &token, text_r), ERR_OK);
}

/* What a test says of a message. */
struct said {
	enum inbound_meaning meaning;
	enum inbound_grade grade; /* unsaid counts as certain */
	bool is_proven;
	const char *from, *id, *answers, *concerns;
	const char *returns; /* Message-ID of what a report returns */
	const char *concerns_too; /* another one */
	const char *status; /* of both */
	const char *word; /* that spoke */
	const char *why; /* NULL: not told */
	bool is_local; /* our own MTA's */
	const char *token; /* of whom; "": nobody; "forged" */
	const char *client; /* NULL: 192.0.2.1 */
	int64_t after_s; /* than HOUSE_NOW */
};

/* "event" tells events apart. */
static inline enum err ear_hear(struct house *h, unsigned event,
	const struct said *said, struct buf *out)
{
	struct intake_event e = {.received_utc = HOUSE_NOW + said->after_s,
		.client = said->is_local ? NULL :
			said->client     ? said->client :
					   "192.0.2.1",
		.queue_id = "4Qxyz",
		.host = "mx.firma.example",
		.is_from_own_mta = said->is_local,
		.flood = h->flood};
	const char *answered[] = {"other@example.net", said->answers};
	const char *concerned[] = {said->concerns, said->concerns_too};
	const char *statuses[] = {said->status, said->status};
	char token[UNSUBSCRIBE_TEXT_SIZE] = "";
	struct inbound_answer a = {.meaning = said->meaning,
		.proof = said->is_proven ? INBOUND_SPF : INBOUND_UNPROVEN,
		.grade = said->grade,
		.from = said->from,
		.message_id = said->id,
		.original_id = said->returns,
		.word = said->word,
		.why = said->why};

	memcpy(e.id, &event, sizeof(event));
	if (said->answers)
		a.answered = (struct inbound_list){answered, 2};
	if (said->concerns)
		a.concerned = (struct inbound_list){
			concerned, said->concerns_too ? 2 : 1};
	if (said->status)
		a.statuses = (struct inbound_list){statuses, a.concerned.len};
	if (said->token) {
		bool is_forged = strcmp(said->token, "forged") == 0;

		ear_token(h,
			is_forged            ? "adam@example.com" :
				*said->token ? said->token :
					       NULL,
			"newsletter", token);
		if (is_forged)
			token[20] = token[20] == 'A' ? 'B' : 'A';
		a.token = token;
	}
	return intake_message(h->desk, &e, &a, out);
}

static inline void ear_subject(
	struct house *h, const char *who, struct subject *subject)
{
	const struct pseudonym key = ear_key(h, who);

	subject_reset(subject);
	assert_int_equal(store_read_begin(h->desk->session), ERR_OK);
	assert_int_equal(store_subject_get(h->desk->session, &key, NULL, 0,
				 true, subject),
		ERR_OK);
	store_read_end(h->desk->session);
}

struct ear_count {
	enum journal_kind kind;
	size_t len;
	const char *words;
	bool has_words;
};

static inline bool ear_count_entry(void *arg, const struct journal_entry *entry)
{
	struct ear_count *count = arg;

	if (entry->kind != count->kind)
		return true;
	count->len++;
	assert_true(!entry->detail || !strchr(entry->detail, '@'));
	if (count->words && entry->detail &&
		strstr(entry->detail, count->words))
		count->has_words = true;
	return true;
}

/* Entries of the kind; one of them must have the words. */
static inline size_t ear_journal(
	struct house *h, enum journal_kind kind, const char *words)
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct ear_count count = {.kind = kind, .words = words};

	assert_int_equal(store_read_begin(h->desk->session), ERR_OK);
	assert_int_equal(store_journal_each(h->desk->session, &filter,
				 ear_count_entry, &count),
		ERR_OK);
	store_read_end(h->desk->session);
	assert_true(!words || count.has_words);
	return count.len;
}

static inline bool ear_asked(struct house *h, const char *who, const char *id)
{
	const struct pseudonym key = ear_key(h, who);
	unsigned char digest[MESSAGE_DIGEST_LEN];
	struct store_correspondence asked;
	enum err e;

	ear_digest(h, id, digest);
	e = store_correspondence_get(
		h->desk->session, &key, digest, "followup", &asked);
	assert_true(e == ERR_OK || e == ERR_NOT_FOUND);
	return e == ERR_OK && !asked.is_objection;
}

static inline void ear_must(
	struct house *h, unsigned event, const struct said *said)
{
	struct buf out;

	buf_init(&out, 4000);
	assert_int_equal(ear_hear(h, event, said, &out), ERR_OK);
	buf_free(&out);
}

static inline size_t ear_unconfirmed(struct house *h, const char *who)
{
	struct subject s;
	size_t n = 0;

	subject_init(&s);
	ear_subject(h, who, &s);
	for (size_t i = 0; i < s.objections_len; i++)
		n += s.objections[i].is_unconfirmed;
	subject_free(&s);
	return n;
}

static inline size_t ear_objections(struct house *h, const char *who)
{
	struct subject s;
	size_t n;

	subject_init(&s);
	ear_subject(h, who, &s);
	n = s.objections_len;
	subject_free(&s);
	return n;
}

/* Has the store changed behind everybody. */
static inline void ear_sql(struct house *h, const char *text)
{
	char path[PATH_MAX / 2];
	sqlite3 *db;

	tempdir_path(&h->dir, "robinson.db", path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

#endif
