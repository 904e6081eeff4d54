/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/requests.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "service/person/record_act.h"

#define TEXT_MAX 500

/* Art. 12(3): one month, and two further ones. */
static const struct period month = {1, PERIOD_MONTHS};
static const struct period extended = {3, PERIOD_MONTHS};

static int64_t due_of(const struct desk *desk, int64_t received_utc,
	const struct period *period)
{
	const struct settings *s = desk->settings;

	return deadline_end(
		s->zone, &s->requests.holidays, received_utc, period);
}

struct requests_listing {
	struct desk *desk;
	const struct requests_query *query;
	bool (*each)(void *arg, const struct requests_item *item);
	void *arg;
};

static bool tell(void *arg, const struct store_request *request)
{
	struct requests_listing *a = arg;
	bool is_open = request->closed_utc == INSTANT_NONE;
	struct requests_item item = {.request = *request,
		.due_utc = due_of(a->desk, request->received_utc,
			request->told_utc == INSTANT_NONE ? &month :
							    &extended)};

	item.is_late = (is_open ? a->desk->now_utc : request->closed_utc) >
		item.due_utc;
	if (a->query->is_overdue && !(is_open && item.is_late))
		return true;
	return a->each(a->arg, &item);
}

enum err requests_each(struct desk *desk, const struct requests_query *query,
	bool (*each)(void *arg, const struct requests_item *item), void *arg)
{
	struct requests_listing a = {desk, query, each, arg};
	enum err e = store_requests_each(desk->session,
		&(struct store_request_filter){.key = query->key,
			.is_open = query->is_open || query->is_overdue},
		tell, &a);

	return e ? desk_store_fail(desk, e, "reading the register") : ERR_OK;
}

static enum err check_text(
	struct desk *desk, const char *what, const char *text)
{
	if (text[0] == '\0')
		return desk_fail(desk, ERR_INVALID, "%s is empty", what);
	if (strlen(text) > TEXT_MAX)
		return desk_fail(desk, ERR_INVALID,
			"%s is longer than %d octets", what, TEXT_MAX);
	return ERR_OK;
}

static enum err journal(struct desk *desk, const struct pseudonym *key,
	int64_t id, const char *what)
{
	char detail[JOURNAL_DETAIL_MAX];

	snprintf(detail, sizeof(detail), "%" PRId64 " %s", id, what);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_REGISTER,
			.key = key,
			.detail = detail});
}

static enum err check_new(struct desk *desk, const struct requests_new *new)
{
	static const int articles[] = {15, 16, 17, 18, 20, 21};
	enum err e = ERR_INVALID;

	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++)
		if (articles[i] == new->article)
			e = ERR_OK;
	if (e)
		return desk_fail(desk, e,
			"article: found %d, accepted: 15, 16, 17, 18, 20, 21",
			new->article);
	if (new->channel)
		e = check_text(desk, "the channel", new->channel);
	if (!e && new->channel)
		e = record_check_channel(desk, new->channel);
	if (!e && new->identified)
		e = check_text(
			desk, "how the person was identified", new->identified);
	if (!e)
		e = desk_refuse_ahead(desk, "the receipt", new->received_utc);
	return e;
}

enum err requests_add(
	struct desk *desk, const struct requests_new *new, struct buf *said)
{
	struct store_request request = {.article = new->article,
		.received_utc = new->received_utc == INSTANT_NONE ?
			desk->now_utc :
			new->received_utc,
		.channel = new->channel,
		.identified = new->identified};
	char due[INSTANT_TEXT_SIZE], what[32];
	struct identity identity;
	int64_t id = 0;
	enum err e = check_new(desk, new);

	if (!e)
		e = desk_identify(desk, new->who, &identity);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	request.key = identity.key;
	snprintf(what, sizeof(what), "received, Art. %d", new->article);
	e = store_request_add(desk->session, &request, &id);
	if (e)
		e = desk_store_fail(desk, e, "writing the register");
	if (!e)
		e = journal(desk, &request.key, id, what);
	e = desk_end(desk, e);
	if (e)
		return e;
	record_date(desk, due_of(desk, request.received_utc, &month), due);
	buf_addf(said,
		"Request %" PRId64 " under Art. %d is on record. It is to be "
		"answered until %s (GDPR Art. 12(3)).\n",
		id, new->article, due);
	return ERR_OK;
}

static bool take_one(void *arg, const struct store_request *request)
{
	struct store_request *one = arg;

	*one = *request;
	/* What is text lives during the call only. */
	one->channel = one->reason = one->outcome = NULL;
	one->identified = NULL;
	return false;
}

