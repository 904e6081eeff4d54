/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_private.h - what a session was begun with, and what it needs (the
 * room's own header)
 *
 * Shape:   of the state in the store two bits: the second factor was given; a
 *          proxy vouched for the user; above them the number of wrong codes.
 *          All else that a session needs is asked of its account each time.
 * Files:   session.c
 * Threads: as a desk
 */
#ifndef ROBINSON_STAFF_SESSION_PRIVATE_H
#define ROBINSON_STAFF_SESSION_PRIVATE_H

#include "service/staff/account_private.h"
#include "service/staff/login.h"
#include "store/staff.h"

#define SESSION_HAS_CODE 1u
#define SESSION_BY_PROXY 2u
#define SESSION_WRONG_CODE 4u /* and its multiples */
#define SESSION_WRONG_CODES_MAX 5u
#define SESSIONS_MAX 20 /* of an account: the oldest ends */
#define SESSION_HALF_S 600 /* that long one may take to become whole */

/* What an account has to do with a session of this state. */
enum staff_login_end session_needs(const struct desk *desk,
	const struct staff_account *account, unsigned state);
bool session_must_have_totp(
	const struct desk *desk, const struct staff_account *account);

/* Inside a write transaction: a session of the account begins. */
enum err session_begin(struct desk *desk, const struct staff_row *row,
	unsigned state, char token_r[STAFF_TOKEN_SIZE]) MUST_CHECK;
/* Its row and its account; ERR_NOT_FOUND: none, ended, expired. */
enum err session_look_up(struct desk *desk,
	const unsigned char token[SESSION_TOKEN_LEN],
	struct store_login *login_r, struct staff_row **row_r) MUST_CHECK;
/* Inside a write transaction, after the row's epoch has grown: this session
 * goes on, and all others of the account end. */
enum err session_stay_alone(struct desk *desk, const struct staff_row *row,
	const struct staff_session *session, unsigned more_state) MUST_CHECK;
/* It has expired, or nobody has used it for too long. */
bool session_is_over(const struct desk *desk, const struct store_login *login);
/* Until when a session of this state lasts. */
int64_t session_expiry(
	const struct desk *desk, enum staff_login_end needs, int64_t begun_utc);
/* Inside a write transaction: a login is whole, or failed. */
enum err session_note_login(
	struct desk *desk, struct staff_row *row, const char *how) MUST_CHECK;
enum err session_note_failed(struct desk *desk, const struct staff_row *row,
	const char *folded, const char *what) MUST_CHECK;

#endif
