/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/check.h"

#include <glib.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A batch smaller than this is not worth a second thread. */
#define SPLIT_LEN 2048

struct work {
	struct identity who;
	struct check_item *item;
};

void check_query_init(const struct desk *desk,
	const struct policy_purpose *purpose, int64_t at_utc,
	struct check_query *query_r)
{
	*query_r = (struct check_query){
		.purpose = purpose,
		.at_utc = at_utc == INSTANT_NONE ? desk->now_utc : at_utc,
		.is_live = at_utc == INSTANT_NONE,
	};
}

static int compare_keys(const void *a, const void *b)
{
	const struct work *left = a, *right = b;

	return memcmp(left->who.key.bytes, right->who.key.bytes, PSEUDONYM_LEN);
}

static void refuse_address(const struct desk *desk,
	const struct check_query *query, struct check_item *item)
{
	item->verdict = (struct verdict){
		.reason = REASON_BAD_ADDRESS,
		.action = policy_action(&desk->settings->policy, query->purpose,
			REASON_BAD_ADDRESS),
		.retention = {RETENTION_ENDED, INSTANT_NONE},
		.since_utc = INSTANT_NONE,
		.last_contact_utc = INSTANT_NONE,
		.next_utc = INSTANT_NONE,
	};
}

static enum err identify_all(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len, struct work *works,
	size_t *works_len_r)
{
	size_t n = 0;
	enum err e;

	for (size_t i = 0; i < len; i++) {
		items[i].cause = NULL;
		e = identifier_address(desk->identifier, items[i].text,
			items[i].text_len, &works[n].who, &items[i].cause);
		if (e == ERR_INVALID) {
			if (!items[i].cause)
				items[i].cause = err_text(e);
			refuse_address(desk, query, &items[i]);
			continue;
		}
		if (e)
			return desk_fail(desk, e, "%s", err_text(e));
		items[i].cause = NULL;
		works[n++].item = &items[i];
	}
	*works_len_r = n;
	return ERR_OK;
}

/* Domains repeat within a batch: each is asked once, before the persons and
 * in the order of keys like them. "objecting" holds those that objected, each
 * as a subject that holds its objections. */
struct domains {
	GHashTable *seen; /* keys */
	GPtrArray *order; /* keys */
	GHashTable *objecting;
};

static guint hash_key(gconstpointer key)
{
	guint hash;

	memcpy(&hash, ((const struct pseudonym *)key)->bytes, sizeof(hash));
	return hash;
}

static gboolean is_same_key(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, PSEUDONYM_LEN) == 0;
}

static gint compare_domains(gconstpointer a, gconstpointer b)
{
	const struct pseudonym *const *left = a, *const *right = b;

	return memcmp((*left)->bytes, (*right)->bytes, PSEUDONYM_LEN);
}

static void free_domain(gpointer subject)
{
	subject_free(subject);
	free(subject);
}

static void domains_open(
	struct domains *d, const struct work *works, size_t len)
{
	d->seen = g_hash_table_new(hash_key, is_same_key);
	d->order = g_ptr_array_new();
	d->objecting =
		g_hash_table_new_full(hash_key, is_same_key, NULL, free_domain);
	for (size_t i = 0; i < len; i++) {
		const struct identity *who = &works[i].who;

		for (size_t k = 0; k < who->domains_len; k++) {
			gpointer key = (gpointer)(uintptr_t)&who->domains[k];

			/* Where the domain is known, so are its parents. */
			if (!g_hash_table_add(d->seen, key))
				break;
			g_ptr_array_add(d->order, key);
		}
	}
	g_ptr_array_sort(d->order, compare_domains);
}

static void domains_close(struct domains *d)
{
	g_hash_table_destroy(d->seen);
	g_ptr_array_free(d->order, TRUE);
	g_hash_table_destroy(d->objecting);
}

static enum err ask_domain(struct desk *desk, const struct pseudonym *key,
	struct subject **domain_r)
{
	struct subject *domain = calloc(1, sizeof(*domain));
	enum err e;

