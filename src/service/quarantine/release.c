/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held goes out after all, once, to one recipient. */
#include <stdio.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/quarantine/held_letter_private.h"
#include "service/verdict/judge_release.h"

#define WORDS_MAX 500

/* What a release must know of the message and its recipient. */
struct case_at_hand {
	unsigned n;
	bool found;
	bool is_damaged;
	struct held_recipient recipient;
	const struct policy_purpose *purpose;
	char address[ADDRESS_TEXT_MAX + 3];
	unsigned absent;
	unsigned char fingerprint[FINGERPRINT_LEN];
	unsigned waiting;
	struct verdict verdict;
};

static bool look(void *arg, const struct quarantine_entry *entry)
{
	struct case_at_hand *c = arg;

	c->waiting = entry->held.waiting;
	c->is_damaged = entry->is_damaged;
	c->absent = entry->summary.absent;
	memcpy(c->fingerprint, entry->summary.fingerprint, FINGERPRINT_LEN);
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];

		if (r->held.n != c->n ||
			strlen(r->address) >= sizeof(c->address))
			continue;
		c->found = true;
		c->recipient = r->held;
		memcpy(c->address, r->address, strlen(r->address) + 1);
	}
	return true;
}

static enum err get_case(struct desk *desk, const struct held_id *id,
	unsigned n, struct case_at_hand *c)
{
	enum err e;

	*c = (struct case_at_hand){.n = n};
	e = quarantine_get(desk, id, look, c);
	if (!e && !c->found)
		e = desk_fail(desk, ERR_NOT_FOUND,
			"%s has no recipient number %u", id->text, n);
	return e;
}

/* "held", or left "releasing" by somebody who died, whose token cannot be
 * used any more. */
static enum err check_state(struct desk *desk, const struct held_id *id,
	const struct case_at_hand *c)
{
	const struct held_recipient *r = &c->recipient;
	int64_t lifetime = desk->settings->release.token_lifetime_s;

	if (c->is_damaged)
		return desk_fail(desk, ERR_CORRUPT,
			"%s was changed on disk or sealed under other keys",
			id->text);
	if (r->state == HELD_HELD ||
		(r->state == HELD_RELEASING &&
			r->changed_utc + lifetime < desk->now_utc))
		return ERR_OK;
	return desk_fail(desk, ERR_NOT_FOUND,
		"%s, recipient %u, is not held: %s%s", id->text, c->n,
		held_state_name(r->state),
		r->state == HELD_RELEASING ? ", a release is under way" : "");
}

/* Judging has joined what was held under earlier address rules. */
static enum err follow_key(
	struct desk *desk, struct case_at_hand *c, const struct pseudonym *key)
{
	struct identity_keys keys;
	bool is_theirs = false;
	enum err e;

	if (memcmp(key, &c->recipient.key, sizeof(*key)) == 0)
		return ERR_OK;
	e = desk_keys(desk, c->address, true, &keys);
	if (e)
		return e;
	for (size_t i = 0; i < keys.own.len && !is_theirs; i++)
		is_theirs = memcmp(&keys.own.items[i], &c->recipient.key,
				    sizeof(*key)) == 0;
	identity_keys_free(&keys);
	/* Under another key file it would be another person. */
	if (!is_theirs)
		return desk_fail(desk, ERR_CORRUPT,
			"the recipient's key is not that of the address");
	c->recipient.key = *key;
	return ERR_OK;
}

/* The rules are asked again, as of now. */
static enum err judge_again(struct desk *desk, struct case_at_hand *c)
{
	struct judge_item item = {.recipient = c->address};
	struct judge *judge = NULL;
	enum err e;

	c->purpose =
		policy_purpose(&desk->settings->policy, c->recipient.purpose);
	if (!c->purpose)
		return desk_fail(desk, ERR_DENIED,
			"the configuration knows the purpose \"%s\" no more",
			c->recipient.purpose);
	item.purpose = c->purpose;
	e = judge_new(desk->office, &judge);
	if (!e)
		e = judge_release(judge, desk->settings, "", NULL, &item);
	if (e)
		e = desk_fail(desk, e, "asking the rules again: %s",
			judge ? judge_cause(judge) : err_text(e));
	judge_free(&judge);
	c->verdict = item.verdict;
	return !e && item.has_key ? follow_key(desk, c, &item.key) : e;
}

static enum err journal(struct desk *desk, enum journal_kind kind,
	const struct held_id *id, const struct case_at_hand *c,
	const char *words)
{
	const struct held_recipient *r = &c->recipient;
	char detail[HELD_ID_LEN + 64 + WORDS_MAX];

	snprintf(
		detail, sizeof(detail), "%s: %.*s", id->text, WORDS_MAX, words);
	return desk_journal(desk,
		&(struct desk_act){.kind = kind,
			.key = r->has_key ? &r->key : NULL,
			.purpose = r->purpose,
			.detail = detail});
}

static enum err end(struct desk *desk, enum err e)
{
	if (e) {
		store_write_rollback(desk->session);
		return e;
	}
	e = store_write_commit(desk->session);
	return e ? desk_store_fail(desk, e, "changing the quarantine") : e;
}

static enum err refuse(struct desk *desk, const struct quarantine_order *order,
	const struct case_at_hand *c)
{
	const char *reason = reason_name(c->verdict.reason);
	char words[WORDS_MAX];
	enum err e = store_write_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "changing the quarantine");
	snprintf(words, sizeof(words), "%s; asked for: %s", reason,
		order->reason);
	e = end(desk,
		journal(desk, JOURNAL_RELEASE_REFUSED, &order->id, c, words));
	if (e)
		return e;
	return desk_fail(desk, ERR_DENIED,
		"%s, recipient %u, cannot be released: %s (%s)%s",
		order->id.text, c->n, reason_words(c->verdict.reason),
		reason_article(c->verdict.reason),
		reason_remedy(c->verdict.reason));
}

