/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "inbound/inbound.h"

#define FIELD_HEAD 5 /* tag and length */
#define FIELDS_MAX 16

enum type {
	TYPE_TEXT,
	TYPE_LIST,
	TYPE_NUMBER, /* 8 bytes */
	TYPE_FLAG, /* 1 byte, 0 or 1 */
	TYPE_MEANING, /* 1 byte */
	TYPE_PROOF,
	TYPE_GRADE
};

/* One member of a packet's struct. */
struct field {
	unsigned char tag; /* 0 ends a table */
	bool must_be;
	enum type type;
	size_t offset;
	size_t max; /* octets of each text */
	size_t max_items;
};

#define WHOLE INBOUND_PACKET_MAX
/* Of a preview. A character that is made harmless may grow to three octets. */
#define LOOK_LINE_MAX 2701
#define LOOK_LIST_MAX 100

static const struct field hello_fields[] = {
	{1, false, TYPE_TEXT,
		offsetof(struct inbound_hello, unsubscribe_address), WHOLE, 0},
	{2, false, TYPE_LIST, offsetof(struct inbound_hello, trusted_authserv),
		WHOLE, WHOLE},
	{3, false, TYPE_LIST, offsetof(struct inbound_hello, stop_words), WHOLE,
		WHOLE},
	{6, false, TYPE_LIST,
		offsetof(struct inbound_hello, automatic_subjects), WHOLE,
		WHOLE},
	{4, true, TYPE_NUMBER, offsetof(struct inbound_hello, dns_timeout_ms),
		0, 0},
	{5, true, TYPE_FLAG, offsetof(struct inbound_hello, without_spf), 0, 0},
	{0},
};

static const struct field question_fields[] = {
	{1, true, TYPE_NUMBER, offsetof(struct inbound_question, number), 0, 0},
	{2, false, TYPE_TEXT, offsetof(struct inbound_question, client), WHOLE,
		0},
	{3, false, TYPE_TEXT, offsetof(struct inbound_question, helo), WHOLE,
		0},
	{4, false, TYPE_TEXT, offsetof(struct inbound_question, host), WHOLE,
		0},
	{5, true, TYPE_TEXT, offsetof(struct inbound_question, sender), WHOLE,
		0},
	{6, false, TYPE_LIST, offsetof(struct inbound_question, recipients),
		WHOLE, INBOUND_RECIPIENTS_MAX},
	{7, true, TYPE_TEXT, offsetof(struct inbound_question, head),
		INBOUND_HEAD_MAX, 0},
	{8, true, TYPE_TEXT, offsetof(struct inbound_question, body),
		INBOUND_BODY_MAX, 0},
	{9, true, TYPE_FLAG, offsetof(struct inbound_question, is_body_cut), 0,
		0},
	/* What an older daemon spooled has none. */
	{10, false, TYPE_FLAG,
		offsetof(struct inbound_question, is_from_own_mta), 0, 0},
	{11, false, TYPE_TEXT, offsetof(struct inbound_question, login), WHOLE,
		0},
	{0},
};

