/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "service/columns.h"
#include "service/csvfile.h"

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
		}
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
