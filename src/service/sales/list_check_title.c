/* SPDX-License-Identifier: BSD-2-Clause */
/* What the title of a job says of its list. */
#include <jansson.h>
#include <stdio.h>

#include "base/visible.h"
#include "service/sales/list_check.h"

#define NAME_MAX_SHOWN 120

enum err list_check_title(struct desk *desk, const char *purpose,
	const char *language, const char *file, char **title_r)
{
	char shown[NAME_MAX_SHOWN] = "";
	const struct policy_purpose *found;
	json_t *title;
	enum err e = desk_purpose(desk, purpose, &found);

	*title_r = NULL;
	if (e)
		return e;
	if (file)
		visible_copy(shown, sizeof(shown), file);
	title = json_pack("{s:s, s:s*, s:s, s:s*}", "purpose", found->name,
		"language", language, "file", shown, "who",
		desk->operator_name);
	if (title)
		*title_r = json_dumps(title, JSON_COMPACT);
	json_decref(title);
	return *title_r ? ERR_OK :
			  desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
}

static void copy_text(
	char *to, size_t size, const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	snprintf(to, size, "%s", text ? text : "");
}

static void look_at_reasons(const json_t *reasons, struct list_check_view *view)
{
	const char *name;
	json_t *rows;

	json_object_foreach((json_t *)(uintptr_t)reasons, name, rows)
	{
		if (view->reasons_len == LIST_CHECK_REASONS)
			break;
		snprintf(view->reasons[view->reasons_len].name,
			sizeof(view->reasons[0].name), "%s", name);
		view->reasons[view->reasons_len++].rows =
			json_integer_value(rows);
	}
}

void list_check_look(
	const struct staff_job *job, struct list_check_view *view_r)
{
	json_t *title = json_loads(job->title, 0, NULL);

	*view_r = (struct list_check_view){.cause = ""};
	if (!json_is_object(title))
		snprintf(
			view_r->cause, sizeof(view_r->cause), "%s", job->title);
	copy_text(view_r->purpose, sizeof(view_r->purpose), title, "purpose");
	copy_text(view_r->file, sizeof(view_r->file), title, "file");
	view_r->is_workbook = json_is_true(json_object_get(title, "workbook"));
	view_r->cleaned_pieces =
		(unsigned)json_integer_value(json_object_get(title, "cleaned"));
	view_r->cleaned_len =
		json_integer_value(json_object_get(title, "cleaned-octets"));
	view_r->formulas =
		json_integer_value(json_object_get(title, "formulas"));
	look_at_reasons(json_object_get(title, "reasons"), view_r);
	json_decref(title);
}
