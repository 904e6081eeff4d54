/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * article30.h - what the record of processing must hold and the configuration
 * does not say
 *
 * Shape:   a gap for each text that is missing; of a purpose for each purpose
 *          that has it neither itself nor from section "processing"
 * Owns:    a gap lives for the length of its call, its texts as long as the
 *          settings
 * Threads: pure
 * Source:  GDPR Art. 30(1)(a)-(g). Point (b), the purposes, and point (f), the
 *          time limits, are what purposes and relations are made of:
 *          "config check" asks for them anyway
 */
#ifndef ROBINSON_CONFIG_ARTICLE30_H
#define ROBINSON_CONFIG_ARTICLE30_H

#include "config/settings.h"

struct article30_gap {
	const char *section; /* "purpose" */
	const char *title; /* of the section; NULL: it has none */
	const char *key; /* "disclosed-to" */
	const char *article; /* "30(1)(d)" */
};

void article30_gaps(const struct settings *s,
	void (*each)(void *arg, const struct article30_gap *gap), void *arg);
/* All gaps as one text: controller name, contact; purpose "p" transfers. */
void article30_say(const struct settings *s, struct buf *out);
/* Whether any of it is set: a firm that has not begun the record is not warned
 * at each start. */
bool article30_is_begun(const struct settings *s);

#endif
