/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/inbound.h"
#include "lib/random.h"
#include "lib/rows.h"

#define ROUNDS 300
#define ITEMS 5
#define TEXT_SIZE 60

/* All kinds behind one face. */
union packet {
	struct inbound_hello hello;
	struct inbound_question question;
	struct inbound_answer answer;
	struct inbound_piece piece;
	struct inbound_look look;
	struct inbound_preview preview;
};

static enum err encode(
	enum inbound_kind kind, const union packet *p, struct buf *out)
{
	switch (kind) {
	case INBOUND_KIND_HELLO:
		return inbound_hello_encode(&p->hello, out);
	case INBOUND_KIND_QUESTION:
		return inbound_question_encode(&p->question, out);
	case INBOUND_KIND_ANSWER:
		return inbound_answer_encode(&p->answer, out);
	case INBOUND_KIND_PIECE:
		return inbound_piece_encode(&p->piece, out);
	case INBOUND_KIND_LOOK:
		return inbound_look_encode(&p->look, out);
	case INBOUND_KIND_PREVIEW:
		return inbound_preview_encode(&p->preview, out);
	}
	return ERR_INVALID;
}

static enum err decode(
	enum inbound_kind kind, char *bytes, size_t len, union packet *p)
{
	switch (kind) {
	case INBOUND_KIND_HELLO:
		return inbound_hello_decode(bytes, len, &p->hello);
	case INBOUND_KIND_QUESTION:
		return inbound_question_decode(bytes, len, &p->question);
	case INBOUND_KIND_ANSWER:
		return inbound_answer_decode(bytes, len, &p->answer);
	case INBOUND_KIND_PIECE:
		return inbound_piece_decode(bytes, len, &p->piece);
	case INBOUND_KIND_LOOK:
		return inbound_look_decode(bytes, len, &p->look);
	case INBOUND_KIND_PREVIEW:
		return inbound_preview_decode(bytes, len, &p->preview);
	}
	return ERR_INVALID;
}

static void release(enum inbound_kind kind, union packet *p)
{
	if (kind == INBOUND_KIND_HELLO)
		inbound_hello_free(&p->hello);
	else if (kind == INBOUND_KIND_QUESTION)
		inbound_question_free(&p->question);
	else if (kind == INBOUND_KIND_ANSWER)
		inbound_answer_free(&p->answer);
	else if (kind == INBOUND_KIND_PREVIEW)
		inbound_preview_free(&p->preview);
}

/* A copy of exactly its length: a step past it is seen by the sanitizer. */
static enum err decode_copy(enum inbound_kind kind, const char *bytes,
	size_t len, char **copy_r, union packet *p)
{
	*copy_r = malloc(len > 0 ? len : 1);
	if (!*copy_r)
		abort();
	memcpy(*copy_r, bytes, len);
	return decode(kind, *copy_r, len, p);
}

struct texts {
	char text[3 * ITEMS + 16][TEXT_SIZE];
	const char *items[3][ITEMS];
	size_t used;
};

static const char *some_text(struct random *r, struct texts *t, bool must_be)
{
	char *text = t->text[t->used++];
	size_t len = random_below(r, TEXT_SIZE);

	if (!must_be && random_below(r, 3) == 0)
		return NULL;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)(1 + random_below(r, 255));
	text[len] = '\0';
	return text;
}

static struct inbound_list some_list(
	struct random *r, struct texts *t, unsigned which)
{
	struct inbound_list list = {t->items[which], random_below(r, ITEMS)};

	for (size_t i = 0; i < list.len; i++)
		t->items[which][i] = some_text(r, t, true);
	return list;
}

static void some_preview(
	struct random *r, struct texts *t, struct inbound_preview *p)
{
	p->number = random_next(r);
	p->is_read = random_below(r, 2) != 0;
	p->has_text = random_below(r, 2) != 0;
	p->has_page = random_below(r, 2) != 0;
	p->is_text_cut = random_below(r, 2) != 0;
	p->has_more_links = random_below(r, 2) != 0;
	p->text = some_text(r, t, false);
	p->page = some_text(r, t, false);
	p->links = some_list(r, t, 0);
	/* A part has all three. */
	p->names = some_list(r, t, 1);
	p->types = p->sizes = p->names;
	p->headers = some_list(r, t, 2);
	p->headers.len -= p->headers.len % 2;
}

