/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/factsum.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[COUNTED_KINDS] = {
	[COUNTED_OBJECTIONS] = "objection",
	[COUNTED_WITHDRAWALS] = "withdrawal",
	[COUNTED_GRANTS] = "grant",
	[COUNTED_LIFTS] = "lifting of an objection",
	[COUNTED_UNDONE] = "objection by mistake",
	[COUNTED_DISOWNED] = "objection of somebody else",
	[COUNTED_RESTRICTIONS] = "restriction",
};

const char *counted_name(enum counted kind)
{
	return names[kind];
}

void fact_sum_add(struct fact_sum *sum, int sign, enum counted kind,
	const unsigned char mac[ROW_MAC_LEN])
{
	int carry = 0;

	for (int i = ROW_MAC_LEN - 1; i >= 0; i--) {
		int digit = sum->sum[i] + sign * mac[i] + carry;

		sum->sum[i] = (unsigned char)(digit & 0xff);
		carry = digit < 0 ? -1 : digit > 0xff;
	}
	sum->rows[kind] += sign;
}

bool fact_sum_is_same(const struct fact_sum *a, const struct fact_sum *b)
{
	return memcmp(a->sum, b->sum, ROW_MAC_LEN) == 0 &&
		memcmp(a->rows, b->rows, sizeof(a->rows)) == 0;
}

void fact_sum_pack(
	const struct fact_sum *sum, unsigned char bytes_r[FACT_SUM_LEN])
{
	unsigned char *to = bytes_r + ROW_MAC_LEN;

	memcpy(bytes_r, sum->sum, ROW_MAC_LEN);
	for (int kind = 0; kind < COUNTED_KINDS; kind++)
		for (int shift = 56; shift >= 0; shift -= 8)
			*to++ = (unsigned char)((uint64_t)sum->rows[kind] >>
				shift);
}

bool fact_sum_unpack(const void *bytes, size_t len, struct fact_sum *sum_r)
{
	const unsigned char *from = bytes;

	if (!from || len != FACT_SUM_LEN)
		return false;
	memcpy(sum_r->sum, from, ROW_MAC_LEN);
	from += ROW_MAC_LEN;
	for (int kind = 0; kind < COUNTED_KINDS; kind++) {
		uint64_t rows = 0;

		for (int i = 0; i < 8; i++)
			rows = rows << 8 | *from++;
		sum_r->rows[kind] = (int64_t)rows;
	}
	return true;
}

/* ----------------------------------------------------------------- text */

#define SUM_TEXT_SIZE (COUNTED_KINDS * 21 + 2 * ROW_MAC_LEN + 1)

static void format_sum(const struct fact_sum *sum, char text_r[SUM_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	size_t len = 0;

	for (int kind = 0; kind < COUNTED_KINDS; kind++)
		len += (size_t)snprintf(text_r + len, SUM_TEXT_SIZE - len,
			"%" PRId64 "%c", sum->rows[kind],
			kind + 1 < COUNTED_KINDS ? ',' : ' ');
	for (int i = 0; i < ROW_MAC_LEN; i++) {
		text_r[len++] = digits[sum->sum[i] >> 4];
		text_r[len++] = digits[sum->sum[i] & 15];
	}
	text_r[len] = '\0';
}

void fact_sum_format(
	const struct fact_sum_entry *entry, char text_r[FACT_SUM_TEXT_SIZE])
{
	char is[SUM_TEXT_SIZE], was[SUM_TEXT_SIZE] = "";

	format_sum(&entry->is, is);
	if (entry->has_was)
		format_sum(&entry->was, was);
	snprintf(text_r, FACT_SUM_TEXT_SIZE, "is %s%s%s", is,
		entry->has_was ? "; was " : "", was);
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

static bool take_sum(const char **at, struct fact_sum *sum_r)
{
	for (int kind = 0; kind < COUNTED_KINDS; kind++) {
		char *end;

		errno = 0;
		sum_r->rows[kind] = strtoll(*at, &end, 10);
		if (errno || end == *at)
			return false;
		*at = end;
		if (!take(at, kind + 1 < COUNTED_KINDS ? "," : " "))
			return false;
	}
	for (int i = 0; i < ROW_MAC_LEN; i++, *at += 2) {
		int high = digit_of((*at)[0]);
		int low = high < 0 ? -1 : digit_of((*at)[1]);

		if (low < 0)
			return false;
		sum_r->sum[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

enum err fact_sum_parse(const char *text, struct fact_sum_entry *entry_r)
{
	const char *at = text;

	memset(entry_r, 0, sizeof(*entry_r));
	if (!at || !take(&at, "is ") || !take_sum(&at, &entry_r->is))
		return ERR_INVALID;
	if (*at) {
		entry_r->has_was = true;
		if (!take(&at, "; was ") || !take_sum(&at, &entry_r->was) ||
			*at)
			return ERR_INVALID;
	}
	return ERR_OK;
}
