/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages_login.h - what the pages of the login and of one's account share
 *
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WEB_PAGES_LOGIN_H
#define ROBINSON_STAFF_WEB_PAGES_LOGIN_H

#include "staff/web/pages.h"

#define PASSWORD_MAX_LEN 200

/* For password managers: whose password a form is about. */
void out_username(struct page_out *p);
/* One's password, where an act needs it once more. */
void out_own_password(struct page_out *p, const char *name);
/* Fields "new" and "again". */
void out_new_passwords(struct page_out *p);
/* The list "recovery", which is shown once. */
void out_recovery(struct page_out *p, const json_t *result);

#endif
