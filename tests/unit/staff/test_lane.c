/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/clock.h"
#include "lib/rows.h"
#include "staff/desk/lane.h"

#define MANY 500
#define PATIENCE_MS 20000

/* A gate that holds every thread until it is opened. */
struct scene {
	pthread_mutex_t lock;
	pthread_cond_t opened;
	bool is_open;
	atomic_int begun, done, ended, at_gate;
};

static void *begin(void *arg)
{
	struct scene *s = arg;

	atomic_fetch_add(&s->begun, 1);
	return s;
}

static void work(void *clerk, struct waiting *waiting)
{
	struct scene *s = clerk;

	(void)waiting;
	atomic_fetch_add(&s->at_gate, 1);
	pthread_mutex_lock(&s->lock);
	while (!s->is_open)
		pthread_cond_wait(&s->opened, &s->lock);
	pthread_mutex_unlock(&s->lock);
	atomic_fetch_add(&s->done, 1);
}

static void end(void *clerk)
{
	struct scene *s = clerk;

	atomic_fetch_add(&s->ended, 1);
}

static void scene_init(struct scene *s, bool is_open)
{
	memset(s, 0, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->opened, NULL);
	s->is_open = is_open;
}

static void open_gate(struct scene *s)
{
	pthread_mutex_lock(&s->lock);
	s->is_open = true;
	pthread_cond_broadcast(&s->opened);
	pthread_mutex_unlock(&s->lock);
}

static struct lane *lane_for(struct scene *s, unsigned threads, size_t max)
{
	const struct lane_options options = {.threads = threads,
		.max = max,
		.begin = begin,
		.work = work,
		.end = end,
		.arg = s};
	struct lane *lane;

	assert_int_equal(lane_new(&options, &lane), ERR_OK);
	return lane;
}

static void wait_for(atomic_int *count, int least)
{
	int64_t until = clock_monotonic_ms() + PATIENCE_MS;

	while (atomic_load(count) < least) {
		assert_true(clock_monotonic_ms() < until);
		clock_pause_ns(1000000);
	}
}

/* What waits when the lane ends is still worked on. */
static void test_all(void **state)
{
	struct scene s;
	struct lane *lane;

	(void)state;
	scene_init(&s, true);
	lane = lane_for(&s, 4, MANY);
	for (int i = 0; i < MANY; i++) {
		struct waiting *w = waiting_new();

		assert_non_null(w);
		assert_int_equal(lane_put(lane, &w), ERR_OK);
		assert_null(w);
	}
	lane_free(&lane);
	assert_null(lane);
	assert_int_equal(atomic_load(&s.done), MANY);
	assert_int_equal(atomic_load(&s.begun), 4);
	assert_int_equal(atomic_load(&s.ended), 4);
}

/* As many as threads are under way, "max" wait, the next one is refused and
 * stays the caller's. */
static void test_full(void **state)
{
	struct waiting *more = waiting_new();
	struct scene s;
	struct lane *lane;

	(void)state;
	assert_non_null(more);
	scene_init(&s, false);
	lane = lane_for(&s, 2, 3);
	for (int i = 0; i < 5; i++) {
		struct waiting *w = waiting_new();

		assert_non_null(w);
		assert_int_equal(lane_put(lane, &w), ERR_OK);
		if (i < 2)
			wait_for(&s.at_gate, i + 1);
	}
	assert_int_equal(lane_put(lane, &more), ERR_LIMIT);
	assert_non_null(more);
	open_gate(&s);
	wait_for(&s.done, 5);
	assert_int_equal(lane_put(lane, &more), ERR_OK);
	lane_free(&lane);
	assert_int_equal(atomic_load(&s.done), 6);
}

static void test_nothing(void **state)
{
	struct waiting *none = NULL;
	struct lane *no_lane = NULL, *lane;
	struct scene s;

	(void)state;
	waiting_free(&none);
	lane_free(&no_lane);
	scene_init(&s, true);
	lane = lane_for(&s, 1, 1);
	lane_free(&lane);
	assert_int_equal(atomic_load(&s.ended), 1);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "all are worked on", test_all, NULL);
	rows_add_one(&rows, "a full lane", test_full, NULL);
	rows_add_one(&rows, "nothing to do", test_nothing, NULL);
	return rows_run("lanes", &rows);
}
