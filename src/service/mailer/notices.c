/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mailer/notices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/period.h"
#include "service/mailer/mailer.h"

enum err notices_from(const struct settings *s, char from_r[NOTICES_NAME_SIZE])
{
	from_r[0] = '\0';
	if (s->notices.from)
		snprintf(from_r, NOTICES_NAME_SIZE, "%s", s->notices.from);
	else if (s->own_domains.len > 0)
		snprintf(from_r, NOTICES_NAME_SIZE, "postmaster@%s",
			s->own_domains.items[0]);
	return from_r[0] ? ERR_OK : ERR_NOT_FOUND;
}

void notices_host(const char *host, char host_r[NOTICES_HOST_SIZE])
{
	if (host && *host)
		snprintf(host_r, NOTICES_HOST_SIZE, "%s", host);
	else if (gethostname(host_r, NOTICES_HOST_SIZE) != 0)
		snprintf(host_r, NOTICES_HOST_SIZE, "localhost");
	host_r[NOTICES_HOST_SIZE - 1] = '\0';
}

enum err notices_put(
	const struct settings *s, const struct notice *notice, struct buf *out)
{
	char from[NOTICES_NAME_SIZE], host[NOTICES_HOST_SIZE];
	struct notice n = *notice;
	enum err e = notices_from(s, from);

	if (e)
		return e;
	/* Where there are no texts in it, English is told. */
	if (notice_language_parse(s->notices.language, &n.language))
		n.language = NOTICE_EN;
	notices_host(n.host, host);
	n.zone = s->zone;
	n.host = host;
	n.from = from;
	n.contact = s->reply_contact;
	n.page = s->reply_page;
	return notice_compose(&n, out);
}

enum notices_whom notices_whom(const struct settings *s, const char *sender)
{
	struct address address;

	if (!sender || !*sender || !mailer_is_passable(sender) ||
		address_parse(&s->address_rules, sender, strlen(sender),
			&address, NULL))
		return NOTICES_NOBODY;
	return notice_is_due(s, sender) ? NOTICES_SENDER : NOTICES_OUTSIDER;
}
