/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/incoming.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "core/address.h"
#include "inbound/inbound.h"
#include "service/mailer/notices.h"

/* More than this is not kept for the next message of a connection. */
#define KEPT_MAX ((size_t)64 * 1024)

void incoming_init(struct incoming *in)
{
	memset(in, 0, sizeof(*in));
	buf_init(&in->recipients,
		(size_t)INBOUND_RECIPIENTS_MAX * (ADDRESS_TEXT_MAX + 1));
	buf_init(&in->head, INBOUND_HEAD_MAX);
	buf_init(&in->body, INBOUND_BODY_MAX);
}

void incoming_free(struct incoming *in)
{
	buf_free(&in->recipients);
	buf_free(&in->head);
	buf_free(&in->body);
	free(in->helo);
	in->helo = NULL;
}

static void empty(struct buf *b)
{
	size_t max_len = b->max_len;

	if (b->cap <= KEPT_MAX) {
		buf_reset(b);
		return;
	}
	buf_free(b);
	buf_init(b, max_len);
}

void incoming_reset(struct incoming *in)
{
	in->may_be = in->is_kept = in->is_cut = false;
	in->is_to_mailbox = in->is_from_own_mta = in->is_report = false;
	in->is_of_login = false;
	in->recipients_len = 0;
	empty(&in->recipients);
	empty(&in->head);
	empty(&in->body);
}

void incoming_helo(struct incoming *in, const char *name)
{
	free(in->helo);
	in->helo = name ? strdup(name) : NULL;
}

/* ------------------------------------------------------- which messages */

static bool matches(const char *pattern, const char *text)
{
	return text && glob_match(pattern, text, strlen(text));
}

static bool comes_by(
	const struct settings_list *listener, const struct mail_client *client)
{
	const char *name = client->listener_name;
	const char *port = client->listener_port;

	for (size_t i = 0; i < listener->len; i++)
		if (matches(listener->items[i], name) ||
			matches(listener->items[i], port))
			return true;
	return false;
}

/* Postfix shows what comes without SMTP with the port 0: its own bounces
 * (internal_mail_filter_classes), and the mail of sendmail(1). */
static bool is_without_smtp(const struct mail_client *client)
{
	const char *port = client->listener_port;

	return port && strcmp(port, "0") == 0;
}

/* A client that logged in is no stranger, nor is sendmail(1) on this host; but
 * the MTA's own reports come the same way, and who logged in may answer a
 * notice. A daemon that takes such reports may take strangers' mail, too. */
void incoming_mail(
	struct incoming *in, const struct settings *s, const struct message *m)
{
	const struct mail_client *client = &m->client;
	const struct settings_list *listener = &s->inbound.listener;
	bool is_of_nobody = m->sender && !*m->sender;

	in->is_of_login = client->auth_user != NULL;
	if (!s->inbound.is_on || !in->intake)
		return;
	if (in->is_of_login) {
		in->may_be = s->hold_in == HOLD_IN_ROBINSON &&
			s->mode == MODE_ENFORCE;
		return;
	}
	in->is_from_own_mta = is_of_nobody &&
		(is_without_smtp(client) ||
			comes_by(&s->inbound.own_reports, client));
	in->may_be = in->is_from_own_mta ||
		(!is_without_smtp(client) &&
			(listener->len == 0 || comes_by(listener, client)));
}

static bool is_own_domain(const struct settings *s, const char *domain)
{
	for (size_t i = 0; i < s->own_domains.len; i++)
		if (strcmp(s->own_domains.items[i], domain) == 0)
			return true;
	return false;
}

/* Where the answers to notices go. */
static bool is_of_notices(const struct settings *s, const struct address *to)
{
	char text[NOTICES_NAME_SIZE];
	struct address from;

	return notices_from(s, text) == ERR_OK &&
		address_parse(&s->address_rules, text, strlen(text), &from,
			NULL) == ERR_OK &&
		strcmp(from.text, to->text) == 0;
}

void incoming_rcpt(
	struct incoming *in, const struct settings *s, const char *recipient)
{
	const char *stop = s->unsubscribe.address;
	struct address address;
	bool is_stop;

