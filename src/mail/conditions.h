/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conditions.h - by which conditions of a block a message meets it
 *
 * Of each condition that the block has, the first value that the message
 * meets, as the configuration writes it: auth-user "ania", header
 * "X-Mailer: /Mautic/i". A condition that it does not meet is not told.
 *
 * Errors:  none
 * Owns:    everything is borrowed; the texts live for the call
 * Threads: as classify.h
 */
#ifndef ROBINSON_MAIL_CONDITIONS_H
#define ROBINSON_MAIL_CONDITIONS_H

#include "mail/classify.h"

typedef void conditions_each(void *arg, const char *key, const char *value);

/* All of the message is known. */
void conditions_met(const struct settings *s, struct message *m,
	const char *recipient, const struct settings_classify *block,
	conditions_each *each, void *arg);

#endif
