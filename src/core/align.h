/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * align.h - whether one domain may speak for another
 *
 * What a mail server proved of one domain counts for a From address of
 * another only where both belong together.
 *
 * Shape:   canonical domains (address.h)
 * Threads: pure; the public suffix list is the one built into libpsl
 * Source:  RFC 7489 3.1 has a wider "relaxed" form: there two sisters below
 *          one organisational domain are aligned too
 */
#ifndef ROBINSON_CORE_ALIGN_H
#define ROBINSON_CORE_ALIGN_H

#include <stdbool.h>

/* The same domain; or one is a subdomain of the other, and that other is no
 * public suffix ("co.uk" speaks for nobody below it). */
bool domain_aligned(const char *a, const char *b);

/* The part of "domain" that its holder registered ("a.b.co.uk": "b.co.uk"),
 * within it; the whole where there is no such part. */
const char *domain_registered(const char *domain);

#endif
