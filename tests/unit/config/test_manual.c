/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The manual and the sample say what the table says: the manual names each
 * key of each section with its default and no other key; the sample is
 * accepted as it stands and with all its proposals in force.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schema_private.h"
#include "config/value_private.h"
#include "lib/rows.h"
#include "lib/settings_text.h"

static char *read_source(const char *name)
{
	const char *dir = getenv("ROBINSON_SRCDIR");
	char path[PATH_MAX];
	size_t size = 1u << 20, len;
	char *text = calloc(1, size);
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir ? dir : ".", name);
	f = fopen(path, "re");
	if (!f || !text)
		fail_msg("cannot read %s", path);
	len = fread(text, 1, size - 1, f);
	(void)fclose(f);
	assert_true(len > 0 && len < size - 1);
	return text;
}

/* What the manual says of one key. */
struct said {
	int times;
	bool required;
	char preset[256]; /* "" for none */
};

struct manual {
	struct said *said; /* one for each of schema_keys */
	int section; /* in which section the reading is; -1: in none */
	long key; /* which key it is at; -1: none */
	bool default_next; /* the line before was "Default:" */
};

static const char *behind(const char *line, const char *start)
{
	size_t len = strlen(start);

	return strncmp(line, start, len) == 0 ? line + len : NULL;
}

static void read_heading(struct manual *m, const char *title)
{
	const char *name = behind(title, "SECTION ");

	m->key = -1;
	m->section = -1;
	if (strcmp(title, "KEYS OUTSIDE OF SECTIONS") == 0)
		m->section = SECTION_TOP;
	for (int i = 0; name && i < SECTION_COUNT; i++)
		if (schema_sections[i].name &&
			strcmp(schema_sections[i].name, name) == 0)
			m->section = i;
	if (name && m->section < 0)
		fail_msg("the manual has the unknown section %s", name);
}

static void read_item(struct manual *m, const char *name)
{
	const struct schema_key *key;

	if (m->section < 0)
		return;
	key = schema_key((enum section_id)m->section, name);
	if (!key)
		fail_msg("the manual has the unknown key %s", name);
	m->key = key - schema_keys;
	m->said[m->key].times++;
}

static void read_default(struct manual *m, const char *text)
{
	char *preset = m->said[m->key].preset;
	size_t len;

	(void)snprintf(preset, sizeof(m->said[0].preset), "%s", text);
	len = strlen(preset);
	assert_true(len > 2 && strcmp(preset + len - 2, " .") == 0);
	preset[len - 2] = '\0';
}

static void read_line(struct manual *m, const char *line)
{
	const char *rest;

	if ((rest = behind(line, ".Sh ")))
		read_heading(m, rest);
	else if ((rest = behind(line, ".It Cm ")))
		read_item(m, rest);
	else if (m->key >= 0 && strcmp(line, "Required.") == 0)
		m->said[m->key].required = true;
	else if (m->key >= 0 && m->default_next &&
		(rest = behind(line, ".Li ")))
		read_default(m, rest);
	m->default_next = strcmp(line, "Default:") == 0;
}

static void test_manual(void **state)
{
	struct manual m = {.section = -1, .key = -1};
	char *text = read_source("src/config/robinson.conf.5"), *line, *rest;

	(void)state;
	m.said = calloc(schema_keys_len, sizeof(*m.said));
	assert_non_null(m.said);
	for (line = strtok_r(text, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest))
		read_line(&m, line);
	for (size_t i = 0; i < schema_keys_len; i++) {
		const struct schema_key *key = &schema_keys[i];
		const char *section = schema_sections[key->section].name;

		print_message("# %s %s\n", section ? section : "", key->name);
		assert_int_equal(m.said[i].times, 1);
		assert_int_equal(m.said[i].required, key->is_required);
		assert_string_equal(
			m.said[i].preset, key->preset ? key->preset : "");
	}
	free(m.said);
	free(text);
}

