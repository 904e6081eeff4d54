/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long work for the officer: an export of another system beside ours, and what
 * other rules would have decided. Each is a job of its account
 * (service/staff/job.h); what came of it is shown by its id.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/officer/audit_page.h"
#include "service/officer/parcel.h"
#include "service/officer/what_if.h"
#include "service/sales/upload.h"
#include "staff/desk/jobs.h"
#include "staff/desk/verbs.h"

#define CONFIG_MAX 48000
#define HTML_MAX ((size_t)700 * 1024)
#define LIST_MAX ((size_t)64 << 20)
/* In memory beside their work list. */
#define ROWS_MAX 150000
#define TITLE_SIZE 320
#define NAME_SIZE 64

static enum staff_job_kind kind_of(const struct call *call)
{
	return strcmp(call->verb->name, "audit.list") == 0 ||
			strcmp(call->verb->name, "audit.get") == 0 ?
		STAFF_JOB_AUDIT :
		STAFF_JOB_WHAT_IF;
}

/* ------------------------------------------------------------------- list */

static json_t *job_value(const struct staff_job *job)
{
	return json_pack("{s:s, s:s, s:I, s:s}", "id", job->id, "state",
		staff_job_state_name(job->state), "created",
		(json_int_t)job->created_utc, "title", job->title);
}

static bool add_job(void *arg, const struct staff_job *job)
{
	struct call *call = arg;
	json_t *list = json_object_get(call->result, "jobs");

	if (job->kind == kind_of(call) &&
		json_array_append_new(list, job_value(job)))
		call->is_out_of_memory = true;
	return true;
}

static enum err list(struct call *call)
{
	call_put(call, "jobs", json_array());
	return staff_job_each(call->desk, call_account(call), add_job, call);
}

static enum err list_what_if(struct call *call)
{
	struct buf text;
	enum err e;

	buf_init(&text, CONFIG_MAX);
	e = settings_show(call->desk->settings, &text);
	if (!e)
		call_put_text(call, "text", buf_text(&text));
	buf_free(&text);
	return list(call);
}

/* A job of this account and of the verb's kind. */
static enum err take_job(struct call *call, struct staff_job **job_r)
{
	enum err e = staff_job_get(
		call->desk, call_account(call), call_text(call, "id"), job_r);

	if (!e && (*job_r)->kind != kind_of(call)) {
		staff_job_free(job_r);
		e = ERR_NOT_FOUND;
	}
	if (!e)
		call_put(call, "job", job_value(*job_r));
	return e;
}

/* ------------------------------------------------------------------ audit */

static void html_name(const char *id, char name_r[NAME_SIZE])
{
	snprintf(name_r, NAME_SIZE, "audit page %s", id);
}

static void list_name(const char *id, char name_r[NAME_SIZE])
{
	snprintf(name_r, NAME_SIZE, "audit list %s", id);
}

static enum err start_audit(struct call *call)
{
	const char *source, *language = call_text(call, "language");
	const char *upload = call_text(call, "upload");
	char title[TITLE_SIZE];
	enum err e =
		desk_source(call->desk, call_text(call, "source"), &source);

	if (e)
		return e;
	if (!upload)
		return call_cause(
			call, ERR_INVALID, N_("The file is missing."), NULL);
	/* The language has no blank in it; a source may. */
	snprintf(title, sizeof(title), "%s %s",
		language && strcmp(language, "pl") == 0 ? "pl" : "en", source);
	e = staff_job_start(
		call->desk, call_account(call), STAFF_JOB_AUDIT, upload, title);
	if (e)
		return e;
	jobs_wake(call->jobs);
	call_put_text(call, "id", upload);
	return ERR_OK;
}

static enum err make_audit(const struct job_run *run, const char *path)
{
	const struct staff_job *job = run->job;
	const char *space = strchr(job->title, ' ');
	const char *language = strncmp(job->title, "pl ", 3) == 0 ? "pl" : "en";
	const struct audit_page_query query = {
		path, space ? space + 1 : "", language};
	char name[NAME_SIZE];
	struct buf html, list_text;
	enum err e;

	buf_init(&html, HTML_MAX);
	buf_init(&list_text, LIST_MAX);
	e = audit_page(run->desk, &query, &html, &list_text);
	html_name(job->id, name);
	if (!e)
		e = parcel_put(run->desk, job->account, name, buf_text(&html),
			html.len);
	list_name(job->id, name);
	if (!e)
		e = parcel_put(run->desk, job->account, name,
			buf_text(&list_text), list_text.len);
	buf_free(&html);
	buf_free(&list_text);
	return e;
}

static enum err run_audit(const struct job_run *run)
{
	struct job_run copy = *run;
	struct workbook_tools tools;
	struct upload upload;
	enum err e;

	upload_tools(run->desk, &tools);
	tools.goes_on = job_goes_on;
	tools.arg = &copy;
	e = upload_open(run->desk, run->job, &tools, ROWS_MAX + 1, &upload);
	if (!e && upload.has_more)
		e = desk_fail(run->desk, ERR_LIMIT, "%s",
			N_("The file has too many rows. Please send it in "
			   "parts."));
	if (!e)
		e = make_audit(run, upload.path);
	upload_close(&upload);
	return e;
}

