/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * request.h - a command that answers a request closes it
 *
 * Errors:  each returns EX_OK, or a status after it said what is wrong
 * Threads: one
 * Source:  GDPR Art. 12(3)
 */
#ifndef ROBINSON_CLI_REQUEST_H
#define ROBINSON_CLI_REQUEST_H

#include "cli/command.h"
#include "service/person/requests.h"

bool cli_request_number(const char *text, int64_t *number_r);

/* Before the act: "option" (NULL: not given, all is well) is the number of an
 * open request of this person. The desk is open. */
int cli_request_check(
	struct cli *cli, const char *option, const char *who, int64_t *id_r);
/* After it: tells so on standard output, or on standard error where that is
 * taken by the result. */
int cli_request_close(
	struct cli *cli, int64_t id, const char *outcome, FILE *out);

#endif
