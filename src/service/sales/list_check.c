/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include "service/sales/list_check.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "base/file.h"
#include "mail/refusal_text.h"
#include "service/import/checklist.h"
#include "service/sales/may.h"
#include "service/sales/upload.h"
#include "service/staff/looked.h"

/* So that the list is decided by one thread, which leaves the other cores to
 * the mail, and progress is seen. */
#define BATCH_ROWS 2000
#define PIECE ((size_t)64 * 1024)
#define CHARGED "charged" /* in the title */

struct work {
	struct desk *desk;
	const struct list_check_run *run;
	json_t *title;
	enum notice_language language;
	struct upload upload;
	FILE *cleaned, *whole; /* in memory */
	struct buf words; /* of one row */
	int64_t reasons[REASON_COUNT];
	size_t addresses; /* decided, or about to be */
};

static enum err fail_io(struct desk *desk, const char *what)
{
	return desk_fail(desk, ERR_IO, "%s: %s", what, strerror(errno));
}

static enum err fail_memory(struct desk *desk)
{
	return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
}

/* What it says from now on. */
static enum err retitle(struct work *w)
{
	char *text = json_dumps(w->title, JSON_COMPACT);

	if (!text)
		return fail_memory(w->desk);
	free(w->run->job->title);
	w->run->job->title = text;
	return ERR_OK;
}

static enum err open_memory(struct desk *desk, FILE **file_r)
{
	int fd = memfd_create("robinson-list", MFD_CLOEXEC);

	*file_r = fd >= 0 ? fdopen(fd, "w+") : NULL;
	if (*file_r)
		return ERR_OK;
	if (fd >= 0)
		close(fd);
	return fail_io(desk, "memory for a list");
}

/* --------------------------------------------------------------- the list */

static bool goes_on(const struct work *w)
{
	const struct workbook_tools *tools = &w->run->tools;

	return !tools->goes_on || tools->goes_on(tools->arg);
}

static enum err refuse_rows(struct desk *desk)
{
	return desk_fail(desk, ERR_LIMIT, "%s",
		N_("The list has more than 100,000 rows. Please send it in "
		   "parts."));
}

/* The day's number was taken from in an earlier run of the job. */
static bool is_charged(const struct work *w)
{
	return json_is_true(json_object_get(w->title, CHARGED));
}

/* One row more may be the heading. Nobody waits for a list that is refused in
 * the end. */
static enum err read_upload(struct work *w)
{
	struct staff_job *job = w->run->job;
	enum err e = upload_open(w->desk, job, &w->run->tools,
		LIST_CHECK_ROWS_MAX + 1, &w->upload);

	if (e)
		return e;
	if (w->upload.has_more)
		return refuse_rows(w->desk);
	job->counts[LIST_CHECK_ROWS] = (int64_t)w->upload.rows;
	if (w->upload.is_workbook &&
		json_object_set_new(w->title, "workbook", json_true()) != 0)
		return fail_memory(w->desk);
	return ERR_OK;
}

static enum err before_batch(void *arg, uint64_t rows, size_t addresses)
{
	struct work *w = arg;
	enum err e;

	if (!goes_on(w))
		return desk_fail(w->desk, ERR_UNAVAILABLE, "the program ends");
	if (rows > LIST_CHECK_ROWS_MAX)
		return refuse_rows(w->desk);
	w->run->job->counts[LIST_CHECK_DONE] = (int64_t)rows;
	w->addresses += addresses;
	e = staff_job_tell(w->desk, w->run->job);
	/* Nobody waits for a list that is refused in the end. */
	return e || is_charged(w) ?
		e :
		may_have(w->desk, w->run->job->account, w->addresses);
}

