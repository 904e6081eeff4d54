/* SPDX-License-Identifier: BSD-2-Clause */
/* The files are read row by row; persons are asked for in batches. */
#include "service/audit/audit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/policy_find.h"
#include "service/csv/cell_addresses.h"
#include "service/csv/csvform.h"
#include "service/import/import_row.h"
#include "service/office/texts.h"
#include "service/retention/ended.h"
#include "service/verdict/dnm.h"

/* Many, so that they lie close to each other in the store. */
#define BATCH 65536
#define PROGRESS_EACH 16384

/* A row whose person is asked for. */
struct asked {
	struct identity who;
	size_t row;
	const char *text;
	size_t text_len;
	bool has_objected, has_refused; /* says the row */
};

struct auditing {
	struct desk *desk;
	const struct audit_options *options;
	struct audit *audit;
	const struct policy *policy;
	struct dnm *listed; /* NULL: no list is asked for any purpose */
	struct asked *batch;
	size_t batch_len;
	struct texts texts; /* addresses of the batch */
	struct subject subject;
	uint64_t bytes_before, bytes; /* of the files done; of all */
	int year;
	struct import_parser parser; /* of wishes */
};

/* FNV-1a: tells spellings of one person apart, no more. */
static uint32_t digest(const char *text, size_t len)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT32_C(16777619);
	return hash;
}

static int compare_asked(const void *a, const void *b)
{
	const struct asked *left = a, *right = b;

	return memcmp(left->who.key.bytes, right->who.key.bytes, PSEUDONYM_LEN);
}

/* What all purposes together say of a person. */
struct gathered {
	unsigned marks;
	unsigned bases;
	size_t objected, withdrawn;
	struct retention retention;
};

static enum err ask_lists(struct auditing *a, const struct asked *asked,
	struct question *question)
{
	struct address address;
	const struct dnm_person person = {
		asked->text, asked->text_len, &address};
	enum err e;

	if (!a->listed || !dnm_applies(a->desk->settings, question->purpose))
		return ERR_OK;
	e = address_parse(&a->desk->settings->address_rules, asked->text,
		asked->text_len, &address, NULL);
	if (!e)
		e = dnm_ask(a->listed, a->desk->settings, &person, question);
	if (e)
		return desk_fail(a->desk, e, "%s", dnm_cause(a->listed));
	/* One that cannot be asked stands in it as if the address were on
	 * it: that is no answer to give to somebody's system. */
	if (question->listings_len > dnm_sure(a->listed))
		return desk_fail(a->desk, ERR_UNAVAILABLE,
			"a do-not-mail list cannot be asked: robinson lists "
			"show tells which");
	return ERR_OK;
}

static enum err ask_purpose(struct auditing *a, const struct asked *asked,
	const struct policy_purpose *purpose, struct gathered *g)
{
	struct question question = {.purpose = purpose,
		.now_utc = a->desk->now_utc,
		.is_live = true};
	bool held[REASON_COUNT];
	struct verdict verdict;
	enum err e = ask_lists(a, asked, &question);

	if (e)
		return e;
	policy_explain(a->policy, &a->subject, &question, held, &verdict);
	g->objected +=
		held[REASON_OBJECTED] || held[REASON_OBJECTION_UNCONFIRMED];
	g->withdrawn += held[REASON_WITHDRAWN];
	if (held[REASON_LISTED])
		g->marks |= MARK_BIT(MARK_LISTED);
	if (held[REASON_RESTRICTED])
		g->marks |= MARK_BIT(MARK_RESTRICTED);
	if (a->subject.known && held[REASON_UNDELIVERABLE])
		g->marks |= MARK_BIT(MARK_UNDELIVERABLE);
	g->bases |= verdict.standing & purpose->bases;
	return ERR_OK;
}

