/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/encode.h"
#include "store/sql/rows.h"

static const char cannot_write[] = "the journal cannot be written";
static const char cannot_read[] = "the journal cannot be read";

/* As many instances as machines and the command line: few. */
#define INSTANCES_MAX 256

struct link {
	int64_t instance;
	int64_t seq; /* of the last entry, be it cut off */
	unsigned char mac[CHAIN_MAC_LEN];
	uint64_t cut; /* how many were, as the checkpoint tells */
	uint64_t rows; /* that were followed since */
};

struct links {
	struct link last[INSTANCES_MAX];
	size_t len;
	int64_t seq; /* of the last entry of all: each has the next number */
};

/* The place of an instance's last link; -1 when there are too many. */
static int link_of(struct links *links, int64_t instance)
{
	for (size_t i = 0; i < links->len; i++)
		if (links->last[i].instance == instance)
			return (int)i;
	if (links->len == INSTANCES_MAX)
		return -1;
	memset(&links->last[links->len], 0, sizeof(links->last[0]));
	links->last[links->len].instance = instance;
	return (int)links->len++;
}

/* What a checkpoint and a head are signed over. */
#define POINT_CHECKPOINT 1
#define POINT_HEAD 2
#define POINT_MAX (1 + 3 * 8 + CHAIN_MAC_LEN + NAME_TEXT_MAX)

static size_t put_number(unsigned char *to, uint64_t number)
{
	for (int i = 7; i >= 0; i--, number >>= 8)
		to[i] = (unsigned char)(number & 0xff);
	return 8;
}

static enum err sign_point(struct sql_session *s, int version,
	const struct journal_point *p, unsigned char sign_r[CHAIN_MAC_LEN])
{
	unsigned char bytes[POINT_MAX];
	size_t len = 0, name_len = strlen(p->instance);

	if (name_len > NAME_TEXT_MAX)
		return ERR_LIMIT;
	bytes[len++] = (unsigned char)version;
	len += put_number(bytes + len, p->seq);
	len += put_number(bytes + len, (uint64_t)p->at_utc);
	len += put_number(bytes + len, p->entries);
	memcpy(bytes + len, p->mac, CHAIN_MAC_LEN);
	len += CHAIN_MAC_LEN;
	memcpy(bytes + len, p->instance, name_len);
	return chain_sign(s->chain, bytes, len + name_len, sign_r);
}

/* Columns of STMT_CHECKPOINTS. */
enum {
	CHECKPOINT_INSTANCE,
	CHECKPOINT_SEQ,
	CHECKPOINT_CUT,
	CHECKPOINT_ENTRIES,
	CHECKPOINT_MAC,
	CHECKPOINT_SIGN
};

static enum err take_checkpoint(
	struct sql_session *s, struct sql_stmt *stmt, struct links *links)
{
	int64_t instance = sql_column_int64(stmt, CHECKPOINT_INSTANCE);
	unsigned char sign[CHAIN_MAC_LEN], expected[CHAIN_MAC_LEN];
	int at = link_of(links, instance);
	struct journal_point p = {
		.seq = (uint64_t)sql_column_int64(stmt, CHECKPOINT_SEQ),
		.at_utc = sql_column_int64(stmt, CHECKPOINT_CUT),
		.entries = (uint64_t)sql_column_int64(stmt, CHECKPOINT_ENTRIES),
	};
	enum err e;

	if (at < 0 || !journal_take_mac(stmt, CHECKPOINT_MAC, p.mac) ||
		!journal_take_mac(stmt, CHECKPOINT_SIGN, sign))
		return ERR_CORRUPT;
	e = name_text(s, instance, &p.instance);
	if (!e && !p.instance)
		return ERR_CORRUPT;
	if (!e)
		e = sign_point(s, POINT_CHECKPOINT, &p, expected);
	if (e)
		return e;
	if (!chain_is_same(sign, expected))
		return ERR_CORRUPT;
	links->last[at].seq = (int64_t)p.seq;
	if (links->seq < (int64_t)p.seq)
		links->seq = (int64_t)p.seq;
	links->last[at].cut = p.entries;
	memcpy(links->last[at].mac, p.mac, CHAIN_MAC_LEN);
	return ERR_OK;
}

/* Where the chains go on behind what was cut off. ERR_CORRUPT: somebody else
 * made a checkpoint, or moved one. */
