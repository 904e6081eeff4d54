/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/check.h"

#include <stdlib.h>
#include <string.h>

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

static enum err decide_all(struct desk *desk, const struct check_query *query,
	const struct work *works, size_t len, struct subject *subject)
{
	const struct question question = {.purpose = query->purpose,
		.now_utc = query->at_utc,
		.is_live = query->is_live};
	enum err e;

	for (size_t i = 0; i < len; i++) {
		subject_reset(subject);
		e = store_subject_get(desk->session, &works[i].who.key,
			works[i].who.domains, works[i].who.domains_len,
			!query->is_live, subject);
		if (e)
			return desk_store_fail(desk, e, "reading");
		policy_decide(&desk->settings->policy, subject, &question,
			&works[i].item->verdict);
	}
	return ERR_OK;
}

enum err check_batch(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	struct work *works = calloc(len + 1, sizeof(*works));
	struct subject subject;
	size_t works_len = 0;
	enum err e;

	if (!works)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	subject_init(&subject);
	e = identify_all(desk, query, items, len, works, &works_len);
	if (e)
		goto out;
	qsort(works, works_len, sizeof(*works), compare_keys);
	e = store_read_begin(desk->session);
	if (e) {
		e = desk_store_fail(desk, e, "reading");
		goto out;
	}
	e = decide_all(desk, query, works, works_len, &subject);
	store_read_end(desk->session);
out:
	subject_free(&subject);
	free(works);
	identifier_trim(desk->identifier);
	return e;
}
