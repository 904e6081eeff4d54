/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "service/csv/csvfile_private.h"
#include "service/csv/words_private.h"

#define HEAD_LEN 65536 /* of a file: tells its separator */

/* What cannot be read twice is copied into memory first. */
static enum err make_seekable(int fd, int *fd_r)
{
	char bytes[65536];
	struct stat st;
	ssize_t got, put;
	int copy;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return ERR_IO;
	}
	if (S_ISREG(st.st_mode)) {
		*fd_r = fd;
		return ERR_OK;
	}
	copy = memfd_create("robinson-csv", MFD_CLOEXEC);
	if (copy < 0)
		return ERR_IO;
	while ((got = read(fd, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		/* Memory takes all of it or fails. */
		put = write(copy, bytes, (size_t)got);
		if (put != got)
			break;
	}
	if (got != 0) {
		close(copy);
		return ERR_IO;
	}
	close(fd);
	*fd_r = copy;
	return ERR_OK;
}

#define SEPARATORS "\t;,|" /* of equals the first: commas stand in texts */
#define SEPARATORS_LEN (sizeof(SEPARATORS) - 1)

static char most_frequent(const size_t counts[SEPARATORS_LEN])
{
	size_t best = 0;

	for (size_t c = 1; c < SEPARATORS_LEN; c++)
		if (counts[c] > counts[best])
			best = c;
	return counts[best] > 0 ? SEPARATORS[best] : '\0';
}

/* Most frequent outside quotation marks, in the first line that has any. */
static char find_separator(const char *head, size_t len)
{
	size_t counts[SEPARATORS_LEN] = {0};
	bool is_quoted = false;

	for (size_t i = 0; i < len; i++) {
		const char *found;

		if (head[i] == '"')
			is_quoted = !is_quoted;
		if (is_quoted)
			continue;
		if ((head[i] == '\n' || head[i] == '\r') &&
			most_frequent(counts) != '\0')
			break;
		found = memchr(SEPARATORS, head[i], SEPARATORS_LEN);
		if (found)
			counts[found - SEPARATORS]++;
	}
	return most_frequent(counts) != '\0' ? most_frequent(counts) : ',';
}

/* Excel writes its separator into a first line of its own: sep=; with or
 * without quotation marks around it. Octets of the line; 0: it is none. */
static size_t separator_line(const char *head, size_t len, char *separator_r)
{
	size_t quote = len > 0 && head[0] == '"';
	size_t at = quote + 5 + quote; /* behind it all */

	if (len <= at || strncasecmp(head + quote, "sep=", 4) != 0 ||
		(quote && head[at - 1] != '"') ||
		(head[at] != '\r' && head[at] != '\n'))
		return 0;
	*separator_r = head[quote + 4];
	return at +
		(head[at] == '\r' && len > at + 1 && head[at + 1] == '\n' ? 2 :
									    1);
}

static enum err look_at_head(struct csvfile *f)
{
	char *head = malloc(HEAD_LEN);
	size_t got, line;
	enum err e;

	if (!head)
		return ERR_NOMEM;
	f->begin_line = 1;
	e = file_read_at(f->fd, head, HEAD_LEN, f->begin, &got);
	if (e) {
		free(head);
		return e;
	}
	f->has_crlf = memmem(head, got, "\r\n", 2) != NULL;
	line = separator_line(head, got, &f->separator);
	f->begin += (off_t)line;
	f->begin_line += line > 0;
	if (line == 0)
		f->separator = find_separator(head, got);
	free(head);
	return ERR_OK;
}

/* What a ZIP archive (.xlsx, .ods) and an old .xls begin with. */
static bool is_workbook(int fd)
{
	char mark[4];
	size_t got;

	return file_read_at(fd, mark, sizeof(mark), 0, &got) == ERR_OK &&
		got == sizeof(mark) &&
		(memcmp(mark, "PK\x03\x04", sizeof(mark)) == 0 ||
			memcmp(mark, "\xD0\xCF\x11\xE0", sizeof(mark)) == 0);
}

static enum err find_charset(struct csvfile *f, const enum charset *known)
{
	enum err e = charset_detect(f->fd, &f->charset);

	f->is_workbook = is_workbook(f->fd);
	/* A UTF-8 byte-order mark wins over the caller's encoding. */
	if (e || f->charset == CHARSET_UTF8_BOM)
		return e;
	f->is_guess = !known && charset_is_guess(f->charset);
	if (known)
		f->charset = *known;
	return ERR_OK;
}

static enum err open_text(struct csvfile *f, const enum charset *known)
{
	struct stat st;
	int fd;
	enum err e;

	e = find_charset(f, known);
	if (e)
		return e;
	if (f->charset == CHARSET_UTF8 || f->charset == CHARSET_UTF8_BOM) {
		f->begin = charset_mark_len(f->charset);
	} else {
		e = charset_convert(f->fd, f->charset, &fd);
		if (e)
			return e;
		close(f->fd);
		f->fd = fd;
		f->begin = 0;
	}
	if (fstat(f->fd, &st) != 0)
		return ERR_IO;
	f->bytes = (uint64_t)st.st_size;
	return look_at_head(f);
}

enum err csvfile_open(const char *path, struct csvfile **file_r)
{
	return csvfile_open_as(path, NULL, file_r);
}

enum err csvfile_open_as(
	const char *path, const enum charset *charset, struct csvfile **file_r)
{
	struct csvfile *f = calloc(1, sizeof(*f));
	int fd;
	enum err e = ERR_IO;

	if (!f)
		return ERR_NOMEM;
	f->fd = -1;
	fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
				      open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		f->fd = fd;
		e = make_seekable(fd, &f->fd);
	}
	if (!e)
		e = open_text(f, charset);
	if (!e) {
		f->chunk = malloc(CSVFILE_CHUNK);
		e = f->chunk ? csvfile_rewind(f) : ERR_NOMEM;
	}
	if (e) {
		int saved = errno;

		csvfile_close(&f);
		errno = saved;
		return e;
	}
	*file_r = f;
	return ERR_OK;
}

const char *csvfile_cause(const struct csvfile *file)
{
	return file->cause ? file->cause : "";
}

enum charset csvfile_charset(const struct csvfile *file)
{
	return file->charset;
}

bool csvfile_is_guess(const struct csvfile *file)
{
	return file->is_guess;
}

bool csvfile_is_workbook(const struct csvfile *file)
{
	return file->is_workbook;
}

char csvfile_separator(const struct csvfile *file)
{
	return file->separator;
}

uint64_t csvfile_bytes_read(const struct csvfile *file)
{
	return (uint64_t)file->chunk_end - (file->chunk_len - file->chunk_at);
}

uint64_t csvfile_bytes(const struct csvfile *file)
{
	return file->bytes;
}

bool csvfile_has_crlf(const struct csvfile *file)
{
	return file->has_crlf;
}