static void test_sample(void **state)
{
	char *text = read_source("conf/robinson.conf.sample");
	const struct settings *s = settings_must(text);

	(void)state;
	assert_true(s->classify_len > 0);
	settings_unref(&s);
	free(text);
}

/* "#key = value" becomes "key = value"; "# remark" stays. */
static void uncomment(char *text)
{
	bool at_begin = true;

	for (char *at = text; *at; at++) {
		if (at_begin && *at == '#' && !isspace((unsigned char)at[1]))
			*at = ' ';
		at_begin = *at == '\n' ||
			(at_begin && isspace((unsigned char)*at));
	}
}

static void test_sample_in_full(void **state)
{
	char *text = read_source("conf/robinson.conf.sample"), *include = text;
	int includes = 0;
	struct problems problems;
	struct settings *s;
	const struct settings *done;
	enum err e;

	(void)state;
	uncomment(text);
	for (; (include = strstr(include, "include(")); includes++)
		*include = '#';
	assert_int_equal(includes, 2);
	e = settings_from_text(text, &s, &problems);
	for (size_t i = 0; i < problems.len; i++)
		print_message("# %d: %s\n", problems.items[i].line,
			problems.items[i].text);
	assert_int_equal(e, ERR_OK);
	problems_free(&problems);
	/* The proposals were read: without them these are unset. */
	assert_non_null(s->subject_tag);
	assert_non_null(s->milter.pid_file);
	assert_non_null(s->reply_fault);
	done = s;
	settings_unref(&done);
	free(text);
}

/* Every key's line in the sample, so that nobody looks for it in vain. */
static void test_sample_names_all(void **state)
{
	char *text = read_source("conf/robinson.conf.sample");

	(void)state;
	for (size_t i = 0; i < schema_keys_len; i++) {
		const char *name = schema_keys[i].name, *at = text;
		bool found = false;

		/* The replies are too many to show each. */
		if (schema_keys[i].section == SECTION_REPLY)
			continue;
		while (!found && (at = strstr(at, name))) {
			const char *end = at + strlen(name);

			found = end[strspn(end, " ")] == '=' && at > text &&
				strchr(" \n#", at[-1]);
			at = end;
		}
		print_message("# %s\n", name);
		assert_true(found);
	}
	free(text);
}

/* A default that the parser itself would refuse is none. */
static void test_presets(void **state)
{
	(void)state;
	for (size_t i = 0; i < schema_keys_len; i++) {
		const struct schema_key *key = &schema_keys[i];
		struct value_fault fault;
		struct value v;

		assert_true(key->help && *key->help);
		assert_true(key->accepted && *key->accepted);
		assert_false(key->is_required && key->preset);
		if (!key->preset)
			continue;
		print_message("# %s = %s\n", key->name, key->preset);
		assert_int_equal(
			value_parse(key, key->preset, &v, &fault), ERR_OK);
		value_clear(&v);
		buf_free(&fault.why);
	}
}

/* The defaults of the actions are the core's. */
static void test_actions(void **state)
{
	(void)state;
	for (int i = REASON_OBJECTED; i <= REASON_RULES; i++) {
		const char *name = reason_name((enum reason)i);
		const struct schema_key *key =
			schema_key(SECTION_ACTIONS, name);

		print_message("# %s\n", name);
		assert_non_null(key);
		assert_string_equal(key->preset,
			action_name(reason_default_action((enum reason)i)));
		if (i != REASON_ALLOWED)
			assert_non_null(schema_key(SECTION_REPLY, name));
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the manual", test_manual, NULL);
	rows_add_one(&rows, "the sample", test_sample, NULL);
	rows_add_one(&rows, "the sample in full", test_sample_in_full, NULL);
	rows_add_one(&rows, "the sample names all keys", test_sample_names_all,
		NULL);
	rows_add_one(&rows, "defaults are accepted", test_presets, NULL);
	rows_add_one(&rows, "defaults of actions", test_actions, NULL);
	return rows_run("manual", &rows);
}
