/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account_private.h - an account with its secrets (the room's own header)
 *
 * Shape:   the text of an account in the store is a JSON object; what a newer
 *          program added to it is lost when an older one writes it:
 *              {"name": "Ania", "role": "sales", "team": "Kraków",
 *               "lead": true, "senders": ["ania@firma.example"],
 *               "logins": ["ania"], "off": false, "epoch": 3,
 *               "password": "$y$...", "first": "$y$...", "change": true,
 *               "totp": "<40 hex>", "pending": "<40 hex>",
 *               "recovery": ["<64 hex>", ...],
 *               "created": 1530439200, "changed": 1530439200,
 *               "login": 1530439200}
 *          "first" is the last first password, which nobody may keep. "epoch"
 *          grows when all sessions end: one of an earlier epoch is none, even
 *          if somebody puts its row back.
 * Files:   account_text.c, account_row.c, password_rules.c
 * Errors:  as account.h; ERR_CORRUPT: the text is none
 * Owns:    staff_row_get() .. staff_row_free(); the strings of an account are
 *          the row's
 * Threads: as a desk
 */
#ifndef ROBINSON_STAFF_ACCOUNT_PRIVATE_H
#define ROBINSON_STAFF_ACCOUNT_PRIVATE_H

#include "base/buf.h"
#include "crypto/totp.h"
#include "service/staff/account.h"

struct staff_row {
	struct staff_account account; /* first: see staff_account_free() */
	char *hash;
	char *first_hash; /* NULL: none */
	bool has_pending;
	unsigned char totp[TOTP_SECRET_LEN];
	unsigned char pending[TOTP_SECRET_LEN]; /* not confirmed yet */
	unsigned char recovery[RECOVERY_CODES][RECOVERY_DIGEST_LEN];
	int64_t epoch;
};

#define STAFF_FOLDED_SIZE (STAFF_NAME_MAX + 1)
/* False: it is no name. */
bool staff_name_fold(const char *name, char folded_r[STAFF_FOLDED_SIZE]);

enum err staff_row_parse(const char *text, struct staff_row **row_r) MUST_CHECK;
enum err staff_row_format(
	const struct staff_row *row, struct buf *text) MUST_CHECK;
void staff_row_free(struct staff_row **row);

/* The value takes the place of the other one; NULL: none. ERR_NOMEM */
enum err staff_set_text(const char **place, const char *value) MUST_CHECK;
enum err staff_set_list(struct settings_list *place,
	const struct settings_list *value) MUST_CHECK;

/* ERR_NOT_FOUND: there is none of that name; ERR_CORRUPT: it was changed by
 * somebody without keys. */
enum err staff_row_get(struct desk *desk, const char *name,
	struct staff_row **row_r) MUST_CHECK;
enum err staff_row_get_id(
	struct desk *desk, int64_t id, struct staff_row **row_r) MUST_CHECK;
/* Inside a write transaction; notes the time. */
enum err staff_row_put(struct desk *desk, struct staff_row *row) MUST_CHECK;

/* All of them, those that do not open left out. */
enum err staff_rows_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_row *row), void *arg,
	size_t *unreadable_r) MUST_CHECK;

/* An entry about an account, its name in front: "Ania: role officer". */
enum err staff_note(struct desk *desk, enum journal_kind kind, const char *name,
	const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_CHECK;

/* ERR_INVALID with the cause: what is wrong with a password that somebody
 * chose. The caller has a turn (password.h). */
enum err staff_password_rules(struct desk *desk, const struct staff_row *row,
	const char *password) MUST_CHECK;

#endif
