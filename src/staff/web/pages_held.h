/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages_held.h - what the pages of held mail have in common
 *
 * Files:   pages_held_parts.c; the renderers are in pages_held.c (lists),
 *          pages_held_message.c and pages_held_act.c
 * Errors:  as pages.h
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WEB_PAGES_HELD_H
#define ROBINSON_STAFF_WEB_PAGES_HELD_H

#include "staff/web/pages.h"

/* Whether who reads it may decide, too. */
bool held_may_decide(const struct page_out *p);

/* What a reason means, translated; the name itself where it is not known. */
const char *held_reason(const struct page_out *p, const char *name);
const char *held_state(const struct page_out *p, const char *name);
/* "12 kB" */
void held_size(struct page_out *p, int64_t octets);
/* "Ania deleted it on 2026-11-30 16:44: the reason" as a message. */
void held_fate(struct page_out *p, const json_t *fate);
/* All reasons of a row, a badge each. */
void held_reasons(struct page_out *p, const json_t *row);
/* The subject as a link to its message; its id where there is none. */
void held_subject(struct page_out *p, const json_t *row);
/* Of a row: the sender; what stands for nobody. */
void held_sender(struct page_out *p, const char *sender);
/* Options of a <select>, an empty one first: all reasons. */
size_t held_reason_options(
	const struct page_out *p, struct out_option *options_r, size_t cap);

void held_render_message(struct page_out *p, const json_t *result);
void held_render_plan(struct page_out *p, const json_t *result);
void held_render_ends(struct page_out *p, const json_t *result);

/* pages_objections.c */
void objections_out(struct page_out *p, const json_t *result);

#endif
