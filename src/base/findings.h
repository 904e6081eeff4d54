/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * findings.h - a list of what a check found, and what mends it
 *
 * Errors:  adding never fails visibly: without memory findings_err() says so
 *          at the end
 * Owns: findings_init() .. findings_free(); texts are copied Threads: belongs
 * to one thread
 */
#ifndef ROBINSON_BASE_FINDINGS_H
#define ROBINSON_BASE_FINDINGS_H

#include <stddef.h>
#include <stdint.h>

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
	int64_t persons; /* how many it concerns; -1: not about persons */
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

/* The most severe first; findings of one severity keep their order. */
void findings_sort(struct findings *f);
/* How many persons the finding that was added last concerns. */
void findings_persons(struct findings *f, int64_t persons);

enum err findings_err(const struct findings *f) MUST_CHECK;
size_t findings_count(const struct findings *f, enum severity severity);
/* 0, 1 or 2, for monitoring: the worst that was found. */
int findings_status(const struct findings *f);
const char *severity_name(enum severity severity);

#endif
