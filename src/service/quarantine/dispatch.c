/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "service/mailer/carry.h"
#include "service/quarantine/held_letter_private.h"

#define SEND_SECONDS 120
/* Many an MTA asks the milter only after it has taken the message. */
#define LOOKS 30
#define PAUSE_NS 100000000

enum err dispatch_open(struct desk *desk, struct dispatch **dispatch_r)
{
	struct dispatch *d = calloc(1, sizeof(*d));
	enum err e = d ? mailer_open(&desk->settings->release, NULL,
				 SEND_SECONDS, &d->mailer) :
			 ERR_NOMEM;

	*dispatch_r = NULL;
	if (e) {
		free(d);
		return desk_fail(
			desk, e, "the way to the MTA: %s", err_text(e));
	}
	d->desk = desk;
	*dispatch_r = d;
	return ERR_OK;
}

void dispatch_close(struct dispatch **dispatch)
{
	if (!*dispatch)
		return;
	mailer_close(&(*dispatch)->mailer);
	free(*dispatch);
	*dispatch = NULL;
}

/* -------------------------------------------------------------- releasing */

struct parcel {
	const struct address_rules *rules;
	const char *only;
	char *sender;
	size_t len;
	char **addresses;
	unsigned *numbers;
	struct buf message;
	struct held_letter letter; /* to the sender, when it has gone */
	enum err e;
};

static const char *bare(const char *address, size_t *len_r)
{
	size_t len = strlen(address);

	if (len >= 2 && address[0] == '<' && address[len - 1] == '>') {
		address++;
		len -= 2;
	}
	*len_r = len;
	return address;
}

/* One person, in whatever spelling: who is held in several is released in
 * all of them at once. */
static bool is_same(
	const struct address_rules *rules, const char *a, const char *b)
{
	struct address x, y;
	size_t a_len, b_len;

	if (address_parse(rules, a, strlen(a), &x, NULL) == ERR_OK &&
		address_parse(rules, b, strlen(b), &y, NULL) == ERR_OK)
		return strcmp(x.text, y.text) == 0;
	a = bare(a, &a_len);
	b = bare(b, &b_len);
	return a_len == b_len && strncasecmp(a, b, a_len) == 0;
}

static bool take(void *arg, const struct quarantine_entry *entry)
{
	struct parcel *p = arg;

	p->sender = strdup(entry->summary.sender);
	p->addresses = calloc(entry->recipients_len + 1, sizeof(*p->addresses));
	p->numbers = calloc(entry->recipients_len + 1, sizeof(*p->numbers));
	if (!p->sender || !p->addresses || !p->numbers) {
		p->e = ERR_NOMEM;
		return false;
	}
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];

		if (!(HELD_BIT(r->held.state) & HELD_WAITING) ||
			(p->only && !is_same(p->rules, p->only, r->address)))
			continue;
		p->addresses[p->len] = strdup(r->address);
		p->numbers[p->len] = r->held.n;
		if (!p->addresses[p->len++])
			p->e = ERR_NOMEM;
	}
	return true;
}

static void parcel_free(struct parcel *p)
{
	for (size_t i = 0; i < p->len; i++)
		free(p->addresses[i]);
	free(p->addresses);
	free(p->numbers);
	free(p->sender);
	held_letter_free(&p->letter);
	if (p->message.data)
		explicit_bzero(p->message.data, p->message.cap);
	buf_free(&p->message);
}

static bool take_bytes(void *arg, const void *bytes, size_t len)
{
	struct parcel *p = arg;

	return buf_add(&p->message, bytes, len) == ERR_OK;
}

static enum err parcel_make(
	struct desk *desk, const struct held_id *id, struct parcel *p)
{
	enum err e;

	/* It may have been held under a larger max-message. */
	buf_init(&p->message, (size_t)1 << 31);
	e = quarantine_get(desk, id, take, p);
	if (!e)
		e = p->e;
	if (!e && p->len == 0)
		return desk_fail(desk, ERR_NOT_FOUND,
			p->only ? "%s does not wait for that recipient" :
				  "%s waits for nobody any more",
			id->text);
	if (!e)
		e = quarantine_read(desk, id, take_bytes, p);
	if (!e)
		e = buf_err(&p->message);
	return e == ERR_NOMEM ? desk_fail(desk, e, "%s", err_text(e)) : e;
}

static enum dispatch_end end_of(
	const struct mailer_message *message, enum release_outcome *outcome_r)
{
	switch (message->recipients[0].outcome) {
	case MAILER_ACCEPTED:
		*outcome_r = RELEASE_TAKEN;
		return DISPATCH_SENT;
	case MAILER_REFUSED:
		*outcome_r = RELEASE_REJECTED;
		return DISPATCH_REFUSED;
	case MAILER_LATER:
		break;
	}
	*outcome_r = message->is_uncertain ? RELEASE_UNCLEAR : RELEASE_REJECTED;
	return message->is_uncertain ? DISPATCH_UNCLEAR : DISPATCH_LATER;
}

