/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/classified.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/visible.h"
#include "cli/json.h"
#include "mail/conditions.h"
#include "mail/marks.h"

enum standing {
	STANDING_PURPOSE,
	STANDING_NONE,
	STANDING_UNNAMED,
	STANDING_REPORT,
	STANDING_BAD_PURPOSE
};

static enum standing standing_of(const struct classification *class)
{
	if (class->bad_purpose)
		return STANDING_BAD_PURPOSE;
	switch (class->kind) {
	case CLASS_PURPOSE:
		return STANDING_PURPOSE;
	case CLASS_DECLARED_NONE:
		return STANDING_NONE;
	case CLASS_OPEN: /* not when all is known */
	case CLASS_NOT_MARKETING:
		break;
	}
	return class->block ? STANDING_REPORT : STANDING_UNNAMED;
}

static const char *standing_name(enum standing standing)
{
	static const char *const names[] = {
		[STANDING_PURPOSE] = "purpose",
		[STANDING_NONE] = "none",
		[STANDING_UNNAMED] = "unnamed",
		[STANDING_REPORT] = "report",
		[STANDING_BAD_PURPOSE] = "bad-purpose",
	};

	return names[standing];
}

static bool is_marked(const struct message *m, size_t i)
{
	return marks_find(m->headers[i].name, m->headers[i].value) != MARK_NONE;
}

static bool has_marks(const struct message *m)
{
	for (size_t i = 0; i < m->headers_len; i++)
		if (is_marked(m, i))
			return true;
	return false;
}

static bool is_gap(const struct classified *said, size_t i)
{
	const struct rehearsal_recipient *one = &said->rehearsal->recipients[i];

	return !one->is_own && standing_of(&one->class) == STANDING_UNNAMED &&
		has_marks(said->rehearsal->message);
}

bool classified_is_of_note(const struct classified *said)
{
	const struct rehearsal *r = said->rehearsal;

	for (size_t i = 0; i < r->recipients_len; i++)
		if (!rehearsal_may_go(&r->recipients[i]) || is_gap(said, i))
			return true;
	return false;
}

/* ------------------------------------------------------------------- text */

static void print_condition(void *arg, const char *key, const char *value)
{
	bool *is_first = arg;

	visible_printf(stdout, "    %-10s %s \"%s\"\n",
		*is_first ? "because" : "and", key, value);
	*is_first = false;
}

static void print_because(
	const struct classified *said, const struct rehearsal_recipient *one)
{
	bool is_first = true;

	if (!one->class.block)
		return;
	conditions_met(said->settings, said->rehearsal->message, one->address,
		one->class.block, print_condition, &is_first);
	if (is_first)
		printf("    because    the block has no condition\n");
}

static void print_by(const struct classification *class)
{
	visible_printf(stdout, ", by %s \"%s\"\n",
		class->block ? "classify" : "the header", class->by);
}

static void print_purpose(const struct rehearsal_recipient *one)
{
	const struct classification *class = &one->class;

	switch (standing_of(class)) {
	case STANDING_PURPOSE:
		visible_printf(stdout, "    purpose    %s%s%s",
			class->purpose->name, class->also ? " and " : "",
			class->also ? class->also->name : "");
		print_by(class);
		break;
	case STANDING_NONE:
		printf("    purpose    none: declared not to be marketing");
		print_by(class);
		break;
	case STANDING_UNNAMED:
		printf("    purpose    not named: no classify block is met\n");
		break;
	case STANDING_REPORT:
		visible_printf(stdout,
			"    purpose    not named: a report of the null "
			"sender; "
			"else by classify \"%s\"\n",
			class->block->name);
		break;
	case STANDING_BAD_PURPOSE:
		visible_printf(stdout, "    purpose    \"%s\" is none",
			class->bad_purpose);
		print_by(class);
		break;
	}
}

static void print_verdict(const struct rehearsal_recipient *one)
{
	const struct verdict *v = &one->verdict;
	const char *article;

	if (one->class.bad_purpose) {
		printf("    verdict    reject, the header names no purpose\n");
		return;
	}
	if (!one->is_asked) {
		printf("    verdict    accept, no rule is asked%s\n",
			one->is_own ? ": one of own-domains" : "");
		return;
	}
	article = reason_article(v->reason);
	printf("    verdict    %s, %s%s%s%s", action_name(v->action),
		reason_name(v->reason), *article ? " (" : "", article,
		*article ? ")" : "");
	if (one->class.also)
		visible_printf(stdout, ", for %s", one->purpose->name);
	if (one->cause)
		visible_printf(stdout, ": %s", one->cause);
	putchar('\n');
}

