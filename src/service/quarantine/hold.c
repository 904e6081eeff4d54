/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/hold.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "crypto/token.h"
#include "service/quarantine/collect_private.h"
#include "service/quarantine/finder_private.h"
#include "service/quarantine/summary.h"

static_assert((int)TOKEN_ID_LEN == (int)HELD_ID_LEN, "a token names an id");
static_assert((int)TOKEN_NONCE_LEN == (int)HELD_NONCE_LEN, "one nonce");

#define TEXT_SIZE (SUMMARY_TEXT_MAX + 1)

struct hold {
	struct office *office;
	const struct settings *settings; /* NULL: nothing is collected */
	const struct keyfile *keys; /* those of seal, ring and finder */
	struct seal *seal;
	struct finder *finder;
	struct token_ring *ring;
	struct collector collector;
	struct fingerprint fingerprint;
	struct held_id id;
	int64_t size;
	bool in_body;
	bool has_ended;
	enum err failed; /* the first failure while collecting */
	char subject[TEXT_SIZE], from[TEXT_SIZE], message_id[TEXT_SIZE];
	char cause[OFFICE_CAUSE_SIZE];
};

enum err hold_new(struct office *office, struct hold **hold_r)
{
	struct hold *h = calloc(1, sizeof(*h));

	*hold_r = h;
	if (!h)
		return ERR_NOMEM;
	h->office = office;
	collect_init(&h->collector);
	return ERR_OK;
}

void hold_end(struct hold *hold)
{
	collect_reset(&hold->collector);
	fingerprint_end(&hold->fingerprint);
	settings_unref(&hold->settings);
	explicit_bzero(hold->subject, sizeof(hold->subject));
	explicit_bzero(hold->from, sizeof(hold->from));
	explicit_bzero(hold->message_id, sizeof(hold->message_id));
}

void hold_free(struct hold **hold)
{
	if (!*hold)
		return;
	hold_end(*hold);
	collect_free(&(*hold)->collector);
	seal_free(&(*hold)->seal);
	finder_free(&(*hold)->finder);
	token_ring_free(&(*hold)->ring);
	free(*hold);
	*hold = NULL;
}

const char *hold_cause(const struct hold *hold)
{
	return hold->cause;
}

/* The error is kept, so that later calls return it again. */
static enum err fail(struct hold *h, enum err e, const char *cause)
{
	snprintf(h->cause, sizeof(h->cause), "%s",
		cause && *cause ? cause : err_text(e));
	h->failed = e;
	return e;
}

static enum err get_keys(struct hold *h)
{
	char why[OFFICE_CAUSE_SIZE] = "";
	const struct keyfile *keys = office_keys(h->office);
	enum err e;

	if (!keys) {
		e = office_ready(h->office, why);
		keys = office_keys(h->office);
		if (!keys)
			return fail(h, e ? e : ERR_UNAVAILABLE, why);
	}
	if (keys == h->keys)
		return ERR_OK;
	h->keys = NULL;
	seal_free(&h->seal);
	finder_free(&h->finder);
	token_ring_free(&h->ring);
	e = seal_new(keys, &h->seal);
	if (!e)
		e = finder_new(keys, &h->finder);
	if (!e)
		e = token_ring_new(keys, &h->ring);
	if (e)
		return fail(h, e, NULL);
	h->keys = keys;
	return ERR_OK;
}

static enum err make_id(struct held_id *id_r)
{
	unsigned char random[TOKEN_NONCE_LEN];
	uint64_t number = 0;
	enum err e = token_nonce(random);

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | random[i];
	held_id_format(number, id_r);
	return e;
}

enum err hold_begin(struct hold *hold, const struct settings *settings)
{
	char context[CONTEXT_SIZE];
	enum err e;

