/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "service/verdict/simulate.h"

#define NOBODY "(nobody)"
#define VERDICT_SIZE 64

enum grouping {
	BY_NOTHING,
	BY_PURPOSE,
	BY_SENDER
};

/* Cells that are one line of the output. */
struct line {
	const char *group;
	const struct simulate_cell *cell; /* one of them */
	int64_t count;
};

struct simulating {
	struct cli *cli;
	const char *path;
	const struct settings *other;
	struct simulation simulation;
};

static bool is_same_verdict(const struct simulate_cell *c)
{
	return c->old_reason == c->new_reason && c->old_action == c->new_action;
}

static const char *group_of(
	const struct simulate_cell *cell, enum grouping grouping)
{
	switch (grouping) {
	case BY_PURPOSE:
		return cell->purpose;
	case BY_SENDER:
		return cell->sender ? cell->sender : NOBODY;
	case BY_NOTHING:
		break;
	}
	return "";
}

static int order_of(const struct simulate_cell *c)
{
	int order = (int)c->doubt;

	order = order * REASON_COUNT + (int)c->old_reason;
	order = order * ACTION_COUNT + (int)c->old_action;
	order = order * REASON_COUNT + (int)c->new_reason;
	return order * ACTION_COUNT + (int)c->new_action;
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	int by_group = strcmp(left->group, right->group);

	return by_group ? by_group :
			  order_of(left->cell) - order_of(right->cell);
}

/* Frees with free(); NULL: no memory. */
static struct line *make_lines(
	const struct simulation *s, enum grouping grouping, size_t *len_r)
{
	struct line *lines = calloc(s->len + 1, sizeof(*lines));
	size_t n = 0;

	*len_r = 0;
	if (!lines)
		return NULL;
	for (size_t i = 0; i < s->len; i++)
		lines[i] = (struct line){group_of(&s->cells[i], grouping),
			&s->cells[i], s->cells[i].count};
	qsort(lines, s->len, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < s->len; i++) {
		if (n > 0 && compare_lines(&lines[n - 1], &lines[i]) == 0)
			lines[n - 1].count += lines[i].count;
		else
			lines[n++] = lines[i];
	}
	*len_r = n;
	return lines;
}

static int64_t count_doubt(
	const struct simulation *s, enum simulate_doubt doubt)
{
	int64_t count = 0;

	for (size_t i = 0; i < s->len; i++)
		if (s->cells[i].doubt == doubt)
			count += s->cells[i].count;
	return count;
}

static int64_t count_same(const struct simulation *s)
{
	int64_t count = 0;

	for (size_t i = 0; i < s->len; i++)
		if (!s->cells[i].doubt && is_same_verdict(&s->cells[i]))
			count += s->cells[i].count;
	return count;
}

static const struct {
	unsigned note;
	const char *name, *words;
} notes[] = {
	{SIMULATE_NOTE_CLASSIFY, "classify",
		"classify or purpose-header differ: a message may have another "
		"purpose, the journal holds no headers"},
	{SIMULATE_NOTE_ADDRESSES, "addresses",
		"address-rule or sub-address-separators differ: other "
		"addresses may be one person, the journal holds none"},
	{SIMULATE_NOTE_OWN_DOMAINS, "own-domains",
		"own-domains differ: who is a marketing target may differ, the "
		"journal holds no domain"},
	{SIMULATE_NOTE_SIZE, "size",
		"max-message of quarantine differs: a message that is held may "
		"be too large, the journal holds no size"},
};

#define NOTES (sizeof(notes) / sizeof(notes[0]))

/* ------------------------------------------------------------------ text */

static void verdict_text(
	enum action action, enum reason reason, char text_r[VERDICT_SIZE])
{
	snprintf(text_r, VERDICT_SIZE, "%s %s", action_name(action),
		reason_name(reason));
}

static void print_line(const struct line *line)
{
	const struct simulate_cell *c = line->cell;
	char old[VERDICT_SIZE], new[VERDICT_SIZE];

	verdict_text(c->old_action, c->old_reason, old);
	if (c->doubt)
		snprintf(new, sizeof(new), "? %s",
			simulate_doubt_name(c->doubt));
	else
		verdict_text(c->new_action, c->new_reason, new);
	visible_printf(stdout, "  %-26s  %-26s %12" PRId64 "%s\n", old, new,
		line->count,
		!c->doubt && is_same_verdict(c) ? "  the same" : "");
}

