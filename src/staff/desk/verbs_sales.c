/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a salesperson asks and says, and what is decided about it. Everything is
 * of one's own: own lists, own mail; a lead sees the team's mail.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/catalogue.h"
#include "mail/refusal_text.h"
#include "service/sales/list_check.h"
#include "service/sales/may.h"
#include "service/sales/own_mail.h"
#include "service/sales/statement.h"
#include "staff/desk/jobs.h"
#include "staff/desk/verbs.h"
#include "store/tally.h"

#define LINES_MAX 20000
#define PAGE 50
#define STATEMENTS_PAGE 50
#define PIECE_TEXT "text/csv; charset=utf-8"

/* A date that may be missing. */
static json_t *when(int64_t utc)
{
	return utc == INSTANT_NONE ? json_null() : json_integer(utc);
}

/* The words of a reason in each language of the pages: GET names none. */
static json_t *say_reason(const char *name)
{
	json_t *words = json_object();
	int i = 1;

	while (i < REASON_COUNT &&
		strcmp(refusal_name((enum reason)i), name) != 0)
		i++;
	for (int l = 0; i < REASON_COUNT && l < NOTICE_LANGUAGES; l++)
		json_object_set_new(words,
			notice_language_tag((enum notice_language)l),
			json_string(refusal_words(
				(enum notice_language)l, (enum reason)i)));
	return words;
}

/* What a stranger chose may be no UTF-8. */
static void set_text(json_t *object, const char *name, const char *text)
{
	struct call texts = {.result = object};

	call_put_text(&texts, name, text);
}

/* ------------------------------------------------------ may I write to these */

static void put_answer(void *arg, const struct may_answer *a)
{
	json_array_append_new(arg,
		json_pack("{s:s#, s:b, s:s, s:s, s:o, s:b, s:o, s:o, s:o, s:b,"
			  " s:b}",
			"address", a->address, (int)strlen(a->address), "yes",
			a->is_yes, "reason", a->reason, "why", a->why, "since",
			when(a->since_utc), "since_is_day", a->since_is_day,
			"last_contact", when(a->last_contact_utc), "next",
			when(a->next_utc), "until", when(a->until_utc),
			"unlimited", a->is_unlimited, "known", a->is_known));
}

/* Cuts what was pasted: one a line, or behind commas, semicolons, blanks. */
static size_t cut(char *text, const char **addresses, size_t most)
{
	size_t len = 0;
	char *at;

	while ((at = strsep(&text, " \t\r\n,;")))
		if (*at && len <= most)
			addresses[len++] = at;
	return len;
}

static enum err may(struct call *call)
{
	const char *addresses[MAY_ADDRESSES_MAX + 1];
	struct may_question question = {.account = call_account(call),
		.purpose = call_text(call, "purpose"),
		.language = call_text(call, "language"),
		.addresses = addresses};
	char *text = strdup(call_text(call, "addresses"));
	json_t *answers = json_array();
	int64_t left = 0;
	enum err e;

	if (!text || !answers) {
		free(text);
		json_decref(answers);
		return ERR_NOMEM;
	}
	question.len = cut(text, addresses, MAY_ADDRESSES_MAX);
	if (question.len == 0)
		e = call_cause(call, ERR_INVALID,
			N_("Please enter an address."), NULL);
	else
		e = may_ask(call->desk, &question, put_answer, answers, &left);
	call_put(call, "answers", answers);
	call_put_int(call, "left", left);
	call_put_text(call, "purpose", question.purpose);
	explicit_bzero(text, strlen(text));
	free(text);
	return e;
}

/* ------------------------------------------------------------------- lists */

static json_t *show_reasons(const struct list_check_view *view)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < view->reasons_len; i++)
		json_array_append_new(reasons,
			json_pack("{s:o, s:I}", "words",
				say_reason(view->reasons[i].name), "rows",
				(json_int_t)view->reasons[i].rows));
	return reasons;
}