	*domain_r = NULL;
	if (!domain)
		return ERR_NOMEM;
	subject_init(domain);
	e = store_subject_get(desk->session, key, NULL, 0, false, domain);
	if (e || domain->objections_len == 0)
		free_domain(domain);
	else
		*domain_r = domain;
	return e;
}

static enum err ask_domains(struct desk *desk, struct domains *d)
{
	enum err e = ERR_OK;

	for (guint i = 0; !e && i < d->order->len; i++) {
		struct pseudonym *key = g_ptr_array_index(d->order, i);
		struct subject *domain;

		e = ask_domain(desk, key, &domain);
		if (domain)
			g_hash_table_insert(d->objecting, key, domain);
	}
	return e;
}

static enum err read_subject(struct desk *desk, const struct check_query *query,
	const struct domains *d, const struct identity *who,
	struct subject *subject)
{
	enum err e;

	subject_reset(subject);
	e = store_subject_get(
		desk->session, &who->key, NULL, 0, !query->is_live, subject);
	if (g_hash_table_size(d->objecting) == 0)
		return e;
	for (size_t k = 0; !e && k < who->domains_len; k++) {
		const struct subject *domain =
			g_hash_table_lookup(d->objecting, &who->domains[k]);

		for (size_t i = 0; !e && domain && i < domain->objections_len;
			i++)
			e = subject_add_objection(
				subject, &domain->objections[i]);
	}
	return e;
}

static enum err decide_all(struct desk *desk, const struct check_query *query,
	const struct domains *d, const struct work *works, size_t len)
{
	const struct question question = {.purpose = query->purpose,
		.now_utc = query->at_utc,
		.is_live = query->is_live};
	struct subject subject;
	enum err e = ERR_OK;

	subject_init(&subject);
	for (size_t i = 0; !e && i < len; i++) {
		if (i > 0 &&
			is_same_key(&works[i].who.key, &works[i - 1].who.key)) {
			works[i].item->verdict = works[i - 1].item->verdict;
			continue;
		}
		e = read_subject(desk, query, d, &works[i].who, &subject);
		if (!e)
			policy_decide(&desk->settings->policy, &subject,
				&question, &works[i].item->verdict);
	}
	subject_free(&subject);
	return e;
}

static enum err read_all(struct desk *desk, const struct check_query *query,
	const struct work *works, size_t len)
{
	struct domains domains;
	enum err e = store_read_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "reading");
	domains_open(&domains, works, len);
	e = ask_domains(desk, &domains);
	if (!e)
		e = decide_all(desk, query, &domains, works, len);
	if (e)
		e = desk_store_fail(desk, e, "reading");
	store_read_end(desk->session);
	domains_close(&domains);
	return e;
}

static enum err check_part(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	struct work *works = calloc(len + 1, sizeof(*works));
	size_t works_len = 0;
	enum err e;

	if (!works)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = identify_all(desk, query, items, len, works, &works_len);
	if (e)
		goto out;
	qsort(works, works_len, sizeof(*works), compare_keys);
	e = read_all(desk, query, works, works_len);
out:
	free(works);
	identifier_trim(desk->identifier);
	return e;
}

struct part {
	struct desk *desk;
	const struct check_query *query;
	struct check_item *items;
	size_t len;
	enum err result;
};

static void *run_part(void *arg)
{
	struct part *part = arg;

	part->result =
		check_part(part->desk, part->query, part->items, part->len);
	return NULL;
}

enum err check_batch(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	struct part part = {
		.query = query, .items = items + len / 2, .len = len - len / 2};
	pthread_t thread;
	enum err e;

	part.desk = len >= SPLIT_LEN ? desk_helper(desk) : NULL;
	if (!part.desk || pthread_create(&thread, NULL, run_part, &part) != 0)
		return check_part(desk, query, items, len);
	e = check_part(desk, query, items, len / 2);
	pthread_join(thread, NULL);
	if (!e && part.result)
		e = desk_fail(desk, part.result, "%s", part.desk->cause);
	return e;
}
