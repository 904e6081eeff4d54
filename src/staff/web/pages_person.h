/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages_person.h - what the pages about a person share
 *
 * Files:   pages_person.c, pages_person_act.c
 * Errors:  those of the buffer, kept in it
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WEB_PAGES_PERSON_H
#define ROBINSON_STAFF_WEB_PAGES_PERSON_H

#include "staff/web/pages.h"

/* "/person/REF" and what follows it; the caller frees it. */
void person_path(struct buf *url, const char *ref, const char *rest);

/* What can be done for the person: a card with a link for each act. */
void out_acts(struct page_out *p, const char *ref, const json_t *person);

#endif
