/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * workbook_private.h - a workbook of strangers becomes CSV, by a program that can do
 *              nothing else
 *
 * robinson-workbook takes rights from itself and then becomes the converter. It
 * reads a workbook on descriptor 0, in memory, and writes CSV to descriptor 1.
 * It makes no socket and no process, opens programs and libraries for reading
 * and no other file, writes none, and has bounds of memory and processor time.
 * How much comes out and how long it takes is bounded by whoever starts it.
 *
 * Shape:   the exit status is the converter's own, or one of those below
 * Files:   main.c, confine.c
 * Errors:  ERR_UNAVAILABLE: the kernel cannot confine the process
 * Threads: one process, one thread
 * Source:  seccomp(2), landlock(7), setrlimit(2)
 */
#ifndef ROBINSON_WORKBOOK_WORKBOOK_PRIVATE_H
#define ROBINSON_WORKBOOK_WORKBOOK_PRIVATE_H

#include "base/err.h"

#define WORKBOOK_MEMORY_MAX ((size_t)512 * 1024 * 1024)
#define WORKBOOK_CPU_S 40

/* For the whole process and whatever it becomes by execve(). "converter" is
 * the program that it will be. */
enum err workbook_confine(const char *converter) MUST_CHECK;

#endif
