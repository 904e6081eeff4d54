/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "store/quarantine.h"
#include "store/store.h"

/*
 * A one-to-one mixing of 40-bit numbers: both multiplications by odd numbers
 * and the shift by half the width can be undone, so no two entries share a
 * reference. It hides nothing; it only makes neighbours look different, so
 * that a slip of the pen does not name the entry beside.
 */
#define BITS 40
#define MASK ((UINT64_C(1) << BITS) - 1)
#define FACTOR_1 UINT64_C(0x9e3779b97f)
#define FACTOR_2 UINT64_C(0xc2b2ae3d27)
#define DIGITS 8

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Newton: each round doubles the number of right low bits, 3 at first. */
static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (int round = 0; round < 4; round++)
		x *= 2 - odd * x;
	return x & MASK;
}

enum err store_ref_of_seq(uint64_t seq, char ref_r[JOURNAL_REF_SIZE])
{
	uint64_t x = seq;

	ref_r[0] = '\0';
	if (seq == 0 || seq > MASK)
		return ERR_LIMIT;
	x = (x * FACTOR_1) & MASK;
	x ^= x >> (BITS / 2);
	x = (x * FACTOR_2) & MASK;
	for (int i = DIGITS - 1; i >= 0; i--, x >>= 5)
		ref_r[i] = alphabet[x & 31];
	ref_r[DIGITS] = '\0';
	return ERR_OK;
}

/* As Crockford has it: case does not count, O is 0, I and L are 1. */
static int digit_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

enum err store_seq_of_ref(const char *ref, uint64_t *seq_r)
{
	uint64_t x = 0;
	int digits = 0;

	*seq_r = 0;
	for (; *ref; ref++) {
		int value = digit_value(*ref);

		if (*ref == '-')
			continue;
		if (value < 0 || ++digits > DIGITS)
			return ERR_INVALID;
		x = x << 5 | (uint64_t)value;
	}
	if (digits != DIGITS)
		return ERR_INVALID;
	x = (x * inverse(FACTOR_2)) & MASK;
	x ^= x >> (BITS / 2);
	x = (x * inverse(FACTOR_1)) & MASK;
	if (x == 0)
		return ERR_INVALID;
	*seq_r = x;
	return ERR_OK;
}

void held_id_format(uint64_t number, struct held_id *id_r)
{
	for (int i = HELD_ID_LEN - 1; i >= 0; i--, number >>= 5)
		id_r->text[i] = alphabet[number & 31];
	id_r->text[HELD_ID_LEN] = '\0';
}

enum err held_id_parse(const char *text, struct held_id *id_r)
{
	struct held_id id;
	int digits = 0;

	*id_r = (struct held_id){{0}};
	for (; *text; text++) {
		int value = digit_value(*text);

		if (*text == '-')
			continue;
		if (value < 0 || digits == HELD_ID_LEN)
			return ERR_INVALID;
		id.text[digits++] = alphabet[value];
	}
	if (digits != HELD_ID_LEN)
		return ERR_INVALID;
	id.text[HELD_ID_LEN] = '\0';
	*id_r = id;
	return ERR_OK;
}
