/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held, opened. */
#include "service/quarantine/quarantine.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum err quarantine_id(
	struct desk *desk, const char *text, struct held_id *id_r)
{
	if (held_id_parse(text, id_r) == ERR_OK)
		return ERR_OK;
	return desk_fail(desk, ERR_INVALID,
		"\"%.40s\" is no id of a held message; accepted: %d letters "
		"and digits, as 7K3M-QW9X-2ABC",
		text, HELD_ID_LEN);
}

enum err quarantine_sum(struct office *office, struct held_sum *sum_r)
{
	struct store *store = office_store(office);
	struct store_session *session = NULL;
	enum err e =
		store ? store_session_get(store, &session) : ERR_UNAVAILABLE;

	if (!e)
		e = store_held_sum(session, sum_r);
	if (session)
		store_session_put(store, &session);
	return e;
}

/* ------------------------------------------------------------- opening */

/* Everything that one entry needs, used again for each. */
struct opener {
	struct desk *desk;
	struct seal *seal;
	quarantine_fn *each;
	void *arg;
	struct quarantine_recipient *recipients;
	size_t len, cap;
	char *texts; /* of the recipients, one behind the other */
	size_t texts_len, texts_cap;
	char summary[SUMMARY_MAX + 1];
	const struct held_id *id; /* of the message at hand */
	bool is_damaged;
	bool is_summary; /* without the recipients */
	enum err e;
};

static enum err opener_make(
	struct opener *o, struct desk *desk, quarantine_fn *each, void *arg)
{
	*o = (struct opener){.desk = desk, .each = each, .arg = arg};
	if (seal_new(office_keys(desk->office), &o->seal))
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	return ERR_OK;
}

static void opener_free(struct opener *o)
{
	seal_free(&o->seal);
	free(o->recipients);
	if (o->texts)
		explicit_bzero(o->texts, o->texts_cap);
	free(o->texts);
	explicit_bzero(o->summary, sizeof(o->summary));
}

/* The text's place is remembered as an offset until all are there. */
static bool open_recipient(void *arg, const struct held_recipient *held)
{
	struct opener *o = arg;
	struct quarantine_recipient *r;
	char context[CONTEXT_SIZE];
	size_t len = 0;

	o->e = array_reserve((void **)&o->recipients, &o->cap, o->len + 1,
		sizeof(*o->recipients));
	if (!o->e)
		o->e = array_reserve_secret((void **)&o->texts, &o->texts_cap,
			o->texts_len + held->address_len + 1, 1);
	if (o->e)
		return false;
	context_of_recipient(o->id, held->n, context);
	o->e = seal_open_bytes(o->seal, context, held->address,
		held->address_len, o->texts + o->texts_len, &len);
	if (o->e == ERR_CORRUPT) {
		o->is_damaged = true;
		o->e = ERR_OK;
	}
	if (o->e)
		return false;
	o->texts[o->texts_len + len] = '\0';
	r = &o->recipients[o->len++];
	r->held = *held;
	r->held.address = NULL;
	r->held.address_len = 0;
	o->texts_len += len + 1;
	return true;
}

static enum err open_summary(struct opener *o, const struct held_message *m,
	struct summary *summary_r)
{
	char context[CONTEXT_SIZE];
	size_t len = 0;
	enum err e;

	if (m->summary_len < SEAL_OVERHEAD ||
		m->summary_len - SEAL_OVERHEAD > SUMMARY_MAX)
		return ERR_CORRUPT;
	context_of_summary(&m->id, context);
	e = seal_open_bytes(
		o->seal, context, m->summary, m->summary_len, o->summary, &len);
	return e ? e : summary_read(o->summary, len, summary_r);
}

/* One damaged message must not hide the others. */
static bool open_message(void *arg, const struct held_message *m)
{
	static const struct summary nothing = {"", "", "", "", "", 0, {0}};
	struct quarantine_entry entry = {.held = *m};
	struct opener *o = arg;
	const char *text;
	enum err e;

	o->len = o->texts_len = 0;
	o->id = &m->id;
	o->e = open_summary(o, m, &entry.summary);
	o->is_damaged = o->e == ERR_CORRUPT;
	if (o->is_damaged) {
		entry.summary = nothing;
		o->e = ERR_OK;
	}
	e = o->e || o->is_summary ? o->e :
				    store_held_recipients(o->desk->session,
					    &m->id, open_recipient, o);
	if (e || o->e) {
		o->e = o->e ? o->e : e;
		return false;
	}
	text = o->texts;
	for (size_t i = 0; i < o->len; i++) {
		o->recipients[i].address = text;
		text += strlen(text) + 1;
	}
	entry.is_damaged = o->is_damaged;
	entry.held.summary = NULL;
	entry.held.summary_len = 0;
	entry.recipients = o->recipients;
	entry.recipients_len = o->len;
	return o->each(o->arg, &entry);
}

