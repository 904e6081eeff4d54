/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/simulate.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "service/verdict/simulate_decide_private.h"

/* As many verdicts are sorted by person before the store is asked. */
#define SLAB_LEN ((size_t)1 << 18)
#define SHOW_MAX ((size_t)16 << 20)
#define NAME_SIZE 256
#define ANSWERS "answers "

static const char *const doubt_names[SIMULATE_DOUBTS][2] = {
	[SIMULATE_KNOWN] = {"known", "known"},
	[SIMULATE_PURGED] = {"purged", "the person was removed since"},
	[SIMULATE_CHANGED] = {"changed",
		"what is on record, or the present rules, are not those of "
		"the time"},
	[SIMULATE_NO_PURPOSE] = {"no-purpose",
		"the other configuration has no such purpose"},
	[SIMULATE_LIST] = {"list", "what a do-not-mail list said at the time"},
	[SIMULATE_NOTICE] = {"notice",
		"whether the message told of the right to object"},
	[SIMULATE_DOMAIN] = {"domain", "whether the domain had objected"},
	[SIMULATE_AGAIN] = {"again",
		"whether it was the same message once more"},
	[SIMULATE_ANSWER] = {"answer",
		"whether it answered what the person wrote"},
};

const char *simulate_doubt_name(enum simulate_doubt doubt)
{
	return doubt_names[doubt][0];
}

const char *simulate_doubt_words(enum simulate_doubt doubt)
{
	return doubt_names[doubt][1];
}

/* Texts that repeat, each kept once; equal ones have one address. */
struct word {
	size_t len;
	char bytes[];
};

/* By what a cell is known: no padding. */
struct cell_key {
	const struct word *purpose, *sender; /* sender NULL: none */
	int32_t old_reason, old_action, new_reason, new_action, doubt, unused;
};

struct counter {
	struct cell_key key;
	int64_t count;
	struct counter *next; /* of all, in no order */
};

struct entry {
	struct pseudonym key;
	unsigned char answered[MESSAGE_DIGEST_LEN];
	struct simulate_past past;
	const struct word *purpose, *sender;
	enum action action;
	bool has_key;
};

struct simulate_work {
	struct desk *desk;
	struct store_session *session; /* beside the one that reads entries */
	struct simulate_rules rules;
	struct simulation *simulation;
	struct table words, counters;
	struct counter *all;
	struct entry *slab;
	size_t len;
	struct subject subject;
	enum err failed;
};

static const struct word *intern(
	struct simulate_work *w, const void *bytes, size_t len)
{
	struct word *word = table_get(&w->words, bytes, len);

	if (word)
		return word;
	word = malloc(sizeof(*word) + len + 1);
	if (!word)
		return NULL;
	word->len = len;
	memcpy(word->bytes, bytes, len);
	word->bytes[len] = '\0';
	if (table_put(&w->words, word->bytes, len, word)) {
		free(word);
		return NULL;
	}
	return word;
}

static enum err count(struct simulate_work *w, const struct entry *entry,
	enum simulate_doubt doubt, const struct verdict *verdict)
{
	const struct cell_key key = {
		.purpose = entry->purpose,
		.sender = entry->sender,
		.old_reason = (int32_t)entry->past.reason,
		.old_action = (int32_t)entry->action,
		.new_reason = doubt ? 0 : (int32_t)verdict->reason,
		.new_action = doubt ? 0 : (int32_t)verdict->action,
		.doubt = (int32_t)doubt,
	};
	struct counter *counter = table_get(&w->counters, &key, sizeof(key));

	if (!counter) {
		counter = calloc(1, sizeof(*counter));
		if (!counter)
			return ERR_NOMEM;
		counter->key = key;
		if (table_put(&w->counters, &counter->key, sizeof(key),
			    counter)) {
			free(counter);
			return ERR_NOMEM;
		}
		counter->next = w->all;
		w->all = counter;
	}
	counter->count++;
	return ERR_OK;
}

/* ------------------------------------------------------- reading entries */

