/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * language.h - in which language a document is written
 *
 * Errors:  an exit status, after it said what is wrong
 * Owns:    the caller frees the translation with translation_free()
 * Threads: one
 */
#ifndef ROBINSON_CLI_LANGUAGE_H
#define ROBINSON_CLI_LANGUAGE_H

#include "cli/command.h"
#include "service/document/translation.h"

/* Whether there is such a language; "language" NULL: the option was not
 * given. */
int cli_language_check(const struct cli *cli, const char *language);
/* The one that was asked for, otherwise that of the notices where documents
 * have it, otherwise English. The desk must be open. */
const char *cli_language(const struct cli *cli, const char *language);
int cli_language_open(const struct cli *cli, const char *language,
	struct translation *translation_r);

#endif
