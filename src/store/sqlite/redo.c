/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file STORE-redo: what a write transaction that is left open has put into
 * the journal. It makes an entry survive the process, as a commit would; only
 * whoever holds SQLite's write lock writes to it, and looks at it before
 * anything else.
 *
 * Shape:  the head of the journal before the transaction, then a line for
 *         each entry: length of its bytes 2, flags 1, digest of the message
 *         32, the bytes, their link of the chain 32. Numbers are big-endian.
 *         Where the journal's head is still the one that is told, the lines
 *         are not in the store; where it is another, they are. The links show
 *         where the lines end that belong to this head.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

#define FILE_MODE 0640
#define HEAD_LEN (8 + 8 + CHAIN_MAC_LEN)
#define LINE_LEN(bytes) (3 + MESSAGE_DIGEST_LEN + (bytes) + CHAIN_MAC_LEN)
#define FIRST_LOOK 4096 /* the head and a line */
#define ROUNDS_MAX 3

static const unsigned char magic[] = {'r', 'o', 'b', 'r', 'e', 'd', 'o', '1'};

_Static_assert(FIRST_LOOK >= HEAD_LEN + LINE_LEN(ENCODED_MAX), "head and line");

enum {
	COUNTS_AS_SEND = 1,
	LACKS_NOTICE = 2
};

static int open_file(const struct sqlite_store *store, int flags)
{
	return open(store->linger.redo.path, flags | O_CLOEXEC, FILE_MODE);
}

static void put_u64(unsigned char *to, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		to[i] = (unsigned char)(value >> (56 - 8 * i));
}

static void put_head(
	unsigned char to[HEAD_LEN], const struct journal_head *head)
{
	memcpy(to, magic, sizeof(magic));
	put_u64(to + 8, (uint64_t)head->seq);
	memcpy(to + 16, head->mac, CHAIN_MAC_LEN);
}

/* ----------------------------------------------------------------- writing */

enum err redo_init(struct redo *redo, const char *store_path)
{
	size_t size = strlen(store_path) + sizeof("-redo");

	*redo = (struct redo){.fd = -1, .path = malloc(size)};
	if (!redo->path)
		return ERR_NOMEM;
	snprintf(redo->path, size, "%s-redo", store_path);
	buf_init(&redo->queue, REDO_MAX);
	return ERR_OK;
}

static void close_file(struct redo *redo)
{
	if (redo->fd >= 0)
		close(redo->fd);
	redo->fd = -1;
}

void redo_free(struct redo *redo)
{
	close_file(redo);
	chain_free(&redo->chain);
	buf_free(&redo->queue);
	free(redo->path);
}

static enum err write_at_end(struct redo *redo, const void *bytes, size_t len)
{
	ssize_t n;

	do {
		n = pwrite(redo->fd, bytes, len, redo->end);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)len)
		return ERR_IO;
	redo->end += n;
	return ERR_OK;
}

enum err redo_begin(struct sqlite_store *store, const struct journal_head *head)
{
	struct redo *redo = &store->linger.redo;
	unsigned char bytes[HEAD_LEN];
	struct stat st;
	enum err e = ERR_OK;

	if (!redo->chain)
		e = chain_new(store->base.keys, &redo->chain);
	if (e)
		return e;
	/* Removed meanwhile, it would be found by nobody. */
	if (redo->fd >= 0 && (fstat(redo->fd, &st) < 0 || st.st_nlink == 0))
		close_file(redo);
	if (redo->fd < 0)
		redo->fd = open_file(store, O_RDWR | O_CREAT);
	if (redo->fd < 0)
		return ERR_IO;
	redo->end = 0;
	buf_reset(&redo->queue);
	put_head(bytes, head);
	return write_at_end(redo, bytes, sizeof(bytes));
}

static enum err add_line(struct buf *queue, const struct store_record *record,
	const struct journal_line *line, const unsigned char mac[CHAIN_MAC_LEN])
{
	const unsigned char start[3] = {
		(unsigned char)(line->len >> 8),
		(unsigned char)line->len,
		(unsigned char)((record->counts_as_send ? COUNTS_AS_SEND : 0) |
			(record->lacks_notice ? LACKS_NOTICE : 0)),
	};

	buf_add(queue, start, sizeof(start));
	buf_add(queue, record->message, MESSAGE_DIGEST_LEN);
	buf_add(queue, line->bytes, line->len);
	buf_add(queue, mac, CHAIN_MAC_LEN);
	return buf_err(queue);
}

