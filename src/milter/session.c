/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/session.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "mail/marks.h"
#include "milter/answers.h"
#include "milter/at_rcpt.h"
#include "milter/recipients.h"
#include "milter/released.h"
#include "milter/session_private.h"
#include "milter/split.h"
#include "service/quarantine/released.h"
#include "service/quarantine/undo.h"
#include "service/verdict/unnamed.h"

/* More than the largest head gives when it is decoded. */
#define ORIGIN_MAX ((size_t)1 << 29)

enum err session_new(
	const struct session_shared *shared, struct session **session_r)
{
	struct session *s = calloc(1, sizeof(*s));

	*session_r = NULL;
	if (!s)
		return ERR_NOMEM;
	if (shared->cache)
		judge_cache_take(shared->cache, &s->judge);
	if (!s->judge && judge_new(shared->office, &s->judge)) {
		free(s);
		return ERR_NOMEM;
	}
	s->office = shared->office;
	s->notices = shared->notices;
	s->cache = shared->cache;
	s->counters = shared->counters;
	held_copy_init(&s->copy, s->office);
	unsubscribe_headers_init(&s->unsubscribe);
	notice_scan_init(&s->notice.scan);
	message_init(&s->message);
	incoming_init(&s->incoming);
	s->incoming.intake = shared->intake;
	s->unfinished.all = shared->unfinished;
	s->unnamed = shared->unnamed;
	recipients_init(&s->to);
	reply_init(&s->reply);
	counters_session(s->counters, true);
	*session_r = s;
	return ERR_OK;
}

void session_free(struct session **session)
{
	struct session *s = *session;

	if (!s)
		return;
	session_reset(s);
	message_free(&s->message);
	incoming_free(&s->incoming);
	held_copy_free(&s->copy);
	unsubscribe_headers_free(&s->unsubscribe);
	notice_scan_free(&s->notice.scan);
	if (s->cache)
		judge_cache_keep(s->cache, &s->judge);
	judge_free(&s->judge);
	recipients_free(&s->to);
	reply_free(&s->reply);
	counters_session(s->counters, false);
	free(s);
	*session = NULL;
}

void session_agree(
	struct session *s, const struct mta_capabilities *capabilities)
{
	s->mta = *capabilities;
}

const char *session_queue_id(const struct session *s)
{
	return *s->queue_id ? s->queue_id : "-";
}

const char *session_host(const struct session *s)
{
	return *s->host ? s->host : "-";
}

void session_reset(struct session *s)
{
	session_settled(s, false);
	(void)unfinished_end(&s->unfinished, s->message.client.listener_name,
		s->message.client.listener_port);
	message_reset(&s->message);
	incoming_reset(&s->incoming);
	held_copy_reset(&s->copy);
	unsubscribe_headers_reset(&s->unsubscribe);
	notice_scan_reset(&s->notice.scan);
	s->notice.is_scanning = s->notice.has_enough = false;
	recipients_reset(&s->to);
	s->queue_id[0] = '\0';
	s->utf8 = s->is_local = s->is_exempt = s->is_too_big = false;
	s->may_return = s->is_classified = s->has_body = false;
	s->is_taken = s->is_watched = false;
	s->mark = NULL;
	our_headers_reset(&s->ours);
	s->fault = NULL;
	s->fault_kind = COUNTERS_FAULT_MESSAGE;
	settings_unref(&s->settings);
}

/* ---------------------------------------------------------- connection */

void session_client(struct session *s, const struct sockaddr *address)
{
	struct sockaddr_storage *to = &s->message.client.address;

	memset(to, 0, sizeof(*to));
	incoming_helo(&s->incoming, NULL);
	s->has_address = true;
	if (!address)
		return;
	if (address->sa_family == AF_INET)
		memcpy(to, address, sizeof(struct sockaddr_in));
	else if (address->sa_family == AF_INET6)
		memcpy(to, address, sizeof(struct sockaddr_in6));
}

void session_helo(struct session *s, const char *name)
{
	incoming_helo(&s->incoming, name);
}