static void some_packet(struct random *r, enum inbound_kind kind,
	struct texts *t, union packet *p)
{
	memset(p, 0, sizeof(*p));
	t->used = 0;
	if (kind == INBOUND_KIND_HELLO) {
		p->hello.unsubscribe_address = some_text(r, t, false);
		p->hello.trusted_authserv = some_list(r, t, 0);
		p->hello.stop_words = some_list(r, t, 1);
		p->hello.automatic_subjects = some_list(r, t, 2);
		p->hello.dns_timeout_ms = (int64_t)random_next(r);
		p->hello.without_spf = random_below(r, 2) != 0;
	} else if (kind == INBOUND_KIND_QUESTION) {
		p->question.number = random_next(r);
		p->question.client = some_text(r, t, false);
		p->question.helo = some_text(r, t, false);
		p->question.host = some_text(r, t, false);
		p->question.sender = some_text(r, t, true);
		p->question.recipients = some_list(r, t, 0);
		p->question.head = some_text(r, t, true);
		p->question.body = some_text(r, t, true);
		p->question.is_body_cut = random_below(r, 2) != 0;
		p->question.login = some_text(r, t, false);
		p->question.is_from_own_mta = random_below(r, 2) != 0;
	} else if (kind == INBOUND_KIND_PIECE) {
		p->piece.text = some_text(r, t, true);
	} else if (kind == INBOUND_KIND_LOOK) {
		p->look.number = random_next(r);
	} else if (kind == INBOUND_KIND_PREVIEW) {
		some_preview(r, t, &p->preview);
	} else {
		p->answer.number = random_next(r);
		p->answer.meaning =
			(enum inbound_meaning)(1 + random_below(r, 7));
		p->answer.proof = (enum inbound_proof)random_below(r, 5);
		p->answer.grade = (enum inbound_grade)random_below(r, 3);
		p->answer.is_late = random_below(r, 2);
		p->answer.spf = some_text(r, t, false);
		p->answer.why = some_text(r, t, true);
		p->answer.from = some_text(r, t, false);
		p->answer.message_id = some_text(r, t, false);
		p->answer.answered = some_list(r, t, 0);
		p->answer.token = some_text(r, t, false);
		p->answer.word = some_text(r, t, false);
		p->answer.subject = some_text(r, t, false);
		p->answer.concerned = some_list(r, t, 1);
		p->answer.statuses = some_list(r, t, 1);
		p->answer.original_id = some_text(r, t, false);
	}
}

/* What is encoded again is the same, octet for octet: nothing was lost. */
static void require_same(
	enum inbound_kind kind, const union packet *p, const struct buf *bytes)
{
	struct buf again;

	buf_init(&again, INBOUND_PACKET_MAX);
	assert_int_equal(encode(kind, p, &again), ERR_OK);
	assert_int_equal(again.len, bytes->len);
	assert_memory_equal(again.data, bytes->data, bytes->len);
	buf_free(&again);
}

static enum inbound_kind some_kind(struct random *r)
{
	return (enum inbound_kind)(1 + random_below(r, 6));
}

static void test_round(void **state)
{
	struct random r;
	struct texts *texts = calloc(1, sizeof(*texts));
	struct buf bytes;

	(void)state;
	random_begin(&r, "round");
	buf_init(&bytes, INBOUND_PACKET_MAX);
	for (unsigned i = 0; i < ROUNDS; i++) {
		enum inbound_kind kind = some_kind(&r);
		union packet in, out;
		char *copy;
		size_t len;

		some_packet(&r, kind, texts, &in);
		buf_reset(&bytes);
		assert_int_equal(encode(kind, &in, &bytes), ERR_OK);
		assert_int_equal(inbound_packet_len(bytes.data, &len), ERR_OK);
		assert_int_equal(len, bytes.len - INBOUND_LENGTH_SIZE);
		assert_int_equal(
			decode_copy(kind, bytes.data + INBOUND_LENGTH_SIZE, len,
				&copy, &out),
			ERR_OK);
		require_same(kind, &out, &bytes);
		release(kind, &out);
		free(copy);
	}
	buf_free(&bytes);
	free(texts);
}

