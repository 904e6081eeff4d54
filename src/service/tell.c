/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/period.h"
#include "service/mailer.h"

#define HEAD_MAX ((size_t)16 * 1024)

enum err tell_from(const struct settings *s, char from_r[TELL_NAME_SIZE])
{
	from_r[0] = '\0';
	if (s->notices.from)
		snprintf(from_r, TELL_NAME_SIZE, "%s", s->notices.from);
	else if (s->own_domains.len > 0)
		snprintf(from_r, TELL_NAME_SIZE, "postmaster@%s",
			s->own_domains.items[0]);
	return from_r[0] ? ERR_OK : ERR_NOT_FOUND;
}

void tell_host(const char *host, char host_r[TELL_HOST_SIZE])
{
	if (host && *host)
		snprintf(host_r, TELL_HOST_SIZE, "%s", host);
	else if (gethostname(host_r, TELL_HOST_SIZE) != 0)
		snprintf(host_r, TELL_HOST_SIZE, "localhost");
	host_r[TELL_HOST_SIZE - 1] = '\0';
}

enum err tell_notice(
	const struct settings *s, const struct notice *notice, struct buf *out)
{
	char from[TELL_NAME_SIZE], host[TELL_HOST_SIZE];
	struct notice n = *notice;
	enum err e = tell_from(s, from);

	if (e)
		return e;
	/* Where there are no texts in it, English is told. */
	if (notice_language_parse(s->notices.language, &n.language))
		n.language = NOTICE_EN;
	tell_host(n.host, host);
	n.zone = s->zone;
	n.host = host;
	n.from = from;
	return notice_compose(&n, out);
}

enum tell_whom tell_whom(const struct settings *s, const char *sender)
{
	struct address address;

	if (!sender || !*sender || !mailer_is_passable(sender) ||
		address_parse(&s->address_rules, sender, strlen(sender),
			&address, NULL))
		return TELL_NOBODY;
	return notice_is_due(s, sender) ? TELL_SENDER : TELL_OUTSIDER;
}

static void add_field(struct buf *head, const char *name, const char *value)
{
	if (*value)
		(void)buf_addf(head, "%s: %s\r\n", name, value);
}

enum err tell_gone(const struct settings *s,
	const struct quarantine_entry *entry, enum notice_fate fate,
	int64_t now_utc, struct buf *out)
{
	struct notice_recipient *recipients =
		calloc(entry->recipients_len + 1, sizeof(*recipients));
	struct notice n = {
		.to = entry->summary.sender,
		.host = entry->held.host,
		.reference = entry->held.id.text,
		.kind = fate == FATE_DELETED ? "deleted" : "expired",
		.now_utc = now_utc,
		.arrived_utc = entry->held.received_utc,
		.until_utc = entry->held.expires_utc,
		.recipients = recipients,
	};
	struct buf head;
	enum err e;

	if (!recipients)
		return ERR_NOMEM;
	buf_init(&head, HEAD_MAX);
	add_field(&head, "From", entry->summary.from);
	add_field(&head, "Subject", entry->summary.subject);
	add_field(&head, "Message-ID", entry->summary.message_id);
	n.head = buf_text(&head);
	n.head_len = head.len;
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];

		if (!(HELD_BIT(r->held.state) & HELD_WAITING))
			continue;
		recipients[n.recipients_len++] = (struct notice_recipient){
			.address = r->address,
			.fate = fate,
			.reason = r->held.reason,
			.ref = r->held.ref,
		};
	}
	e = n.recipients_len ? tell_notice(s, &n, out) : ERR_NOT_FOUND;
	buf_free(&head);
	free(recipients);
	return e;
}
