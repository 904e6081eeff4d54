/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include "base/visible.h"

/* Set once before threads start, read by all afterwards. */
static struct {
	const char *program;
	enum log_target target;
	enum log_level level;
} opened = {"robinson", LOG_TO_STDERR, LOG_LEVEL_INFO};

void log_open(const char *program, enum log_target target, enum log_level level)
{
	opened.program = program;
	opened.target = target;
	opened.level = level;
	if (target == LOG_TO_SYSLOG)
		openlog(program, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

static void emit(enum log_level level, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);

static void emit(enum log_level level, const char *fmt, va_list ap)
{
	static const struct {
		int priority;
		const char *prefix;
	} levels[] = {
		[LOG_LEVEL_ERROR] = {LOG_ERR, "error: "},
		[LOG_LEVEL_WARN] = {LOG_WARNING, "warning: "},
		[LOG_LEVEL_INFO] = {LOG_INFO, ""},
		[LOG_LEVEL_DEBUG] = {LOG_DEBUG, "debug: "},
	};
	char line[1024], shown[VISIBLE_FACTOR * sizeof(line)];

	if (level > opened.level)
		return;
	vsnprintf(line, sizeof(line), fmt, ap);
	/* No caller needs to think of what a stranger may have put into it. */
	visible_copy(shown, sizeof(shown), line);
	if (opened.target == LOG_TO_SYSLOG)
		syslog(levels[level].priority, "%s%s", levels[level].prefix,
			shown);
	else
		fprintf(stderr, "%s: %s%s\n", opened.program,
			levels[level].prefix, shown);
}

#define DEFINE_LOG(name, level)         \
	void name(const char *fmt, ...) \
	{                               \
		va_list ap;             \
                                        \
		va_start(ap, fmt);      \
		emit(level, fmt, ap);   \
		va_end(ap);             \
	}

DEFINE_LOG(log_error, LOG_LEVEL_ERROR)
DEFINE_LOG(log_warn, LOG_LEVEL_WARN)
DEFINE_LOG(log_info, LOG_LEVEL_INFO)
DEFINE_LOG(log_debug, LOG_LEVEL_DEBUG)