static void print_envelope(const struct classified *said)
{
	const struct message *m = said->rehearsal->message;

	visible_printf(stdout, "%s: ", said->path);
	if (!said->sender_of)
		printf("sender not known");
	else if (!*m->sender)
		printf("the null sender (%s)", said->sender_of);
	else
		visible_printf(
			stdout, "sender %s (%s)", m->sender, said->sender_of);
	if (said->login)
		visible_printf(stdout, ", login %s", said->login);
	if (said->client)
		printf(", client %s", said->client);
	putchar('\n');
}

static void print_marks(const struct classified *said)
{
	const struct message *m = said->rehearsal->message;
	const char *before = "  marks of marketing: ";
	bool any_gap = false;

	for (size_t i = 0; i < said->rehearsal->recipients_len; i++)
		any_gap = any_gap || is_gap(said, i);
	if (!any_gap)
		return;
	for (size_t i = 0; i < m->headers_len; i++) {
		if (!is_marked(m, i))
			continue;
		visible_printf(stdout, "%s%s", before, m->headers[i].name);
		before = ", ";
	}
	printf("; no block names the message\n");
}

void classified_print(const struct classified *said)
{
	const struct rehearsal *r = said->rehearsal;

	print_envelope(said);
	for (size_t i = 0; i < r->recipients_len; i++) {
		const struct rehearsal_recipient *one = &r->recipients[i];

		visible_printf(stdout, "  %s\n", one->address);
		print_purpose(one);
		print_because(said, one);
		print_verdict(one);
	}
	print_marks(said);
	if (said->settings->mode == MODE_OBSERVE)
		printf("  mode = observe: the verdicts are noted, and "
		       "everybody gets it\n");
}

/* ------------------------------------------------------------------- JSON */

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(
			object, name, json_any_text(text, strlen(text)));
}

static void add_condition(void *arg, const char *key, const char *value)
{
	json_t *one = json_object();

	set_text(one, "condition", key);
	set_text(one, "value", value);
	json_array_append_new(arg, one);
}

static const char *name_of(const struct policy_purpose *purpose)
{
	return purpose ? purpose->name : NULL;
}

static json_t *recipient_json(
	const struct classified *said, const struct rehearsal_recipient *one)
{
	const struct classification *class = &one->class;
	json_t *object = json_object(), *conditions = json_array();
	enum action action =
		rehearsal_may_go(one) ? ACTION_ACCEPT : ACTION_REJECT;

	set_text(object, "address", one->address);
	set_text(object, "kind", standing_name(standing_of(class)));
	set_text(object, "purpose",
		class->bad_purpose ? class->bad_purpose :
				     name_of(class->purpose));
	set_text(object, "also", name_of(class->also));
	set_text(object, "block", class->block ? class->block->name : NULL);
	set_text(object, "header", class->block ? NULL : class->by);
	if (class->block)
		conditions_met(said->settings, said->rehearsal->message,
			one->address, class->block, add_condition, conditions);
	json_object_set_new(object, "conditions", conditions);
	json_object_set_new(object, "own_domain", json_boolean(one->is_own));
	set_text(object, "action",
		action_name(one->is_asked ? one->verdict.action : action));
	if (one->is_asked) {
		set_text(object, "reason", reason_name(one->verdict.reason));
		set_text(object, "rule", reason_article(one->verdict.reason));
		set_text(object, "decided_for", one->purpose->name);
		set_text(object, "cause", one->cause);
	}
	return object;
}

static json_t *marks_json(const struct message *m)
{
	json_t *all = json_array();

	for (size_t i = 0; i < m->headers_len; i++)
		if (is_marked(m, i))
			json_array_append_new(all,
				json_any_text(m->headers[i].name,
					strlen(m->headers[i].name)));
	return all;
}

bool classified_print_json(const struct classified *said)
{
	const struct rehearsal *r = said->rehearsal;
	json_t *line = json_object(), *all = json_array();
	int failed;

	set_text(line, "file", said->path);
	set_text(line, "sender", r->message->sender);
	set_text(line, "sender_of", said->sender_of);
	set_text(line, "login", said->login);
	set_text(line, "client", said->client);
	set_text(line, "mode",
		said->settings->mode == MODE_OBSERVE ? "observe" : "enforce");
	for (size_t i = 0; i < r->recipients_len; i++)
		json_array_append_new(
			all, recipient_json(said, &r->recipients[i]));
	json_object_set_new(line, "recipients", all);
	json_object_set_new(line, "marks", marks_json(r->message));
	failed = json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
	return failed == 0;
}
