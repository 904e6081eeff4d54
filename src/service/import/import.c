/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/import/import.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/worker.h"
#include "service/import/import_row.h"

#define BATCHES 2
#define PROGRESS_ROWS 4096

/* Reader and writer hand batches to each other: full ones one way, empty ones
 * the other. */
struct exchange {
	struct import_batch *batches[BATCHES];
	/* The writer's alone until it ended; its session, too: the reader asks
	 * the desk's for the address rules, and brings persons to the newest
	 * key. */
	struct import_writer writer;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	struct import_batch *full[BATCHES], *empty[BATCHES];
	size_t full_len, empty_len;
	bool is_ended; /* no further batch comes */
	enum err failed; /* of the writer */
};

struct run {
	struct desk *desk;
	const struct import_options *options;
	struct import_report *report;
	struct import_parser parser;
	struct csvfile *file;
	struct import_said *said;
	struct exchange exchange;
};

/* "cap" is of both arrays; where memory is short "order" may have more. */
static enum err make_room(struct import_batch *batch, size_t want)
{
	size_t cap = batch->cap;
	enum err e = array_reserve(
		(void **)&batch->order, &cap, want, sizeof(*batch->order));

	return e ? e :
		   array_reserve((void **)&batch->rows, &batch->cap, want,
			   sizeof(*batch->rows));
}

enum err import_batch_new(struct import_batch **batch_r)
{
	struct import_batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return ERR_NOMEM;
	if (make_room(batch, IMPORT_BATCH_ROWS)) {
		import_batch_free(batch);
		return ERR_NOMEM;
	}
	*batch_r = batch;
	return ERR_OK;
}

enum err import_batch_room(
	struct import_batch *batch, struct import_row **row_r)
{
	enum err e = make_room(batch, batch->len + 1);

	*row_r = e ? NULL : &batch->rows[batch->len];
	return e;
}

void import_batch_free(struct import_batch *batch)
{
	if (!batch)
		return;
	texts_free(&batch->texts);
	free(batch->rows);
	free(batch->order);
	free(batch);
}

void import_batch_reset(struct import_batch *batch)
{
	batch->len = 0;
	batch->has_choices = false;
	texts_clear(&batch->texts);
}

/* By key, for that is how the store lies on the disk; the rows of one person
 * in the order of their dates, so that the latest has the last word whatever
 * the order of the lines. */
static int compare_rows(const void *a, const void *b)
{
	const struct import_row *left = *(const struct import_row *const *)a;
	const struct import_row *right = *(const struct import_row *const *)b;
	int by_key = memcmp(left->key.bytes, right->key.bytes, PSEUDONYM_LEN);
	int64_t left_at = left->facts.relation_at_utc;
	int64_t right_at = right->facts.relation_at_utc;

	if (by_key != 0)
		return by_key;
	if (left_at != right_at)
		return left_at < right_at ? -1 : 1;
	return left->line < right->line ? -1 : 1;
}

void import_batch_sort(struct import_batch *batch)
{
	for (size_t i = 0; i < batch->len; i++)
		batch->order[i] = &batch->rows[i];
	qsort(batch->order, batch->len, sizeof(void *), compare_rows);
}

static void give(struct exchange *x, struct import_batch **side, size_t *len,
	struct import_batch *batch)
{
	pthread_mutex_lock(&x->lock);
	side[(*len)++] = batch;
	pthread_cond_signal(&x->changed);
	pthread_mutex_unlock(&x->lock);
}

/* The first that was given; NULL: there is none, and none will come. */
static struct import_batch *take(
	struct exchange *x, struct import_batch **side, size_t *len)
{
	struct import_batch *batch = NULL;

	pthread_mutex_lock(&x->lock);
	while (*len == 0 && !x->is_ended)
		pthread_cond_wait(&x->changed, &x->lock);
	if (*len > 0) {
		batch = side[0];
		memmove(side, side + 1, --*len * sizeof(void *));
	}
	pthread_mutex_unlock(&x->lock);
	return batch;
}

static enum err exchange_failed(struct exchange *x)
{
	enum err e;

	pthread_mutex_lock(&x->lock);
	e = x->failed;
	pthread_mutex_unlock(&x->lock);
	return e;
}

/* Ends with the last batch, and is never told to stop before. */
static void write_batches(struct worker *worker, void *arg)
{
	struct exchange *x = arg;
	struct import_batch *batch;

	(void)worker;
	while ((batch = take(x, x->full, &x->full_len))) {
		/* After a failure the rest is only handed back. */
		if (!exchange_failed(x)) {
			enum err e = import_batch_write(&x->writer, batch);

			pthread_mutex_lock(&x->lock);
			x->failed = e;
			pthread_mutex_unlock(&x->lock);
		}
		import_batch_reset(batch);
		give(x, x->empty, &x->empty_len, batch);
	}
}

