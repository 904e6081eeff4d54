/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/desk/verbs.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const struct verb *const subjects[] = {
	verbs_held,
	verbs_login,
	verbs_metrics,
	verbs_objections,
	verbs_sales,
	verbs_self,
	verbs_staff,
	verbs_upload,
	verbs_person,
	verbs_journal,
	verbs_requests,
	verbs_overview,
	verbs_config,
	verbs_jobs,
};
#define SUBJECTS (sizeof(subjects) / sizeof(*subjects))

const struct verb *verbs_at(size_t n)
{
	for (size_t i = 0; i < SUBJECTS; i++)
		for (const struct verb *v = subjects[i]; v->name; v++)
			if (n-- == 0)
				return v;
	return NULL;
}

const struct verb *verbs_find(const char *name)
{
	for (size_t i = 0; i < SUBJECTS; i++)
		for (const struct verb *v = subjects[i]; v->name; v++)
			if (strcmp(v->name, name) == 0)
				return v;
	return NULL;
}

enum wire_status verbs_may(
	const struct verb *verb, const struct staff_session *session)
{
	if (verb->flags & VERB_OPEN)
		return WIRE_OK;
	if (!session)
		return WIRE_LOGIN;
	if (!session->is_whole && !(verb->flags & VERB_HALF))
		return WIRE_LOGIN;
	return verb->roles & VERB_ROLE(session->account->role) ? WIRE_OK :
								 WIRE_DENIED;
}

/* ------------------------------------------------------------- arguments */

static const struct verb_arg *find_arg(
	const struct verb *verb, const char *name)
{
	for (const struct verb_arg *a = verb->args; a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* Nobody types them; they would forge lines, or let texts look alike. */
static bool has_harmful(const char *text, bool in_lines)
{
	size_t len = strlen(text), used;
	uint32_t character;

	for (size_t at = 0; at < len; at += used) {
		used = utf8_next(text + at, len - at, &character);
		if (used == 0)
			return true;
		if (in_lines && used == 1 && strchr("\t\r\n", text[at]))
			continue;
		if (utf8_is_harmful(character))
			return true;
	}
	return false;
}

static enum err check_text(
	struct call *call, const struct verb_arg *a, const json_t *value)
{
	char most[24];

	if (!json_is_string(value))
		return call_cause(
			call, ERR_INVALID, N_("%1 is no text."), a->name, NULL);
	if (json_string_length(value) > (size_t)a->max) {
		snprintf(most, sizeof(most), "%lld", (long long)a->max);
		return call_cause(call, ERR_INVALID,
			N_("This is too long: at most %1 characters."), most,
			NULL);
	}
	if (has_harmful(json_string_value(value), a->type == ARG_LINES))
		return call_cause(call, ERR_INVALID,
			N_("There is a character in it that cannot be read."),
			NULL);
	return ERR_OK;
}

static enum err check_list(
	struct call *call, const struct verb_arg *a, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) > VERB_LIST_MAX)
		return call_cause(call, ERR_INVALID,
			N_("These are too many at once."), NULL);
	json_array_foreach(value, i, item)
	{
		enum err e = check_text(call, a, item);

		if (e)
			return e;
	}
	return ERR_OK;
}

static enum err check_arg(
	struct call *call, const struct verb_arg *a, const json_t *value)
{
	json_int_t n = json_integer_value(value);

	switch (a->type) {
	case ARG_TEXT:
	case ARG_LINES:
		return check_text(call, a, value);
	case ARG_LIST:
		return check_list(call, a, value);
	case ARG_INT:
		if (json_is_integer(value) && n <= a->max && n >= -a->max)
			return ERR_OK;
		break;
	case ARG_BOOL:
		if (json_is_boolean(value))
			return ERR_OK;
		break;
	}
	return call_cause(call, ERR_INVALID, N_("%1 is out of its bounds."),
		a->name, NULL);
}

enum err verbs_check_args(const struct verb *verb, struct call *call)
{
	/* jansson iterates over what is const to us. */
	union {
		const json_t *in;
		json_t *out;
	} args = {.in = call->request->args};
	const char *name;
	json_t *value;

	json_object_foreach(args.out, name, value)
	{
		const struct verb_arg *a = find_arg(verb, name);
		enum err e = a ?
			check_arg(call, a, value) :
			call_cause(call, ERR_INVALID,
				N_("%1 is not known here."), name, NULL);

		if (e)
			return e;
	}
	for (const struct verb_arg *a = verb->args; a->name; a++)
		if (a->need == ARG_MUST && !json_object_get(args.in, a->name))
			return call_cause(call, ERR_INVALID,
				N_("%1 is missing."), a->name, NULL);
	return ERR_OK;
}

/* ----------------------------------------------------------------- table */

static const char *type_name(enum arg_type type)
{
	switch (type) {
	case ARG_TEXT:
		return "text";
	case ARG_LINES:
		return "lines";
	case ARG_INT:
		return "int";
	case ARG_BOOL:
		return "bool";
	case ARG_LIST:
		break;
	}
	return "list";
}

static json_t *args_json(const struct verb *verb)
{
	json_t *args = json_array();

	for (const struct verb_arg *a = verb->args; a->name; a++)
		(void)json_array_append_new(args,
			json_pack("{s:s, s:s, s:I, s:b}", "name", a->name,
				"type", type_name(a->type), "max",
				(json_int_t)a->max, "must",
				a->need == ARG_MUST));
	return args;
}

static json_t *roles_json(const struct verb *verb)
{
	json_t *roles = json_array();

	for (int r = STAFF_SALES; r <= STAFF_ADMIN; r++)
		if (verb->roles & VERB_ROLE(r))
			(void)json_array_append_new(roles,
				json_string(
					staff_role_name((enum staff_role)r)));
	return roles;
}

json_t *verbs_table(void)
{
	json_t *table = json_array();
	const struct verb *v;

	for (size_t i = 0; (v = verbs_at(i)); i++)
		(void)json_array_append_new(table,
			json_pack("{s:s, s:o, s:b, s:b, s:b, s:o}", "name",
				v->name, "roles", roles_json(v), "changes",
				v->flags & VERB_CHANGES, "open",
				v->flags & VERB_OPEN, "half",
				v->flags & VERB_HALF, "args", args_json(v)));
	return table;
}
