/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dnm.h - which do-not-mail lists have an address
 *
 * The lists that the configuration has for a purpose are asked, and what they
 * say becomes the listings of a question. A list that cannot be asked gets a
 * listing as if the address were on it, after the listings that are sure. Where
 * that listing decides, the caller gets a fault and no verdict; where the
 * person objected, or a basis outweighs the list, it does not matter.
 *
 * Errors:  ERR_NOMEM and the like: a fault, dnm_cause()
 * Owns:    dnm_new() .. dnm_free(); the listings are its own and hold
 *          until the next call
 * Threads: belongs to one thread at a time
 * Source:  GDPR Art. 21(2)-(3); Directive 2000/31 Art. 7(2)
 */
#ifndef ROBINSON_VERDICT_DNM_H
#define ROBINSON_VERDICT_DNM_H

#include "lists/list_cache.h"
#include "service/office/office.h"

struct dnm;

struct dnm_person {
	const char *text; /* as written */
	size_t text_len;
	const struct address *address; /* what it means */
};

/* Whether any list is asked for that purpose: without one, there is no need
 * of a struct dnm. */
bool dnm_applies(
	const struct settings *settings, const struct policy_purpose *purpose);

enum err dnm_new(struct office *office, struct dnm **listed_r) MUST_CHECK;
void dnm_free(struct dnm **listed);

/* Sets listings and listings_len of the question, whose purpose is set. */
enum err dnm_ask(struct dnm *listed, const struct settings *settings,
	const struct dnm_person *person, struct question *question) MUST_CHECK;
/* ERR_UNAVAILABLE: the verdict depends on a list that cannot be asked. */
enum err dnm_judge(
	struct dnm *listed, const struct verdict *verdict) MUST_CHECK;
/* Those listings of the last question that are sure; they come first. */
size_t dnm_sure(const struct dnm *listed);

const char *dnm_cause(const struct dnm *listed);
/* Into the log, at most once an hour and list: the list that dnm_judge()
 * refused for. */
void dnm_complain(struct dnm *listed);

#endif
