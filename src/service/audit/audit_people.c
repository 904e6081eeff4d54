/* SPDX-License-Identifier: BSD-2-Clause */
/* Persons rather than rows, and the rows that somebody has to look at. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service/audit/audit.h"
#include "service/csv/csvcell.h"

/* No mark that says: this row is to be dealt with. */
#define MARKS_OF_ROWS (MARK_BIT(MARK_COUNT) - 1)

static const struct {
	const char *name, *words;
} marks[MARK_COUNT] = {
	[MARK_BAD_ADDRESS] = {"bad-address", N_("the address cannot be read")},
	[MARK_UNKNOWN] = {"unknown", N_("Robinson has no record")},
	[MARK_ENDED] = {"ended", N_("their time is over")},
	[MARK_OBJECTED] = {"objected", N_("objected to all purposes")},
	[MARK_OBJECTED_PARTLY] = {"objected-partly",
		N_("objected to a purpose, not to all")},
	[MARK_OPTED_OUT] = {"opted-out-there",
		N_("opted out there, which is not on record here")},
	[MARK_LISTED] = {"listed", N_("on a do-not-mail list")},
	[MARK_RESTRICTED] = {"restricted", N_("processing is restricted")},
	[MARK_NO_BASIS] = {"no-basis", N_("no basis for any purpose")},
	[MARK_UNDELIVERABLE] = {"undeliverable", N_("mail comes back")},
	[MARK_DUPLICATE] = {"duplicate", N_("in it more than once")},
	[MARK_SPELLED] = {"spelling", N_("of them under several spellings")},
};

const char *audit_mark_name(enum audit_mark mark)
{
	return marks[mark].name;
}

const char *audit_mark_words(enum audit_mark mark)
{
	return marks[mark].words;
}

static int compare_place(const struct audit_row *a, const struct audit_row *b)
{
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static bool is_bad(const struct audit_row *row)
{
	return (row->marks & MARK_BIT(MARK_BAD_ADDRESS)) != 0;
}

/* Those without a person come last. */
static int by_person(const void *a, const void *b)
{
	const struct audit_row *left = a, *right = b;
	int order = (int)is_bad(left) - (int)is_bad(right);

	if (order == 0)
		order = memcmp(left->key, right->key, sizeof(left->key));
	return order ? order : compare_place(left, right);
}

static int by_place(const void *a, const void *b)
{
	return compare_place(a, b);
}

/* "rows" are all of one person. What they repeat is written in the place of
 * the key, which nobody needs any more. */
static unsigned mark_repeated(struct audit_row *rows, size_t len)
{
	unsigned found = rows[0].marks;

	for (size_t i = 1; i < len; i++) {
		rows[i].marks |= MARK_BIT(MARK_DUPLICATE);
		if (rows[i].spelling != rows[0].spelling)
			rows[i].marks |= MARK_BIT(MARK_SPELLED);
		found |= rows[i].marks;
		memcpy(rows[i].key, &rows[0].file, sizeof(rows[0].file));
		rows[i].same_line = rows[0].line;
	}
	return found;
}

static void count(struct audit *audit, unsigned found)
{
	for (unsigned m = 0; m < MARK_COUNT; m++)
		audit->by_mark[m] += (found & MARK_BIT(m)) != 0;
}

void audit_people(struct audit *audit)
{
	struct audit_row *rows = audit->rows;
	size_t len = audit->rows_len, next;

	if (len == 0)
		return;
	qsort(rows, len, sizeof(*rows), by_person);
	for (size_t i = 0; i < len; i = next) {
		next = i + 1;
		if (is_bad(&rows[i])) {
			audit->by_mark[MARK_BAD_ADDRESS]++;
			continue;
		}
		/* A person's key is not touched before it was compared. */
		while (next < len && !is_bad(&rows[next]) &&
			memcmp(rows[next].key, rows[i].key,
				sizeof(rows[i].key)) == 0)
			next++;
		audit->persons++;
		count(audit, mark_repeated(&rows[i], next - i));
	}
	qsort(rows, len, sizeof(*rows), by_place);
}

/* -------------------------------------------------------------- work list */

/* A system that takes the address for its reference gives none. */
static const char *ref_of(
	const struct audit_file *file, const struct csvfile_record *record)
{
	size_t column = (size_t)file->ref;

	if (file->ref < 0 || column >= record->len ||
		strchr(record->fields[column], '@'))
		return "";
	return record->fields[column];
}

static void put_row(const struct audit *audit, const struct audit_row *row,
	const char *ref, FILE *to)
{
	const char *before = "";
	uint16_t file;

	(void)csvcell_put(audit->files[row->file].path, to);
	fprintf(to, ",%u,", (unsigned)row->line);
	(void)csvcell_put(ref, to);
	putc(',', to);
	for (unsigned m = 0; m < MARK_COUNT; m++) {
		if (!(row->marks & MARK_BIT(m)))
			continue;
		fprintf(to, "%s%s", before, marks[m].name);
		before = " ";
	}
	putc(',', to);
	if (row->same_line > 0) {
		memcpy(&file, row->key, sizeof(file));
		(void)csvcell_put(audit->files[file].path, to);
		fprintf(to, ",%u", (unsigned)row->same_line);
	} else {
		putc(',', to);
	}
	putc('\n', to);
}

/* Rows come again in the order in which they were read. */
static enum err list_file(
	struct audit *audit, struct audit_file *file, size_t *next, FILE *to)
{
	uint16_t n = (uint16_t)(file - audit->files);
	struct csvfile_record record;
	enum err e = csvfile_rewind(file->csv);

	while (!e && *next < audit->rows_len && audit->rows[*next].file == n) {
		const struct audit_row *row = &audit->rows[*next];
		uint32_t line = row->line;

		e = csvfile_next(file->csv, &record);
		if (e == ERR_NOT_FOUND) {
			errno = ESTALE; /* it was changed meanwhile */
			return ERR_IO;
		}
		if (e == ERR_INVALID || (!e && record.line != line)) {
			e = ERR_OK;
			continue;
		}
		/* One for each address in it. */
		for (; !e && *next < audit->rows_len && row->file == n &&
			row->line == line;
			row = &audit->rows[++*next])
			if (row->marks & MARKS_OF_ROWS)
				put_row(audit, row, ref_of(file, &record), to);
	}
	return e;
}

enum err audit_work_list(struct audit *audit, FILE *to)
{
	size_t next = 0;
	enum err e = ERR_OK;

	fputs("file,line,reference,findings,same_file,same_line\n", to);
	for (size_t i = 0; !e && i < audit->files_len; i++)
		e = list_file(audit, &audit->files[i], &next, to);
	return !e && ferror(to) ? ERR_IO : e;
}
