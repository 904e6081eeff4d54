/* SPDX-License-Identifier: BSD-2-Clause */
/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <dirent.h>
#include <sqlite3.h>

#include "service/person/record.h"
#include "unit/service/held_house.h"

/* --------------------------------------------------- in the staff's hands */

struct seen {
	size_t len;
	struct held_id id;
	unsigned waiting;
	enum held_state states[2];
	int64_t requested_utc, expires_utc;
	bool is_damaged;
};

static bool see(void *arg, const struct quarantine_entry *entry)
{
	struct seen *seen = arg;

	seen->len++;
	seen->id = entry->held.id;
	seen->waiting = entry->held.waiting;
	seen->expires_utc = entry->held.expires_utc;
	seen->is_damaged = entry->is_damaged;
	assert_int_equal(entry->recipients_len, 2);
	for (size_t i = 0; i < 2; i++)
		seen->states[i] = entry->recipients[i].held.state;
	seen->requested_utc = entry->recipients[0].held.requested_utc;
	if (entry->is_damaged)
		return true;
	assert_string_equal(entry->summary.sender, "<ania@firma.example>");
	assert_string_equal(entry->summary.login, "ania");
	assert_string_equal(entry->summary.subject, "Oferta tajna");
	assert_string_equal(entry->summary.from, "Ania <ania@firma.example>");
	assert_string_equal(entry->summary.message_id, "<1@firma.example>");
	assert_string_equal(entry->held.queue_id, "4Q2xyz");
	assert_string_equal(entry->recipients[0].address, ADAM);
	assert_string_equal(entry->recipients[1].address, EVA);
	assert_int_equal(entry->recipients[1].held.reason, REASON_UNKNOWN);
	return true;
}

static struct seen look(struct house *h)
{
	const struct held_filter all = {.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE};
	struct seen seen = {.len = 0};

	assert_int_equal(quarantine_list(h->desk, &all, see, &seen), ERR_OK);
	return seen;
}

static bool append(void *arg, const void *bytes, size_t len)
{
	return buf_add(arg, bytes, len) == ERR_OK;
}

static enum err read_text(
	struct house *h, const struct held_id *id, struct buf *text_r)
{
	buf_init(text_r, 1u << 26);
	return quarantine_read(h->desk, id, append, text_r);
}

static bool count_kind(void *arg, const struct journal_entry *entry)
{
	unsigned *counts = arg;

	counts[entry->kind]++;
	return true;
}

#define KINDS 64
static unsigned journaled(struct house *h, enum journal_kind kind)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	unsigned counts[KINDS] = {0};
	uint64_t checked, seq;

	assert_int_equal(
		store_journal_each(h->desk->session, &all, count_kind, counts),
		ERR_OK);
	assert_int_equal(
		store_journal_verify(h->desk->session, &checked, &seq), ERR_OK);
	return counts[kind];
}

/* ------------------------------------------------------------- the tests */

static void test_hold(void **state)
{
	struct house h;
	struct held_id id;
	struct seen seen;
	struct buf text;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	seen = look(&h);
	assert_int_equal(seen.len, 1);
	assert_string_equal(seen.id.text, id.text);
	assert_int_equal(seen.waiting, 2);
	assert_int_equal(seen.expires_utc, START + 7 * DAY);
	assert_int_equal(read_text(&h, &id, &text), ERR_OK);
	assert_string_equal(buf_text(&text),
		"From: Ania <ania@firma.example>\r\n"
		"To: Adam <adam.nowak@example.com>\r\n"
		"Subject: Oferta tajna\r\n"
		"Message-ID: <1@firma.example>\r\n"
		"\r\n"
		"Szanowny Panie Sekretny,\r\n\r\nrabat 5%\r\n");
	buf_free(&text);
	assert_int_equal(journaled(&h, JOURNAL_HELD), 1);
	assert_int_equal(journaled(&h, JOURNAL_VERDICT), 2);
	house_close(&h);
}

static const struct size_row {
	const char *name;
	size_t len;
} size_rows[] = {
	{"without a body", 0},
	{"a chunk but for the headers", SEAL_CHUNK_LEN - 200},
	{"several chunks", 3 * SEAL_CHUNK_LEN + 5},
	{"twenty megabytes", 20 << 20},
};