static enum err take_checkpoints(
	struct sql_session *s, struct links *links, uint64_t *seq_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHECKPOINTS, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_checkpoint(s, stmt, links);
		if (e) {
			*seq_r = (uint64_t)sql_column_int64(
				stmt, CHECKPOINT_SEQ);
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Where several write at once, a number that one of them took is missing if it
 * failed. */
static bool is_next(
	const struct sql_session *s, struct links *links, int64_t seq)
{
	bool is_next =
		s->driver->has_gaps ? seq > links->seq : seq == links->seq + 1;

	links->seq = seq;
	return is_next;
}

/* ERR_CORRUPT: the row is not what followed its instance's last one. */
static enum err check_row(
	struct sql_session *s, struct sql_stmt *stmt, struct links *links)
{
	int64_t instance_id = sql_column_int64(stmt, JOURNAL_INSTANCE);
	int at = link_of(links, instance_id);
	unsigned char bytes[ENCODED_MAX], mac[CHAIN_MAC_LEN];
	struct journal_entry entry;
	const char *instance;
	size_t len;
	enum err e;

	if (at < 0 || !is_next(s, links, sql_column_int64(stmt, JOURNAL_SEQ)))
		return ERR_CORRUPT;
	e = journal_take_entry(s, stmt, &entry);
	if (!e)
		e = name_text(s, instance_id, &instance);
	if (!e)
		e = journal_encode(&entry, instance, bytes, &len);
	if (!e)
		e = chain_next(s->chain, links->last[at].mac, bytes, len,
			links->last[at].mac);
	if (e)
		return e == ERR_LIMIT ? ERR_CORRUPT : e;
	links->last[at].seq = (int64_t)entry.seq;
	links->last[at].rows++;
	if (!journal_take_mac(stmt, JOURNAL_MAC, mac) ||
		memcmp(mac, links->last[at].mac, CHAIN_MAC_LEN) != 0)
		return ERR_CORRUPT;
	return ERR_OK;
}

static enum err follow_rows(struct sql_session *s, struct sql_stmt *stmt,
	struct links *links, uint64_t *checked_r, uint64_t *seq_r)
{
	enum err e;

	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = check_row(s, stmt, links);
		if (e) {
			*seq_r = (uint64_t)sql_column_int64(stmt, JOURNAL_SEQ);
			sql_reset(stmt);
			return e;
		}
		++*checked_r;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err check_rows(struct sql_session *s, struct links *links,
	uint64_t *checked_r, uint64_t *seq_r)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOURNAL_EACH, &stmt);

	if (!e)
		e = journal_bind_filter(stmt, &all);
	return e ? e : follow_rows(s, stmt, links, checked_r, seq_r);
}

/* The heads know the last entry of each instance: what was cut off at the end
 * is missing there. */
static enum err check_heads(
	struct sql_session *s, struct links *links, uint64_t *seq_r)
{
	size_t heads = 0;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHAIN_HEADS, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		unsigned char mac[CHAIN_MAC_LEN];
		int64_t seq = sql_column_int64(stmt, 1);
		int at = link_of(links, sql_column_int64(stmt, 0));

		heads++;
		if (at < 0 || links->last[at].seq != seq ||
			!journal_take_mac(stmt, 2, mac) ||
			memcmp(mac, links->last[at].mac, CHAIN_MAC_LEN) != 0) {
			*seq_r = (uint64_t)seq;
			sql_reset(stmt);
			return ERR_CORRUPT;
		}
	}
	if (e == ERR_NOT_FOUND && heads < links->len) {
		*seq_r = (uint64_t)links->last[0].seq;
		return ERR_CORRUPT;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_journal_verify(
	struct store_session *base, uint64_t *checked_r, uint64_t *seq_r)
{
	struct sql_session *s = own(base);
	bool begins = !s->in_read && !s->in_write;
	struct links links = {.len = 0};
	enum err e;

	*checked_r = *seq_r = 0;
	e = begins ? sql_read_begin(base) : ERR_OK;
	if (!e)
		e = journal_need_chain(s);
	if (!e)
		e = take_checkpoints(s, &links, seq_r);
	if (!e)
		e = check_rows(s, &links, checked_r, seq_r);
	if (!e)
		e = check_heads(s, &links, seq_r);
	if (begins)
		sql_read_end(base);
	return e;
}

static enum err check_plain_rows(struct sql_session *s, struct links *links,
	uint64_t *checked_r, uint64_t *seq_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOURNAL_PLAIN, &stmt);

	if (e)
		return e;
	s->details_are_plain = true;
	e = follow_rows(s, stmt, links, checked_r, seq_r);
	s->details_are_plain = false;
	return e;
}

enum err journal_verify_plain(
	struct sql_session *s, uint64_t *checked_r, uint64_t *seq_r)
{
	struct links links = {.len = 0};
	enum err e = journal_need_chain(s);

	*checked_r = *seq_r = 0;
	if (!e)
		e = take_checkpoints(s, &links, seq_r);
	if (!e)
		e = check_plain_rows(s, &links, checked_r, seq_r);
	return e ? e : check_heads(s, &links, seq_r);
}

/* ----------------------------------------------------------------- trim */

/* Follows the rows that go; *last_r is the last of them, 0: none. */
static enum err follow_front(struct sql_session *s, struct links *links,
	int64_t before_utc, size_t batch, size_t *len_r, uint64_t *seq_r)
{
	const struct journal_filter front = {
		.since_utc = INSTANT_NONE, .limit = batch};
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOURNAL_EACH, &stmt);

	if (!e)
		e = journal_bind_filter(stmt, &front);
	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		if (sql_column_int64(stmt, JOURNAL_AT) >= before_utc) {
			sql_reset(stmt);
			return ERR_OK;
		}
		*seq_r = (uint64_t)sql_column_int64(stmt, JOURNAL_SEQ);
		e = check_row(s, stmt, links);
		if (e) {
			sql_reset(stmt);
			return e;
		}
		++*len_r;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err put_checkpoint(
	struct sql_session *s, const struct link *link, int64_t now_utc)
{
	unsigned char sign[CHAIN_MAC_LEN];
	struct journal_point p = {.seq = (uint64_t)link->seq,
		.at_utc = now_utc,
		.entries = link->cut + link->rows};
	struct sql_stmt *stmt;
	enum err e = name_text(s, link->instance, &p.instance);

	memcpy(p.mac, link->mac, CHAIN_MAC_LEN);
	if (!e)
		e = sign_point(s, POINT_CHECKPOINT, &p, sign);
	if (!e)
		e = sql_stmt(s, STMT_CHECKPOINT_PUT, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, link->instance);
	sql_bind_int64(stmt, 2, link->seq);
	sql_bind_int64(stmt, 3, now_utc);
	sql_bind_int64(stmt, 4, (int64_t)p.entries);
	sql_bind_blob(stmt, 5, p.mac, CHAIN_MAC_LEN);
	sql_bind_blob(stmt, 6, sign, CHAIN_MAC_LEN);
	return sql_run(s, stmt, cannot_write);
}

static enum err cut(struct sql_session *s, int64_t seq)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOURNAL_CUT, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, seq);
	return sql_run(s, stmt, cannot_write);
}

