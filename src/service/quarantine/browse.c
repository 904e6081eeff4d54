/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/browse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/comparable.h"
#include "mail/preview.h"
#include "service/quarantine/finder_private.h"

#define DIGEST_MS 500
#define FOLDED_SIZE 4096
#define FATES_LOOKED_AT 2000

/* A message's place in the list, before it is opened. */
struct place {
	struct held_id id;
	struct held_position position;
};

struct search {
	struct desk *desk;
	const struct browse_query *query;
	struct held_browse browse;
	struct held_digest sender, domain;
	struct identity_keys keys;
	char words[FOLDED_SIZE]; /* folded; "": none */
	struct place *places;
	size_t len, cap;
	size_t looked_at;
	enum err e;
};

/* ----------------------------------------------------- what is looked for */

static bool is_domain(const char *text)
{
	return text[0] == '@' || !strchr(text, '@');
}

static enum err read_domain(struct desk *desk, const char *text,
	char domain_r[ADDRESS_DOMAIN_MAX + 1])
{
	const char *cause = "";
	enum err e;

	text += *text == '@';
	e = address_domain_parse(text, strlen(text), domain_r, &cause);
	return e ? desk_fail(desk, e, "\"%.80s\" is no domain: %s", text,
			   e == ERR_INVALID ? cause : err_text(e)) :
		   ERR_OK;
}

static enum err look_for_sender(struct search *s, struct finder *finder)
{
	const char *text = s->query->sender, *cause = "";
	char domain[ADDRESS_DOMAIN_MAX + 1];
	struct held_digest unused;
	struct address address;
	enum err e;

	if (strcmp(text, "<>") == 0) {
		s->browse.sender = &s->sender; /* of nothing */
		return ERR_OK;
	}
	if (is_domain(text)) {
		s->browse.sender_domain = &s->sender;
		e = read_domain(s->desk, text, domain);
		return e ? e : finder_sender_domain(finder, domain, &s->sender);
	}
	e = address_plain(text, strlen(text), &address, &cause);
	if (e)
		return desk_fail(s->desk, e, "\"%.80s\" is no address: %s",
			text, e == ERR_INVALID ? cause : err_text(e));
	s->browse.sender = &s->sender;
	return finder_sender(finder, text, &s->sender, &unused);
}

/* A person is known by their keys, in whatever spelling. */
static enum err look_for_recipient(struct search *s, struct finder *finder)
{
	const char *text = s->query->recipient;
	char domain[ADDRESS_DOMAIN_MAX + 1];
	enum err e;

	if (!is_domain(text)) {
		e = desk_keys(s->desk, text, true, &s->keys);
		s->browse.keys = s->keys.own.items;
		s->browse.keys_len = s->keys.own.len;
		return e;
	}
	e = read_domain(s->desk, text, domain);
	s->browse.domain = &s->domain;
	return e ? e : finder_recipient_domain(finder, domain, &s->domain);
}

static enum err look_for_words(struct search *s)
{
	const char *words = s->query->words;

	if (!words || !words[strspn(words, " \t\r\n")])
		return ERR_OK;
	if (comparable_fold(words, strlen(words), s->words, sizeof(s->words)) ||
		!s->words[0])
		return desk_fail(s->desk, ERR_INVALID,
			"the words are no text that can be looked for");
	return ERR_OK;
}

static enum err look_for(struct search *s, struct browse_result *result)
{
	const struct browse_query *q = s->query;
	struct finder *finder = NULL;
	enum err e = look_for_words(s);

	if (e || (!q->sender && !q->recipient))
		return e;
	e = finder_new(office_keys(s->desk->office), &finder);
	if (e)
		return desk_fail(s->desk, e, "%s", err_text(e));
	if (q->sender)
		e = look_for_sender(s, finder);
	if (!e && q->recipient)
		e = look_for_recipient(s, finder);
	finder_free(&finder);
	if (!e && (q->sender || s->browse.domain))
		e = browse_digest(s->desk, DIGEST_MS, &result->undigested);
	return e;
}

