/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal-of CONFIGURATION ADDRESS NUMBER: so many entries of a person, as years
 * of calls and mails leave them, without the years.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/test_clock.h"
#include "service/office/desk.h"

/* As many as may wait for the others of the store. */
#define AT_ONCE 5000

static enum err add(struct desk *desk, const struct identity *who, long n)
{
	const struct desk_act act = {.kind = JOURNAL_CONTACT,
		.key = &who->key,
		.purpose = "followup",
		.detail = "contact, channel phone, source chat"};
	enum err e = desk_begin(desk);

	if (e)
		return e;
	while (!e && n-- > 0)
		e = desk_journal(desk, &act);
	return desk_end(desk, e);
}

static enum err fill(struct desk *desk, const char *address, long n)
{
	struct identity who;
	enum err e = desk_identify(desk, address, &who);

	for (; !e && n > 0; n -= AT_ONCE)
		e = add(desk, &who, n < AT_ONCE ? n : AT_ONCE);
	return e;
}

static int with_settings(
	const struct settings *settings, const char *address, long n)
{
	struct office_options options = {.settings = settings};
	char cause[DESK_CAUSE_SIZE] = "";
	struct office *office = NULL;
	struct desk *desk = NULL;
	struct test_clock t;
	enum err e;

	test_clock_init(&t);
	options.clock = &t.clock;
	e = office_open(&options, &office);
	if (!e)
		e = desk_open(office, NULL, &desk, cause);
	if (!e)
		e = fill(desk, address, n);
	if (e)
		fprintf(stderr, "%s: %s\n", err_text(e),
			desk ? desk->cause : cause);
	desk_close(&desk);
	office_close(&office);
	return e ? 1 : 0;
}

int main(int argc, char **argv)
{
	const struct settings *settings;
	struct settings *read = NULL;
	struct problems problems;
	int status;

	problems_init(&problems);
	if (argc != 4 || settings_read(argv[1], &read, &problems)) {
		fprintf(stderr,
			"usage: journal-of CONFIGURATION ADDRESS NUMBER\n");
		problems_free(&problems);
		return EXIT_FAILURE;
	}
	problems_free(&problems);
	settings = read;
	status = with_settings(settings, argv[2], strtol(argv[3], NULL, 10));
	settings_unref(&settings);
	return status;
}