/* The macro {client_addr}: "192.0.2.1", "2001:db8::1", "IPv6:2001:db8::1". */
static void client_by_name(struct session *s, const char *text)
{
	struct sockaddr_storage *to = &s->message.client.address;
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	if (!text)
		return;
	if (strncasecmp(text, "IPv6:", 5) == 0)
		text += 5;
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
		v4->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1)
		v6->sin6_family = AF_INET6;
}

/* Queue ids and host names go to the log: nothing that would forge a line. */
static void copy_word(char *to, size_t size, const char *from)
{
	size_t n = 0;

	for (; from && *from && n + 1 < size; from++)
		to[n++] = *from > ' ' && *from < 0x7f ? *from : '?';
	to[n] = '\0';
}

/* ---------------------------------------------------------------- MAIL */

bool session_holds_here(const struct settings *settings)
{
	return settings->mode == MODE_ENFORCE &&
		settings->hold_in == HOLD_IN_ROBINSON;
}

static enum err take_facts(struct session *s, const struct mail_facts *facts)
{
	struct message *m = &s->message;
	enum err e = message_sender(m, &s->settings->address_rules,
		facts->sender ? facts->sender : "", facts->told_sender);

	copy_word(s->host, sizeof(s->host), facts->host);
	s->utf8 = facts->utf8;
	if (!s->has_address)
		client_by_name(s, facts->client_address);
	if (!e)
		e = message_set(&m->client.auth_user, facts->auth_user);
	if (!e)
		e = message_set(&m->client.listener_name, facts->listener_name);
	if (!e)
		e = message_set(&m->client.listener_port, facts->listener_port);
	return e;
}

/* Postfix's cleanup: mail of sendmail(1) and cron. It cannot refuse one
 * recipient, and the message would loop in the maildrop queue. */
static bool is_not_smtp(const struct session *s)
{
	const char *port = s->message.client.listener_port;

	return port && strcmp(port, "0") == 0;
}

/* Headers of ours are of interest only where a stranger may have put them, or
 * where the configuration lets somebody name the purpose: any other message can
 * be accepted as soon as no rule matches. */
static bool may_go_early(const struct session *s)
{
	const struct settings *t = s->settings;
	/* A released message may come by sendmail(1), never with a login. */
	bool is_inside =
		s->message.client.auth_user || (s->is_local && !s->may_return);

	return is_inside && !s->incoming.may_be && !s->is_watched &&
		t->purpose_senders.len == 0 && t->purpose_users.len == 0 &&
		t->purpose_clients_len == 0;
}

/* Mail that no section names is looked at for marks of marketing: only what
 * the firm itself sends. */
static bool is_watched(const struct session *s)
{
	const struct settings *t = s->settings;
	enum count_unnamed count = t->milter.count_unnamed;
	const char *at = strrchr(s->message.sender, '@');

	if (!s->unnamed || count == COUNT_NEVER ||
		(count == COUNT_OBSERVE && t->mode != MODE_OBSERVE))
		return false;
	return s->message.client.auth_user ||
		(at && settings_owns_below(t, at + 1));
}

/* The later of two equal marks tells no more. */
static void see_mark(struct session *s, const char *name, const char *value)
{
	unsigned rank;
	const char *mark = marks_name(name, value, &rank);

	if (!mark || (s->mark && rank >= s->mark_rank))
		return;
	s->mark = mark;
	s->mark_rank = rank;
}

void session_count_unnamed(struct session *s)
{
	if (!s->is_watched || !s->mark || incoming_is_kept(&s->incoming))
		return;
	unnamed_count(s->unnamed, office_now(s->office),
		s->message.client.auth_user, s->message.sender, s->mark);
}

struct answer session_mail(struct session *s, const struct mail_facts *facts)
{
	struct classification class = {0};

	session_reset(s);
	s->settings = office_settings(s->office);
	judge_begin(s->judge);
	if (take_facts(s, facts))
		return answer_later(s);
	s->is_local = is_not_smtp(s);
	incoming_mail(&s->incoming, s->settings, &s->message);
	s->may_return = session_holds_here(s->settings) && *s->message.sender &&
		!s->message.client.auth_user;
	classify_message(s->settings, &s->message, STEP_MAIL, NULL, &class);
	s->is_exempt = class.kind == CLASS_NOT_MARKETING;
	s->is_watched = is_watched(s);
	return s->is_exempt && may_go_early(s) ? answer_accept() :
						 answer_continue();
}

