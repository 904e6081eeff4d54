/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person_private.h - what the parts of a person's page share
 *
 * Errors:  NULL: no memory; jansson refuses it wherever it is put
 * Owns:    the caller owns what is given
 * Threads: pure
 */
#ifndef ROBINSON_OFFICER_PERSON_PRIVATE_H
#define ROBINSON_OFFICER_PERSON_PRIVATE_H

#include "service/officer/person_page.h"

json_t *officer_instant(const struct settings *settings, int64_t utc);
/* Of a wish that may be known only by its day. */
json_t *officer_wish_date(
	const struct settings *settings, int64_t utc, bool is_day);
json_t *officer_text(const char *text); /* NULL: null */
/* Texts of the configuration, some with a language in front. */
json_t *officer_texts(const struct settings_list *list);
json_t *officer_purpose_texts(
	const struct settings *settings, const char *name);

/* "events", "events_left_out" and "scale" of "person". */
enum err person_add_events(const struct settings *settings,
	const struct explanation *explanation, int64_t at_utc,
	json_t *person) MUST_CHECK;

#endif
