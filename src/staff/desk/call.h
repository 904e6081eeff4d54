/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * call.h - one request of the web process, while a verb works on it
 *
 * Errors:  call_put_...() remember that memory ran out; the answer is a fault
 *          then
 * Owns:    what a verb reads of a call is borrowed for the call; what it puts
 *          is the call's
 * Threads: a call belongs to one thread
 */
#ifndef ROBINSON_STAFF_DESK_CALL_H
#define ROBINSON_STAFF_DESK_CALL_H

#include <stdbool.h>

#include "base/catalogue.h"
#include "service/office/desk.h"
#include "service/staff/login.h"
#include "staff/wire/wire.h"

struct verb;
struct jobs;

struct call {
	struct desk *desk; /* operator_name and now_utc are set */
	const struct verb *verb;
	const struct wire_request *request; /* client, token, blob */
	/* NULL of a verb that is open; else whose session it is. A verb that
	 * changes the session sets it anew: "who" of the answer is of it. */
	struct staff_session *session;
	struct jobs *jobs; /* NULL: nobody works on jobs */
	json_t *result; /* an object */
	struct buf blob; /* octets of the answer; at most WIRE_BLOB_MAX */
	enum wire_status status; /* unless it is WIRE_OK, in place of what the
	                          * error means */
	int64_t retry_after_s;
	json_t *cause; /* NULL: none of its own */
	json_t *values; /* what "%1" and so on stand for; NULL: nothing */
	bool is_out_of_memory;
};

void call_init(struct call *call, const struct wire_request *request);
void call_free(struct call *call);

/* The id of the account; 0: there is no session. */
int64_t call_account(const struct call *call);

/* A checked argument; where it was not given NULL, "otherwise", false, 0. */
const char *call_text(const struct call *call, const char *name);
int64_t call_int(const struct call *call, const char *name, int64_t otherwise);
bool call_bool(const struct call *call, const char *name);
bool call_has(const struct call *call, const char *name);
size_t call_list_len(const struct call *call, const char *name);
const char *call_list_item(const struct call *call, const char *name, size_t n);

/* A member of the result; "value" becomes the call's. */
void call_put(struct call *call, const char *name, json_t *value);
/* NULL: no such member. What is no UTF-8 is put with U+FFFD in it. */
void call_put_text(struct call *call, const char *name, const char *text);
void call_put_int(struct call *call, const char *name, int64_t n);
void call_put_bool(struct call *call, const char *name, bool is);

/* Leaves the cause, a text marked by N_(), with the values for "%1" and so on,
 * NULL at their end; returns "e":
 *	return call_cause(call, ERR_INVALID, N_("%1 is no date"), text, NULL);
 */
enum err call_cause(struct call *call, enum err e, const char *cause,
	...) MUST_CHECK __attribute__((sentinel));
/* Too many tries or jobs; again in so many seconds (0: not known). */
enum err call_busy(struct call *call, int64_t retry_after_s) MUST_CHECK;
/* The role may use the verb, but not for this. */
enum err call_denied(struct call *call) MUST_CHECK;
/* The session is gone: to the login page. */
enum err call_login(struct call *call) MUST_CHECK;

/* What is missing of a login: "code", "totp", "password"; "": nothing. */
const char *call_needs(const struct staff_session *session);

/* The answer to the call, after the verb has returned "e". */
enum err call_answer(
	struct call *call, enum err e, struct buf *frame) MUST_CHECK;

#endif
