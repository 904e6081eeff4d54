/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * party.h - a sender or a recipient as the patterns of a block compare it
 *
 * Compared is the mailbox that the MTA will use (mailbox.h), in canonical
 * form: a sub-address is removed, unless the pattern has one itself; globs
 * apply to local part and domain separately. Of some spellings only one half is
 * known, or nothing. The caller says what such a doubt counts as: it matches a
 * condition that makes mail marketing, and none that allows more.
 *
 * Errors:  none: what cannot be read is in doubt
 * Threads: pure
 * Source:  RFC 5233 (sub-addresses); address.h
 */
#ifndef ROBINSON_MAIL_PARTY_H
#define ROBINSON_MAIL_PARTY_H

#include "config/settings.h"
#include "core/mailbox.h"

struct party {
	bool knows_local;
	bool knows_domain;
	bool is_hint; /* the MTA tells another domain than may be meant: a
	               * pattern for a domain alone says nothing of it */
	/* Of the half that is not known there is something in its place. */
	struct address canonical;
	struct address plain; /* with its sub-address */
};

/* "text" as it stands on the wire, or mended. */
void party_read(const struct address_rules *rules, const char *text,
	struct party *party_r);

/* "in_doubt": what the result is where it depends on a half of the address
 * that is not known; a pattern that does not ask for that half is matched all
 * the same. */
bool party_matches(const struct party *party,
	const struct settings_addresses *patterns, bool in_doubt);

/* Both are one mailbox, as far as can be told. */
bool party_is(const struct party *a, const struct party *b);

#endif
