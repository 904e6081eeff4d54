/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* strcasestr() is an extension */

#include "base/array.h"
#include "milter/recipients.h"
#include "milter/session_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/table.h"

#define TEXT_MAX ((size_t)64 << 20)
#define PURPOSES_MAX 8
/* So many refused recipients of one message are remembered; a further one is
 * recorded each time it is named. */
#define REFUSED_MAX 1000

struct recipient_refused {
	struct pseudonym key;
	enum reason reason;
	char ref[JOURNAL_REF_SIZE];
};

static void release(struct recipient *r)
{
	routes_free(&r->routes);
	free(r->faces);
	r->faces = NULL;
}

void recipients_init(struct recipients *r)
{
	*r = (struct recipients){.len = 0};
	buf_init(&r->text, TEXT_MAX);
}

void recipients_reset(struct recipients *r)
{
	for (size_t i = 0; i < r->len; i++)
		release(&r->each[i]);
	buf_reset(&r->text);
	r->len = 0;
	r->refused_len = 0;
}

void recipients_free(struct recipients *r)
{
	recipients_reset(r);
	buf_free(&r->text);
	free(r->each);
	free(r->items);
	free(r->refused);
}

/* ---------------------------------------------------------- one by one */

/* A mailer that delivers by SMTP makes two deliveries of two spellings; for
 * other mailers the MTA itself sees that both are one mailbox. */
static bool is_smtp(const char *mailer)
{
	return mailer &&
		(strcasestr(mailer, "smtp") || strcasestr(mailer, "relay"));
}

static enum err add_texts(struct session *s, const char *recipient,
	const struct routes_answer *answer, struct recipient *r)
{
	struct buf *text = &s->to.text;
	enum err e;

	r->text_at = r->mailbox_at = text->len;
	e = buf_add(text, recipient, strlen(recipient) + 1);
	if (e || answer->is_as_passed)
		return e;
	r->mailbox_at = text->len;
	return buf_add(text, answer->mailbox, strlen(answer->mailbox) + 1);
}

enum err recipients_add(struct session *s, const struct rcpt_facts *facts)
{
	const struct routes_question q = {
		.settings = s->settings,
		.host = s->host,
		.wire = facts->recipient,
		.told = facts->told_recipient,
	};
	struct recipient r = {0};
	struct routes_answer answer;
	size_t text_len = s->to.text.len;

	if (array_reserve((void **)&s->to.each, &s->to.each_cap, s->to.len + 1,
		    sizeof(*s->to.each)) ||
		array_reserve((void **)&s->to.items, &s->to.items_cap,
			s->to.len + 1, sizeof(*s->to.items)) ||
		routes_find(&q, &answer))
		return ERR_NOMEM;
	r.routes = answer.routes;
	r.has_mailer = is_smtp(facts->mailer);
	if (add_texts(s, facts->recipient, &answer, &r)) {
		s->to.text.len = text_len;
		release(&r);
		return ERR_NOMEM;
	}
	s->to.each[s->to.len] = r;
	s->to.items[s->to.len] = (struct judge_item){0};
	s->to.len++;
	return ERR_OK;
}

void recipients_drop_last(struct session *s)
{
	s->to.len--;
	s->to.text.len = s->to.each[s->to.len].text_at;
	release(&s->to.each[s->to.len]);
}

void recipients_point(struct session *s, size_t i)
{
	const struct recipient *r = &s->to.each[i];
	const char *texts = buf_text(&s->to.text);
	struct judge_item *item = &s->to.items[i];

	item->recipient = texts + r->text_at;
	/* The strictest of the item's faces has been chosen, with its
	 * mailbox. */
	if (item->is_decided && item->faces)
		return;
	item->mailbox =
		r->mailbox_at == r->text_at ? NULL : texts + r->mailbox_at;
}

/* ------------------------------------------------- mailboxes and purposes */

struct purposes {
	const struct policy_purpose *items[PURPOSES_MAX];
	size_t len;
};

static void add_purpose(
	struct purposes *p, const struct policy_purpose *purpose)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i] == purpose)
			return;
	if (purpose && p->len < PURPOSES_MAX)
		p->items[p->len++] = purpose;
}

static enum err make_faces(
	struct session *s, size_t i, const struct purposes *purposes)
{
	struct recipient *r = &s->to.each[i];
	struct judge_item *item = &s->to.items[i];
	const char *mailbox = item->mailbox ? item->mailbox : item->recipient;
	size_t n = 0;

	if (!r->routes && routes_new(mailbox, &r->routes))
		return ERR_NOMEM;
	r->faces =
		calloc((r->routes->len + 1) * purposes->len, sizeof(*r->faces));
	if (!r->faces)
		return ERR_NOMEM;
	for (size_t k = 0; k < r->routes->len * purposes->len; k++)
		r->faces[n++] = (struct judge_item){
			.recipient = r->routes->mailboxes[k / purposes->len],
			.purpose = purposes->items[k % purposes->len],
		};
	if (r->routes->is_untold || n == 0)
		r->faces[n++] = (struct judge_item){
			.recipient = "",
			.purpose = purposes->items[0],
			.is_untold = true,
		};
	item->faces = r->faces;
	item->faces_len = n;
	return ERR_OK;
}

/* The stricter counts where one address may be several. */
static enum class_kind classify_all(struct session *s, size_t i,
	enum mail_step step, struct purposes *purposes, const char **bad_r)
{
	const struct routes *routes = s->to.each[i].routes;
	const struct judge_item *item = &s->to.items[i];
	const char *mailbox = item->mailbox ? item->mailbox : item->recipient;
	size_t len = routes && routes->len ? routes->len : 1;
	enum class_kind kind = CLASS_NOT_MARKETING;

