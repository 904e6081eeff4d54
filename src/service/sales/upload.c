/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include "service/sales/upload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "service/csv/csvform.h"

void upload_tools(const struct desk *desk, struct workbook_tools *tools_r)
{
	const char *helper = desk->settings->staff.workbook_helper;

	*tools_r = (struct workbook_tools){
		.helper = helper ? helper : PKGLIBEXECDIR "/robinson-workbook",
		.converter = WORKBOOK_CONVERTER,
		.timeout_ms = WORKBOOK_TIME_S * 1000,
		.max_len = WORKBOOK_CSV_MAX,
		.rows_max_len = WORKBOOK_ROWS_MAX};
}

static enum err fail_io(struct desk *desk)
{
	return desk_fail(
		desk, ERR_IO, "memory for a file: %s", strerror(errno));
}

static enum err open_memory(struct desk *desk, int *fd_r)
{
	*fd_r = memfd_create("robinson-upload", MFD_CLOEXEC);
	return *fd_r >= 0 ? ERR_OK : fail_io(desk);
}

/* ---------------------------------------------------------- what came */

static enum err copy_pieces(struct desk *desk, const struct staff_job *job,
	int fd, struct digester *digester)
{
	struct buf piece;
	enum err e = ERR_OK;

	buf_init(&piece, STORE_JOB_CHUNK_MAX);
	for (unsigned n = 0; !e; n++) {
		buf_reset(&piece);
		e = staff_job_input(desk, job, n, &piece);
		if (!e)
			e = digest_add(digester, DIGEST_SHA256,
				buf_text(&piece), piece.len);
		if (!e && file_write_all(fd, buf_text(&piece), piece.len))
			e = fail_io(desk);
	}
	buf_free(&piece);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err read_input(struct desk *desk, const struct staff_job *job,
	int fd, unsigned char digest_r[UPLOAD_DIGEST_LEN])
{
	struct digester *digester = NULL;
	enum err e = digester_new(&digester);

	if (!e)
		e = digest_begin(digester, DIGEST_SHA256);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = copy_pieces(desk, job, fd, digester);
	if (!e && digest_end(digester, DIGEST_SHA256, digest_r))
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	digester_free(&digester);
	return e;
}

/* ------------------------------------------------------ what comes of it */

/* For who uploaded it: nothing that is away comes back by waiting. */
static enum err fail(struct desk *desk, const struct workbook_tools *tools,
	enum err e, const char *cause)
{
	if (e == ERR_NOT_FOUND) {
		log_warn("%s, or %s, is not there or cannot be confined",
			tools->helper, tools->converter);
		e = ERR_INVALID;
	}
	return desk_fail(desk, e, "%s", cause);
}

/* A workbook gives its place to what is in its first sheet. That takes a
 * while: others are told that the job is alive. */
static enum err read_workbook(struct desk *desk, struct staff_job *job,
	const struct workbook_tools *tools, int *fd)
{
	char cause[WORKBOOK_CAUSE_SIZE] = "";
	int csv;
	enum err e = open_memory(desk, &csv);

	if (e)
		return e;
	e = workbook_to_csv(*fd, csv, tools, cause);
	if (e) {
		close(csv);
		return fail(desk, tools, e, cause);
	}
	close(*fd);
	*fd = csv;
	return staff_job_tell(desk, job);
}

/* What the helper writes is as bad as the upload, until it was looked at. */
static enum err check_rows(struct desk *desk, struct upload *u)
{
	enum err e = csvform_check(u->path, &u->rows);

	u->has_more = e == ERR_LIMIT;
	if (!e || u->has_more)
		return ERR_OK;
	if (e == ERR_IO)
		return fail_io(desk);
	if (e == ERR_NOMEM)
		return desk_fail(desk, e, "%s", err_text(e));
	return desk_fail(desk, ERR_INVALID, "%s",
		N_("What reads files gave an answer that is not understood. "
		   "Please tell the administrator."));
}

static enum err read_rows(struct desk *desk, int fd, uint64_t rows_max,
	const struct workbook_tools *tools, struct upload *u)
{
	char cause[WORKBOOK_CAUSE_SIZE] = "";
	enum err e = open_memory(desk, &u->fd);

	if (e)
		return e;
	snprintf(u->path, sizeof(u->path), "/proc/self/fd/%d", u->fd);
	e = workbook_to_rows(fd, u->fd, rows_max, tools, cause);
	return e ? fail(desk, tools, e, cause) : check_rows(desk, u);
}

static enum err look_at_head(struct desk *desk, int fd, bool *is_workbook_r)
{
	char head[4];
	size_t got;

	if (file_read_at(fd, head, sizeof(head), 0, &got))
		return fail_io(desk);
	*is_workbook_r = workbook_is(head, got);
	return ERR_OK;
}

enum err upload_open(struct desk *desk, struct staff_job *job,
	const struct workbook_tools *tools, uint64_t rows_max,
	struct upload *upload_r)
{
	int fd;
	enum err e = open_memory(desk, &fd);

	*upload_r = (struct upload){.fd = -1};
	if (e)
		return e;
	e = read_input(desk, job, fd, upload_r->digest);
	if (!e)
		e = look_at_head(desk, fd, &upload_r->is_workbook);
	if (!e && upload_r->is_workbook)
		e = read_workbook(desk, job, tools, &fd);
	if (!e)
		e = read_rows(desk, fd, rows_max, tools, upload_r);
	close(fd);
	return e;
}

void upload_close(struct upload *upload)
{
	if (upload->fd >= 0)
		close(upload->fd);
	upload->fd = -1;
}