/* A person's data may be kept while processing is restricted: Art. 18(1). */
static unsigned conclude(const struct auditing *a, const struct asked *asked,
	const struct gathered *g)
{
	unsigned marks = g->marks;

	if ((asked->has_objected && g->objected == 0) ||
		(asked->has_refused && g->objected + g->withdrawn == 0))
		marks |= MARK_BIT(MARK_OPTED_OUT);

	if (g->objected > 0)
		marks |= g->objected == a->policy->purposes_len ?
			MARK_BIT(MARK_OBJECTED) :
			MARK_BIT(MARK_OBJECTED_PARTLY);
	if (!a->subject.known)
		return marks | MARK_BIT(MARK_UNKNOWN);
	if (ended_is_over(g->retention, a->desk->now_utc) &&
		a->subject.restricted_utc == INSTANT_NONE)
		marks |= MARK_BIT(MARK_ENDED);
	if (g->bases == 0)
		marks |= MARK_BIT(MARK_NO_BASIS);
	return marks;
}

static enum err ask_person(struct auditing *a, const struct asked *asked)
{
	struct gathered g = {0};
	enum err e;

	subject_reset(&a->subject);
	e = store_subject_get(a->desk->session, &asked->who.key,
		asked->who.domains, asked->who.domains_len, false, &a->subject);
	if (e)
		return desk_store_fail(a->desk, e, "reading");
	for (size_t i = 0; !e && i < a->policy->purposes_len; i++)
		e = ask_purpose(a, asked, &a->policy->purposes[i], &g);
	g.retention = policy_retention(
		a->policy, &a->subject, a->desk->now_utc, true);
	if (!e)
		a->audit->rows[asked->row].marks =
			(uint16_t)conclude(a, asked, &g);
	return e;
}

static enum err ask_batch(struct auditing *a)
{
	enum err e;

	if (a->batch_len == 0)
		return ERR_OK;
	/* In the order of keys, as they lie in the store. */
	qsort(a->batch, a->batch_len, sizeof(*a->batch), compare_asked);
	e = store_read_begin(a->desk->session);
	if (e)
		return desk_store_fail(a->desk, e, "reading");
	for (size_t i = 0; !e && i < a->batch_len; i++)
		e = ask_person(a, &a->batch[i]);
	store_read_end(a->desk->session);
	a->batch_len = 0;
	texts_clear(&a->texts);
	identifier_trim(a->desk->identifier);
	return e;
}

/* ------------------------------------------------------------------ rows */

static enum err add_row(struct auditing *a, struct audit_row **row_r)
{
	struct audit *audit = a->audit;
	struct audit_row *rows;

	if (audit->rows_len == AUDIT_ROWS_MAX)
		return desk_fail(a->desk, ERR_LIMIT,
			"more than %d rows; accepted: fewer at a time",
			AUDIT_ROWS_MAX);
	if (audit->rows_len == audit->rows_cap) {
		rows = array_grow(audit->rows, audit->rows_len,
			&audit->rows_cap, sizeof(*rows));
		if (!rows)
			return desk_fail(
				a->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
		audit->rows = rows;
	}
	*row_r = &audit->rows[audit->rows_len++];
	**row_r = (struct audit_row){.line = 0};
	return ERR_OK;
}

static bool is_empty(const struct csvfile_record *record)
{
	for (size_t i = 0; i < record->len; i++)
		if (record->lens[i] > 0)
			return false;
	return true;
}

/* What of a row is the same for each of its addresses. */
struct taking {
	struct auditing *a;
	struct audit_file *file;
	const struct csvfile_record *record;
	struct import_row wishes;
	size_t first; /* of the file's rows that it becomes */
};

static bool is_taken(const struct taking *t, const struct identity *who)
{
	const struct audit *audit = t->a->audit;

	for (size_t i = t->first; i < audit->rows_len; i++)
		if (!(audit->rows[i].marks & MARK_BIT(MARK_BAD_ADDRESS)) &&
			memcmp(audit->rows[i].key, who->key.bytes,
				sizeof(audit->rows[i].key)) == 0)
			return true;
	return false;
}

static enum err take_bad(struct taking *t, const char *text, size_t len)
{
	struct audit_row *row = NULL;
	enum err e = add_row(t->a, &row);