	for (size_t k = 0; k < len; k++) {
		struct classification class;

		if (routes && routes->len)
			mailbox = routes->mailboxes[k];
		classify_message(
			s->settings, &s->message, step, mailbox, &class);
		if (class.kind == CLASS_OPEN)
			return CLASS_OPEN;
		if (class.bad_purpose)
			*bad_r = class.bad_purpose;
		if (class.kind > kind)
			kind = class.kind;
		add_purpose(purposes, class.purpose);
		add_purpose(purposes, class.also);
	}
	return kind;
}

enum err recipients_classify(
	struct session *s, size_t i, enum mail_step step, const char **bad_r)
{
	struct recipient *r = &s->to.each[i];
	struct purposes purposes = {.len = 0};

	recipients_point(s, i);
	r->kind = classify_all(s, i, step, &purposes, bad_r);
	if (r->kind != CLASS_PURPOSE || purposes.len == 0)
		return ERR_OK;
	s->to.items[i].purpose = purposes.items[0];
	return purposes.len > 1 || r->routes ? make_faces(s, i, &purposes) :
					       ERR_OK;
}

/* --------------------------------------------------- one person, one verdict */

static bool has_person(const struct judge_item *item)
{
	return item->is_decided && item->is_target && item->has_key;
}

/* The spellings of persons who have several, by plain form. */
struct dnm_form {
	size_t first; /* which item has it first */
	char text[ADDRESS_TEXT_MAX + 1];
};

static bool is_same_text(const struct session *s, size_t a, size_t b)
{
	struct mailbox x, y;

	return mailbox_mend(session_recipient(s, a), &x, NULL) != ERR_OK ||
		mailbox_mend(session_recipient(s, b), &y, NULL) != ERR_OK ||
		(strcmp(x.local, y.local) == 0 &&
			strcmp(x.domain, y.domain) == 0);
}

/* Marks a recipient that another spelling of the same mailbox stands before.
 * Where two differ only in quotes and the like, the MTA itself treats them as
 * one: taking one off would take off both, so neither is spare. */
static enum err see_form(struct session *s, struct table *forms, size_t i)
{
	struct recipient *r = &s->to.each[i];
	const char *mailbox = judge_mailbox(&s->to.items[i]);
	struct address plain;
	struct dnm_form *form;
	enum err e;

	if (address_plain(mailbox, strlen(mailbox), &plain, NULL))
		return ERR_OK;
	form = table_get(forms, plain.text, plain.text_len);
	if (form) {
		r->is_same_form = form->first != i;
		r->is_spare = r->is_same_form && r->has_mailer &&
			!is_same_text(s, form->first, i);
		return ERR_OK;
	}
	form = malloc(sizeof(*form));
	if (!form)
		return ERR_NOMEM;
	form->first = i;
	memcpy(form->text, plain.text, plain.text_len + 1);
	e = table_put(forms, form->text, plain.text_len, form);
	if (e)
		free(form);
	return e;
}

/* Finds for each recipient the item that speaks for its person, and gives that
 * item the strictest verdict. */
static enum err find_speakers(
	struct session *s, struct table *persons, struct table *forms)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < s->to.len && !e; i++) {
		struct judge_item *item = &s->to.items[i], *first;

		item->speaker = NULL;
		s->to.each[i].is_same_form = s->to.each[i].is_spare = false;
		if (!has_person(item))
			continue;
		first = table_get(persons, item->key.bytes, PSEUDONYM_LEN);
		if (!first) {
			e = table_put(
				persons, item->key.bytes, PSEUDONYM_LEN, item);
			continue;
		}
		item->speaker = first;
		if (judge_is_stricter(item, first))
			judge_adopt(first, item);
		e = see_form(s, forms, (size_t)(first - s->to.items));
		if (!e)
			e = see_form(s, forms, i);
	}
	return e;
}

enum err recipients_join(struct session *s)
{
	struct table persons, forms;
	enum err e;

	if (s->to.len < 2)
		return ERR_OK;
	table_init(&persons);
	table_init(&forms);
	e = find_speakers(s, &persons, &forms);
	for (size_t i = 0; i < s->to.len && !e; i++)
		if (s->to.items[i].speaker)
			judge_adopt(&s->to.items[i], s->to.items[i].speaker);
	table_each(&forms, free);
	table_free(&forms);
	table_free(&persons);
	return e;
}

void recipients_refused(struct session *s, const struct judge_item *item)
{
	struct recipient_refused *r;

	if (!has_person(item) || s->to.refused_len == REFUSED_MAX ||
		array_reserve((void **)&s->to.refused, &s->to.refused_cap,
			s->to.refused_len + 1, sizeof(*s->to.refused)))
		return;
	r = &s->to.refused[s->to.refused_len++];
	r->key = item->key;
	r->reason = item->verdict.reason;
	memcpy(r->ref, item->ref, sizeof(r->ref));
}

bool recipients_was_refused(struct session *s, struct judge_item *item)
{
	for (size_t i = 0; i < s->to.refused_len && has_person(item); i++) {
		const struct recipient_refused *r = &s->to.refused[i];

		if (r->reason != item->verdict.reason ||
			memcmp(r->key.bytes, item->key.bytes, PSEUDONYM_LEN) !=
				0)
			continue;
		memcpy(item->ref, r->ref, sizeof(item->ref));
		return true;
	}
	return false;
}
