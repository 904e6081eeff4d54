/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/settings_text.h"
#include "mail/notice.h"
#include "milter/notice_sender.h"
#include "service/mailer/outbox.h"

#define NOW 1530000000
#define DAY (24 * 3600)
#define TEXT "Subject: you are told\r\n\r\nnobody got it\r\n"

struct bench {
	struct tempdir dir;
	char program[PATH_MAX / 2], out[PATH_MAX / 2];
	atomic_llong now;
	struct clock_source clock;
	const struct settings *settings;
	struct office *office;
};

static int64_t bench_now(void *arg)
{
	struct bench *b = arg;

	return atomic_load(&b->now);
}

static void open_office(struct bench *b)
{
	const struct office_options o = {
		.settings = b->settings,
		.clock = &b->clock,
		.create_store = true,
	};
	char cause[OFFICE_CAUSE_SIZE];

	assert_int_equal(office_open(&o, &b->office), ERR_OK);
	assert_int_equal(office_ready(b->office, cause), ERR_OK);
}

/* The MTA is a program that takes what it is given, or does not. */
static void set_program(const struct bench *b, const char *status)
{
	char text[PATH_MAX + 100];

	snprintf(text, sizeof(text), "#!/bin/sh\ncat >>'%s'\nexit %s\n", b->out,
		status);
	unlink(b->program);
	settings_file_put(b->program, text, strlen(text));
	assert_int_equal(chmod(b->program, 0700), 0);
}

static void bench_open(struct bench *b, const char *status)
{
	char keys[PATH_MAX / 2], db[PATH_MAX / 2], text[2 * PATH_MAX];
	char cause[KEYFILE_CAUSE_SIZE];

	tempdir_make(&b->dir);
	tempdir_path(&b->dir, "keys", keys);
	tempdir_path(&b->dir, "db", db);
	tempdir_path(&b->dir, "sendmail", b->program);
	tempdir_path(&b->dir, "out", b->out);
	set_program(b, status);
	assert_int_equal(keyfile_create(keys, NOW, cause), ERR_OK);
	snprintf(text, sizeof(text),
		"store = 'sqlite:%s'\nkey-file = '%s'\n"
		"timezone = 'Europe/Warsaw'\nown-domains = {'firma.example'}\n"
		"release { via = 'sendmail:%s' }\n",
		db, keys, b->program);
	b->settings = settings_must(text);
	atomic_init(&b->now, NOW);
	b->clock = (struct clock_source){bench_now, b};
	open_office(b);
}

static void bench_close(struct bench *b)
{
	office_close(&b->office);
	settings_unref(&b->settings);
	tempdir_remove(&b->dir);
}

struct sealed {
	void *bytes;
	size_t len;
};

static enum err give(void *arg, const struct store_record *records,
	const void **bytes_r, size_t *len_r)
{
	const struct sealed *sealed = arg;

	(void)records;
	*bytes_r = sealed->bytes;
	*len_r = sealed->len;
	return ERR_OK;
}

/* A letter as a session leaves it, due at "next". */
static int64_t write_letter(struct bench *b, const char *text, int64_t next)
{
	struct sealed sealed;
	struct store_letter letter = {
		.created_utc = NOW,
		.next_utc = next,
		.sealed = give,
		.arg = &sealed,
	};
	struct buf out;

	buf_init(&out, NOTICE_MAX);
	assert_int_equal(buf_adds(&out, text), ERR_OK);
	assert_int_equal(outbox_seal(b->office, "ania@firma.example", "Q1",
				 &out, &sealed.bytes, &sealed.len),
		ERR_OK);
	assert_int_equal(
		store_record_letter(office_store(b->office), NULL, 0, &letter),
		ERR_OK);
	assert_true(letter.id > 0);
	free(sealed.bytes);
	buf_free(&out);
	return letter.id;
}

static struct store_outbox_sum sum_of(const struct bench *b)
{
	struct store_outbox_sum sum;

