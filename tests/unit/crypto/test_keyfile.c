/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/derive_private.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define SECRET_A \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SECRET_B \
	"ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define DATE " 2026-11-23T10:00:00Z "
#define LINE_A "1" DATE SECRET_A "\n"
#define HEAD "robinson-keys 1\n"
#define SECRET_TAIL \
	"00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
/* 176 octets */
#define KEPT                                         \
	SECRET_A SECRET_A SECRET_A SECRET_A SECRET_A \
		"000102030405060708090a0b0c0d0e0f"

static const struct row {
	const char *name;
	const char *text;
	mode_t mode;
	enum err expected;
	size_t generations;
	const char *cause; /* a part of it */
} rows[] = {
	{"one generation", HEAD LINE_A, 0600, ERR_OK, 1, ""},
	{"readable by the group", HEAD LINE_A, 0640, ERR_OK, 1, ""},
	{"two generations", HEAD LINE_A "2" DATE SECRET_B "\n", 0600, ERR_OK, 2,
		""},
	{"the first retired", HEAD "7" DATE SECRET_B "\n", 0600, ERR_OK, 1, ""},
	{"readable by others", HEAD LINE_A, 0644, ERR_DENIED, 0, "0644"},
	{"writable by others", HEAD LINE_A, 0602, ERR_DENIED, 0, "0602"},
	{"empty", "", 0600, ERR_CORRUPT, 0, "line 1"},
	{"another head", "robinson-keys 2\n" LINE_A, 0600, ERR_CORRUPT, 0,
		"line 1"},
	{"no generation", HEAD, 0600, ERR_CORRUPT, 0, "no generation"},
	{"not ended by a newline", HEAD "1" DATE SECRET_A, 0600, ERR_CORRUPT, 0,
		"cut short"},
	{"a digit short", HEAD "1" DATE "0001\n", 0600, ERR_CORRUPT, 0,
		"line 2"},
	{"a digit that is none", HEAD "1" DATE "x" SECRET_A "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"a date that is none", HEAD "1 2026-11-23 10:00:00Z " SECRET_A "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"generations out of order",
		HEAD "2" DATE SECRET_A "\n1" DATE SECRET_B "\n", 0600,
		ERR_CORRUPT, 0, "line 3"},
	{"number nought", HEAD "0" DATE SECRET_A "\n", 0600, ERR_CORRUPT, 0,
		"line 2"},
	{"the largest number", HEAD "1000000" DATE SECRET_A "\n", 0600, ERR_OK,
		1, ""},
	{"a number too large", HEAD "1000001" DATE SECRET_A "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"numbers of each digit", HEAD "9" DATE SECRET_A "\n", 0600, ERR_OK, 1,
		""},
	{"a blank before the number", HEAD " 1" DATE SECRET_A "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"a sign before the number", HEAD "+1" DATE SECRET_A "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"before the digits of a date",
		HEAD "1 2026-11-2/T10:00:00Z " SECRET_A "\n", 0600, ERR_CORRUPT,
		0, "line 2"},
	{"behind the digits of a date",
		HEAD "1 2026-11-2:T10:00:00Z " SECRET_A "\n", 0600, ERR_CORRUPT,
		0, "line 2"},
	{"a date in another zone", HEAD "1 2026-11-23T10:00:00z " SECRET_A "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"each digit of a date", HEAD "1 9999-09-09T00:09:59Z " SECRET_A "\n",
		0600, ERR_OK, 1, ""},
	{"no blank behind the date",
		HEAD "1 2026-11-23T10:00:00Z" SECRET_A "\n", 0600, ERR_CORRUPT,
		0, "line 2"},
	{"two blanks before the date",
		HEAD "1  2026-11-23T10:00:00Z " SECRET_A "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"a digit more", HEAD "1" DATE SECRET_A "0\n", 0600, ERR_CORRUPT, 0,
		"line 2"},
	{"before the digits of a secret", HEAD "1" DATE "/" SECRET_TAIL "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"behind the digits of a secret", HEAD "1" DATE ":" SECRET_TAIL "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"before the letters of a secret", HEAD "1" DATE "`" SECRET_TAIL "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"behind the letters of a secret", HEAD "1" DATE "g" SECRET_TAIL "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"a capital in a secret", HEAD "1" DATE "A" SECRET_TAIL "\n", 0600,
		ERR_CORRUPT, 0, "line 2"},
	{"the last letter", HEAD "1" DATE "f" SECRET_TAIL "\n", 0600, ERR_OK, 1,
		""},
	{"the last digit", HEAD "1" DATE "9" SECRET_TAIL "\n", 0600, ERR_OK, 1,
		""},
	{"a retired one",
		HEAD "1" DATE "retired " KEPT "\n2" DATE SECRET_B "\n", 0600,
		ERR_OK, 2, ""},
	{"a retired one, a digit short",
		HEAD "1" DATE "retired 0" SECRET_TAIL "\n2" DATE SECRET_B "\n",
		0600, ERR_CORRUPT, 0, "line 2"},
	{"the newest is retired", HEAD LINE_A "2" DATE "retired " KEPT "\n",
		0600, ERR_CORRUPT, 0, "newest generation is retired"},
	{"an empty line", HEAD LINE_A "\n", 0600, ERR_CORRUPT, 0, "line 3"},
	{"a generation twice", HEAD LINE_A LINE_A, 0600, ERR_CORRUPT, 0,
		"line 3"},
};

