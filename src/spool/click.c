/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/click.h"

#include <string.h>

#define LENGTH_LEN 2
#define KIND_QUESTION 1
#define KIND_ANSWER 2
#define KIND_WITH_SECRET 3

enum {
	AT_KIND = LENGTH_LEN,
	AT_UNDO,
	AT_SCOPE,
	AT_TIME,
	AT_ID = AT_TIME + 8,
	AT_TOKEN = AT_ID + CLICK_ID_LEN,

	AT_OUTCOME = LENGTH_LEN + 1,
	AT_ANSWER_ID,
	ANSWER_LEN = AT_ANSWER_ID + CLICK_ID_LEN
};

static void put_length(unsigned char *packet, size_t len)
{
	packet[0] = (unsigned char)((len - LENGTH_LEN) >> 8);
	packet[1] = (unsigned char)(len - LENGTH_LEN);
}

/* ERR_OK: a packet of *used_r bytes is there as a whole. */
static enum err get_length(
	const unsigned char *bytes, size_t len, size_t *used_r)
{
	size_t whole;

	*used_r = 0;
	if (len < LENGTH_LEN)
		return ERR_UNAVAILABLE;
	whole = LENGTH_LEN + ((size_t)bytes[0] << 8 | bytes[1]);
	if (whole <= LENGTH_LEN || whole > CLICK_PACKET_MAX)
		return ERR_CORRUPT;
	if (len < whole)
		return ERR_UNAVAILABLE;
	*used_r = whole;
	return ERR_OK;
}

enum err click_encode(const struct click *click,
	unsigned char packet_r[CLICK_PACKET_MAX], size_t *len_r)
{
	size_t token_len = strnlen(click->token, sizeof(click->token));
	uint64_t at = (uint64_t)click->at_utc;

	*len_r = 0;
	if (token_len == sizeof(click->token))
		return ERR_LIMIT;
	packet_r[AT_KIND] =
		click->has_secret ? KIND_WITH_SECRET : KIND_QUESTION;
	packet_r[AT_UNDO] = click->is_undo;
	packet_r[AT_SCOPE] = (unsigned char)click->scope;
	for (int i = 7; i >= 0; i--, at >>= 8)
		packet_r[AT_TIME + i] = (unsigned char)at;
	memcpy(packet_r + AT_ID, click->id, CLICK_ID_LEN);
	*len_r = AT_TOKEN;
	if (click->has_secret) {
		memcpy(packet_r + *len_r, click->secret, CLICK_SECRET_LEN);
		*len_r += CLICK_SECRET_LEN;
	}
	memcpy(packet_r + *len_r, click->token, token_len);
	*len_r += token_len;
	put_length(packet_r, *len_r);
	return ERR_OK;
}

/* The kind, and where the token begins; false: no question. */
static bool read_kind(const unsigned char *bytes, size_t used,
	struct click *click, size_t *token_r)
{
	*token_r = AT_TOKEN;
	if (bytes[AT_KIND] == KIND_WITH_SECRET) {
		click->has_secret = true;
		*token_r += CLICK_SECRET_LEN;
	} else if (bytes[AT_KIND] != KIND_QUESTION) {
		return false;
	}
	if (used <= *token_r)
		return false;
	if (click->has_secret)
		memcpy(click->secret, bytes + AT_TOKEN, CLICK_SECRET_LEN);
	return true;
}

enum err click_decode(const unsigned char *bytes, size_t len,
	struct click *click_r, size_t *used_r)
{
	uint64_t at = 0;
	size_t used, token, token_len;
	enum err e = get_length(bytes, len, &used);

	*used_r = 0;
	memset(click_r, 0, sizeof(*click_r));
	if (e)
		return e;
	if (!read_kind(bytes, used, click_r, &token) || bytes[AT_UNDO] > 1 ||
		(bytes[AT_SCOPE] != CLICK_PURPOSE &&
			bytes[AT_SCOPE] != CLICK_ALL))
		return ERR_CORRUPT;
	token_len = used - token;
	if (token_len >= sizeof(click_r->token) ||
		memchr(bytes + token, '\0', token_len))
		return ERR_CORRUPT;
	for (int i = 0; i < 8; i++)
		at = at << 8 | bytes[AT_TIME + i];
	click_r->is_undo = bytes[AT_UNDO] == 1;
	click_r->scope = (enum click_scope)bytes[AT_SCOPE];
	click_r->at_utc = (int64_t)at;
	memcpy(click_r->id, bytes + AT_ID, CLICK_ID_LEN);
	memcpy(click_r->token, bytes + token, token_len);
	*used_r = used;
	return ERR_OK;
}

void click_answer_encode(const struct click_answer *answer,
	unsigned char packet_r[CLICK_PACKET_MAX], size_t *len_r)
{
	packet_r[AT_KIND] = KIND_ANSWER;
	packet_r[AT_OUTCOME] = (unsigned char)answer->outcome;
	memcpy(packet_r + AT_ANSWER_ID, answer->id, CLICK_ID_LEN);
	put_length(packet_r, ANSWER_LEN);
	*len_r = ANSWER_LEN;
}

enum err click_answer_decode(const unsigned char *bytes, size_t len,
	struct click_answer *answer_r, size_t *used_r)
{
	size_t used;
	enum err e = get_length(bytes, len, &used);

	*used_r = 0;
	memset(answer_r, 0, sizeof(*answer_r));
	if (e)
		return e;
	if (used != ANSWER_LEN || bytes[AT_KIND] != KIND_ANSWER ||
		bytes[AT_OUTCOME] < CLICK_DONE ||
		bytes[AT_OUTCOME] > CLICK_RECORDED)
		return ERR_CORRUPT;
	answer_r->outcome = (enum click_outcome)bytes[AT_OUTCOME];
	memcpy(answer_r->id, bytes + AT_ANSWER_ID, CLICK_ID_LEN);
	*used_r = used;
	return ERR_OK;
}

void click_secret_format(const unsigned char secret[CLICK_SECRET_LEN],
	char text_r[CLICK_SECRET_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < CLICK_SECRET_LEN; i++) {
		*text_r++ = digits[secret[i] >> 4];
		*text_r++ = digits[secret[i] & 15];
	}
	*text_r = '\0';
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool click_secret_parse(
	const char *text, unsigned char secret_r[CLICK_SECRET_LEN])
{
	memset(secret_r, 0, CLICK_SECRET_LEN);
	if (strlen(text) != CLICK_SECRET_SIZE - 1)
		return false;
	for (size_t i = 0; i < CLICK_SECRET_SIZE - 1; i++) {
		int digit = digit_of(text[i]);

		if (digit < 0)
			return false;
		secret_r[i / 2] = (unsigned char)(secret_r[i / 2] << 4 | digit);
	}
	return true;
}