	hold_end(hold);
	hold->settings = settings_ref(settings);
	hold->size = 0;
	hold->in_body = hold->has_ended = false;
	hold->failed = ERR_OK;
	hold->cause[0] = '\0';
	e = get_keys(hold);
	if (e)
		return e;
	e = make_id(&hold->id);
	context_of_body(&hold->id, context);
	if (!e)
		e = collect_begin(&hold->collector, hold->seal, context);
	if (!e)
		e = fingerprint_begin(&hold->fingerprint);
	return e ? fail(hold, e, NULL) : ERR_OK;
}

static enum err add(struct hold *h, const void *bytes, size_t len)
{
	int64_t max = h->settings->quarantine.max_message_bytes;
	enum err e;

	if (h->failed)
		return h->failed;
	h->size += (int64_t)len;
	if (h->size > max) {
		collect_reset(&h->collector);
		return fail(
			h, ERR_LIMIT, "the message is larger than max-message");
	}
	e = collect_add(&h->collector, bytes, len);
	return e ? fail(h, e, "what is collected cannot be kept") : ERR_OK;
}

/* The MTA gives folded values with bare line feeds. */
static enum err add_value(struct hold *h, const char *value)
{
	enum err e = ERR_OK;

	while (!e && *value) {
		size_t len = strcspn(value, "\r\n");

		if (len)
			e = add(h, value, len);
		value += len;
		if (*value == '\r')
			value++;
		if (*value == '\n')
			value++;
		else if (value[-1] != '\r')
			continue;
		if (!e)
			e = add(h, "\r\n", 2);
	}
	return e;
}

static void keep(char text[TEXT_SIZE], const char *value)
{
	if (!text[0])
		snprintf(text, TEXT_SIZE, "%s", value);
}

enum err hold_header(struct hold *hold, const char *name, const char *value)
{
	bool has_blank = *value == ' ' || *value == '\t';
	enum err e = add(hold, name, strlen(name));

	if (!e)
		e = add(hold, ": ", has_blank ? 1 : 2);
	if (!e)
		e = add_value(hold, value);
	if (!e)
		e = add(hold, "\r\n", 2);
	if (e)
		return e;
	if (strcasecmp(name, "Subject") == 0)
		keep(hold->subject, value);
	else if (strcasecmp(name, "From") == 0)
		keep(hold->from, value);
	else if (strcasecmp(name, "Message-ID") == 0)
		keep(hold->message_id, value);
	e = fingerprint_header(&hold->fingerprint, name, value);
	return e ? fail(hold, e, NULL) : ERR_OK;
}

enum err hold_body(struct hold *hold, const void *bytes, size_t len)
{
	enum err e = ERR_OK;

	if (!hold->in_body)
		e = add(hold, "\r\n", 2);
	hold->in_body = true;
	if (!e)
		e = add(hold, bytes, len);
	if (e)
		return e;
	e = fingerprint_body(&hold->fingerprint, bytes, len);
	return e ? fail(hold, e, NULL) : ERR_OK;
}

/* ------------------------------------------------------------- putting */

/* All that store_hold() borrows. */
struct parcel {
	struct held_recipient *recipients;
	unsigned char *addresses; /* sealed, one behind the other */
	struct held_digest *domains, sender, sender_domain;
	unsigned char summary[SUMMARY_MAX + SEAL_OVERHEAD];
};

static void parcel_free(struct parcel *p)
{
	free(p->recipients);
	free(p->addresses);
	free(p->domains);
}

