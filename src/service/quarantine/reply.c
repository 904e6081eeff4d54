/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/reply.h"

#include <ctype.h>
#include <string.h>

#include "base/visible.h"
#include "service/quarantine/quarantine.h"

/* With hyphens, as people are told it. */
#define REFERENCE_MAX (HELD_ID_LEN + 2)
/* Of a subject and a thread, that have the shape of a reference. */
#define TRIES_MAX 60

struct reply_search {
	const char *login;
	struct held_id id;
	bool is_there;
	bool is_own; /* sent by the login */
	bool waits, is_requested;
};

static bool look(void *arg, const struct quarantine_entry *entry)
{
	struct reply_search *f = arg;

	f->is_there = true;
	f->is_own = *entry->summary.login &&
		strcmp(entry->summary.login, f->login) == 0;
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (!(HELD_BIT(r->state) & HELD_WAITING))
			continue;
		f->waits = true;
		f->is_requested |= r->requested_utc != INSTANT_NONE;
	}
	return true;
}

static bool is_of_reference(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

/* The first message of this text that is held; ERR_NOT_FOUND: none. *tries
 * bounds what a text may ask of the store. */
static enum err find_in(
	struct desk *desk, const char *text, int *tries, struct reply_search *f)
{
	enum err e = ERR_NOT_FOUND;

	while (e == ERR_NOT_FOUND && *text && *tries > 0) {
		char word[REFERENCE_MAX + 1];
		size_t len = 0;

		while (*text && !is_of_reference(*text))
			text++;
		while (is_of_reference(text[len]))
			len++;
		if (len >= HELD_ID_LEN && len <= REFERENCE_MAX) {
			memcpy(word, text, len);
			word[len] = '\0';
			if (held_id_parse(word, &f->id) == ERR_OK) {
				(*tries)--;
				e = quarantine_get(desk, &f->id, look, f);
			}
		}
		text += len;
	}
	return e;
}

static enum err find(struct desk *desk, const struct quarantine_reply *reply,
	struct reply_search *f)
{
	int tries = TRIES_MAX;
	const struct inbound_answer *a = reply->answer;
	enum err e = a->subject ? find_in(desk, a->subject, &tries, f) :
				  ERR_NOT_FOUND;

	for (size_t i = 0; e == ERR_NOT_FOUND && i < a->answered.len; i++)
		e = find_in(desk, a->answered.items[i], &tries, f);
	return e;
}

/* Why nothing is asked for; NULL: something is. */
static const char *objection_to(const struct reply_search *f)
{
	if (!f->is_there)
		return "it names no message that is held";
	if (!f->is_own)
		return "not from the login that sent the message";
	if (!f->waits)
		return "nobody in it waits any more";
	return f->is_requested ? "asked for before" : NULL;
}

static enum err note(struct desk *desk, const struct quarantine_reply *reply,
	const struct reply_search *f)
{
	const char *said = reply->answer->word;
	char words[QUARANTINE_WHY_SIZE];

	if (said)
		visible_copy(words, sizeof(words), said);
	return quarantine_request_within(
		desk, &f->id, reply->login, said ? words : NULL);
}

enum err quarantine_reply(struct desk *desk,
	const struct quarantine_reply *reply, struct buf *said)
{
	struct reply_search f = {.login = reply->login};
	const char *why;
	enum err e;

	desk->now_utc = office_now(desk->office);
	buf_adds(said, "answer to a notice");
	e = desk_begin(desk);
	if (e)
		return e;
	e = store_event_add(desk->session, reply->event, reply->received_utc);
	if (e == ERR_EXISTS) {
		buf_adds(said, ", heard before");
		return desk_end(desk, ERR_OK);
	}
	if (e)
		e = desk_store_fail(desk, e, "writing the event");
	if (!e)
		e = find(desk, reply, &f);
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	why = objection_to(&f);
	if (!e && !why)
		e = note(desk, reply, &f);
	e = desk_end(desk, e);
	if (e)
		return e;
	if (f.is_there)
		buf_addf(said, ", held %s", f.id.text);
	buf_addf(said, ", %s%s", why ? "not noted: " : "noted", why ? why : "");
	return ERR_OK;
}
