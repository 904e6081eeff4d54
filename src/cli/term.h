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
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* Of standard output; 80 where nobody says. */
int term_width(void);
/* Whether the locale's codeset can show box characters. */
bool term_is_utf8(void);

/* Columns that one line of UTF-8 text takes. */
int term_columns(const char *text);

/* How far a long job has come, on standard error where that is a terminal. */
struct term_bar {
	bool is_wanted;
	int shown; /* percent; -1: no bar is on the screen */
};

void term_bar_init(struct term_bar *bar);
void term_bar_draw(struct term_bar *bar, uint64_t done, uint64_t of);
/* Before something else is said, and at the end. */
void term_bar_clear(struct term_bar *bar);

/* "cells" are rows of "columns" texts each; the first row is the heading. They
 * are shown as visible_add() shows them. ERR_NOMEM: nothing is printed. */
enum err term_table(FILE *to, const char *const *cells, size_t rows,
	size_t columns) MUST_CHECK;

#endif