	if (e || !row)
		return e;
	row->line = (uint32_t)t->record->line;
	row->file = (uint16_t)(t->file - t->a->audit->files);
	row->spelling = digest(text, len);
	row->marks = MARK_BIT(MARK_BAD_ADDRESS);
	return ERR_OK;
}

/* ERR_INVALID: it is no address. */
static enum err take_address(struct taking *t, const char *text, size_t len)
{
	struct auditing *a = t->a;
	struct asked *asked = &a->batch[a->batch_len];
	struct audit_row *row = NULL;
	enum err e = identifier_address(
		a->desk->identifier, text, len, &asked->who, NULL);

	if (e == ERR_INVALID || (!e && is_taken(t, &asked->who)))
		return e;
	asked->text = texts_add(&a->texts, text, len);
	if (e || !asked->text)
		return desk_fail(a->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = add_row(a, &row);
	if (e || !row)
		return e;
	row->line = (uint32_t)t->record->line;
	row->file = (uint16_t)(t->file - a->audit->files);
	row->spelling = digest(text, len);
	memcpy(row->key, asked->who.key.bytes, sizeof(row->key));
	asked->text_len = len;
	asked->row = a->audit->rows_len - 1;
	asked->has_objected = t->wishes.has_objection;
	asked->has_refused = t->wishes.has_refusal || t->wishes.has_withdrawal;
	return ++a->batch_len == BATCH ? ask_batch(a) : ERR_OK;
}

static enum err take_cell(struct taking *t, struct import_cell cell)
{
	struct cell_addresses it;
	struct cell_address piece;
	bool is_found = false;
	enum err e = ERR_INVALID;

	if (!cell_address_is_odd(cell.text, cell.len))
		e = take_address(t, cell.text, cell.len);
	if (e != ERR_INVALID)
		return e;
	cell_addresses_begin(&it, cell.text, cell.len);
	for (e = ERR_OK; !e && cell_addresses_next(&it, &piece);) {
		is_found = true;
		e = take_address(t, piece.text, piece.len);
		if (e == ERR_INVALID)
			e = take_bad(t, piece.text, piece.len);
	}
	return is_found ? e : take_bad(t, cell.text, cell.len);
}

/* What the row says against marketing: as an import reads it. */
static void take_wishes(struct taking *t)
{
	struct import_parser *parser = &t->a->parser;
	struct import_context c = {parser, t->record, NULL, &t->wishes};

	parser->report = t->file->import;
	parser->cause[0] = parser->note[0] = '\0';
	import_wishes_parse(&c);
	t->a->desk->cause[0] = '\0';
}

static enum err take_row(struct auditing *a, struct audit_file *file,
	const struct csvfile_record *record)
{
	const struct import_report *columns = file->import;
	struct taking t = {.a = a,
		.file = file,
		.record = record,
		.first = a->audit->rows_len};
	struct import_cell cell = import_cell_at(record, file->email);
	enum err e = ERR_OK;

	take_wishes(&t);
	if (cell.len > 0)
		e = take_cell(&t, cell);
	for (size_t i = 0; !e && i < columns->emails.len; i++) {
		cell = import_cell_at(record, columns->emails.items[i].column);
		if (cell.len > 0)
			e = take_cell(&t, cell);
	}
	if (!e && a->audit->rows_len == t.first)
		e = take_bad(&t, "", 0);
	return e;
}

static void tell(const struct auditing *a, const struct audit_file *file)
{
	if (a->options->progress)
		a->options->progress(a->options->arg,
			a->bytes_before + csvfile_bytes_read(file->csv),
			a->bytes);
}

static enum err read_file(struct auditing *a, struct audit_file *file)
{
	struct csvfile_record record;
	enum err e = audit_columns_begin(a->desk, a->options, file);

