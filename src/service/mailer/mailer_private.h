/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailer_private.h - the two ways out of a mailer
 *
 * Private to mailer*.c.
 */
#ifndef ROBINSON_MAILER_MAILER_PRIVATE_H
#define ROBINSON_MAILER_MAILER_PRIVATE_H

#include "base/buf.h"
#include "service/mailer/mailer.h"
#include "service/mailer/wire_private.h"

struct mailer {
	const struct settings_release *settings;
	int64_t timeout_s;
	struct buf url; /* SMTP */
	void *curl; /* SMTP: the handle that keeps the connection */
};

enum err mailer_smtp_open(struct mailer *mailer, const char *helo) MUST_CHECK;
void mailer_smtp_close(struct mailer *mailer);
enum err mailer_smtp_send(
	struct mailer *mailer, struct mailer_message *message) MUST_CHECK;
enum err mailer_sendmail_send(
	struct mailer *mailer, struct mailer_message *message) MUST_CHECK;

/* Printable ASCII of "text" on one line. */
void mailer_say(struct mailer_recipient *r, enum mailer_outcome outcome,
	const char *text, size_t len);
void mailer_say_all(struct mailer_message *message, enum mailer_outcome outcome,
	const char *text);
/* Without angle brackets; not NUL-terminated. */
const char *mailer_bare(const char *address, size_t *len_r);

#endif
