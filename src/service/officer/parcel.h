/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parcel.h - a text that is fetched in pieces, kept sealed until it was
 *
 * What is handed out of a person is written once, so that all its pieces are
 * of one text. It lies with the jobs of the staff pages (store/staff.h), is
 * removed with its last piece, and is gone after a day in any case.
 *
 * Errors:  ERR_NOT_FOUND: no such parcel, another account's, or no such piece;
 *          ERR_LIMIT: too long; ERR_UNAVAILABLE the store; desk->cause
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e)-(f)
 */
#ifndef ROBINSON_OFFICER_PARCEL_H
#define ROBINSON_OFFICER_PARCEL_H

#include "service/office/desk.h"

#define PARCEL_PIECE ((size_t)60 * 1024)

/* "name" is the parcel's; one of that name and account is replaced. */
enum err parcel_put(struct desk *desk, int64_t account, const char *name,
	const char *bytes, size_t len) MUST_CHECK;
/* Appends piece n to "out". */
enum err parcel_piece(struct desk *desk, int64_t account, const char *name,
	unsigned n, struct buf *out, bool *has_more_r) MUST_CHECK;

#endif
