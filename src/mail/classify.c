/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/classify.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/glob.h"
#include "core/policy_find.h"
#include "mail/marks.h"
#include "mail/matcher.h"

/* How many values the patterns of one block look at in one message. */
#define VALUES_MAX 1000

enum match {
	MATCH_NO,
	MATCH_OPEN,
	MATCH_YES
};

static bool list_matches(
	const struct settings_list *list, const char *text, size_t len)
{
	for (size_t i = 0; i < list->len; i++)
		if (glob_match(list->items[i], text, len))
			return true;
	return false;
}

static bool list_matches_text(
	const struct settings_list *list, const char *text)
{
	return text && list_matches(list, text, strlen(text));
}

/* The octets of an address; an IPv4 address that is mapped into IPv6 counts
 * as IPv4. NULL: the address is not known, or the client is a local socket. */
static const unsigned char *address_octets(
	const struct sockaddr_storage *ss, int *family_r)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)ss;

	*family_r = ss->ss_family;
	if (ss->ss_family == AF_INET)
		return (const unsigned char *)&((const struct sockaddr_in *)ss)
			->sin_addr;
	if (ss->ss_family != AF_INET6)
		return NULL;
	if (!IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
		return in6->sin6_addr.s6_addr;
	*family_r = AF_INET;
	return in6->sin6_addr.s6_addr + 12;
}

static bool cidr_covers(
	const struct settings_cidr *cidr, const unsigned char *octets)
{
	size_t whole = cidr->prefix_len / 8;
	unsigned rest = cidr->prefix_len % 8;
	unsigned mask = (0xff00u >> rest) & 0xff;

	if (memcmp(cidr->address, octets, whole) != 0)
		return false;
	return !rest || (cidr->address[whole] & mask) == (octets[whole] & mask);
}

static bool client_matches(const struct settings_cidr *items, size_t len,
	const struct sockaddr_storage *address)
{
	int family;
	const unsigned char *octets = address_octets(address, &family);

	for (size_t i = 0; octets && i < len; i++)
		if (items[i].family == family && cidr_covers(&items[i], octets))
			return true;
	return false;
}

/* Whether one value meets one pattern. A pattern that reaches its limit, a
 * value that cannot be decoded and one too many say neither yes nor no: then
 * it is "in_doubt". */
static bool value_matches(struct message *m, size_t i,
	const struct settings_header *condition, bool in_doubt)
{
	bool is_read, matches;
	const char *text = message_header_compared(m, i, &is_read);

	if (!text ||
		matcher_match(&m->matcher, condition->code, text, &matches))
		return in_doubt;
	/* What could be read of it may meet the pattern; of the rest nobody
	 * knows. */
	return is_read ? matches : in_doubt;
}

static bool names_purpose(const struct settings_classify *c)
{
	return strcmp(c->purpose, "none") != 0;
}

/* In doubt the rules are asked: what is in doubt counts as a match where the
 * block names a purpose, and as no match where the block declares mail not to
 * be marketing. */
static bool headers_match(const struct settings_classify *c, struct message *m)
{
	bool in_doubt = names_purpose(c);
	size_t values = 0;

	for (size_t i = 0; i < m->headers_len; i++) {
		for (size_t j = 0; j < c->header_len; j++) {
			if (strcasecmp(m->headers[i].name, c->header[j].name) !=
				0)
				continue;
			if (++values > VALUES_MAX)
				return in_doubt;
			if (value_matches(m, i, &c->header[j], in_doubt))
				return true;
		}
	}
	return false;
}

/* The message as one of its senders wrote it, to one recipient. */
struct view {
	const struct settings *s;
	struct message *m;
	const struct party *sender; /* NULL: null, or not known */
	enum mail_step step;
	const char *recipient;
};

static bool recipient_matches(
	const struct view *v, const struct settings_classify *c)
{
	struct party recipient;

	party_read(&v->s->address_rules, v->recipient ? v->recipient : "",
		&recipient);
	return party_matches(&recipient, &c->recipient, names_purpose(c));
}

static enum match match_block(
	const struct view *v, const struct settings_classify *c)
{
	const struct mail_client *client = &v->m->client;
	bool open = false;

	if (c->auth_user.len &&
		!list_matches_text(&c->auth_user, client->auth_user))
		return MATCH_NO;
	if (c->client_len &&
		!client_matches(c->client, c->client_len, &client->address))
		return MATCH_NO;
	if (c->listener.len &&
		!list_matches_text(&c->listener, client->listener_name) &&
		!list_matches_text(&c->listener, client->listener_port))
		return MATCH_NO;
	if (c->sender.len &&
		(!v->sender ||
			!party_matches(
				v->sender, &c->sender, names_purpose(c))))
		return MATCH_NO;
	if (c->recipient.len) {
		if (v->step < STEP_RCPT)
			open = true;
		else if (!recipient_matches(v, c))
			return MATCH_NO;
	}
	if (c->header_len) {
		if (v->step < STEP_HEADERS)
			open = true;
		else if (!headers_match(c, v->m))
			return MATCH_NO;
	}
	return open ? MATCH_OPEN : MATCH_YES;
}

