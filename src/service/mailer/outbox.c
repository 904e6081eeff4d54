/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mailer/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/seal.h"
#include "mail/notice.h"

/* One for all: a letter says itself to whom it goes. */
static const char context[] = "outbox letter";

#define PLAIN_MAX (NOTICE_MAX + 4000)
#define SEALED_CHUNK_LEN (SEAL_CHUNK_LEN + SEAL_TAG_LEN)

static enum err get_seal(struct office *office, struct seal **seal_r)
{
	const struct keyfile *keys = office_keys(office);

	*seal_r = NULL;
	return keys ? seal_new(keys, seal_r) : ERR_UNAVAILABLE;
}

/* ------------------------------------------------------------- sealing */

static enum err seal_all(struct seal *seal, const char *plain, size_t left,
	unsigned char *at, size_t *len_r)
{
	unsigned char *start = at;
	struct seal_stream stream;
	enum err e = seal_begin(seal, context, at, &stream);
	bool is_last = false;

	at += SEAL_HEAD_LEN;
	while (!e && !is_last) {
		size_t n = left < SEAL_CHUNK_LEN ? left : SEAL_CHUNK_LEN;

		is_last = n == left;
		e = seal_chunk(seal, &stream, plain, n, is_last, at);
		plain += n;
		left -= n;
		at += n + SEAL_TAG_LEN;
	}
	seal_stream_end(&stream);
	*len_r = (size_t)(at - start);
	return e;
}

static enum err seal_plain(struct office *office, const struct buf *plain,
	void **sealed_r, size_t *len_r)
{
	size_t chunks = plain->len / SEAL_CHUNK_LEN + 1;
	struct seal *seal;
	enum err e = get_seal(office, &seal);

	if (!e) {
		*sealed_r = malloc(
			plain->len + SEAL_HEAD_LEN + chunks * SEAL_TAG_LEN);
		e = *sealed_r ? seal_all(seal, plain->data, plain->len,
					*sealed_r, len_r) :
				ERR_NOMEM;
	}
	seal_free(&seal);
	if (e) {
		free(*sealed_r);
		*sealed_r = NULL;
	}
	return e;
}

enum err outbox_seal(struct office *office, const char *to,
	const char *queue_id, const struct buf *text, void **sealed_r,
	size_t *len_r)
{
	struct buf plain;
	enum err e;

	*sealed_r = NULL;
	*len_r = 0;
	buf_init(&plain, PLAIN_MAX);
	(void)buf_add(&plain, to, strlen(to) + 1);
	(void)buf_add(&plain, queue_id, strlen(queue_id) + 1);
	(void)buf_add(&plain, text->data, text->len);
	e = buf_err(&plain);
	if (!e)
		e = seal_plain(office, &plain, sealed_r, len_r);
	if (plain.data)
		explicit_bzero(plain.data, plain.cap);
	buf_free(&plain);
	return e;
}

enum err outbox_put(struct office *office, struct store_session *s,
	const struct outbox_new *letter, int64_t *id_r)
{
	struct store_outgoing outgoing = {.created_utc = office_now(office)};
	void *sealed = NULL;
	enum err e = outbox_seal(office, letter->to, letter->queue_id,
		letter->text, &sealed, &outgoing.len);

	*id_r = 0;
	if (e)
		return e;
	outgoing.sealed = sealed;
	e = store_outbox_add(s, &outgoing, letter->next_utc, id_r);
	free(sealed);
	return e;
}

/* ------------------------------------------------------------- opening */

static enum err open_all(struct seal *seal, const unsigned char *at,
	size_t left, struct outbox_letter *letter)
{
	struct seal_stream stream;
	bool is_last = false;
	enum err e;

	if (left < SEAL_OVERHEAD)
		return ERR_CORRUPT;
	e = seal_open_begin(seal, context, at, &stream);
	at += SEAL_HEAD_LEN;
	left -= SEAL_HEAD_LEN;
	while (!e && !is_last) {
		size_t n = left < SEALED_CHUNK_LEN ? left : SEALED_CHUNK_LEN;
		size_t len = 0;

		is_last = n == left;
		e = n < SEAL_TAG_LEN ?
			ERR_CORRUPT :
			seal_open_chunk(seal, &stream, at, n, is_last,
				letter->plain + letter->plain_len, &len);
		letter->plain_len += len;
		at += n;
		left -= n;
	}
	seal_stream_end(&stream);
	return e;
}

