/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvcell.h - cells that a spreadsheet would take for a formula
 *
 * What Robinson writes itself is guarded; what the firm's own file holds is
 * copied as it is, and counted.
 *
 * Threads: no state
 * Source:  RFC 4180
 */
#ifndef ROBINSON_CSV_CSVCELL_H
#define ROBINSON_CSV_CSVCELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes a cell in quotation marks, an apostrophe before a text that begins
 * with = + - @, a tab or a CR. Returns whether the apostrophe was needed. */
bool csvcell_put(const char *text, FILE *to);

/* Whether a spreadsheet would execute the cell: it begins so, and is no number
 * with a sign, nor a telephone number ("+48 601 234 567"), which nobody needs
 * to be warned of. */
bool csvcell_is_formula(const char *text, size_t len);

#endif
