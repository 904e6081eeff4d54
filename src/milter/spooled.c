/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/spooled.h"

#include <limits.h>
#include <string.h>

#define VERSION 1

enum err spooled_encode(
	const struct inbound_question *q, const char *queue_id, struct buf *out)
{
	size_t len = strlen(queue_id);

	if (len > UCHAR_MAX)
		len = UCHAR_MAX;
	(void)buf_addc(out, VERSION);
	(void)buf_addc(out, (char)len);
	(void)buf_add(out, queue_id, len);
	(void)buf_addc(out, '\0');
	if (buf_err(out))
		return buf_err(out);
	return inbound_question_encode(q, out);
}

enum err spooled_decode(struct buf *bytes, const char **queue_id_r,
	struct inbound_question *q_r)
{
	size_t at, len;
	enum err e;

	if (bytes->len < 2 || bytes->data[0] != VERSION)
		return ERR_CORRUPT;
	at = 2 + (size_t)(unsigned char)bytes->data[1] + 1;
	if (bytes->len < at + INBOUND_LENGTH_SIZE)
		return ERR_CORRUPT;
	*queue_id_r = bytes->data + 2;
	e = inbound_packet_len(bytes->data + at, &len);
	at += INBOUND_LENGTH_SIZE;
	if (e || bytes->len - at != len)
		return ERR_CORRUPT;
	return inbound_question_decode(bytes->data + at, len, q_r);
}
