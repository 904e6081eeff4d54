/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/unsubscribe_headers.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "mail/notice_headers.h"
#include "milter/session_private.h"

#define LIST_MAX 2000

void unsubscribe_headers_init(struct unsubscribe_headers *h)
{
	*h = (struct unsubscribe_headers){.sealer = NULL};
	buf_init(&h->list, LIST_MAX);
}

void unsubscribe_headers_reset(struct unsubscribe_headers *h)
{
	h->own_list = h->own_post = 0;
	buf_reset(&h->list);
}

void unsubscribe_headers_free(struct unsubscribe_headers *h)
{
	unsubscriber_free(&h->sealer);
	buf_free(&h->list);
}

void unsubscribe_headers_see(struct unsubscribe_headers *h, const char *name)
{
	if (strcasecmp(name, UNSUBSCRIBE_LIST) == 0)
		h->own_list++;
	else if (strcasecmp(name, UNSUBSCRIBE_POST) == 0)
		h->own_post++;
}

bool unsubscribe_headers_will_be(
	const struct session *s, const struct settings_purpose *purpose)
{
	return notice_headers_will_be(
		s->settings, purpose, s->unsubscribe.own_list > 0, s->to.len);
}

/* ----------------------------------------------------------- who gets it */

/* The copy that goes: how many share it, and for whom it is marketing. */
struct copy {
	size_t len;
	const struct judge_item *target; /* the first; NULL: no marketing */
	bool is_mixed; /* of several purposes */
};

static bool is_target(const struct session *s, const struct judge_item *item)
{
	const struct settings *t = s->settings;

	return item->is_decided && item->is_target && item->has_key &&
		t->purposes[item->purpose - t->policy.purposes]
			.adds_unsubscribe;
}

static struct copy find_copy(const struct session *s)
{
	struct copy copy = {.len = 0};

	for (size_t i = 0; i < s->to.len; i++) {
		const struct judge_item *item = &s->to.items[i];

		if (s->to.each[i].is_off || item->speaker)
			continue;
		copy.len++;
		if (!is_target(s, item))
			continue;
		if (!copy.target)
			copy.target = item;
		else if (item->purpose != copy.target->purpose)
			copy.is_mixed = true;
	}
	return copy;
}

/* ----------------------------------------------------------- what it says */

static enum err get_sealer(struct session *s)
{
	struct unsubscribe_headers *h = &s->unsubscribe;
	const struct keyfile *keys = office_keys(s->office);

	if (!keys)
		return ERR_UNAVAILABLE;
	if (h->sealer && h->keys == keys)
		return ERR_OK;
	unsubscriber_free(&h->sealer);
	h->keys = keys;
	return unsubscriber_new(keys, &h->sealer);
}

static enum err make_token(struct session *s, const struct copy *copy,
	char text_r[UNSUBSCRIBE_TEXT_SIZE])
{
	struct unsubscribe_token token = {
		.has_key = copy->len == 1,
		.made_utc = office_now(s->office),
	};
	enum err e = get_sealer(s);

	if (token.has_key)
		token.key = copy->target->key;
	memcpy(token.purpose, copy->target->purpose->name,
		strnlen(copy->target->purpose->name, UNSUBSCRIBE_PURPOSE_MAX));
	return e ? e : unsubscribe_seal(s->unsubscribe.sealer, &token, text_r);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || (c && strchr("-._~@+", c));
}

/* RFC 6068 section 2: everything else is an octet in hexadecimal. */
static void add_mailbox(struct buf *out, const char *address)
{
	for (; *address; address++) {
		if (is_plain(*address))
			(void)buf_addc(out, *address);
		else
			(void)buf_addf(out, "%%%02X", (unsigned char)*address);
	}
}

static void add_mailto(struct buf *out, const char *address, const char *token)
{
	(void)buf_adds(out, "<mailto:");
	add_mailbox(out, address);
	(void)buf_addf(out, "?subject=%s>", token);
}

/* A token names one purpose; a mail without a token objects to all
 * marketing. */
static enum err write_list(struct session *s, const struct copy *copy)
{
	const struct settings_unsubscribe *u = &s->settings->unsubscribe;
	char token[UNSUBSCRIBE_TEXT_SIZE] = "unsubscribe";
	struct buf *out = &s->unsubscribe.list;
	bool is_single = copy->len == 1;
	enum err e = ERR_OK;

	buf_reset(out);
	if (!copy->is_mixed)
		e = make_token(s, copy, token);
	if (e)
		return e;
	if (is_single && u->url)
		(void)buf_addf(out, "<%s%s>%s", u->url, token,
			u->address ? ",\n " : "");
	if (u->address)
		add_mailto(out, u->address, token);
	return buf_err(out);
}

void unsubscribe_headers_answer(struct session *s, struct answer *answer)
{
	const struct settings *t = s->settings;
	struct copy copy;
	enum err e;

	if ((answer->kind != ANSWER_ACCEPT && answer->kind != ANSWER_HOLD) ||
		t->mode == MODE_OBSERVE ||
		(s->unsubscribe.own_list > 0 &&
			t->unsubscribe.own_headers == OWN_HEADERS_KEEP))
		return;
	copy = find_copy(s);
	if (!copy.target || (copy.len > 1 && !t->unsubscribe.address))
		return;
	e = write_list(s, &copy);
	if (!e) {
		answer->unsubscribe = buf_text(&s->unsubscribe.list);
		answer->one_click = copy.len == 1 && t->unsubscribe.url;
		return;
	}
	log_error("%s: the headers to unsubscribe cannot be made: %s",
		session_queue_id(s), err_text(e));
	answer->is_unready = t->on_fault != FAULT_ACCEPT;
}
