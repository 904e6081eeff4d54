/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * marks.h - what tools for marketing leave in the head of their
 * messages
 *
 * A header that a person's own mail client does not write. None proves
 * anything by itself: a block of the configuration says what is marketing.
 *
 * Threads: pure; allocates nothing
 * Source:  RFC 2369, 2919, 8058 (lists); what the tools write
 */
#ifndef ROBINSON_MAIL_MARKS_H
#define ROBINSON_MAIL_MARKS_H

#include <stdbool.h>

enum mark {
	MARK_NONE,
	MARK_WEAK, /* automatic mail has it too, where nothing else is said */
	MARK_SENT_IN_BULK
};

/* Whether a header of that name may be one, whatever its value. */
bool marks_is_name(const char *name);
/* "value" as it was written. */
enum mark marks_find(const char *name, const char *value);

/* The same, as it is named among the marks ("X-Campaign*"); NULL: it is none.
 * The smaller its rank, the more it tells. */
const char *marks_name(const char *name, const char *value, unsigned *rank_r);

#endif
