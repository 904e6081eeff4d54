/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_headers.h"

bool notice_headers_will_be(const struct settings *s,
	const struct settings_purpose *purpose, bool has_own, size_t recipients)
{
	const struct settings_unsubscribe *u = &s->unsubscribe;

	if (has_own)
		return true;
	return purpose->adds_unsubscribe &&
		(u->address || (u->url && recipients == 1));
}
