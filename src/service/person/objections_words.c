/* SPDX-License-Identifier: BSD-2-Clause */
/* What the mails said whose objections wait for somebody. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "service/person/objections.h"

/* The words of one follow it. */
struct kept {
	struct objections_said said;
	bool is_waiting;
	char queue_id[JOURNAL_QUEUE_ID_MAX + 1];
	char words[];
};

struct objections_words {
	struct table kept; /* by mark */
	enum err failed;
};

static struct kept *keep(const struct store_doubt *doubt)
{
	size_t len = doubt->words ? strlen(doubt->words) : 0;
	struct kept *k = malloc(sizeof(*k) + len + 1);

	if (!k)
		return NULL;
	*k = (struct kept){.said = {.at_utc = doubt->at_utc,
				   .key = doubt->key,
				   .grade = doubt->grade,
				   .cause = doubt->cause,
				   .has_message = doubt->has_message}};
	memcpy(k->said.mark, doubt->mark, sizeof(k->said.mark));
	memcpy(k->said.message, doubt->message, sizeof(k->said.message));
	if (doubt->queue_id) {
		snprintf(k->queue_id, sizeof(k->queue_id), "%s",
			doubt->queue_id);
		k->said.queue_id = k->queue_id;
	}
	memcpy(k->words, doubt->words ? doubt->words : "", len + 1);
	if (doubt->words)
		k->said.words = k->words;
	return k;
}

static bool take(void *arg, const struct store_doubt *doubt)
{
	struct objections_words *w = arg;
	struct kept *k;

	if (doubt->kind != DOUBT_OBJECTION)
		return true;
	k = keep(doubt);
	w->failed = k ?
		table_put(&w->kept, k->said.mark, sizeof(k->said.mark), k) :
		ERR_NOMEM;
	if (w->failed)
		free(k);
	/* No mark is given twice; of two the older is shown. */
	if (w->failed == ERR_EXISTS)
		w->failed = ERR_OK;
	return !w->failed;
}

static bool mark_waiting(void *arg, const struct unconfirmed *u)
{
	struct objections_words *w = arg;
	struct kept *k = table_get(&w->kept, u->mark, sizeof(u->mark));

	if (k)
		k->is_waiting = true;
	return true;
}

enum err objections_words_read(
	struct store_session *s, struct objections_words **words_r)
{
	struct objections_words *w = calloc(1, sizeof(*w));
	enum err e;

	*words_r = w;
	if (!w)
		return ERR_NOMEM;
	table_init(&w->kept);
	e = store_doubts_each(s, NULL, take, w);
	if (!e)
		e = w->failed;
	if (!e)
		e = store_unconfirmed_each(s, mark_waiting, w);
	if (e)
		objections_words_free(words_r);
	return e;
}

enum err objections_words_get(
	struct desk *desk, struct objections_words **words_r)
{
	enum err e = store_read_begin(desk->session);

	*words_r = NULL;
	if (!e) {
		e = objections_words_read(desk->session, words_r);
		store_read_end(desk->session);
	}
	return e ? desk_store_fail(desk, e, "reading objections") : ERR_OK;
}

const struct objections_said *objections_words_of(
	const struct objections_words *words,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	const struct kept *k =
		table_get(&words->kept, mark, OBJECTION_MARK_LEN);

	return k && k->is_waiting ? &k->said : NULL;
}

void objections_words_free(struct objections_words **words)
{
	if (*words) {
		table_each(&(*words)->kept, free);
		table_free(&(*words)->kept);
	}
	free(*words);
	*words = NULL;
}
