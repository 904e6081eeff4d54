/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jobs.h - long work of the staff pages, one job after the other
 *
 * A thread takes the jobs that wait (service/staff/job.h), of whichever
 * account. What a kind of job does stands in service/; verbs_SUBJECT.c of its
 * subject has the row, which jobs.c names, as below.
 * When the process ends, the job under way goes back to those that wait.
 *
 * Errors:  ERR_NOMEM, ERR_IO, ERR_UNAVAILABLE: no thread
 * Owns:    the office is borrowed until jobs_stop()
 * Threads: jobs_start() and jobs_stop() from one, jobs_wake() from any
 */
#ifndef ROBINSON_STAFF_DESK_JOBS_H
#define ROBINSON_STAFF_DESK_JOBS_H

#include "service/staff/job.h"

struct jobs;

/* How a job is worked on. "goes_on" is asked at least once a second; when it
 * says no, "run" returns ERR_UNAVAILABLE soon. What a run returns:
 * ERR_OK done; ERR_UNAVAILABLE and ERR_IO: to be tried again; what else:
 * failed, and desk->cause says why. */
struct job_run {
	struct desk *desk;
	struct staff_job *job;
	bool (*goes_on)(const struct job_run *run);
	struct jobs *jobs;
};

/* The same as others ask it; "arg" is the run. */
bool job_goes_on(void *arg);

struct job_work {
	enum staff_job_kind kind;
	enum err (*run)(const struct job_run *run);
};

/* The rows, in verbs_SUBJECT.c: verbs_sales.c. */
extern const struct job_work job_list;

extern const struct job_work job_report; /* verbs_overview.c */
extern const struct job_work job_audit; /* verbs_jobs.c */
extern const struct job_work job_what_if;

enum err jobs_start(struct office *office, struct jobs **jobs_r) MUST_CHECK;
void jobs_stop(struct jobs **jobs);
/* There is a new one. NULL is accepted. */
void jobs_wake(struct jobs *jobs);

#endif