enum err redo_add(struct redo *redo, struct journal_head *head,
	struct store_record *records, size_t len)
{
	struct journal_head next = *head;
	struct buf *queue = &redo->queue;
	size_t before = queue->len;
	struct journal_line line;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++) {
		e = journal_next(redo->chain, &next, &records[i].entry, &line);
		if (!e)
			e = add_line(queue, &records[i], &line, next.mac);
	}
	if (!e)
		e = write_at_end(
			redo, queue->data + before, queue->len - before);
	if (!e) {
		*head = next;
		return ERR_OK;
	}
	queue->len = before;
	queue->failed = ERR_OK;
	return e;
}

/* ----------------------------------------------------------------- reading */

struct reading {
	struct sqlite_session *session;
	const unsigned char *at, *end;
	struct journal_head head;
	size_t lines;
};

/* The first "max" octets of it. */
static enum err read_file(
	int fd, size_t max, unsigned char **bytes_r, size_t *len_r)
{
	unsigned char *bytes = malloc(max);
	ssize_t n = bytes ? pread(fd, bytes, max, 0) : 0;

	*bytes_r = bytes;
	*len_r = n > 0 ? (size_t)n : 0;
	if (!bytes)
		return ERR_NOMEM;
	return n < 0 ? ERR_IO : ERR_OK;
}

/* ERR_NOT_FOUND: no line begins here that belongs to this head. */
static enum err next_line(struct reading *r, struct journal_decoded *decoded_r,
	struct store_record *record_r, const unsigned char **mac_r)
{
	size_t left = (size_t)(r->end - r->at);
	size_t len = left < 3 ? 0 : (size_t)r->at[0] << 8 | r->at[1];
	const unsigned char *bytes = r->at + 3 + MESSAGE_DIGEST_LEN;

	if (left < 3 || left < LINE_LEN(len) ||
		journal_decode(bytes, len, decoded_r))
		return ERR_NOT_FOUND;
	*record_r = (struct store_record){
		.entry = decoded_r->entry,
		.counts_as_send = r->at[2] & COUNTS_AS_SEND,
		.lacks_notice = r->at[2] & LACKS_NOTICE,
	};
	memcpy(record_r->message, r->at + 3, MESSAGE_DIGEST_LEN);
	*mac_r = bytes + len;
	r->at += LINE_LEN(len);
	return ERR_OK;
}

/* Whether the journal ends where the lines begin. */
static enum err find_head(struct reading *r, bool *is_pending_r)
{
	unsigned char told[HEAD_LEN];
	struct journal_decoded first;
	struct reading ahead;
	struct store_record record;
	const unsigned char *mac;
	enum err e;

	*is_pending_r = false;
	if (r->end - r->at < HEAD_LEN ||
		memcmp(r->at, magic, sizeof(magic)) != 0)
		return ERR_OK;
	ahead = *r;
	ahead.at += HEAD_LEN;
	if (next_line(&ahead, &first, &record, &mac))
		return ERR_OK;
	e = journal_head_get(r->session, first.instance, &r->head);
	if (e)
		return e;
	put_head(told, &r->head);
	*is_pending_r = memcmp(r->at, told, HEAD_LEN) == 0;
	r->at += HEAD_LEN;
	return ERR_OK;
}

/* The links show which lines belong to this head. */
static enum err put_lines(struct reading *r)
{
	struct sqlite_session *s = r->session;
	struct journal_decoded decoded;
	struct journal_line line;
	struct store_record record;
	const unsigned char *mac;
	enum err e = ERR_OK;

	while (!e && !next_line(r, &decoded, &record, &mac)) {
		struct journal_head next = r->head;
		uint64_t seq = record.entry.seq;

		next.name = decoded.instance;
		e = journal_next(s->chain, &next, &record.entry, &line);
		if (e || record.entry.seq != seq ||
			!chain_is_same(next.mac, mac))
			break;
		e = journal_insert(s, &next, &record.entry);
		if (!e && record.counts_as_send)
			e = sqlite_send_add(s, &record);
		next.name = NULL;
		r->head = next;
		r->lines++;
	}
	if (!e && r->lines > 0)
		e = journal_head_put(s, &r->head);
	return e;
}