/* "answers ", and the digest in hexadecimal digits. */
static bool read_answered(
	const char *detail, unsigned char digest_r[MESSAGE_DIGEST_LEN])
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	if (strncmp(detail, ANSWERS, strlen(ANSWERS)) != 0)
		return false;
	at = detail + strlen(ANSWERS);
	if (strlen(at) != (size_t)2 * MESSAGE_DIGEST_LEN)
		return false;
	for (size_t i = 0; i < MESSAGE_DIGEST_LEN; i++) {
		const char *high = strchr(digits, at[2 * i]);
		const char *low = strchr(digits, at[2 * i + 1]);

		if (!high || !low)
			return false;
		digest_r[i] =
			(unsigned char)((high - digits) * 16 + (low - digits));
	}
	return true;
}

/* Of a released message the detail says that, and not which list. */
static enum err read_detail(
	struct simulate_work *w, struct entry *entry, const char *detail)
{
	const struct word *list;

	if (!detail)
		return ERR_OK;
	if (read_answered(detail, entry->answered)) {
		entry->past.is_solicited = true;
		return ERR_OK;
	}
	if (entry->past.reason != REASON_LISTED || strchr(detail, ' '))
		return ERR_OK;
	list = intern(w, detail, strlen(detail));
	if (!list)
		return ERR_NOMEM;
	entry->past.list = list->bytes;
	return ERR_OK;
}

static enum err read_entry(struct simulate_work *w,
	const struct journal_entry *from, struct entry *to)
{
	const char *purpose = from->purpose ? from->purpose : "";

	*to = (struct entry){
		.has_key = from->has_key,
		.action = from->action,
		.past = {.at_utc = from->at_utc,
			.reason = from->reason,
			.asked_utc = INSTANT_NONE},
	};
	if (from->has_key)
		to->key = from->key;
	to->purpose = intern(w, purpose, strlen(purpose));
	if (!to->purpose)
		return ERR_NOMEM;
	to->past.purpose = to->purpose->bytes;
	if (from->sender && from->sender_len > 0) {
		to->sender = intern(w, from->sender, from->sender_len);
		if (!to->sender)
			return ERR_NOMEM;
	}
	return read_detail(w, to, from->detail);
}

/* -------------------------------------------------------------- deciding */

/* Each person is read once; in which order the messages to him are decided
 * changes nothing. */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return memcmp(
		left->key.bytes, right->key.bytes, sizeof(left->key.bytes));
}

static int compare_sends(const void *a, const void *b)
{
	const struct send *left = a, *right = b;

	if (left->at_utc == right->at_utc)
		return 0;
	return left->at_utc < right->at_utc ? -1 : 1;
}

static enum err read_person(
	struct simulate_work *w, const struct pseudonym *key)
{
	struct subject *s = &w->subject;
	enum err e;

	subject_reset(s);
	e = store_subject_get(w->session, key, NULL, 0, true, s);
	if (!e && s->sends_len > 1)
		qsort(s->sends, s->sends_len, sizeof(*s->sends), compare_sends);
	return e;
}

static enum err decide_entry(struct simulate_work *w, struct entry *entry)
{
	struct store_correspondence asked = {.at_utc = INSTANT_NONE};
	enum simulate_doubt doubt;
	struct verdict verdict;
	enum err e = ERR_OK;

	if (entry->past.is_solicited)
		e = store_correspondence_get(w->session, &entry->key,
			entry->answered, entry->past.purpose, &asked);
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	entry->past.asked_utc = asked.at_utc;
	entry->past.asked_objection = asked.is_objection;
	if (!e)
		e = simulate_decide(
			&w->rules, &entry->past, &w->subject, &doubt, &verdict);
	return e ? e : count(w, entry, doubt, &verdict);
}

/* What is decided without anybody's record stays as it is: no address, and
 * mail that its sender declared not to be marketing. */
static enum err keep_entry(struct simulate_work *w, const struct entry *entry)
{
	const struct verdict verdict = {
		.reason = entry->past.reason,
		.action = entry->action,
	};

	return count(w, entry, SIMULATE_KNOWN, &verdict);
}

static bool is_kept(const struct entry *entry)
{
	return !entry->has_key || entry->past.reason > REASON_RULES;
}

static enum err decide_slab(struct simulate_work *w)
{
	const struct entry *before = NULL;
	enum err e;