static json_t *show_job(const struct staff_job *job)
{
	struct list_check_view view;

	list_check_look(job, &view);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I,"
			 " s:I, s:o, s:b}",
		"id", job->id, "state", staff_job_state_name(job->state),
		"file", view.file, "purpose", view.purpose, "cause",
		job->state == STAFF_JOB_FAILED ? view.cause : "", "created",
		(json_int_t)job->created_utc, "done",
		(json_int_t)job->counts[LIST_CHECK_DONE], "rows",
		(json_int_t)job->counts[LIST_CHECK_ROWS], "may",
		(json_int_t)job->counts[LIST_CHECK_MAY_GO], "bad",
		(json_int_t)job->counts[LIST_CHECK_BAD], "formulas",
		(json_int_t)view.formulas, "reasons", show_reasons(&view),
		"workbook", view.is_workbook);
}

static bool put_job(void *arg, const struct staff_job *job)
{
	if (job->kind == STAFF_JOB_LIST && job->state != STAFF_JOB_UPLOADING &&
		job->state != STAFF_JOB_UPLOADED)
		json_array_append_new(arg, show_job(job));
	return true;
}

static enum err start_page(struct call *call)
{
	json_t *lists = json_array();
	int64_t left = 0;
	enum err e = lists ?
		may_take(call->desk, call_account(call), 0, &left) :
		ERR_NOMEM;

	if (!e)
		e = staff_job_each(
			call->desk, call_account(call), put_job, lists);
	call_put(call, "lists", lists);
	call_put_int(call, "left", left);
	return e;
}

/* The upload has ended; its name is the title that it was begun with. */
static enum err list_start(struct call *call)
{
	const char *id = call_text(call, "upload");
	struct staff_job *job = NULL;
	char *title = NULL;
	enum err e;

	if (!id)
		return call_cause(
			call, ERR_INVALID, N_("Please choose a file."), NULL);
	e = staff_job_get(call->desk, call_account(call), id, &job);
	if (!e)
		e = list_check_title(call->desk, call_text(call, "purpose"),
			call_text(call, "language"), job->title, &title);
	if (!e)
		e = staff_job_start(call->desk, call_account(call),
			STAFF_JOB_LIST, id, title);
	if (!e) {
		call_put_text(call, "id", id);
		jobs_wake(call->jobs);
	}
	staff_job_free(&job);
	free(title);
	return e;
}

static enum err find_list(struct call *call, struct staff_job **job_r)
{
	enum err e = staff_job_get(
		call->desk, call_account(call), call_text(call, "id"), job_r);

	if (!e && (*job_r)->kind != STAFF_JOB_LIST) {
		staff_job_free(job_r);
		return ERR_NOT_FOUND;
	}
	return e;
}

static enum err list_get(struct call *call)
{
	struct staff_job *job = NULL;
	enum err e = find_list(call, &job);

	if (!e)
		call_put(call, "list", show_job(job));
	staff_job_free(&job);
	return e;
}

static enum err list_drop(struct call *call)
{
	struct staff_job *job = NULL;
	enum err e = find_list(call, &job);

	staff_job_free(&job);
	return e ? e :
		   staff_job_drop(call->desk, call_account(call),
			   call_text(call, "id"));
}

/* The name without what stands behind its last dot, and a word. */
static void name_file(
	struct call *call, const struct list_check_view *view, bool is_whole)
{
	size_t len = strcspn(view->file, "/\\");
	const char *dot = strrchr(view->file, '.');
	struct buf name;

	if (dot && (size_t)(dot - view->file) < len)
		len = (size_t)(dot - view->file);
	buf_init(&name, 400);
	(void)buf_addf(&name, "%.*s%s.csv", (int)len, view->file,
		is_whole ? "-checked" : "-cleaned");
	call_put_text(call, "name", buf_text(&name));
	call_put_text(call, "type", PIECE_TEXT);
	buf_free(&name);
}

static enum err list_fetch(struct call *call)
{
	bool is_whole = strcmp(call_text(call, "which"), "whole") == 0;
	int64_t n = call_int(call, "n", 0);
	struct list_check_view view;
	struct staff_job *job = NULL;
	unsigned first = 0, end;
	enum err e = find_list(call, &job);

