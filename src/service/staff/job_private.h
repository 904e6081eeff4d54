/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * job_private.h - a job and its row
 *
 * Files:   job.c; job_begin.c: by an account; job_run.c: by who works on it
 * Errors:  as job.h
 * Threads: as the desk
 */
#ifndef ROBINSON_SERVICE_STAFF_JOB_PRIVATE_H
#define ROBINSON_SERVICE_STAFF_JOB_PRIVATE_H

#include "service/staff/job.h"

/* False: the text is no id. */
bool staff_job_id(const char *text, unsigned char id_r[STORE_JOB_LEN]);
/* The row borrows the title. */
void staff_job_row(const struct staff_job *job, struct store_job *row_r);
/* NULL: no memory. */
struct staff_job *staff_job_of(const struct store_job *row);

/* Inside a transaction. */
enum err staff_job_read(struct desk *desk, int64_t account, const char *id,
	struct staff_job **job_r) MUST_CHECK;
/* Inside a write transaction; changed now. */
enum err staff_job_put(struct desk *desk, struct staff_job *job) MUST_CHECK;

#endif
