/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listed.h - which do-not-mail lists have an address
 *
 * The lists that the configuration has for a purpose are asked, and what they
 * say becomes the listings of a question. A list that cannot be asked stands
 * in it as if the address were on it, behind those that are sure: where the
 * verdict then comes from it, there is no verdict, but a fault; where the
 * person objected, or a basis outweighs the list, its answer does not matter.
 *
 * Errors:  ERR_NOMEM and the like: a fault, listed_cause()
 * Owns:    listed_new() .. listed_free(); the listings are its own and hold
 *          until the next call
 * Threads: belongs to one thread at a time
 * Source:  GDPR Art. 21(2)-(3); Directive 2000/31 Art. 7(2)
 */
#ifndef ROBINSON_VERDICT_LISTED_H
#define ROBINSON_VERDICT_LISTED_H

#include "lists/shelf.h"
#include "service/office/office.h"

struct listed;

struct listed_person {
	const char *text; /* as written */
	size_t text_len;
	const struct address *address; /* what it means */
};

/* Whether any list is asked for that purpose: without one, there is no need
 * of a struct listed. */
bool listed_applies(
	const struct settings *settings, const struct policy_purpose *purpose);

enum err listed_new(struct office *office, struct listed **listed_r) MUST_CHECK;
void listed_free(struct listed **listed);

/* Sets listings and listings_len of the question, whose purpose is set. */
enum err listed_ask(struct listed *listed, const struct settings *settings,
	const struct listed_person *person,
	struct question *question) MUST_CHECK;
/* ERR_UNAVAILABLE: the verdict hangs on a list that cannot be asked. */
enum err listed_judge(
	struct listed *listed, const struct verdict *verdict) MUST_CHECK;
/* Those listings of the last question that are sure; they come first. */
size_t listed_sure(const struct listed *listed);

const char *listed_cause(const struct listed *listed);
/* Into the log, at most once an hour and list: the list that listed_judge()
 * refused for. */
void listed_complain(struct listed *listed);

#endif
