/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * examine_private.h - what the steps of an examination share
 *
 * examine.c has the order of the steps, examine_report.c reads reports,
 * examine_letter.c what a person or an automatic reply wrote,
 * examine_request.c what somebody of the firm answers to a notice, and
 * examine_proof.c asks whether the sender is who From says.
 *
 * Errors:  those of examine.h
 * Owns:    struct examined all texts that its answer points to; struct
 *          examination ends with the call of examine()
 * Threads: as examine.h
 */
#ifndef ROBINSON_INBOUND_EXAMINE_PRIVATE_H
#define ROBINSON_INBOUND_EXAMINE_PRIVATE_H

#include "crypto/unsubscribe_text.h"
#include "inbound/automatic.h"
#include "inbound/examine.h"
#include "inbound/ids.h"
#include "inbound/parts.h"
#include "inbound/report.h"
#include "inbound/stop.h"

#define EXAMINE_ANSWERED_MAX 50
#define EXAMINE_WHY_SIZE 160
#define EXAMINE_WORDS_SIZE 401

struct examined {
	struct inbound_answer answer;
	struct mail_report report;
	struct stop_found stop;
	char from[ADDRESS_TEXT_MAX * 2];
	char message_id[ID_TEXT_SIZE];
	char original_id[ID_TEXT_SIZE];
	char token[UNSUBSCRIBE_TEXT_SIZE];
	const char *answered[EXAMINE_ANSWERED_MAX];
	char (*ids)[ID_TEXT_SIZE]; /* what "answered" points to */
	const char *concerned[INBOUND_FAILURES_MAX];
	const char *statuses[INBOUND_FAILURES_MAX];
	char why[EXAMINE_WHY_SIZE];
	char words[EXAMINE_WORDS_SIZE], subject[EXAMINE_WORDS_SIZE];
};

struct examination {
	const struct examiner *by;
	const struct inbound_question *q;
	struct fields head;
	struct parts parts;
	char *subject; /* decoded */
	struct automatic automatic;
	struct examined *result;
	struct inbound_answer *a; /* the result's */
};

/* "why" is a constant, or belongs to the struct examined. */
static inline void examine_set_meaning(
	struct examination *x, enum inbound_meaning meaning, const char *why)
{
	x->a->meaning = meaning;
	x->a->why = why;
}

/* What the sender wrote, as plain text; of a page that is too large the
 * beginning. The caller's, by g_free(). ERR_NOT_FOUND: there is no text. */
enum err examine_text(struct examination *x, char **text_r) MUST_CHECK;

/* false: the message is no report, and nothing is said of it yet. */
bool examine_report(struct examination *x, enum err *e_r);
/* Of a message that is no report. */
enum err examine_letter(struct examination *x) MUST_CHECK;
/* Of a question with a login. */
enum err examine_request(struct examination *x) MUST_CHECK;
/* Whether it was sent by whom From names, where somebody needs to know. */
void examine_proof(struct examination *x);

#endif
