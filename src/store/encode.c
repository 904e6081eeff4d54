/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/encode.h"

#include <string.h>

struct out {
	unsigned char *bytes;
	size_t len;
	enum err failed;
};

static void put_byte(struct out *out, unsigned value)
{
	out->bytes[out->len++] = (unsigned char)value;
}

static void put_u64(struct out *out, uint64_t value)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		put_byte(out, (unsigned)(value >> shift) & 0xff);
}

static void put_bytes(
	struct out *out, const void *bytes, size_t len, size_t max)
{
	if (!bytes) {
		put_byte(out, 0xff);
		put_byte(out, 0xff);
		return;
	}
	if (len > max) {
		out->failed = ERR_LIMIT;
		return;
	}
	put_byte(out, (unsigned)(len >> 8));
	put_byte(out, (unsigned)len & 0xff);
	memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
}

static void put_text(struct out *out, const char *text, size_t max)
{
	put_bytes(out, text, text ? strlen(text) : 0, max);
}

enum err journal_encode(const struct journal_entry *entry, const char *instance,
	unsigned char bytes_r[ENCODED_MAX], size_t *len_r)
{
	struct out out = {.bytes = bytes_r};

	put_byte(&out, 1);
	put_u64(&out, entry->seq);
	put_u64(&out, (uint64_t)entry->at_utc);
	put_byte(&out, (unsigned)entry->kind);
	put_byte(&out, (unsigned)entry->reason);
	put_byte(&out, (unsigned)entry->action);
	put_byte(&out, entry->is_enforced);
	put_byte(&out, entry->has_key ? PSEUDONYM_LEN : 0);
	if (entry->has_key) {
		memcpy(bytes_r + out.len, entry->key.bytes, PSEUDONYM_LEN);
		out.len += PSEUDONYM_LEN;
	}
	put_text(&out, instance, NAME_TEXT_MAX);
	put_text(&out, entry->purpose, NAME_TEXT_MAX);
	put_text(&out, entry->queue_id, JOURNAL_QUEUE_ID_MAX);
	put_text(&out, entry->host, JOURNAL_HOST_MAX);
	put_text(&out, entry->detail, JOURNAL_DETAIL_MAX);
	put_bytes(&out, entry->sender, entry->sender_len, SEALED_NAME_MAX);
	*len_r = out.len;
	return out.failed;
}
