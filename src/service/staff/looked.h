/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * looked.h - who of the staff looked at what, in the journal
 *
 * Errors:  as store.h; desk->cause says each in words
 * Threads: as a desk
 * Source:  GDPR Art. 5(2), 32(1)(b); Art. 15 does not name who looked
 */
#ifndef ROBINSON_STAFF_LOOKED_H
#define ROBINSON_STAFF_LOOKED_H

#include "service/office/desk.h"

enum staff_look {
	LOOK_PERSON, /* a person's page was opened */
	LOOK_MESSAGE, /* a held message was previewed */
	LOOK_EXPORT, /* what is known of a person was taken out */
	LOOK_LIST /* a list was checked: how many, and its digest */
};

/* The word with which the entry's detail begins: "person", "message", ... */
const char *staff_look_name(enum staff_look what);

/* "key" NULL: of nobody, as a list is. "detail" NULL: no more is said. The
 * desk's operator is who looked. In a write transaction of its own, or in that
 * of the caller where there is one. */
enum err staff_looked(struct desk *desk, enum staff_look what,
	const struct pseudonym *key, const char *detail) MUST_CHECK;

#endif
