/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "service/officer/overview_private.h"
#include "service/officer/person_private.h"

#define LABEL_SIZE 64
#define FAULTS "robinson_faults_total{"
#define COMMITS "robinson_commit_failures_total "
#define STORE_UP "robinson_store_up "
#define STARTED "robinson_process_start_time_seconds "

/* What stands between the quotes behind name="; false: it is not there. */
static bool label(const char *line, size_t len, const char *name,
	char value_r[LABEL_SIZE])
{
	const char *at = memmem(line, len, name, strlen(name));
	const char *end;

	if (!at)
		return false;
	at += strlen(name);
	end = memchr(at, '"', len - (size_t)(at - line));
	if (!end || (size_t)(end - at) >= LABEL_SIZE)
		return false;
	memcpy(value_r, at, (size_t)(end - at));
	value_r[end - at] = '\0';
	return true;
}

static bool begins(const char *line, size_t len, const char *head)
{
	return len > strlen(head) && strncmp(line, head, strlen(head)) == 0;
}

static void add_kind(
	json_t *faults, const char *kind, const char *outcome, json_int_t count)
{
	json_int_t total = json_integer_value(json_object_get(faults, "total"));

	if (count <= 0)
		return;
	json_array_append_new(json_object_get(faults, "kinds"),
		json_pack("{s:s, s:s, s:I}", "kind", kind, "outcome", outcome,
			"count", count));
	json_object_set_new(faults, "total", json_integer(total + count));
}

static void take_line(const struct settings *settings, json_t *faults,
	const char *line, size_t len)
{
	char kind[LABEL_SIZE], outcome[LABEL_SIZE];
	const char *space = memrchr(line, ' ', len);
	double value = space ? strtod(space + 1, NULL) : 0;

	if (!space || !(value >= 0 && value < 1e15))
		return;
	if (begins(line, len, STORE_UP))
		json_object_set_new(
			faults, "store_up", json_boolean(value > 0));
	else if (begins(line, len, STARTED))
		json_object_set_new(faults, "since",
			officer_instant(settings, (int64_t)value));
	else if (begins(line, len, COMMITS))
		add_kind(faults, "commit", "deferred", (json_int_t)value);
	else if (begins(line, len, FAULTS) &&
		label(line, len, "kind=\"", kind) &&
		label(line, len, "outcome=\"", outcome))
		add_kind(faults, kind, outcome, (json_int_t)value);
}

json_t *overview_faults(const struct settings *settings, const char *text)
{
	json_t *faults = json_pack("{s:n, s:n, s:i, s:[]}", "since", "store_up",
		"total", 0, "kinds");

	while (faults && *text) {
		size_t len = strcspn(text, "\n");

		take_line(settings, faults, text, len);
		text += len + (text[len] == '\n');
	}
	return faults;
}