/* ---------------------------------------------------------------- RCPT */

/* A message that no rule can match may still be a released one; that has one
 * recipient, so at most two are kept. */
static struct answer remember_first(
	struct session *s, const struct rcpt_facts *facts)
{
	if (s->to.len < 2 && recipients_add(s, facts))
		return answer_later(s);
	return answer_continue();
}

/* The address as the MTA understood it: mail to the firm in an odd spelling is
 * recognised, too. */
static const char *incoming_mailbox(const struct rcpt_facts *facts)
{
	bool is_whole = facts->told_recipient &&
		strchr(facts->told_recipient, '@') != NULL;

	return is_whole ? facts->told_recipient : facts->recipient;
}

struct answer session_rcpt(struct session *s, const struct rcpt_facts *facts)
{
	const char *bad = NULL;
	struct answer answer;
	int64_t begin;

	if (!s->settings)
		return answer_continue();
	incoming_rcpt(&s->incoming, s->settings, incoming_mailbox(facts));
	if (s->is_exempt && !s->may_return)
		return answer_continue();
	if (facts->queue_id)
		copy_word(s->queue_id, sizeof(s->queue_id), facts->queue_id);
	if (facts->mailer)
		s->is_local = false;
	if (s->is_exempt)
		return remember_first(s, facts);
	if (s->to.len >= s->settings->milter.max_recipients)
		return answer_say(s, "452", "4.5.3", REFUSAL_TOO_MANY);
	if (recipients_add(s, facts))
		return answer_later(s);
	if (recipients_classify(s, s->to.len - 1, STEP_RCPT, &bad)) {
		recipients_drop_last(s);
		return answer_later(s);
	}
	if (s->to.each[s->to.len - 1].kind != CLASS_PURPOSE || s->is_local)
		return answer_continue();
	begin = counters_begin(s->counters);
	answer = at_rcpt_judge(s);
	counters_took(s->counters, COUNTERS_RCPT, begin);
	unfinished_rcpt(&s->unfinished, answer.kind == ANSWER_CONTINUE);
	return answer;
}

/* ------------------------------------------------------------- headers */

void session_is_shown(struct session *s)
{
	unfinished_shown(&s->unfinished, s->message.client.listener_name,
		s->message.client.listener_port);
}

void session_data(struct session *s, const char *queue_id)
{
	if (s->settings && queue_id)
		copy_word(s->queue_id, sizeof(s->queue_id), queue_id);
	if (s->settings)
		session_is_shown(s);
}

void session_header(struct session *s, const char *name, const char *value)
{
	const struct settings *t = s->settings;
	enum our_header ours;
	bool keep;

	if (!t)
		return;
	session_is_shown(s);
	unsubscribe_headers_see(&s->unsubscribe, name);
	incoming_header(&s->incoming, name, value);
	if (s->is_watched)
		see_mark(s, name, value);
	ours = our_headers_see(&s->ours, t, name, value);
	if (ours == OUR_TOKEN)
		return;
	if (ours == OUR_NONE && t->mode == MODE_ENFORCE && !s->is_too_big &&
		(s->may_return || !s->is_exempt))
		held_copy_header(&s->copy, name, value);
	if (s->is_exempt && !s->may_return)
		return;
	keep = strcasecmp(name, "Message-ID") == 0 ||
		strcasecmp(name, "Date") == 0 ||
		strcasecmp(name, "From") == 0 ||
		strcasecmp(name, "Subject") == 0 ||
		notice_check_wants_header(t, name) ||
		classify_wants_header(t, name) ||
		(*s->message.sender == '\0' && classify_wants_of_null(name));
	if (message_header_add(&s->message, name, value, keep,
		    t->milter.max_headers_bytes))
		s->is_too_big = true;
}

/* ---------------------------------------------------------- recipients */

