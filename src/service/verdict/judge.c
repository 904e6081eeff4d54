/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/judge_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/address.h"
#include "service/office/rekey_on_use.h"

#define SMALL_LEN 64
/* Others may write to the same persons meanwhile; not for long. */
#define SEEN_TRIES 8

enum err judge_new(struct office *office, struct judge **judge_r)
{
	struct judge *j = calloc(1, sizeof(*j));

	*judge_r = j;
	if (!j)
		return ERR_NOMEM;
	j->office = office;
	subject_init(&j->subject);
	return ERR_OK;
}

void judge_free(struct judge **judge)
{
	struct judge *j = *judge;

	if (!j)
		return;
	pseudonymizer_free(&j->pseudonymizer);
	ruleset_free(&j->ruleset);
	settings_unref(&j->settings);
	subject_free(&j->subject);
	dnm_free(&j->listed);
	free(j->domains);
	free(j->addresses);
	free(j->records);
	free(j);
	*judge = NULL;
}

bool judge_is_small(const struct judge *judge)
{
	return judge->addresses_cap <= SMALL_LEN &&
		judge->records_cap <= SMALL_LEN;
}

const char *judge_cause(const struct judge *judge)
{
	return judge->cause;
}

enum judge_fault judge_fault(const struct judge *judge)
{
	return judge->fault;
}

enum err judge_fail_for(
	struct judge *j, enum judge_fault fault, enum err e, const char *cause)
{
	snprintf(j->cause, sizeof(j->cause), "%s",
		cause && *cause ? cause : err_text(e));
	j->fault = e == ERR_NOMEM ? JUDGE_FAULT_MEMORY : fault;
	return e;
}

enum err judge_fail(struct judge *j, enum err e, const char *cause)
{
	return judge_fail_for(j, JUDGE_FAULT_KEYS, e, cause);
}

enum err judge_fail_store(struct judge *j, enum err e, const char *cause)
{
	char why[OFFICE_CAUSE_SIZE] = "";

	if (office_ready(j->office, why) == ERR_OK)
		why[0] = '\0';
	return judge_fail_for(j, JUDGE_FAULT_STORE, e, *why ? why : cause);
}

enum err judge_refresh(struct judge *j)
{
	char why[OFFICE_CAUSE_SIZE] = "";
	const struct keyfile *keys;
	enum err e;

	if (!office_store(j->office)) {
		e = office_ready(j->office, why);
		if (!office_store(j->office))
			return judge_fail_for(j, JUDGE_FAULT_STORE,
				e ? e : ERR_UNAVAILABLE, why);
	}
	/* The store first: keys newer than the store are refused by it, keys
	 * older than the store would find nobody. */
	j->store = office_store(j->office);
	keys = office_keys(j->office);
	if (keys == j->keys)
		return ERR_OK;
	pseudonymizer_free(&j->pseudonymizer);
	j->keys = NULL;
	j->sender_name[0] = '\0';
	j->known_domains = (struct known_domains){0};
	e = pseudonymizer_new(keys, &j->pseudonymizer);
	if (e)
		return judge_fail(j, e, NULL);
	j->keys = keys;
	return ERR_OK;
}

/* ------------------------------------------------------------ deciding */

static bool is_open(const struct judge_item *item)
{
	return item->purpose && !item->is_decided;
}

static void decide_without_store(
	struct judge_item *item, const struct settings *s, enum reason reason)
{
	item->is_decided = true;
	item->has_key = false;
	item->verdict = (struct verdict){
		.reason = reason,
		.action = reason == REASON_ALLOWED ?
			ACTION_ACCEPT :
			policy_action(&s->policy, item->purpose, reason),
		.retention = {.kind = RETENTION_ENDED},
		.since_utc = INSTANT_NONE,
		.last_contact_utc = INSTANT_NONE,
		.next_utc = INSTANT_NONE,
	};
}

/* What needs no store: addresses that are none, and the firm's own. Returns
 * whether the store must be asked. */
static bool prepare(const struct settings *s, struct judge_item *item,
	struct address *address)
{
	const char *text = judge_mailbox(item);

	item->is_target = true;
	item->cause = item->is_untold ?
		"it cannot be told where this address leads" :
		NULL;
	if (item->is_untold ||
		address_parse(&s->address_rules, text, strlen(text), address,
			&item->cause)) {
		decide_without_store(item, s, REASON_BAD_ADDRESS);
		return false;
	}
	if (settings_owns(s, address_domain(address))) {
		item->is_target = false;
		decide_without_store(item, s, REASON_ALLOWED);
		return false;
	}
	return true;
}

