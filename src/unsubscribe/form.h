/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * form.h - what the body of a POST asks for
 *
 * The body comes from anybody: it is read by this small parser alone, whole,
 * of at most FORM_MAX octets.
 *
 * Shape:   application/x-www-form-urlencoded or multipart/form-data; of
 *          another type nothing is asked for. Without a type the body tells:
 *          what begins with "--" is multipart and its first line names the
 *          boundary, all else is urlencoded. Fields that we do not know are
 *          skipped; the first one of a name counts.
 * Threads: pure
 * Source:  RFC 8058 section 3.1; RFC 7578; URL Standard, urlencoded parsing
 */
#ifndef ROBINSON_UNSUBSCRIBE_FORM_H
#define ROBINSON_UNSUBSCRIBE_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/click.h"

#define FORM_MAX 4096

enum form_wish {
	FORM_NOTHING, /* none that we know */
	FORM_ONE_CLICK, /* List-Unsubscribe=One-Click: a machine's */
	FORM_PURPOSE, /* scope=purpose: the first button */
	FORM_ALL, /* scope=all: the second */
	FORM_UNDO /* scope=undo */
};

struct form {
	enum form_wish wish;
	/* undo=SECRET: that of the page which the form stands on. Never with
	 * FORM_ONE_CLICK. */
	bool has_secret;
	unsigned char secret[CLICK_SECRET_LEN]; /* zeros without */
};

/* "type" is the value of Content-Type; NULL or blank: there is none. */
void form_parse(
	const char *type, const char *body, size_t len, struct form *form_r);

#endif