static void check_size(void **state)
{
	const struct size_row *row = *state;
	char *big = malloc(row->len + 1);
	struct held_id id;
	struct house h;
	struct buf text;

	assert_non_null(big);
	for (size_t i = 0; i < row->len; i++)
		big[i] = (char)('a' + i % 23);
	house_open(&h, "");
	collect(&h, "Oferta tajna", big, row->len);
	assert_int_equal(put(&h, &id), HOLD_TAKEN);
	assert_int_equal(read_text(&h, &id, &text), ERR_OK);
	assert_true(text.len > row->len);
	assert_memory_equal(text.data + text.len - row->len, big, row->len);
	assert_memory_equal(text.data + text.len - row->len - 4, "\r\n\r\n", 4);
	buf_free(&text);
	free(big);
	house_close(&h);
}

static const struct repeated_row {
	const char *name;
	struct message_mark first, again;
	size_t cut; /* from the end of its body */
	int64_t after_s;
	bool is_repeated;
} repeated_rows[] = {
	{"a sender who did not hear the answer", {.id = {1}}, {.id = {1}}, 0,
		3600, true},
	{"another Message-ID", {.id = {1}}, {.id = {2}}, 0, 3600, false},
	{"another Date or From", {.id = {1}, .origin = {1}},
		{.id = {1}, .origin = {2}}, 0, 3600, false},
	{"a footer on the way", {.id = {1}}, {.id = {1}}, 3, 3600, true},
	{"five days later", {.id = {1}}, {.id = {1}}, 0, 5 * 86400, true},
	{"one second more", {.id = {1}}, {.id = {1}}, 0, 5 * 86400 + 1, false},
};

static void check_repeated(void **state)
{
	const struct repeated_row *r = *state;
	struct held_place first, place;
	struct house h;

	house_open(&h, "");
	collect(&h, "Oferta", body, strlen(body));
	assert_int_equal(put_message(&h, &r->first, &first), HOLD_TAKEN);
	assert_false(first.is_repeated);
	wait_for(&h, r->after_s);
	collect(&h, "[x] Oferta", body, strlen(body) - r->cut);
	assert_int_equal(put_message(&h, &r->again, &place), HOLD_TAKEN);
	assert_int_equal(place.is_repeated, r->is_repeated);
	if (r->is_repeated)
		assert_string_equal(place.id.text, first.id.text);
	house_close(&h);
}

static void test_limits(void **state)
{
	int64_t letter;
	struct held_id id;
	struct house h;
	char *big = calloc(1, 40000);
	struct seen seen;
	unsigned n = 0;

	(void)state;
	assert_non_null(big);
	memset(big, 'x', 40000);
	house_open(&h,
		"quarantine { max-message = '30 kB' "
		"max-total = '100 kB' }\n");
	assert_int_equal(
		collect_parts(&h, "Oferta tajna", big, 40000), ERR_LIMIT);
	assert_int_equal(hold_body(h.hold, "x", 1), ERR_LIMIT);
	assert_int_equal(put(&h, &id), HOLD_TOO_LARGE);
	assert_int_equal(look(&h).len, 0);
	for (;; n++) {
		enum hold_result result;

		collect(&h, "Oferta tajna", big, 20000);
		result = put(&h, &id);
		if (result == HOLD_FULL)
			break;
		assert_int_equal(result, HOLD_TAKEN);
	}
	assert_int_equal(n, 4);
	assert_int_equal(look(&h).len, 4);
	assert_int_equal(journaled(&h, JOURNAL_HELD), 4);
	assert_int_equal(journaled(&h, JOURNAL_VERDICT), 8);
	/* Room again. */
	seen = look(&h);
	assert_int_equal(quarantine_delete(
				 h.desk, &seen.id, "no longer wanted", &letter),
		ERR_OK);
	collect(&h, "Oferta tajna", big, 20000);
	assert_int_equal(put(&h, &id), HOLD_TAKEN);
	free(big);
	house_close(&h);
}

static bool has_word(const char *bytes, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	for (size_t i = 0; i + word_len <= len; i++)
		if (memcmp(bytes + i, word, word_len) == 0)
			return true;
	return false;
}

