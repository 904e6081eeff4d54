/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/classify.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/glob.h"
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

/* smtpd passes <a@x>, other ways into the MTA pass a@x. */
static bool list_matches_address(
	const struct settings_list *list, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len >= 2 && text[0] == '<' && text[len - 1] == '>') {
		text++;
		len -= 2;
	}
	return text && list_matches(list, text, len);
}

/* The octets of an address; one of IPv4 in the clothes of IPv6 counts as
 * IPv4. NULL: not known, or a local socket. */
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

/* A pattern that reaches its limit says neither yes nor no. Then the rules
 * are rather asked than not: it counts as a match where the block names a
 * purpose, and as none where it declares mail to be no marketing. */
static bool headers_match(const struct settings_classify *c, struct message *m)
{
	bool in_doubt = strcmp(c->purpose, "none") != 0, matches;
	size_t values = 0;

	for (size_t i = 0; i < m->headers_len; i++) {
		for (size_t j = 0; j < c->header_len; j++) {
			const char *text;

			if (strcasecmp(m->headers[i].name, c->header[j].name) !=
				0)
				continue;
			text = message_header_at(m, i);
			if (!text || ++values > VALUES_MAX ||
				matcher_match(&m->matcher, c->header[j].code,
					text, &matches) != ERR_OK)
				return in_doubt;
			if (matches)
				return true;
		}
	}
	return false;
}

static enum match match_block(const struct settings_classify *c,
	struct message *m, enum mail_step step, const char *recipient)
{
	const struct mail_client *client = &m->client;
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
	if (c->sender.len && !list_matches_address(&c->sender, m->sender))
		return MATCH_NO;
	if (c->recipient.len) {
		if (step < STEP_RCPT)
			open = true;
		else if (!list_matches_address(&c->recipient, recipient))
			return MATCH_NO;
	}
	if (c->header_len) {
		if (step < STEP_HEADERS)
			open = true;
		else if (!headers_match(c, m))
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

/* Whether the sender himself named the purpose. Two headers that disagree
 * name none. */
static bool classify_by_header(const struct settings *s, struct message *m,
	struct classification *class_r)
{
	const char *name = message_header(m, s->purpose_header, 0), *other;

	if (!name)
		return false;
	say_purpose(s, name, s->purpose_header, class_r);
	for (size_t n = 1; n < VALUES_MAX; n++) {
		other = message_header(m, s->purpose_header, n);
		if (!other)
			return true;
		if (strcmp(other, name) == 0)
			continue;
		class_r->kind = CLASS_PURPOSE;
		class_r->purpose = NULL;
		class_r->bad_purpose = other;
		return true;
	}
	return true;
}

void classify_message(const struct settings *s, struct message *m,
	enum mail_step step, const char *recipient,
	struct classification *class_r)
{
	*class_r = (struct classification){.kind = CLASS_NOT_MARKETING};
	/* RFC 5321 4.5.5: a report, which is never stopped. */
	if (m->sender && !*m->sender)
		return;
	if (classify_trusts_sender(s, m)) {
		if (step < STEP_HEADERS) {
			class_r->kind = CLASS_OPEN;
			return;
		}
		if (classify_by_header(s, m, class_r))
			return;
	}
	for (size_t i = 0; i < s->classify_len; i++) {
		const struct settings_classify *c = &s->classify[i];
		enum match match = match_block(c, m, step, recipient);

		if (match == MATCH_NO)
			continue;
		if (match == MATCH_OPEN)
			class_r->kind = CLASS_OPEN;
		else
			say_purpose(s, c->purpose, c->name, class_r);
		return;
	}
}

static bool anybody_trusted(const struct settings *s)
{
	return s->purpose_users.len || s->purpose_clients_len ||
		s->purpose_senders.len;
}

bool classify_trusts_sender(const struct settings *s, const struct message *m)
{
	bool proven;

	if (!anybody_trusted(s))
		return false;
	if (s->purpose_senders.len &&
		!list_matches_address(&s->purpose_senders, m->sender))
		return false;
	proven = !s->purpose_users.len && !s->purpose_clients_len;
	return proven ||
		list_matches_text(&s->purpose_users, m->client.auth_user) ||
		client_matches(s->purpose_clients, s->purpose_clients_len,
			&m->client.address);
}

/* Some purpose lets an answer through that would not go otherwise. */
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
