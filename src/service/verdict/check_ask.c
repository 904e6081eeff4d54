/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/asking.h"
#include "service/verdict/check_door.h"

#define UNIX "unix:"

static enum err fail(char cause[LISTENING_CAUSE_SIZE], enum err e,
	const char *where, const char *what)
{
	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", where, what);
	return e;
}

/* A line of each; a line end in one would be another question. */
static enum err write_question(const char *purpose,
	const char *const *addresses, size_t len, struct buf *out,
	char cause[LISTENING_CAUSE_SIZE])
{
	if (len > CHECK_DOOR_ADDRESSES) {
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"found %zu addresses, accepted: up to %d at once", len,
			CHECK_DOOR_ADDRESSES);
		return ERR_LIMIT;
	}
	(void)buf_addf(out, "check 1\n%s\n", purpose);
	for (size_t i = 0; i < len; i++) {
		if (strchr(addresses[i], '\n') || strchr(purpose, '\n'))
			return fail(cause, ERR_LIMIT, "a line end",
				"is part of no address and of no purpose");
		(void)buf_addf(out, "%s\n", addresses[i]);
	}
	if (buf_err(out))
		return fail(cause, ERR_LIMIT, "the question", "is too long");
	return ERR_OK;
}

/* What follows the word; NULL: another one stands there. */
static const char *after(const struct buf *said, const char *word)
{
	size_t len = strlen(word);

	return strncmp(buf_text(said), word, len) == 0 ? buf_text(said) + len :
							 NULL;
}

static enum err take_answer(const struct buf *said, const char *path,
	struct buf *answers_r, char cause[LISTENING_CAUSE_SIZE])
{
	const char *rest = after(said, "answers\n");
	const char *why = after(said, "refused\t");
	const char *later = after(said, "later\t");

	if (rest && buf_adds(answers_r, rest))
		return fail(cause, ERR_NOMEM, path, err_text(ERR_NOMEM));
	if (rest)
		return ERR_OK;
	if (!why && !later)
		return fail(cause, ERR_UNAVAILABLE, path, "no answer");
	snprintf(cause, LISTENING_CAUSE_SIZE, "%.*s",
		(int)strcspn(why ? why : later, "\n"), why ? why : later);
	return why ? ERR_INVALID : ERR_UNAVAILABLE;
}

enum err check_ask(const char *socket, const char *purpose,
	const char *const *addresses, size_t len, struct buf *answers_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	struct asking asking = {
		.path = strncmp(socket, UNIX, strlen(UNIX)) == 0 ?
			socket + strlen(UNIX) :
			socket};
	struct buf question, said;
	enum err e;

	buf_init(&question, CHECK_DOOR_MAX);
	buf_init(&said, answers_r->max_len);
	e = write_question(purpose, addresses, len, &question, cause_r);
	if (!e) {
		asking.question = buf_text(&question);
		asking.len = question.len;
		e = asking_ask(&asking, &said, cause_r);
	}
	if (!e)
		e = take_answer(&said, asking.path, answers_r, cause_r);
	buf_free(&question);
	buf_free(&said);
	return e;
}