	if (!in->may_be || in->recipients_len >= INBOUND_RECIPIENTS_MAX ||
		address_parse(&s->address_rules, recipient, strlen(recipient),
			&address, NULL))
		return;
	is_stop = !in->is_of_login && stop && strcmp(address.text, stop) == 0;
	if (in->is_of_login ?
			!is_of_notices(s, &address) :
			!is_stop && !is_own_domain(s, address_domain(&address)))
		return;
	if (buf_add(&in->recipients, address.text, address.text_len + 1))
		return;
	in->recipients_len++;
	in->is_kept = true;
	in->is_to_mailbox |= is_stop;
}

/* ---------------------------------------------------------- its content */

static bool is_report(const char *name, const char *value)
{
	return strcasecmp(name, "Content-Type") == 0 &&
		strcasestr(value, "multipart/report");
}

void incoming_header(struct incoming *in, const char *name, const char *value)
{
	size_t len;

	if (!in->is_kept)
		return;
	len = strlen(name) + strlen(value) + strlen(": \r\n");
	/* Whole fields only; the first ones are the last hop's. */
	if (in->head.len + len > INBOUND_HEAD_MAX)
		return;
	(void)buf_addf(&in->head, "%s:%s%s\r\n", name,
		*value == ' ' || *value == '\t' ? "" : " ", value);
	in->is_report |= is_report(name, value);
}

/* Whatever the message is: a letter that answers nothing may say "stop" too,
 * and many delivery reports are plain text. */
bool incoming_body(struct incoming *in, const void *bytes, size_t len)
{
	const char *at = bytes;
	size_t room = INBOUND_BODY_MAX - in->body.len;

	if (!incoming_is_kept(in) || in->is_cut)
		return false;
	if (len > room) {
		len = room;
		in->is_cut = true;
	}
	/* A question is text: NULs are left out. */
	while (len > 0) {
		const char *nul = memchr(at, '\0', len);
		size_t n = nul ? (size_t)(nul - at) : len;

		if (buf_add(&in->body, at, n)) {
			in->is_cut = true;
			break;
		}
		n += nul != NULL;
		at += n;
		len -= n;
	}
	return !in->is_cut;
}

/* ------------------------------------------------------- handing it over */

static const char *client_text(
	const struct mail_client *client, char text_r[INET6_ADDRSTRLEN])
{
	const struct sockaddr_storage *a = &client->address;
	const struct in6_addr *v6 =
		&((const struct sockaddr_in6 *)a)->sin6_addr;

	if (a->ss_family == AF_INET)
		return inet_ntop(AF_INET,
			&((const struct sockaddr_in *)a)->sin_addr, text_r,
			INET6_ADDRSTRLEN);
	if (a->ss_family != AF_INET6)
		return NULL;
	/* A socket for both IPv4 and IPv6 shows IPv4 in this form; SPF needs
	 * the plain address. */
	if (IN6_IS_ADDR_V4MAPPED(v6))
		return inet_ntop(
			AF_INET, v6->s6_addr + 12, text_r, INET6_ADDRSTRLEN);
	return inet_ntop(AF_INET6, v6, text_r, INET6_ADDRSTRLEN);
}

bool incoming_take(struct incoming *in, const struct incoming_origin *origin)
{
	const char *recipients[INBOUND_RECIPIENTS_MAX];
	const char *at = buf_text(&in->recipients);
	char client[INET6_ADDRSTRLEN];
	struct inbound_question q = {
		/* Where it comes without SMTP, Postfix names the loopback. */
		.client = in->is_from_own_mta ?
			NULL :
			client_text(origin->client, client),
		.helo = in->helo,
		.host = *origin->host ? origin->host : NULL,
		.sender = origin->sender,
		.recipients = {recipients, in->recipients_len},
		.head = buf_text(&in->head),
		.body = buf_text(&in->body),
		.is_body_cut = in->is_cut,
		.login = in->is_of_login ? origin->client->auth_user : NULL,
		.is_from_own_mta = in->is_from_own_mta,
	};

	bool is_lost;

	if (!incoming_is_kept(in))
		return true;
	for (size_t i = 0; i < in->recipients_len; i++) {
		recipients[i] = at;
		at += strlen(at) + 1;
	}
	/* Failures are logged and counted by intake_worker_take(). */
	is_lost = intake_worker_take(in->intake, &q, origin->queue_id,
			  in->is_to_mailbox) != ERR_OK;
	in->is_kept = false;
	return !is_lost || !in->is_to_mailbox;
}