	qsort(w->slab, w->len, sizeof(*w->slab), compare_entries);
	e = store_read_begin(w->session);
	if (e)
		return e;
	for (size_t i = 0; !e && i < w->len; i++) {
		struct entry *entry = &w->slab[i];

		if (is_kept(entry)) {
			e = keep_entry(w, entry);
			continue;
		}
		if (!before ||
			memcmp(before->key.bytes, entry->key.bytes,
				PSEUDONYM_LEN) != 0)
			e = read_person(w, &entry->key);
		before = entry;
		if (!e)
			e = decide_entry(w, entry);
	}
	store_read_end(w->session);
	w->len = 0;
	return e;
}

static bool take_entry(void *arg, const struct journal_entry *from)
{
	struct simulate_work *w = arg;
	struct simulation *s = w->simulation;

	if (from->kind != JOURNAL_VERDICT)
		return true;
	if (s->verdicts++ == 0)
		s->first_utc = from->at_utc;
	s->last_utc = from->at_utc;
	w->failed = read_entry(w, from, &w->slab[w->len++]);
	if (!w->failed && w->len == SLAB_LEN)
		w->failed = decide_slab(w);
	return !w->failed;
}

static enum err read_journal(struct simulate_work *w, int64_t since_utc)
{
	struct journal_filter filter = {.since_utc = since_utc};
	struct desk *desk = w->desk;
	enum err e = store_read_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	e = store_journal_each(desk->session, &filter, take_entry, w);
	store_read_end(desk->session);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	e = w->failed;
	if (!e && w->len > 0)
		e = decide_slab(w);
	return e ? desk_fail(desk, e, "reading the persons: %s",
			   *store_session_cause(w->session) ?
				   store_session_cause(w->session) :
				   err_text(e)) :
		   ERR_OK;
}

/* --------------------------------------------------------------- results */

static enum err open_sender(
	struct simulate_work *w, const struct word *sealed, const char **name_r)
{
	struct pseudonymizer *p = identifier_pseudonymizer(w->desk->identifier);
	char name[NAME_SIZE];
	const struct word *word;

	*name_r = NULL;
	if (!sealed ||
		pseudonym_open_name(p, (const unsigned char *)sealed->bytes,
			sealed->len, name))
		return ERR_OK;
	word = intern(w, name, strlen(name));
	if (!word)
		return ERR_NOMEM;
	*name_r = word->bytes;
	return ERR_OK;
}