static enum err find_texts(struct outbox_letter *letter)
{
	const char *end = letter->plain + letter->plain_len;
	const char *nul = memchr(letter->plain, '\0', letter->plain_len);

	letter->to = letter->plain;
	if (!nul)
		return ERR_CORRUPT;
	letter->queue_id = nul + 1;
	nul = memchr(letter->queue_id, '\0', (size_t)(end - letter->queue_id));
	if (!nul)
		return ERR_CORRUPT;
	letter->text = nul + 1;
	letter->len = (size_t)(end - letter->text);
	return ERR_OK;
}

struct taking {
	struct seal *seal;
	struct outbox_letter *letter;
};

/* One that does not open is taken all the same: it must not stand in the way
 * of the others. */
static enum err give(void *arg, const struct store_outgoing *outgoing)
{
	struct taking *taking = arg;
	struct outbox_letter *letter = taking->letter;

	letter->id = outgoing->id;
	letter->created_utc = outgoing->created_utc;
	letter->tries = outgoing->tries;
	letter->plain = malloc(outgoing->len + 1);
	if (!letter->plain)
		return ERR_NOMEM;
	letter->sealed =
		open_all(taking->seal, outgoing->sealed, outgoing->len, letter);
	if (!letter->sealed)
		letter->sealed = find_texts(letter);
	return ERR_OK;
}

void outbox_letter_free(struct outbox_letter *letter)
{
	if (letter->plain)
		explicit_bzero(letter->plain, letter->plain_len);
	free(letter->plain);
	*letter = (struct outbox_letter){0};
}

/* ------------------------------------------------------- in the store */

static enum err get_session(
	struct office *office, struct store **store_r, struct store_session **s)
{
	*s = NULL;
	*store_r = office_store(office);
	return *store_r ? store_session_get(*store_r, s) : ERR_UNAVAILABLE;
}

static enum err put_session(
	struct store *store, struct store_session **s, enum err e)
{
	if (!e)
		e = store_write_commit(*s);
	if (*s)
		store_session_put(store, s);
	return e;
}

enum err outbox_take(
	struct office *office, int64_t id, struct outbox_letter *letter_r)
{
	struct taking taking = {.letter = letter_r};
	int64_t now = office_now(office);
	struct store_session *s = NULL;
	struct store *store = NULL;
	enum err e = get_seal(office, &taking.seal);

	*letter_r = (struct outbox_letter){0};
	if (!e)
		e = get_session(office, &store, &s);
	if (!e)
		e = store_write_begin(s);
	if (!e)
		e = store_outbox_take(
			s, id, now, now + OUTBOX_TAKEN_SECONDS, give, &taking);
	e = put_session(store, &s, e);
	seal_free(&taking.seal);
	return e;
}

enum err outbox_later(struct office *office, int64_t id, int64_t next_utc)
{
	struct store_session *s;
	struct store *store;
	enum err e = get_session(office, &store, &s);

	if (!e)
		e = store_write_begin(s);
	if (!e)
		e = store_outbox_later(s, id, next_utc);
	return put_session(store, &s, e);
}

enum err outbox_done(struct office *office, int64_t id)
{
	struct store_session *s;
	struct store *store;
	enum err e = get_session(office, &store, &s);

	if (!e)
		e = store_write_begin(s);
	if (!e)
		e = store_outbox_done(s, id);
	return put_session(store, &s, e);
}

enum err outbox_sum(struct office *office, struct store_outbox_sum *sum_r)
{
	struct store_session *s;
	struct store *store;
	enum err e = get_session(office, &store, &s);

	*sum_r = (struct store_outbox_sum){.next_utc = INSTANT_NONE};
	if (!e)
		e = store_outbox_sum(s, sum_r);
	if (s)
		store_session_put(store, &s);
	return e;
}