const char *session_recipient(const struct session *s, size_t i)
{
	return buf_text(&s->to.text) + s->to.each[i].text_at;
}

void session_set_in_reply_to(struct session *s)
{
	judge_set_in_reply_to(
		s->judge, message_header_raw(&s->message, "In-Reply-To", 0));
}

enum err session_classify(struct session *s)
{
	s->most = CLASS_NOT_MARKETING;
	s->bad_purpose = NULL;
	s->is_classified = true;
	session_set_in_reply_to(s);
	for (size_t i = 0; i < s->to.len; i++) {
		struct recipient *r = &s->to.each[i];

		recipients_point(s, i);
		if (r->kind == CLASS_OPEN &&
			recipients_classify(
				s, i, STEP_HEADERS, &s->bad_purpose)) {
			s->is_classified = false;
			return ERR_NOMEM;
		}
		if (r->kind > s->most)
			s->most = r->kind;
	}
	return ERR_OK;
}

/* ------------------------------------------------------ end-of-message */

static size_t count_declared(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->to.len; i++)
		n += s->to.each[i].kind == CLASS_DECLARED_NONE;
	return n;
}

static bool may_be_marketing(const struct session *s)
{
	for (size_t i = 0; i < s->to.len; i++)
		if (s->to.each[i].kind != CLASS_NOT_MARKETING)
			return true;
	return false;
}

enum err session_mark(struct session *s, struct message_mark *mark_r)
{
	struct judge_message message = {.id = NULL};
	struct buf origin;
	enum err e;

	buf_init(&origin, ORIGIN_MAX);
	message.id = message_id(&s->message, &message.id_len);
	e = message_origin(&s->message, &origin);
	if (!e)
		message.origin = buf_text(&origin);
	if (!e || e == ERR_NOT_FOUND)
		e = judge_message_mark(s->judge, &message, mark_r);
	else
		s->fault = err_text(e);
	buf_free(&origin);
	return e;
}

static struct answer decide(struct session *s)
{
	struct message_mark mark;
	struct verdicts verdicts;

	if (session_mark(s, &mark))
		return answer_fault(s);
	for (size_t i = 0; i < s->to.len; i++)
		if (s->to.items[i].is_decided &&
			judge_is_provisional(&s->to.items[i]))
			s->to.items[i].is_decided = false;
	if (notice_check_settle(s)) {
		s->fault = "the message's text cannot be looked at";
		return answer_fault(s);
	}
	if (judge_decide(
		    s->judge, s->settings, &mark, s->to.items, s->to.len) ||
		recipients_join(s))
		return answer_fault(s);
	if (s->settings->mode == MODE_ENFORCE && notice_check_is_blind(s))
		return answer_defer(s, COUNTERS_FAULT_MTA,
			"the message's text was not shown, and must tell of "
			"the right to object");
	verdicts_init(&verdicts, s, s->to.items, s->to.len);
	return split_end(&verdicts, &mark);
}

static struct answer refuse_bad_purpose(struct session *s, const char *found)
{
	char cut[61];
	size_t len;
	const struct notice_variable variables[] = {
		{"header", s->settings->purpose_header}, {"found", cut}};

	verdicts_log(s, "-", ACTION_REJECT, "unknown-purpose", "-");
	if (s->settings->mode == MODE_OBSERVE)
		return answer_accept();
	len = strnlen(found, sizeof(cut) - 1);
	/* No half of a character. */
	while (found[len] && len > 0 && (found[len] & 0xc0) == 0x80)
		len--;
	snprintf(cut, sizeof(cut), "%.*s", (int)len, found);
	reply_reset(&s->reply);
	reply_say(&s->reply, s->settings, REFUSAL_BAD_PURPOSE, variables, 2,
		s->utf8);
	return answer_refuse(s, "550", "5.7.1");
}

/* Mail from strangers to the firm alone is not the firm's marketing, whatever
 * its head claims. */
