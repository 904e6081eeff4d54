/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wish.h - what the form of a POST asks for
 *
 * Shape:   a form (http/form.h) of at most WISH_BODY_MAX octets. Fields that
 *          we do not know are skipped; the first one of a name counts
 * Threads: pure
 * Source:  RFC 8058 section 3.1
 */
#ifndef ROBINSON_UNSUBSCRIBE_WISH_H
#define ROBINSON_UNSUBSCRIBE_WISH_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/click.h"

#define WISH_BODY_MAX 4096

enum wish_kind {
	WISH_NOTHING, /* none that we know */
	WISH_ONE_CLICK, /* List-Unsubscribe=One-Click: a machine's */
	WISH_PURPOSE, /* scope=purpose: the first button */
	WISH_ALL, /* scope=all: the second */
	WISH_UNDO /* scope=undo */
};

struct wish {
	enum wish_kind kind;
	/* undo=SECRET: that of the page which the form stands on. Never with
	 * WISH_ONE_CLICK. */
	bool has_secret;
	unsigned char secret[CLICK_SECRET_LEN]; /* zeros without */
};

/* "type" is the value of Content-Type; NULL or blank: there is none. */
void wish_read(
	const char *type, const char *body, size_t len, struct wish *wish_r);

#endif