/* Of what is confidential the columns tell no more than a refusal does. */
static void say_words(void *arg, const struct verdict *verdict,
	const char **action_r, const char **reason_r)
{
	static const char *const yes[] = {
		[NOTICE_EN] = "yes", [NOTICE_PL] = "tak"};
	static const char *const no[] = {
		[NOTICE_EN] = "no", [NOTICE_PL] = "nie"};
	struct work *w = arg;

	buf_reset(&w->words);
	if (may_words(w->desk, w->language, verdict, NULL, &w->words))
		buf_reset(&w->words);
	*action_r = (verdict->action <= ACTION_FLAG ? yes : no)[w->language];
	*reason_r = buf_text(&w->words);
	if (verdict->action > ACTION_FLAG)
		w->reasons[verdict->reason]++;
}

static void skip_bad(void *arg, uint64_t line, const char *cause)
{
	(void)arg;
	(void)line;
	(void)cause;
}

static enum err add_reasons(struct work *w)
{
	json_t *reasons = json_object();

	for (int i = 1; reasons && i < REASON_COUNT; i++) {
		const char *name = refusal_name((enum reason)i);
		json_int_t before =
			json_integer_value(json_object_get(reasons, name));

		/* Confidential ones have one name. */
		if (w->reasons[i] > 0 &&
			json_object_set_new(reasons, name,
				json_integer(before + w->reasons[i])) != 0)
			break;
	}
	return json_object_set_new(w->title, "reasons", reasons) == 0 ?
		ERR_OK :
		fail_memory(w->desk);
}

static enum err end_counts(
	struct work *w, const struct checklist_counts *counts)
{
	int64_t *to = w->run->job->counts;

	to[LIST_CHECK_DONE] = to[LIST_CHECK_ROWS] = (int64_t)counts->rows;
	to[LIST_CHECK_MAY_GO] = (int64_t)counts->may_go;
	to[LIST_CHECK_BAD] = (int64_t)counts->bad;
	if (json_object_set_new(w->title, "formulas",
		    json_integer((json_int_t)counts->formulas)) != 0)
		return fail_memory(w->desk);
	return add_reasons(w);
}

static enum err check(struct work *w, const struct policy_purpose *purpose)
{
	static const char *const headings[][2] = {
		[NOTICE_EN] = {"may write", "why"},
		[NOTICE_PL] = {"mo\xC5\xBCna pisa\xC4\x87", "dlaczego"}};
	const struct checklist list = {.path = w->upload.path,
		.is_form = true,
		.copy_to = w->whole,
		.cleaned_to = w->cleaned,
		.headings = {headings[w->language][0],
			headings[w->language][1]},
		.words = say_words,
		.batch_rows = BATCH_ROWS,
		.before = before_batch,
		.bad = skip_bad,
		.arg = w};
	struct checklist_counts counts;
	struct check_query query;
	enum err e;

	check_query_init(w->desk, purpose, INSTANT_NONE, &query);
	e = checklist_run(w->desk, &query, &list, &counts);
	if (e == ERR_INVALID)
		e = desk_fail(w->desk, e, "%s",
			N_("No column of addresses was found. Please call it "
			   "\"email\" in the first row."));
	return e ? e : end_counts(w, &counts);
}

/* ---------------------------------------------------------------- results */

static enum err keep_result(struct work *w, FILE *file, unsigned *pieces_r)
{
	char *piece = malloc(PIECE);
	off_t at = 0;
	size_t got = 1;
	enum err e = piece ? ERR_OK : fail_memory(w->desk);

	*pieces_r = 0;
	if (!e && fflush(file) != 0)
		e = fail_io(w->desk, "writing the list");
	while (!e && got > 0) {
		e = file_read_at(fileno(file), piece, PIECE, at, &got);
		if (e || got == 0)
			break;
		e = staff_job_result(w->desk, w->run->job, piece, got);
		at += (off_t)got;
		++*pieces_r;
	}
	free(piece);
	return e;
}

static enum err keep_results(struct work *w)
{
	unsigned cleaned = 0, whole = 0;
	int64_t cleaned_len;
	enum err e = keep_result(w, w->cleaned, &cleaned);