const struct job_work job_audit = {STAFF_JOB_AUDIT, run_audit};

static enum err get_audit(struct call *call)
{
	struct staff_job *job;
	char name[NAME_SIZE];
	int64_t made_utc;
	struct buf html;
	enum err e = take_job(call, &job);

	if (e)
		return e;
	if (job->state == STAFF_JOB_DONE) {
		buf_init(&html, HTML_MAX);
		html_name(job->id, name);
		e = parcel_get(
			call->desk, call_account(call), name, &html, &made_utc);
		if (!e)
			call_put_text(call, "html", buf_text(&html));
		buf_free(&html);
	}
	staff_job_free(&job);
	return e;
}

static enum err fetch_audit(struct call *call)
{
	struct parcel_place place;
	char name[NAME_SIZE];
	enum err e;

	list_name(call_text(call, "id"), name);
	e = parcel_piece(call->desk, call_account(call), name,
		(unsigned)call_int(call, "n", 0), &call->blob, &place);
	if (e)
		return e;
	call_put_bool(call, "more", place.has_more);
	call_put_int(call, "size", place.size);
	call_put_text(call, "name", "work-list.csv");
	call_put_text(call, "type", "text/csv; charset=utf-8");
	return ERR_OK;
}

/* ---------------------------------------------------------------- what if */

static enum err start_what_if(struct call *call)
{
	const char *text = call_text(call, "text");
	char id[STAFF_JOB_ID_SIZE];
	enum err e = staff_upload_begin(
		call->desk, call_account(call), STAFF_JOB_WHAT_IF, NULL, id);

	if (!e)
		e = staff_upload_append(call->desk, call_account(call), id, 0,
			text, strlen(text));
	if (!e)
		e = staff_upload_end(call->desk, call_account(call), id);
	if (!e)
		e = staff_job_start(call->desk, call_account(call),
			STAFF_JOB_WHAT_IF, id, NULL);
	if (e)
		return e;
	jobs_wake(call->jobs);
	call_put_text(call, "id", id);
	return ERR_OK;
}

static enum err read_input(const struct job_run *run, struct buf *bytes)
{
	enum err e = ERR_OK;

	for (unsigned n = 0; !e; n++)
		e = staff_job_input(run->desk, run->job, n, bytes);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err run_what_if(const struct job_run *run)
{
	char *dumped = NULL;
	struct buf bytes;
	json_t *value;
	enum err e;

	buf_init(&bytes, (size_t)STAFF_JOB_INPUT_MAX);
	e = read_input(run, &bytes);
	if (!e)
		e = what_if(run->desk, buf_text(&bytes), bytes.len, &value);
	buf_free(&bytes);
	if (e)
		return e;
	dumped = json_dumps(value, JSON_COMPACT);
	json_decref(value);
	if (!dumped)
		return desk_fail(
			run->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = staff_job_result(run->desk, run->job, dumped, strlen(dumped));
	free(dumped);
	return e;
}

const struct job_work job_what_if = {STAFF_JOB_WHAT_IF, run_what_if};

static enum err put_what_if(struct call *call, const struct staff_job *job)
{
	struct buf text;
	json_t *value;
	enum err e;

	buf_init(&text, HTML_MAX);
	e = staff_job_fetch(call->desk, call_account(call), job->id, 0, &text);
	value = e ? NULL : json_loads(buf_text(&text), 0, NULL);
	buf_free(&text);
	if (!e && !value)
		return ERR_NOT_FOUND;
	if (!e)
		call_put(call, "outcome", value);
	return e;
}

static enum err get_what_if(struct call *call)
{
	struct staff_job *job;
	enum err e = take_job(call, &job);

	if (e)
		return e;
	if (job->state == STAFF_JOB_DONE)
		e = put_what_if(call, job);
	staff_job_free(&job);
	return e;
}

#define ID                                                      \
	{                                                       \
		"id", ARG_TEXT, STAFF_JOB_ID_SIZE - 1, ARG_MUST \
	}

const struct verb verbs_jobs[] = {
	{"audit.list", VERB_OFFICER, 0, list, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"audit.start", VERB_OFFICER, VERB_CHANGES, start_audit,
		{{"upload", ARG_TEXT, STAFF_JOB_ID_SIZE - 1, ARG_MAY},
			{"source", ARG_TEXT, 255, ARG_MUST},
			{"language", ARG_TEXT, 16, ARG_MAY}}},
	{"audit.get", VERB_OFFICER, 0, get_audit, {ID}},
	{"audit.fetch", VERB_OFFICER, VERB_CHANGES, fetch_audit,
		{ID, {"n", ARG_INT, 10000, ARG_MAY}}},
	{"what-if.list", VERB_OFFICER, 0, list_what_if,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"what-if.start", VERB_OFFICER, VERB_CHANGES, start_what_if,
		{{"text", ARG_LINES, CONFIG_MAX, ARG_MUST}}},
	{"what-if.get", VERB_OFFICER, 0, get_what_if, {ID}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
