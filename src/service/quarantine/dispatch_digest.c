/* SPDX-License-Identifier: BSD-2-Clause */
/* What waits, counted and named for the postmaster. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "mail/digest.h"
#include "service/mailer/notices.h"
#include "service/quarantine/dispatch.h"

#define SENDERS_MAX 10000

struct count {
	struct digest digest;
	struct digest_reason reasons[REASON_COUNT];
	struct digest_sender *senders;
	size_t senders_len, senders_cap;
	struct digest_message messages[DIGEST_MESSAGES_MAX];
	size_t messages_len;
	enum err e;
};

/* The list is oldest first. */
static void take_message(struct count *c, const struct quarantine_entry *entry,
	const bool has[REASON_COUNT])
{
	struct digest_message *m = &c->messages[c->messages_len];

	if (c->messages_len == DIGEST_MESSAGES_MAX)
		return;
	c->messages_len++;
	*m = (struct digest_message){
		.id = strdup(entry->held.id.text),
		.arrived_utc = entry->held.received_utc,
		.sender = strdup(entry->summary.sender),
		.subject = strdup(entry->summary.subject),
	};
	memcpy(m->has, has, sizeof(m->has));
	if (!m->id || !m->sender || !m->subject)
		c->e = ERR_NOMEM;
}

static void count_free(struct count *c)
{
	for (size_t i = 0; i < c->senders_len; i++)
		free((char *)c->senders[i].address);
	free(c->senders);
	for (size_t i = 0; i < c->messages_len; i++) {
		free((char *)c->messages[i].id);
		free((char *)c->messages[i].sender);
		free((char *)c->messages[i].subject);
	}
}

static void count_sender(struct count *c, const char *address)
{
	struct digest_sender *s;

	for (size_t i = 0; i < c->senders_len; i++) {
		if (strcmp(c->senders[i].address, address) == 0) {
			c->senders[i].count++;
			return;
		}
	}
	if (c->senders_len == SENDERS_MAX)
		return;
	if (c->senders_len == c->senders_cap) {
		s = array_grow(c->senders, c->senders_len, &c->senders_cap,
			sizeof(*s));
		if (!s) {
			c->e = ERR_NOMEM;
			return;
		}
		c->senders = s;
	}
	s = &c->senders[c->senders_len];
	s->address = strdup(address);
	s->count = 1;
	if (s->address)
		c->senders_len++;
	else
		c->e = ERR_NOMEM;
}

static bool count_entry(void *arg, const struct quarantine_entry *entry)
{
	struct count *c = arg;
	struct digest *g = &c->digest;
	bool has[REASON_COUNT] = {false};

	g->count++;
	if (g->oldest_utc == INSTANT_NONE ||
		entry->held.received_utc < g->oldest_utc)
		g->oldest_utc = entry->held.received_utc;
	if (g->first_end_utc == INSTANT_NONE ||
		entry->held.expires_utc < g->first_end_utc)
		g->first_end_utc = entry->held.expires_utc;
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if ((HELD_BIT(r->state) & HELD_WAITING) &&
			r->reason < REASON_COUNT)
			has[r->reason] = true;
	}
	for (size_t i = 0; i < REASON_COUNT; i++)
		c->reasons[i].count += has[i];
	count_sender(c, entry->summary.sender);
	if (!c->e)
		take_message(c, entry, has);
	return !c->e;
}

static int by_count(const void *a, const void *b)
{
	const struct digest_sender *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->address, y->address);
}

/* Only reasons that occur, in the order of the rules. */
static void sum_up(struct count *c)
{
	size_t len = 0;

	for (size_t i = 0; i < REASON_COUNT; i++)
		if (c->reasons[i].count > 0)
			c->reasons[len++] = (struct digest_reason){
				.reason = (enum reason)i,
				.count = c->reasons[i].count,
			};
	if (c->senders_len)
		qsort(c->senders, c->senders_len, sizeof(*c->senders),
			by_count);
	c->digest.reasons = c->reasons;
	c->digest.reasons_len = len;
	c->digest.senders = c->senders;
	c->digest.senders_len = c->senders_len;
	c->digest.messages = c->messages;
	c->digest.messages_len = c->messages_len;
}

static enum err count_all(struct desk *desk, struct count *c)
{
	const struct held_filter waiting = {
		.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.states = HELD_WAITING,
	};
	enum err e = quarantine_list(desk, &waiting, count_entry, c);

	if (!e && c->e)
		e = desk_fail(desk, c->e, "%s", err_text(c->e));
	if (!e)
		sum_up(c);
	return e;
}

static enum err send_digest(
	struct dispatch *d, const struct count *c, char *to, size_t to_size)
{
	const struct settings *s = d->desk->settings;
	char from[NOTICES_NAME_SIZE], host[NOTICES_HOST_SIZE];
	struct digest digest = c->digest;
	struct buf text;
	enum err e;

	if (notices_from(s, from))
		return desk_fail(d->desk, ERR_INVALID,
			"nobody is known to send it from; accepted: notices { "
			"from = \"ADDRESS\" }");
	snprintf(to, to_size, "%s",
		s->notices.digest_to ? s->notices.digest_to : from);
	notices_host(NULL, host);
	if (notice_language_parse(s->notices.language, &digest.language))
		digest.language = NOTICE_EN;
	digest.zone = s->zone;
	digest.host = host;
	digest.from = from;
	digest.to = to;
	digest.now_utc = d->desk->now_utc;
	buf_init(&text, NOTICE_MAX);
	e = digest_compose(&digest, &text);
	if (e)
		e = desk_fail(d->desk, e, "%s", err_text(e));
	else
		e = dispatch_tell(d, to, &text);
	buf_free(&text);
	return e;
}

enum err dispatch_digest(struct dispatch *d, char *to_r, size_t to_size)
{
	struct count c = {
		.digest = {.oldest_utc = INSTANT_NONE,
			.first_end_utc = INSTANT_NONE},
	};
	enum err e = count_all(d->desk, &c);

	if (!e)
		e = send_digest(d, &c, to_r, to_size);
	count_free(&c);
	return e;
}
