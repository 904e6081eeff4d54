/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parcel.h - a text that is fetched in pieces, kept sealed for a day at most
 *
 * What is handed out of a person is written once, so that all its pieces are
 * of one text; what is made at night is there the next day. It lies with the
 * jobs of the staff pages (store/staff.h). Account 0 is nobody's: everybody who
 * knows the name may read it.
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
struct parcel_place {
	bool has_more;
	int64_t size; /* of all pieces */
};
/* Appends piece n to "out". */
enum err parcel_piece(struct desk *desk, int64_t account, const char *name,
	unsigned n, struct buf *out, struct parcel_place *place_r) MUST_CHECK;
/* All of it. */
enum err parcel_get(struct desk *desk, int64_t account, const char *name,
	struct buf *out, int64_t *made_utc_r) MUST_CHECK;
/* ERR_OK also where there is none. */
enum err parcel_remove(
	struct desk *desk, int64_t account, const char *name) MUST_CHECK;

#endif
