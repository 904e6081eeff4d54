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

/* A reason keeps its number for ever, wherever it stands in the order of
 * decision; one that is new takes the next that is free. */
static const unsigned char numbers[REASON_COUNT] = {
	[REASON_OBJECTED] = 1,
	[REASON_LISTED] = 2,
	[REASON_RESTRICTED] = 3,
	[REASON_UNKNOWN] = 4,
	[REASON_WITHDRAWN] = 5,
	[REASON_SPECIAL_CATEGORY] = 6,
	[REASON_INCOMPATIBLE] = 7,
	[REASON_BASIS_EXPIRED] = 8,
	[REASON_NO_BASIS] = 9,
	[REASON_RETENTION_EXPIRED] = 10,
	[REASON_UNDELIVERABLE] = 11,
	[REASON_UNANSWERED] = 12,
	[REASON_TOO_SOON] = 13,
	[REASON_NO_NOTICE] = 14,
	[REASON_ALLOWED] = 15,
	[REASON_BAD_ADDRESS] = 16,
	[REASON_NOT_MARKETING] = 17,
	[REASON_OBJECTION_UNCONFIRMED] = 18,
};

/* The table uses the numbers below REASON_COUNT once each: what is no reason of
 * this version is its own number. */
unsigned reason_number(enum reason reason)
{
	unsigned n = (unsigned)reason;

	return n < REASON_COUNT ? numbers[n] : n;
}

enum reason reason_of_number(unsigned number)
{
	for (unsigned n = 0; n < REASON_COUNT; n++) {
		if (numbers[n] == number)
			return (enum reason)n;
	}
	return (enum reason)number;
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
	put_byte(&out, reason_number(entry->reason));
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

struct in {
	const unsigned char *bytes;
	size_t len, at;
	unsigned char *texts;
	size_t texts_len;
	bool is_short;
};

static unsigned get_byte(struct in *in)
{
	if (in->at >= in->len) {
		in->is_short = true;
		return 0;
	}
	return in->bytes[in->at++];
}

static uint64_t get_u64(struct in *in)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | get_byte(in);
	return value;
}

/* NULL where absent. */
static const unsigned char *get_bytes(struct in *in, size_t *len_r)
{
	size_t len = (size_t)get_byte(in) << 8;
	unsigned char *copy = in->texts + in->texts_len;

	len |= get_byte(in);
	*len_r = 0;
	if (in->is_short || len == 0xffff)
		return NULL;
	if (len > in->len - in->at) {
		in->is_short = true;
		return NULL;
	}
	memcpy(copy, in->bytes + in->at, len);
	copy[len] = 0;
	in->at += len;
	in->texts_len += len + 1;
	*len_r = len;
	return copy;
}

static const char *get_text(struct in *in)
{
	size_t len;

	return (const char *)get_bytes(in, &len);
}

enum err journal_decode(const unsigned char *bytes, size_t len,
	struct journal_decoded *decoded_r)
{
	struct journal_entry *entry = &decoded_r->entry;
	struct in in = {.bytes = bytes, .len = len, .texts = decoded_r->texts};
	unsigned key_len;

	*entry = (struct journal_entry){0};
	if (len > ENCODED_MAX || get_byte(&in) != 1)
		return ERR_CORRUPT;
	entry->seq = get_u64(&in);
	entry->at_utc = (int64_t)get_u64(&in);
	entry->kind = (enum journal_kind)get_byte(&in);
	entry->reason = reason_of_number(get_byte(&in));
	entry->action = (enum action)get_byte(&in);
	entry->is_enforced = get_byte(&in) != 0;
	key_len = get_byte(&in);
	entry->has_key = key_len > 0;
	if (key_len > PSEUDONYM_LEN || in.len - in.at < key_len)
		return ERR_CORRUPT;
	memcpy(entry->key.bytes, bytes + in.at, key_len);
	in.at += key_len;
	decoded_r->instance = get_text(&in);
	entry->purpose = get_text(&in);
	entry->queue_id = get_text(&in);
	entry->host = get_text(&in);
	entry->detail = get_text(&in);
	entry->sender = get_bytes(&in, &entry->sender_len);
	return in.is_short || in.at != len || !decoded_r->instance ?
		ERR_CORRUPT :
		ERR_OK;
}
