/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvrow.h - a row of an export as it stands in the file, cut between columns
 *
 * Threads: no state
 * Source:  RFC 4180
 */
#ifndef ROBINSON_CSV_CSVROW_H
#define ROBINSON_CSV_CSVROW_H

#include <stddef.h>

/* Where column "n" (from 0) begins in a row's own text: behind the separator
 * before it. More than "len": the row has no such column; *columns_r is how
 * many of the "n" before it there are. */
size_t csvrow_column(const char *row, size_t len, char separator, size_t n,
	size_t *columns_r);

#endif
