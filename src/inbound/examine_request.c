/* SPDX-License-Identifier: BSD-2-Clause */
/* Somebody of the firm answers a notice that a message is held. Why it should
 * go stands at the beginning of the answer. */
#include <string.h>

#include "base/utf8.h"
#include "inbound/examine_private.h"
#include "inbound/opening.h"

#define OWN_MAX_LEN ((size_t)8 * 1024)

/* One line: what divides words is one blank; never cut within a character. */
static void keep_words(const char *own, char words_r[EXAMINE_WORDS_SIZE])
{
	size_t len = strlen(own), used = 0, n;
	uint32_t character;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_next(own + i, len - i, &character);
		if (n == 0)
			break;
		if (used + n + 1 > EXAMINE_WORDS_SIZE - 1)
			break;
		if (character > ' ') {
			memcpy(words_r + used, own + i, n);
			used += n;
		} else if (used > 0 && words_r[used - 1] != ' ') {
			words_r[used++] = ' ';
		}
	}
	while (used > 0 && words_r[used - 1] == ' ')
		used--;
	words_r[used] = '\0';
}

static enum err read_words(struct examination *x)
{
	struct buf own;
	char *text;
	enum err e = examine_text(x, &text);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	buf_init(&own, OWN_MAX_LEN);
	e = opening_read(text, &own);
	/* What is too long has its begin. */
	if (!e || e == ERR_LIMIT) {
		keep_words(buf_text(&own), x->result->words);
		e = ERR_OK;
	}
	buf_free(&own);
	g_free(text);
	return e;
}

enum err examine_request(struct examination *x)
{
	const struct automatic_question q = {.head = &x->head,
		.sender = x->q->sender,
		.subject = x->subject,
		.own = &x->by->hello->automatic_subjects};
	enum err e = automatic_read(&q, &x->automatic);

	if (e)
		return e;
	/* What mail systems put on persons' mail, too, proves nothing. */
	if (x->automatic.sign == AUTOMATIC_PROVEN || x->automatic.is_answer) {
		examine_set_meaning(x, INBOUND_NOTHING, x->automatic.why);
		return ERR_OK;
	}
	e = read_words(x);
	if (e)
		return e;
	if (x->result->words[0])
		x->a->word = x->result->words;
	keep_words(x->subject, x->result->subject);
	x->a->subject = x->result->subject;
	examine_set_meaning(x, INBOUND_REQUEST, "answer to a notice");
	return ERR_OK;
}
