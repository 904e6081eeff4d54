/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * workbook_private.h - what strangers uploaded becomes rows, by a program that
 *              can do nothing else
 *
 * robinson-workbook takes rights from itself. Then it becomes the converter,
 * which reads a workbook on descriptor 0, in memory, and writes CSV to
 * descriptor 1: that one opens programs and libraries for reading and no other
 * file. Or it reads CSV on descriptor 0 and writes rows (csvform.h) to
 * descriptor 1: then it opens nothing and runs nothing. In either case it
 * makes no socket and no process, writes no file, and has bounds of memory and
 * processor time. How much comes out and how long it takes is bounded by
 * whoever starts it.
 *
 * Shape:   the exit status is the converter's own, or one of those below
 * Files:   main.c, confine.c, rows.c
 * Errors:  ERR_UNAVAILABLE: the kernel cannot confine the process
 * Threads: one process, one thread
 * Source:  seccomp(2), landlock(7), setrlimit(2)
 */
#ifndef ROBINSON_WORKBOOK_WORKBOOK_PRIVATE_H
#define ROBINSON_WORKBOOK_WORKBOOK_PRIVATE_H

#include <stdint.h>

#include "base/err.h"

#define WORKBOOK_MEMORY_MAX ((size_t)512 * 1024 * 1024)
#define WORKBOOK_CPU_S 40
/* Of an upload in UTF-8, in memory: a letter of one octet may become three. */
#define WORKBOOK_TEXT_MAX ((size_t)144 * 1024 * 1024)

/* For the whole process and whatever it becomes by execve(). "converter" is
 * the program that it will be. */
enum err workbook_confine(const char *converter) MUST_CHECK;
/* For what parses itself. Landlock has nothing to add: no call is left that
 * opens a path. */
enum err workbook_confine_reader(void) MUST_CHECK;

/* Confines itself and does the work; at most so many rows. Never ERR_OK before
 * all is written. ERR_UNAVAILABLE: as above; ERR_INVALID: it is no text; ERR_IO,
 * ERR_NOMEM. */
enum err workbook_rows(uint64_t rows_max) MUST_CHECK;

#endif