static enum err print_groups(
	const struct simulation *s, enum grouping grouping, const char *title)
{
	size_t len;
	struct line *lines = make_lines(s, grouping, &len);
	const char *group = NULL;

	if (!lines)
		return ERR_NOMEM;
	printf("\n%s\n", title);
	for (size_t i = 0; i < len; i++) {
		const struct simulate_cell *c = lines[i].cell;

		/* What stays is told once, in the first table. */
		if (grouping != BY_NOTHING && !c->doubt && is_same_verdict(c))
			continue;
		if (grouping != BY_NOTHING &&
			(!group || strcmp(group, lines[i].group) != 0))
			visible_printf(stdout, " %s\n", lines[i].group);
		group = lines[i].group;
		print_line(&lines[i]);
	}
	free(lines);
	return ERR_OK;
}

static void print_summary(const struct simulating *sim)
{
	const struct simulation *s = &sim->simulation;
	const struct zone *zone = sim->cli->settings->zone;
	char first[INSTANT_TEXT_SIZE], last[INSTANT_TEXT_SIZE];
	int64_t same = count_same(s);
	int64_t known = count_doubt(s, SIMULATE_KNOWN);

	instant_format(zone, s->first_utc, first);
	instant_format(zone, s->last_utc, last);
	visible_printf(stdout, "%" PRId64 " verdicts, %s to %s\n", s->verdicts,
		first, last);
	visible_printf(
		stdout, "%12" PRId64 " the same under %s\n", same, sim->path);
	visible_printf(stdout, "%12" PRId64 " different\n", known - same);
	visible_printf(
		stdout, "%12" PRId64 " cannot be known\n", s->verdicts - known);
	for (int d = SIMULATE_KNOWN + 1; d < SIMULATE_DOUBTS; d++) {
		enum simulate_doubt doubt = (enum simulate_doubt)d;
		int64_t count = count_doubt(s, doubt);

		if (count > 0)
			visible_printf(stdout, "%20" PRId64 " %s: %s\n", count,
				simulate_doubt_name(doubt),
				simulate_doubt_words(doubt));
	}
	for (size_t i = 0; i < NOTES; i++)
		if (s->notes & notes[i].note)
			visible_printf(stdout, "Note: %s.\n", notes[i].words);
}

static void print_unknown_purposes(const struct simulating *sim)
{
	const struct simulation *s = &sim->simulation;
	size_t len;
	struct line *lines = make_lines(s, BY_PURPOSE, &len);
	const char *before = "";

	for (size_t i = 0; lines && i < len; i++) {
		if (lines[i].cell->doubt != SIMULATE_NO_PURPOSE ||
			strcmp(before, lines[i].group) == 0)
			continue;
		before = lines[i].group;
		visible_printf(stdout, "Note: %s has no purpose \"%s\".\n",
			sim->path, before);
	}
	free(lines);
}

static enum err print_text(const struct simulating *sim)
{
	const struct simulation *s = &sim->simulation;
	enum err e;

	if (s->verdicts == 0) {
		puts("The journal holds no verdict of that time.");
		return ERR_OK;
	}
	print_summary(sim);
	print_unknown_purposes(sim);
	e = print_groups(s, BY_NOTHING, "Old verdict, new verdict");
	if (!e && count_same(s) < s->verdicts)
		e = print_groups(s, BY_PURPOSE, "What differs, by purpose");
	if (!e && count_same(s) < s->verdicts)
		e = print_groups(s, BY_SENDER, "What differs, by sender");
	return e;
}

/* ------------------------------------------------------------------ JSON */

static json_t *line_json(const struct line *line, const char *group)
{
	const struct simulate_cell *c = line->cell;
	json_t *object = json_object();

	if (group)
		json_object_set_new(object, group, json_string(line->group));
	json_object_set_new(
		object, "old_action", json_string(action_name(c->old_action)));
	json_object_set_new(
		object, "old_reason", json_string(reason_name(c->old_reason)));
	if (c->doubt) {
		json_object_set_new(object, "unknown",
			json_string(simulate_doubt_name(c->doubt)));
	} else {
		json_object_set_new(object, "new_action",
			json_string(action_name(c->new_action)));
		json_object_set_new(object, "new_reason",
			json_string(reason_name(c->new_reason)));
	}
	json_object_set_new(object, "verdicts", json_integer(line->count));
	return object;
}