static enum err seal_addresses(struct hold *h, const struct judge_item *items,
	size_t len, struct parcel *p, size_t *n_r)
{
	char context[CONTEXT_SIZE];
	size_t size = 0, n = 0;
	unsigned char *at;
	enum err e = ERR_OK;

	for (size_t i = 0; i < len; i++) {
		n += items[i].is_held;
		size += strlen(judge_mailbox(&items[i])) + SEAL_OVERHEAD;
	}
	*n_r = n;
	p->recipients = calloc(n + 1, sizeof(*p->recipients));
	p->addresses = malloc(size + 1);
	p->domains = calloc(n + 1, sizeof(*p->domains));
	if (!p->recipients || !p->addresses || !p->domains)
		return ERR_NOMEM;
	at = p->addresses;
	n = 0;
	for (size_t i = 0; !e && i < len; i++) {
		struct held_recipient *r = &p->recipients[n];
		const char *text = judge_mailbox(&items[i]);

		if (!items[i].is_held)
			continue;
		r->domain = &p->domains[n];
		e = finder_recipient(h->finder, text, &p->domains[n]);
		context_of_recipient(&h->id, (unsigned)n++, context);
		if (!e)
			e = seal_bytes(
				h->seal, context, text, strlen(text), at);
		r->address = at;
		r->address_len = strlen(text) + SEAL_OVERHEAD;
		at += r->address_len;
	}
	return e;
}

static enum err seal_summary(struct hold *h, const struct hold_origin *origin,
	struct parcel *p, size_t *len_r)
{
	struct summary summary = {
		.sender = origin->sender,
		.login = origin->login,
		.subject = h->subject,
		.from = h->from,
		.message_id = h->message_id,
		.absent = fingerprint_absent(&h->fingerprint),
	};
	char context[CONTEXT_SIZE];
	struct buf text;
	enum err e = fingerprint_final(
		&h->fingerprint, summary.absent, summary.fingerprint);

	buf_init(&text, SUMMARY_MAX);
	if (!e)
		e = summary_write(&summary, &text);
	context_of_summary(&h->id, context);
	if (!e)
		e = seal_bytes(
			h->seal, context, text.data, text.len, p->summary);
	*len_r = text.len + SEAL_OVERHEAD;
	if (text.data)
		explicit_bzero(text.data, text.cap);
	buf_free(&text);
	return e;
}

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	return collect_chunk(arg, n, bytes_r, len_r);
}

static enum err seal_parcel(struct hold *h, const struct hold_origin *origin,
	const struct judge_item *items, size_t len, struct parcel *p,
	struct store_hold *hold)
{
	struct held_message *m = &hold->message;
	/* A message without a body has its empty line all the same. */
	enum err e = h->in_body ? h->failed : hold_body(h, "", 0);

	if (e)
		return e;
	e = collect_end(&h->collector);
	if (!e)
		e = seal_addresses(h, items, len, p, &hold->recipients_len);
	if (!e)
		e = seal_summary(h, origin, p, &m->summary_len);
	if (!e)
		e = finder_sender(h->finder, origin->sender, &p->sender,
			&p->sender_domain);
	if (e)
		return fail(h, e, NULL);
	m->id = h->id;
	m->received_utc = office_now(h->office);
	m->expires_utc = m->received_utc + h->settings->quarantine.keep_s;
	m->size = h->size;
	m->chunks = h->collector.chunks;
	m->summary = p->summary;
	m->sender = &p->sender;
	m->sender_domain = &p->sender_domain;
	hold->recipients = p->recipients;
	hold->max_total_bytes = h->settings->quarantine.max_total_bytes;
	hold->chunk = give_chunk;
	hold->arg = &h->collector;
	return ERR_OK;
}

enum err hold_put(struct hold *hold, struct judge *judge,
	const struct judge_envelope *envelope, const struct hold_origin *origin,
	const struct message_mark *message, struct judge_item *items,
	size_t len, struct held_place *place_r, enum hold_result *result_r)
{
	struct store_hold what = {.message = {.queue_id = envelope->queue_id,
					  .host = envelope->host},
		.place_r = place_r};
	struct parcel parcel = {.recipients = NULL};
	enum err e;

	*result_r = HOLD_TAKEN;
	*place_r = (struct held_place){.id = hold->id};
	assert(hold->settings && !hold->has_ended);
	hold->has_ended = true;
	e = seal_parcel(hold, origin, items, len, &parcel, &what);
	if (!e) {
		e = judge_hold(judge, envelope, message, items, len, &what,
			parcel.recipients);
		if (e)
			fail(hold, e, judge_cause(judge));
		if (e == ERR_LIMIT && what.is_full) {
			*result_r = HOLD_FULL;
			e = ERR_OK;
		}
	} else if (e == ERR_LIMIT) {
		*result_r = HOLD_TOO_LARGE;
		e = ERR_OK;
	}
	parcel_free(&parcel);
	return e;
}

