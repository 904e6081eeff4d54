/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * authres.h - what a mail server of ours found out about a sender
 *
 * Anybody can write an Authentication-Results field. One counts only where
 * its authserv-id is trusted by the configuration, and where it is understood
 * from its first to its last character.
 *
 * Threads: pure
 * Source:  RFC 8601 2.2 to 2.7, 5; RFC 8616
 */
#ifndef ROBINSON_INBOUND_AUTHRES_H
#define ROBINSON_INBOUND_AUTHRES_H

#include "inbound/inbound.h"

/*
 * Whether "value", the unfolded text of one field, proves that who is in From
 * wrote: INBOUND_AR_* or INBOUND_UNPROVEN. "from" is the domain of From,
 * canonical.
 */
enum inbound_proof authres_proof(const char *value,
	const struct inbound_list *trusted, const char *from);

#endif
