/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account.h - who may log in to the staff pages, and as what
 *
 * For the command line and the admin's pages. Each act is an entry of the
 * journal by the desk's operator, in the transaction of the act.
 *
 * Shape:   a name is 1 to 64 of a-z, 0-9 and ". _ - @ +"; case does not count.
 *          The last admin who can log in stays one.
 * Files:   account.c, account_act.c, account_row.c
 * Errors:  ERR_EXISTS: there is an account of that name; ERR_NOT_FOUND: there
 *          is none; ERR_INVALID: the desk's cause says what; ERR_DENIED: it is
 *          the last admin; ERR_LIMIT: too many passwords are being checked,
 *          again in a moment; others as store.h; desk->cause says each in words
 * Owns:    staff_get() .. staff_account_free(); what a callback is given is
 *          valid during the call, in which nothing is asked of the same desk
 * Threads: as a desk
 * Source:  GDPR Art. 32(1)(b), 32(4)
 */
#ifndef ROBINSON_STAFF_ACCOUNT_H
#define ROBINSON_STAFF_ACCOUNT_H

#include "config/settings.h"
#include "crypto/password.h"
#include "service/office/desk.h"

enum staff_role {
	STAFF_SALES = 1,
	STAFF_POSTMASTER,
	STAFF_OFFICER,
	STAFF_ADMIN
};

/* "sales", "postmaster", ... */
const char *staff_role_name(enum staff_role role);
/* ERR_INVALID: there is no such role. */
enum err staff_role_parse(const char *name, enum staff_role *role_r) MUST_CHECK;

#define STAFF_NAME_MAX 64
bool staff_is_name(const char *name);
#define STAFF_TEAM_MAX 64 /* octets */
#define STAFF_LIST_MAX 64 /* senders or logins of one account */

struct staff_account {
	int64_t id;
	const char *name; /* as it was given; unique without case */
	enum staff_role role;
	bool is_lead; /* of the team */
	const char *team; /* NULL: none */
	struct settings_list senders; /* envelope senders that are theirs */
	struct settings_list logins; /* SASL logins, likewise */
	bool has_totp;
	bool is_off; /* cannot log in */
	bool must_change; /* has a first password still */
	size_t recovery_codes; /* that are left */
	int64_t created_utc;
	int64_t changed_utc;
	int64_t last_login_utc; /* INSTANT_NONE: never */
};

/* In the order in which they were made; stops when "each" returns false. Those
 * that somebody changed without keys are left out: *unreadable_r, which may be
 * NULL, is how many. */
enum err staff_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_account *account), void *arg,
	size_t *unreadable_r) MUST_CHECK;
enum err staff_get(struct desk *desk, const char *name,
	struct staff_account **account_r) MUST_CHECK;
enum err staff_get_id(struct desk *desk, int64_t id,
	struct staff_account **account_r) MUST_CHECK;
void staff_account_free(struct staff_account **account);
/* Those whose mail a lead sees: everybody of the team, also themselves. Of
 * anybody else themselves alone. */
enum err staff_same_team(struct desk *desk, const struct staff_account *who,
	bool (*each)(void *arg, const struct staff_account *account),
	void *arg) MUST_CHECK;

/* A password in clear text; the caller wipes it. */
struct staff_secret {
	char text[PASSWORD_SIZE];
};

struct staff_new {
	const char *name;
	enum staff_role role;
	bool is_lead;
	const char *team; /* NULL: none */
	struct settings_list senders, logins;
	const char *password; /* NULL: one is made */
};
/* first_password_r is what was made, or "". Either is changed at the first
 * login. */
enum err staff_add(struct desk *desk, const struct staff_new *new_account,
	struct staff_secret *first_password_r) MUST_CHECK;

/* What is NULL stays as it is. */
struct staff_change {
	const enum staff_role *role;
	const bool *is_lead;
	const char *team; /* "": none */
	const struct settings_list *senders, *logins;
	const bool *is_off; /* true: all sessions end */
};
/* What differs is an entry of the journal; where nothing does, there is
 * none. */
enum err staff_change(struct desk *desk, const char *name,
	const struct staff_change *change) MUST_CHECK;

/* A first password, to be changed at login; all sessions end. "password" NULL:
 * one is made. With "forgets_totp" the second factor and the recovery codes go,
 * too: for who lost the telephone. */
enum err staff_new_password(struct desk *desk, const char *name,
	const char *password, bool forgets_totp,
	struct staff_secret *password_r) MUST_CHECK;
/* All sessions of the account end; *ended_r: how many. */
enum err staff_end_sessions(
	struct desk *desk, const char *name, int64_t *ended_r) MUST_CHECK;
enum err staff_remove(struct desk *desk, const char *name) MUST_CHECK;

/* A session of somebody, as an admin sees it. */
struct staff_seen_session {
	int64_t account;
	int64_t begun_utc;
	int64_t seen_utc;
};
enum err staff_sessions_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_seen_session *session),
	void *arg) MUST_CHECK;

#endif
