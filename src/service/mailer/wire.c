/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mailer/wire_private.h"

#include <string.h>

size_t wire_read(struct wire *w, char *to, size_t size)
{
	size_t len = 0;

	while (w->piece < w->pieces_len) {
		const struct iovec *piece = &w->pieces[w->piece];
		const char *octets = piece->iov_base;

		for (; w->at < piece->iov_len; w->at++) {
			char c = octets[w->at];

			if (len + 2 > size)
				return len;
			if (c == '\r')
				continue;
			if (c == '\n' && w->wants_crlf)
				to[len++] = '\r';
			to[len++] = c;
		}
		w->piece++;
		w->at = 0;
	}
	return len;
}

size_t wire_size(const struct wire *w)
{
	size_t size = 0;

	for (size_t i = 0; i < w->pieces_len; i++) {
		const char *octets = w->pieces[i].iov_base;

		for (size_t n = 0; n < w->pieces[i].iov_len; n++)
			size += octets[n] == '\r'                  ? 0 :
				octets[n] == '\n' && w->wants_crlf ? 2 :
								     1;
	}
	return size;
}
