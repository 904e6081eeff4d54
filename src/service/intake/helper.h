/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * helper.h - robinson-inbound, started, asked, and ended when it misbehaves
 *
 * The helper reads what strangers wrote, so it is expected to die or to hang
 * one day: then it is killed by its process id and another is started. Before
 * a new one is trusted with a question it must answer a harmless one, so that
 * a helper that cannot work at all is never taken for a deadly question.
 *
 * Shape:   the child has the socket as descriptor 3, /dev/null as input and
 *          output, our standard error, no other descriptor, no environment
 * Units:   milliseconds
 * Errors:  ERR_UNAVAILABLE: no helper can be had now, which says nothing of
 *          the question: ask again later; ERR_IO: it died, hung or spoke
 *          nonsense over this question, and is ended; ERR_LIMIT, ERR_INVALID,
 *          ERR_NOMEM: the question cannot be put. helper_cause() in words
 * Owns:    an answer points into the helper until the next question;
 *          inbound_answer_free() it
 * Threads: a helper belongs to one thread, the one that asks
 * Source:  inbound.h
 */
#ifndef ROBINSON_INTAKE_HELPER_H
#define ROBINSON_INTAKE_HELPER_H

#include <sys/types.h>

#include "config/settings.h"
#include "inbound/inbound.h"

#define HELPER_CAUSE_SIZE 300
/* Above what the settings allow the DNS: reading and parsing. */
#define HELPER_MARGIN_MS 5000
/* Enough for name servers that are well. */
#define HELPER_SHORT_MS 500

struct helper;

/* The program that the settings name, or the installed one. */
const char *helper_program(const struct settings *s);

/* Nothing is started yet. As soon as there is something to read from
 * "stop_fd" (-1: none) no question is waited for: ERR_UNAVAILABLE. */
enum err helper_new(
	const char *program, int stop_fd, struct helper **helper_r) MUST_CHECK;
/* Ends the child, if there is one. */
void helper_free(struct helper **helper);

/* For how long it may ask the DNS about one message. */
enum helper_dns {
	HELPER_DNS_NEVER, /* it asks for no SPF, whatever the settings say */
	HELPER_DNS_NO_TIME, /* the answer is the one of silent name servers */
	HELPER_DNS_SHORT, /* HELPER_SHORT_MS, and no longer than the settings */
	HELPER_DNS_WHOLE /* as the settings say */
};

/* What it is to know of these settings, from the next question on. */
enum err helper_tell(struct helper *h, const struct settings *s,
	enum helper_dns dns) MUST_CHECK;

/* Starts it where it is not there, unless the last ones died too quickly. */
enum err helper_start(struct helper *h) MUST_CHECK;
/* "q" gets a number. helper_start() is part of it. */
enum err helper_ask(struct helper *h, struct inbound_question *q,
	struct inbound_answer *answer_r) MUST_CHECK;

/*
 * What is in a message: begun, given in pieces, and ended, which gives the
 * preview; inbound_preview_free() it. Where something fails in between, of the
 * helper or the message, helper_look_failed() ends it and returns the error.
 * Errors as helper_ask().
 */
enum err helper_look_begin(struct helper *h) MUST_CHECK;
enum err helper_look_add(
	struct helper *h, const void *bytes, size_t len) MUST_CHECK;
enum err helper_look_end(
	struct helper *h, struct inbound_preview *preview_r) MUST_CHECK;
enum err helper_look_failed(struct helper *h, enum err e) MUST_CHECK;

const char *helper_cause(const struct helper *h);
pid_t helper_pid(const struct helper *h); /* 0: none runs */
/* For how long helper_start() would refuse; 0: not at all. */
int64_t helper_pause_ms(const struct helper *h);

#endif
