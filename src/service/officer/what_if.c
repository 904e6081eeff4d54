/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include "service/officer/what_if.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "service/officer/person_private.h"
#include "service/verdict/simulate.h"

#define PROBLEMS_MOST 100

int memory_file(const char *bytes, size_t len, char path_r[MEMORY_PATH_SIZE])
{
	int fd = memfd_create("robinson", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (file_write_all(fd, bytes, len) || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	snprintf(path_r, MEMORY_PATH_SIZE, "/proc/self/fd/%d", fd);
	return fd;
}

static json_t *problems_value(const struct problems *problems)
{
	json_t *list = json_array();

	for (size_t i = 0; i < problems->len && i < PROBLEMS_MOST; i++) {
		const struct problem *p = &problems->items[i];

		json_array_append_new(list,
			json_pack("{s:b, s:i, s:s}", "error",
				p->severity == PROBLEM_ERROR, "line", p->line,
				"text", p->text));
	}
	return list;
}

/* ---------------------------------------------------------------- changes */

struct change {
	const struct simulate_cell *cell;
	int64_t count;
};

static int by_what(const void *a, const void *b)
{
	const struct simulate_cell *x = ((const struct change *)a)->cell;
	const struct simulate_cell *y = ((const struct change *)b)->cell;
	const int differences[] = {
		strcmp(x->purpose ? x->purpose : "",
			y->purpose ? y->purpose : ""),
		(int)x->old_reason - (int)y->old_reason,
		(int)x->old_action - (int)y->old_action,
		(int)x->new_reason - (int)y->new_reason,
		(int)x->new_action - (int)y->new_action,
	};

	for (size_t i = 0; i < sizeof(differences) / sizeof(*differences); i++)
		if (differences[i])
			return differences[i];
	return 0;
}

static int by_count(const void *a, const void *b)
{
	int64_t x = ((const struct change *)a)->count;
	int64_t y = ((const struct change *)b)->count;

	return x != y ? x < y ? 1 : -1 : by_what(a, b);
}

static void add_count(void *kept, const void *item)
{
	((struct change *)kept)->count += ((const struct change *)item)->count;
}

static bool is_change(const struct simulate_cell *c)
{
	return !c->doubt &&
		(c->old_reason != c->new_reason ||
			c->old_action != c->new_action);
}

static json_t *verdict_value(enum reason reason, enum action action)
{
	return json_pack("{s:s, s:s}", "reason", reason_name(reason), "action",
		action_name(action));
}

static json_t *changes_value(const struct simulation *s)
{
	struct change *changes = calloc(s->len + 1, sizeof(*changes));
	json_t *list = changes ? json_array() : NULL;
	size_t len = 0;

	for (size_t i = 0; changes && i < s->len; i++)
		if (is_change(&s->cells[i]))
			changes[len++] = (struct change){
				&s->cells[i], s->cells[i].count};
	if (changes) {
		len = array_join(
			changes, len, sizeof(*changes), by_what, add_count);
		qsort(changes, len, sizeof(*changes), by_count);
	}
	for (size_t i = 0; i < len && i < WHAT_IF_MOST; i++) {
		const struct simulate_cell *c = changes[i].cell;

		json_array_append_new(list,
			json_pack("{s:s?, s:I, s:o, s:o}", "purpose",
				c->purpose, "count",
				(json_int_t)changes[i].count, "before",
				verdict_value(c->old_reason, c->old_action),
				"after",
				verdict_value(c->new_reason, c->new_action)));
	}
	free(changes);
	return list;
}

static json_t *doubts_value(const struct simulation *s)
{
	json_t *list = json_array();

	for (int d = SIMULATE_KNOWN + 1; d < SIMULATE_DOUBTS; d++) {
		enum simulate_doubt doubt = (enum simulate_doubt)d;
		int64_t count = 0;

		for (size_t i = 0; i < s->len; i++)
			if (s->cells[i].doubt == doubt)
				count += s->cells[i].count;
		if (count > 0)
			json_array_append_new(list,
				json_pack("{s:s, s:s, s:I}", "doubt",
					simulate_doubt_name(doubt), "words",
					simulate_doubt_words(doubt), "count",
					(json_int_t)count));
	}
	return list;
}

static json_t *notes_value(unsigned notes)
{
	static const struct {
		unsigned note;
		const char *name;
	} names[] = {
		{SIMULATE_NOTE_CLASSIFY, "classify"},
		{SIMULATE_NOTE_ADDRESSES, "addresses"},
		{SIMULATE_NOTE_OWN_DOMAINS, "own-domains"},
		{SIMULATE_NOTE_SIZE, "size"},
	};
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (notes & names[i].note)
			json_array_append_new(list, json_string(names[i].name));
	return list;
}

static enum err simulate(
	struct desk *desk, const struct settings *other, json_t **value_r)
{
	struct simulation s;
	int64_t same = 0;
	enum err e = simulate_run(desk, other, INSTANT_NONE, &s);

	if (e)
		return e;
	for (size_t i = 0; i < s.len; i++)
		if (!s.cells[i].doubt && !is_change(&s.cells[i]))
			same += s.cells[i].count;
	*value_r = json_pack("{s:b, s:I, s:o, s:o, s:I, s:o, s:o, s:o}",
		"accepted", true, "verdicts", (json_int_t)s.verdicts, "first",
		officer_instant(desk->settings, s.first_utc), "last",
		officer_instant(desk->settings, s.last_utc), "same",
		(json_int_t)same, "unknown", doubts_value(&s), "notes",
		notes_value(s.notes), "changed", changes_value(&s));
	simulate_free(&s);
	return *value_r ? ERR_OK :
			  desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
}

enum err what_if(
	struct desk *desk, const char *config, size_t len, json_t **value_r)
{
	struct settings *other = NULL;
	const struct settings *read;
	char path[MEMORY_PATH_SIZE];
	struct problems problems;
	int fd = memory_file(config, len, path);
	enum err e;

	*value_r = NULL;
	if (fd < 0)
		return desk_fail(
			desk, ERR_IO, "a file in memory: %s", strerror(errno));
	problems_init(&problems);
	e = settings_read_alone(path, &other, &problems);
	close(fd);
	if (e && problems.errors > 0) {
		*value_r = json_pack("{s:b, s:o}", "accepted", false,
			"problems", problems_value(&problems));
		e = ERR_OK;
	} else if (e) {
		e = desk_fail(desk, e, "the configuration: %s", err_text(e));
	} else {
		e = simulate(desk, other, value_r);
		read = other;
		settings_unref(&read);
	}
	problems_free(&problems);
	return e;
}
