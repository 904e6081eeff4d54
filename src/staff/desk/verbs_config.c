/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration, to be read: what it is, and what it warns of. */
#include "staff/desk/verbs.h"

#define SHOW_MAX ((size_t)512 * 1024)
#define PROBLEMS_MOST 100

static void put_problems(struct call *call, const struct problems *problems)
{
	json_t *list = json_array();

	for (size_t i = 0; i < problems->len && i < PROBLEMS_MOST; i++) {
		const struct problem *p = &problems->items[i];

		if (json_array_append_new(list,
			    json_pack("{s:b, s:i, s:s}", "error",
				    p->severity == PROBLEM_ERROR, "line",
				    p->line, "text", p->text)))
			call->is_out_of_memory = true;
	}
	call_put(call, "problems", list);
}

/* The file as it is now: the settings that are in force may be older. */
static void read_again(struct call *call)
{
	struct settings *settings = NULL;
	const struct settings *read;
	struct problems problems;
	enum err e;

	problems_init(&problems);
	e = settings_read(call->desk->settings->path, &settings, &problems);
	call_put_bool(call, "readable", !e || problems.errors > 0);
	put_problems(call, &problems);
	read = settings;
	if (!e)
		settings_unref(&read);
	problems_free(&problems);
}

static enum err show(struct call *call)
{
	struct buf text;
	enum err e;

	buf_init(&text, SHOW_MAX);
	e = settings_show(call->desk->settings, &text);
	if (!e)
		call_put_text(call, "text", buf_text(&text));
	buf_free(&text);
	if (e)
		return e;
	call_put_text(call, "path", call->desk->settings->path);
	read_again(call);
	return ERR_OK;
}

const struct verb verbs_config[] = {
	{"config.show", VERB_OFFICER | VERB_POSTMASTER, 0, show,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