static const struct field answer_fields[] = {
	{1, true, TYPE_NUMBER, offsetof(struct inbound_answer, number), 0, 0},
	{2, true, TYPE_MEANING, offsetof(struct inbound_answer, meaning), 0, 0},
	{3, true, TYPE_PROOF, offsetof(struct inbound_answer, proof), 0, 0},
	{4, false, TYPE_TEXT, offsetof(struct inbound_answer, spf),
		INBOUND_TEXT_MAX, 0},
	{5, true, TYPE_TEXT, offsetof(struct inbound_answer, why),
		INBOUND_TEXT_MAX, 0},
	{6, false, TYPE_TEXT, offsetof(struct inbound_answer, from),
		INBOUND_TEXT_MAX, 0},
	{7, false, TYPE_TEXT, offsetof(struct inbound_answer, message_id),
		INBOUND_TEXT_MAX, 0},
	{8, false, TYPE_LIST, offsetof(struct inbound_answer, answered),
		INBOUND_TEXT_MAX, INBOUND_FAILURES_MAX},
	{9, false, TYPE_TEXT, offsetof(struct inbound_answer, token),
		INBOUND_TEXT_MAX, 0},
	{10, false, TYPE_TEXT, offsetof(struct inbound_answer, word),
		INBOUND_TEXT_MAX, 0},
	{11, false, TYPE_LIST, offsetof(struct inbound_answer, concerned),
		INBOUND_TEXT_MAX, INBOUND_FAILURES_MAX},
	{12, false, TYPE_TEXT, offsetof(struct inbound_answer, original_id),
		INBOUND_TEXT_MAX, 0},
	{13, false, TYPE_LIST, offsetof(struct inbound_answer, statuses),
		INBOUND_TEXT_MAX, INBOUND_FAILURES_MAX},
	{14, true, TYPE_GRADE, offsetof(struct inbound_answer, grade), 0, 0},
	{15, false, TYPE_TEXT, offsetof(struct inbound_answer, subject),
		INBOUND_TEXT_MAX, 0},
	{16, true, TYPE_FLAG, offsetof(struct inbound_answer, is_late), 0, 0},
	{0},
};

static const struct field piece_fields[] = {
	{1, true, TYPE_TEXT, offsetof(struct inbound_piece, text),
		INBOUND_PIECE_MAX, 0},
	{0},
};

static const struct field look_fields[] = {
	{1, true, TYPE_NUMBER, offsetof(struct inbound_look, number), 0, 0},
	{0},
};

#define PREVIEW(member) offsetof(struct inbound_preview, member)
#define PREVIEW_WORDS ((size_t)96 * 1024)
static const struct field preview_fields[] = {
	{1, true, TYPE_NUMBER, PREVIEW(number), 0, 0},
	{2, true, TYPE_FLAG, PREVIEW(is_read), 0, 0},
	{3, true, TYPE_FLAG, PREVIEW(has_text), 0, 0},
	{4, true, TYPE_FLAG, PREVIEW(has_page), 0, 0},
	{5, true, TYPE_FLAG, PREVIEW(is_text_cut), 0, 0},
	{6, true, TYPE_FLAG, PREVIEW(is_page_cut), 0, 0},
	{7, true, TYPE_FLAG, PREVIEW(has_more_links), 0, 0},
	{8, true, TYPE_FLAG, PREVIEW(has_more_parts), 0, 0},
	{9, false, TYPE_TEXT, PREVIEW(text), PREVIEW_WORDS, 0},
	{10, false, TYPE_TEXT, PREVIEW(page), PREVIEW_WORDS, 0},
	{11, false, TYPE_LIST, PREVIEW(headers), LOOK_LINE_MAX, LOOK_LIST_MAX},
	{12, false, TYPE_LIST, PREVIEW(links), LOOK_LINE_MAX, LOOK_LIST_MAX},
	{13, false, TYPE_LIST, PREVIEW(names), LOOK_LINE_MAX, LOOK_LIST_MAX},
	{14, false, TYPE_LIST, PREVIEW(types), LOOK_LINE_MAX, LOOK_LIST_MAX},
	{15, false, TYPE_LIST, PREVIEW(sizes), LOOK_LINE_MAX, LOOK_LIST_MAX},
	{0},
};

static void *member(void *packet, const struct field *f)
{
	return (char *)packet + f->offset;
}

static const void *member_const(const void *packet, const struct field *f)
{
	return (const char *)packet + f->offset;
}

/* Encoding */

static void number_put(char *bytes, uint64_t number, size_t len)
{
	for (size_t i = len; i-- > 0; number >>= 8)
		bytes[i] = (char)(unsigned char)(number & 0xff);
}

