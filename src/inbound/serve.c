/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "inbound/examine.h"
#include "inbound/inbound.h"
#include "inbound/look.h"

struct server {
	int fd;
	struct spf *spf;
	char *packet; /* the one that is read */
	size_t len;
	struct buf out;
	struct buf message; /* pieces of the one that is looked at */
	char *hello_bytes; /* what the hello points into */
	struct inbound_hello hello;
};

/* ERR_NOT_FOUND: the stream is at its end before the first octet. */
static enum err read_all(int fd, char *bytes, size_t len)
{
	size_t got;
	enum err e = file_read_full(fd, bytes, len, &got);

	if (e || got == len)
		return e;
	return got == 0 ? ERR_NOT_FOUND : ERR_CORRUPT;
}

/* The packet's bytes are the server's; NULL before. */
static enum err read_packet(struct server *s)
{
	char head[INBOUND_LENGTH_SIZE];
	enum err e = read_all(s->fd, head, sizeof(head));

	if (!e)
		e = inbound_packet_len(head, &s->len);
	if (e)
		return e;
	s->packet = malloc(s->len);
	if (!s->packet)
		return ERR_NOMEM;
	e = read_all(s->fd, s->packet, s->len);
	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

static enum err take_hello(struct server *s)
{
	struct inbound_hello hello;
	enum err e = inbound_hello_decode(s->packet, s->len, &hello);

	if (e)
		return e;
	inbound_hello_free(&s->hello);
	free(s->hello_bytes);
	s->hello = hello;
	s->hello_bytes = s->packet;
	s->packet = NULL;
	return ERR_OK;
}

static const char *ask_spf(
	void *arg, const struct spf_question *q, bool *is_late_r)
{
	return spf_check(arg, q, is_late_r);
}

static enum err take_question(struct server *s)
{
	const struct examiner by = {
		.hello = &s->hello, .ask_spf = ask_spf, .arg = s->spf};
	struct examined *examined = NULL;
	struct inbound_question q;
	enum err e = inbound_question_decode(s->packet, s->len, &q);

	if (e)
		return e;
	e = examine(&by, &q, &examined);
	buf_reset(&s->out);
	if (!e)
		e = inbound_answer_encode(examined_answer(examined), &s->out);
	if (!e)
		e = file_write_all(s->fd, s->out.data, s->out.len);
	examined_free(&examined);
	inbound_question_free(&q);
	return e;
}

/* What is beyond INBOUND_LOOK_MAX is not looked at. */
static enum err take_piece(struct server *s)
{
	struct inbound_piece piece;
	enum err e = inbound_piece_decode(s->packet, s->len, &piece);
	size_t len = e ? 0 : strlen(piece.text);
	size_t room = INBOUND_LOOK_MAX - s->message.len;

	return e ? e :
		   buf_add(&s->message, piece.text, len < room ? len : room);
}

static enum err take_look(struct server *s)
{
	struct inbound_look question;
	enum err e = inbound_look_decode(s->packet, s->len, &question);

	buf_reset(&s->out);
	if (!e)
		e = look(buf_text(&s->message), s->message.len, question.number,
			&s->out);
	buf_free(&s->message);
	buf_init(&s->message, INBOUND_LOOK_MAX);
	return e ? e : file_write_all(s->fd, s->out.data, s->out.len);
}

/* A question that comes before the hello is an error. */
static enum err take_packet(struct server *s)
{
	if (s->packet[0] == INBOUND_KIND_PIECE)
		return take_piece(s);
	if (s->packet[0] == INBOUND_KIND_LOOK)
		return take_look(s);
	buf_reset(&s->message);
	if (s->packet[0] == INBOUND_KIND_HELLO)
		return take_hello(s);
	if (s->packet[0] == INBOUND_KIND_QUESTION && s->hello_bytes)
		return take_question(s);
	return ERR_CORRUPT;
}

enum err serve(int fd, struct spf *spf)
{
	struct server s = {.fd = fd, .spf = spf};
	enum err e;

	buf_init(&s.out, INBOUND_PACKET_MAX);
	buf_init(&s.message, INBOUND_LOOK_MAX);
	do {
		e = read_packet(&s);
		if (!e)
			e = take_packet(&s);
		free(s.packet);
		s.packet = NULL;
	} while (!e);
	inbound_hello_free(&s.hello);
	free(s.hello_bytes);
	buf_free(&s.out);
	buf_free(&s.message);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err serve_warm_up(void)
{
	const char *word = "stop";
	const struct inbound_hello hello = {.stop_words = {&word, 1}};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {.sender = "a@example.com",
		.head = "From: =?utf-8?q?a?= <a@example.com>\n"
			"Subject: =?iso-8859-2?q?=b1?=\n"
			"Content-Type: text/plain; charset=iso-8859-2\n",
		.body = "\261\n"};
	struct examined *examined;
	enum err e = examine(&by, &q, &examined);

	examined_free(&examined);
	return e;
}