	if (e)
		return e;
	list_check_look(job, &view);
	end = is_whole ? job->result_pieces : view.cleaned_pieces;
	first = is_whole ? view.cleaned_pieces : 0;
	if (job->state != STAFF_JOB_DONE || n < 0 || n >= end - first)
		e = ERR_NOT_FOUND;
	else
		e = staff_job_fetch(call->desk, call_account(call), job->id,
			first + (unsigned)n, &call->blob);
	name_file(call, &view, is_whole);
	call_put_bool(call, "more", first + n + 1 < end);
	if (view.cleaned_len > 0)
		call_put_int(call, "size",
			is_whole ? job->result_len - view.cleaned_len :
				   view.cleaned_len);
	staff_job_free(&job);
	return e;
}

/* ----------------------------------------------------------- what happened */

static enum err stop(struct call *call)
{
	struct buf said;
	enum err e;

	buf_init(&said, 4096);
	e = statement_stop(call->desk, call_text(call, "who"),
		call_text(call, "purpose"), call_text(call, "how"), &said);
	call_put_text(call, "outcome", "stopped");
	buf_free(&said);
	return e;
}

static enum err contact(struct call *call, enum statement_kind kind)
{
	const char *day = call_text(call, "day");
	struct statement_new new = {.account = call_account(call),
		.who = call_text(call, "who"),
		.kind = kind,
		.at_utc = call->desk->now_utc,
		.note = call_text(call, "note"),
		.source = call_text(call, "source"),
		.relation = call_text(call, "relation")};
	struct buf said;
	bool waits = false;
	enum err e;

	if (day &&
		instant_parse(call->desk->settings->zone, day, DAY_FIRST,
			&new.at_utc))
		return call_cause(call, ERR_INVALID,
			N_("The date is not understood."), NULL);
	buf_init(&said, 4096);
	e = statement_make(call->desk, &new, &waits, &said);
	call_put_text(call, "outcome", waits ? "waits" : "counted");
	buf_free(&said);
	return e;
}

static enum err happened(struct call *call)
{
	const char *what = call_text(call, "what");
	enum statement_kind kind;

	if (strcmp(what, "stop") == 0)
		return stop(call);
	if (statement_kind_parse(what, &kind))
		return call_cause(call, ERR_INVALID,
			N_("Please say what happened."), NULL);
	return contact(call, kind);
}

/* What the form needs beside the settings: nothing. */
static enum err happened_form(struct call *call)
{
	call_put_bool(call, "confirmed",
		call->desk->settings->staff.answers_confirmed);
	return ERR_OK;
}

static bool put_statement(void *arg, const struct store_statement *s)
{
	json_array_append_new(arg,
		json_pack("{s:I, s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:s}", "id",
			(json_int_t)s->id, "kind", statement_kind_name(s->kind),
			"at", (json_int_t)s->at_utc, "said",
			(json_int_t)s->said_utc, "who", s->who ? s->who : "",
			"note", s->note ? s->note : "", "teller",
			s->teller ? s->teller : "", "relation",
			s->relation ? s->relation : "", "source",
			s->source ? s->source : ""));
	return true;
}

static bool put_count(void *arg, const struct statement_count *count)
{
	json_array_append_new(arg,
		json_pack("{s:s, s:I, s:I, s:I, s:I}", "teller",
			count->teller ? count->teller : "", "waiting",
			(json_int_t)count->waiting, "counted",
			(json_int_t)count->counted, "confirmed",
			(json_int_t)count->confirmed, "refused",
			(json_int_t)count->refused));
	return true;
}

static enum err statements(struct call *call)
{
	json_t *waiting = json_array(), *counts = json_array();
	enum err e = statement_each(call->desk, call_int(call, "after", 0),
		STATEMENTS_PAGE + 1, put_statement, waiting);
	bool has_more = json_array_size(waiting) > STATEMENTS_PAGE;

	if (has_more)
		json_array_remove(waiting, STATEMENTS_PAGE);
	if (!e)
		e = statement_count(call->desk, put_count, counts);
	call_put(call, "statements", waiting);
	call_put(call, "counts", counts);
	call_put_bool(call, "more", has_more);
	return e;
}

