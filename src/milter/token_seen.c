/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/token_seen.h"

#include <string.h>
#include <strings.h>

#include "crypto/unsubscribe_text.h"

/* Longer than any token, including what mail programs put into it. */
#define PIECE_MAX 2000

static bool is_ours(const struct keyfile *keys, const char *text)
{
	struct unsubscribe_token token;
	struct unsubscriber *u;
	bool is = false;

	if (!keys || unsubscriber_new(keys, &u))
		return false;
	is = unsubscribe_open(u, text, strlen(text), &token) == ERR_OK &&
		token.has_key;
	unsubscriber_free(&u);
	return is;
}

/* A field's value up to the next field, in "piece_r"; NULL: none. */
static const char *field_in(
	const char *head, const char *name, char piece_r[PIECE_MAX + 1])
{
	size_t name_len = strlen(name), len = 0;
	const char *at = head;

	while (at && strncasecmp(at, name, name_len) != 0) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	if (!at)
		return NULL;
	at += name_len;
	while (len < PIECE_MAX && at[len] &&
		!(at[len] == '\n' && at[len + 1] != ' ' && at[len + 1] != '\t'))
		len++;
	memcpy(piece_r, at, len);
	piece_r[len] = '\0';
	return piece_r;
}

static bool has_token(
	const struct keyfile *keys, const char *text, const char *name)
{
	char piece[PIECE_MAX + 1], token[UNSUBSCRIBE_TEXT_SIZE];

	return field_in(text, name, piece) &&
		unsubscribe_text_find(piece, token) && is_ours(keys, token);
}

bool token_seen(const struct keyfile *keys, const struct inbound_question *q,
	bool is_to_mailbox)
{
	if (is_to_mailbox && has_token(keys, q->head, "Subject:"))
		return true;
	return strcasestr(q->body, "message/feedback-report") &&
		has_token(keys, q->body, "List-Unsubscribe:");
}
