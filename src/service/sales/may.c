/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/sales/may.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "mail/refusal.h"
#include "store/sales.h"
#include "store/tally.h"

#define WORDS_MAX 2000

enum notice_language may_language(const struct desk *desk, const char *language)
{
	enum notice_language found;

	if (language && notice_language_parse(language, &found) == ERR_OK)
		return found;
	return refusal_language(desk->settings);
}

enum err may_words(const struct desk *desk, enum notice_language language,
	const struct verdict *verdict, const char *cause, struct buf *out)
{
	struct refusal refusal;

	refusal_of(desk->settings, verdict, cause, &refusal);
	refusal.language = language;
	return refusal_add_why(out, &refusal);
}

enum err may_take_within(
	struct desk *desk, int64_t account, size_t addresses, int64_t *left_r)
{
	const struct store_asking asking = {.account = account,
		.day = store_day(desk->now_utc),
		.addresses = (int64_t)addresses,
		.most = desk->settings->staff.checks_per_day};
	enum err e = store_asking_add(desk->session, &asking, left_r);

	if (e == ERR_LIMIT)
		e = desk_fail(desk, e, "%s",
			N_("You have asked about as many addresses as you may "
			   "in a day, or the list has more than are left. "
			   "Please try again tomorrow."));
	else if (e)
		e = desk_store_fail(desk, e, "counting what is asked");
	return e;
}

enum err may_take(
	struct desk *desk, int64_t account, size_t addresses, int64_t *left_r)
{
	enum err e = desk_begin(desk);

	*left_r = 0;
	if (e)
		return e;
	return desk_end(
		desk, may_take_within(desk, account, addresses, left_r));
}

enum err may_have(struct desk *desk, int64_t account, size_t addresses)
{
	int64_t left;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = may_take_within(desk, account, addresses, &left);
	store_write_rollback(desk->session);
	return e;
}

/* What is confidential has no date: one would tell which reason it is. */
static void fill_dates(const struct verdict *v, struct may_answer *answer)
{
	answer->since_utc = answer->last_contact_utc = answer->next_utc =
		answer->until_utc = INSTANT_NONE;
	if (reason_is_confidential(v->reason))
		return;
	answer->since_utc = v->since_utc;
	answer->since_is_day = v->since_is_day;
	answer->last_contact_utc = v->last_contact_utc;
	answer->next_utc = v->next_utc;
	answer->is_known = v->is_known;
	if (!v->is_known)
		return;
	answer->is_unlimited = v->retention.kind == RETENTION_UNLIMITED;
	if (v->retention.kind == RETENTION_AT)
		answer->until_utc = v->retention.end_utc;
}

static enum err give_all(struct desk *desk, enum notice_language language,
	const struct check_item *items, size_t len,
	void (*each)(void *arg, const struct may_answer *answer), void *arg)
{
	struct buf words;
	enum err e = ERR_OK;

	buf_init(&words, WORDS_MAX);
	for (size_t i = 0; !e && i < len; i++) {
		const struct verdict *v = &items[i].verdict;
		struct may_answer answer = {.address = items[i].text,
			.is_yes = check_may_go(&items[i]),
			.reason = refusal_name(v->reason)};

		buf_reset(&words);
		e = may_words(desk, language, v, items[i].cause, &words);
		answer.why = buf_text(&words);
		fill_dates(v, &answer);
		if (!e)
			each(arg, &answer);
	}
	buf_free(&words);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

enum err may_ask(struct desk *desk, const struct may_question *question,
	void (*each)(void *arg, const struct may_answer *answer), void *arg,
	int64_t *left_r)
{
	const struct policy_purpose *purpose;
	struct check_item *items = NULL;
	struct check_query query;
	enum err e;

	*left_r = 0;
	if (question->len == 0 || question->len > MAY_ADDRESSES_MAX)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("At most 100 addresses can be asked about at once. "
			   "Of more, send a list."));
	e = desk_purpose(desk, question->purpose, &purpose);
	if (!e)
		e = may_take(desk, question->account, question->len, left_r);
	if (e)
		return e;
	items = calloc(question->len, sizeof(*items));
	if (!items)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	for (size_t i = 0; i < question->len; i++)
		items[i] = (struct check_item){.text = question->addresses[i],
			.text_len = strlen(question->addresses[i])};
	check_query_init(desk, purpose, INSTANT_NONE, &query);
	e = check_batch(desk, &query, items, question->len);
	if (!e)
		e = give_all(desk, may_language(desk, question->language),
			items, question->len, each, arg);
	free(items);
	return e;
}
