/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * err.h - how a call failed
 *
 * Every function that can fail returns enum err; the result must be looked
 * at. "The store cannot answer" is never "there is no such subject":
 * ERR_NOT_FOUND is an answer, ERR_UNAVAILABLE is none.
 *
 * Threads: all functions may be called from any thread.
 */
#ifndef ROBINSON_BASE_ERR_H
#define ROBINSON_BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err {
	ERR_OK = 0,
	ERR_NOT_FOUND, /* an answer: there is none */
	ERR_UNAVAILABLE, /* no answer now: defer the mail, try again */
	ERR_INVALID, /* the caller's or a person's input is not accepted */
	ERR_EXISTS, /* it is there already and is not overwritten */
	ERR_DENIED, /* the rules or the system's permissions forbid it */
	ERR_LIMIT, /* larger than the stated maximum */
	ERR_CORRUPT, /* stored data is damaged or was tampered with */
	ERR_NOMEM,
	ERR_IO, /* a file or socket failed; errno says how */
	ERR_VERSION /* written by a newer version than this one */
};

#define ERR_COUNT (ERR_VERSION + 1)

/* A short English phrase, never NULL, static. */
const char *err_text(enum err e);

#endif
