/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token_private.h - the words and signs of one configuration file, with their
 * lines
 *
 * libConfuse loses count of lines after comments, swallows an unquoted star,
 * and in double quotes drops a backslash and expands ${...}. So the file is
 * cut here first; what could mean two things is refused with its line.
 *
 * Shape:   comments are gone; the last token is TOKEN_END. A token that was
 *          refused is TOKEN_BAD and already has its problem.
 * Owns:    a list owns the texts of its tokens; tokens_free()
 * Errors:  ERR_NOMEM only; what is wrong with the text goes to the problems
 * Threads: a list belongs to one thread
 */
#ifndef ROBINSON_CONFIG_TOKEN_PRIVATE_H
#define ROBINSON_CONFIG_TOKEN_PRIVATE_H

#include <stddef.h>

#include "config/problems_private.h"

enum token_kind {
	TOKEN_WORD, /* unquoted */
	TOKEN_STRING, /* quoted, the quotes gone and escapes undone */
	TOKEN_EQUALS,
	TOKEN_APPEND, /* += */
	TOKEN_OPEN, /* { */
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_PAREN_OPEN,
	TOKEN_PAREN_CLOSE,
	TOKEN_BAD,
	TOKEN_END
};

struct lexeme {
	enum token_kind kind;
	int line;
	char *text; /* words and strings; otherwise NULL */
};

struct tokens {
	struct lexeme *items;
	size_t len, cap;
};

enum err tokens_read(const char *text, size_t len, const char *file,
	struct tokens *tokens_r, struct problems *problems) MUST_CHECK;
void tokens_free(struct tokens *t);

/* How a token is called in a problem's text. */
const char *token_kind_text(enum token_kind kind);

#endif
