/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/desk/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"
#include "service/officer/figures.h"
#include "service/staff/login.h"
#include "store/rekey.h"

/* Another host may have begun one, or ended in the middle of it. */
#define PAUSE_MS 15000
#define PURGE_MS 600000
/* Figures that could not be made. */
#define FIGURES_AGAIN_MS 3600000

struct jobs {
	struct office *office;
	struct worker *worker;
	struct desk *desk; /* NULL: none could be had yet */
	int64_t purged_ms;
	int64_t figures_failed_ms; /* 0: they did not */
	bool needs_pause; /* what a job needs is away */
};

/* How each kind is worked on. */
static const struct job_work *const works[] = {
	&job_report,
	&job_audit,
	&job_what_if,
	&job_list,
	NULL,
};

static bool goes_on(const struct job_run *run)
{
	return worker_goes_on(run->jobs->worker);
}

bool job_goes_on(void *arg)
{
	const struct job_run *run = arg;

	return run->goes_on(run);
}

static const struct job_work *work_of(enum staff_job_kind kind)
{
	for (size_t i = 0; works[i]; i++)
		if (works[i]->kind == kind)
			return works[i];
	return NULL;
}

/* A desk under the present settings and on the present store. */
static bool has_desk(struct jobs *j)
{
	const struct settings *s = office_settings(j->office);
	char cause[DESK_CAUSE_SIZE];

	if (j->desk &&
		(j->desk->settings != s ||
			j->desk->store != office_store(j->office)))
		desk_close(&j->desk);
	settings_unref(&s);
	if (!j->desk && desk_open(j->office, NULL, &j->desk, cause))
		return false;
	j->desk->now_utc = office_now(j->office);
	j->desk->cause[0] = '\0';
	return true;
}

static enum err end_job(struct jobs *j, struct staff_job *job, enum err e)
{
	char cause[DESK_CAUSE_SIZE];

	memcpy(cause, j->desk->cause, sizeof(cause));
	j->desk->now_utc = office_now(j->office);
	if (store_is_writing(j->desk->session))
		store_write_rollback(j->desk->session);
	if (!worker_goes_on(j->worker))
		return staff_job_give_back(j->desk, job, false);
	j->needs_pause = e == ERR_UNAVAILABLE || e == ERR_IO;
	if (j->needs_pause && job->runs < STAFF_JOB_RUNS_MAX)
		return staff_job_give_back(j->desk, job, true);
	return staff_job_finish(j->desk, job,
		e ? STAFF_JOB_FAILED : STAFF_JOB_DONE, e ? cause : NULL);
}

static void run_job(struct jobs *j, struct staff_job *job)
{
	const struct job_work *work = work_of(job->kind);
	const struct job_run run = {
		.desk = j->desk, .job = job, .goes_on = goes_on, .jobs = j};
	enum err e = ERR_VERSION;

	log_info("job %.8s of kind %d: begun", job->id, (int)job->kind);
	if (work)
		e = work->run(&run);
	else
		e = desk_fail(j->desk, e, "this version cannot work on it");
	log_info("job %.8s: %s", job->id, e ? err_text(e) : "done");
	if (end_job(j, job, e))
		log_warn("job %.8s: %s", job->id, j->desk->cause);
}

static void purge(struct jobs *j)
{
	int64_t now = clock_monotonic_ms();

	if (j->purged_ms && now - j->purged_ms < PURGE_MS)
		return;
	j->purged_ms = now;
	if (staff_purge(j->desk))
		log_warn("sessions and jobs that are over: %s", j->desk->cause);
}

/* What goes through all persons, while few people wait for anything. */
static void make_figures(struct jobs *j)
{
	int64_t now = clock_monotonic_ms();
	bool are_due;
	enum err e;

	if (j->figures_failed_ms &&
		now - j->figures_failed_ms < FIGURES_AGAIN_MS)
		return;
	e = figures_are_due(j->desk, &are_due);
	if (!e && are_due)
		e = figures_make(j->desk);
	j->figures_failed_ms = e ? now : 0;
	if (e)
		log_warn("figures of the night: %s", j->desk->cause);
	j->desk->now_utc = office_now(j->office);
}

static void run(struct worker *worker, void *arg)
{
	struct jobs *j = arg;
	struct staff_job *job;

	while (worker_goes_on(worker)) {
		enum err e = ERR_UNAVAILABLE;

		if (has_desk(j)) {
			purge(j);
			make_figures(j);
			e = staff_job_take(j->desk, &job);
		}
		if (!e) {
			j->needs_pause = false;
			run_job(j, job);
			staff_job_free(&job);
			if (!j->needs_pause)
				continue;
		}
		if (e != ERR_NOT_FOUND)
			desk_close(&j->desk);
		(void)worker_pause(worker, PAUSE_MS);
	}
}

enum err jobs_start(struct office *office, struct jobs **jobs_r)
{
	struct jobs *j = calloc(1, sizeof(*j));
	enum err e;

	*jobs_r = j;
	if (!j)
		return ERR_NOMEM;
	j->office = office;
	e = worker_new(&j->worker);
	if (!e)
		e = worker_start(j->worker, run, j);
	if (e)
		jobs_stop(jobs_r);
	return e;
}

void jobs_stop(struct jobs **jobs)
{
	struct jobs *j = *jobs;

	if (!j)
		return;
	worker_free(&j->worker);
	desk_close(&j->desk);
	free(j);
	*jobs = NULL;
}

void jobs_wake(struct jobs *jobs)
{
	if (jobs)
		worker_wake(jobs->worker);
}
