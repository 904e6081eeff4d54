/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/setup_ask.h"

#include <stdlib.h>
#include <string.h>

#define PROPOSAL_MAX ((size_t)4000)
#define BLANKS " \t\r\n,"

/* One or several words, each taken by "take". */
struct prompt {
	const char *words;
	const char *proposed;
	enum err (*take)(void *plan, const char *word);
	struct setup_words *into; /* takes many; NULL: one word */
};

/* ERR_INVALID: something in it was refused, or nothing was said. */
static enum err take_answer(
	struct setup_plan *plan, const struct prompt *q, const char *text)
{
	char *copy = strdup(text), *rest = copy;
	enum err e = ERR_INVALID;
	size_t taken = 0;

	if (!copy)
		return ERR_NOMEM;
	for (;;) {
		char *word = strtok_r(rest, BLANKS, &rest);

		if (!word)
			break;
		if (taken > 0 && !q->into) {
			cli_fail(plan->cli, EX_USAGE,
				"one word is accepted, found \"%s\" too", word);
			e = ERR_INVALID;
			break;
		}
		e = q->take(plan, word);
		if (e)
			break;
		taken++;
	}
	free(copy);
	return e;
}

static int ask(struct setup_plan *plan, const struct prompt *q)
{
	char *line = NULL;
	size_t size = 0;
	enum err e = ERR_INVALID;

	while (e == ERR_INVALID || e == ERR_NOT_FOUND) {
		bool has_proposal = q->proposed && *q->proposed;
		const char *answer;

		visible_printf(stdout, "%s%s%s%s: ", q->words,
			has_proposal ? " [" : "",
			has_proposal ? q->proposed : "",
			has_proposal ? "]" : "");
		(void)fflush(stdout);
		if (getline(&line, &size, stdin) < 0) {
			free(line);
			return cli_fail(plan->cli, EX_NOINPUT,
				"no answer; nothing was changed");
		}
		answer = line + strspn(line, BLANKS);
		if (!*answer && has_proposal)
			answer = q->proposed;
		e = take_answer(plan, q, answer);
		/* Of an answer that was refused nothing is taken. */
		if (e && q->into)
			setup_words_free(q->into);
	}
	free(line);
	return e ? cli_fail(plan->cli, cli_status(e), "%s", err_text(e)) :
		   EX_OK;
}

static int ask_domains(struct setup_plan *plan)
{
	struct buf proposed;
	struct prompt q = {"The firm's mail domains", NULL, setup_plan_domain,
		&plan->domains};
	int status;

	buf_init(&proposed, PROPOSAL_MAX);
	for (size_t i = 0; i < plan->found.len; i++)
		if (setup_plan_proposes(&plan->found.items[i]))
			(void)buf_addf(&proposed, "%s%s",
				proposed.len ? " " : "",
				plan->found.items[i].name);
	q.proposed = buf_text(&proposed);
	status = ask(plan, &q);
	buf_free(&proposed);
	return status;
}

static int ask_profile(struct setup_plan *plan)
{
	const struct prompt q = {
		"Whose law: eu, pl, de, at, fr, es, or the path of a file",
		setup_profile_of(plan->domains.items[0])->name,
		setup_plan_profile, NULL};

	return ask(plan, &q);
}

static int ask_languages(struct setup_plan *plan)
{
	const char *language = plan->known ? plan->known->language : "en";
	const struct prompt q = {"Languages, that of letters to your people "
				 "first: en, pl",
		strcmp(language, "pl") == 0 ? "pl en" : "en",
		setup_plan_language, &plan->languages};

	return ask(plan, &q);
}

static int ask_mta(struct setup_plan *plan)
{
	const struct prompt q = {"Mail server: postfix, sendmail",
		plan->mta == SETUP_MTA_SENDMAIL        ? "sendmail" :
			plan->mta == SETUP_MTA_POSTFIX ? "postfix" :
							 NULL,
		setup_plan_mta, NULL};

	return ask(plan, &q);
}

static enum err take_yes(void *plan, const char *word)
{
	struct setup_plan *p = plan;

	if (strcmp(word, "yes") != 0 && strcmp(word, "no") != 0) {
		cli_fail(p->cli, EX_USAGE, "found \"%s\", accepted: yes, no",
			word);
		return ERR_INVALID;
	}
	p->applies = strcmp(word, "yes") == 0;
	return ERR_OK;
}

static int ask_apply(struct setup_plan *plan)
{
	const struct prompt q = {
		"Build it into Postfix at the end (main.cf is changed): yes, "
		"no",
		"no", take_yes, NULL};

	if (plan->applies || plan->mta != SETUP_MTA_POSTFIX)
		return EX_OK;
	return ask(plan, &q);
}

int setup_ask(struct setup_plan *plan)
{
	int status = EX_OK;

	if (plan->domains.len == 0)
		status = ask_domains(plan);
	if (!status && !*plan->profile)
		status = ask_profile(plan);
	if (!status && plan->languages.len == 0)
		status = ask_languages(plan);
	if (!status && !plan->is_mta_told)
		status = ask_mta(plan);
	return status ? status : ask_apply(plan);
}