	cleaned_len = w->run->job->result_len;
	if (!e)
		e = keep_result(w, w->whole, &whole);
	if (!e &&
		(json_object_set_new(
			 w->title, "cleaned", json_integer(cleaned)) != 0 ||
			json_object_set_new(w->title, "cleaned-octets",
				json_integer(cleaned_len)) != 0))
		e = fail_memory(w->desk);
	return e ? e : retitle(w);
}

/* What cannot be kept costs nothing. */
static enum err check_size(struct work *w)
{
	if (ftello(w->cleaned) + ftello(w->whole) <= STAFF_JOB_RESULT_MAX)
		return ERR_OK;
	return desk_fail(w->desk, ERR_LIMIT, "%s",
		N_("What comes of the list is too large. Please send it in "
		   "parts."));
}

static enum err charge_in(struct work *w)
{
	struct staff_job *job = w->run->job;
	int64_t left;
	enum err e =
		may_take_within(w->desk, job->account, w->addresses, &left);

	return e ? e : staff_job_tell_within(w->desk, job);
}

/* Once for all of the list, and the job says so in the same transaction:
 * whatever ends this run, the next one does not take them again. A list that
 * fails costs nothing; nobody gets a word of it. */
static enum err charge(struct work *w)
{
	struct staff_job *job = w->run->job;
	char *before = job->title;
	enum err e = ERR_OK;

	if (is_charged(w))
		return ERR_OK;
	if (json_object_set_new(w->title, CHARGED, json_true()) != 0)
		return fail_memory(w->desk);
	job->title = json_dumps(w->title, JSON_COMPACT);
	e = job->title ? desk_begin(w->desk) : fail_memory(w->desk);
	if (!e)
		e = desk_end(w->desk, charge_in(w));
	if (e) {
		free(job->title);
		job->title = before;
		return e;
	}
	free(before);
	return ERR_OK;
}

/* Art. 5(2): who checked how many; not whom. */
static enum err journal(struct work *w)
{
	char digest[2 * UPLOAD_DIGEST_LEN + 1], detail[200];

	for (size_t i = 0; i < UPLOAD_DIGEST_LEN; i++)
		snprintf(digest + 2 * i, 3, "%02x", w->upload.digest[i]);
	snprintf(detail, sizeof(detail), "%lld rows, sha256 %s",
		(long long)w->run->job->counts[LIST_CHECK_ROWS], digest);
	return staff_looked(w->desk, LOOK_LIST, NULL, detail);
}

static enum err open_all(struct work *w)
{
	enum err e = open_memory(w->desk, &w->cleaned);

	return e ? e : open_memory(w->desk, &w->whole);
}

static void close_all(struct work *w)
{
	upload_close(&w->upload);
	if (w->cleaned)
		fclose(w->cleaned);
	if (w->whole)
		fclose(w->whole);
	buf_free(&w->words);
	json_decref(w->title);
}

static enum err work_on(struct work *w)
{
	const struct policy_purpose *purpose;
	enum err e = desk_purpose(w->desk,
		json_string_value(json_object_get(w->title, "purpose")),
		&purpose);

	if (!e)
		e = open_all(w);
	if (!e)
		e = read_upload(w);
	if (!e)
		e = check(w, purpose);
	if (!e)
		e = check_size(w);
	if (!e)
		e = charge(w);
	if (!e)
		e = journal(w);
	return e ? e : keep_results(w);
}

enum err list_check_work(struct desk *desk, const struct list_check_run *run)
{
	const char *operator_name = desk->operator_name;
	struct work w = {.desk = desk, .run = run, .upload = {.fd = -1}};
	enum err e;

	w.title = json_loads(run->job->title, 0, NULL);
	if (!json_is_object(w.title) ||
		!json_is_string(json_object_get(w.title, "purpose"))) {
		json_decref(w.title);
		return desk_fail(
			desk, ERR_INVALID, "nobody said what it is for");
	}
	buf_init(&w.words, 2000);
	w.language = may_language(
		desk, json_string_value(json_object_get(w.title, "language")));
	desk->operator_name =
		json_string_value(json_object_get(w.title, "who"));
	e = work_on(&w);
	desk->operator_name = operator_name;
	close_all(&w);
	return e;
}
