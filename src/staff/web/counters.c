/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/counters.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/metrics.h"

enum {
	REQUESTS,
	LOGINS,
	CALLS,
	CALL_TIME
};

static const struct metrics_family families[] = {
	[REQUESTS] = {"robinson_staff_requests_total", METRICS_COUNTER,
		"Answers to browsers, by the first digit of their status.",
		{"class"}},
	[LOGINS] = {"robinson_staff_logins_total", METRICS_COUNTER,
		"Tries to log in, by step.", {"step", "result"}},
	[CALLS] = {"robinson_staff_desk_calls_total", METRICS_COUNTER,
		"What the web process asked the desk process, and the answer.",
		{"subject", "status"}},
	[CALL_TIME] = {"robinson_staff_desk_call_duration_seconds",
		METRICS_DURATION,
		"Time from a question to the desk process to its answer, the "
		"wait for its turn included.",
		{"subject"}},
};

static const char *const classes[] = {
	"other", "1xx", "2xx", "3xx", "4xx", "5xx"};

/* Which verbs log somebody in. */
static const struct {
	const char *verb;
	const char *step;
} steps[] = {
	{"login.begin", "password"},
	{"login.code", "code"},
	{"login.proxy", "proxy"},
};

/* What a try came to. One that was told to wait, or found the desk full, was
 * not tried; one without a session any more has failed. */
static const char *const results[] = {
	[WIRE_OK] = "ok",
	[WIRE_LOGIN] = "failed",
	[WIRE_DENIED] = "failed",
	[WIRE_MISSING] = "failed",
	[WIRE_INVALID] = "failed",
	[WIRE_BUSY] = "busy",
	[WIRE_FAULT] = "fault",
};

#define LEN(names) (sizeof(names) / sizeof(*(names)))
#define SUBJECT_MAX 32

struct web_counters {
	struct metrics *all;
};

static void add_login(
	struct metrics *all, size_t step, enum wire_status status, int64_t n)
{
	metrics_add(all, LOGINS,
		(const char *[]){steps[step].step, results[status]}, n);
}

/* What has never happened is told as 0, so that the first time is seen as a
 * rise. */
static void begin_at_zero(struct metrics *all)
{
	for (size_t i = 2; i < LEN(classes); i++)
		metrics_add(all, REQUESTS, &classes[i], 0);
	for (size_t i = 0; i < LEN(steps); i++)
		for (size_t n = 0; n < LEN(results); n++)
			add_login(all, i, (enum wire_status)n, 0);
}

enum err web_counters_new(struct web_counters **counters_r)
{
	struct web_counters *c = calloc(1, sizeof(*c));

	*counters_r = c;
	if (!c || metrics_new(families, LEN(families), &c->all)) {
		free(c);
		*counters_r = NULL;
		return ERR_NOMEM;
	}
	begin_at_zero(c->all);
	return ERR_OK;
}

void web_counters_free(struct web_counters **counters)
{
	if (!*counters)
		return;
	metrics_free(&(*counters)->all);
	free(*counters);
	*counters = NULL;
}

void web_counters_request(struct web_counters *c, unsigned status)
{
	size_t first = status / 100;

	if (c)
		metrics_add(c->all, REQUESTS,
			&classes[first < LEN(classes) ? first : 0], 1);
}

/* "held" of "held.list": as many as there are files of verbs. */
static void read_subject(const char *verb, char subject_r[SUBJECT_MAX])
{
	size_t len = strcspn(verb, ".");

	if (len >= SUBJECT_MAX)
		len = SUBJECT_MAX - 1;
	memcpy(subject_r, verb, len);
	subject_r[len] = '\0';
}

void web_counters_call(struct web_counters *c, const char *verb,
	enum wire_status status, int64_t ns)
{
	char subject[SUBJECT_MAX];
	const char *labels[] = {subject, wire_status_name(status)};

	if (!c)
		return;
	read_subject(verb, subject);
	metrics_add(c->all, CALLS, labels, 1);
	metrics_took(c->all, CALL_TIME, labels, ns);
	for (size_t i = 0; i < LEN(steps); i++)
		if (strcmp(steps[i].verb, verb) == 0)
			add_login(c->all, i, status, 1);
}

void web_counters_write(const struct web_counters *c, struct buf *out)
{
	metrics_write(c->all, out);
}
