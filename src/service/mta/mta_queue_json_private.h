/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue_json_private.h - what "postqueue -j" says
 *
 * Shape:   a line for each message, a JSON object as postqueue(1) has it
 * Errors:  ERR_CORRUPT, ERR_NOMEM; what was read before stays in the list
 * Threads: pure
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_JSON_PRIVATE_H
#define ROBINSON_MTA_MTA_QUEUE_JSON_PRIVATE_H

#include "service/mta/mta_queue.h"

/* Adds what lies in the hold queue by what "postqueue -j" says; other queues
 * are left out. ERR_CORRUPT, and *line_r is where. Pure. */
enum err mta_queue_json_parse(
	const char *text, struct mta_queue *q, size_t *line_r) MUST_CHECK;

#endif
