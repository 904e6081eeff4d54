/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/no_memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/metrics.h"

#define TEXT_MAX ((size_t)1 << 20)

enum {
	PLAIN,
	LABELLED,
	GAUGE,
	TIMES
};

static const struct metrics_family families[] = {
	[PLAIN] = {"plain_total", METRICS_COUNTER, "Plain.", {NULL}},
	[LABELLED] = {"labelled_total", METRICS_COUNTER,
		"With \\ and\n\"two\".", {"a", "b"}},
	[GAUGE] = {"level", METRICS_GAUGE, "Goes up and down.", {NULL}},
	[TIMES] = {"time_seconds", METRICS_DURATION, "Times.", {"step"}},
};

static struct metrics *open_metrics(void)
{
	struct metrics *m;

	assert_int_equal(
		metrics_new(families, sizeof(families) / sizeof(*families), &m),
		ERR_OK);
	return m;
}

/* For the caller to free(). */
static char *text_of(const struct metrics *m)
{
	struct buf out;

	buf_init(&out, TEXT_MAX);
	metrics_write(m, &out);
	assert_int_equal(buf_err(&out), ERR_OK);
	return buf_detach(&out);
}

static void assert_has(const struct metrics *m, const char *part)
{
	char *text = text_of(m);

	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
	free(text);
}

static void count(struct metrics *m, const char *a, const char *b, int64_t n)
{
	metrics_add(m, LABELLED, (const char *[]){a, b}, n);
}

/* -------------------------------------------------------------------- text */

static void from_the_start(void **state)
{
	struct metrics *m = open_metrics();
	char *text = text_of(m);

	(void)state;
	assert_string_equal(text,
		"# HELP plain_total Plain.\n"
		"# TYPE plain_total counter\n"
		"plain_total 0\n"
		"# HELP labelled_total With \\\\ and\\n\"two\".\n"
		"# TYPE labelled_total counter\n"
		"# HELP level Goes up and down.\n"
		"# TYPE level gauge\n"
		"level 0\n"
		"# HELP time_seconds Times.\n"
		"# TYPE time_seconds histogram\n");
	free(text);
	metrics_free(&m);
	assert_null(m);
	metrics_free(&m);
}

static const struct value_row {
	const char *name;
	const char *a, *b;
	const char *part;
} value_rows[] = {
	{"a word", "gift", "flag", "labelled_total{a=\"gift\",b=\"flag\"} 3\n"},
	{"nothing", "", "", "labelled_total{a=\"\",b=\"\"} 3\n"},
	{"a quote", "a\"b", "", "{a=\"a\\\"b\",b=\"\"} 3\n"},
	{"a backslash", "a\\", "n", "{a=\"a\\\\\",b=\"n\"} 3\n"},
	{"a line feed", "a\nb", "n", "{a=\"a\\nb\",b=\"n\"} 3\n"},
	{"UTF-8", "życzenia", "ß", "{a=\"życzenia\",b=\"ß\"} 3\n"},
};

static void as_label(void **state)
{
	const struct value_row *row = *state;
	struct metrics *m = open_metrics();

	count(m, row->a, row->b, 1);
	count(m, row->a, row->b, 2);
	/* What is cut otherwise is another. */
	count(m, row->b, row->a, 0);
	count(m, "gif", "tflag", 7);
	assert_has(m, row->part);
	metrics_free(&m);
}

static void levels(void **state)
{
	struct metrics *m = open_metrics();

	(void)state;
	metrics_add(m, GAUGE, NULL, 5);
	metrics_add(m, GAUGE, NULL, -7);
	metrics_add(m, PLAIN, NULL, INT64_C(5000000000));
	assert_has(m, "\nlevel -2\n");
	assert_has(m, "\nplain_total 5000000000\n");
	metrics_free(&m);
}

static const struct time_row {
	const char *name;
	int64_t ns;
	const char *part;
} time_rows[] = {
	{"none", 0, "le=\"0.0001\"} 1\n"},
	{"the end of a bucket is in it", 100000,
		"le=\"0.0001\"} 1\ntime_seconds_bucket{step=\"x\","
		"le=\"0.00025\"} 1\n"},
	{"beyond it is in the next", 100001,
		"le=\"0.0001\"} 0\ntime_seconds_bucket{step=\"x\","
		"le=\"0.00025\"} 1\n"},
	{"the last", 60000000000,
		"le=\"10\"} 0\ntime_seconds_bucket{step=\"x\",le=\"60\"} 1\n"},
	{"longer than all", 60000000001,
		"le=\"60\"} 0\ntime_seconds_bucket{step=\"x\",le=\"+Inf\"} 1\n"
		"time_seconds_sum{step=\"x\"} 60.000000001\n"
		"time_seconds_count{step=\"x\"} 1\n"},
};

