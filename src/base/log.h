/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log.h - the operator's log
 *
 * Lines go to syslog (facility mail) or to standard error. No line may hold
 * an address, a name or a text of a person: references and queue ids only.
 * What is in a line passes visible_copy(): it stays one line.
 *
 * Threads: all functions may be called from any thread after log_open().
 */
#ifndef ROBINSON_BASE_LOG_H
#define ROBINSON_BASE_LOG_H

#include "base/err.h"

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};
enum log_target {
	LOG_TO_STDERR,
	LOG_TO_SYSLOG
};

/* "program" is borrowed for the life of the process. */
void log_open(
	const char *program, enum log_target target, enum log_level level);

void log_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
