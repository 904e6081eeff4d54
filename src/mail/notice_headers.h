/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_headers.h - will a message carry the headers of RFC 8058 when it goes?
 *
 * Threads: pure
 * Source:  GDPR Art. 21(4), (5); RFC 2369, RFC 8058
 */
#ifndef ROBINSON_MAIL_NOTICE_HEADERS_H
#define ROBINSON_MAIL_NOTICE_HEADERS_H

#include "config/settings.h"

/* "has_own": it has a List-Unsubscribe of its own; "recipients": of the
 * message. A link of the public page is one person's, so it is given where
 * there is one recipient alone. */
bool notice_headers_will_be(const struct settings *s,
	const struct settings_purpose *purpose, bool has_own,
	size_t recipients);

#endif
