/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * form.h - the fields of a form that a browser, or a mail program, has sent
 *
 * The body comes from anybody: it is read by this small parser alone, whole.
 *
 * Shape:   application/x-www-form-urlencoded or multipart/form-data; of
 *          another type there are no fields. Without a type the body tells:
 *          what begins with "--" is multipart and its first line names the
 *          boundary, all else is urlencoded. Names and values are octets, not
 *          ended by a NUL: they may hold one. A part without an end is none
 * Errors:  ERR_LIMIT more than FORM_FIELDS_MAX fields; ERR_NOMEM
 * Owns:    fields point into the form and into the body, which must both live
 *          as long as they are read
 * Threads: pure
 * Source:  RFC 7578; URL Standard, urlencoded parsing
 */
#ifndef ROBINSON_HTTP_FORM_H
#define ROBINSON_HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define FORM_FIELDS_MAX 1024

struct form_span {
	const char *at;
	size_t len;
};

struct form_field {
	struct form_span name;
	struct form_span value;
	bool is_file;
	struct form_span file_name; /* of a file, as the client calls it */
};

struct form {
	struct form_field *fields; /* in their order */
	size_t len;
	size_t size;
	char *text; /* what was decoded */
};

/* "type" is the value of Content-Type; NULL or blank: there is none. On an
 * error the form is empty. */
enum err form_read(const char *type, const char *body, size_t len,
	struct form *form_r) MUST_CHECK;
void form_free(struct form *form);

/* The first field of that name; NULL: there is none. */
const struct form_field *form_find(const struct form *form, const char *name);

bool form_is(const struct form_span *span, const char *text);
/* As names of header fields are compared. */
bool form_is_nocase(const struct form_span *span, const char *text);
/* Without blanks and line ends before and behind. */
struct form_span form_trim(struct form_span span);

#endif