/* A damaged packet is no packet, or another that is whole. */
static void require_sane(enum inbound_kind kind, const char *bytes, size_t len)
{
	struct buf again;
	union packet p;
	char *copy;
	enum err e = decode_copy(kind, bytes, len, &copy, &p);

	assert_true(e == ERR_OK || e == ERR_CORRUPT);
	if (!e) {
		buf_init(&again, INBOUND_PACKET_MAX);
		assert_int_equal(encode(kind, &p, &again), ERR_OK);
		buf_free(&again);
		release(kind, &p);
	}
	free(copy);
}

static void test_damage(void **state)
{
	struct random r;
	struct texts *texts = calloc(1, sizeof(*texts));
	struct buf bytes;

	(void)state;
	random_begin(&r, "damage");
	buf_init(&bytes, INBOUND_PACKET_MAX);
	for (unsigned i = 0; i < ROUNDS / 20; i++) {
		enum inbound_kind kind = some_kind(&r);
		union packet in;
		char *packet;
		size_t len;

		some_packet(&r, kind, texts, &in);
		buf_reset(&bytes);
		assert_int_equal(encode(kind, &in, &bytes), ERR_OK);
		packet = bytes.data + INBOUND_LENGTH_SIZE;
		len = bytes.len - INBOUND_LENGTH_SIZE;
		for (size_t cut = 0; cut < len; cut++)
			require_sane(kind, packet, cut);
		for (size_t bit = 0; bit < 8 * len; bit++) {
			packet[bit / 8] ^= (char)(1u << bit % 8);
			require_sane(kind, packet, len);
			packet[bit / 8] ^= (char)(1u << bit % 8);
		}
	}
	buf_free(&bytes);
	free(texts);
}

/* The bytes in inbound.h */
static const char example[] = "\x00\x00\x00\x1c\x01"
			      "\x01\x00\x00\x00\x03u@x"
			      "\x04\x00\x00\x00\x08\0\0\0\0\0\0\x09\xc4"
			      "\x05\x00\x00\x00\x01\x01";

static void test_example(void **state)
{
	const struct inbound_hello hello = {.unsubscribe_address = "u@x",
		.dns_timeout_ms = 2500,
		.without_spf = true};
	struct buf out;

	(void)state;
	buf_init(&out, INBOUND_PACKET_MAX);
	assert_int_equal(inbound_hello_encode(&hello, &out), ERR_OK);
	assert_int_equal(out.len, sizeof(example) - 1);
	assert_memory_equal(out.data, example, out.len);
	buf_free(&out);
}

#define NUMBER "\x04\0\0\0\x08\0\0\0\0\0\0\0\1"
#define FLAG "\x05\0\0\0\x01\0"
#define BYTES(text) text, sizeof(text) - 1

static const struct damage_row {
	const char *name;
	const char *bytes;
	size_t len;
	enum err expect;
} damage_rows[] = {
	{"the least hello", BYTES("\1" NUMBER FLAG), ERR_OK},
	{"in another order", BYTES("\1" FLAG NUMBER), ERR_OK},
	{"nothing", BYTES(""), ERR_CORRUPT},
	{"another kind", BYTES("\2" NUMBER FLAG), ERR_CORRUPT},
	{"what must be is missing", BYTES("\1" NUMBER), ERR_CORRUPT},
	{"an unknown tag", BYTES("\1\x63\0\0\0\2ab" NUMBER FLAG), ERR_OK},
	{"the tag nought", BYTES("\1\0\0\0\0\2ab" NUMBER FLAG), ERR_OK},
	{"twice", BYTES("\1" NUMBER FLAG FLAG), ERR_CORRUPT},
	{"a text twice", BYTES("\1\1\0\0\0\1a\1\0\0\0\1b" NUMBER FLAG),
		ERR_CORRUPT},
	{"a list of two", BYTES("\1\2\0\0\0\1a\2\0\0\0\1b" NUMBER FLAG),
		ERR_OK},
	{"a flag of two", BYTES("\1" NUMBER "\5\0\0\0\1\2"), ERR_CORRUPT},
	{"a flag without octet", BYTES("\1" NUMBER "\5\0\0\0\0"), ERR_CORRUPT},
	{"a number of seven", BYTES("\1\4\0\0\0\7\0\0\0\0\0\0\0" FLAG),
		ERR_CORRUPT},
	{"a NUL in a text", BYTES("\1\1\0\0\0\3a\0b" NUMBER FLAG), ERR_CORRUPT},
	{"a length past the end", BYTES("\1" NUMBER FLAG "\1\xff\xff\xff\xff"),
		ERR_CORRUPT},
	{"half a head", BYTES("\1" NUMBER FLAG "\1\0\0"), ERR_CORRUPT},
};

