/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor.h - looking at the installation as it is
 *
 * Configuration, MTA, socket, program, store, key file, requests of persons,
 * do-not-mail lists, incoming mail, public page, staff pages, clock: what is wrong with
 * them, and the line that mends it. Nothing is changed.
 *
 * Errors:  ERR_OK: all was examined, see the findings; ERR_NOMEM
 * Owns:    options are borrowed; findings are the caller's
 * Threads: one
 * Source:  GDPR Art. 32(1)(b), (d)
 */
#ifndef ROBINSON_DOCTOR_DOCTOR_H
#define ROBINSON_DOCTOR_DOCTOR_H

#include "base/clock.h"
#include "base/findings.h"
#include "config/settings.h"

struct doctor_options {
	const char *config_path;
	const struct clock_source *clock;
	const char *postfix_config; /* a directory; NULL: Postfix's own */
	const char *sendmail_cf; /* NULL: Sendmail's own */
	const char *sends_from; /* addresses, divided by commas, from which the
	                         * firm's mail goes out; NULL: not asked */
};

enum err doctor_examine(
	const struct doctor_options *options, struct findings *f) MUST_CHECK;

/* The parts, for tests and for each other. */

/* Whether the daemon is there and answers, and "mta_user" (NULL: root) gets
 * to it. */
void doctor_socket(
	const char *socket, const char *mta_user, struct findings *f);
/* Whether the daemon that runs is the program that is installed; silent where
 * nobody serves the socket for orders, or we may not look. */
void doctor_program(const struct settings *s, struct findings *f);
/* Keys, store and spools that others may get at. */
void doctor_exposed(const struct settings *s, struct findings *f);
void doctor_keys(const struct settings *s, struct findings *f);
void doctor_store(const struct settings *s, const struct clock_source *clock,
	struct findings *f);
/* Requests that are overdue, or soon will be (Art. 12(3)); silent where store
 * or keys are away. */
void doctor_requests(const struct settings *s, const struct clock_source *clock,
	struct findings *f);
void doctor_lists(const struct settings *s, const struct clock_source *clock,
	struct findings *f);
/* The helper, the spool, and SPF of the own domains for "sends_from". */
void doctor_inbound(
	const struct settings *s, const char *sends_from, struct findings *f);
/* The public page's token keys, recorder and spool. */
void doctor_unsubscribe(const struct settings *s, struct findings *f);
/* Whether the staff pages answer, and what their user may read. */
void doctor_staff(const struct settings *s, struct findings *f);
/* Who takes what is released, and the letters to senders. */
void doctor_release(const struct settings *s, struct findings *f);
void doctor_clock(const struct settings *s, struct findings *f);
/* mta_user_r becomes who connects; "" where that is root or not known. */
#define DOCTOR_USER_SIZE 64
void doctor_mta(const struct settings *s, const struct doctor_options *options,
	char mta_user_r[DOCTOR_USER_SIZE], struct findings *f);

#endif