static bool is_incoming(const struct session *s)
{
	struct address to;

	if (!incoming_is_kept(&s->incoming))
		return false;
	for (size_t i = 0; i < s->to.len; i++) {
		const struct recipient *r = &s->to.each[i];
		const char *text = buf_text(&s->to.text) + r->mailbox_at;

		if (r->routes ||
			address_parse(&s->settings->address_rules, text,
				strlen(text), &to, NULL) ||
			!settings_owns(s->settings, address_domain(&to)))
			return false;
	}
	return true;
}

/* What no rule is asked about is not measured. */
static struct answer measured(
	struct session *s, struct answer (*end)(struct session *s))
{
	int64_t begin = counters_begin(s->counters);
	struct answer answer = end(s);

	counters_took(s->counters, COUNTERS_END, begin);
	return answer;
}

static struct answer end_message(struct session *s)
{
	size_t declared;

	if (released_is(s))
		return measured(s, released_end);
	if (s->is_exempt)
		return answer_accept();
	if (s->is_too_big && is_incoming(s))
		return answer_accept();
	if (s->is_too_big && may_be_marketing(s) &&
		s->settings->mode == MODE_ENFORCE) {
		verdicts_log(s, "-", ACTION_REJECT, "head-too-large", "-");
		return answer_say(s, "552", "5.3.4", REFUSAL_HEAD_TOO_LARGE);
	}
	if (!s->is_classified && session_classify(s)) {
		s->fault = "out of memory";
		s->fault_kind = COUNTERS_FAULT_MEMORY;
		return answer_fault(s);
	}
	if (s->bad_purpose)
		return refuse_bad_purpose(s, s->bad_purpose);
	declared = count_declared(s);
	if (declared > 0)
		verdicts_record_declared(s, declared);
	return s->most == CLASS_PURPOSE ? measured(s, decide) : answer_accept();
}

/* Once it was classified for all its recipients. */
static bool is_unnamed(const struct session *s)
{
	return s->is_exempt ? !released_is(s) :
			      s->is_classified && !s->bad_purpose &&
			s->most == CLASS_NOT_MARKETING;
}

struct answer session_end(struct session *s, const char *queue_id)
{
	struct answer answer;

	if (!s->settings)
		return answer_accept();
	session_is_shown(s);
	if (queue_id)
		copy_word(s->queue_id, sizeof(s->queue_id), queue_id);
	answer = end_message(s);
	if (answer.kind == ANSWER_ACCEPT && is_unnamed(s))
		session_count_unnamed(s);
	unsubscribe_headers_answer(s, &answer);
	s->is_taken = answer.kind != ANSWER_REFUSE;
	return answer;
}

/* The MTA did not take the answer: what was held is taken back, because the
 * message comes again. */
static void take_back(struct session *s)
{
	bool is_held = s->held.text[0];
	enum err e =
		undo_answer(s->office, is_held ? &s->held : NULL, s->letter);

	log_warn("%s: %s was kept, and the MTA did not take the answer: %s",
		session_queue_id(s), is_held ? s->held.text : "a notice",
		e ? err_text(e) : "it is taken back");
}

static bool examine(struct session *s)
{
	const struct incoming_origin origin = {
		.client = &s->message.client,
		.sender = s->message.sender,
		.host = s->host,
		.queue_id = s->queue_id,
	};

	return incoming_take(&s->incoming, &origin);
}

bool session_take(struct session *s, struct answer *answer)
{
	if (!s->is_taken || examine(s) || s->settings->mode == MODE_OBSERVE)
		return true;
	log_error("%s: deferred: it goes to the mailbox for unsubscribing",
		session_queue_id(s));
	s->is_taken = false;
	*answer = answer_say(s, "451", "4.3.1", REFUSAL_NOT_NOTED);
	return false;
}

void session_settled(struct session *s, bool is_done)
{
	if (is_done && s->is_taken)
		(void)examine(s);
	s->is_taken = false;
	if (!is_done && (s->held.text[0] || s->letter))
		take_back(s);
	s->held.text[0] = '\0';
	if (is_done && s->letter)
		notice_sender_post(s->notices, s->letter);
	else if (s->has_place)
		notice_sender_cancel(s->notices);
	s->has_place = false;
	s->letter = 0;
}
