/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/notice_check.h"

#include "milter/session_private.h"

bool notice_check_wants_body(const struct settings *settings)
{
	for (size_t i = 0; i < settings->policy.purposes_len; i++)
		if (settings->purposes[i].require_notice & NOTICE_TEXT)
			return true;
	return false;
}

bool notice_check_wants_header(
	const struct settings *settings, const char *name)
{
	return notice_scan_wants_header(name) &&
		notice_check_wants_body(settings);
}

static const struct settings_purpose *purpose_of(
	const struct session *s, const struct judge_item *item)
{
	const struct settings *t = s->settings;

	return &t->purposes[item->purpose - t->policy.purposes];
}

static bool needs(const struct session *s, const struct judge_item *item,
	enum notice_form form)
{
	return item->purpose && (purpose_of(s, item)->require_notice & form);
}

static bool has_headers(const struct session *s, const struct judge_item *item)
{
	return !needs(s, item, NOTICE_HEADERS) ||
		unsubscribe_headers_will_be(s, purpose_of(s, item));
}

void notice_check_headers(struct session *s)
{
	for (size_t i = 0; i < s->to.len; i++) {
		struct judge_item *item = &s->to.items[i];

		/* A verdict of RCPT: nothing was known of the notice then. */
		if (item->is_decided &&
			item->verdict.reason == REASON_NO_NOTICE)
			item->is_decided = false;
		if (item->purpose && !item->is_decided)
			item->has_notice = has_headers(s, item) &&
				!needs(s, item, NOTICE_TEXT);
	}
}

/* The recipient lacks nothing but the notice in the text; or may lack only that
 * once the headers have settled the rest. */
static bool waits_for_text(
	const struct session *s, const struct judge_item *item)
{
	return needs(s, item, NOTICE_TEXT) && has_headers(s, item) &&
		(!item->is_decided ||
			(item->is_target && judge_is_provisional(item)));
}

bool notice_check_begin(struct session *s, bool is_fault)
{
	struct notice_check *n = &s->notice;
	struct message *m = &s->message;

	for (size_t i = 0; i < s->to.len && !n->is_scanning; i++)
		n->is_scanning = waits_for_text(s, &s->to.items[i]) ||
			(is_fault && needs(s, &s->to.items[i], NOTICE_TEXT));
	if (!n->is_scanning)
		return false;
	for (size_t i = 0; i < m->headers_len; i++)
		if (notice_scan_wants_header(m->headers[i].name))
			notice_scan_header(&n->scan, m->headers[i].name,
				m->headers[i].value);
	return true;
}

/* Each pattern is searched once, however many recipients there are. */
static enum err look(struct session *s, const struct judge_item *item,
	const struct settings_header **last, bool *found)
{
	const struct settings_header *notice = purpose_of(s, item)->notice;

	if (notice == *last)
		return ERR_OK;
	*last = notice;
	return notice_scan_find(&s->notice.scan, notice, found);
}

bool notice_check_body(struct session *s, const void *bytes, size_t len)
{
	struct notice_check *n = &s->notice;

	if (!n->is_scanning || n->has_enough)
		return false;
	n->has_enough = !notice_scan_body(&n->scan, bytes, len);
	return !n->has_enough;
}

enum err notice_check_settle(struct session *s)
{
	const struct settings_header *last = NULL;
	bool found = false;
	enum err e = ERR_OK;

	for (size_t i = 0; i < s->to.len && !e; i++) {
		struct judge_item *item = &s->to.items[i];

		if (!item->purpose || item->is_decided)
			continue;
		item->has_notice = has_headers(s, item);
		if (!needs(s, item, NOTICE_TEXT))
			continue;
		if (s->notice.is_scanning)
			e = look(s, item, &last, &found);
		item->has_notice = item->has_notice && found;
	}
	return e;
}

bool notice_check_is_blind(const struct session *s)
{
	if (s->mta.gives_body)
		return false;
	for (size_t i = 0; i < s->to.len; i++)
		if (s->to.items[i].is_decided && s->to.items[i].is_target &&
			s->to.items[i].verdict.reason == REASON_NO_NOTICE &&
			needs(s, &s->to.items[i], NOTICE_TEXT))
			return true;
	return false;
}