static void say_purpose(const struct settings *s, const char *name,
	const char *by, struct classification *class_r)
{
	class_r->by = by;
	if (strcmp(name, "none") == 0) {
		class_r->kind = CLASS_DECLARED_NONE;
		return;
	}
	class_r->kind = CLASS_PURPOSE;
	class_r->purpose = policy_purpose(&s->policy, name);
	if (!class_r->purpose)
		class_r->bad_purpose = name;
}

/* The value names no purpose that can be trusted: the message is refused, and
 * the sender is told why. */
static void say_bad(const char *value, struct classification *class_r)
{
	class_r->kind = CLASS_PURPOSE;
	class_r->purpose = NULL;
	class_r->bad_purpose = value ? value : "?";
}

/* Whether the sender himself named the purpose. Two headers that disagree
 * name none, nor does one that cannot be decoded as a whole. */
static bool classify_by_header(const struct settings *s, struct message *m,
	struct classification *class_r)
{
	const char *name = NULL;
	size_t values = 0;

	for (size_t i = 0; i < m->headers_len && values < VALUES_MAX; i++) {
		const char *value;
		bool is_read;

		if (strcasecmp(m->headers[i].name, s->purpose_header) != 0)
			continue;
		values++;
		value = message_header_compared(m, i, &is_read);
		if (!is_read || (name && strcmp(value, name) != 0)) {
			class_r->by = s->purpose_header;
			say_bad(value, class_r);
			return true;
		}
		if (!name)
			say_purpose(s, value, s->purpose_header, class_r);
		name = value;
	}
	return name != NULL;
}

static bool anybody_trusted(const struct settings *s)
{
	return s->purpose_users.len || s->purpose_clients_len ||
		s->purpose_senders.len;
}

static bool trusts(const struct settings *s, const struct message *m,
	const struct party *sender)
{
	bool proven;

	if (!anybody_trusted(s))
		return false;
	if (s->purpose_senders.len &&
		(!sender || !party_matches(sender, &s->purpose_senders, false)))
		return false;
	proven = !s->purpose_users.len && !s->purpose_clients_len;
	return proven ||
		list_matches_text(&s->purpose_users, m->client.auth_user) ||
		client_matches(s->purpose_clients, s->purpose_clients_len,
			&m->client.address);
}

bool classify_trusts_sender(const struct settings *s, const struct message *m)
{
	if (m->senders_len == 0)
		return trusts(s, m, NULL);
	for (size_t i = 0; i < m->senders_len; i++)
		if (!m->senders[i].is_hint && !trusts(s, m, &m->senders[i]))
			return false;
	return true;
}

/* --------------------------------------------------------- null sender */

bool classify_wants_of_null(const char *name)
{
	return strcasecmp(name, "Content-Type") == 0 ||
		strcasecmp(name, "Auto-Submitted") == 0 || marks_is_name(name);
}

/* Whether the value's first word, up to a blank, a semicolon or a comment,
 * is that one. */
static bool begins_with(const char *value, const char *word)
{
	size_t len = strlen(word);

	value += strspn(value, " \t\r\n");
	return strncasecmp(value, word, len) == 0 &&
		(value[len] == '\0' || strchr(" \t\r\n;(", value[len]));
}

/* RFC 3462: delivery reports, receipts, feedback; RFC 3834 5: answers that
 * no person wrote. */
static bool is_automatic(const struct mail_header *h)
{
	if (strcasecmp(h->name, "Content-Type") == 0)
		return begins_with(h->value, "multipart/report");
	return strcasecmp(h->name, "Auto-Submitted") == 0 &&
		(begins_with(h->value, "auto-replied") ||
			begins_with(h->value, "auto-generated"));
}

/* What a header condition of any block names is a mark as well. */
static bool is_marked(const struct settings *s, struct message *m)
{
	for (size_t i = 0; i < m->headers_len; i++)
		if (marks_find(m->headers[i].name, m->headers[i].value) ==
			MARK_SENT_IN_BULK)
			return true;
	for (size_t i = 0; i < s->classify_len; i++)
		if (s->classify[i].header_len &&
			names_purpose(&s->classify[i]) &&
			headers_match(&s->classify[i], m))
			return true;
	return false;
}

