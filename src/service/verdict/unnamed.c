/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/unnamed.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "store/tally.h"

/* Of one minute; a day has its own bound, the store's. */
#define NUMBERS_MAX 2000
/* More of a name is not sealed. The pointer beside it fills the key up. */
#define NAME_SIZE (264 - sizeof(char *))
/* So many digits in a local part are no person's. */
#define DIGITS_OF_A_TOOL 6
/* A verdict waits for a transaction. */
#define BATCH 200

/* By what a number is known: no padding, and zero behind the name. */
struct number_key {
	int64_t day;
	const char *mark;
	char name[NAME_SIZE]; /* "": of further senders */
};
_Static_assert(sizeof(struct number_key) ==
		offsetof(struct number_key, name) + NAME_SIZE,
	"keys are compared as octets");

struct number {
	struct number_key key;
	int64_t messages;
	struct number *next;
};

struct unnamed {
	pthread_mutex_t lock;
	struct number *first;
	struct table numbers;
};

enum err unnamed_new(struct unnamed **unnamed_r)
{
	struct unnamed *u = calloc(1, sizeof(*u));

	*unnamed_r = u;
	if (!u)
		return ERR_NOMEM;
	pthread_mutex_init(&u->lock, NULL);
	table_init(&u->numbers);
	return ERR_OK;
}

static void free_all(struct number *n)
{
	while (n) {
		struct number *next = n->next;

		free(n);
		n = next;
	}
}

void unnamed_free(struct unnamed **unnamed)
{
	if (!*unnamed)
		return;
	free_all((*unnamed)->first);
	table_free(&(*unnamed)->numbers);
	pthread_mutex_destroy(&(*unnamed)->lock);
	free(*unnamed);
	*unnamed = NULL;
}

/* "bounce-4711232-adam=example.com@news.firma.example" (VERP). */
static bool is_made_anew(const char *local, size_t len)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++) {
		if (local[i] == '=' || local[i] == '+')
			return true;
		digits += local[i] >= '0' && local[i] <= '9';
	}
	return digits >= DIGITS_OF_A_TOOL;
}

static void name_of(
	const char *login, const char *sender, char name_r[NAME_SIZE])
{
	const char *at = strrchr(sender, '@');

	if (login)
		snprintf(name_r, NAME_SIZE, "%s", login);
	else if (at && is_made_anew(sender, (size_t)(at - sender)))
		snprintf(name_r, NAME_SIZE, "%s", at);
	else
		snprintf(name_r, NAME_SIZE, "%s", sender);
}

static struct number *new_number(
	struct unnamed *u, const struct number_key *key)
{
	struct number *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->key = *key;
	if (table_put(&u->numbers, &n->key, sizeof(n->key), n)) {
		free(n);
		return NULL;
	}
	n->next = u->first;
	u->first = n;
	return n;
}

/* With the lock held. Without memory nothing is counted. */
static void add(
	struct unnamed *u, const struct number_key *key, int64_t messages)
{
	struct number_key further = {.day = key->day, .mark = key->mark};
	struct number *n = table_get(&u->numbers, key, sizeof(*key));

	if (!n && u->numbers.len >= NUMBERS_MAX) {
		key = &further;
		n = table_get(&u->numbers, key, sizeof(*key));
	}
	if (!n)
		n = new_number(u, key);
	if (n)
		n->messages += messages;
}

void unnamed_count(struct unnamed *unnamed, int64_t now_utc, const char *login,
	const char *sender, const char *mark)
{
	struct number_key key = {.day = store_day(now_utc), .mark = mark};

	name_of(login, sender, key.name);
	pthread_mutex_lock(&unnamed->lock);
	add(unnamed, &key, 1);
	pthread_mutex_unlock(&unnamed->lock);
}

bool unnamed_is_empty(struct unnamed *unnamed)
{
	bool is_empty;

	pthread_mutex_lock(&unnamed->lock);
	is_empty = !unnamed->first;
	pthread_mutex_unlock(&unnamed->lock);
	return is_empty;
}

static struct number *take_all(struct unnamed *u)
{
	struct number *all;

	pthread_mutex_lock(&u->lock);
	all = u->first;
	u->first = NULL;
	table_free(&u->numbers);
	pthread_mutex_unlock(&u->lock);
	return all;
}

static void put_back(struct unnamed *u, const struct number *all)
{
	pthread_mutex_lock(&u->lock);
	for (; all; all = all->next)
		add(u, &all->key, all->messages);
	pthread_mutex_unlock(&u->lock);
}

static enum err write_one(struct desk *desk, const struct number *n)
{
	unsigned char sealed[SEALED_NAME_MAX];
	struct store_unnamed unnamed = {
		.day = n->key.day,
		.mark = n->key.mark,
		.messages = n->messages,
		.sender = sealed,
	};
	enum err e =
		pseudonym_seal_name(identifier_pseudonymizer(desk->identifier),
			n->key.name, sealed, &unnamed.sender_len);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = store_unnamed_add(desk->session, &unnamed);
	return e ? desk_store_fail(desk, e, "counting unnamed mail") : ERR_OK;
}

/* *rest_r: the first one that is not in the store. */
static enum err write_batch(
	struct desk *desk, struct number *first, struct number **rest_r)
{
	struct number *n = first;
	enum err e = desk_begin(desk);

	*rest_r = first;
	if (e)
		return e;
	for (size_t i = 0; !e && n && i < BATCH; i++, n = n->next)
		e = write_one(desk, n);
	e = desk_end(desk, e);
	if (!e)
		*rest_r = n;
	return e;
}

enum err unnamed_flush(struct unnamed *unnamed, struct desk *desk)
{
	struct number *all = take_all(unnamed), *rest = all;
	enum err e = ERR_OK;

	while (!e && rest)
		e = write_batch(desk, rest, &rest);
	put_back(unnamed, rest);
	free_all(all);
	return e;
}
