/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * findings.h - what the doctor found, and what mends it
 *
 * Errors:  adding never fails visibly: without memory findings_err() says so
 *          at the end
 * Owns:    findings_init() .. findings_free(); texts are copied
 * Threads: one
 */
#ifndef ROBINSON_SERVICE_FINDINGS_H
#define ROBINSON_SERVICE_FINDINGS_H

#include <stddef.h>

#include "base/err.h"

enum severity {
	SEVERITY_FINE, /* looked at, and well */
	SEVERITY_WARNING,
	SEVERITY_ERROR
};

struct finding {
	enum severity severity;
	const char *area; /* static: "postfix", "socket", ... */
	char *what;
	char *mend; /* the line to type or to write; NULL: nothing to do */
};

struct findings {
	struct finding *items;
	size_t len, cap;
	enum err failed;
};

void findings_init(struct findings *f);
void findings_free(struct findings *f);

void findings_add(struct findings *f, enum severity severity, const char *area,
	const char *fmt, ...) PRINTF_LIKE(4, 5);
/* What mends the finding that was added last. */
void findings_mend(struct findings *f, const char *fmt, ...) PRINTF_LIKE(2, 3);

enum err findings_err(const struct findings *f) MUST_CHECK;
size_t findings_count(const struct findings *f, enum severity severity);
const char *severity_name(enum severity severity);

#endif