static void as_time(void **state)
{
	const struct time_row *row = *state;
	struct metrics *m = open_metrics();
	const char *step = "x";

	metrics_took(m, TIMES, &step, row->ns);
	assert_has(m, row->part);
	metrics_free(&m);
}

static void looked_up(void **state)
{
	static const char *const two[] = {"x", "y\""};
	struct buf out;

	(void)state;
	buf_init(&out, TEXT_MAX);
	metrics_write_head(&families[GAUGE], &out);
	metrics_write_value(&families[GAUGE], NULL, 1527501600, &out);
	metrics_write_value(&families[LABELLED], two, 0.25, &out);
	assert_string_equal(buf_text(&out),
		"# HELP level Goes up and down.\n# TYPE level gauge\n"
		"level 1527501600\n"
		"labelled_total{a=\"x\",b=\"y\\\"\"} 0.25\n");
	buf_free(&out);
}

/* ------------------------------------------------------------------ bounds */

static void too_many(void **state)
{
	struct metrics *m = open_metrics();
	char name[32];

	(void)state;
	for (int i = 0; i < METRICS_SERIES_MAX + 10; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		count(m, name, "b", 1);
	}
	assert_has(m, "{a=\"p0\",b=\"b\"} 1\n");
	assert_has(m, "{a=\"p255\",b=\"b\"} 1\n");
	assert_has(m, "{a=\"other\",b=\"other\"} 10\n");
	/* Those that have a place keep it, and other families are free. */
	count(m, "p7", "b", 1);
	assert_has(m, "{a=\"p7\",b=\"b\"} 2\n");
	metrics_took(m, TIMES, &(const char *){"x"}, 1);
	assert_has(m, "time_seconds_count{step=\"x\"} 1\n");
	metrics_free(&m);
}

static void without_memory(void **state)
{
	struct metrics *m = open_metrics();

	(void)state;
	for (long left = 0; left < 3; left++) {
		no_memory_left = left;
		count(m, "a", "b", 1);
		no_memory_left = left;
		metrics_took(m, TIMES, &(const char *){"x"}, 1);
	}
	no_memory_left = -1;
	assert_has(m, "{a=\"other\",b=\"other\"} 3\n");
	assert_has(m, "time_seconds_count{step=\"other\"} 3\n");
	count(m, "a", "b", 1);
	assert_has(m, "{a=\"a\",b=\"b\"} 1\n");
	metrics_free(&m);
}

static void never_begun(void **state)
{
	struct metrics *m;

	(void)state;
	for (no_memory_left = 0; no_memory_left < 100;) {
		long left = no_memory_left;
		enum err e = metrics_new(
			families, sizeof(families) / sizeof(*families), &m);

		if (e == ERR_OK)
			break;
		assert_int_equal(e, ERR_NOMEM);
		assert_null(m);
		no_memory_left = left + 1;
	}
	no_memory_left = -1;
	assert_non_null(m);
	metrics_free(&m);
}

/* ----------------------------------------------------------------- threads */

#define THREADS 8
#define ROUNDS 20000
#define NAMES 40

static atomic_int running;

static void *work(void *arg)
{
	static const char step[] = "x";
	struct metrics *m = arg;
	char name[16];

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(name, sizeof(name), "%d", i % NAMES);
		count(m, name, "b", 1);
		metrics_add(m, GAUGE, NULL, i % 2 ? -1 : 1);
		metrics_took(m, TIMES, &(const char *){step}, 1000);
	}
	atomic_fetch_sub(&running, 1);
	return NULL;
}

static void together(void **state)
{
	struct metrics *m = open_metrics();
	pthread_t threads[THREADS];
	char part[64];

	(void)state;
	atomic_store(&running, THREADS);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, m), 0);
	/* Read all the while. */
	while (atomic_load(&running) > 0)
		free(text_of(m));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < NAMES; i++) {
		snprintf(part, sizeof(part), "{a=\"%d\",b=\"b\"} %d\n", i,
			THREADS * ROUNDS / NAMES);
		assert_has(m, part);
	}
	snprintf(part, sizeof(part), "time_seconds_count{step=\"x\"} %d\n",
		THREADS * ROUNDS);
	assert_has(m, part);
	assert_has(m, "\nlevel 0\n");
	metrics_free(&m);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "from the start", from_the_start, NULL);
	rows_add(&all, value_rows, as_label);
	rows_add_one(&all, "up and down", levels, NULL);
	rows_add(&all, time_rows, as_time);
	rows_add_one(&all, "what is looked up", looked_up, NULL);
	rows_add_one(&all, "more than there is room for", too_many, NULL);
	rows_add_one(&all, "without memory", without_memory, NULL);
	rows_add_one(&all, "never begun", never_begun, NULL);
	rows_add_one(&all, "many threads", together, NULL);
	return rows_run("metrics", &all);
}
