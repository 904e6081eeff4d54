/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/our_headers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void our_headers_reset(struct our_headers *h)
{
	h->flag = h->purpose = h->token = 0;
	h->text[0] = '\0';
}

enum our_header our_headers_see(struct our_headers *h, const struct settings *s,
	const char *name, const char *value)
{
	if (strcasecmp(name, s->release.token_header) == 0) {
		if (h->token++ == 0)
			snprintf(h->text, sizeof(h->text), "%s",
				value + strspn(value, " \t\r\n"));
		return OUR_TOKEN;
	}
	if (strcasecmp(name, s->flag_header) == 0) {
		h->flag++;
		return OUR_FLAG;
	}
	if (strcasecmp(name, s->purpose_header) == 0) {
		h->purpose++;
		return OUR_PURPOSE;
	}
	return OUR_NONE;
}

bool our_headers_any(const struct our_headers *h)
{
	return h->flag > 0 || h->purpose > 0 || h->token > 0;
}