static enum err make_keys(struct judge *j, const struct address *address,
	struct pseudonym *key_r, size_t *domains_len_r)
{
	enum err e = pseudonym_of_address(j->pseudonymizer, address, key_r);
	const char *const *domains;
	size_t n = 0;

	/* An objection of a domain covers all its subdomains and all its
	 * names: so the address is asked for under each (Art. 21(3)). */
	if (!e)
		e = ruleset_domains(
			j->ruleset, address_domain(address), &domains, &n);
	if (!e)
		e = array_reserve((void **)&j->domains, &j->domains_cap, n,
			sizeof(*j->domains));
	for (size_t i = 0; !e && i < n; i++)
		e = known_domains_key(&j->known_domains, j->pseudonymizer,
			domains[i], &j->domains[i]);
	*domains_len_r = n;
	return e;
}

/* Rule 2: the lists of others, and whether they could all be asked. */
static enum err ask_lists(struct judge *j, const struct settings *s,
	const struct address *address, const struct judge_item *item,
	struct question *question)
{
	const char *text = judge_mailbox(item);
	const struct dnm_person person = {text, strlen(text), address};
	enum err e = ERR_OK;

	if (!dnm_applies(s, item->purpose))
		return ERR_OK;
	if (!j->listed)
		e = dnm_new(j->office, &j->listed);
	if (e)
		return judge_fail(j, e, NULL);
	e = dnm_ask(j->listed, s, &person, question);
	return e ?
		judge_fail_for(j, JUDGE_FAULT_LIST, e, dnm_cause(j->listed)) :
		ERR_OK;
}

static enum err check_lists(struct judge *j, const struct question *question,
	const struct verdict *verdict)
{
	if (!question->listings_len || !dnm_judge(j->listed, verdict))
		return ERR_OK;
	dnm_complain(j->listed);
	return judge_fail_for(
		j, JUDGE_FAULT_LIST, ERR_UNAVAILABLE, dnm_cause(j->listed));
}

void judge_begin(struct judge *judge)
{
	judge->fault = JUDGE_FAULT_NONE;
	judge->knows_headers = false;
	judge->in_reply_to = NULL;
}

void judge_set_in_reply_to(struct judge *judge, const char *in_reply_to)
{
	judge->knows_headers = true;
	judge->in_reply_to = in_reply_to;
}

static enum err decide_one(struct judge *j, struct store_session *session,
	const struct settings *s, const struct message_mark *message,
	const struct address *address, struct judge_item *item)
{
	struct question question = {
		.purpose = item->purpose,
		.now_utc = office_now(j->office),
		.is_live = true,
		.is_release = item->is_release,
		.has_message = true,
		.has_notice = item->has_notice,
		.message = message,
	};
	size_t domains_len;
	enum err e = make_keys(j, address, &item->key, &domains_len);

	if (e)
		return judge_fail(j, e, NULL);
	subject_reset(&j->subject);
	e = store_subject_get(session, &item->key, j->domains, domains_len,
		false, &j->subject);
	if (e)
		return judge_fail_store(j, e, store_session_cause(session));
	e = ask_lists(j, s, address, item, &question);
	if (!e)
		e = judge_find_answered(j, session, item, &question);
	if (e)
		return e;
	policy_decide(&s->policy, &j->subject, &question, &item->verdict);
	e = check_lists(j, &question, &item->verdict);
	if (!e)
		e = judge_find_asker(j, session, &s->policy, &question, item);
	if (e)
		return e;
	item->has_key = true;
	item->is_decided = true;
	return ERR_OK;
}

/* Only these look at what went out before: the limits (Art. 6(1)(f), balance),
 * whether the person was told of the right to object (Art. 21(4)), and whether
 * an answer is a retry. */
static bool looks_at_sends(
	const struct judge *j, const struct policy_purpose *purpose)
{
	return purpose->max_unanswered > 0 || purpose->min_interval_s > 0 ||
		purpose->requires_notice ||
		(j->answers_len > 0 && purpose->answer_window_s > 0);
}

static bool counts_sends(
	const struct judge *j, const struct judge_item *items, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_open(&items[i]) && looks_at_sends(j, items[i].purpose))
			return true;
	return false;
}

/* An objection that the person was told is noted counts from then on. */
static enum err settle_clicks(struct judge *j, const struct settings *s)
{
	char cause[OFFICE_CAUSE_SIZE];
	enum err e = office_settle(j->office, s, cause);

	return e ? judge_fail_for(j, JUDGE_FAULT_PAGE, e, cause) : ERR_OK;
}