	assert_int_equal(outbox_sum(b->office, &sum), ERR_OK);
	return sum;
}

static void nap(void)
{
	const struct timespec pause = {.tv_nsec = 10000000};

	nanosleep(&pause, NULL);
}

/* Until the store has no letter that is due before "next". */
static bool wait_for(const struct bench *b, int64_t letters, int64_t next)
{
	for (int i = 0; i < 1000; i++) {
		struct store_outbox_sum sum = sum_of(b);

		if (sum.letters == letters &&
			(letters == 0 || sum.next_utc == next))
			return true;
		nap();
	}
	return false;
}

static size_t times_told(const struct bench *b)
{
	char text[20000];
	const char *at = text;
	size_t len, n = 0;
	FILE *f = fopen(b->out, "r");

	if (!f)
		return 0;
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	while ((at = strstr(at, "you are told")) != NULL) {
		at++;
		n++;
	}
	return n;
}

static struct notice_sender *start(struct bench *b)
{
	struct notice_sender *c;

	assert_int_equal(notice_sender_new(b->office, &c), ERR_OK);
	assert_int_equal(notice_sender_start(c), ERR_OK);
	return c;
}

struct row {
	const char *name;
	const char *status; /* of the program: sysexits.h */
	int64_t age;
	int64_t kept_until; /* 0: it is not kept */
};

static const struct row rows[] = {
	{"taken", "0", 0, 0},
	{"refused for good", "67", 0, 0},
	{"not now: it is kept", "75", 0, NOW + 2},
	{"not now, and not for a day", "75", DAY, 0},
	{"not now, nearly a day", "75", DAY - 1, NOW + DAY - 1 + 2},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct notice_sender *c;
	struct bench b;

	bench_open(&b, row->status);
	(void)write_letter(&b, TEXT, NOW);
	atomic_store(&b.now, NOW + row->age);
	c = start(&b);
	assert_true(wait_for(&b, row->kept_until ? 1 : 0, row->kept_until));
	notice_sender_free(&c);
	assert_null(c);
	assert_int_equal(times_told(&b), 1);
	bench_close(&b);
}

/* Posted: it goes at once, though it is not due yet. */
static void posted(void **state)
{
	struct notice_sender *c;
	struct bench b;
	int64_t id;

	(void)state;
	bench_open(&b, "0");
	c = start(&b);
	assert_int_equal(notice_sender_reserve(c), ERR_OK);
	id = write_letter(&b, TEXT, NOW + NOTICE_SENDER_SETTLE_SECONDS);
	notice_sender_post(c, id);
	assert_true(wait_for(&b, 0, 0));
	/* Again, by mistake: it is gone. */
	assert_int_equal(notice_sender_reserve(c), ERR_OK);
	notice_sender_post(c, id);
	notice_sender_free(&c);
	assert_int_equal(times_told(&b), 1);
	bench_close(&b);
}

/* The daemon dies with it; the next one finds it. */
static void restart(void **state)
{
	struct notice_sender *c;
	struct bench b;

	(void)state;
	bench_open(&b, "75");
	(void)write_letter(&b, TEXT, NOW);
	c = start(&b);
	assert_true(wait_for(&b, 1, NOW + 2));
	notice_sender_free(&c);
	office_close(&b.office);
	set_program(&b, "0");
	open_office(&b);
	atomic_store(&b.now, NOW + 2);
	c = start(&b);
	assert_true(wait_for(&b, 0, 0));
	notice_sender_free(&c);
	assert_int_equal(times_told(&b), 2);
	bench_close(&b);
}

