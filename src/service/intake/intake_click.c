/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "crypto/digest.h"
#include "service/intake/intake_private.h"

/* A mis-click is noticed at once. */
#define UNDO_S 3600
/* Of a line that nobody reads. */
#define SAID_MAX 1000

struct clicking {
	const struct intake_click *click;
	struct unsubscribe_token token;
	unsigned char mark[UNSUBSCRIBE_MARK_LEN];
	const char *purpose; /* NULL: all direct marketing */
	bool has_undo; /* afterwards: this click can be undone */
};

static enum err open_token(struct desk *desk, struct clicking *c)
{
	size_t len = strlen(c->click->token);
	struct unsubscriber *u;
	enum err e = desk_unsubscriber(desk, &u);

	if (e)
		return e;
	e = unsubscribe_open(u, c->click->token, len, &c->token);
	if (e == ERR_CORRUPT || (!e && !c->token.has_key))
		return desk_fail(
			desk, ERR_CORRUPT, "the token is none, or of nobody");
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	unsubscribe_mark(c->click->token, len, c->mark);
	if (c->click->scope == INTAKE_PURPOSE && c->token.purpose[0])
		c->purpose = c->token.purpose;
	return ERR_OK;
}

/* Whoever reads the store does not learn how to undo. */
static enum err digest_secret(
	const struct clicking *c, unsigned char digest_r[STORE_UNDO_LEN])
{
	struct digester *d;
	enum err e = digester_new(&d);

	if (e)
		return e;
	e = digest_of(d, DIGEST_SHA256, c->click->secret, INTAKE_SECRET_LEN,
		digest_r);
	digester_free(&d);
	return e;
}

/* Whoever merely has the link has no secret: the archive of a list, a
 * scanner, a colleague to whom the mail was forwarded. */
static enum err undo(struct intake *h, const struct clicking *c)
{
	unsigned char digest[STORE_UNDO_LEN];
	enum err e =
		c->click->has_secret ? digest_secret(c, digest) : ERR_NOT_FOUND;

	if (!e)
		e = store_undo_use(
			h->desk->session, c->mark, digest, c->click->at_utc);
	if (e == ERR_NOT_FOUND)
		return desk_fail(h->desk, e,
			"no click was recorded with this secret within the "
			"hour");
	if (e)
		return desk_store_fail(h->desk, e, "undoing the objection");
	buf_adds(h->said, ", undone");
	return intake_journal(h,
		&(struct intake_entry){.kind = JOURNAL_OBJECTION_LIFTED,
			.key = &c->token.key,
			.detail = "channel click, undone by who clicked"},
		NULL);
}

static enum err remember_undo(struct intake *h, struct clicking *c)
{
	struct store_undo undo = {
		.purpose = c->purpose, .until_utc = c->click->at_utc + UNDO_S};
	enum err e = digest_secret(c, undo.digest);

	if (e)
		return desk_fail(h->desk, e, "%s", err_text(e));
	memcpy(undo.mark, c->mark, sizeof(undo.mark));
	e = store_undo_add(h->desk->session, &c->token.key, &undo);
	if (e)
		return desk_store_fail(h->desk, e, "writing the undo");
	c->has_undo = true;
	return ERR_OK;
}

static enum err object(struct intake *h, struct clicking *c)
{
	const struct intake_objection objection = {.key = &c->token.key,
		.generation = c->token.generation,
		.purpose = c->purpose,
		.channel = "click",
		.mark = c->mark};
	enum err e = intake_objection(h, &objection);

	if (e || !h->is_new || !c->click->has_secret)
		return e;
	return remember_undo(h, c);
}

static enum err intake_once(struct intake *h, struct clicking *c)
{
	enum err e = store_event_add(
		h->desk->session, c->click->id, c->click->at_utc);

	if (e == ERR_EXISTS) {
		buf_adds(h->said, ", heard before");
		return ERR_OK;
	}
	if (e)
		return desk_store_fail(h->desk, e, "writing the event");
	return c->click->is_undo ? undo(h, c) : object(h, c);
}

enum err intake_click(
	struct desk *desk, const struct intake_click *click, struct buf *said)
{
	const struct intake_event event = {.received_utc = click->at_utc};
	struct intake h = {.desk = desk, .event = &event, .said = said};
	struct clicking c = {.click = click};
	enum err e;

	desk->now_utc = office_now(desk->office);
	buf_adds(said, "click");
	e = open_token(desk, &c);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(desk, intake_once(&h, &c));
}

/* ------------------------------------------------------------- many at once */

/* Answers, after which the transaction may go on; all else is a fault. */
static bool is_answer(enum err e)
{
	return e == ERR_OK || e == ERR_NOT_FOUND || e == ERR_CORRUPT;
}

static struct intake_result intake_within(
	struct desk *desk, const struct intake_click *click)
{
	const struct intake_event event = {.received_utc = click->at_utc};
	struct clicking c = {.click = click};
	struct intake h = {.desk = desk, .event = &event};
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	h.said = &said;
	e = open_token(desk, &c);
	if (!e)
		e = intake_once(&h, &c);
	buf_free(&said);
	return (struct intake_result){e, !e && c.has_undo};
}

/* A fault: nothing of it is recorded. */
static enum err intake_together(struct desk *desk,
	const struct intake_click *clicks, size_t len,
	struct intake_result *results_r)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	for (size_t i = 0; i < len && !e; i++) {
		results_r[i] = intake_within(desk, &clicks[i]);
		if (!is_answer(results_r[i].error))
			e = results_r[i].error;
	}
	return desk_end(desk, e);
}

/* Of the store as a whole, not of one click. */
static bool is_away(enum err e)
{
	return e == ERR_UNAVAILABLE || e == ERR_DENIED || e == ERR_VERSION;
}

void intake_clicks(struct desk *desk, const struct intake_click *clicks,
	size_t len, struct intake_result *results_r)
{
	enum err e = ERR_OK;

	desk->now_utc = office_now(desk->office);
	if (len > 0)
		e = intake_together(desk, clicks, len, results_r);
	/* One may be the cause: then each by itself. */
	for (size_t i = 0; e && i < len; i++) {
		enum err fault = e;

		if (!is_away(e))
			fault = intake_together(
				desk, &clicks[i], 1, &results_r[i]);
		if (is_away(fault))
			e = fault;
		if (fault)
			results_r[i] = (struct intake_result){fault, false};
	}
}