/* What did not fit shows in buf_err(). */
static void field_put(
	struct buf *out, unsigned char tag, const void *bytes, size_t len)
{
	char head[FIELD_HEAD] = {(char)tag};

	number_put(head + 1, len, FIELD_HEAD - 1);
	(void)buf_add(out, head, sizeof(head));
	(void)buf_add(out, bytes, len);
}

static enum err text_put(
	struct buf *out, const struct field *f, const char *text)
{
	size_t len;

	if (!text)
		return f->must_be ? ERR_INVALID : ERR_OK;
	len = strlen(text);
	if (len > f->max)
		return ERR_LIMIT;
	field_put(out, f->tag, text, len);
	return ERR_OK;
}

static enum err list_put(
	struct buf *out, const struct field *f, const struct inbound_list *list)
{
	enum err e = list->len > f->max_items ? ERR_LIMIT : ERR_OK;

	for (size_t i = 0; !e && i < list->len; i++)
		e = list->items[i] ? text_put(out, f, list->items[i]) :
				     ERR_INVALID;
	return e;
}

static enum err member_put(
	struct buf *out, const struct field *f, const void *packet)
{
	const void *at = member_const(packet, f);
	char bytes[8];

	switch (f->type) {
	case TYPE_TEXT:
		return text_put(out, f, *(const char *const *)at);
	case TYPE_LIST:
		return list_put(out, f, at);
	case TYPE_NUMBER:
		number_put(bytes, *(const uint64_t *)at, sizeof(bytes));
		field_put(out, f->tag, bytes, sizeof(bytes));
		return ERR_OK;
	case TYPE_FLAG:
		bytes[0] = *(const bool *)at ? 1 : 0;
		break;
	case TYPE_MEANING:
		bytes[0] = (char)*(const enum inbound_meaning *)at;
		break;
	case TYPE_PROOF:
		bytes[0] = (char)*(const enum inbound_proof *)at;
		break;
	case TYPE_GRADE:
		bytes[0] = (char)*(const enum inbound_grade *)at;
		break;
	}
	field_put(out, f->tag, bytes, 1);
	return ERR_OK;
}

static enum err packet_put(struct buf *out, enum inbound_kind kind,
	const struct field *fields, const void *packet)
{
	char head[INBOUND_LENGTH_SIZE + 1] = {
		[INBOUND_LENGTH_SIZE] = (char)kind};
	size_t begin = out->len;
	enum err e = buf_err(out);

	if (!e)
		e = buf_add(out, head, sizeof(head));
	for (const struct field *f = fields; !e && f->tag; f++)
		e = member_put(out, f, packet);
	if (!e)
		e = buf_err(out);
	if (!e && out->len - begin > INBOUND_PACKET_MAX)
		e = ERR_LIMIT;
	if (!e)
		number_put(out->data + begin,
			out->len - begin - INBOUND_LENGTH_SIZE,
			INBOUND_LENGTH_SIZE);
	else if (out->data)
		out->data[out->len = begin] = '\0';
	return e;
}

enum err inbound_hello_encode(
	const struct inbound_hello *hello, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_HELLO, hello_fields, hello);
}

enum err inbound_question_encode(
	const struct inbound_question *q, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_QUESTION, question_fields, q);
}

enum err inbound_answer_encode(const struct inbound_answer *a, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_ANSWER, answer_fields, a);
}

enum err inbound_piece_encode(
	const struct inbound_piece *piece, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_PIECE, piece_fields, piece);
}

enum err inbound_look_encode(const struct inbound_look *look, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_LOOK, look_fields, look);
}

enum err inbound_preview_encode(
	const struct inbound_preview *preview, struct buf *out)
{
	return packet_put(out, INBOUND_KIND_PREVIEW, preview_fields, preview);
}

/* Decoding */

