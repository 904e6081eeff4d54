/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ids.h - who is in From, and Message-IDs
 *
 * Threads: pure
 * Source:  RFC 5322 3.4, 3.6.2, 3.6.4
 */
#ifndef ROBINSON_INBOUND_IDS_H
#define ROBINSON_INBOUND_IDS_H

#include <stdbool.h>

#include "core/address.h"
#include "inbound/fields.h"

#define ID_TEXT_SIZE 1000 /* with NUL */

/*
 * The one mailbox of the one From field, as written. false: none, several, or
 * a field that two programs could understand differently: then nobody is
 * shown to have written.
 */
bool ids_from(const struct fields *head, char from_r[ADDRESS_TEXT_MAX * 2]);

/* The next <...> of "at", without brackets; moves on. */
bool ids_next(const char **at, char id_r[ID_TEXT_SIZE]);

#endif