/* ------------------------------------------------------------- one page */

static bool add_place(struct search *s, const struct held_id *id,
	const struct held_position *position)
{
	struct place *places = s->places;

	if (s->len == s->cap)
		places =
			array_grow(s->places, s->len, &s->cap, sizeof(*places));
	if (!places) {
		s->e = ERR_NOMEM;
		return false;
	}
	s->places = places;
	s->places[s->len++] = (struct place){.id = *id, .position = *position};
	return true;
}

static bool take_place(void *arg, const struct held_message *message,
	const struct held_position *position)
{
	return add_place(arg, &message->id, position);
}

static void turn(struct search *s)
{
	for (size_t i = 0; i < s->len / 2; i++) {
		struct place place = s->places[i];

		s->places[i] = s->places[s->len - 1 - i];
		s->places[s->len - 1 - i] = place;
	}
}

/* One more than the page has, to see whether there is more. */
static enum err find(struct search *s, struct browse_result *result)
{
	const struct browse_query *q = s->query;
	struct held_browse page = s->browse;

	page.is_descending = q->is_descending != q->is_backward;
	page.is_after = q->has_place;
	page.after = q->place;
	page.limit = q->limit + 1;
	return store_held_browse(
		s->desk->session, &page, take_place, s, &result->total);
}

/* Two ends of one page: where there is more behind the one that was gone
 * towards, and where it came from. */
static void cut(struct search *s, struct browse_result *result)
{
	const struct browse_query *q = s->query;
	bool has_more = s->len > q->limit;

	if (has_more)
		s->len = q->limit;
	result->has_behind = q->is_backward ? q->has_place : has_more;
	result->has_before = q->is_backward ? has_more : q->has_place;
	if (q->is_backward)
		turn(s);
}

/* --------------------------------------------------- words of the subject */

static bool has_words(const struct search *s, const char *subject)
{
	char folded[FOLDED_SIZE];
	struct buf text;
	bool found;

	buf_init(&text, FOLDED_SIZE);
	(void)preview_value(subject, FOLDED_SIZE / 4, &text);
	found = comparable_fold(buf_text(&text), text.len, folded,
			sizeof(folded)) == ERR_OK &&
		strstr(folded, s->words);
	buf_free(&text);
	return found;
}

static bool take_words(void *arg, const struct quarantine_entry *entry)
{
	struct search *s = arg;
	const struct held_position position = {
		held_sort_value(s->query->sort, &entry->held),
		entry->held.number};

	s->looked_at++;
	return s->looked_at > BROWSE_WORDS_LATEST ||
		!has_words(s, entry->summary.subject) ||
		add_place(s, &entry->held.id, &position);
}

static int compare(const struct held_position *a, const struct held_position *b)
{
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return compare(&x->position, &y->position);
}

/* Of all places those of the page, as find() leaves them. */
static void choose(struct search *s)
{
	const struct browse_query *q = s->query;
	bool is_down = q->is_descending != q->is_backward;
	size_t first = 0;

	if (s->len > 0)
		qsort(s->places, s->len, sizeof(*s->places), compare_places);
	if (is_down)
		turn(s);
	while (q->has_place && first < s->len) {
		int order = compare(&s->places[first].position, &q->place);

		if (is_down ? order < 0 : order > 0)
			break;
		first++;
	}
	s->len -= first;
	if (first > 0 && s->len > 0)
		memmove(s->places, s->places + first,
			s->len * sizeof(*s->places));
}

static enum err find_words(struct search *s, struct browse_result *result)
{
	struct held_browse latest = s->browse;
	enum err e;

	latest.sort = HELD_BY_RECEIVED;
	latest.is_descending = true;
	latest.limit = BROWSE_WORDS_LATEST + 1;
	e = quarantine_summaries(s->desk, &latest, take_words, s);
	if (e)
		return e;
	result->total = (int64_t)s->len;
	result->is_partial = s->looked_at > BROWSE_WORDS_LATEST;
	result->looked_at =
		result->is_partial ? BROWSE_WORDS_LATEST : s->looked_at;
	choose(s);
	return ERR_OK;
}

