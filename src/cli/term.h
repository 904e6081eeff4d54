/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * term.h - what the terminal can show, and tables on it
 *
 * Units:   widths in columns
 * Owns:    a table copies nothing; its cells are borrowed until it is printed
 * Threads: one
 */
#ifndef ROBINSON_CLI_TERM_H
#define ROBINSON_CLI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Of standard output; 80 where nobody says. */
int term_width(void);
/* Whether the locale's codeset can show box characters. */
bool term_is_utf8(void);

/* Columns that one line of UTF-8 text takes. */
int term_columns(const char *text);

/* "cells" are rows of "columns" texts each; the first row is the heading. */
void term_table(
	FILE *to, const char *const *cells, size_t rows, size_t columns);

#endif
