/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/counters.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/metrics.h"

enum {
	VERDICTS,
	VERDICT_TIME,
	FAULTS,
	COMMIT_TIME,
	COMMITS_FAILED,
	SESSIONS,
	SESSIONS_OPEN,
	RELOADS
};

static const struct metrics_family families[] = {
	[VERDICTS] = {"robinson_verdicts_total", METRICS_COUNTER,
		"Decisions about recipients, as the log tells them.",
		{"purpose", "reason", "action"}},
	[VERDICT_TIME] = {"robinson_verdict_duration_seconds", METRICS_DURATION,
		"Time from the question of the mail server to the verdict, the "
		"journal included.",
		{"step"}},
	[FAULTS] = {"robinson_faults_total", METRICS_COUNTER,
		"What could not be decided or carried out, and what became of "
		"the mail.",
		{"kind", "outcome"}},
	[COMMIT_TIME] = {"robinson_commit_duration_seconds", METRICS_DURATION,
		"Time of a commit of verdicts, for all that waited for it.",
		{NULL}},
	[COMMITS_FAILED] = {"robinson_commit_failures_total", METRICS_COUNTER,
		"Commits of verdicts that failed.", {NULL}},
	[SESSIONS] = {"robinson_sessions_total", METRICS_COUNTER,
		"Connections of the mail server that negotiated.", {NULL}},
	[SESSIONS_OPEN] = {"robinson_sessions_open", METRICS_GAUGE,
		"Connections of the mail server that are open.", {NULL}},
	[RELOADS] = {"robinson_reloads_total", METRICS_COUNTER,
		"Times that the configuration was read again.", {"result"}},
};

static const char *const fault_names[] = {
	[COUNTERS_FAULT_KEYS] = "keys",
	[COUNTERS_FAULT_STORE] = "store",
	[COUNTERS_FAULT_LIST] = "list",
	[COUNTERS_FAULT_PAGE] = "page",
	[COUNTERS_FAULT_MEMORY] = "memory",
	[COUNTERS_FAULT_QUARANTINE] = "quarantine",
	[COUNTERS_FAULT_NOTICE] = "notice",
	[COUNTERS_FAULT_MESSAGE] = "message",
	[COUNTERS_FAULT_MTA] = "mta",
};
static const char *const outcome_names[] = {
	[COUNTERS_DEFERRED] = "deferred",
	[COUNTERS_HELD] = "held",
	[COUNTERS_ACCEPTED] = "accepted",
};
static const char *const step_names[] = {
	[COUNTERS_RCPT] = "rcpt",
	[COUNTERS_END] = "end-of-message",
};
static const char *const reload_names[] = {"refused", "taken"};

#define LEN(names) (sizeof(names) / sizeof(*(names)))

struct counters {
	struct metrics *all;
};

/* What has never happened is told as 0, so that the first time is seen as a
 * rise. */
static void begin_at_zero(struct metrics *all)
{
	for (size_t i = 0; i < LEN(fault_names); i++)
		for (size_t n = 0; n < LEN(outcome_names); n++)
			metrics_add(all, FAULTS,
				(const char *[]){
					fault_names[i], outcome_names[n]},
				0);
	for (size_t i = 0; i < LEN(step_names); i++)
		metrics_add(all, VERDICT_TIME, &step_names[i], 0);
	for (size_t i = 0; i < LEN(reload_names); i++)
		metrics_add(all, RELOADS, &reload_names[i], 0);
}

enum err counters_new(struct counters **counters_r)
{
	struct counters *c = calloc(1, sizeof(*c));

	*counters_r = c;
	if (!c || metrics_new(families, LEN(families), &c->all)) {
		free(c);
		*counters_r = NULL;
		return ERR_NOMEM;
	}
	begin_at_zero(c->all);
	return ERR_OK;
}

void counters_free(struct counters **counters)
{
	if (!*counters)
		return;
	metrics_free(&(*counters)->all);
	free(*counters);
	*counters = NULL;
}

void counters_verdict(struct counters *c, const char *purpose,
	const char *reason, const char *action)
{
	if (c)
		metrics_add(c->all, VERDICTS,
			(const char *[]){purpose, reason, action}, 1);
}

void counters_fault(struct counters *c, enum counters_fault what,
	enum counters_outcome outcome)
{
	if (c)
		metrics_add(c->all, FAULTS,
			(const char *[]){
				fault_names[what], outcome_names[outcome]},
			1);
}

int64_t counters_begin(const struct counters *c)
{
	return c ? clock_monotonic_ns() : 0;
}

void counters_took(struct counters *c, enum counters_step step, int64_t begin)
{
	if (c)
		metrics_took(c->all, VERDICT_TIME, &step_names[step],
			clock_monotonic_ns() - begin);
}

void counters_session(struct counters *c, bool begins)
{
	if (!c)
		return;
	metrics_add(c->all, SESSIONS_OPEN, NULL, begins ? 1 : -1);
	if (begins)
		metrics_add(c->all, SESSIONS, NULL, 1);
}

void counters_reload(struct counters *c, bool is_taken)
{
	if (c)
		metrics_add(c->all, RELOADS, &reload_names[is_taken], 1);
}

static void committed(void *arg, int64_t ns, enum err e)
{
	struct counters *c = arg;

	metrics_took(c->all, COMMIT_TIME, NULL, ns);
	if (e)
		metrics_add(c->all, COMMITS_FAILED, NULL, 1);
}

struct store_watch counters_watch(struct counters *c)
{
	return (struct store_watch){committed, c};
}

void counters_write(const struct counters *c, struct buf *out)
{
	metrics_write(c->all, out);
}