static enum err get_open(
	struct desk *desk, int64_t id, struct store_request *request_r)
{
	const struct store_request_filter filter = {.id = id};
	char closed[INSTANT_TEXT_SIZE];
	enum err e;

	request_r->id = 0;
	e = id > 0 ? store_requests_each(
			     desk->session, &filter, take_one, request_r) :
		     ERR_OK;
	if (e)
		return desk_store_fail(desk, e, "reading the register");
	if (request_r->id == 0)
		return desk_fail(desk, ERR_NOT_FOUND,
			"there is no request %" PRId64 " in the register", id);
	if (request_r->closed_utc == INSTANT_NONE)
		return ERR_OK;
	return desk_fail(desk, ERR_NOT_FOUND,
		"request %" PRId64 " was closed on %s", id,
		record_date(desk, request_r->closed_utc, closed));
}

/* Inside the write transaction: nobody closes it in between. */
static enum err extend_within(struct desk *desk, int64_t id, const char *reason,
	int64_t told_utc, struct buf *said)
{
	struct store_request request = {.id = 0};
	char text[INSTANT_TEXT_SIZE];
	int64_t first_utc;
	enum err e = get_open(desk, id, &request);

	if (e)
		return e;
	first_utc = due_of(desk, request.received_utc, &month);
	if (request.told_utc != INSTANT_NONE)
		return desk_fail(desk, ERR_INVALID,
			"request %" PRId64 " is extended already; GDPR Art. "
			"12(3) knows one extension",
			id);
	if (told_utc < request.received_utc)
		return desk_fail(desk, ERR_INVALID,
			"the person was told before the request came");
	if (told_utc > first_utc)
		return desk_fail(desk, ERR_INVALID,
			"the person was told too late: GDPR Art. 12(3) asks "
			"for it until %s",
			record_date(desk, first_utc, text));
	e = store_request_extend(desk->session, id, reason, told_utc);
	if (e)
		return desk_store_fail(desk, e, "writing the register");
	buf_addf(said,
		"Request %" PRId64 " is extended: to be answered until %s.\n",
		id,
		record_date(desk, due_of(desk, request.received_utc, &extended),
			text));
	return journal(desk, &request.key, id, "extended by two months");
}

enum err requests_extend(struct desk *desk, int64_t id, const char *reason,
	int64_t told_utc, struct buf *said)
{
	enum err e = check_text(desk, "the reason", reason);

	if (!e)
		e = desk_refuse_ahead(desk, "the notice", told_utc);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(desk, extend_within(desk, id, reason, told_utc, said));
}

static enum err close_within(
	struct desk *desk, int64_t id, const char *outcome, struct buf *said)
{
	struct store_request request;
	enum err e = get_open(desk, id, &request);

	if (e)
		return e;
	e = store_request_close(desk->session, id, desk->now_utc, outcome);
	if (e)
		return desk_store_fail(desk, e, "writing the register");
	buf_addf(said, "Request %" PRId64 " is closed.\n", id);
	return journal(desk, &request.key, id, "closed");
}

enum err requests_close(
	struct desk *desk, int64_t id, const char *outcome, struct buf *said)
{
	enum err e =
		outcome ? check_text(desk, "the outcome", outcome) : ERR_OK;

	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(desk, close_within(desk, id, outcome, said));
}

enum err requests_check(struct desk *desk, int64_t id, const char *who)
{
	struct store_request request;
	struct identity_keys keys;
	bool is_theirs = false;
	enum err e = get_open(desk, id, &request);

	if (!e)
		e = desk_keys(desk, who, true, &keys);
	if (e)
		return e;
	/* It has the key of the time when it came. */
	for (size_t i = 0; i < keys.own.len && !is_theirs; i++)
		is_theirs = memcmp(&keys.own.items[i], &request.key,
				    sizeof(request.key)) == 0;
	identity_keys_free(&keys);
	return is_theirs ? ERR_OK :
			   desk_fail(desk, ERR_INVALID,
				   "request %" PRId64 " is not of %s", id, who);
}

enum err requests_forget(struct desk *desk)
{
	int64_t since_utc = period_kept_since(desk->settings->zone,
		desk->now_utc, &desk->settings->requests.retain);
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_requests_purge(desk->session, since_utc);
	if (e)
		e = desk_store_fail(desk, e, "writing the register");
	return desk_end(desk, e);
}
