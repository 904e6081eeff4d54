/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verbs.h - all that the web process may ask for, and who may ask
 *
 * The one place of truth for "who may what": a row names a verb, the roles that
 * may use it and its arguments. The session is looked up and the row is checked
 * on every call, before the verb's function runs; whatever no row allows is
 * refused. The functions are thin: what they do stands in service/.
 *
 * How to add a verb:
 *   1. A file verbs_SUBJECT.c of yours has the functions and exports
 *              const struct verb verbs_subject[] = {
 *                      {"held.list", VERB_POSTMASTER, 0, list,
 *                              {{"page", ARG_INT, 100000, ARG_MAY},
 *                                      {"reason", ARG_TEXT, 40, ARG_MAY}}},
 *                      {"held.delete", VERB_POSTMASTER, VERB_CHANGES, delete,
 *                              {{"id", ARG_TEXT, 16, ARG_MUST}}},
 *                      {NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
 *              };
 *      It is named at the end of this header and in verbs.c; the file goes
 *      into local.mk.
 *   2. A function is given its checked arguments, the desk with the operator's
 *      name set, and the account; see call.h. It returns
 *      ERR_OK          "ok", with what call_put() has put into the result
 *      ERR_NOT_FOUND   "missing": there is none, or it is not theirs. Whoever
 *                      is given an id asks whose it is, and never tells the
 *                      two apart
 *      ERR_INVALID, ERR_EXISTS, ERR_DENIED, ERR_LIMIT
 *                      "invalid": of the cause that call_cause() has left,
 *                      else of desk->cause; the form is shown again
 *      what else       "fault": store or keys are away
 *      call_busy() and call_denied() say "busy" and "denied".
 *   3. tests/integration/staff.py gets a row of the access matrix in
 *      tests/lib/staff_matrix.py: a verb without one fails the test.
 *
 * Threads: constant
 * Source:  GDPR Art. 32(1)(b), 32(4); issue "The desk"
 */
#ifndef ROBINSON_STAFF_DESK_VERBS_H
#define ROBINSON_STAFF_DESK_VERBS_H

#include <stdbool.h>

#include <jansson.h>

#include "service/staff/login.h"
#include "staff/desk/call.h"

/* Who may: BITs of enum staff_role. */
#define VERB_ROLE(role) (1u << (unsigned)(role))
#define VERB_SALES VERB_ROLE(STAFF_SALES)
#define VERB_POSTMASTER VERB_ROLE(STAFF_POSTMASTER)
#define VERB_OFFICER VERB_ROLE(STAFF_OFFICER)
#define VERB_ADMIN VERB_ROLE(STAFF_ADMIN)
#define VERB_STAFF (VERB_SALES | VERB_POSTMASTER | VERB_OFFICER | VERB_ADMIN)

enum verb_flag {
	VERB_CHANGES = 1 << 0, /* the web process calls it by POST alone */
	VERB_OPEN = 1 << 1, /* needs no session: before and at the login */
	VERB_HALF = 1 << 2, /* also while the login is not whole: no second
	                     * factor yet, or a password to be changed */
	VERB_LONG = 1 << 3, /* may take longer than a page: threads of its
	                     * own */
	VERB_HASHES = 1 << 4 /* hashes a password: likewise */
};

enum arg_type {
	ARG_TEXT, /* one line, no control characters */
	ARG_LINES, /* several lines */
	ARG_INT,
	ARG_BOOL,
	ARG_LIST /* of texts of one line */
};
enum arg_need {
	ARG_MAY,
	ARG_MUST
};

struct verb_arg {
	const char *name;
	enum arg_type type;
	/* Octets of a text, and of each text of a list; the greatest number,
	 * and the least without its sign. Not of ARG_BOOL. */
	int64_t max;
	enum arg_need need;
};

#define VERB_ARGS_MAX 16
#define VERB_LIST_MAX 1000

struct verb {
	const char *name; /* NULL: the end of a table */
	unsigned roles;
	unsigned flags; /* of enum verb_flag */
	enum err (*run)(struct call *call);
	struct verb_arg args[VERB_ARGS_MAX + 1];
};

/* The n-th of all; NULL: there are not so many. */
const struct verb *verbs_at(size_t n);
/* NULL: there is none of that name. */
const struct verb *verbs_find(const char *name);

/* Whether a session may use the verb; NULL: there is no session. */
enum wire_status verbs_may(
	const struct verb *verb, const struct staff_session *session);

/* Whether the arguments are those of the verb, each as the table says. If not,
 * ERR_INVALID, and the call has the cause. */
enum err verbs_check_args(
	const struct verb *verb, struct call *call) MUST_CHECK;

/* The whole table as JSON, for the tests of who may what; NULL: no memory. */
json_t *verbs_table(void);

/* The subjects, in verbs_SUBJECT.c: verbs_login.c, verbs_self.c,
 * verbs_staff.c, verbs_upload.c, verbs_person.c, verbs_journal.c,
 * verbs_requests.c, verbs_overview.c, verbs_config.c, verbs_jobs.c,
 * verbs_held.c, verbs_metrics.c, verbs_objections.c, verbs_sales.c. */
extern const struct verb verbs_held[];
extern const struct verb verbs_login[];
extern const struct verb verbs_metrics[];
extern const struct verb verbs_objections[];
extern const struct verb verbs_sales[];
extern const struct verb verbs_self[];
extern const struct verb verbs_staff[];
extern const struct verb verbs_upload[];
extern const struct verb verbs_person[];
extern const struct verb verbs_journal[];
extern const struct verb verbs_requests[];
extern const struct verb verbs_overview[];
extern const struct verb verbs_config[];
extern const struct verb verbs_jobs[];

#endif
