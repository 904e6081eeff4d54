/* SPDX-License-Identifier: BSD-2-Clause */
#include "click/click.h"

#include <string.h>

#define LENGTH_LEN 2
#define KIND_QUESTION 1
#define KIND_ANSWER 2

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
	packet_r[AT_KIND] = KIND_QUESTION;
	packet_r[AT_UNDO] = click->is_undo;
	packet_r[AT_SCOPE] = (unsigned char)click->scope;
	for (int i = 7; i >= 0; i--, at >>= 8)
		packet_r[AT_TIME + i] = (unsigned char)at;
	memcpy(packet_r + AT_ID, click->id, CLICK_ID_LEN);
	memcpy(packet_r + AT_TOKEN, click->token, token_len);
	*len_r = AT_TOKEN + token_len;
	put_length(packet_r, *len_r);
	return ERR_OK;
}

enum err click_decode(const unsigned char *bytes, size_t len,
	struct click *click_r, size_t *used_r)
{
	uint64_t at = 0;
	size_t used, token_len;
	enum err e = get_length(bytes, len, &used);

	*used_r = 0;
	memset(click_r, 0, sizeof(*click_r));
	if (e)
		return e;
	if (used <= AT_TOKEN || bytes[AT_KIND] != KIND_QUESTION ||
		bytes[AT_UNDO] > 1 ||
		(bytes[AT_SCOPE] != CLICK_PURPOSE &&
			bytes[AT_SCOPE] != CLICK_ALL))
		return ERR_CORRUPT;
	token_len = used - AT_TOKEN;
	if (token_len >= sizeof(click_r->token) ||
		memchr(bytes + AT_TOKEN, '\0', token_len))
		return ERR_CORRUPT;
	for (int i = 0; i < 8; i++)
		at = at << 8 | bytes[AT_TIME + i];
	click_r->is_undo = bytes[AT_UNDO] == 1;
	click_r->scope = (enum click_scope)bytes[AT_SCOPE];
	click_r->at_utc = (int64_t)at;
	memcpy(click_r->id, bytes + AT_ID, CLICK_ID_LEN);
	memcpy(click_r->token, bytes + AT_TOKEN, token_len);
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
		bytes[AT_OUTCOME] > CLICK_LATER)
		return ERR_CORRUPT;
	answer_r->outcome = (enum click_outcome)bytes[AT_OUTCOME];
	memcpy(answer_r->id, bytes + AT_ANSWER_ID, CLICK_ID_LEN);
	*used_r = used;
	return ERR_OK;
}
