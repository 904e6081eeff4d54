/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.h - what a browser must show: its cookie, the token of a form, and
 * where a form was
 *
 * The cookie holds the token of the session, which the desk alone can judge.
 * A form holds a digest of that token, which another site cannot know; before
 * there is a session, of a random cookie that the login page has set.
 *
 * Errors:  what is not as it must be is not believed
 * Threads: pure, but for session_random()
 * Source:  RFC 6265bis (__Host-, SameSite); RFC 6454 section 7 (Origin)
 */
#ifndef ROBINSON_STAFF_WEB_SESSION_H
#define ROBINSON_STAFF_WEB_SESSION_H

#include <stdbool.h>

#include "base/err.h"
#include "staff/wire/wire.h"

#define SESSION_COOKIE "__Host-robinson-staff"
#define SESSION_LOGIN_COOKIE "__Host-robinson-login"
#define SESSION_LANGUAGE_COOKIE "__Host-robinson-language"

/* 32 hexadecimal digits and the NUL. */
#define SESSION_CSRF_SIZE 33
#define SESSION_COOKIE_SIZE 200

/* Letters, digits, "-" and "_"; 16 to WIRE_SESSION_MAX of them. */
bool session_is_token(const char *text);

/* What a form must hold beside that cookie. */
enum err session_csrf(
	const char *token, char csrf_r[SESSION_CSRF_SIZE]) MUST_CHECK;
bool session_csrf_is(const char *expected, const char *shown, size_t len);

/* A new value for the cookie before the login. */
enum err session_random(char token_r[SESSION_CSRF_SIZE]) MUST_CHECK;

/* Whether a form was on a page of ours: "origin" is the request's, NULL where
 * it says none; "url" the configured one, without a slash at the end. */
bool session_is_ours(const char *origin, const char *url);

/* Whether to go there after a login: a path of ours, with its query. */
bool session_is_path(const char *path);

/* Value of Set-Cookie; "value" "": the cookie goes. "days" 0: until the
 * browser ends. */
void session_cookie(const char *name, const char *value, int days,
	char cookie_r[SESSION_COOKIE_SIZE]);

#endif