/* No word of a message, nor of whom it is from or to, in any file. */
static void check_no_word(const struct house *h)
{
	static const char *const words[] = {"ania", "firma.example", "Oferta",
		"tajna", "nowak", "Nowak", "eva.weber", "example.com",
		"example.net", "Sekretny", "rabat"};
	DIR *dir = opendir(h->dir.path);
	struct dirent *file;
	unsigned files = 0;

	assert_non_null(dir);
	while ((file = readdir(dir))) {
		char path[PATH_MAX];
		char *bytes;
		size_t len;
		FILE *f;

		if (strncmp(file->d_name, "robinson.db", 11) != 0)
			continue;
		f = fopen(tempdir_path(&h->dir, file->d_name, path), "re");
		bytes = malloc(1u << 22);
		assert_true(f && bytes);
		len = fread(bytes, 1, 1u << 22, f);
		assert_true(len < 1u << 22);
		(void)fclose(f);
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (has_word(bytes, len, words[i]))
				fail_msg("%s is readable in %s", words[i],
					file->d_name);
		/* What is not of a person is readable, or the test is blind. */
		files += has_word(bytes, len, "newsletter");
		free(bytes);
	}
	assert_int_equal(closedir(dir), 0);
	assert_true(files > 0);
}

static void test_unreadable(void **state)
{
	int64_t letter;
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	check_no_word(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
	check_no_word(&h);
	assert_int_equal(
		quarantine_delete(h.desk, &id, "over", &letter), ERR_OK);
	check_no_word(&h);
	/* Closed, the log is gone and its pages are in the file. */
	desk_close(&h.desk);
	hold_free(&h.hold);
	judge_free(&h.judge);
	office_close(&h.office);
	check_no_word(&h);
	settings_unref(&h.settings);
	tempdir_remove(&h.dir);
}

static size_t times_in_file(const char *path, const unsigned char *bytes)
{
	char *all = malloc(1u << 22);
	FILE *f = fopen(path, "re");
	size_t len, times = 0;

	assert_true(f && all);
	len = fread(all, 1, 1u << 22, f);
	assert_true(len < 1u << 22);
	(void)fclose(f);
	for (size_t i = 0; i + 32 <= len; i++)
		times += memcmp(all + i, bytes, 32) == 0;
	free(all);
	return times;
}

/* The beginnings of what lies sealed there. */
static size_t sealed_pieces(const struct house *h, unsigned char pieces[4][32])
{
	sqlite3_stmt *stmt;
	size_t len = 0;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(h->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
				 "SELECT bytes FROM held_chunk UNION ALL"
				 " SELECT summary FROM held UNION ALL"
				 " SELECT address FROM held_recipient",
				 -1, &stmt, NULL),
		SQLITE_OK);
	for (; sqlite3_step(stmt) == SQLITE_ROW; len++) {
		assert_true(len < 4 && sqlite3_column_bytes(stmt, 0) > 32);
		memcpy(pieces[len], sqlite3_column_blob(stmt, 0), 32);
	}
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return len;
}

static void office_restart(struct house *h)
{
	static const struct clock_source clock = {moving_now, NULL};
	const struct office_options options = {
		.settings = h->settings, .clock = &clock};

	desk_close(&h->desk);
	hold_free(&h->hold);
	judge_free(&h->judge);
	office_close(&h->office);
	assert_int_equal(office_open(&options, &h->office), ERR_OK);
	desk_renew(h);
}

/* What was deleted is not even there sealed. */
static void test_nothing_left(void **state)
{
	int64_t letter;
	unsigned char pieces[4][32];
	struct held_id id;
	struct house h;
	size_t len;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	len = sealed_pieces(&h, pieces);
	assert_int_equal(len, 4);
	office_restart(&h);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(times_in_file(h.db, pieces[i]), 1);
	assert_int_equal(
		quarantine_delete(h.desk, &id, "over", &letter), ERR_OK);
	office_restart(&h);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(times_in_file(h.db, pieces[i]), 0);
	house_close(&h);
}

static enum err ended(struct house *h, const struct held_id *id, unsigned n,
	enum release_outcome outcome, const char *detail)
{
	const struct release_end how = {.outcome = outcome, .detail = detail};

	return quarantine_release_end(h->desk, id, n, &how);
}