static void write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	char cause[KEYFILE_CAUSE_SIZE];
	char path[PATH_MAX / 2];
	struct keyfile *keys;
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	write_file(path, row->text, row->mode);
	assert_int_equal(keyfile_read(path, &keys, cause), row->expected);
	assert_non_null(strstr(cause, row->cause));
	if (row->expected)
		assert_null(keys);
	else
		assert_int_equal(keyfile_generations(keys), row->generations);
	keyfile_free(&keys);
	tempdir_remove(&dir);
}

/* As many generations as there may be, and one more; a file too large; one
 * that is no text. */
static void test_sizes(void **state)
{
	static char text[40000];
	char path[PATH_MAX / 2], cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	struct tempdir dir;
	int fd;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	for (int most = 64; most <= 65; most++) {
		strcpy(text, HEAD);
		for (int i = 1; i <= most; i++)
			(void)snprintf(text + strlen(text), 120,
				"%d" DATE SECRET_A "\n", i);
		write_file(path, text, 0600);
		assert_int_equal(keyfile_read(path, &keys, cause),
			most == 64 ? ERR_OK : ERR_CORRUPT);
		keyfile_free(&keys);
	}
	assert_non_null(strstr(cause, "line 66"));
	memset(text, 'x', 32768);
	text[32768] = '\0';
	write_file(path, text, 0600);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_CORRUPT);
	assert_non_null(strstr(cause, "larger than any key file"));
	text[32767] = '\0';
	write_file(path, text, 0600);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_CORRUPT);
	assert_non_null(strstr(cause, "cut short"));
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, HEAD LINE_A "\0\n", sizeof(HEAD LINE_A) + 1),
		sizeof(HEAD LINE_A) + 1);
	close(fd);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_CORRUPT);
	assert_non_null(strstr(cause, "not text"));
	/* What is no file. */
	assert_int_equal(keyfile_read(dir.path, &keys, cause), ERR_DENIED);
	assert_null(keys);
	tempdir_path(&dir, "keys/x", path);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_NOT_FOUND);
	tempdir_remove(&dir);
}

/* Years of four digits, and none before 1970. */
static void test_create_dates(void **state)
{
	static const struct {
		int64_t now;
		const char *date; /* NULL: none can be made */
	} dates[] = {{-1, NULL}, {0, "1970-01-01T00:00:00Z"},
		{253402300799, "9999-12-31T23:59:59Z"}, {253402300800, NULL}};
	char path[PATH_MAX / 2], cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	struct tempdir dir;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
		assert_int_equal(keyfile_create(path, dates[i].now, cause),
			dates[i].date ? ERR_OK : ERR_UNAVAILABLE);
		if (!dates[i].date) {
			assert_non_null(strstr(cause, "clock"));
			continue;
		}
		assert_string_equal(cause, "");
		assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
		assert_int_equal(keyfile_newest(keys), 1);
		assert_string_equal(
			keyfile_generation(keys, 0).date, dates[i].date);
		assert_false(keyfile_generation(keys, 0).is_retired);
		keyfile_free(&keys);
		assert_int_equal(unlink(path), 0);
	}
	tempdir_remove(&dir);
}