static enum err open_exchange(struct run *run)
{
	struct exchange *x = &run->exchange;
	enum err e = ERR_OK;

	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->changed, NULL);
	x->writer = (struct import_writer){
		.policy = &run->desk->settings->policy,
		.now_utc = run->desk->now_utc,
		.dry_run = run->options->dry_run,
	};
	e = store_session_get(run->desk->store, &x->writer.session);
	for (size_t i = 0; !e && i < BATCHES; i++) {
		e = import_batch_new(&x->batches[i]);
		if (!e)
			give(x, x->empty, &x->empty_len, x->batches[i]);
	}
	return e;
}

static void close_exchange(struct run *run)
{
	struct exchange *x = &run->exchange;

	store_session_put(run->desk->store, &x->writer.session);
	for (size_t i = 0; i < BATCHES; i++)
		import_batch_free(x->batches[i]);
	free(x->writer.notes);
	pthread_mutex_destroy(&x->lock);
	pthread_cond_destroy(&x->changed);
}

static void say(struct run *run, uint64_t line, bool is_bad, const char *text)
{
	if (is_bad)
		run->report->counts.bad++;
	import_say(run->said, line, is_bad, text);
}

/* One row into the batch; ERR_NOT_FOUND at the end of the file. */
static enum err read_row(struct run *run, struct import_batch *batch)
{
	struct import_report *report = run->report;
	struct csvfile_record record;
	enum err e = csvfile_next(run->file, &record);

	if (e == ERR_IO)
		return desk_fail(run->desk, e, "%s: %s", run->options->path,
			strerror(errno));
	if (e && e != ERR_INVALID)
		return e;
	e = import_row_parse(&run->parser, &record, batch);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	report->counts.rows++;
	if (run->parser.note[0] != '\0')
		say(run, record.line, false, run->parser.note);
	if (run->parser.cause[0] != '\0')
		say(run, record.line, true, run->parser.cause);
	return e;
}

static enum err read_batch(struct run *run, struct import_batch *batch)
{
	enum err e = ERR_OK;

	for (size_t n = 0; !e && batch->len < IMPORT_BATCH_ROWS; n++) {
		if (n % PROGRESS_ROWS == 0)
			run->options->progress(run->options->arg,
				csvfile_bytes_read(run->file),
				csvfile_bytes(run->file));
		e = read_row(run, batch);
	}
	return e;
}

static enum err read_batches(struct run *run)
{
	struct exchange *x = &run->exchange;
	enum err e = ERR_OK;