static enum err use_rules(struct judge *j, const struct settings *s)
{
	enum err e = ERR_OK;

	if (!j->ruleset)
		e = ruleset_new(&j->ruleset);
	if (e || j->settings == s)
		return e ? judge_fail(j, e, NULL) : ERR_OK;
	e = ruleset_use(j->ruleset, &s->address_rules);
	if (e)
		return judge_fail(j, e, NULL);
	settings_unref(&j->settings);
	j->settings = settings_ref(s);
	return ERR_OK;
}

static struct rekey_on_use_args args_of(
	const struct judge *j, struct store_session *session)
{
	return (struct rekey_on_use_args){.session = session,
		.pseudonymizer = j->pseudonymizer,
		.ruleset = j->ruleset,
		.now_utc = office_now(j->office)};
}

static struct rekey_on_use_person person_of(
	const struct judge_item *item, const struct address *address)
{
	return (struct rekey_on_use_person){
		item->recipient, strlen(item->recipient), address};
}

/* What was said under older keys, and under earlier address rules, counts
 * from here on. */
static enum err see_all(struct judge *j, struct store_session *session,
	const struct judge_item *items, size_t len)
{
	const struct rekey_on_use_args args = args_of(j, session);
	enum err e = ruleset_ready(j->ruleset, session, args.now_utc);

	for (size_t i = 0; i < len && !e; i++) {
		const struct rekey_on_use_person person =
			person_of(&items[i], &j->addresses[i]);

		if (is_open(&items[i]))
			e = rekey_on_use(&args, &person);
	}
	return e ? judge_fail_store(j, e, store_session_cause(session)) :
		   ERR_OK;
}

/* Whether something is to be moved before anything can be decided. */
static enum err must_see(struct judge *j, struct store_session *session,
	const struct judge_item *items, size_t len, bool *must_r)
{
	const struct rekey_on_use_args args = args_of(j, session);
	bool is_current;
	enum err e = ruleset_is_current(j->ruleset, session, &is_current);

	*must_r = !e && !is_current;
	for (size_t i = 0; i < len && !e && !*must_r; i++) {
		const struct rekey_on_use_person person =
			person_of(&items[i], &j->addresses[i]);

		if (is_open(&items[i]))
			e = rekey_on_use_is_due(&args, &person, must_r);
	}
	return e ? judge_fail_store(j, e, store_session_cause(session)) :
		   ERR_OK;
}

static enum err decide_within(struct judge *j, struct store_session *session,
	const struct settings *s, const struct message_mark *message,
	struct judge_item *items, size_t len)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < len && !e; i++)
		if (is_open(&items[i]))
			e = decide_one(j, session, s, message, &j->addresses[i],
				&items[i]);
	return e;
}

/* All keys of all recipients are asked in one transaction. ERR_EXISTS: first
 * something is to be moved. */
static enum err look_up(struct judge *j, struct store_session *session,
	const struct settings *s, const struct message_mark *message,
	struct judge_item *items, size_t len)
{
	bool must = false;
	enum err e = store_lookup_begin(session, counts_sends(j, items, len));

	if (e)
		return judge_fail_store(j, e, store_session_cause(session));
	e = must_see(j, session, items, len, &must);
	if (!e && must)
		e = ERR_EXISTS;
	if (!e)
		e = decide_within(j, session, s, message, items, len);
	store_read_end(session);
	return e;
}

static enum err decide_with(struct judge *j, struct store_session *session,
	const struct settings *s, const struct message_mark *message,
	struct judge_item *items, size_t len)
{
	enum err e = look_up(j, session, s, message, items, len);

	for (int tries = 0; e == ERR_EXISTS && tries < SEEN_TRIES; tries++) {
		e = see_all(j, session, items, len);
		if (!e)
			e = look_up(j, session, s, message, items, len);
	}
	if (e == ERR_EXISTS)
		e = judge_fail_for(j, JUDGE_FAULT_STORE, ERR_UNAVAILABLE,
			"what is on record of a recipient changes all the "
			"time");
	return e;
}

static enum err decide_all(struct judge *j, const struct settings *s,
	const struct message_mark *message, struct judge_item *items,
	size_t len)
{
	struct store_session *session = NULL;
	enum err e = judge_refresh(j);

	if (!e)
		e = settle_clicks(j, s);
	if (!e)
		e = use_rules(j, s);
	if (e)
		return e;
	e = judge_read_answers(j);
	if (e)
		return e;
	e = store_session_get(j->store, &session);
	if (e)
		return judge_fail_store(j, e, NULL);
	e = decide_with(j, session, s, message, items, len);
	store_session_put(j->store, &session);
	return e;
}

