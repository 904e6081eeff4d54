/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_json_private.h - what the parts of the report's JSON are made with
 *
 * Errors:  what could not be made is noted once in has_failed
 * Owns:    jansson's reference counts: a value that is set or added is given
 *          away
 * Threads: one
 */
#ifndef ROBINSON_REPORT_REPORT_JSON_PRIVATE_H
#define ROBINSON_REPORT_REPORT_JSON_PRIVATE_H

#include <jansson.h>

#include "service/report/report.h"

struct report_making {
	const struct report *report;
	bool has_failed;
};

json_t *report_json_kept(struct report_making *m, json_t *value);
void report_json_add(struct report_making *m, json_t *list, json_t *item);
void report_json_set(struct report_making *m, json_t *object, const char *key,
	json_t *value);
json_t *report_json_text(const char *words); /* NULL: null */
json_t *report_json_names(
	struct report_making *m, const char *const *items, size_t len);

/* Who the firm is, time limits, security, and what is not configured. */
void report_json_record(struct report_making *m, json_t *all);
/* Whose data, which, and who is given it. */
void report_json_purpose(struct report_making *m,
	const struct report_purpose *purpose, json_t *one);

#endif