static void test_release(void **state)
{
	char token[TOKEN_TEXT_SIZE], other[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(begin(&h, &id, 2, token), ERR_NOT_FOUND);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(begin(&h, &id, 1, other), ERR_OK);
	assert_int_equal(look(&h).states[0], HELD_RELEASING);
	/* To another recipient, on another message. */
	assert_int_equal(pass(&h, token, "Oferta tajna", EVA), PASS_FORGED);
	assert_int_equal(pass(&h, token, "Oferta inna", ADAM), PASS_FORGED);
	assert_int_equal(pass(&h, "yes", "Oferta tajna", ADAM), PASS_NO_TOKEN);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
	assert_int_equal(look(&h).states[0], HELD_PASSED);
	assert_int_equal(look(&h).states[1], HELD_RELEASING);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_USED);
	assert_int_equal(ended(&h, &id, 0, RELEASE_TAKEN, "250 ok"), ERR_OK);
	assert_int_equal(look(&h).waiting, 1);
	assert_int_equal(pass(&h, other, "Oferta tajna", EVA), PASS_GOOD);
	/* Nobody heard how it ended: it is not forgotten. */
	assert_int_equal(ended(&h, &id, 1, RELEASE_UNCLEAR, NULL), ERR_OK);
	assert_int_equal(look(&h).states[1], HELD_PASSED);
	assert_int_equal(ended(&h, &id, 1, RELEASE_TAKEN, NULL), ERR_OK);
	assert_int_equal(look(&h).len, 0);
	assert_int_equal(pass(&h, other, "Oferta tajna", EVA), PASS_USED);
	assert_int_equal(journaled(&h, JOURNAL_RELEASED), 2);
	assert_int_equal(journaled(&h, JOURNAL_DELIVERED), 2);
	assert_int_equal(journaled(&h, JOURNAL_VERDICT), 4);
	house_close(&h);
}

static void object(struct house *h)
{
	const struct record_object act = {
		.who = "adam.nowak@example.com", .at_utc = INSTANT_NONE};
	struct buf said;

	buf_init(&said, 4000);
	assert_int_equal(record_object(h->desk, &act, &said), ERR_OK);
	buf_free(&said);
}

/* Whatever a postmaster says. */
static void test_objected(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	object(&h);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_REFUSED);
	assert_int_equal(
		ended(&h, &id, 0, RELEASE_REJECTED, "550 objected"), ERR_OK);
	assert_int_equal(look(&h).states[0], HELD_HELD);
	assert_int_equal(begin(&h, &id, 0, token), ERR_DENIED);
	assert_string_equal(token, "");
	assert_non_null(strstr(h.desk->cause, "Art. 21(3)"));
	assert_int_equal(journaled(&h, JOURNAL_RELEASE_REFUSED), 1);
	assert_int_equal(journaled(&h, JOURNAL_RETURNED), 1);
	assert_int_equal(look(&h).states[0], HELD_HELD);
	house_close(&h);
}

static const unsigned char forged[OBJECTION_MARK_LEN] = "forged";

/* Somebody, perhaps not this person, sends a "stop"; or it is dropped. */
static void set_unproven(struct house *h, bool is_there)
{
	const struct objection objection = {.at_utc = h->desk->now_utc,
		.channel = "mail",
		.is_unconfirmed = true,
		.recorded_utc = h->desk->now_utc};
	struct store_session *s = h->desk->session;
	struct identity identity;
	enum err e;

	assert_int_equal(
		desk_identify(h->desk, "adam.nowak@example.com", &identity),
		ERR_OK);
	assert_int_equal(store_write_begin(s), ERR_OK);
	e = is_there ?
		store_objection_add_by(s, &identity.key, &objection, forged) :
		store_objection_take_back(
			s, &identity.key, forged, INSTANT_NONE);
	assert_int_equal(e, ERR_OK);
	assert_int_equal(store_write_commit(s), ERR_OK);
}

/* First it is confirmed or dropped. Rules D1 D17 */
static void test_unproven(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	set_unproven(&h, true);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_REFUSED);
	assert_int_equal(
		ended(&h, &id, 0, RELEASE_REJECTED, "550 not confirmed"),
		ERR_OK);
	assert_int_equal(begin(&h, &id, 0, token), ERR_DENIED);
	assert_non_null(strstr(h.desk->cause, "objection not confirmed"));
	assert_non_null(strstr(h.desk->cause, "first confirm or drop it"));
	assert_int_equal(look(&h).states[0], HELD_HELD);
	set_unproven(&h, false);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	house_close(&h);
}

