/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * negotiate.h - which protocol steps the MTA is asked to show us
 *
 * Always asked for, whatever the configuration says, because it may have
 * changed by the next message: MAIL, RCPT, headers, end-of-message. Where
 * messages may have to be held or examined: the body, and permission to skip
 * the rest of it. Where incoming mail is examined: HELO. Never asked for:
 * unknown commands.
 *
 * Over a Unix socket neither DATA nor the end of headers is asked for, and
 * connect, HELO and headers without an answer. Over TCP every step is answered
 * and DATA is kept: small writes without an answer in between meet delayed
 * acknowledgements, 40 ms each. With DATA the end of headers is kept, too:
 * after DATA libmilter expects a header or the end of headers, and to a message
 * that has none it would never give an answer.
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

struct negotiate_wish {
	bool is_local; /* a Unix socket */
	bool wants_client; /* some rule asks who is connected */
	bool wants_body; /* something may have to be held or examined */
	bool wants_helo; /* for the SPF of incoming mail */
};

/* Of what the MTA offers. */
struct negotiated negotiate_steps(unsigned long actions, unsigned long protocol,
	const struct negotiate_wish *wish);

/* Asks for the macros that the session needs; -1 libmilter refused. */
int negotiate_macros(SMFICTX *ctx);

#endif