static enum err finish(struct opener *o, enum err e)
{
	struct desk *desk = o->desk;

	e = e ? e : o->e;
	opener_free(o);
	return e ? desk_store_fail(desk, e, "reading the quarantine") : e;
}

enum err quarantine_list(struct desk *desk, const struct held_filter *filter,
	quarantine_fn *each, void *arg)
{
	struct opener o;
	enum err e = opener_make(&o, desk, each, arg);

	if (e)
		return e;
	e = store_held_each(desk->session, filter, open_message, &o);
	return finish(&o, e);
}

enum err quarantine_get(struct desk *desk, const struct held_id *id,
	quarantine_fn *each, void *arg)
{
	struct opener o;
	enum err e = opener_make(&o, desk, each, arg);

	if (e)
		return e;
	e = store_held_get(desk->session, id, open_message, &o);
	if (e == ERR_NOT_FOUND) {
		opener_free(&o);
		return desk_fail(desk, e, "no message %s is held", id->text);
	}
	return finish(&o, e);
}

static bool open_summary_of(void *arg, const struct held_message *m,
	const struct held_position *position)
{
	(void)position;
	return open_message(arg, m);
}

enum err quarantine_summaries(struct desk *desk,
	const struct held_browse *browse, quarantine_fn *each, void *arg)
{
	struct opener o;
	enum err e = opener_make(&o, desk, each, arg);

	if (e)
		return e;
	o.is_summary = true;
	e = store_held_browse(desk->session, browse, open_summary_of, &o, NULL);
	return finish(&o, e);
}

enum err quarantine_undigested(
	struct desk *desk, size_t limit, quarantine_fn *each, void *arg)
{
	struct opener o;
	enum err e = opener_make(&o, desk, each, arg);

	if (e)
		return e;
	e = store_held_undigested(desk->session, limit, open_message, &o);
	return finish(&o, e);
}

/* ------------------------------------------------------------- reading */

struct reader {
	struct seal *seal;
	struct seal_stream stream;
	char context[CONTEXT_SIZE];
	unsigned chunks, next;
	unsigned char *plain;
	bool (*each)(void *arg, const void *bytes, size_t len);
	void *arg;
	bool wants_more;
	enum err e;
};

static bool read_chunk(void *arg, unsigned n, const void *bytes, size_t len)
{
	struct reader *r = arg;
	const unsigned char *at = bytes;
	size_t plain_len = 0;

	r->e = ERR_CORRUPT;
	if (n != r->next++)
		return false;
	if (n == 0) {
		if (len < SEAL_HEAD_LEN)
			return false;
		r->e = seal_open_begin(r->seal, r->context, at, &r->stream);
		if (r->e)
			return false;
		at += SEAL_HEAD_LEN;
		len -= SEAL_HEAD_LEN;
	}
	r->e = seal_open_chunk(r->seal, &r->stream, at, len, n + 1 == r->chunks,
		r->plain, &plain_len);
	if (r->e)
		return false;
	r->wants_more = r->each(r->arg, r->plain, plain_len);
	return r->wants_more;
}

static bool take_chunks(void *arg, const struct held_message *m)
{
	*(unsigned *)arg = m->chunks;
	return true;
}

static enum err read_all(
	struct desk *desk, const struct held_id *id, struct reader *r)
{
	enum err e = store_held_get(desk->session, id, take_chunks, &r->chunks);

	if (!e)
		e = store_held_chunks(desk->session, id, read_chunk, r);
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "no message %s is held", id->text);
	if (e)
		return desk_store_fail(desk, e, "reading the quarantine");
	/* Not the whole, and nobody said that it was enough. */
	if (!r->e && r->wants_more && r->next != r->chunks)
		r->e = ERR_CORRUPT;
	if (r->e)
		return desk_fail(desk, r->e,
			"%s was changed on disk or sealed under other keys",
			id->text);
	return ERR_OK;
}

enum err quarantine_read(struct desk *desk, const struct held_id *id,
	bool (*each)(void *arg, const void *bytes, size_t len), void *arg)
{
	struct reader r = {.each = each, .arg = arg, .wants_more = true};
	enum err e = seal_new(office_keys(desk->office), &r.seal);

	context_of_body(id, r.context);
	r.plain = malloc(SEAL_CHUNK_LEN);
	if (e || !r.plain)
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (!e)
		e = store_read_begin(desk->session);
	if (!e) {
		e = read_all(desk, id, &r);
		store_read_end(desk->session);
	}
	seal_stream_end(&r.stream);
	seal_free(&r.seal);
	if (r.plain)
		explicit_bzero(r.plain, SEAL_CHUNK_LEN);
	free(r.plain);
	return e;
}