/* One that was taken and not done with: its daemon died. */
static void taken_and_lost(void **state)
{
	struct outbox_letter letter;
	struct bench b;

	(void)state;
	bench_open(&b, "0");
	(void)write_letter(&b, TEXT, NOW);
	assert_int_equal(outbox_take(b.office, 0, &letter), ERR_OK);
	assert_int_equal(letter.sealed, ERR_OK);
	assert_string_equal(letter.to, "ania@firma.example");
	assert_string_equal(letter.queue_id, "Q1");
	assert_int_equal(letter.len, strlen(TEXT));
	assert_memory_equal(letter.text, TEXT, strlen(TEXT));
	outbox_letter_free(&letter);
	assert_int_equal(outbox_take(b.office, 0, &letter), ERR_NOT_FOUND);
	atomic_store(&b.now, NOW + OUTBOX_TAKEN_SECONDS);
	assert_int_equal(outbox_take(b.office, 0, &letter), ERR_OK);
	assert_int_equal(letter.tries, 1);
	outbox_letter_free(&letter);
	bench_close(&b);
}

/* Of several chunks, the last one full, and one octet more. */
static void long_ones(void **state)
{
	const size_t lens[] = {0, 262144 - 22, 262144 - 21, 600000};
	struct outbox_letter letter;
	struct bench b;

	(void)state;
	bench_open(&b, "0");
	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		char *text = malloc(lens[i] + 1);

		memset(text, 'a' + (int)i, lens[i]);
		text[lens[i]] = '\0';
		(void)write_letter(&b, text, NOW);
		assert_int_equal(outbox_take(b.office, 0, &letter), ERR_OK);
		assert_int_equal(letter.sealed, ERR_OK);
		assert_int_equal(letter.len, lens[i]);
		assert_memory_equal(letter.text, text, lens[i]);
		assert_int_equal(outbox_done(b.office, letter.id), ERR_OK);
		outbox_letter_free(&letter);
		free(text);
	}
	bench_close(&b);
}

static bool has(const char *text, size_t len, const char *words)
{
	size_t n = strlen(words);

	for (size_t i = 0; i + n <= len; i++)
		if (memcmp(text + i, words, n) == 0)
			return true;
	return false;
}

static void not_readable(void **state)
{
	static const char *const files[] = {"db", "db-wal"};
	char *text = malloc(4 << 20);
	struct bench b;

	(void)state;
	bench_open(&b, "0");
	(void)write_letter(&b, TEXT, NOW);
	for (size_t i = 0; i < 2; i++) {
		char path[PATH_MAX / 2];
		size_t len;
		FILE *f;

		tempdir_path(&b.dir, files[i], path);
		f = fopen(path, "r");
		assert_non_null(f);
		len = fread(text, 1, 4 << 20, f);
		fclose(f);
		assert_true(len > 0);
		assert_false(has(text, len, "you are told"));
		assert_false(has(text, len, "ania@firma"));
	}
	free(text);
	bench_close(&b);
}

static void bounded(void **state)
{
	struct notice_sender *c;
	struct bench b;

	(void)state;
	bench_open(&b, "0");
	assert_int_equal(notice_sender_new(b.office, &c), ERR_OK);
	for (int i = 0; i < NOTICE_SENDER_LETTERS; i++)
		assert_int_equal(notice_sender_reserve(c), ERR_OK);
	assert_int_equal(notice_sender_reserve(c), ERR_LIMIT);
	notice_sender_post(c, write_letter(&b, TEXT, NOW));
	assert_int_equal(notice_sender_waiting(c), 1);
	assert_int_equal(notice_sender_reserve(c), ERR_LIMIT);
	notice_sender_cancel(c);
	assert_int_equal(notice_sender_reserve(c), ERR_OK);
	notice_sender_free(&c);
	bench_close(&b);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "as many as there are places", bounded, NULL);
	rows_add_one(&all, "goes when it is posted", posted, NULL);
	rows_add_one(&all, "goes after a restart", restart, NULL);
	rows_add_one(&all, "taken by one who died", taken_and_lost, NULL);
	rows_add_one(&all, "of several chunks", long_ones, NULL);
	rows_add_one(&all, "not readable on disk", not_readable, NULL);
	return rows_run("notice sender", &all);
}