/* ------------------------------------------------------------- passing */

const char *pass_result_name(enum pass_result result)
{
	switch (result) {
	case PASS_GOOD:
		return "good";
	case PASS_REFUSED:
		return "refused by the rules";
	case PASS_NO_TOKEN:
		return "no token";
	case PASS_FORGED:
		return "forged, or of another message or recipient";
	case PASS_EXPIRED:
		return "expired";
	case PASS_UNKNOWN:
		return "never issued, or taken back";
	case PASS_USED:
		return "used before";
	}
	return "unknown";
}

static enum err check_token(struct hold *h, const struct judge_item *item,
	const struct token *token, enum pass_result *result_r)
{
	unsigned char digest[FINGERPRINT_LEN];
	enum token_state state = TOKEN_FORGED;
	enum err e = fingerprint_final(&h->fingerprint, token->absent, digest);

	if (!e)
		e = token_check(h->ring, token, &item->key, digest,
			office_now(h->office), &state);
	if (e)
		return fail(h, e, NULL);
	*result_r = state == TOKEN_GOOD ? PASS_GOOD :
		state == TOKEN_EXPIRED  ? PASS_EXPIRED :
					  PASS_FORGED;
	return ERR_OK;
}

static enum err burn(struct hold *h, struct judge *judge,
	const struct judge_envelope *envelope, const struct token *token,
	const struct message_mark *message, struct judge_item *item,
	enum pass_result *result_r)
{
	struct store_burn burn = {
		.key = item->key, .at_utc = office_now(h->office)};
	enum err e;

	memcpy(burn.nonce, token->nonce, HELD_NONCE_LEN);
	memcpy(burn.id.text, token->id, HELD_ID_LEN);
	/* What the rules asked for is overruled, and the journal says so. */
	item->is_enforced = item->verdict.action == ACTION_ACCEPT;
	item->counts_as_send = true;
	e = judge_burn(judge, envelope, message, item, 1, &burn);
	if (e == ERR_EXISTS)
		*result_r = PASS_USED;
	else if (e == ERR_NOT_FOUND)
		*result_r = PASS_UNKNOWN;
	else if (e == ERR_INVALID)
		*result_r = PASS_FORGED;
	else
		return e ? fail(h, e, judge_cause(judge)) : ERR_OK;
	item->counts_as_send = false;
	return ERR_OK;
}

enum err hold_pass(struct hold *hold, struct judge *judge,
	const struct judge_envelope *envelope, const char *token_text,
	const struct message_mark *message, struct judge_item *item,
	enum pass_result *result_r)
{
	struct token token;
	enum err e;

	assert(hold->settings && !hold->has_ended);
	hold->has_ended = true;
	*result_r = PASS_FORGED;
	/* A message too large to be held was never held. */
	if (hold->failed == ERR_LIMIT || !item->has_key)
		return ERR_OK;
	if (hold->failed)
		return hold->failed;
	if (token_parse(token_text, &token)) {
		*result_r = PASS_NO_TOKEN;
		return ERR_OK;
	}
	e = check_token(hold, item, &token, result_r);
	if (e || *result_r != PASS_GOOD)
		return e;
	if (!reason_may_be_overruled(item->verdict.reason)) {
		*result_r = PASS_REFUSED;
		return ERR_OK;
	}
	return burn(hold, judge, envelope, &token, message, item, result_r);
}
