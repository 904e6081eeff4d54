/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/test_clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool parse_instant(const char *text, int64_t *utc_r)
{
	struct tm tm = {0};
	char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

	if (end) {
		*utc_r = timegm(&tm);
		return true;
	}
	*utc_r = strtoll(text, &end, 10);
	return end != text;
}

static int64_t file_now_utc(void *arg)
{
	const struct test_clock *t = arg;
	FILE *file = fopen(t->path, "re");
	char line[64];
	int64_t utc;
	bool is_set = false;

	if (file) {
		is_set = fgets(line, sizeof(line), file) &&
			parse_instant(line, &utc);
		fclose(file);
	}
	return is_set ? utc : clock_now(&clock_system);
}

static void be_slow(void *arg)
{
	const struct test_clock *t = arg;
	struct timespec ts = {
		t->delay_ms / 1000, (long)(t->delay_ms % 1000) * 1000000};

	nanosleep(&ts, NULL);
}

void test_clock_init(struct test_clock *t)
{
	const char *delay = getenv("ROBINSON_TEST_STORE_DELAY_MS");

	memset(t, 0, sizeof(*t));
	t->path = getenv("ROBINSON_TEST_CLOCK");
	t->clock = clock_system;
	if (t->path) {
		t->clock.now_utc = file_now_utc;
		t->clock.arg = t;
	}
	if (delay)
		t->delay_ms = (unsigned)strtoul(delay, NULL, 10);
	if (t->delay_ms) {
		t->hooks.before_call = be_slow;
		t->hooks.arg = t;
	}
}