/* With the token in front: who hands it on leaves it there. */
static enum err send_one(struct dispatch *d, const struct parcel *p, size_t i,
	const char *token, struct mailer_recipient *to,
	struct mailer_message *message)
{
	char header[TOKEN_TEXT_SIZE + 80];
	int len = snprintf(header, sizeof(header), "%s: %s\r\n",
		d->desk->settings->release.token_header, token);
	const struct iovec pieces[] = {
		{header, (size_t)len},
		{p->message.data, p->message.len},
	};

	*to = (struct mailer_recipient){.address = p->addresses[i]};
	*message = (struct mailer_message){
		.sender = p->sender,
		.recipients = to,
		.recipients_len = 1,
		.pieces = pieces,
		.pieces_len = sizeof(pieces) / sizeof(*pieces),
	};
	return mailer_send(d->mailer, message);
}

struct state_look {
	unsigned n;
	enum held_state state;
};

static bool look_state(void *arg, const struct quarantine_entry *entry)
{
	struct state_look *look = arg;

	for (size_t i = 0; i < entry->recipients_len; i++)
		if (entry->recipients[i].held.n == look->n)
			look->state = entry->recipients[i].held.state;
	return true;
}

/* Whether the milter has let it through. What it has not seen must not be
 * forgotten yet: it would know nothing of the token. */
static bool has_passed(struct desk *desk, const struct quarantine_order *order)
{
	struct state_look look = {.n = order->n};

	for (int i = 0; i < LOOKS; i++) {
		look.state = HELD_RELEASING;
		if (quarantine_get(desk, &order->id, look_state, &look))
			return false;
		if (look.state != HELD_RELEASING)
			return look.state == HELD_PASSED;
		clock_pause_ns(PAUSE_NS);
	}
	return false;
}

static void release_one(struct dispatch *d, struct parcel *p, size_t i,
	const struct quarantine_order *order, struct dispatch_result *result)
{
	struct release_end how = {.letter = &p->letter};
	char token[TOKEN_TEXT_SIZE];
	struct mailer_recipient to;
	struct mailer_message message;
	enum release_outcome outcome;
	enum err e = quarantine_release_begin(d->desk, order, token);

	result->text = d->desk->cause;
	result->end = e == ERR_DENIED ? DISPATCH_REFUSED : DISPATCH_FAILED;
	result->why = e;
	if (e)
		return;
	e = send_one(d, p, i, token, &to, &message);
	if (e) {
		to.outcome = MAILER_REFUSED;
		message.is_uncertain = false;
		snprintf(to.text, sizeof(to.text), "%s", err_text(e));
	}
	result->end = end_of(&message, &outcome);
	if (outcome == RELEASE_TAKEN && !has_passed(d->desk, order)) {
		outcome = RELEASE_UNCLEAR;
		result->end = DISPATCH_UNDER_WAY;
	}
	how.outcome = outcome;
	how.detail = to.text;
	e = quarantine_release_end(d->desk, &order->id, order->n, &how);
	/* It went, or not, but that is not on record. */
	if (e)
		result->end = DISPATCH_UNCLEAR;
	else
		snprintf(d->desk->cause, sizeof(d->desk->cause), "%s", to.text);
}

enum err dispatch_release(struct dispatch *d, const struct held_id *id,
	const char *only, const char *reason,
	void (*each)(void *arg, const struct dispatch_result *result),
	void *arg)
{
	struct parcel p = {
		.rules = &d->desk->settings->address_rules, .only = only};
	enum err e = parcel_make(d->desk, id, &p);

	for (size_t i = 0; !e && i < p.len; i++) {
		const struct quarantine_order order = {
			.id = *id, .n = p.numbers[i], .reason = reason};
		struct dispatch_result result = {.address = p.addresses[i]};

		release_one(d, &p, i, &order, &result);
		each(arg, &result);
	}
	/* If the MTA does not take it now, the daemon sends it later. */
	(void)carry_fresh(d->desk->office, p.letter.id);
	parcel_free(&p);
	return e;
}

/* ---------------------------------------------------------------- telling */

enum err dispatch_tell(
	struct dispatch *d, const char *to, const struct buf *text)
{
	const struct iovec piece = {text->data, text->len};
	struct mailer_recipient recipient = {.address = to};
	struct mailer_message message = {
		.sender = "",
		.recipients = &recipient,
		.recipients_len = 1,
		.pieces = &piece,
		.pieces_len = 1,
	};
	enum err e = mailer_send(d->mailer, &message);

	if (e)
		return desk_fail(d->desk, e, "%s", err_text(e));
	if (recipient.outcome == MAILER_ACCEPTED)
		return ERR_OK;
	return desk_fail(d->desk,
		recipient.outcome == MAILER_LATER ? ERR_UNAVAILABLE :
						    ERR_DENIED,
		"the MTA does not take it: %s", recipient.text);
}
