/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many of the texts beside this file are taken for an objection. Each has
 * a text a line, "|" for its line ends: requests, sentences of business that
 * share their words, and letters, in five languages. The grammar was
 * not tuned to every fourth of them (unseen): its shares are told apart, and
 * its misses are not shown.
 *
 *     test_stop --misses     shows each text that was taken wrongly
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inbound/stop.h"
#include "lib/rows.h"

static const char *const languages[] = {"pl", "en", "de", "fr", "es"};
#define LANGUAGES_LEN (sizeof(languages) / sizeof(*languages))

enum kind {
	REQUESTS,
	BUSINESS,
	LETTERS,
	KINDS
};
static const char *const kinds[KINDS] = {"requests", "business", "letters"};

struct count {
	unsigned texts, likely, certain;
};

struct shares {
	struct count seen, unseen;
};

static bool shows_misses;

static void count(struct count *c, enum inbound_grade grade)
{
	c->texts++;
	c->likely += grade == INBOUND_LIKELY;
	c->certain += grade == INBOUND_CERTAIN;
}

static void add(struct count *to, const struct count *c)
{
	to->texts += c->texts;
	to->likely += c->likely;
	to->certain += c->certain;
}

static double share(unsigned of, unsigned all)
{
	return all ? 100.0 * of / all : 0;
}

static void print(const char *language, const char *kind, const char *which,
	const struct count *c)
{
	printf("# %-3s %-8s %-8s %3u texts: %5.1f %% certain, %5.1f %% "
	       "likely\n",
		language, kind, which, c->texts, share(c->certain, c->texts),
		share(c->likely, c->texts));
}

static void show(enum kind kind, bool is_unseen, const char *text,
	const struct stop_found *found)
{
	bool is_wrong = kind == REQUESTS ? found->grade != INBOUND_CERTAIN :
					   found->grade != INBOUND_UNSAID;

	if (shows_misses && is_wrong && !is_unseen)
		printf("#   %s: %s (%s)\n", inbound_grade_name(found->grade),
			text, found->said);
}

static void count_line(
	enum kind kind, unsigned number, char *text, struct shares *shares)
{
	const struct inbound_list none = {0};
	bool is_unseen = number % 4 == 3;
	struct stop_found found;
	enum err e;

	for (char *at = text; (at = strchr(at, '|'));)
		*at = '\n';
	e = stop_in_letter(&none, text, strlen(text), &found);
	assert_true(e == ERR_OK || e == ERR_NOT_FOUND);
	assert_int_equal(e == ERR_NOT_FOUND, found.grade == INBOUND_UNSAID);
	count(is_unseen ? &shares->unseen : &shares->seen, found.grade);
	show(kind, is_unseen, text, &found);
}

static void read_texts(
	const char *language, enum kind kind, struct shares *shares_r)
{
	const char *top = getenv("ROBINSON_SRCDIR");
	char path[1000], line[2000];
	unsigned number = 0;
	FILE *f;

	*shares_r = (struct shares){0};
	snprintf(path, sizeof(path), "%s/tests/unit/inbound/stop/%s_%s.txt",
		top ? top : ".", kinds[kind], language);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be read", path);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		count_line(kind, number++, line, shares_r);
	}
	fclose(f);
	print(language, kinds[kind], "seen", &shares_r->seen);
	print(language, kinds[kind], "unseen", &shares_r->unseen);
}

static void sum(enum kind kind, struct count *all_r, struct count *unseen_r)
{
	struct shares shares;

	*all_r = *unseen_r = (struct count){0};
	for (size_t i = 0; i < LANGUAGES_LEN; i++) {
		read_texts(languages[i], kind, &shares);
		add(all_r, &shares.seen);
		add(all_r, &shares.unseen);
		add(unseen_r, &shares.unseen);
	}
	print("all", kinds[kind], "", all_r);
	print("all", kinds[kind], "unseen", unseen_r);
}

static void check_requests(const struct count *c)
{
	assert_true(share(c->certain + c->likely, c->texts) >= 90);
	assert_true(share(c->certain, c->texts) >= 70);
}

static void test_requests(void **state)
{
	struct count all, unseen;

	(void)state;
	sum(REQUESTS, &all, &unseen);
	assert_true(all.texts >= 200);
	check_requests(&all);
	check_requests(&unseen);
}

static void test_business(void **state)
{
	struct count all, unseen;

	(void)state;
	sum(BUSINESS, &all, &unseen);
	assert_true(all.texts >= 200);
	assert_int_equal(all.certain, 0);
	assert_true(share(all.likely, all.texts) <= 5);
	assert_true(share(unseen.likely, unseen.texts) <= 5);
}

static void test_letters(void **state)
{
	struct count all, unseen;

	(void)state;
	sum(LETTERS, &all, &unseen);
	assert_true(all.texts >= 500);
	assert_int_equal(all.certain, 0);
	assert_true(share(all.likely, all.texts) <= 0.5);
	assert_true(share(unseen.likely, unseen.texts) <= 0.8);
}

int main(int argc, char **argv)
{
	struct rows rows = {0};

	shows_misses = argc > 1 && strcmp(argv[1], "--misses") == 0;
	rows_add_one(&rows, "requests", test_requests, NULL);
	rows_add_one(&rows, "sentences of business", test_business, NULL);
	rows_add_one(&rows, "letters", test_letters, NULL);
	return rows_run("stop", &rows);
}
