/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * automatic.h - was a message written by a person, or by a machine?
 *
 * Only what a person did is a contact or an objection.
 *
 * Threads: pure
 * Source:  RFC 3834 section 2, 5; RFC 2369, 2919 (lists); RFC 8098 (receipts)
 */
#ifndef ROBINSON_INBOUND_AUTOMATIC_H
#define ROBINSON_INBOUND_AUTOMATIC_H

#include "inbound/fields.h"

/* In words why it is one, static; NULL: by a person. "subject" is decoded. */
const char *automatic_why(
	const struct fields *head, const char *sender, const char *subject);

#endif
