/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/check_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "base/worker.h"
#include "service/verdict/dnm.h"

/* A batch smaller than this is not worth a second thread. */
#define SPLIT_LEN 2048

#define BUCKETS 256
#define FEW 24
#define DEPTH_MAX PSEUDONYM_LEN

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

static bool is_before(const struct work *a, const struct work *b)
{
	return memcmp(a->who.key.bytes, b->who.key.bytes, PSEUDONYM_LEN) < 0;
}

static void sort_few(struct work *works, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		struct work moved = works[i];
		size_t at = i;

		for (; at > 0 && is_before(&moved, &works[at - 1]); at--)
			works[at] = works[at - 1];
		works[at] = moved;
	}
}

/* Brings each to the bucket of the octet at "depth"; begin_r[b] is where
 * bucket b begins. */
static void part_works(struct work *works, size_t len, size_t depth,
	size_t begin_r[BUCKETS + 1])
{
	size_t next[BUCKETS];

	memset(begin_r, 0, (BUCKETS + 1) * sizeof(*begin_r));
	for (size_t i = 0; i < len; i++)
		begin_r[works[i].who.key.bytes[depth] + 1]++;
	for (size_t b = 0; b < BUCKETS; b++)
		begin_r[b + 1] += begin_r[b];
	memcpy(next, begin_r, sizeof(next));
	for (size_t b = 0; b < BUCKETS; b++) {
		while (next[b] < begin_r[b + 1]) {
			struct work *here = &works[next[b]];
			unsigned char home = here->who.key.bytes[depth];
			struct work moved = *here;

			if (home != b) {
				*here = works[next[home]];
				works[next[home]] = moved;
			}
			next[home]++;
		}
	}
}

/* Keys are the digests of a keyed hash and so spread evenly over their first
 * octets: two or three rounds leave a handful in each bucket. Deeper only
 * equal keys go, of which there may be any number. */
static void sort_works(struct work *works, size_t len, size_t depth)
{
	size_t begin[BUCKETS + 1];

	if (len <= FEW || depth == DEPTH_MAX) {
		sort_few(works, len);
		return;
	}
	part_works(works, len, depth, begin);
	for (size_t b = 0; b < BUCKETS; b++)
		sort_works(
			works + begin[b], begin[b + 1] - begin[b], depth + 1);
}

void check_refuse(const struct desk *desk, const struct check_query *query,
	const char *cause, struct check_item *item)
{
	item->cause = cause;
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
			check_refuse(desk, query,
				items[i].cause ? items[i].cause : err_text(e),
				&items[i]);
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
	struct table seen;
	const struct pseudonym **order;
	size_t len, cap;
	struct table objecting;
};

static int compare_domains(const void *a, const void *b)
{
	const struct pseudonym *const *left = a, *const *right = b;

	return memcmp((*left)->bytes, (*right)->bytes, PSEUDONYM_LEN);
}

static void free_domain(void *domain)
{
	subject_free(domain);
	free(domain);
}

static enum err add_domain(struct domains *d, const struct pseudonym *key)
{
	const struct pseudonym **order;

	order = array_grow(d->order, d->len, &d->cap, sizeof(void *));
	if (!order)
		return ERR_NOMEM;
	d->order = order;
	d->order[d->len++] = key;
	return ERR_OK;
}

static enum err gather_domains(
	struct domains *d, const struct work *works, size_t len)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++) {
		const struct identity *who = &works[i].who;

		for (size_t k = 0; !e && k < who->domains_len; k++) {
			const struct pseudonym *key = &who->domains[k];

			e = table_put(&d->seen, key->bytes, PSEUDONYM_LEN, d);
			if (!e)
				e = add_domain(d, key);
			else if (e != ERR_EXISTS)
				break;
			/* Where the domain is known, so is all behind it. */
			else if (k == 0)
				k = who->domains_len - 1;
			if (e == ERR_EXISTS)
				e = ERR_OK;
		}
	}
	if (!e && d->len > 0)
		qsort(d->order, d->len, sizeof(void *), compare_domains);
	return e;
}

static void domains_close(struct domains *d)
{
	table_each(&d->objecting, free_domain);
	table_free(&d->objecting);
	table_free(&d->seen);
	free(d->order);
}

static enum err ask_domain(
	struct desk *desk, struct domains *d, const struct pseudonym *key)
{
	struct subject *domain = calloc(1, sizeof(*domain));
	enum err e;

	if (!domain)
		return ERR_NOMEM;
	subject_init(domain);
	e = store_subject_get(desk->session, key, NULL, 0, false, domain);
	if (!e && domain->objections_len > 0) {
		e = table_put(&d->objecting, key->bytes, PSEUDONYM_LEN, domain);
		if (!e)
			return ERR_OK;
	}
	free_domain(domain);
	return e;
}

