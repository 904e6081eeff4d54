/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_plan.h - what "robinson setup" was told, found out, and will do
 *
 * Errors:  an exit status, after it said what is wrong; what takes one word
 *          says what would be accepted
 * Owns:    setup_plan_init() .. setup_plan_free(); options are borrowed from the
 *          command line
 * Threads: one
 */
#ifndef ROBINSON_CLI_SETUP_PLAN_H
#define ROBINSON_CLI_SETUP_PLAN_H

#include <limits.h>

#include "cli/command.h"
#include "service/mta/mta_domains.h"
#include "service/mta/postfix_conf.h"
#include "service/setup/setup_profile.h"

#define SETUP_WORDS_MAX 64
#define SETUP_GROUP_SIZE 64

struct setup_words {
	char *items[SETUP_WORDS_MAX];
	size_t len;
};

void setup_words_free(struct setup_words *words);

enum setup_mta {
	SETUP_MTA_UNKNOWN,
	SETUP_MTA_POSTFIX,
	SETUP_MTA_SENDMAIL
};

struct setup_plan {
	struct cli *cli;
	/* Told, or asked for. */
	struct setup_words domains, languages;
	char profile[PATH_MAX]; /* the file; "": not told */
	const struct setup_profile *known; /* NULL: a file of the firm's own */
	enum setup_mta mta;
	bool is_mta_told;
	const char *user, *state, *postfix_config, *sendmail_cf;
	bool applies, goes_on;
	/* Found. */
	struct mta_domains found;
	const char *postconf; /* the program; NULL: no Postfix */
	struct buf parameters; /* what it says */
	struct postfix_texts texts;
	struct postfix_conf conf; /* of these */
};

void setup_plan_init(struct setup_plan *plan, struct cli *cli);
void setup_plan_free(struct setup_plan *plan);

/* Of an option's value, or of a word of an answer. */
enum err setup_plan_domain(void *plan, const char *word) MUST_CHECK;
enum err setup_plan_language(void *plan, const char *word) MUST_CHECK;
enum err setup_plan_profile(void *plan, const char *word) MUST_CHECK;
enum err setup_plan_mta(void *plan, const char *word) MUST_CHECK;

/* What the machine has: which mail server, and its domains. */
int setup_plan_look(struct setup_plan *plan);
/* The mail server that was told or found; it is there. */
int setup_plan_find_mta(struct setup_plan *plan);
/* What was neither told nor asked for follows from the rest; what must be told
 * and was not is said. */
int setup_plan_complete(struct setup_plan *plan);
/* A domain of the mail server's by which people write to the firm. */
bool setup_plan_proposes(const struct mta_domain *domain);

/* The configuration's text. */
int setup_plan_text(struct setup_plan *plan, struct buf *out);

#endif
