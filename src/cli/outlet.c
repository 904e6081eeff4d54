/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/outlet.h"

#include <errno.h>
#include <string.h>

static int write_text(
	const struct cli *cli, const char *path, const struct buf *text)
{
	int status = EX_OK;
	FILE *to;

	if (strcmp(path, "-") == 0) {
		fwrite(buf_text(text), 1, text->len, stdout);
		return cli_flush(cli);
	}
	to = fopen(path, "we");
	if (!to)
		return cli_fail(
			cli, EX_CANTCREAT, "%s: %s", path, strerror(errno));
	if (fwrite(buf_text(text), 1, text->len, to) != text->len)
		status = cli_fail(
			cli, EX_IOERR, "%s: %s", path, strerror(errno));
	if (fclose(to) != 0 && !status)
		status = cli_fail(
			cli, EX_IOERR, "%s: %s", path, strerror(errno));
	return status;
}

int outlet_write(const struct cli *cli, const char *path,
	enum err (*make)(const void *of, struct buf *out), const void *of)
{
	struct buf text;
	int status;
	enum err e;

	buf_init(&text, OUTLET_MAX);
	e = make(of, &text);
	if (e)
		status = cli_fail(
			cli, cli_status(e), "%s: %s", path, err_text(e));
	else
		status = write_text(cli, path, &text);
	buf_free(&text);
	return status;
}