static enum err decide(struct call *call)
{
	int64_t id = call_int(call, "id", 0);
	struct buf said;
	enum err e;

	if (strcmp(call_text(call, "decision"), "refuse") == 0)
		return statement_refuse(
			call->desk, id, call_text(call, "reason"));
	buf_init(&said, 4096);
	e = statement_confirm(call->desk, id, &said);
	buf_free(&said);
	return e;
}

/* ----------------------------------------------------------------- my mail */

/* Names of one account, or of a team: copied, because nothing else is asked
 * of a desk while accounts are read. */
struct names {
	char **items;
	size_t len, cap;
	bool has_failed;
};

static void add_list(struct names *names, const struct settings_list *list)
{
	for (size_t i = 0; i < list->len && !names->has_failed; i++) {
		char **items = array_grow(
			names->items, names->len, &names->cap, sizeof(*items));

		names->has_failed = !items;
		if (!items)
			return;
		names->items = items;
		items[names->len] = strdup(list->items[i]);
		names->has_failed = !items[names->len];
		names->len += !names->has_failed;
	}
}

static bool add_names(void *arg, const struct staff_account *account)
{
	add_list(arg, &account->logins);
	add_list(arg, &account->senders);
	return true;
}

static void names_free(struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		free(names->items[i]);
	free(names->items);
}

static enum err find_names(struct call *call, struct names *names)
{
	const struct staff_account *account = call->session->account;
	enum err e = ERR_OK;

	*names = (struct names){.items = NULL};
	if (account->is_lead)
		e = staff_same_team(call->desk, account, add_names, names);
	else
		add_names(names, account);
	return !e && names->has_failed ? ERR_NOMEM : e;
}

static struct own_names own_of(const struct names *names)
{
	return (struct own_names){
		(const char *const *)names->items, names->len};
}

static json_t *show_recipients(const struct quarantine_entry *held, bool *waits,
	int64_t *requested_utc)
{
	json_t *list = json_array();

	*waits = false;
	*requested_utc = INSTANT_NONE;
	for (size_t i = 0; i < held->recipients_len; i++) {
		const struct quarantine_recipient *r = &held->recipients[i];

		json_t *item = json_pack("{s:o, s:s}", "words",
			say_reason(refusal_name(r->held.reason)), "state",
			held_state_name(r->held.state));

		set_text(item, "address", r->address);
		json_array_append_new(list, item);
		if (HELD_BIT(r->held.state) & HELD_WAITING)
			*waits = true;
		if (r->held.requested_utc != INSTANT_NONE)
			*requested_utc = r->held.requested_utc;
	}
	return list;
}

static void put_held(json_t *item, const struct quarantine_entry *held)
{
	int64_t requested_utc;
	bool waits;
	json_t *recipients = show_recipients(held, &waits, &requested_utc);

	json_object_set_new(item, "id", json_string(held->held.id.text));
	json_object_set_new(item, "recipients", recipients);
	json_object_set_new(item, "waits", json_boolean(waits));
	json_object_set_new(item, "requested", when(requested_utc));
	json_object_set_new(item, "expires", when(held->held.expires_utc));
	set_text(item, "subject", held->summary.subject);
}

static void put_mail(void *arg, const struct own_mail *mail)
{
	const struct journal_entry *entry = &mail->entry;
	json_t *item = json_pack("{s:s, s:I, s:I, s:s, s:o, s:s, s:b}", "ref",
		entry->ref, "seq", (json_int_t)entry->seq, "at",
		(json_int_t)entry->at_utc, "purpose",
		entry->purpose ? entry->purpose : "", "words",
		say_reason(mail->reason ? mail->reason : ""), "name",
		mail->name, "held", mail->was_held);

	if (item && mail->held)
		put_held(item, mail->held);
	json_array_append_new(arg, item);
}

static enum err mail(struct call *call)
{
	json_t *items = json_array();
	struct own_mail_query query = {
		.before_seq = (uint64_t)call_int(call, "before", 0),
		.limit = PAGE};
	struct names names;
	bool has_more = false;
	enum err e = find_names(call, &names);