enum err redo_insert(struct sqlite_session *s, const struct buf *lines)
{
	struct reading r = {
		.session = s,
		.at = (const unsigned char *)lines->data,
		.end = (const unsigned char *)lines->data + lines->len,
	};
	struct journal_decoded decoded;
	struct store_record record;
	const unsigned char *mac;
	enum err e = name_id(s, s->base.store->instance, &r.head.instance);

	while (!e && lines->len > 0 && r.at < r.end) {
		if (next_line(&r, &decoded, &record, &mac))
			return session_fail(&s->base, ERR_CORRUPT,
				"what was added is no line");
		r.head.seq = (int64_t)record.entry.seq;
		memcpy(r.head.mac, mac, CHAIN_MAC_LEN);
		e = journal_insert(s, &r.head, &record.entry);
		if (!e && record.counts_as_send)
			e = sqlite_send_add(s, &record);
	}
	return e;
}

/* Puts into the store what is not there; lines_r says how much it was. */
static enum err replay(struct sqlite_session *s, int fd, size_t max,
	bool only_look, bool *is_pending_r, size_t *lines_r)
{
	struct reading r = {.session = s};
	unsigned char *bytes;
	size_t len;
	enum err e = read_file(fd, max, &bytes, &len);

	*is_pending_r = false;
	if (!e) {
		r.at = bytes;
		r.end = bytes + len;
		e = find_head(&r, is_pending_r);
	}
	if (!e && *is_pending_r && !only_look)
		e = put_lines(&r);
	free(bytes);
	*lines_r = r.lines;
	return e;
}

static enum err fail(struct sqlite_session *s, const char *what)
{
	return session_fail(&s->base, ERR_UNAVAILABLE,
		"the file -redo cannot be %s: %s", what, strerror(errno));
}

/* Emptied by whoever has the lock: persons who are to be forgotten must not be
 * found in it. Who writes to it all the time will write over it. */
static enum err empty(struct sqlite_session *s, int fd)
{
	if (sqlite_store_of(s)->linger.redo.fd >= 0)
		return ERR_OK;
	return ftruncate(fd, 0) < 0 ? fail(s, "emptied") : ERR_OK;
}

static enum err look(struct sqlite_session *s, size_t *lines_r)
{
	int fd = open_file(sqlite_store_of(s), O_RDWR);
	bool is_pending = false;
	struct stat st;
	enum err e = ERR_OK;

	*lines_r = 0;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : fail(s, "opened");
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		e = replay(s, fd, FIRST_LOOK, true, &is_pending, lines_r);
		if (!e && is_pending)
			e = replay(
				s, fd, REDO_MAX, false, &is_pending, lines_r);
		if (!e && *lines_r == 0)
			e = empty(s, fd);
	}
	close(fd);
	return e;
}

/* What is replayed is committed first, and emptied next time: were it emptied
 * in the same transaction, a rollback would lose it. */
enum err redo_settle(struct sqlite_session *s)
{
	enum err e = ERR_OK;
	size_t lines = 1;

	for (int round = 0; round < ROUNDS_MAX && !e && lines > 0; round++) {
		e = look(s, &lines);
		if (e || lines == 0)
			break;
		e = sqlite_run_id(s, STMT_COMMIT, "cannot be written");
		if (e)
			break;
		log_warn("store: %zu verdicts of a process that ended without "
			 "a commit are in the journal now",
			lines);
		e = sqlite_run_id(s, STMT_BEGIN_WRITE, "cannot be written");
	}
	return e;
}

void redo_recover(struct sqlite_session *s)
{
	const struct redo *redo = &sqlite_store_of(s)->linger.redo;
	struct stat st;

	if (redo->fd >= 0 || stat(redo->path, &st) < 0 || st.st_size == 0)
		return;
	s->wait_ms = 0;
	if (sqlite_transaction_begin(s, false, CACHE_RECORD_KIB) ||
		sqlite_write_commit(&s->base))
		s->base.cause[0] = '\0'; /* the next writer will tell */
}
