/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * login.h - passwords and second factors are checked; a session begins, is
 * asked for, and ends
 *
 * What the desk process of the staff pages calls on behalf of the web process.
 * The store has digests of tokens only, so that two hosts agree and a copy of
 * the database opens no session.
 *
 * Shape:   a session is whole when everything was done that its account needs:
 *          second factor, a password of one's own. Until then it may do that
 *          and nothing else, and ends after ten minutes. An account has 20 at
 *          most: with one more the oldest ends.
 * Delays:  after each failed try a name and a client wait together, 1 s
 *          doubling to 15 minutes; a client over all names likewise, from the
 *          eleventh on; a name over all clients, from the eleventh on, 30 s at
 *          most. With a name and a client that logged in within a day only the
 *          first of them counts: nobody is locked out by others. Unknown names
 *          wait and take as long as known ones.
 * Journal: each login, and of failed ones an entry a minute for each name, all
 *          unknown names as one
 * Files:   login.c, session.c, secret.c
 * Errors:  ERR_NOT_FOUND: there is no such session, it ended or expired;
 *          ERR_INVALID: the desk's cause says what is wrong with a password or
 *          a code; others as store.h; desk->cause says each in words
 * Owns:    staff_session_get() .. staff_session_free()
 * Threads: as a desk
 * Source:  GDPR Art. 32(1)(b); NIST SP 800-63B 5.2.2
 */
#ifndef ROBINSON_STAFF_LOGIN_H
#define ROBINSON_STAFF_LOGIN_H

#include "crypto/session_token.h"
#include "crypto/totp.h"
#include "service/staff/account.h"

enum staff_login_end {
	STAFF_LOGIN_WHOLE,
	STAFF_LOGIN_NEEDS_CODE, /* of the second factor */
	STAFF_LOGIN_NEEDS_PASSWORD, /* of one's own */
	STAFF_LOGIN_NEEDS_TOTP_SETUP, /* a second factor */
	STAFF_LOGIN_WRONG, /* name, password or code; nobody is told which */
	STAFF_LOGIN_WAIT /* too many tries */
};

#define STAFF_TOKEN_SIZE SESSION_TOKEN_SIZE
#define STAFF_CLIENT_LEN 16

struct staff_try {
	const char *name;
	const char *password;
	unsigned char client[STAFF_CLIENT_LEN]; /* an IPv6 address, or mapped */
};
/* token_r is "" at WRONG and WAIT; *wait_s_r counts at WAIT. */
enum err staff_login(struct desk *desk, const struct staff_try *given,
	char token_r[STAFF_TOKEN_SIZE], enum staff_login_end *end_r,
	int64_t *wait_s_r) MUST_CHECK;
/* The second step: a code of the second factor or a recovery code. After five
 * wrong ones the session ends (ERR_NOT_FOUND). */
enum err staff_login_code(struct desk *desk, const char *token,
	const char *code, const unsigned char client[STAFF_CLIENT_LEN],
	enum staff_login_end *end_r, int64_t *wait_s_r) MUST_CHECK;
/* A proxy named the user, who proved it elsewhere: no password; a code only of
 * officers and admins, unless "proxy-asks-second-factor" is set. The caller has
 * made sure that it is the configured one. A name of no account is charged as a
 * wrong password is. *wait_s_r counts at WAIT. */
enum err staff_login_proxy(struct desk *desk, const char *name,
	const unsigned char client[STAFF_CLIENT_LEN],
	char token_r[STAFF_TOKEN_SIZE], enum staff_login_end *end_r,
	int64_t *wait_s_r) MUST_CHECK;

struct staff_session {
	struct staff_account *account;
	unsigned char token[SESSION_TOKEN_LEN];
	bool is_whole;
	enum staff_login_end needs; /* WHOLE: nothing */
	bool is_by_proxy; /* without a password of ours */
	int64_t begun_utc;
	int64_t expires_utc;
};

/* Notes at most once a minute that it was used. */
enum err staff_session_get(struct desk *desk, const char *token,
	struct staff_session **session_r) MUST_CHECK;
void staff_session_free(struct staff_session **session);
/* ERR_OK also where there is none. */
enum err staff_logout(struct desk *desk, const char *token) MUST_CHECK;

/* ----------------------------------------- what one changes of oneself */

/* ERR_DENIED: "old" is wrong (NULL will do for who must change a first password);
 * ERR_LIMIT: wait. All other sessions end. At
 * least 12 characters, not the name, not a first password, none of those that
 * everybody tries. */
enum err staff_password_change(struct desk *desk, struct staff_session *session,
	const char *old_password, const char *new_password) MUST_CHECK;

/* All but this one. */
enum err staff_end_other_sessions(
	struct desk *desk, struct staff_session *session) MUST_CHECK;

/* A second factor that is not in force yet. */
struct staff_totp {
	char text[TOTP_TEXT_SIZE]; /* for typing in */
	char uri[512]; /* for a QR code */
};
struct staff_codes {
	char codes[RECOVERY_CODES][RECOVERY_SIZE];
};
/* Of a session that is whole or needs it. Asked twice, it is the same one for
 * as long as it was not confirmed. Where it would take the place of one that is
 * in force, the session has given a code of that, and the password is asked
 * once more; so it is of whom a proxy has named. Else "password" is not looked
 * at, and may be NULL. ERR_DENIED: it is wrong. */
enum err staff_totp_begin(struct desk *desk, struct staff_session *session,
	const char *password, struct staff_totp *totp_r) MUST_CHECK;
/* In force from now on, with recovery codes of its own. The password as at
 * staff_totp_begin(). ERR_DENIED: the code or the password is wrong; ERR_LIMIT:
 * wait. All other sessions end. */
enum err staff_totp_confirm(struct desk *desk, struct staff_session *session,
	const char *password, const char *code,
	struct staff_codes *codes_r) MUST_CHECK;
/* ERR_INVALID: the role must have one. ERR_DENIED: the password is wrong. */
enum err staff_totp_remove(struct desk *desk, struct staff_session *session,
	const char *password) MUST_CHECK;
/* The old ones are no longer valid. ERR_DENIED: the password is wrong. */
enum err staff_recovery_codes_new(struct desk *desk,
	struct staff_session *session, const char *password,
	struct staff_codes *codes_r) MUST_CHECK;

/* What is over is forgotten: sessions, tries and jobs of more than a day. For
 * a thread that does so now and then. */
enum err staff_purge(struct desk *desk) MUST_CHECK;

#endif
