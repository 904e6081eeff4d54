/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_private.h - libConfuse reads what the checks have left
 *
 * libConfuse stops at its first error. Its input is therefore written one
 * statement a line, so that a line it complains of is a statement; that one
 * is told, dropped, and all is read again.
 *
 * Owns:    the caller's *cfg_r goes by source_parse_free(), never by
 *          cfg_free() alone, which takes the global scanner apart
 * Errors:  ERR_NOMEM; everything else goes to the problems
 * Threads: libConfuse's scanner is global: calls wait for each other
 */
#ifndef ROBINSON_CONFIG_PARSE_PRIVATE_H
#define ROBINSON_CONFIG_PARSE_PRIVATE_H

#include <confuse.h>

#include "config/source_private.h"

enum err source_parse(
	struct source *s, cfg_t **cfg_r, struct problems *problems) MUST_CHECK;
void source_parse_free(cfg_t **cfg);

/* A text in single quotes, as libConfuse and we read it back. */
void quote_text(struct buf *out, const char *text);

#endif
