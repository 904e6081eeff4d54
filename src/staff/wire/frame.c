/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/wire/frame.h"

#include <string.h>

#include "base/file.h"

#define PIECE 4096

void wire_frame_init(struct wire_frame *frame)
{
	buf_init(&frame->json, WIRE_ANSWER_JSON_MAX);
	buf_init(&frame->blob, WIRE_BLOB_MAX);
}

void wire_frame_free(struct wire_frame *frame)
{
	buf_free(&frame->json);
	buf_free(&frame->blob);
}

/* Memory grows with what has come, not with what was announced. */
static enum err read_part(int fd, size_t len, struct buf *part)
{
	char piece[PIECE];
	enum err e = ERR_OK;

	buf_reset(part);
	while (!e && part->len < len) {
		size_t want = len - part->len, got;

		if (want > sizeof(piece))
			want = sizeof(piece);
		e = file_read_full(fd, piece, want, &got);
		if (!e && got < want)
			e = ERR_CORRUPT;
		if (!e)
			e = buf_add(part, piece, got);
	}
	explicit_bzero(piece, sizeof(piece));
	return e;
}

enum err wire_frame_read(int fd, enum wire_kind kind, struct wire_frame *frame)
{
	unsigned char head[WIRE_HEAD_SIZE];
	size_t json_len, blob_len, got;
	enum err e = file_read_full(fd, head, sizeof(head), &got);

	if (!e && got < sizeof(head))
		e = got == 0 ? ERR_NOT_FOUND : ERR_CORRUPT;
	if (!e)
		e = wire_head_decode(head, kind, &json_len, &blob_len);
	if (!e)
		e = read_part(fd, json_len, &frame->json);
	if (!e)
		e = read_part(fd, blob_len, &frame->blob);
	return e;
}