static int compare_names(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_cells(const void *a, const void *b)
{
	const struct simulate_cell *x = a, *y = b;
	int c = compare_names(x->sender, y->sender);

	if (!c)
		c = compare_names(x->purpose, y->purpose);
	if (!c)
		c = (int)x->old_reason - (int)y->old_reason;
	if (!c)
		c = (int)x->old_action - (int)y->old_action;
	if (!c)
		c = (int)x->new_reason - (int)y->new_reason;
	if (!c)
		c = (int)x->new_action - (int)y->new_action;
	return c ? c : (int)x->doubt - (int)y->doubt;
}

static void add_count(void *kept, const void *cell)
{
	((struct simulate_cell *)kept)->count +=
		((const struct simulate_cell *)cell)->count;
}

/* A sender is sealed anew with each generation of keys, and is one still. */
static void join_cells(struct simulation *s)
{
	s->len = array_join(
		s->cells, s->len, sizeof(*s->cells), compare_cells, add_count);
}

static enum err gather_cells(struct simulate_work *w)
{
	struct simulation *s = w->simulation;
	enum err e = ERR_OK;

	s->cells = calloc(w->counters.len + 1, sizeof(*s->cells));
	if (!s->cells)
		return desk_fail(w->desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	for (const struct counter *c = w->all; !e && c; c = c->next) {
		struct simulate_cell *cell = &s->cells[s->len++];

		*cell = (struct simulate_cell){
			.old_reason = (enum reason)c->key.old_reason,
			.old_action = (enum action)c->key.old_action,
			.new_reason = (enum reason)c->key.new_reason,
			.new_action = (enum action)c->key.new_action,
			.doubt = (enum simulate_doubt)c->key.doubt,
			.purpose = c->key.purpose->bytes,
			.count = c->count,
		};
		e = open_sender(w, c->key.sender, &cell->sender);
	}
	join_cells(s);
	return e ? desk_fail(w->desk, e, "%s", err_text(e)) : ERR_OK;
}

/* Adds the lines of a shown configuration that begin so, with the block that
 * one of them opens. */
static void pick_lines(const char *shown, const char *begin, struct buf *out)
{
	bool is_inside = false;

	while (*shown) {
		size_t len = strcspn(shown, "\n");

		if (strncmp(shown, begin, strlen(begin)) == 0)
			is_inside = true;
		if (is_inside)
			(void)buf_add(out, shown, len);
		if (is_inside &&
			(len == 0 || shown[0] == '}' ||
				shown[len - 1] != '{') &&
			shown[0] != '\t')
			is_inside = false;
		shown += len + (shown[len] != '\0');
	}
}

static bool differ(const struct buf shown[2], const char *begin)
{
	struct buf picked[2];
	bool differs;

	for (size_t i = 0; i < 2; i++) {
		buf_init(&picked[i], SHOW_MAX);
		pick_lines(buf_text(&shown[i]), begin, &picked[i]);
	}
	differs = strcmp(buf_text(&picked[0]), buf_text(&picked[1])) != 0;
	buf_free(&picked[0]);
	buf_free(&picked[1]);
	return differs;
}

static enum err compare_settings(
	struct desk *desk, const struct settings *other, unsigned *notes_r)
{
	struct buf shown[2];
	enum err e;

	buf_init(&shown[0], SHOW_MAX);
	buf_init(&shown[1], SHOW_MAX);
	e = settings_show(desk->settings, &shown[0]);
	if (!e)
		e = settings_show(other, &shown[1]);
	if (!e &&
		(differ(shown, "classify ") ||
			differ(shown, "purpose-header ")))
		*notes_r |= SIMULATE_NOTE_CLASSIFY;
	if (!e &&
		(differ(shown, "address-rule ") ||
			differ(shown, "sub-address-separators ")))
		*notes_r |= SIMULATE_NOTE_ADDRESSES;
	if (!e && differ(shown, "own-domains "))
		*notes_r |= SIMULATE_NOTE_OWN_DOMAINS;
	if (other->quarantine.max_message_bytes !=
		desk->settings->quarantine.max_message_bytes)
		*notes_r |= SIMULATE_NOTE_SIZE;
	buf_free(&shown[0]);
	buf_free(&shown[1]);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

static enum err begin(struct simulate_work *w, const struct settings *other)
{
	struct desk *desk = w->desk;
	enum err e = simulate_rules_init(&w->rules, desk->settings, other);

	if (e)
		return desk_fail(desk, e,
			"more than %d do-not-mail lists are more than can be "
			"tried",
			SIMULATE_LISTS_MAX);
	w->slab = malloc(SLAB_LEN * sizeof(*w->slab));
	if (!w->slab)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = store_session_get(desk->store, &w->session);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

static void end(struct simulate_work *w)
{
	if (w->session)
		store_session_put(w->desk->store, &w->session);
	free(w->slab);
	w->slab = NULL;
	subject_free(&w->subject);
}

enum err simulate_run(struct desk *desk, const struct settings *other,
	int64_t since_utc, struct simulation *simulation_r)
{
	struct simulate_work *w = calloc(1, sizeof(*w));
	enum err e;

	*simulation_r = (struct simulation){
		.first_utc = INSTANT_NONE, .last_utc = INSTANT_NONE, .work = w};
	if (!w)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	w->desk = desk;
	w->simulation = simulation_r;
	table_init(&w->words);
	table_init(&w->counters);
	subject_init(&w->subject);
	e = compare_settings(desk, other, &simulation_r->notes);
	if (!e)
		e = begin(w, other);
	if (!e)
		e = read_journal(w, since_utc);
	if (!e)
		e = gather_cells(w);
	end(w);
	if (e)
		simulate_free(simulation_r);
	return e;
}

void simulate_free(struct simulation *simulation)
{
	struct simulate_work *w = simulation->work;

	free(simulation->cells);
	simulation->cells = NULL;
	simulation->len = 0;
	if (!w)
		return;
	table_each(&w->counters, free);
	table_free(&w->counters);
	table_each(&w->words, free);
	table_free(&w->words);
	free(w);
	simulation->work = NULL;
}
