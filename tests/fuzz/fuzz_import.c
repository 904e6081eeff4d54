/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "service/csv/cell.h"
#include "service/csv/cell_addresses.h"
#include "service/csv/columns.h"
#include "service/csv/csvfile.h"
#include "service/csv/csvrow.h"
#include "service/csv/heading.h"

/* What a heading or a cell means: pieces lie inside of it, in order. */
static void read_cell(const char *text, size_t len)
{
	struct cell_addresses it;
	struct cell_address piece;
	const char *at = text;

	(void)heading_sense(text);
	FUZZ_REQUIRE(cell_word(text, len) <= CELL_UNKNOWN);
	cell_addresses_begin(&it, text, len);
	while (cell_addresses_next(&it, &piece)) {
		FUZZ_REQUIRE(piece.text >= at && piece.len > 0);
		at = piece.text + piece.len;
		FUZZ_REQUIRE(at <= text + len);
	}
}

/* A row as it stands has the columns that were read of it, one by one. */
static void read_raw(struct csvfile *file, const struct csvfile_record *record)
{
	size_t before = 0, columns;

	for (size_t n = 0; !record->is_whole && n < record->len; n++) {
		size_t at = csvrow_column(record->raw, record->raw_len,
			csvfile_separator(file), n, &columns);

		FUZZ_REQUIRE(columns <= n && (n == 0 || at > before));
		before = at;
		if (at > record->raw_len)
			break;
	}
}

/* Whatever a file holds: rows end, lines only grow, and what was read once is
 * read again the same. */
static void read_all(struct csvfile *file, uint64_t *rows_r, uint64_t *bytes_r)
{
	struct csvfile_record record;
	uint64_t line = 0;
	enum err e;

	*rows_r = *bytes_r = 0;
	while ((e = csvfile_next(file, &record)) != ERR_NOT_FOUND) {
		FUZZ_REQUIRE(e == ERR_OK || e == ERR_INVALID);
		FUZZ_REQUIRE(record.line >= line && record.line > 0);
		line = record.line;
		++*rows_r;
		for (size_t i = 0; !e && i < record.len; i++) {
			FUZZ_REQUIRE(record.fields[i][record.lens[i]] == '\0');
			*bytes_r += record.lens[i];
			read_cell(record.fields[i], record.lens[i]);
		}
		if (!e)
			read_raw(file, &record);
		if (!e)
			FUZZ_REQUIRE(
				column_find_named(&record) < (int)record.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t rows, bytes, rows_again, bytes_again;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct csvfile *file;
	char path[64];

	FUZZ_REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	FUZZ_REQUIRE(csvfile_open(path, &file) == ERR_OK);
	read_all(file, &rows, &bytes);
	FUZZ_REQUIRE(csvfile_rewind(file) == ERR_OK);
	read_all(file, &rows_again, &bytes_again);
	FUZZ_REQUIRE(rows == rows_again && bytes == bytes_again);
	csvfile_close(&file);
	close(fd);
	return 0;
}