static uint64_t number_get(const char *bytes, size_t len)
{
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

enum err inbound_packet_len(
	const char bytes[INBOUND_LENGTH_SIZE], size_t *len_r)
{
	*len_r = (size_t)number_get(bytes, INBOUND_LENGTH_SIZE);
	if (*len_r < 1)
		return ERR_CORRUPT;
	return *len_r > INBOUND_PACKET_MAX - INBOUND_LENGTH_SIZE ? ERR_LIMIT :
								   ERR_OK;
}

/* One field as it lies in a packet. */
struct raw {
	unsigned char tag;
	char *bytes;
	size_t len;
};

static bool raw_next(char **at, const char *end, struct raw *raw_r)
{
	if (end - *at < FIELD_HEAD)
		return false;
	raw_r->tag = (unsigned char)**at;
	raw_r->len = (size_t)number_get(*at + 1, FIELD_HEAD - 1);
	raw_r->bytes = *at + FIELD_HEAD;
	if (raw_r->len > (size_t)(end - raw_r->bytes))
		return false;
	*at = raw_r->bytes + raw_r->len;
	return true;
}

static size_t field_find(const struct field *fields, unsigned char tag)
{
	size_t i = 0;

	while (fields[i].tag && fields[i].tag != tag)
		i++;
	return i;
}

/* Whether every field is whole and in its bounds, and how often each comes:
 * nothing is written before that is known. */
static bool packet_is_sound(char *at, const char *end,
	const struct field *fields, size_t counts_r[FIELDS_MAX])
{
	struct raw raw;

	memset(counts_r, 0, FIELDS_MAX * sizeof(*counts_r));
	while (at < end) {
		const struct field *f;
		size_t i;

		if (!raw_next(&at, end, &raw))
			return false;
		i = field_find(fields, raw.tag);
		f = &fields[i];
		if (!f->tag)
			continue;
		if (++counts_r[i] > (f->type == TYPE_LIST ? f->max_items : 1))
			return false;
		if (f->type == TYPE_TEXT || f->type == TYPE_LIST) {
			if (raw.len > f->max || memchr(raw.bytes, 0, raw.len))
				return false;
		} else if (raw.len != (f->type == TYPE_NUMBER ? 8 : 1)) {
			return false;
		}
	}
	for (size_t i = 0; fields[i].tag; i++)
		if (fields[i].must_be && counts_r[i] == 0)
			return false;
	return true;
}

/* Over its own length's last byte, so that a NUL has room behind it. */
static const char *text_get(const struct raw *raw)
{
	char *text = raw->bytes - 1;

	memmove(text, raw->bytes, raw->len);
	text[raw->len] = '\0';
	return text;
}

static bool member_get(
	const struct raw *raw, const struct field *f, void *packet)
{
	unsigned char byte = raw->len > 0 ? (unsigned char)raw->bytes[0] : 0;
	void *at = member(packet, f);
	struct inbound_list *list = at;

	switch (f->type) {
	case TYPE_TEXT:
		*(const char **)at = text_get(raw);
		return true;
	case TYPE_LIST:
		list->items[list->len++] = text_get(raw);
		return true;
	case TYPE_NUMBER:
		*(uint64_t *)at = number_get(raw->bytes, raw->len);
		return true;
	case TYPE_FLAG:
		*(bool *)at = byte == 1;
		return byte <= 1;
	case TYPE_MEANING:
		*(enum inbound_meaning *)at = (enum inbound_meaning)byte;
		return byte >= INBOUND_NOTHING && byte <= INBOUND_REQUEST;
	case TYPE_PROOF:
		*(enum inbound_proof *)at = (enum inbound_proof)byte;
		return byte <= INBOUND_AR_DMARC;
	case TYPE_GRADE:
		*(enum inbound_grade *)at = (enum inbound_grade)byte;
		return byte <= INBOUND_CERTAIN;
	}
	return false;
}

static void lists_free(const struct field *fields, void *packet)
{
	for (const struct field *f = fields; f->tag; f++) {
		struct inbound_list *list = member(packet, f);

		if (f->type != TYPE_LIST)
			continue;
		free(list->items);
		*list = (struct inbound_list){0};
	}
}

static enum err lists_make(const struct field *fields,
	const size_t counts[FIELDS_MAX], void *packet)
{
	for (size_t i = 0; fields[i].tag; i++) {
		struct inbound_list *list = member(packet, &fields[i]);

		if (fields[i].type != TYPE_LIST || counts[i] == 0)
			continue;
		list->items = calloc(counts[i], sizeof(*list->items));
		if (!list->items)
			return ERR_NOMEM;
	}
	return ERR_OK;
}

/* The packet's struct is all zero. */
static enum err packet_get(char *bytes, size_t len, enum inbound_kind kind,
	const struct field *fields, void *packet_r)
{
	char *at = bytes + 1;
	const char *end = bytes + len;
	size_t counts[FIELDS_MAX];
	struct raw raw;
	enum err e;

	if (len < 1 || len > INBOUND_PACKET_MAX - INBOUND_LENGTH_SIZE ||
		bytes[0] != (char)kind ||
		!packet_is_sound(at, end, fields, counts))
		return ERR_CORRUPT;
	e = lists_make(fields, counts, packet_r);
	while (!e && at < end && raw_next(&at, end, &raw)) {
		const struct field *f = &fields[field_find(fields, raw.tag)];

		if (f->tag && !member_get(&raw, f, packet_r))
			e = ERR_CORRUPT;
	}
	if (e)
		lists_free(fields, packet_r);
	return e;
}

enum err inbound_hello_decode(
	char *bytes, size_t len, struct inbound_hello *hello_r)
{
	*hello_r = (struct inbound_hello){0};
	return packet_get(
		bytes, len, INBOUND_KIND_HELLO, hello_fields, hello_r);
}

enum err inbound_question_decode(
	char *bytes, size_t len, struct inbound_question *q_r)
{
	*q_r = (struct inbound_question){0};
	return packet_get(
		bytes, len, INBOUND_KIND_QUESTION, question_fields, q_r);
}

enum err inbound_answer_decode(
	char *bytes, size_t len, struct inbound_answer *a_r)
{
	*a_r = (struct inbound_answer){0};
	return packet_get(bytes, len, INBOUND_KIND_ANSWER, answer_fields, a_r);
}

enum err inbound_piece_decode(
	char *bytes, size_t len, struct inbound_piece *piece_r)
{
	*piece_r = (struct inbound_piece){0};
	return packet_get(
		bytes, len, INBOUND_KIND_PIECE, piece_fields, piece_r);
}

enum err inbound_look_decode(
	char *bytes, size_t len, struct inbound_look *look_r)
{
	*look_r = (struct inbound_look){0};
	return packet_get(bytes, len, INBOUND_KIND_LOOK, look_fields, look_r);
}

enum err inbound_preview_decode(
	char *bytes, size_t len, struct inbound_preview *preview_r)
{
	enum err e;

	*preview_r = (struct inbound_preview){0};
	e = packet_get(
		bytes, len, INBOUND_KIND_PREVIEW, preview_fields, preview_r);
	/* A part has all three, a header both. */
	if (!e &&
		(preview_r->headers.len % 2 != 0 ||
			preview_r->names.len != preview_r->types.len ||
			preview_r->names.len != preview_r->sizes.len)) {
		inbound_preview_free(preview_r);
		e = ERR_CORRUPT;
	}
	return e;
}

void inbound_preview_free(struct inbound_preview *preview)
{
	lists_free(preview_fields, preview);
}

void inbound_hello_free(struct inbound_hello *hello)
{
	lists_free(hello_fields, hello);
}

void inbound_question_free(struct inbound_question *q)
{
	lists_free(question_fields, q);
}

void inbound_answer_free(struct inbound_answer *a)
{
	lists_free(answer_fields, a);
}
