/* SPDX-License-Identifier: BSD-2-Clause */
/* The first configuration: it is accepted without a warning, says what was
 * chosen, and nothing that nobody chose. */
#include "config.h"

#include <stdio.h>

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "base/zone.h"
#include "lib/settings_text.h"
#include "service/setup/setup_profile.h"
#include "service/setup/setup_text.h"

#define TEXT_MAX ((size_t)64 << 10)

static const char *const two_domains[] = {"firma.pl", "zweite.pl"};
static const char *const two_languages[] = {"pl", "en"};
static const char *const english[] = {"en"};

static const struct row {
	const char *name;
	const char *profile; /* its name */
	size_t domains_len;
	const char *const *languages;
	size_t languages_len;
	const char *socket;
	const char *socket_group;
	const char *warning; /* of what a person must decide; NULL: none */
} rows[] = {
	{"Poland, Postfix", "pl", 1, two_languages, 2,
		"unix:/var/spool/postfix/robinson/milter.sock", "postfix",
		NULL},
	{"two domains, Sendmail", "de", 2, english, 1,
		"unix:/run/robinson/milter.sock", NULL, NULL},
	{"no country's time zone", "eu", 1, english, 1, "inet:8895@127.0.0.1",
		NULL, "legitimate-interest without an assessment"},
	{"Austria, with a list", "at", 1, english, 1,
		"unix:/run/robinson/milter.sock", NULL, NULL},
	{"France", "fr", 1, english, 1, "unix:/run/robinson/milter.sock", NULL,
		NULL},
	{"Spain", "es", 1, english, 1, "unix:/run/robinson/milter.sock", NULL,
		NULL},
};

static struct setup_choice choice_of(const struct row *row, char *path)
{
	const char *top = getenv("ROBINSON_SRCDIR");
	const struct setup_profile *profile = setup_profile_find(row->profile);

	assert_non_null(profile);
	snprintf(path, PATH_MAX, "%s/conf/profiles/%s.conf", top ? top : ".",
		row->profile);
	return (struct setup_choice){
		.domains = two_domains,
		.domains_len = row->domains_len,
		.profile = path,
		.timezone = profile->has_timezone ? NULL : "Europe/Vilnius",
		.holidays = profile->holidays,
		.languages = row->languages,
		.languages_len = row->languages_len,
		.state = "/var/lib/robinson",
		.key_file = "/etc/robinson/keys",
		.user = "robinson",
		.socket = row->socket,
		.socket_group = row->socket_group,
	};
}

/* Whether a line that counts has this in it. */
static bool says(const char *text, const char *word)
{
	for (const char *line = text; *line; line += *line == '\n') {
		size_t len = strcspn(line, "\n");
		size_t blank = strspn(line, " \t");
		const char *at = strstr(line, word);

		if (line[blank] != '#' && at && at < line + len)
			return true;
		line += len;
	}
	return false;
}

static void expect_settings(
	const struct row *row, const struct setup_choice *c, const char *text)
{
	struct problems problems;
	struct settings *read;
	const struct settings *s;

	assert_int_equal(settings_from_text(text, &read, &problems), ERR_OK);
	for (size_t i = 0; i < problems.len; i++)
		print_message("# line %d: %s\n", problems.items[i].line,
			problems.items[i].text);
	assert_int_equal(problems.len, row->warning ? 1 : 0);
	if (row->warning)
		assert_non_null(strstr(problems.items[0].text, row->warning));
	problems_free(&problems);
	s = read;
	assert_int_equal(s->mode, MODE_OBSERVE);
	assert_int_equal(s->own_domains.len, row->domains_len);
	for (size_t i = 0; i < row->domains_len; i++)
		assert_string_equal(s->own_domains.items[i], two_domains[i]);
	assert_string_equal(s->milter.socket, row->socket);
	assert_string_equal(s->milter.user, "robinson");
	if (row->socket_group)
		assert_string_equal(s->milter.socket_group, row->socket_group);
	assert_string_equal(s->notices.language, row->languages[0]);
	assert_string_equal(s->store, "sqlite:/var/lib/robinson/robinson.db");
	assert_string_equal(s->key_file, "/etc/robinson/keys");
	assert_true(s->journal.is_trimmed);
	assert_string_equal(zone_name(s->zone),
		c->timezone ? c->timezone : zone_name(s->zone));
	settings_unref(&s);
}

static void check_text(void **state)
{
	const struct row *row = *state;
	char path[PATH_MAX];
	struct setup_choice choice = choice_of(row, path);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	assert_int_equal(setup_text(&choice, &text), ERR_OK);
	expect_settings(row, &choice, buf_text(&text));
	assert_false(says(buf_text(&text), "assessment"));
	assert_null(strstr(buf_text(&text), "example"));
	assert_null(strstr(buf_text(&text), "LIA"));
	assert_true(says(buf_text(&text), "mode = observe"));
	buf_free(&text);
}

static const struct bad {
	const char *name;
	const char *profile;
	const char *state;
	const char *user;
} bad[] = {
	{"a quotation mark in a path", "/x/\".conf", "/s", "robinson"},
	{"a line in a path", "/x/pl.conf", "/s\nmode = enforce", "robinson"},
	{"a backslash in a name", "/x/pl.conf", "/s", "a\\b"},
};

static void check_bad(void **state)
{
	const struct bad *row = *state;
	const struct setup_choice choice = {
		.domains = two_domains,
		.domains_len = 1,
		.profile = row->profile,
		.languages = english,
		.languages_len = 1,
		.state = row->state,
		.key_file = "/k",
		.user = row->user,
		.socket = "unix:/s",
	};
	struct buf text;

	buf_init(&text, TEXT_MAX);
	assert_int_equal(setup_text(&choice, &text), ERR_INVALID);
	assert_int_equal(text.len, 0);
	buf_free(&text);
}

static void check_full(void **state)
{
	char path[PATH_MAX];
	struct setup_choice choice = choice_of(&rows[0], path);
	struct buf text;

	(void)state;
	buf_init(&text, 1000);
	assert_int_equal(setup_text(&choice, &text), ERR_LIMIT);
	buf_free(&text);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_text);
	rows_add(&all, bad, check_bad);
	rows_add_one(&all, "no room", check_full, NULL);
	return rows_run("setup text", &all);
}
