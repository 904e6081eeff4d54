/* SPDX-License-Identifier: BSD-2-Clause */
/* Objections that wait for somebody: confirmed, dropped, or taken for a
 * letter. */
#include <stdlib.h>
#include <string.h>

#include "service/person/objections.h"
#include "staff/desk/verbs.h"
#include "staff/desk/verbs_held_private.h"

#define REFS_MAX 100
#define REASON_ARG_MAX 500
#define SAID_MAX ((size_t)64 * 1024)

#define OBJECTIONS_SHOWN 500

struct lister {
	json_t *list;
	size_t total, limit;
	struct call *call; /* NULL: whatever is chosen */
};

static const char *cause_name(enum doubt_cause cause)
{
	switch (cause) {
	case DOUBT_UNPROVEN:
		return "unproven";
	case DOUBT_NO_ANSWER:
		return "no-answer";
	case DOUBT_LIKELY:
		return "likely";
	case DOUBT_NO_SEND:
	case DOUBT_SEVERAL:
		break;
	}
	return "";
}

static bool is_chosen(const struct call *call, const char *ref)
{
	size_t len = call_list_len(call, "refs");

	for (size_t i = 0; i < len; i++)
		if (strcmp(call_list_item(call, "refs", i), ref) == 0)
			return true;
	return false;
}

static bool take(void *arg, const struct objections_item *item)
{
	const struct objections_said *said = item->said;
	struct lister *l = arg;

	if (l->call && !is_chosen(l->call, item->ref))
		return true;
	l->total++;
	if (l->limit && l->total > l->limit)
		return true;
	(void)json_array_append_new(l->list,
		json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:b, s:s}",
			"ref", item->ref, "at", (json_int_t)item->at_utc,
			"purpose", item->purpose ? item->purpose : "",
			"channel", item->channel ? item->channel : "", "words",
			said && said->words ? said->words : "", "grade",
			said ? doubt_grade_name(said->grade) : "", "cause",
			said ? cause_name(said->cause) : "", "letter",
			(int)(said && said->has_message), "queue_id",
			said && said->queue_id ? said->queue_id : ""));
	return true;
}

enum err objections_put(struct call *call, size_t limit)
{
	struct lister l = {.list = json_array(), .limit = limit};
	enum err e = objections_each(call->desk, take, &l);

	call_put(call, "objections", l.list);
	call_put_int(call, "objections_total", (int64_t)l.total);
	return e;
}

static enum err list(struct call *call)
{
	/* What is answered has a limit; the number of all stands beside. */
	return objections_put(call, OBJECTIONS_SHOWN);
}

static enum err check_act(struct call *call)
{
	const char *act = call_text(call, "act");

	if (strcmp(act, "confirm") != 0 && strcmp(act, "drop") != 0 &&
		strcmp(act, "letter") != 0)
		return call_cause(call, ERR_INVALID,
			N_("This cannot be done with an objection: %1"), act,
			NULL);
	if (call_list_len(call, "refs") == 0)
		return call_cause(call, ERR_INVALID,
			N_("No objection was chosen."), NULL);
	if (call_list_len(call, "refs") > REFS_MAX)
		return call_cause(call, ERR_INVALID,
			N_("These are more objections than can be decided at "
			   "once."),
			NULL);
	return ERR_OK;
}

static enum err plan(struct call *call)
{
	struct lister l = {.list = json_array(), .call = call};
	enum err e = check_act(call);

	if (!e)
		e = objections_each(call->desk, take, &l);
	call_put(call, "objections", l.list);
	call_put_text(call, "act", call_text(call, "act"));
	/* Somebody else decided about all of them. */
	if (!e && l.total == 0)
		e = call_cause(call, ERR_INVALID,
			N_("None of these objections waits any more: somebody "
			   "else has decided about them."),
			NULL);
	return e;
}

/* All of them or none. */
static enum err act(struct call *call)
{
	const char *name = call_text(call, "act");
	const char *reason = call_text(call, "reason");
	size_t len = call_list_len(call, "refs");
	struct buf said;
	char **refs;
	enum err e = check_act(call);

	if (e)
		return e;
	if (strcmp(name, "drop") == 0 &&
		(!reason || !reason[strspn(reason, " \t\r\n")]))
		return call_cause(call, ERR_INVALID,
			N_("Say why it is dropped: the journal keeps it."),
			NULL);
	refs = calloc(len, sizeof(*refs));
	if (!refs)
		return ERR_NOMEM;
	for (size_t i = 0; i < len; i++)
		refs[i] = (char *)(uintptr_t)call_list_item(call, "refs", i);
	buf_init(&said, SAID_MAX);
	if (strcmp(name, "confirm") == 0)
		e = objections_confirm(call->desk, refs, len, &said);
	else if (strcmp(name, "drop") == 0)
		e = objections_drop(call->desk, refs, len, reason, &said);
	else
		e = objections_letter(call->desk, refs, len, reason, &said);
	if (e == ERR_NOT_FOUND)
		e = call_cause(call, ERR_INVALID,
			N_("One of these objections does not wait any more: "
			   "somebody else has decided about it. Nothing was "
			   "done."),
			NULL);
	buf_free(&said);
	free(refs);
	return e;
}

#define OBJECTIONS (VERB_POSTMASTER | VERB_OFFICER)

const struct verb verbs_objections[] = {
	{"objections.list", OBJECTIONS, 0, list,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"objections.plan", OBJECTIONS, 0, plan,
		{{"act", ARG_TEXT, 10, ARG_MUST},
			{"refs", ARG_LIST, 20, ARG_MUST}}},
	{"objections.act", OBJECTIONS, VERB_CHANGES, act,
		{{"act", ARG_TEXT, 10, ARG_MUST},
			{"refs", ARG_LIST, 20, ARG_MUST},
			{"reason", ARG_LINES, REASON_ARG_MAX, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