/* Where it leads may change under us. */
static void test_link(void **state)
{
	char path[PATH_MAX / 2], real[PATH_MAX / 2];
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	struct tempdir dir;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	tempdir_path(&dir, "real", real);
	write_file(real, HEAD LINE_A, 0600);
	assert_int_equal(symlink(real, path), 0);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_DENIED);
	assert_non_null(strstr(cause, "symbolic link"));
	tempdir_remove(&dir);
}

static void test_worked_example(void **state)
{
	static const unsigned char id[KEYFILE_ID_LEN] = {0xff, 0x8f, 0x39, 0x5a,
		0xbd, 0x72, 0xac, 0xd0, 0x08, 0x94, 0x15, 0x08, 0x39, 0x89,
		0xe5, 0x56};
	static const unsigned char pseudonym[32] = {0xa9, 0x9c, 0xe5, 0x52,
		0x21, 0x24, 0xa5, 0xe1, 0x5d, 0xc2, 0xbb, 0xf0, 0x07, 0x63,
		0x7b, 0xe0, 0x43, 0xd0, 0x4f, 0xb5, 0x75, 0xec, 0xc7, 0x00,
		0x01, 0xc6, 0x49, 0x58, 0xa4, 0x4c, 0x58, 0x98};
	unsigned char found[32];
	char cause[KEYFILE_CAUSE_SIZE];
	char path[PATH_MAX / 2];
	struct keyfile *keys;
	struct tempdir dir;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	write_file(path, HEAD LINE_A "2" DATE SECRET_B "\n", 0600);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	assert_int_equal(keyfile_id(keys, found), ERR_OK);
	assert_memory_equal(found, id, sizeof(id));
	assert_int_equal(
		keyfile_derive(keys, 0, LABEL_PSEUDONYM, found, 32), ERR_OK);
	assert_memory_equal(found, pseudonym, 32);
	assert_int_equal(
		keyfile_derive(keys, 1, LABEL_PSEUDONYM, found, 32), ERR_OK);
	assert_memory_not_equal(found, pseudonym, 32);
	keyfile_free(&keys);
	tempdir_remove(&dir);
}

static void test_create(void **state)
{
	char cause[KEYFILE_CAUSE_SIZE];
	unsigned char id[KEYFILE_ID_LEN], again[KEYFILE_ID_LEN];
	char path[PATH_MAX / 2];
	struct keyfile *keys;
	struct tempdir dir;
	struct stat st;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_NOT_FOUND);
	assert_int_equal(keyfile_create(path, 1795428000, cause), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	assert_int_equal(keyfile_id(keys, id), ERR_OK);
	keyfile_free(&keys);

	assert_int_equal(keyfile_create(path, 1795428000, cause), ERR_EXISTS);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	assert_int_equal(keyfile_id(keys, again), ERR_OK);
	assert_memory_equal(id, again, sizeof(id));
	keyfile_free(&keys);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(keyfile_create(path, 1795428000, cause), ERR_OK);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	assert_int_equal(keyfile_id(keys, again), ERR_OK);
	assert_memory_not_equal(id, again, sizeof(id));
	keyfile_free(&keys);
	tempdir_remove(&dir);
}

static void test_create_without_directory(void **state)
{
	char cause[KEYFILE_CAUSE_SIZE];
	char path[PATH_MAX / 2];
	struct tempdir dir;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "none/keys", path);
	assert_int_equal(
		keyfile_create(path, 1795428000, cause), ERR_NOT_FOUND);
	assert_non_null(strstr(cause, "No such file"));
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "a link", test_link, NULL);
	rows_add_one(&all, "sizes", test_sizes, NULL);
	rows_add_one(&all, "dates of creation", test_create_dates, NULL);
	rows_add_one(&all, "worked example", test_worked_example, NULL);
	rows_add_one(&all, "create", test_create, NULL);
	rows_add_one(&all, "create without a directory",
		test_create_without_directory, NULL);
	return rows_run("keyfile", &all);
}
