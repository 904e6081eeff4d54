/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * heading.h - what a column's heading says its cells are
 *
 * A column in which persons say that they want no marketing bears many names.
 * They are told by stems of words in five languages and by the names that
 * tools give them; one that is about another channel (calls, letters) is none.
 *
 * Threads: no state
 * Source:  GDPR Art. 7(3), 21(3): a wish that is not understood is not to be
 *          passed over in silence
 */
#ifndef ROBINSON_CSV_HEADING_H
#define ROBINSON_CSV_HEADING_H

#include <stdbool.h>

enum heading_sense {
	HEADING_OTHER,
	HEADING_ADDRESS, /* an address of the person */
	HEADING_OBJECTION, /* a yes or a date: wants no marketing */
	HEADING_CONSENT, /* a no: refuses consent */
	HEADING_REFUSAL, /* a yes or a date: refuses or withdrew consent */
	HEADING_STATUS, /* of anything: words such as "unsubscribed" count */
	HEADING_MAIL_STATUS, /* of mail: other words are not to be passed over */
	HEADING_DETAIL, /* about an opt-out that another column should tell */
	HEADING_UNCLEAR /* may be an opt-out or a consent */
};

enum heading_sense heading_sense(const char *heading);

/* The date of what the row tells, in the exports of suppression lists. */
bool heading_is_event_date(const char *heading);
/* A heading that only a suppression list has. */
bool heading_is_suppression(const char *heading);

#endif
