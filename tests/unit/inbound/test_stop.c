/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many of the texts beside this file are taken for an objection. Each has
 * a text a line, "|" for its line ends: requests, sentences of business that
 * share their words, and letters, in five languages. The texts of the unseen_
 * files were written after the grammar, and it was not fitted to them: whoever
 * does so writes others. Their misses are not shown.
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

static bool shows_misses;

static void count(struct count *c, enum inbound_grade grade)
{
	c->texts++;
	c->likely += grade == INBOUND_LIKELY;
	c->certain += grade == INBOUND_CERTAIN;
}

static double share(unsigned of, unsigned all)
{
	return all ? 100.0 * of / all : 0;
}

static void print(const char *which, const char *kind, const struct count *c)
{
	printf("# %-6s %-8s %4u texts: %5.1f %% certain, %5.1f %% likely\n",
		which, kind, c->texts, share(c->certain, c->texts),
		share(c->likely, c->texts));
}

static void show(
	enum kind kind, const char *text, const struct stop_found *found)
{
	bool is_wrong = kind == REQUESTS ? found->grade != INBOUND_CERTAIN :
					   found->grade != INBOUND_UNSAID;

	if (shows_misses && is_wrong)
		printf("#   %s: %s (%s)\n", inbound_grade_name(found->grade),
			text, found->said);
}

static void count_text(
	enum kind kind, bool is_shown, char *text, struct count *c)
{
	const struct inbound_list none = {0};
	struct stop_found found;
	enum err e;

	for (char *at = text; (at = strchr(at, '|'));)
		*at = '\n';
	e = stop_in_letter(&none, text, strlen(text), &found);
	assert_true(e == ERR_OK || e == ERR_NOT_FOUND);
	assert_int_equal(e == ERR_NOT_FOUND, found.grade == INBOUND_UNSAID);
	count(c, found.grade);
	if (is_shown)
		show(kind, text, &found);
}

static void count_file(
	const char *name, enum kind kind, bool is_shown, struct count *c)
{
	const char *top = getenv("ROBINSON_SRCDIR");
	char path[1000], line[2000];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/unit/inbound/stop/%s.txt",
		top ? top : ".", name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be read", path);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		count_text(kind, is_shown, line, c);
	}
	fclose(f);
}

/* All languages; each is printed. */
static void count_seen(enum kind kind, struct count *all_r)
{
	char name[100];

	*all_r = (struct count){0};
	for (size_t i = 0; i < LANGUAGES_LEN; i++) {
		struct count c = {0};

		snprintf(
			name, sizeof(name), "%s_%s", kinds[kind], languages[i]);
		count_file(name, kind, true, &c);
		print(languages[i], kinds[kind], &c);
		all_r->texts += c.texts;
		all_r->likely += c.likely;
		all_r->certain += c.certain;
	}
	print("all", kinds[kind], all_r);
}

static void count_unseen(enum kind kind, struct count *c)
{
	char name[100];

	*c = (struct count){0};
	snprintf(name, sizeof(name), "unseen_%s", kinds[kind]);
	count_file(name, kind, false, c);
	print("unseen", kinds[kind], c);
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
	count_seen(REQUESTS, &all);
	count_unseen(REQUESTS, &unseen);
	assert_true(all.texts >= 200);
	assert_true(unseen.texts >= 50);
	check_requests(&all);
	check_requests(&unseen);
}

static void check_no_requests(enum kind kind, unsigned texts, double most)
{
	struct count all, unseen;

	count_seen(kind, &all);
	count_unseen(kind, &unseen);
	assert_true(all.texts >= texts);
	assert_true(unseen.texts >= 50);
	assert_int_equal(all.certain, 0);
	assert_int_equal(unseen.certain, 0);
	assert_true(share(all.likely, all.texts) <= most);
	assert_true(share(unseen.likely, unseen.texts) <= most);
}

static void test_business(void **state)
{
	(void)state;
	check_no_requests(BUSINESS, 200, 5);
}

static void test_letters(void **state)
{
	(void)state;
	check_no_requests(LETTERS, 500, 0.5);
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
