/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/session.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "milter/verdicts.h"

#define RECIPIENT_TEXT_MAX ((size_t)64 << 20)

enum err session_new(struct office *office, struct session **session_r)
{
	struct session *s = calloc(1, sizeof(*s));

	*session_r = NULL;
	if (!s)
		return ERR_NOMEM;
	if (judge_new(office, &s->judge)) {
		free(s);
		return ERR_NOMEM;
	}
	s->office = office;
	message_init(&s->message);
	buf_init(&s->recipient_text, RECIPIENT_TEXT_MAX);
	reply_init(&s->reply);
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
	judge_free(&s->judge);
	buf_free(&s->recipient_text);
	reply_free(&s->reply);
	free(s->recipients);
	free(s->items);
	free(s);
	*session = NULL;
}

void session_reset(struct session *s)
{
	message_reset(&s->message);
	buf_reset(&s->recipient_text);
	s->len = 0;
	s->queue_id[0] = '\0';
	s->utf8 = s->is_local = s->is_exempt = s->is_too_big = false;
	s->flag_headers = s->purpose_headers = 0;
	settings_unref(&s->settings);
}

/* ---------------------------------------------------------- connection */

void session_client(struct session *s, const struct sockaddr *address)
{
	struct sockaddr_storage *to = &s->message.client.address;

	memset(to, 0, sizeof(*to));
	s->has_address = true;
	if (!address)
		return;
	if (address->sa_family == AF_INET)
		memcpy(to, address, sizeof(struct sockaddr_in));
	else if (address->sa_family == AF_INET6)
		memcpy(to, address, sizeof(struct sockaddr_in6));
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

static const struct answer carry_on = {.kind = ANSWER_CONTINUE};
static const struct answer let_go = {.kind = ANSWER_ACCEPT};

static struct answer refuse(struct session *s, const char *code,
	const char *enhanced, const char *text)
{
	if (text) {
		reply_reset(&s->reply);
		reply_add_text(&s->reply, text, s->utf8);
	}
	return (struct answer){
		.kind = ANSWER_REFUSE,
		.code = code,
		.enhanced = enhanced,
	};
}

static struct answer refuse_for_fault(struct session *s)
{
	const struct settings *settings = s->settings;

	return refuse(s, "451", "4.7.1",
		settings && settings->reply_fault ?
			settings->reply_fault :
			"it cannot be known now whether this may be sent; "
			"please try again later");
}

/* ---------------------------------------------------------------- MAIL */

static enum err take_facts(struct session *s, const struct mail_facts *facts)
{
	struct message *m = &s->message;
	size_t len;
	const char *bare =
		reply_bare_address(facts->sender ? facts->sender : "", &len);
	char *sender = strndup(bare, len);
	enum err e = sender ? ERR_OK : ERR_NOMEM;

	copy_word(s->host, sizeof(s->host), facts->host);
	s->utf8 = facts->utf8;
	if (!s->has_address)
		client_by_name(s, facts->client_address);
	if (!e)
		e = message_set(&m->sender, sender);
	if (!e)
		e = message_set(&m->client.auth_user, facts->auth_user);
	if (!e)
		e = message_set(&m->client.listener_name, facts->listener_name);
	if (!e)
		e = message_set(&m->client.listener_port, facts->listener_port);
	free(sender);
	return e;
}

/* Postfix's cleanup: mail of sendmail(1) and cron. It cannot refuse one
 * recipient, and the message would loop in the maildrop queue. */
static bool is_not_smtp(const struct session *s)
{
	const char *port = s->message.client.listener_port;

	return port && strcmp(port, "0") == 0;
}

/* Headers of ours are of interest only where a stranger may have put them,
 * or where the configuration lets somebody name the purpose: everything else
 * can go as soon as no rule matches. */
static bool may_go_early(const struct session *s)
{
	const struct settings *t = s->settings;
	bool is_inside = s->message.client.auth_user || s->is_local;

	return is_inside && t->purpose_senders.len == 0 &&
		t->purpose_users.len == 0 && t->purpose_clients_len == 0;
}

struct answer session_mail(struct session *s, const struct mail_facts *facts)
{
	struct classification class = {0};

	session_reset(s);
	s->settings = office_settings(s->office);
	if (take_facts(s, facts))
		return refuse_for_fault(s);
	s->is_local = is_not_smtp(s);
	/* A bounce is no marketing and must never be stopped (RFC 5321
	 * 4.5.5). */
	if (*s->message.sender == '\0')
		class.kind = CLASS_NOT_MARKETING;
	else
		classify_message(
			s->settings, &s->message, STEP_MAIL, NULL, &class);
	s->is_exempt = class.kind == CLASS_NOT_MARKETING;
	return s->is_exempt && may_go_early(s) ? let_go : carry_on;
}

/* ---------------------------------------------------------------- RCPT */

static enum err grow(void **array, size_t *cap, size_t len, size_t size)
{
	size_t want = *cap ? *cap * 2 : 8;
	void *grown;

	if (len < *cap)
		return ERR_OK;
	grown = realloc(*array, want * size);
	if (!grown)
		return ERR_NOMEM;
	*array = grown;
	*cap = want;
	return ERR_OK;
}

static enum err add_recipient(struct session *s, const char *recipient)
{
	size_t at = s->recipient_text.len;

	if (grow((void **)&s->recipients, &s->recipients_cap, s->len,
		    sizeof(*s->recipients)) ||
		grow((void **)&s->items, &s->items_cap, s->len,
			sizeof(*s->items)) ||
		buf_add(&s->recipient_text, recipient, strlen(recipient) + 1))
		return ERR_NOMEM;
	s->recipients[s->len] = (struct session_recipient){.text_at = at};
	s->items[s->len] = (struct judge_item){0};
	s->len++;
	return ERR_OK;
}

static void drop_last(struct session *s)
{
	s->len--;
	s->recipient_text.len = s->recipients[s->len].text_at;
}

static struct answer judge_at_rcpt(struct session *s, const char *recipient)
{
	struct judge_item *item = &s->items[s->len - 1];
	struct verdicts verdicts;
	enum err e;

	item->recipient = recipient;
	e = judge_decide(s->judge, s->settings, NULL, item, 1);
	if (e || item->verdict.action != ACTION_REJECT || judge_waits(item) ||
		s->settings->mode == MODE_OBSERVE) {
		if (!e || !verdicts_fault_defers(s))
			return carry_on; /* end-of-message decides */
		verdicts_log_fault(s, "deferred");
		drop_last(s);
		return refuse_for_fault(s);
	}
	verdicts_init(&verdicts, s, item, 1);
	e = verdicts_record(&verdicts, NULL);
	if (e && !verdicts_fault_defers(s))
		return carry_on;
	drop_last(s);
	if (e) {
		verdicts_log_fault(s, "deferred");
		return refuse_for_fault(s);
	}
	reply_reset(&s->reply);
	item->recipient = recipient;
	reply_add_verdict(&s->reply, s->settings, item, s->utf8);
	return item->verdict.reason == REASON_BAD_ADDRESS ?
		refuse(s, "501", "5.1.3", NULL) :
		refuse(s, "550", "5.7.1", NULL);
}

struct answer session_rcpt(struct session *s, const char *recipient,
	const char *queue_id, const char *mailer)
{
	struct classification class = {0};

	if (!s->settings || s->is_exempt)
		return carry_on;
	if (queue_id)
		copy_word(s->queue_id, sizeof(s->queue_id), queue_id);
	if (mailer)
		s->is_local = false;
	if (s->len >= s->settings->milter.max_recipients)
		return refuse(s, "452", "4.5.3", "too many recipients");
	if (add_recipient(s, recipient))
		return refuse_for_fault(s);
	classify_message(
		s->settings, &s->message, STEP_RCPT, recipient, &class);
	s->recipients[s->len - 1].kind = class.kind;
	if (class.kind != CLASS_PURPOSE)
		return carry_on;
	s->items[s->len - 1].purpose = class.purpose;
	return s->is_local ? carry_on : judge_at_rcpt(s, recipient);
}

/* ------------------------------------------------------------- headers */

void session_header(struct session *s, const char *name, const char *value)
{
	const struct settings *t = s->settings;
	bool keep;

	if (!t)
		return;
	if (strcasecmp(name, t->flag_header) == 0)
		s->flag_headers++;
	else if (strcasecmp(name, t->purpose_header) == 0)
		s->purpose_headers++;
	if (s->is_exempt)
		return;
	keep = strcasecmp(name, "Message-ID") == 0 ||
		(t->subject_tag && strcasecmp(name, "Subject") == 0) ||
		classify_wants_header(t, name);
	if (message_header_add(&s->message, name, value, keep,
		    t->milter.max_headers_bytes))
		s->is_too_big = true;
}

char *session_tagged_subject(struct session *s)
{
	const char *tag = s->settings->subject_tag;
	const char *subject = NULL;
	char *tagged = NULL;
	size_t size;

	for (size_t i = 0; i < s->message.headers_len && !subject; i++)
		if (strcasecmp(s->message.headers[i].name, "Subject") == 0)
			subject = s->message.headers[i].value;
	if (!tag || (subject && strncmp(subject, tag, strlen(tag)) == 0))
		return NULL;
	size = strlen(tag) + (subject ? strlen(subject) : 0) + 2;
	tagged = malloc(size);
	if (tagged)
		snprintf(tagged, size, "%s%s%s", tag, subject ? " " : "",
			subject ? subject : "");
	return tagged;
}

/* ------------------------------------------------------ end-of-message */

/* Recipients whose purpose the headers had to tell. */
static enum class_kind classify_rest(
	struct session *s, const char **bad_purpose_r)
{
	enum class_kind most = CLASS_NOT_MARKETING;

	*bad_purpose_r = NULL;
	for (size_t i = 0; i < s->len; i++) {
		struct session_recipient *r = &s->recipients[i];
		struct classification class = {0};

		s->items[i].recipient =
			buf_text(&s->recipient_text) + r->text_at;
		if (r->kind == CLASS_OPEN) {
			classify_message(s->settings, &s->message, STEP_HEADERS,
				s->items[i].recipient, &class);
			r->kind = class.kind;
			s->items[i].purpose = class.kind == CLASS_PURPOSE ?
				class.purpose :
				NULL;
			if (class.bad_purpose)
				*bad_purpose_r = class.bad_purpose;
		}
		if (r->kind > most)
			most = r->kind;
	}
	return most;
}

static size_t count_declared(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		n += s->recipients[i].kind == CLASS_DECLARED_NONE;
	return n;
}

static bool may_be_marketing(const struct session *s)
{
	for (size_t i = 0; i < s->len; i++)
		if (s->recipients[i].kind != CLASS_NOT_MARKETING)
			return true;
	return false;
}

static struct answer answer_fault(struct session *s)
{
	if (verdicts_fault_defers(s)) {
		verdicts_log_fault(s, "deferred");
		return refuse_for_fault(s);
	}
	if (s->settings->mode == MODE_ENFORCE &&
		s->settings->on_fault == FAULT_HOLD) {
		verdicts_log_fault(s, "held");
		return (struct answer){
			.kind = ANSWER_HOLD,
			.hold_reason = "robinson: fault, not decided",
		};
	}
	verdicts_log_fault(s, "accepted");
	return let_go;
}

static struct answer decide(struct session *s)
{
	struct judge_envelope envelope = verdicts_envelope(s);
	unsigned char digest[MESSAGE_DIGEST_LEN];
	struct verdicts verdicts;
	size_t len = 0;
	const char *id = message_id(&s->message, &len);

	if (judge_message_digest(s->judge, id, len, &envelope, digest))
		return answer_fault(s);
	for (size_t i = 0; i < s->len; i++)
		if (s->items[i].is_decided && judge_waits(&s->items[i]))
			s->items[i].is_decided = false;
	if (judge_decide(s->judge, s->settings, digest, s->items, s->len))
		return answer_fault(s);
	verdicts_init(&verdicts, s, s->items, s->len);
	if (verdicts_record(&verdicts, digest))
		return answer_fault(s);
	return verdicts_answer(&verdicts);
}

static struct answer refuse_bad_purpose(struct session *s, const char *found)
{
	char text[REPLY_LINE_MAX];

	verdicts_log(s, "-", ACTION_REJECT, "unknown-purpose", "-");
	if (s->settings->mode == MODE_OBSERVE)
		return let_go;
	snprintf(text, sizeof(text),
		"%s: \"%.60s\" is no purpose of this installation",
		s->settings->purpose_header, found);
	return refuse(s, "550", "5.7.1", text);
}

struct answer session_end(struct session *s, const char *queue_id)
{
	const char *bad_purpose;
	enum class_kind most;
	size_t declared;

	if (!s->settings || s->is_exempt)
		return let_go;
	if (queue_id)
		copy_word(s->queue_id, sizeof(s->queue_id), queue_id);
	if (s->is_too_big && may_be_marketing(s) &&
		s->settings->mode == MODE_ENFORCE) {
		verdicts_log(s, "-", ACTION_REJECT, "head-too-large", "-");
		return refuse(s, "552", "5.3.4",
			"the head of this message is too large");
	}
	most = classify_rest(s, &bad_purpose);
	if (bad_purpose)
		return refuse_bad_purpose(s, bad_purpose);
	declared = count_declared(s);
	if (declared > 0)
		verdicts_record_declared(s, declared);
	return most == CLASS_PURPOSE ? decide(s) : let_go;
}