/* ------------------------------------------------------------------ browse */

static enum err open_places(struct search *s, quarantine_fn *each, void *arg)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < s->len; i++)
		e = quarantine_get(s->desk, &s->places[i].id, each, arg);
	return e;
}

static enum err list(struct search *s, quarantine_fn *each, void *arg,
	struct browse_result *result)
{
	enum err e = store_read_begin(s->desk->session);

	if (!e)
		e = s->words[0] ? find_words(s, result) : find(s, result);
	if (!e && s->e)
		e = s->e;
	if (e && !s->words[0])
		e = desk_store_fail(s->desk, e, "reading the quarantine");
	if (!e) {
		cut(s, result);
		e = open_places(s, each, arg);
	}
	store_read_end(s->desk->session);
	result->len = s->len;
	if (s->len > 0) {
		result->first = s->places[0].position;
		result->last = s->places[s->len - 1].position;
	}
	return e;
}

enum err browse(struct desk *desk, const struct browse_query *query,
	quarantine_fn *each, void *arg, struct browse_result *result_r)
{
	struct search s = {.desk = desk,
		.query = query,
		.browse = {.sort = query->sort,
			.since_utc = query->since_utc,
			.before_utc = query->before_utc,
			.states = query->states,
			.reason = query->reason,
			.purpose = query->purpose,
			.is_requested = query->is_requested}};
	enum err e;

	*result_r = (struct browse_result){.total = 0};
	if (query->limit < 1 || query->limit > BROWSE_LIMIT_MAX)
		return desk_fail(desk, ERR_INVALID,
			"a page has 1 to %d messages", BROWSE_LIMIT_MAX);
	e = look_for(&s, result_r);
	if (!e)
		e = list(&s, each, arg, result_r);
	identity_keys_free(&s.keys);
	free(s.places);
	return e;
}

/* -------------------------------------------------------- what became of it */

struct fates {
	const struct held_id *id;
	struct desk *desk;
	struct browse_fate *fate;
	bool found;
};

static void take_latest(struct fates *f, const struct journal_entry *entry)
{
	f->found = true;
	f->fate->kind = entry->kind;
	f->fate->at_utc = entry->at_utc;
	if (entry->sender_len == 0 ||
		pseudonym_open_name(
			identifier_pseudonymizer(f->desk->identifier),
			entry->sender, entry->sender_len, f->fate->who))
		f->fate->who[0] = '\0';
}

/* "7K3MQW9X2ABC: the reason". That it was delivered has what the mail server
 * said instead; why it was released stands in an earlier entry. */
static bool take_fate(void *arg, const struct journal_entry *entry)
{
	struct fates *f = arg;
	const char *detail = entry->detail;

	if (!detail || strncmp(detail, f->id->text, HELD_ID_LEN) != 0)
		return true;
	if (!f->found)
		take_latest(f, entry);
	if (entry->kind == JOURNAL_DELIVERED ||
		(f->fate->kind == JOURNAL_DELIVERED &&
			entry->kind != JOURNAL_RELEASED))
		return true;
	detail += HELD_ID_LEN;
	detail += strspn(detail, ": ");
	(void)snprintf(f->fate->reason, sizeof(f->fate->reason), "%s", detail);
	return false;
}

enum err browse_fate(
	struct desk *desk, const struct held_id *id, struct browse_fate *fate_r)
{
	const struct journal_filter latest = {.since_utc = INSTANT_NONE,
		.is_of_quarantine = true,
		.limit = FATES_LOOKED_AT};
	struct fates f = {.id = id, .desk = desk, .fate = fate_r};
	enum err e;

	*fate_r = (struct browse_fate){.at_utc = INSTANT_NONE};
	e = store_journal_each(desk->session, &latest, take_fate, &f);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	return f.found ? ERR_OK : ERR_NOT_FOUND;
}
