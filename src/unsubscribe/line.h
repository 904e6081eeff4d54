/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * line.h - the page's line to the recorder
 *
 * One thread holds one connection; many clicks may be under way on it, so that
 * the recorder can put them on record together. If the connection breaks, or
 * the recorder does not answer in time, the answer is CLICK_LATER: whether the
 * click was recorded is not known then, and sending it again with the same id
 * does no harm.
 *
 * Owns:    a question is the caller's until its answer is told; line_stop()
 *          answers all that are left
 * Threads: line_ask() from any; "told" is called by the line's thread, and
 *          must neither wait nor ask
 */
#ifndef ROBINSON_UNSUBSCRIBE_LINE_H
#define ROBINSON_UNSUBSCRIBE_LINE_H

#include "spool/click.h"

struct line;

struct line_question {
	struct click click;
	void (*told)(
		struct line_question *question, enum click_outcome outcome);
	/* The line's own: */
	struct line_question *next;
	int64_t until_ms;
};

/* "socket" is unix:PATH. */
enum err line_start(const char *socket, struct line **line_r) MUST_CHECK;
void line_stop(struct line **line);

void line_ask(struct line *line, struct line_question *question);

#endif
