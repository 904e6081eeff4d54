/* SPDX-License-Identifier: BSD-2-Clause */
/* Incoming mail of domains whose name servers are silent, beside others'. The
 * helper of the tests keeps silent as long as it may. */
#include "config.h"

#include "house.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "inbound/inbound.h"
#include "milter/intake_worker.h"
#include "spool/look.h"
#include "spool/spool.h"

#define INBOUND                                                 \
	"inbound { helper = '%s/tests/reader' source = 'mail' " \
	"spool = '%s' dns-timeout = '%s' }\n"                   \
	"source 'mail' { collected-for = {'followup'} }\n"
/* For what takes a few seconds at most. */
#define LONG_MS 15000
/* Where so much waits, what cannot be deferred is on record at once; of each
 * clerk one more may be on its way. */
#define WAITING_MAX 512
#define CLERKS_MAX 9

struct scene {
	struct house house;
	struct tempdir spool_dir;
	char path[PATH_MAX / 2];
	struct intake_worker *intake;
};

static void intake_begin(struct scene *s)
{
	assert_int_equal(
		intake_worker_new(s->house.office, &s->intake), ERR_OK);
	intake_worker_tend(s->intake);
}

static void scene_open(struct scene *s, const char *dns_timeout)
{
	const char *build = getenv("ROBINSON_BUILDDIR");
	char text[3000], cause[OFFICE_CAUSE_SIZE];

	tempdir_make(&s->spool_dir);
	tempdir_path(&s->spool_dir, "spool", s->path);
	snprintf(text, sizeof(text), INBOUND, build ? build : ".", s->path,
		dns_timeout);
	house_open(&s->house, text, true);
	/* A store that is there, and keys. */
	assert_int_equal(office_ready(s->house.office, cause), ERR_OK);
	intake_begin(s);
}

static void scene_close(struct scene *s)
{
	intake_worker_free(&s->intake);
	house_close(&s->house);
	tempdir_remove(&s->spool_dir);
}

static void take(struct scene *s, const char *helo, const char *domain)
{
	const char *to = "ania@firma.example";
	char sender[100];
	struct inbound_question q = {
		.client = "192.0.2.7",
		.helo = helo,
		.sender = sender,
		.recipients = {&to, 1},
		.head = "Subject: x\r\n",
		.body = "",
	};

	snprintf(sender, sizeof(sender), "jan@%s", domain);
	assert_int_equal(
		intake_worker_take(s->intake, &q, "4Xyz", false), ERR_OK);
}

static unsigned long long examined(const struct scene *s)
{
	return intake_worker_counts(s->intake).examined;
}

/* At least so many, and it took so many milliseconds. */
static int64_t wait_for(const struct scene *s, unsigned long long n)
{
	int64_t begin = clock_monotonic_ms();

	while (examined(s) < n && clock_monotonic_ms() - begin < LONG_MS)
		usleep(10000);
	assert_true(examined(s) >= n);
	return clock_monotonic_ms() - begin;
}

static size_t waiting(const struct scene *s)
{
	struct spool_sum sum;

	assert_int_equal(spool_look(s->path, &sum), ERR_OK);
	return sum.waiting;
}

/* What was examined leaves the spool a moment later. */
static void so_many_wait(const struct scene *s, size_t n)
{
	int64_t begin = clock_monotonic_ms();

	while (waiting(s) != n && clock_monotonic_ms() - begin < LONG_MS)
		usleep(10000);
	assert_int_equal(waiting(s), n);
}

/* What waits for the silent ones waits, and nobody else. */
static void check_passed_by(void **state)
{
	char domain[50];
	struct scene s;

	(void)state;
	scene_open(&s, "1 minute");
	for (int i = 0; i < 24; i++) {
		snprintf(domain, sizeof(domain), "a.slow%d.example", i);
		take(&s, "silent", domain);
	}
	take(&s, "mx.example", "quick.example");
	(void)wait_for(&s, 1);
	so_many_wait(&s, 24);
	/* They know each other by now. */
	take(&s, "silent", "b.slow7.example");
	take(&s, "mx.example", "quick.example");
	assert_true(wait_for(&s, 2) < 5000);
	so_many_wait(&s, 25);
	/* What needs no DNS does not wait with the others of its domain. */
	take(&s, "mx.example", "slow7.example");
	assert_true(wait_for(&s, 3) < 5000);
	so_many_wait(&s, 25);
	scene_close(&s);
}

/* Each is examined once, also when the daemon begins anew between. */
static void check_all_in_the_end(void **state)
{
	char domain[50];
	struct scene s;
	size_t left;

	(void)state;
	scene_open(&s, "1 second");
	for (int i = 0; i < 6; i++) {
		snprintf(domain, sizeof(domain), "slow%d.example", i / 2);
		take(&s, "silent", domain);
	}
	(void)wait_for(&s, 1);
	intake_worker_stop(s.intake);
	left = waiting(&s);
	assert_true(left > 0);
	assert_int_equal(examined(&s) + left, 6);
	intake_worker_free(&s.intake);
	intake_begin(&s);
	(void)wait_for(&s, left);
	so_many_wait(&s, 0);
	assert_int_equal(examined(&s), left);
	scene_close(&s);
}

/* Of one that sends much only so much waits; more is on record at once. */
static void check_bound(void **state)
{
	const unsigned more = 40;
	struct scene s;

	(void)state;
	scene_open(&s, "1 minute");
	for (unsigned i = 0; i < WAITING_MAX + more; i++)
		take(&s, "silent", "slow.example");
	(void)wait_for(&s, more - CLERKS_MAX);
	assert_true(waiting(&s) >= WAITING_MAX);
	take(&s, "mx.example", "quick.example");
	(void)wait_for(&s, more + 1 - CLERKS_MAX);
	scene_close(&s);
}

static unsigned count_in(FILE *log, const char *text)
{
	char line[1000];
	unsigned n = 0;

	rewind(log);
	while (fgets(line, sizeof(line), log))
		n += strstr(line, text) != NULL;
	return n;
}

/* One late answer says nothing of the other messages of its domain, also of
 * those that cannot wait for clerks with more time. */
static void check_one_late(void **state)
{
	const unsigned n = 2 * SPOOL_DEFERRED_GROUP_MAX;
	FILE *log = tmpfile(), *before = stderr;
	struct scene s;

	(void)state;
	assert_non_null(log);
	stderr = log;
	scene_open(&s, "10 seconds");
	take(&s, "tardy", "a.well.example");
	for (unsigned i = 1; i < n; i++)
		take(&s, "prompt", "b.well.example");
	(void)wait_for(&s, n);
	so_many_wait(&s, 0);
	scene_close(&s);
	stderr = before;
	assert_int_equal(count_in(log, "letter, proof spf"), n);
	(void)fclose(log);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "others pass the silent by", check_passed_by, NULL);
	rows_add_one(
		&rows, "all in the end, each once", check_all_in_the_end, NULL);
	rows_add_one(
		&rows, "one silent domain with much mail", check_bound, NULL);
	rows_add_one(&rows, "one late answer of a domain with much mail",
		check_one_late, NULL);
	return rows_run("intake worker", &rows);
}