static void check_damage(void **state)
{
	const struct damage_row *row = *state;
	struct inbound_hello hello;
	char *copy = malloc(row->len > 0 ? row->len : 1);

	assert_non_null(copy);
	memcpy(copy, row->bytes, row->len);
	assert_int_equal(
		inbound_hello_decode(copy, row->len, &hello), row->expect);
	if (!row->expect)
		inbound_hello_free(&hello);
	free(copy);
}

static void test_limits(void **state)
{
	const char *recipients[INBOUND_RECIPIENTS_MAX + 1];
	struct inbound_question q = {.sender = "", .head = "", .body = ""};
	char *large = malloc(INBOUND_PACKET_MAX + 1);
	struct buf out;

	(void)state;
	assert_non_null(large);
	memset(large, 'x', INBOUND_PACKET_MAX);
	large[INBOUND_PACKET_MAX] = '\0';
	buf_init(&out, 4 * INBOUND_PACKET_MAX);
	assert_int_equal(buf_adds(&out, "before"), ERR_OK);
	q.helo = large;
	assert_int_equal(inbound_question_encode(&q, &out), ERR_LIMIT);
	q.helo = NULL;
	q.head = large;
	assert_int_equal(inbound_question_encode(&q, &out), ERR_LIMIT);
	q.head = "";
	for (size_t i = 0; i <= INBOUND_RECIPIENTS_MAX; i++)
		recipients[i] = "a@example.com";
	q.recipients =
		(struct inbound_list){recipients, INBOUND_RECIPIENTS_MAX + 1};
	assert_int_equal(inbound_question_encode(&q, &out), ERR_LIMIT);
	q.recipients.len--;
	q.sender = NULL;
	assert_int_equal(inbound_question_encode(&q, &out), ERR_INVALID);
	assert_string_equal(buf_text(&out), "before");
	q.sender = "";
	large[INBOUND_HEAD_MAX] = '\0';
	q.head = q.body = large;
	assert_int_equal(inbound_question_encode(&q, &out), ERR_OK);
	buf_free(&out);
	free(large);
}

static void test_length(void **state)
{
	size_t len;

	(void)state;
	assert_int_equal(inbound_packet_len("\0\0\0\0", &len), ERR_CORRUPT);
	assert_int_equal(inbound_packet_len("\0\0\0\1", &len), ERR_OK);
	assert_int_equal(len, 1);
	assert_int_equal(inbound_packet_len("\0\x0f\xff\xfc", &len), ERR_OK);
	assert_int_equal(inbound_packet_len("\0\x0f\xff\xfd", &len), ERR_LIMIT);
	assert_int_equal(
		inbound_packet_len("\xff\xff\xff\xff", &len), ERR_LIMIT);
}

static void test_names(void **state)
{
	(void)state;
	for (int i = INBOUND_NOTHING; i <= INBOUND_FAILURE; i++)
		assert_string_not_equal(
			inbound_meaning_name((enum inbound_meaning)i), "?");
	for (int i = INBOUND_UNPROVEN; i <= INBOUND_AR_DMARC; i++)
		assert_string_not_equal(
			inbound_proof_name((enum inbound_proof)i), "?");
	for (int i = INBOUND_UNSAID; i <= INBOUND_CERTAIN; i++)
		assert_string_not_equal(
			inbound_grade_name((enum inbound_grade)i), "?");
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the worked example", test_example, NULL);
	rows_add(&rows, damage_rows, check_damage);
	rows_add_one(&rows, "what goes in comes out", test_round, NULL);
	rows_add_one(&rows, "each cut and each flipped bit", test_damage, NULL);
	rows_add_one(&rows, "limits", test_limits, NULL);
	rows_add_one(&rows, "a packet's length", test_length, NULL);
	rows_add_one(&rows, "names", test_names, NULL);
	return rows_run("packets", &rows);
}
