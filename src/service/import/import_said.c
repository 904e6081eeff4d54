/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of a million rows may have the same fault in each. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "service/import/import_row.h"

#define SAYINGS_MAX 200
#define LINES_MAX 8

struct saying {
	char *text;
	bool is_bad;
	uint64_t first, more;
	uint64_t lines[LINES_MAX]; /* of "more" the first ones */
};

struct import_said {
	const struct import_options *options;
	struct saying sayings[SAYINGS_MAX];
	size_t len;
};

enum err import_said_new(
	const struct import_options *options, struct import_said **said_r)
{
	*said_r = calloc(1, sizeof(**said_r));
	if (!*said_r)
		return ERR_NOMEM;
	(*said_r)->options = options;
	return ERR_OK;
}

static struct saying *find(struct import_said *said, const char *text)
{
	for (size_t i = 0; i < said->len; i++)
		if (strcmp(said->sayings[i].text, text) == 0)
			return &said->sayings[i];
	return NULL;
}

/* Where there is no room it is told at once, each time. */
static void remember(
	struct import_said *said, uint64_t line, bool is_bad, const char *text)
{
	struct saying *s = &said->sayings[said->len];

	if (said->len == SAYINGS_MAX)
		return;
	*s = (struct saying){
		.text = strdup(text), .is_bad = is_bad, .first = line};
	said->len += s->text != NULL;
}

void import_say(
	struct import_said *said, uint64_t line, bool is_bad, const char *text)
{
	struct saying *s = find(said, text);

	if (s) {
		if (s->more < LINES_MAX)
			s->lines[s->more] = line;
		s->more++;
		return;
	}
	remember(said, line, is_bad, text);
	said->options->say(said->options->arg, line, is_bad, text);
}

static void tell_others(const struct import_said *said, const struct saying *s)
{
	struct buf text;

	buf_init(&text, IMPORT_CAUSE_SIZE + 512);
	buf_addf(&text, "the same in %" PRIu64 " more line%s (", s->more,
		s->more == 1 ? "" : "s");
	for (size_t i = 0; i < LINES_MAX && i < s->more; i++)
		buf_addf(&text, "%s%" PRIu64, i > 0 ? ", " : "", s->lines[i]);
	buf_addf(&text, "%s): %s", s->more > LINES_MAX ? ", ..." : "", s->text);
	if (!buf_err(&text))
		said->options->say(said->options->arg, s->first, s->is_bad,
			buf_text(&text));
	buf_free(&text);
}

void import_said_end(struct import_said **said)
{
	if (!*said)
		return;
	for (size_t i = 0; i < (*said)->len; i++) {
		if ((*said)->sayings[i].more > 0)
			tell_others(*said, &(*said)->sayings[i]);
		free((*said)->sayings[i].text);
	}
	free(*said);
	*said = NULL;
}
