/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * what_if.h - what another configuration would have decided, as a value
 *
 * Shape:   a JSON object: {"accepted": false, "problems": [{"error", "line",
 *          "text"}]}, or {"accepted": true, "verdicts", "first", "last",
 *          "same", "unknown": [{"doubt", "words", "count"}], "notes": [...],
 *          "changed": [{"purpose", "count", "before": {"reason", "action"},
 *          "after": {"reason", "action"}}]}, the greatest first,
 *          WHAT_IF_MOST of them
 * Errors:  as simulate.h; ERR_IO: no memory file; desk->cause
 * Owns:    the caller json_decref()s the value
 * Threads: as the desk
 * Source:  GDPR Art. 24(1), 25(1)
 */
#ifndef ROBINSON_OFFICER_WHAT_IF_H
#define ROBINSON_OFFICER_WHAT_IF_H

#include <jansson.h>

#include "service/office/desk.h"

#define WHAT_IF_MOST 200

enum err what_if(struct desk *desk, const char *config, size_t len,
	json_t **value_r) MUST_CHECK;

/* A file in memory that has these octets, for what reads a path. The path is
 * "/proc/self/fd/N"; the caller close()s the descriptor. -1: errno. */
#define MEMORY_PATH_SIZE 40
int memory_file(const char *bytes, size_t len, char path_r[MEMORY_PATH_SIZE]);

#endif