	while (!e && !exchange_failed(x)) {
		struct import_batch *batch = take(x, x->empty, &x->empty_len);

		e = read_batch(run, batch);
		import_batch_sort(batch);
		give(x, x->full, &x->full_len, batch);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static int compare_notes(const void *a, const void *b)
{
	const struct import_note *left = a, *right = b;

	return left->line < right->line ? -1 : left->line > right->line;
}

static void take_results(struct run *run)
{
	struct import_writer *w = &run->exchange.writer;
	struct import_counts *counts = &run->report->counts;

	w->counts.rows = counts->rows;
	w->counts.bad = counts->bad;
	*counts = w->counts;
	if (w->notes_len > 0)
		qsort(w->notes, w->notes_len, sizeof(*w->notes), compare_notes);
	for (size_t i = 0; i < w->notes_len; i++) {
		const struct import_note *note = &w->notes[i];
		char text[IMPORT_CAUSE_SIZE];

		if (note->other_line > 0)
			snprintf(text, sizeof(text), "%s%" PRIu64, note->text,
				note->other_line);
		say(run, note->line, note->is_bad,
			note->other_line > 0 ? text : note->text);
	}
}

static enum err run_threads(struct run *run)
{
	struct exchange *x = &run->exchange;
	struct worker *writer;
	enum err e = worker_new(&writer), written;

	if (!e)
		e = worker_start(writer, write_batches, x);
	if (e) {
		worker_free(&writer);
		return desk_fail(
			run->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	}
	e = read_batches(run);
	pthread_mutex_lock(&x->lock);
	x->is_ended = true;
	pthread_cond_signal(&x->changed);
	pthread_mutex_unlock(&x->lock);
	worker_free(&writer);
	take_results(run);
	written = exchange_failed(x);
	if (written)
		return desk_session_fail(
			run->desk, x->writer.session, written, x->writer.doing);
	if (e && run->desk->cause[0] == '\0')
		return desk_fail(run->desk, e, "%s", err_text(e));
	return e;
}

static bool has_changed(const struct import_counts *c)
{
	return c->created + c->changed + c->wishes_only + c->objections +
		c->grants + c->withdrawals >
		0;
}

/* One entry for the whole: that it was done, by whom, and how much. */
static enum err write_journal(struct run *run)
{
	const struct import_counts *c = &run->report->counts;
	char detail[JOURNAL_DETAIL_MAX];
	enum err e;

	if (run->options->dry_run || !has_changed(c))
		return ERR_OK;
	snprintf(detail, sizeof(detail),
		"%" PRIu64 " rows, %" PRIu64 " bad: %" PRIu64
		" persons new, %" PRIu64 " changed; new: %" PRIu64
		" objections, %" PRIu64 " grants, %" PRIu64 " withdrawals",
		c->rows, c->bad, c->created, c->changed, c->objections,
		c->grants, c->withdrawals);
	e = desk_begin(run->desk);
	if (e)
		return e;
	return desk_end(run->desk,
		desk_journal(run->desk,
			&(struct desk_act){
				.kind = JOURNAL_IMPORT, .detail = detail}));
}

static enum err read_heading(struct run *run)
{
	struct csvfile_record heading;
	unsigned passed;
	enum err e = import_heading_find(
		run->desk, run->options, run->file, &heading, &passed);

	if (e)
		return e;
	e = import_plan(run->desk, run->options, &heading, run->report);
	if (!e && passed > 0)
		say(run, heading.line, false,
			"this is taken for the heading; the lines before it "
			"are not read");
	return e;
}

/* A store that keeps nothing but what is known of persons has most rows with
 * no wish in them: those are not asked for one. */
static bool has_no_wishes(
	const struct import_options *options, const struct import_report *r)
{
	return r->wishes.len == 0 && r->columns[FIELD_OBJECTED_AT] < 0 &&
		r->columns[FIELD_WITHDRAWN] < 0 &&
		r->columns[FIELD_UNDELIVERABLE] < 0 && !options->all_objected &&
		!options->all_undeliverable;
}

static enum err open_file(struct run *run)
{
	const struct import_options *options = run->options;
	struct import_report *report = run->report;

	if (csvfile_open_as(options->path, options->charset, &run->file))
		return desk_fail(run->desk, ERR_IO, "%s: %s", options->path,
			strerror(errno));
	report->charset = csvfile_charset(run->file);
	report->is_guess = csvfile_is_guess(run->file);
	report->separator = csvfile_separator(run->file);
	return ERR_OK;
}

static enum err prepare(struct run *run)
{
	const struct import_options *options = run->options;
	struct import_parser *parser = &run->parser;
	enum err e = ERR_OK;

	*parser = (struct import_parser){
		.desk = run->desk, .options = options, .report = run->report};
	if (options->relation)
		e = desk_relation(
			run->desk, options->relation, &parser->relation);
	if (!e && options->source)
		e = desk_source(run->desk, options->source, &parser->source);
	if (!e)
		e = open_file(run);
	if (e)
		return e;
	parser->dates = calloc(DATE_CACHE_LEN, sizeof(*parser->dates));
	if (!parser->dates || import_said_new(options, &run->said))
		return desk_fail(
			run->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = read_heading(run);
	parser->is_plain = has_no_wishes(options, run->report);
	return e;
}

/* The wishes are on record, and nothing else: whoever asked has to hear it. */
static enum err say_unclear(struct run *run)
{
	if (!run->report->unclear)
		return ERR_OK;
	return desk_fail(run->desk, ERR_INVALID,
		"%s: only the wishes that are understood were recorded, "
		"because a column may be an opt-out or a consent and is not "
		"understood. Import again with one of these for each: %s",
		run->options->path, run->report->unclear);
}

enum err import_run(struct desk *desk, const struct import_options *options,
	struct import_report *report_r)
{
	struct run run = {.desk = desk, .options = options, .report = report_r};
	enum err e;

	import_report_init(report_r);
	e = prepare(&run);
	if (!e) {
		desk->cause[0] = '\0';
		e = open_exchange(&run);
		if (!e)
			e = run_threads(&run);
		else
			e = desk_fail(desk, e, "%s", err_text(e));
		close_exchange(&run);
	}
	if (!e)
		e = write_journal(&run);
	if (!e)
		e = say_unclear(&run);
	import_said_end(&run.said);
	free(run.parser.dates);
	csvfile_close(&run.file);
	return e;
}

void import_report_init(struct import_report *report)
{
	*report = (struct import_report){.event_at = -1};
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		report->columns[f] = -1;
}

static void free_columns(struct import_columns *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->items[i].name);
	free(list->items);
}

void import_report_free(struct import_report *report)
{
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		free(report->names[f]);
	free_columns(&report->wishes);
	free_columns(&report->emails);
	free(report->event_name);
	free(report->unread);
	free(report->unclear);
	import_report_init(report);
}