/* On disk before it is used: a token nobody knows of is worth nothing. */
static enum err put_token(struct desk *desk,
	const struct quarantine_order *order, const struct case_at_hand *c,
	const struct token *token)
{
	struct held_token row = {
		.id = order->id,
		.n = order->n,
		.issued_utc = desk->now_utc,
		.expires_utc = token->expires_utc,
	};
	enum err e = store_write_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "changing the quarantine");
	memcpy(row.nonce, token->nonce, sizeof(row.nonce));
	/* Back to "held" first: an older token is taken back with it. */
	if (c->recipient.state == HELD_RELEASING)
		e = store_held_move(desk->session, &order->id, order->n,
			HELD_BIT(HELD_RELEASING), HELD_HELD, desk->now_utc);
	if (!e)
		e = store_held_move(desk->session, &order->id, order->n,
			HELD_BIT(HELD_HELD), HELD_RELEASING, desk->now_utc);
	if (!e)
		e = store_held_token_add(desk->session, &row);
	if (e == ERR_NOT_FOUND)
		e = desk_fail(desk, e,
			"%s, recipient %u: somebody else was quicker",
			order->id.text, order->n);
	else if (e)
		e = desk_store_fail(desk, e, "changing the quarantine");
	if (!e)
		e = journal(
			desk, JOURNAL_RELEASED, &order->id, c, order->reason);
	return end(desk, e);
}

static enum err sign(struct desk *desk, const struct case_at_hand *c,
	const struct token *token, char token_r[TOKEN_TEXT_SIZE])
{
	struct token_ring *ring = NULL;
	enum err e = token_ring_new(office_keys(desk->office), &ring);

	if (!e)
		e = token_sign(ring, token, &c->recipient.key, c->fingerprint,
			token_r);
	token_ring_free(&ring);
	return e ? desk_fail(desk, e, "signing a token: %s", err_text(e)) : e;
}

enum err quarantine_release_begin(struct desk *desk,
	const struct quarantine_order *order, char token_r[TOKEN_TEXT_SIZE])
{
	struct case_at_hand c;
	struct token token = {.expires_utc = desk->now_utc +
			desk->settings->release.token_lifetime_s};
	enum err e;

	token_r[0] = '\0';
	if (!order->reason || !order->reason[strspn(order->reason, " \t\r\n")])
		return desk_fail(desk, ERR_INVALID,
			"a reason is missing; accepted: some words for the "
			"journal");
	e = get_case(desk, &order->id, order->n, &c);
	if (!e)
		e = check_state(desk, &order->id, &c);
	if (!e)
		e = judge_again(desk, &c);
	if (e)
		return e;
	if (!c.recipient.has_key || !reason_may_be_overruled(c.verdict.reason))
		return refuse(desk, order, &c);
	memcpy(token.id, order->id.text, TOKEN_ID_LEN);
	token.absent = c.absent;
	e = token_nonce(token.nonce);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = sign(desk, &c, &token, token_r);
	if (!e)
		e = put_token(desk, order, &c, &token);
	if (e)
		token_r[0] = '\0';
	return e;
}

static enum err move(struct desk *desk, const struct held_id *id, unsigned n,
	enum held_state to)
{
	enum err e = store_held_move(desk->session, id, n,
		HELD_BIT(HELD_RELEASING) | HELD_BIT(HELD_PASSED), to,
		desk->now_utc);

	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e,
			"%s, recipient %u, is not being released", id->text, n);
	return e ? desk_store_fail(desk, e, "changing the quarantine") : e;
}

/* Before the message is removed, which may be the next that is done. */
static enum err tell(struct desk *desk, const struct held_id *id, unsigned n,
	struct held_letter *letter)
{
	struct held_letter alone = {0};
	enum err e =
		held_letter_released(desk, id, n, letter ? letter : &alone);

	held_letter_free(&alone);
	return e;
}

static enum err settle(struct desk *desk, const struct held_id *id,
	const struct case_at_hand *c, const struct release_end *how)
{
	bool taken = how->outcome == RELEASE_TAKEN;
	enum err e = move(desk, id, c->n, taken ? HELD_RELEASED : HELD_HELD);

	if (!e)
		e = journal(desk, taken ? JOURNAL_DELIVERED : JOURNAL_RETURNED,
			id, c, how->detail ? how->detail : "");
	if (!e && taken)
		e = tell(desk, id, c->n, how->letter);
	/* Nobody else waits for it: nothing of it is kept, Art. 5(1)(e). */
	if (!e && taken && c->waiting == 1) {
		e = store_held_remove(desk->session, id);
		if (e)
			e = desk_store_fail(desk, e, "deleting what was held");
	}
	return e;
}

enum err quarantine_release_end(struct desk *desk, const struct held_id *id,
	unsigned n, const struct release_end *how)
{
	struct held_letter before = {0};
	struct case_at_hand c;
	enum err e;

	if (how->outcome == RELEASE_UNCLEAR)
		return ERR_OK;
	if (how->letter)
		before = *how->letter;
	e = store_write_begin(desk->session);
	if (e)
		return desk_store_fail(desk, e, "changing the quarantine");
	e = get_case(desk, id, n, &c);
	if (!e)
		e = settle(desk, id, &c, how);
	e = end(desk, e);
	if (e && how->letter) {
		how->letter->id = before.id;
		how->letter->first = before.first;
		how->letter->len = before.len;
	}
	return e;
}