/* -------------------------------------------------------------- faces */

bool judge_is_stricter(
	const struct judge_item *item, const struct judge_item *than)
{
	if (item->verdict.action != than->verdict.action)
		return item->verdict.action > than->verdict.action;
	if (item->is_target != than->is_target)
		return item->is_target;
	return item->verdict.reason < than->verdict.reason;
}

void judge_adopt(struct judge_item *item, const struct judge_item *from)
{
	item->purpose = from->purpose;
	item->has_notice = from->has_notice;
	item->is_decided = from->is_decided;
	item->is_target = from->is_target;
	item->has_key = from->has_key;
	item->key = from->key;
	item->verdict = from->verdict;
	item->cause = from->cause;
	item->may_answer = from->may_answer;
	item->is_solicited = from->is_solicited;
	memcpy(item->answered, from->answered, sizeof(item->answered));
	memcpy(item->answers, from->answers, sizeof(item->answers));
}

static enum err decide_faces(struct judge *j, const struct settings *s,
	const struct message_mark *message, struct judge_item *item)
{
	struct judge_item *strictest = item->faces;
	enum err e;

	for (size_t i = 0; i < item->faces_len; i++) {
		item->faces[i].is_decided = false;
		item->faces[i].has_notice = item->has_notice;
		item->faces[i].is_release = item->is_release;
	}
	e = judge_decide(j, s, message, item->faces, item->faces_len);
	if (e)
		return e;
	for (size_t i = 1; i < item->faces_len; i++)
		if (judge_is_stricter(&item->faces[i], strictest))
			strictest = &item->faces[i];
	judge_adopt(item, strictest);
	item->mailbox = judge_mailbox(strictest);
	return ERR_OK;
}

enum err judge_decide(struct judge *judge, const struct settings *settings,
	const struct message_mark *message, struct judge_item *items,
	size_t len)
{
	bool asks_store = false;
	enum err e;

	for (size_t i = 0; i < len; i++) {
		if (!is_open(&items[i]) || !items[i].faces)
			continue;
		e = decide_faces(judge, settings, message, &items[i]);
		if (e)
			return e;
	}
	if (array_reserve((void **)&judge->addresses, &judge->addresses_cap,
		    len, sizeof(*judge->addresses)))
		return judge_fail(judge, ERR_NOMEM, NULL);
	for (size_t i = 0; i < len; i++)
		if (is_open(&items[i]) &&
			prepare(settings, &items[i], &judge->addresses[i]))
			asks_store = true;
	if (!asks_store)
		return ERR_OK;
	return decide_all(judge, settings, message, items, len);
}

/* What is held for the person has this key then. */
static enum err see_one(struct judge *j, const struct settings *s,
	const char *recipient, const struct address *address)
{
	const struct rekey_on_use_person person = {
		recipient, strlen(recipient), address};
	struct store_session *session = NULL;
	struct rekey_on_use_args args;
	enum err e = use_rules(j, s);

	if (e)
		return e;
	e = store_session_get(j->store, &session);
	if (e)
		return judge_fail_store(j, e, NULL);
	args = args_of(j, session);
	e = ruleset_ready(j->ruleset, session, args.now_utc);
	if (!e)
		e = rekey_on_use(&args, &person);
	if (e)
		e = judge_fail_store(j, e, store_session_cause(session));
	store_session_put(j->store, &session);
	return e;
}

enum err judge_key(struct judge *judge, const struct settings *settings,
	const char *recipient, struct pseudonym *key_r)
{
	struct address address;
	enum err e = judge_refresh(judge);

	if (e)
		return e;
	if (address_parse(&settings->address_rules, recipient,
		    strlen(recipient), &address, NULL))
		return ERR_INVALID;
	e = see_one(judge, settings, recipient, &address);
	/* ERR_INVALID is an answer here, and no fault. */
	if (e)
		return e == ERR_INVALID ? ERR_CORRUPT : e;
	e = pseudonym_of_address(judge->pseudonymizer, &address, key_r);
	return e ? judge_fail(judge, e == ERR_INVALID ? ERR_CORRUPT : e, NULL) :
		   ERR_OK;
}

bool judge_is_provisional(const struct judge_item *item)
{
	/* The same message seen again, by a retry or a second instance, is
	 * excused from the first two, and it is known by its Message-ID only;
	 * the notice stands in the message. */
	return item->may_answer || item->verdict.reason == REASON_TOO_SOON ||
		item->verdict.reason == REASON_UNANSWERED ||
		item->verdict.reason == REASON_NO_NOTICE;
}