static bool is_exempt_report(const struct settings *s, struct message *m)
{
	for (size_t i = 0; i < m->headers_len; i++)
		if (is_automatic(&m->headers[i]))
			return !is_marked(s, m);
	return false;
}

/* ------------------------------------------------------- the whole of it */

static void classify_by_blocks(
	const struct view *v, struct classification *class_r)
{
	for (size_t i = 0; i < v->s->classify_len; i++) {
		const struct settings_classify *c = &v->s->classify[i];
		enum match match = match_block(v, c);

		if (match == MATCH_NO)
			continue;
		if (match == MATCH_OPEN)
			class_r->kind = CLASS_OPEN;
		else
			say_purpose(v->s, c->purpose, c->name, class_r);
		class_r->block = c;
		return;
	}
}

static void classify_view(const struct view *v, struct classification *class_r)
{
	*class_r = (struct classification){.kind = CLASS_NOT_MARKETING};
	if (trusts(v->s, v->m, v->sender)) {
		if (v->step < STEP_HEADERS) {
			class_r->kind = CLASS_OPEN;
			return;
		}
		if (classify_by_header(v->s, v->m, class_r))
			return;
	}
	classify_by_blocks(v, class_r);
}

static void classify_null(const struct view *v, struct classification *class_r)
{
	classify_view(v, class_r);
	if (class_r->kind != CLASS_PURPOSE || class_r->bad_purpose)
		return;
	if (v->step < STEP_HEADERS)
		*class_r = (struct classification){.kind = CLASS_OPEN};
	else if (class_r->by != v->s->purpose_header &&
		is_exempt_report(v->s, v->m))
		*class_r = (struct classification){
			.kind = CLASS_NOT_MARKETING, .block = class_r->block};
}

bool classify_meets(const struct settings *s, struct message *m,
	const char *recipient, const struct settings_classify *block)
{
	struct view view = {
		.s = s, .m = m, .step = STEP_HEADERS, .recipient = recipient};

	if (m->senders_len == 0)
		return match_block(&view, block) == MATCH_YES;
	for (size_t i = 0; i < m->senders_len; i++) {
		view.sender = &m->senders[i];
		if (match_block(&view, block) == MATCH_YES)
			return true;
	}
	return false;
}

/* What holds for both senders: open where one is still open; otherwise the
 * stricter of the two, a purpose before none, and of two purposes both. */
static void join(
	struct classification *class_r, const struct classification *other)
{
	if (class_r->kind == CLASS_OPEN || class_r->bad_purpose)
		return;
	if (other->kind == CLASS_OPEN || other->bad_purpose ||
		other->kind > class_r->kind)
		*class_r = *other;
	else if (other->kind == CLASS_PURPOSE &&
		other->purpose != class_r->purpose)
		class_r->also = other->purpose;
}

void classify_message(const struct settings *s, struct message *m,
	enum mail_step step, const char *recipient,
	struct classification *class_r)
{
	struct view view = {
		.s = s, .m = m, .step = step, .recipient = recipient};
	struct classification other;

	if (m->senders_len == 0) {
		if (m->sender && !*m->sender)
			classify_null(&view, class_r);
		else
			classify_view(&view, class_r);
		return;
	}
	view.sender = &m->senders[0];
	classify_view(&view, class_r);
	for (size_t i = 1; i < m->senders_len; i++) {
		if (m->senders[i].is_hint &&
			class_r->kind == CLASS_DECLARED_NONE)
			continue;
		view.sender = &m->senders[i];
		classify_view(&view, &other);
		join(class_r, &other);
	}
}

/* Some purpose has an answer window: an answer may go where another message
 * may not. */
static bool has_answers(const struct settings *s)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		if (s->policy.purposes[i].answer_window_s > 0)
			return true;
	return false;
}

bool classify_wants_header(const struct settings *s, const char *name)
{
	if (strcasecmp(name, "In-Reply-To") == 0 && has_answers(s))
		return true;
	if (anybody_trusted(s) && strcasecmp(name, s->purpose_header) == 0)
		return true;
	for (size_t i = 0; i < s->classify_len; i++)
		for (size_t j = 0; j < s->classify[i].header_len; j++)
			if (strcasecmp(name, s->classify[i].header[j].name) ==
				0)
				return true;
	return false;
}

bool classify_wants_headers(const struct settings *s)
{
	if (anybody_trusted(s) || has_answers(s))
		return true;
	for (size_t i = 0; i < s->classify_len; i++)
		if (s->classify[i].header_len)
			return true;
	return false;
}
