/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held, how it leaves, and what people are told of it. */
#include <string.h>

#include "config/build_private.h"

static struct scope scope_of(
	const struct builder *b, const struct scope *top, enum section_id id)
{
	if (scope_sections(top, id))
		return scope_section(b, top, id, 0);
	return (struct scope){.cfg = NULL, .at = top->at, .id = id};
}

static void build_quarantine(struct builder *b, const struct scope *top)
{
	struct settings_quarantine *q = &b->s->quarantine;
	struct scope sc = scope_of(b, top, SECTION_QUARANTINE);

	scope_number(b, &sc, "keep", &q->keep_s);
	scope_number(b, &sc, "max-message", &q->max_message_bytes);
	scope_number(b, &sc, "max-total", &q->max_total_bytes);
	if (q->max_total_bytes && q->max_total_bytes < q->max_message_bytes)
		scope_problem(b, PROBLEM_ERROR, &sc, "max-total", 0,
			"found less than max-message; accepted: as much or "
			"more");
}

static void build_release(struct builder *b, const struct scope *top)
{
	struct settings_release *r = &b->s->release;
	struct scope sc = scope_of(b, top, SECTION_RELEASE);
	struct value v;

	if (scope_value(b, &sc, "via", 0, &v, &r->via_text)) {
		r->via = v.number ? RELEASE_SMTP : RELEASE_SENDMAIL;
		r->port = (unsigned)v.number;
		if (r->via == RELEASE_SMTP)
			r->host = arena_text(
				b->arena, r->via_text + v.host_at, v.host_len);
		else
			r->path = strchr(r->via_text, ':') + 1;
	}
	r->token_header = scope_text(b, &sc, "token-header");
	scope_number(b, &sc, "token-lifetime", &r->token_lifetime_s);
}

static void build_notices(struct builder *b, const struct scope *top)
{
	struct settings_notices *n = &b->s->notices;
	struct scope sc = scope_of(b, top, SECTION_NOTICES);
	int64_t tell = 0;

	n->from = scope_text(b, &sc, "from");
	n->language = scope_text(b, &sc, "language");
	if (!n->language)
		n->language = b->s->reply_language;
	n->digest_to = scope_text(b, &sc, "digest-to");
	scope_number(b, &sc, "tell-deleted", &tell);
	n->tell_deleted = tell != 0;
	tell = 0;
	scope_number(b, &sc, "tell-released", &tell);
	n->tell_released = tell != 0;
}

static void build_purge(struct builder *b, const struct scope *top)
{
	struct settings_purge *p = &b->s->purge;
	struct scope sc = scope_of(b, top, SECTION_PURGE);

	p->notify_command = scope_text(b, &sc, "notify-command");
	p->notify_file = scope_text(b, &sc, "notify-file");
	scope_number(b, &sc, "notify-timeout", &p->notify_timeout_s);
}

static void build_journal(struct builder *b, const struct scope *top)
{
	struct settings_journal *j = &b->s->journal;
	struct scope sc = scope_of(b, top, SECTION_JOURNAL);
	struct value v;

	j->is_trimmed = scope_value(b, &sc, "retain", 0, &v, NULL);
	if (j->is_trimmed)
		j->retain = v.retain.period;
	j->is_counted_for = scope_value(b, &sc, "retain-numbers", 0, &v, NULL);
	if (j->is_counted_for)
		j->retain_numbers = v.retain.period;
}

static void build_requests(struct builder *b, const struct scope *top)
{
	struct settings_requests *r = &b->s->requests;
	struct scope sc = scope_of(b, top, SECTION_REQUESTS);
	size_t len = scope_len(&sc, "more-holidays");
	int64_t *days = arena_alloc(b->arena, len, sizeof(*days));
	const char **texts = arena_alloc(b->arena, len, sizeof(*texts));
	int64_t calendar = 0;
	struct value v;

	scope_number(b, &sc, "holidays", &calendar);
	r->holidays.calendar = (enum holiday_calendar)calendar;
	r->holidays.more = days;
	r->more.items = texts;
	for (size_t i = 0; days && texts && i < len; i++)
		if (scope_value(b, &sc, "more-holidays", i, &v,
			    &texts[r->more.len])) {
			days[r->more.len++] = v.number;
			r->holidays.more_len = r->more.len;
		}
	if (scope_value(b, &sc, "retain", 0, &v, NULL))
		r->retain = v.retain.period;
}

void build_outlet(struct builder *b, const struct scope *top)
{
	struct settings *s = b->s;
	int64_t mixed = 0, place = 0, notify = 0, untellable = 0;

	scope_number(b, top, "mixed", &mixed);
	s->mixed = mixed ? MIXED_ALL : MIXED_SPLIT;
	scope_number(b, top, "hold-in", &place);
	s->hold_in = place ? HOLD_IN_MTA : HOLD_IN_ROBINSON;
	scope_number(b, top, "untellable", &untellable);
	s->untellable = untellable ? UNTELLABLE_HOLD : UNTELLABLE_REFUSE;
	scope_number(b, top, "notify-held", &notify);
	s->notify_held = notify != 0;
	build_quarantine(b, top);
	build_release(b, top);
	build_notices(b, top);
	build_purge(b, top);
	build_journal(b, top);
	build_requests(b, top);
}
