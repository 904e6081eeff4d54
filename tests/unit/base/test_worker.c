/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <poll.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/worker.h"

/* Longer than any test may last. */
#define LONG_MS 100000

struct work {
	struct worker *worker;
	atomic_int rounds;
	atomic_bool has_ended;
	int64_t pause_ms;
};

static void run(struct worker *worker, void *arg)
{
	struct work *w = arg;

	do {
		atomic_fetch_add(&w->rounds, 1);
	} while (worker_pause(worker, w->pause_ms));
	atomic_store(&w->has_ended, true);
}

static void sleep_on(struct worker *worker, void *arg)
{
	struct work *w = arg;

	while (worker_sleep(worker, w->pause_ms))
		atomic_fetch_add(&w->rounds, 1);
	atomic_store(&w->has_ended, true);
}

static void begin(struct work *w, int64_t pause_ms,
	void (*what)(struct worker *worker, void *arg))
{
	*w = (struct work){.pause_ms = pause_ms};
	assert_int_equal(worker_new(&w->worker), ERR_OK);
	assert_int_equal(worker_start(w->worker, what, w), ERR_OK);
}

static void wait_for_rounds(struct work *w, int rounds)
{
	int64_t until_ms = clock_monotonic_ms() + LONG_MS;

	while (atomic_load(&w->rounds) < rounds &&
		clock_monotonic_ms() < until_ms)
		(void)poll(NULL, 0, 1);
	assert_true(atomic_load(&w->rounds) >= rounds);
}

static void woken(void **state)
{
	struct work w;

	(void)state;
	begin(&w, -1, run);
	for (int i = 1; i <= 10; i++) {
		wait_for_rounds(&w, i);
		worker_wake(w.worker);
	}
	wait_for_rounds(&w, 11);
	assert_false(atomic_load(&w.has_ended));
	worker_free(&w.worker);
	assert_null(w.worker);
	assert_true(atomic_load(&w.has_ended));
	assert_int_equal(atomic_load(&w.rounds), 11);
	worker_free(&w.worker);
	worker_stop(w.worker);
}

static void by_itself(void **state)
{
	struct work w;

	(void)state;
	begin(&w, 1, run);
	wait_for_rounds(&w, 5);
	worker_stop(w.worker);
	assert_true(atomic_load(&w.has_ended));
	/* Others may not know yet that it has ended. */
	worker_wake(w.worker);
	worker_stop(w.worker);
	worker_free(&w.worker);
}

/* What was asked for before the pause is not slept over. */
static void woken_before(void **state)
{
	struct worker *w;

	(void)state;
	assert_int_equal(worker_new(&w), ERR_OK);
	worker_wake(w);
	worker_wake(w);
	assert_true(worker_pause(w, -1));
	assert_true(worker_pause(w, 1));
	worker_end(w);
	assert_false(worker_goes_on(w));
	assert_false(worker_pause(w, -1));
	assert_false(worker_sleep(w, LONG_MS));
	worker_free(&w);
}

/* Who sleeps is not woken, but ends at once. */
static void asleep(void **state)
{
	int64_t begun_ms = clock_monotonic_ms();
	struct work w;

	(void)state;
	begin(&w, LONG_MS, sleep_on);
	for (int i = 0; i < 10; i++) {
		worker_wake(w.worker);
		(void)poll(NULL, 0, 1);
	}
	worker_free(&w.worker);
	assert_int_equal(atomic_load(&w.rounds), 0);
	assert_true(clock_monotonic_ms() - begun_ms < LONG_MS);
}

static void waited_for(void **state)
{
	struct pollfd p = {.events = POLLIN};
	struct worker *w;

	(void)state;
	assert_int_equal(worker_new(&w), ERR_OK);
	p.fd = worker_fd(w);
	assert_int_equal(poll(&p, 1, 0), 0);
	worker_wake(w);
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_true(worker_pause(w, 0));
	assert_int_equal(poll(&p, 1, 0), 0);
	worker_end(w);
	assert_false(worker_pause(w, 0));
	assert_int_equal(poll(&p, 1, 0), 1);
	worker_free(&w);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "woken by others", woken, NULL);
	rows_add_one(&rows, "goes on by itself", by_itself, NULL);
	rows_add_one(&rows, "woken before it pauses", woken_before, NULL);
	rows_add_one(&rows, "asleep", asleep, NULL);
	rows_add_one(
		&rows, "waited for beside other descriptors", waited_for, NULL);
	return rows_run("worker", &rows);
}