	query.names = own_of(&names);
	if (!e)
		e = own_mail_list(
			call->desk, &query, put_mail, items, &has_more);
	call_put(call, "items", items);
	call_put_bool(call, "more", has_more);
	call_put_bool(call, "lead", call->session->account->is_lead);
	call_put_int(call, "names", (int64_t)names.len);
	names_free(&names);
	return e;
}

static enum err request(struct call *call)
{
	struct names names;
	enum err e = find_names(call, &names);
	const struct own_names own = own_of(&names);

	if (!e)
		e = own_mail_request(call->desk, &own, call_text(call, "id"),
			call_text(call, "why"));
	names_free(&names);
	return e;
}

/* ------------------------------------------------------------------ a list */

static enum err work(const struct job_run *run)
{
	struct job_run copy = *run;
	struct list_check_run list = {.job = run->job};

	upload_tools(run->desk, &list.tools);
	list.tools.goes_on = job_goes_on;
	list.tools.arg = &copy;
	return list_check_work(run->desk, &list);
}

const struct job_work job_list = {STAFF_JOB_LIST, work};

#define LANGUAGE                                 \
	{                                        \
		"language", ARG_TEXT, 8, ARG_MAY \
	}
#define JOB                                                     \
	{                                                       \
		"id", ARG_TEXT, STAFF_JOB_ID_SIZE - 1, ARG_MUST \
	}
#define DECIDERS (VERB_POSTMASTER | VERB_OFFICER)

const struct verb verbs_sales[] = {
	{"sales.start", VERB_SALES, 0, start_page,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"sales.may", VERB_SALES, VERB_CHANGES, may,
		{{"purpose", ARG_TEXT, 100, ARG_MUST},
			{"addresses", ARG_LINES, LINES_MAX, ARG_MUST},
			LANGUAGE}},
	{"sales.list.start", VERB_SALES, VERB_CHANGES, list_start,
		{{"upload", ARG_TEXT, STAFF_JOB_ID_SIZE - 1, ARG_MAY},
			{"purpose", ARG_TEXT, 100, ARG_MUST}, LANGUAGE}},
	{"sales.list.get", VERB_SALES, 0, list_get, {JOB}},
	{"sales.list.fetch", VERB_SALES, 0, list_fetch,
		{JOB, {"which", ARG_TEXT, 8, ARG_MUST},
			{"n", ARG_INT, STORE_JOB_CHUNKS_MAX, ARG_MAY}}},
	{"sales.list.drop", VERB_SALES, VERB_CHANGES, list_drop, {JOB}},
	{"sales.happened.form", VERB_SALES, 0, happened_form,
		{{"who", ARG_TEXT, 400, ARG_MAY},
			{"outcome", ARG_TEXT, 16, ARG_MAY}}},
	{"sales.happened", VERB_SALES, VERB_CHANGES, happened,
		{{"what", ARG_TEXT, 16, ARG_MUST},
			{"who", ARG_TEXT, 400, ARG_MUST},
			{"day", ARG_TEXT, 32, ARG_MAY},
			{"note", ARG_TEXT, STATEMENT_NOTE_MAX, ARG_MAY},
			{"how", ARG_TEXT, 64, ARG_MAY},
			{"purpose", ARG_TEXT, 100, ARG_MAY},
			{"source", ARG_TEXT, 100, ARG_MAY},
			{"relation", ARG_TEXT, 100, ARG_MAY}}},
	{"sales.statements", DECIDERS, 0, statements,
		{{"after", ARG_INT, INT64_MAX, ARG_MAY}}},
	{"sales.decide", DECIDERS, VERB_CHANGES, decide,
		{{"id", ARG_INT, INT64_MAX, ARG_MUST},
			{"decision", ARG_TEXT, 8, ARG_MUST},
			{"reason", ARG_TEXT, 500, ARG_MAY}}},
	{"sales.mail", VERB_SALES, 0, mail,
		{{"before", ARG_INT, INT64_MAX, ARG_MAY}}},
	{"sales.mail.request", VERB_SALES, VERB_CHANGES, request,
		{{"id", ARG_TEXT, 16, ARG_MUST},
			{"why", ARG_TEXT, QUARANTINE_WHY_SIZE - 1, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
