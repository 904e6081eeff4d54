/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/rows.h"

enum there {
	NOTHING,
	A_FILE,
	A_FOREIGN_FILE,
	A_LINK,
	A_DANGLING_LINK,
	A_HARD_LINK,
	A_FIFO,
	A_DIRECTORY
};

static const struct row {
	const char *name;
	enum there there;
	mode_t directory;
	const char *why; /* NULL: it is opened */
} rows_open[] = {
	{"a new file", NOTHING, 0755, NULL},
	{"a new file where everybody makes them", NOTHING, 01777, NULL},
	{"a file", A_FILE, 0755, NULL},
	{"a file where everybody makes them", A_FILE, 01777, NULL},
	{"another's file", A_FOREIGN_FILE, 0755, NULL},
	{"another's file where everybody makes them", A_FOREIGN_FILE, 01777,
		"another user's"},
	{"a link", A_LINK, 0755, "symbolic link"},
	{"a link to nothing", A_DANGLING_LINK, 0755, "symbolic link"},
	{"a link where everybody makes them", A_LINK, 01777, "symbolic link"},
	{"a hard link", A_HARD_LINK, 0755, NULL},
	{"a hard link where everybody makes them", A_HARD_LINK, 01777,
		"second name"},
	{"a FIFO", A_FIFO, 0755, "No such device"},
	{"a directory", A_DIRECTORY, 0755, "directory"},
};

static void make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "old", 3), 3);
	close(fd);
}

static void prepare(enum there there, const char *path, const char *other)
{
	switch (there) {
	case NOTHING:
		break;
	case A_FILE:
		make(path);
		break;
	case A_FOREIGN_FILE:
		make(path);
		assert_int_equal(chown(path, 65534, 65534), 0);
		break;
	case A_LINK:
		make(other);
		assert_int_equal(symlink(other, path), 0);
		break;
	case A_DANGLING_LINK:
		assert_int_equal(symlink(other, path), 0);
		break;
	case A_HARD_LINK:
		make(other);
		assert_int_equal(link(other, path), 0);
		break;
	case A_FIFO:
		assert_int_equal(mkfifo(path, 0600), 0);
		break;
	case A_DIRECTORY:
		assert_int_equal(mkdir(path, 0700), 0);
		break;
	}
}

static void check_answer(const struct row *row, const char *path)
{
	char cause[FILE_CAUSE_SIZE] = "";
	struct stat st;
	mode_t before = umask(0777);
	int fd = file_open_own(path, O_WRONLY | O_CREAT | O_TRUNC, 0640, cause);

	umask(before);
	if (row->why) {
		assert_int_equal(fd, -1);
		assert_non_null(strstr(cause, row->why));
		return;
	}
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	if (row->there == NOTHING)
		assert_int_equal(st.st_mode & 07777, 0640);
	close(fd);
}

static void check_open(void **state)
{
	const struct row *row = *state;
	char directory[] = "/tmp/robinson-file.XXXXXX", path[64], other[64];
	struct stat st;

	if (row->there == A_FOREIGN_FILE && geteuid() != 0)
		skip();
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chmod(directory, row->directory), 0);
	snprintf(path, sizeof(path), "%s/file", directory);
	snprintf(other, sizeof(other), "%s/other", directory);
	prepare(row->there, path, other);
	check_answer(row, path);
	/* What was refused was not touched. */
	if (row->why && stat(other, &st) == 0)
		assert_int_equal(st.st_size, 3);
	if (row->there == A_DANGLING_LINK)
		assert_int_equal(stat(other, &st), -1);
	if (unlink(path) != 0)
		rmdir(path);
	unlink(other);
	assert_int_equal(rmdir(directory), 0);
}

static const struct read_row {
	const char *name;
	size_t size; /* of the file */
	size_t max;
	enum err expected;
} rows_read[] = {
	{"an empty file", 0, 10, ERR_OK},
	{"a small one", 3, 10, ERR_OK},
	{"as large as may be", 40000, 40000, ERR_OK},
	{"one octet larger", 40001, 40000, ERR_LIMIT},
};

static void check_read(void **state)
{
	const struct read_row *row = *state;
	char path[] = "/tmp/robinson-file.XXXXXX";
	int fd = mkstemp(path);
	struct buf text;

	assert_true(fd >= 0);
	for (size_t i = 0; i < row->size; i++)
		assert_int_equal(write(fd, &"abcdefg"[i % 7], 1), 1);
	close(fd);
	buf_init(&text, row->max);
	assert_int_equal(file_read_path(path, &text), row->expected);
	if (row->expected == ERR_OK) {
		assert_int_equal(text.len, row->size);
		for (size_t i = 0; i < row->size; i++)
			assert_int_equal(buf_text(&text)[i], "abcdefg"[i % 7]);
	}
	buf_free(&text);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_read_path(path, &text), ERR_NOT_FOUND);
	assert_int_equal(file_read_path("/", &text), ERR_IO);
	assert_int_equal(errno, EISDIR);
	buf_free(&text);
}

static void reads_to_the_end(void **state)
{
	char path[] = "/tmp/robinson-file.XXXXXX", bytes[8];
	int fd = mkstemp(path);
	size_t got;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, "abcdef", 6), ERR_OK);
	assert_int_equal(file_read_at(fd, bytes, 3, 2, &got), ERR_OK);
	assert_int_equal(got, 3);
	assert_memory_equal(bytes, "cde", 3);
	assert_int_equal(file_read_at(fd, bytes, 8, 4, &got), ERR_OK);
	assert_int_equal(got, 2);
	/* Where the file stands did not change: at its end. */
	assert_int_equal(file_read_full(fd, bytes, 1, &got), ERR_OK);
	assert_int_equal(got, 0);
	assert_int_equal(lseek(fd, 1, SEEK_SET), 1);
	assert_int_equal(file_read_full(fd, bytes, 8, &got), ERR_OK);
	assert_int_equal(got, 5);
	assert_memory_equal(bytes, "bcdef", 5);
	close(fd);
	assert_int_equal(file_read_full(fd, bytes, 1, &got), ERR_IO);
	assert_int_equal(file_read_at(fd, bytes, 1, 0, &got), ERR_IO);
	assert_int_equal(unlink(path), 0);
}

/* One read() gives what is in the pipe, and no more. */
static void reads_on(void **state)
{
	char bytes[4];
	size_t got;
	int fds[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(fds[0]);
		for (int i = 0; i < 6; i++) {
			if (write(fds[1], &"abcdef"[i], 1) != 1)
				_exit(1);
			usleep(2000);
		}
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(file_read_full(fds[0], bytes, 4, &got), ERR_OK);
	assert_int_equal(got, 4);
	assert_memory_equal(bytes, "abcd", 4);
	assert_int_equal(file_read_full(fds[0], bytes, 4, &got), ERR_OK);
	assert_int_equal(got, 2);
	close(fds[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_open, check_open);
	rows_add(&rows, rows_read, check_read);
	rows_add_one(&rows, "reads to the end", reads_to_the_end, NULL);
	rows_add_one(&rows, "reads on", reads_on, NULL);
	return rows_run("file", &rows);
}