enum err sql_journal_trim(struct store_session *base, int64_t before_utc,
	int64_t now_utc, size_t batch, size_t *trimmed_r, uint64_t *seq_r)
{
	struct sql_session *s = own(base);
	struct links links = {.len = 0};
	enum err e;

	assert(s->in_write);
	*trimmed_r = 0;
	*seq_r = 0;
	e = journal_need_chain(s);
	if (!e)
		e = take_checkpoints(s, &links, seq_r);
	if (!e)
		e = follow_front(
			s, &links, before_utc, batch, trimmed_r, seq_r);
	if (!e && *trimmed_r > 0)
		e = sql_rows_cut(s, (int64_t)*seq_r, seq_r);
	if (e || *trimmed_r == 0)
		return e;
	for (size_t i = 0; !e && i < links.len; i++)
		if (links.last[i].rows > 0)
			e = put_checkpoint(s, &links.last[i], now_utc);
	return e ? e : cut(s, (int64_t)*seq_r);
}

/* ---------------------------------------------------------------- heads */

enum err sql_journal_heads(
	struct store_session *base, int64_t now_utc, point_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct journal_point p = {.at_utc = now_utc};
	struct sql_stmt *stmt;
	enum err e = journal_need_chain(s);

	if (!e)
		e = sql_stmt(s, STMT_CHAIN_HEADS, &stmt);
	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		p.seq = (uint64_t)sql_column_int64(stmt, 1);
		e = column_name(s, stmt, 0, &p.instance);
		if (!e && (!p.instance || !journal_take_mac(stmt, 2, p.mac)))
			e = ERR_CORRUPT;
		if (!e)
			e = sign_point(s, POINT_HEAD, &p, p.sign);
		if (e || !each(arg, &p)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err is_at(struct sql_session *s, int64_t instance,
	const struct journal_point *head)
{
	unsigned char mac[CHAIN_MAC_LEN];
	struct sql_stmt *stmt;
	bool is_same;
	enum err e = sql_stmt(s, STMT_JOURNAL_MAC, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, (int64_t)head->seq);
	sql_bind_int64(stmt, 2, instance);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	is_same =
		journal_take_mac(stmt, 0, mac) && chain_is_same(mac, head->mac);
	sql_reset(stmt);
	return is_same ? ERR_OK : ERR_CORRUPT;
}

/* The entry is not there: a checkpoint past it may tell why. */
static enum err was_cut(struct sql_session *s, int64_t instance,
	const struct journal_point *head)
{
	struct links links = {.len = 0};
	uint64_t seq;
	int at;
	enum err e = take_checkpoints(s, &links, &seq);

	if (e)
		return e;
	at = link_of(&links, instance);
	if (at < 0 || links.last[at].seq < (int64_t)head->seq)
		return ERR_CORRUPT;
	if (links.last[at].seq == (int64_t)head->seq)
		return chain_is_same(links.last[at].mac, head->mac) ?
			ERR_OK :
			ERR_CORRUPT;
	return ERR_NOT_FOUND;
}

enum err sql_journal_holds(
	struct store_session *base, const struct journal_point *head)
{
	struct sql_session *s = own(base);
	unsigned char sign[CHAIN_MAC_LEN];
	int64_t instance;
	enum err e = journal_need_chain(s);

	if (!e)
		e = sign_point(s, POINT_HEAD, head, sign);
	if (e)
		return e;
	if (!chain_is_same(sign, head->sign))
		return ERR_INVALID;
	e = name_id(s, head->instance, &instance);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
	e = is_at(s, instance, head);
	return e == ERR_NOT_FOUND ? was_cut(s, instance, head) : e;
}
