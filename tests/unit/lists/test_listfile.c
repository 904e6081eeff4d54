/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/lists/place.h"

#include <signal.h>
#include <sys/wait.h>

#include "lists/guard_private.h"

#define ECG                                                                \
	"\xba\x72\xd6\x79\x3b\xe4\xcd\xd1\x42\x56\xbb\xb5\x66\x20\x33\xe3" \
	"\xee\x5e\x19\x51"

struct image {
	struct place place;
	unsigned char *bytes; /* the installed file */
	size_t len;
};

static void image_open(struct image *m)
{
	FILE *f;

	place_open(&m->place, DNM_ECG);
	assert_int_equal(
		place_install(&m->place, ECG, sizeof(ECG) - 1), ERR_OK);
	m->bytes = malloc(1u << 16);
	f = fopen(m->place.file, "re");
	assert_non_null(m->bytes);
	assert_non_null(f);
	m->len = fread(m->bytes, 1, 1u << 16, f);
	fclose(f);
}

static void image_close(struct image *m)
{
	place_close(&m->place);
	free(m->bytes);
}

static enum err try_open(const struct image *m, const char **shown_r)
{
	static char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;
	enum err e = listfile_open(m->place.file, &list, cause);

	*shown_r = cause;
	listfile_unref(&list);
	return e;
}

/* The example of listfile.h. */
static void test_bytes(void **state)
{
	struct image m;

	(void)state;
	image_open(&m);
	assert_int_equal(m.len, 128 + 20 + 4 * 257);
	assert_memory_equal(m.bytes, "RBNLIST\x01", 8);
	assert_memory_equal(m.bytes + 8, "\0\0\0\0\x14\0\0\0\x08\0\0\0", 12);
	assert_memory_equal(m.bytes + 24, "\1\0\0\0\0\0\0\0", 8);
	assert_memory_equal(m.bytes + 128, ECG, 20);
	for (size_t i = 0; i < 257; i++)
		assert_int_equal(m.bytes[148 + 4 * i], i > 0xba);
	image_close(&m);
}

static void test_cut(void **state)
{
	const char *cause;
	struct image m;

	(void)state;
	image_open(&m);
	for (size_t len = 0; len < m.len; len++) {
		place_put(m.place.file, m.bytes, len);
		assert_int_equal(try_open(&m, &cause), ERR_CORRUPT);
		assert_non_null(strstr(cause, "damaged"));
	}
	place_put(m.place.file, m.bytes, m.len);
	assert_int_equal(try_open(&m, &cause), ERR_OK);
	m.bytes[m.len] = 0;
	place_put(m.place.file, m.bytes, m.len + 1);
	assert_int_equal(try_open(&m, &cause), ERR_CORRUPT);
	image_close(&m);
}

static void test_flipped(void **state)
{
	const char *cause;
	struct image m;

	(void)state;
	image_open(&m);
	for (size_t at = 0; at < m.len; at++) {
		unsigned char was = m.bytes[at];

		m.bytes[at] ^= (unsigned char)(1u << (at % 8));
		place_put(m.place.file, m.bytes, m.len);
		assert_int_equal(try_open(&m, &cause),
			at == 7 ? ERR_VERSION : ERR_CORRUPT);
		m.bytes[at] = was;
	}
	image_close(&m);
}

static void test_others(void **state)
{
	const char *cause;
	struct image m;

	(void)state;
	image_open(&m);
	unlink(m.place.file);
	assert_int_equal(try_open(&m, &cause), ERR_NOT_FOUND);
	assert_int_equal(mkfifo(m.place.file, 0600), 0);
	assert_int_equal(try_open(&m, &cause), ERR_IO);
	unlink(m.place.file);
	assert_int_equal(mkdir(m.place.file, 0700), 0);
	assert_int_equal(try_open(&m, &cause), ERR_IO);
	image_close(&m);
}

/* Somebody cuts off the very file that is mapped: the question has no answer,
 * and the process lives. */
static void test_cut_under_reader(void **state)
{
	enum {
		COUNT = 20000
	};
	unsigned char *records = calloc(COUNT, 20), ask[20] = {0xff};
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;
	struct place p;

	(void)state;
	assert_non_null(records);
	for (unsigned i = 0; i < COUNT; i++) {
		records[20 * i] = (unsigned char)(i >> 8);
		records[20 * i + 1] = (unsigned char)i;
		records[20 * i + 19] = 1;
	}
	place_open(&p, DNM_ECG);
	assert_int_equal(place_install(&p, records, COUNT * 20), ERR_OK);
	assert_int_equal(listfile_open(p.file, &list, cause), ERR_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(listfile_ask(list, ask), ERR_NOT_FOUND);
	assert_int_equal(truncate(p.file, 4096), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(listfile_ask(list, ask), ERR_UNAVAILABLE);
	listfile_unref(&list);
	place_close(&p);
	free(records);
}

/* A SIGBUS that is not ours still ends the process. */
static void test_foreign_signal(void **state)
{
	struct image m;
	const char *cause;
	pid_t child;
	int status;

	(void)state;
	image_open(&m);
	assert_int_equal(try_open(&m, &cause), ERR_OK);
	fflush(stdout);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGBUS, SIG_DFL);
		guard_install();
		raise(SIGBUS);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	image_close(&m);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "the bytes of the example", test_bytes, NULL);
	rows_add_one(&all, "cut off at every length", test_cut, NULL);
	rows_add_one(&all, "a bit of every byte", test_flipped, NULL);
	rows_add_one(&all, "what is no file", test_others, NULL);
	rows_add_one(
		&all, "cut off under a reader", test_cut_under_reader, NULL);
	rows_add_one(&all, "others' SIGBUS", test_foreign_signal, NULL);
	return rows_run("listfile", &all);
}
