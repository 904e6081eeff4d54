/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeline.h - what happened, drawn as a line in the terminal
 *
 * Shape:   a solid line as far as the person may be kept, a broken one after
 *          it; a mark for each event, the weightier one where two fall into
 *          the same column
 * Units:   width in columns
 * Threads: one
 */
#ifndef ROBINSON_CLI_TIMELINE_H
#define ROBINSON_CLI_TIMELINE_H

#include "service/verdict/explain.h"

/* Adds the line, its dates and the key to its marks to "out"; nothing when
 * fewer than two instants are known. */
void timeline_draw(struct buf *out, const struct zone *zone,
	const struct explain_event *events, size_t len, int width,
	bool is_utf8);

/* What an event is, in words. */
void timeline_words(struct buf *out, const struct explain_event *event);

#endif