static json_t *lines_json(
	const struct simulation *s, enum grouping grouping, const char *group)
{
	json_t *array = json_array();
	size_t len;
	struct line *lines = make_lines(s, grouping, &len);

	for (size_t i = 0; lines && i < len; i++)
		json_array_append_new(array, line_json(&lines[i], group));
	if (!lines) {
		json_decref(array);
		array = NULL;
	}
	free(lines);
	return array;
}

static json_t *doubts_json(const struct simulation *s)
{
	json_t *object = json_object();

	for (int d = SIMULATE_KNOWN + 1; d < SIMULATE_DOUBTS; d++) {
		enum simulate_doubt doubt = (enum simulate_doubt)d;
		int64_t count = count_doubt(s, doubt);

		if (count > 0)
			json_object_set_new(object, simulate_doubt_name(doubt),
				json_integer(count));
	}
	return object;
}

static json_t *instant_json(const struct zone *zone, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(zone, utc, text);
	return json_string(text);
}

static enum err print_json(const struct simulating *sim)
{
	const struct simulation *s = &sim->simulation;
	const struct zone *zone = sim->cli->settings->zone;
	int64_t same = count_same(s), known = count_doubt(s, SIMULATE_KNOWN);
	json_t *all = json_object(), *noted = json_array();
	int failed;

	for (size_t i = 0; i < NOTES; i++)
		if (s->notes & notes[i].note)
			json_array_append_new(
				noted, json_string(notes[i].name));
	failed = json_object_set_new(
			 all, "from", instant_json(zone, s->first_utc)) ||
		json_object_set_new(
			all, "to", instant_json(zone, s->last_utc)) ||
		json_object_set_new(
			all, "verdicts", json_integer(s->verdicts)) ||
		json_object_set_new(all, "same", json_integer(same)) ||
		json_object_set_new(
			all, "different", json_integer(known - same)) ||
		json_object_set_new(all, "unknown", doubts_json(s)) ||
		json_object_set_new(all, "notes", noted) ||
		json_object_set_new(
			all, "matrix", lines_json(s, BY_NOTHING, NULL)) ||
		json_object_set_new(all, "purposes",
			lines_json(s, BY_PURPOSE, "purpose")) ||
		json_object_set_new(
			all, "senders", lines_json(s, BY_SENDER, "sender"));
	if (!failed)
		(void)json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
	return failed ? ERR_NOMEM : ERR_OK;
}

/* --------------------------------------------------------------- command */

static int simulate(struct simulating *sim, int64_t since_utc, bool is_json)
{
	struct cli *cli = sim->cli;
	enum err e = simulate_run(
		cli->desk, sim->other, since_utc, &sim->simulation);

	if (e)
		return cli_desk_failed(cli, e);
	e = is_json ? print_json(sim) : print_text(sim);
	simulate_free(&sim->simulation);
	return e ? cli_fail(cli, cli_status(e), "%s", err_text(e)) :
		   cli_flush(cli);
}

int cmd_simulate(struct cli *cli, int argc, char **argv)
{
	struct simulating sim = {.cli = cli};
	const char *since = NULL;
	bool is_json = false;
	const struct cli_option options[] = {
		{.name = "config", .value = &sim.path},
		{.name = "since", .value = &since},
		{.name = "json", .flag = &is_json},
	};
	int64_t since_utc;
	int status;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status)
		status = cli_require(cli, "config", sim.path);
	if (!status)
		status =
			cli_instant(cli, "since", since, DAY_FIRST, &since_utc);
	if (!status)
		status = cli_read_settings(cli, sim.path, &sim.other);
	if (!status)
		status = cli_open_desk(cli, false);
	if (!status)
		status = simulate(&sim, since_utc, is_json);
	if (sim.other)
		settings_unref(&sim.other);
	return status;
}