static enum err ask_domains(struct desk *desk, struct domains *d)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < d->len; i++)
		e = ask_domain(desk, d, d->order[i]);
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
	for (size_t k = 0; !e && k < who->domains_len; k++) {
		const struct subject *domain = table_get(
			&d->objecting, who->domains[k].bytes, PSEUDONYM_LEN);

		for (size_t i = 0; !e && domain && i < domain->objections_len;
			i++)
			e = subject_add_objection(
				subject, &domain->objections[i]);
	}
	return e;
}

static bool is_same_key(const struct work *a, const struct work *b)
{
	return memcmp(a->who.key.bytes, b->who.key.bytes, PSEUDONYM_LEN) == 0;
}

/* A list may know one spelling and not the other. */
static bool is_same_text(const struct work *a, const struct work *b)
{
	return a->item->text_len == b->item->text_len &&
		memcmp(a->item->text, b->item->text, a->item->text_len) == 0;
}

static enum err decide_with_lists(struct desk *desk, struct dnm *listed,
	const struct subject *subject, struct question *question,
	struct check_item *item)
{
	struct address address;
	const struct dnm_person person = {item->text, item->text_len, &address};
	/* It was parsed before: no ERR_INVALID, but perhaps no memory. */
	enum err e = address_parse(&desk->settings->address_rules, item->text,
		item->text_len, &address, NULL);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = dnm_ask(listed, desk->settings, &person, question);
	if (!e) {
		policy_decide(&desk->settings->policy, subject, question,
			&item->verdict);
		e = dnm_judge(listed, &item->verdict);
	}
	return e ? desk_fail(desk, e, "%s", dnm_cause(listed)) : ERR_OK;
}

static enum err decide_all(struct desk *desk, const struct check_query *query,
	const struct domains *d, const struct work *works, size_t len)
{
	struct question question = {.purpose = query->purpose,
		.now_utc = query->at_utc,
		.is_live = query->is_live,
		.has_message = query->has_message,
		.has_notice = query->has_notice};
	bool asks_lists = dnm_applies(desk->settings, query->purpose);
	struct dnm *listed = NULL;
	struct subject subject;
	enum err e = ERR_OK;

	subject_init(&subject);
	if (asks_lists)
		e = dnm_new(desk->office, &listed);
	for (size_t i = 0; !e && i < len; i++) {
		if (i > 0 && is_same_key(&works[i], &works[i - 1]) &&
			(!asks_lists ||
				is_same_text(&works[i], &works[i - 1]))) {
			works[i].item->verdict = works[i - 1].item->verdict;
			continue;
		}
		e = read_subject(desk, query, d, &works[i].who, &subject);
		if (!e && asks_lists)
			e = decide_with_lists(desk, listed, &subject, &question,
				works[i].item);
		else if (!e)
			policy_decide(&desk->settings->policy, &subject,
				&question, &works[i].item->verdict);
	}
	subject_free(&subject);
	dnm_free(&listed);
	return e;
}

static enum err read_all(struct desk *desk, const struct check_query *query,
	const struct work *works, size_t len)
{
	struct domains domains = {.len = 0};
	enum err e = store_read_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "reading");
	desk->cause[0] = '\0';
	e = gather_domains(&domains, works, len);
	if (!e)
		e = ask_domains(desk, &domains);
	if (!e)
		e = decide_all(desk, query, &domains, works, len);
	/* What is no fault of the store has been told. */
	if (e && desk->cause[0] == '\0')
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
	sort_works(works, works_len, 0);
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

static void run_part(struct worker *worker, void *arg)
{
	struct part *part = arg;

	(void)worker;
	part->result =
		check_part(part->desk, part->query, part->items, part->len);
}

enum err check_as_written(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	struct part part = {
		.query = query, .items = items + len / 2, .len = len - len / 2};
	struct worker *second = NULL;
	enum err e;

	part.desk = len >= SPLIT_LEN ? desk_helper(desk) : NULL;
	if (!part.desk || worker_new(&second) ||
		worker_start(second, run_part, &part)) {
		worker_free(&second);
		return check_part(desk, query, items, len);
	}
	e = check_part(desk, query, items, len / 2);
	worker_free(&second); /* waits for its half */
	if (!e && part.result)
		e = desk_fail(desk, part.result, "%s", part.desk->cause);
	return e;
}

enum err check_batch(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	enum err e = check_as_written(desk, query, items, len);

	return e ? e : check_routed(desk, query, items, len);
}