	if (e)
		return e;
	while ((e = csvfile_next(file->csv, &record)) != ERR_NOT_FOUND) {
		if (e == ERR_INVALID) {
			file->unreadable++;
			continue;
		}
		if (e)
			return desk_fail(a->desk, e, "%s: %s", file->path,
				strerror(errno));
		if (is_empty(&record))
			continue;
		audit_columns_look(file, &record, a->year);
		file->rows++;
		e = take_row(a, file, &record);
		if (e)
			return e;
		if (file->rows % PROGRESS_EACH == 0)
			tell(a, file);
	}
	audit_columns_end(file);
	a->bytes_before += csvfile_bytes(file->csv);
	return ask_batch(a);
}

/* ------------------------------------------------------------- the whole */

static enum err open_files(struct auditing *a)
{
	struct audit *audit = a->audit;

	audit->files = calloc(a->options->paths_len + 1, sizeof(*audit->files));
	if (!audit->files)
		return desk_fail(a->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	for (size_t i = 0; i < a->options->paths_len; i++) {
		struct audit_file *file = &audit->files[i];
		enum err e;

		*file = (struct audit_file){
			.path = a->options->paths[i], .email = -1, .ref = -1};
		audit->files_len++;
		e = a->options->are_forms ?
			csvform_open(file->path, &file->csv) :
			csvfile_open(file->path, &file->csv);
		if (e)
			return desk_fail(a->desk, e, "%s: %s", file->path,
				e == ERR_IO ? strerror(errno) : err_text(e));
		a->bytes += csvfile_bytes(file->csv);
	}
	return ERR_OK;
}

static bool asks_lists(const struct settings *settings)
{
	for (size_t i = 0; i < settings->policy.purposes_len; i++)
		if (dnm_applies(settings, &settings->policy.purposes[i]))
			return true;
	return false;
}

static enum err begin(struct auditing *a)
{
	struct desk *desk = a->desk;
	const char *name;
	struct civil now;
	enum err e = desk_source(desk, a->options->source, &name);

	if (e)
		return e;
	if (a->options->paths_len > UINT16_MAX)
		return desk_fail(
			desk, ERR_LIMIT, "more than %d files", UINT16_MAX);
	a->audit->source = policy_source(a->policy, name);
	zone_to_civil(desk->settings->zone, desk->now_utc, &now);
	a->year = now.year;
	a->batch = calloc(BATCH, sizeof(*a->batch));
	a->parser.dates = calloc(DATE_CACHE_LEN, sizeof(*a->parser.dates));
	if (!a->batch || !a->parser.dates)
		e = ERR_NOMEM;
	if (!e && asks_lists(desk->settings))
		e = dnm_new(desk->office, &a->listed);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : open_files(a);
}

enum err audit_run(struct desk *desk, const struct audit_options *options,
	struct audit *audit_r)
{
	const struct import_options none = {.path = NULL};
	struct auditing a = {.desk = desk,
		.options = options,
		.parser = {.desk = desk, .options = &none},
		.audit = audit_r,
		.policy = &desk->settings->policy};
	enum err e;

	*audit_r = (struct audit){.settings = desk->settings,
		.translation = options->translation,
		.now_utc = desk->now_utc};
	findings_init(&audit_r->findings);
	subject_init(&a.subject);
	e = begin(&a);
	for (size_t i = 0; !e && i < audit_r->files_len; i++)
		e = read_file(&a, &audit_r->files[i]);
	if (!e) {
		audit_people(audit_r);
		if (audit_find(audit_r))
			e = desk_fail(
				desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	}
	dnm_free(&a.listed);
	texts_free(&a.texts);
	subject_free(&a.subject);
	free(a.batch);
	free(a.parser.dates);
	if (e)
		audit_free(audit_r);
	return e;
}

uint64_t audit_rows(const struct audit *audit)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < audit->files_len; i++)
		rows += audit->files[i].rows;
	return rows;
}

void audit_free(struct audit *audit)
{
	for (size_t i = 0; i < audit->files_len; i++) {
		struct audit_file *file = &audit->files[i];

		for (size_t c = 0; c < file->columns_len; c++)
			free(file->columns[c].name);
		free(file->columns);
		if (file->import)
			import_report_free(file->import);
		free(file->import);
		csvfile_close(&file->csv);
	}
	free(audit->files);
	free(audit->rows);
	findings_free(&audit->findings);
	*audit = (struct audit){.settings = NULL};
}
