/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/password.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "lib/rows.h"

static void test_hash(void **state)
{
	char a[PASSWORD_HASH_SIZE], b[PASSWORD_HASH_SIZE];
	bool is_right;

	(void)state;
	assert_int_equal(password_turn(), ERR_OK);
	assert_int_equal(password_hash("zażółć gęślą jaźń", a), ERR_OK);
	assert_int_equal(password_hash("zażółć gęślą jaźń", b), ERR_OK);
	assert_memory_equal(a, "$y$", 3);
	assert_string_not_equal(a, b);
	assert_int_equal(
		password_check("zażółć gęślą jaźń", a, &is_right), ERR_OK);
	assert_true(is_right);
	password_turn_end();
}

static const struct wrong_row {
	const char *name;
	const char *password;
	const char *hash;
	enum err expected;
} wrong_rows[] = {
	{"another", "correct horse batterz",
		"$y$j9T$OjoMMfH9iwfKFr75OpuK.0$"
		"Qy81ytxvRDFw7Cy7D359IrBY261Ksq5eD0r95wkMsO.",
		ERR_OK},
	{"empty", "", NULL, ERR_OK},
	{"no account", "correct horse battery", NULL, ERR_OK},
	{"a hash that is none", "x", "*", ERR_UNAVAILABLE},
	{"a hash of no kind", "x", "$99$abc", ERR_UNAVAILABLE},
	{"an empty hash", "x", "", ERR_UNAVAILABLE},
};

static void check_wrong(void **state)
{
	const struct wrong_row *row = *state;
	bool is_right = true;

	assert_int_equal(password_turn(), ERR_OK);
	assert_int_equal(password_check(row->password, row->hash, &is_right),
		row->expected);
	password_turn_end();
	assert_false(is_right);
}

static void test_too_long(void **state)
{
	char text[PASSWORD_SIZE + 1], hash[PASSWORD_HASH_SIZE];
	bool is_right;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[PASSWORD_SIZE] = '\0';
	assert_int_equal(password_turn(), ERR_OK);
	assert_int_equal(password_hash(text, hash), ERR_LIMIT);
	assert_int_equal(password_check(text, NULL, &is_right), ERR_OK);
	assert_false(is_right);
	text[PASSWORD_SIZE - 1] = '\0';
	assert_int_equal(password_hash(text, hash), ERR_OK);
	password_turn_end();
}

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Who is no account takes as long: in processor time, the best of five. */
static void test_same_time(void **state)
{
	char hash[PASSWORD_HASH_SIZE];
	int64_t best[2] = {INT64_MAX, INT64_MAX};
	bool is_right;

	(void)state;
	assert_int_equal(password_turn(), ERR_OK);
	assert_int_equal(password_hash("one of their own", hash), ERR_OK);
	for (int i = 0; i < 10; i++) {
		int64_t begun = cpu_us(), took;

		assert_int_equal(password_check("something else",
					 i % 2 ? hash : NULL, &is_right),
			ERR_OK);
		took = cpu_us() - begun;
		if (took < best[i % 2])
			best[i % 2] = took;
	}
	password_turn_end();
	assert_true(best[0] > 5000);
	assert_true(best[0] < best[1] * 13 / 10 && best[1] < best[0] * 13 / 10);
}

static void test_first(void **state)
{
	char a[PASSWORD_FIRST_SIZE], b[PASSWORD_FIRST_SIZE];

	(void)state;
	assert_int_equal(password_first(a), ERR_OK);
	assert_int_equal(password_first(b), ERR_OK);
	assert_int_equal(strlen(a), PASSWORD_FIRST_SIZE - 1);
	assert_string_not_equal(a, b);
	assert_int_equal(a[5], '-');
	assert_int_equal(strspn(a, "0123456789abcdefghjkmnpqrstvwxyz-"),
		PASSWORD_FIRST_SIZE - 1);
}

#define THREADS 24

static atomic_int running, most, refused;

static void *take_turn(void *arg)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	int now;

	(void)arg;
	if (password_turn()) {
		atomic_fetch_add(&refused, 1);
		return NULL;
	}
	now = atomic_fetch_add(&running, 1) + 1;
	if (now > atomic_load(&most))
		atomic_store(&most, now);
	nanosleep(&pause, NULL);
	atomic_fetch_sub(&running, 1);
	password_turn_end();
	return NULL;
}

/* Two at a time; more than sixteen do not wait behind them. */
static void test_turns(void **state)
{
	pthread_t threads[THREADS];

	(void)state;
	assert_int_equal(password_turn(), ERR_OK);
	assert_int_equal(password_turn(), ERR_OK);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, take_turn, NULL), 0);
	while (atomic_load(&refused) < THREADS - 16)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	password_turn_end();
	password_turn_end();
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&refused), THREADS - 16);
	assert_true(atomic_load(&most) <= 2);
	assert_int_equal(atomic_load(&running), 0);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "hash", test_hash, NULL);
	rows_add(&rows, wrong_rows, check_wrong);
	rows_add_one(&rows, "too long", test_too_long, NULL);
	rows_add_one(&rows, "the same time", test_same_time, NULL);
	rows_add_one(&rows, "first passwords", test_first, NULL);
	rows_add_one(&rows, "turns", test_turns, NULL);
	return rows_run("password", &rows);
}
