/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * negotiate.h - which steps the MTA shall show us, and which not
 *
 * Always asked for, whatever the configuration says, because it may be
 * another one by the next message: MAIL, RCPT, headers, end-of-message. Never
 * asked for: HELO, end of headers, body, unknown commands.
 *
 * Over a Unix socket DATA is not asked for, and connect and headers without
 * an answer. Over TCP every step is answered and DATA is kept: small writes
 * without an answer in between meet delayed acknowledgements, 40 ms each.
 *
 * Source:  libmilter's protocol version 6
 */
#ifndef ROBINSON_MILTER_NEGOTIATE_H
#define ROBINSON_MILTER_NEGOTIATE_H

#include <stdbool.h>

#include <sys/types.h>

#include <libmilter/mfapi.h>

struct negotiated {
	unsigned long actions;
	unsigned long protocol;
};

/* Of what the MTA offers. "wants_client": some rule asks who is connected. */
struct negotiated negotiate_steps(unsigned long actions, unsigned long protocol,
	bool is_local, bool wants_client);

/* Asks for the macros that the session needs; -1 libmilter refused. */
int negotiate_macros(SMFICTX *ctx);

#endif
