/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeline.h - what happened to a person, drawn
 *
 * A lane for each sort of event, from the first date that is known to the last.
 * Marks differ in shape, not in colour alone. The picture says in one sentence
 * what it shows; the events stand below it in words, for everybody.
 *
 * Shape:   inline SVG, twice: for a wide and for a narrow screen, of which the
 *          style sheet shows one; classes and presentation attributes alone,
 *          because the page allows no style of its own
 * Input:   "events" and "scale" of service/officer/person_page.h; nothing is
 *          drawn without a scale
 * Threads: pure
 * Source:  WCAG 2.1 AA: 1.1.1, 1.4.1, 1.4.11
 */
#ifndef ROBINSON_STAFF_WEB_TIMELINE_H
#define ROBINSON_STAFF_WEB_TIMELINE_H

#include "staff/web/pages.h"

void out_timeline(struct page_out *p, const json_t *person);
/* An event in words: "objection to the newsletter (phone)". */
void out_event(struct page_out *p, const json_t *event);
/* The mark of the event in front of its words. */
void out_event_mark(struct page_out *p, const json_t *event);

#endif
