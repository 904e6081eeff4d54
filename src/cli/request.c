/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/request.h"

#define DIGITS_MAX 15
#define SAID_MAX 1000

bool cli_request_number(const char *text, int64_t *number_r)
{
	int64_t number = 0;
	int digits = 0;

	for (; *text >= '0' && *text <= '9' && digits < DIGITS_MAX; text++) {
		number = number * 10 + (*text - '0');
		digits++;
	}
	*number_r = number;
	return digits > 0 && *text == '\0';
}

int cli_request_check(
	struct cli *cli, const char *option, const char *who, int64_t *id_r)
{
	enum err e;

	*id_r = 0;
	if (!option)
		return EX_OK;
	if (!cli_request_number(option, id_r))
		return cli_usage(cli,
			"--request: found \"%s\", accepted: a number of "
			"\"requests list\"",
			option);
	e = requests_check(cli->desk, *id_r, who);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

int cli_request_close(
	struct cli *cli, int64_t id, const char *outcome, FILE *out)
{
	struct buf said;
	enum err e;

	if (id == 0)
		return EX_OK;
	buf_init(&said, SAID_MAX);
	e = requests_close(cli->desk, id, outcome, &said);
	if (!e)
		visible_print_lines(out, buf_text(&said));
	buf_free(&said);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}