/* Whoever releases dies before the message passed. */
static void test_dies(void **state)
{
	char token[TOKEN_TEXT_SIZE], again[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	wait_for(&h, 3600);
	/* It may still be under way. */
	assert_int_equal(begin(&h, &id, 0, again), ERR_NOT_FOUND);
	wait_for(&h, 1);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_EXPIRED);
	assert_int_equal(begin(&h, &id, 0, again), ERR_OK);
	assert_int_equal(pass(&h, again, "Oferta tajna", ADAM), PASS_GOOD);
	/* Passed: not again, unless somebody says that it did not arrive. */
	wait_for(&h, 2 * DAY);
	assert_int_equal(begin(&h, &id, 0, token), ERR_NOT_FOUND);
	assert_int_equal(
		ended(&h, &id, 0, RELEASE_REJECTED, "it never came"), ERR_OK);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	house_close(&h);
}

/* Messages sent to anybody, as the rules about them see them. */
static int sends(struct house *h)
{
	sqlite3_stmt *stmt;
	sqlite3 *db;
	int n;

	assert_int_equal(sqlite3_open(h->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
				 "SELECT count(*) FROM fact WHERE kind = 5", -1,
				 &stmt, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

static void know(struct house *h, const char *who)
{
	const struct record_contact act = {.who = who,
		.relation = "customer",
		.source = "chat",
		.at_utc = START};
	struct buf said;

	buf_init(&said, 4000);
	assert_int_equal(record_contact(h->desk, &act, &said), ERR_OK);
	buf_free(&said);
}

/* What is held is no send; what is released is one, however often the MTA
 * gives it back and it is released again. */
static void test_counted_once(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h,
		"relation 'customer' { retain = {'1 year after last-contact'} "
		"bases = {'contract'} }\n"
		"source 'chat' { collected-for = {'newsletter'} }\n");
	id = held(&h);
	know(&h, "adam.nowak@example.com");
	know(&h, "eva.weber@example.net");
	assert_int_equal(sends(&h), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
		assert_int_equal(
			pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
		assert_int_equal(
			pass(&h, token, "Oferta tajna", ADAM), PASS_USED);
		desk_renew(&h);
		assert_int_equal(sends(&h), 1);
		assert_int_equal(
			ended(&h, &id, 0, RELEASE_REJECTED, "451"), ERR_OK);
		wait_for(&h, 3600);
	}
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
	desk_renew(&h);
	assert_int_equal(ended(&h, &id, 0, RELEASE_TAKEN, "250"), ERR_OK);
	assert_int_equal(
		ended(&h, &id, 0, RELEASE_TAKEN, "250"), ERR_NOT_FOUND);
	assert_int_equal(begin(&h, &id, 0, token), ERR_NOT_FOUND);
	assert_int_equal(sends(&h), 1);
	/* The other one is a person of her own. */
	assert_int_equal(begin(&h, &id, 1, token), ERR_OK);
	assert_int_equal(pass(&h, token, "Oferta tajna", EVA), PASS_GOOD);
	assert_int_equal(sends(&h), 2);
	house_close(&h);
}

static void test_taken_back(void **state)
{
	int64_t letter;
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(
		quarantine_delete(h.desk, &id, "a mistake", &letter), ERR_OK);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_UNKNOWN);
	house_close(&h);
}

static void test_acts(void **state)
{
	int64_t letter;
	struct held_id id, none = {"000000000000"};
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(
		quarantine_delete(h.desk, &id, " ", &letter), ERR_INVALID);
	assert_int_equal(
		quarantine_delete(h.desk, &id, NULL, &letter), ERR_INVALID);
	assert_int_equal(
		quarantine_delete(h.desk, &none, "x", &letter), ERR_NOT_FOUND);
	assert_int_equal(
		quarantine_extend(h.desk, &id, START - 1, NULL), ERR_INVALID);
	assert_int_equal(
		quarantine_extend(h.desk, &id, START + 400 * DAY, NULL),
		ERR_INVALID);
	assert_int_equal(
		quarantine_extend(h.desk, &id, START + 9 * DAY, NULL), ERR_OK);
	assert_int_equal(look(&h).expires_utc, START + 9 * DAY);
	assert_true(look(&h).requested_utc == INSTANT_NONE);
	assert_int_equal(quarantine_request(h.desk, &id, "ania", NULL), ERR_OK);
	assert_int_equal(look(&h).requested_utc, START);
	assert_int_equal(quarantine_id(h.desk, "no id", &none), ERR_INVALID);
	assert_int_equal(quarantine_id(h.desk, id.text, &none), ERR_OK);
	assert_int_equal(
		quarantine_delete(h.desk, &none, "old", &letter), ERR_OK);
	assert_int_equal(look(&h).len, 0);
	assert_int_equal(journaled(&h, JOURNAL_EXTENDED), 2);
	assert_int_equal(journaled(&h, JOURNAL_REQUESTED), 2);
	assert_int_equal(journaled(&h, JOURNAL_DELETED), 2);
	house_close(&h);
}

static size_t expire(struct house *h, size_t batch)
{
	int64_t letters[5];
	size_t deleted;

	assert_int_equal(
		quarantine_expire(h->desk, batch, letters, &deleted), ERR_OK);
	return deleted;
}

static void test_expiry(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, "");
	for (int i = 0; i < 5; i++)
		id = held(&h);
	wait_for(&h, 7 * DAY);
	assert_int_equal(expire(&h, 2), 0);
	wait_for(&h, 1);
	/* What is under way waits. */
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(expire(&h, 3), 3);
	assert_int_equal(expire(&h, 3), 1);
	assert_string_equal(look(&h).id.text, id.text);
	wait_for(&h, 3601);
	assert_int_equal(expire(&h, 3), 1);
	assert_int_equal(look(&h).len, 0);
	assert_int_equal(journaled(&h, JOURNAL_EXPIRED), 10);
	house_close(&h);
}

static const struct damage_row {
	const char *name, *sql;
	bool shows; /* in the list already */
} damage_rows[] = {
	{"a chunk", "UPDATE held_chunk SET bytes = zeroblob(length(bytes))",
		false},
	{"the number of chunks", "UPDATE held SET chunks = 2", false},
	{"no chunk", "DELETE FROM held_chunk", false},
	{"the summary", "UPDATE held SET summary = zeroblob(60)", true},
	{"recipients changed round",
		"UPDATE held_recipient SET address = (SELECT address FROM"
		" held_recipient r WHERE r.n <> held_recipient.n)",
		true},
};

static void check_damage(void **state)
{
	int64_t letter;
	const struct damage_row *row = *state;
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;
	struct buf text;
	sqlite3 *db;

	house_open(&h, "");
	id = held(&h);
	assert_int_equal(sqlite3_open(h.db, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, row->sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	desk_renew(&h);
	assert_int_equal(look(&h).is_damaged, row->shows);
	assert_int_equal(look(&h).len, 1);
	if (row->shows) {
		assert_int_equal(begin(&h, &id, 0, token), ERR_CORRUPT);
	} else {
		assert_int_equal(read_text(&h, &id, &text), ERR_CORRUPT);
		buf_free(&text);
	}
	assert_int_equal(
		quarantine_delete(h.desk, &id, "damaged", &letter), ERR_OK);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "a message is held and read", test_hold, NULL);
	rows_add(&rows, size_rows, check_size);
	rows_add(&rows, repeated_rows, check_repeated);
	rows_add_one(&rows, "no more than may be held", test_limits, NULL);
	rows_add_one(&rows, "nothing readable on disk", test_unreadable, NULL);
	rows_add_one(&rows, "nothing left of what is deleted",
		test_nothing_left, NULL);
	rows_add_one(&rows, "released once, to one", test_release, NULL);
	rows_add_one(&rows, "what is released is counted once",
		test_counted_once, NULL);
	rows_add_one(&rows, "an objection is final", test_objected, NULL);
	rows_add_one(&rows, "one without proof is looked at first",
		test_unproven, NULL);
	rows_add_one(&rows, "the one who releases dies", test_dies, NULL);
	rows_add_one(&rows, "deleted under way", test_taken_back, NULL);
	rows_add_one(&rows, "delete, extend, request", test_acts, NULL);
	rows_add_one(&rows, "expiry", test_expiry, NULL);
	rows_add(&rows, damage_rows, check_damage);
	return rows_run("quarantine", &rows);
}
