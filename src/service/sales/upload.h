/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * upload.h - what was uploaded for a job, as rows
 *
 * This process has keys and store and parses nothing of it. The upload goes to
 * memory as it is; a confined helper makes CSV of a workbook, another one the
 * rows (workbook.h); and before anything is done with them all of their form is
 * checked (csvform.h).
 *
 * Errors:  ERR_INVALID: the file cannot be read, or not here, or what came of
 *          it is no form; ERR_LIMIT: it is too large; ERR_UNAVAILABLE, ERR_IO:
 *          try again; ERR_NOT_FOUND: the job is another's, or gone; desk->cause
 * Owns:    upload_open() .. upload_close(), which is also called after an error
 * Threads: as the desk
 * Source:  GDPR Art. 32(1)(b)
 */
#ifndef ROBINSON_SALES_UPLOAD_H
#define ROBINSON_SALES_UPLOAD_H

#include "service/sales/workbook.h"
#include "service/staff/job.h"

#define UPLOAD_DIGEST_LEN 32

struct upload {
	int fd; /* of the rows, in memory */
	char path[40]; /* of them: "/proc/self/fd/N" */
	uint64_t rows; /* those that cannot be read among them */
	bool has_more; /* than rows_max: csvfile_next() says ERR_LIMIT then */
	bool is_workbook;
	unsigned char digest[UPLOAD_DIGEST_LEN]; /* SHA-256 of what came */
};

/* As the configuration and this file have it; the rest is empty. */
void upload_tools(const struct desk *desk, struct workbook_tools *tools_r);

enum err upload_open(struct desk *desk, struct staff_job *job,
	const struct workbook_tools *tools, uint64_t rows_max,
	struct upload *upload_r) MUST_CHECK;
void upload_close(struct upload *upload);

#endif
