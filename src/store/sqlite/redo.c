/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file STORE-redo: what write transactions that are left open have put into
 * the journal. It makes an entry survive the process, as a commit would.
 *
 * Shape:  a mark 8, the head of the journal before the first transaction
 *         (number of its last entry 8, link of the chain 32), then a line for
 *         each entry: length of its bytes 2, flags 1, digest of the message
 *         32, the bytes, their link of the chain 32. Numbers are big-endian.
 *         The links show where the lines end that belong to the head. Where
 *         the store's own head is found among them, what stands behind it is
 *         not in the store; where it is not found, or the mark is gone, there
 *         is nothing to do.
 * Locks:  whoever has SQLite's write lock looks at the file before anything
 *         else, and while it looks holds a lock of the file's own. Who leaves
 *         a transaction open holds that one all the time, also between the
 *         commit and the begin of the next, when it adds lines without
 *         SQLite's: if another gets that then, it waits for the lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

#define FILE_MODE 0640
#define HEAD_LEN (8 + 8 + CHAIN_MAC_LEN)
#define MARK_LEN ((size_t)3 * MESSAGE_DIGEST_LEN)
#define LINE_LEN(bytes) (3 + MARK_LEN + (bytes) + CHAIN_MAC_LEN)
#define ROUNDS_MAX 3
#define LOCK_STEP_MS 1

static const unsigned char magic[] = {'r', 'o', 'b', 'r', 'e', 'd', 'o', '2'};

enum {
	COUNTS_AS_SEND = 1,
	LACKS_NOTICE = 2,
	IS_UNIQUE = 4,
	IS_ANSWER = 8
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

static uint64_t get_u64(const unsigned char *from)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | from[i];
	return value;
}

static void put_head(
	unsigned char to[HEAD_LEN], const struct journal_head *head)
{
	memcpy(to, magic, sizeof(magic));
	put_u64(to + 8, (uint64_t)head->seq);
	memcpy(to + 16, head->mac, CHAIN_MAC_LEN);
}

static bool has_mark(const unsigned char *bytes, size_t len)
{
	return len >= HEAD_LEN && memcmp(bytes, magic, sizeof(magic)) == 0;
}

/* Nothing in it has to be done any more. */
static bool remove_mark(int fd)
{
	static const unsigned char none[sizeof(magic)];

	return pwrite(fd, none, sizeof(none), 0) == sizeof(none);
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
	if (redo->fd < 0 || flock(redo->fd, LOCK_EX | LOCK_NB) < 0)
		return ERR_IO;
	redo->end = 0;
	buf_reset(&redo->queue);
	put_head(bytes, head);
	return write_at_end(redo, bytes, sizeof(bytes));
}

void redo_end(struct redo *redo, bool is_done)
{
	buf_reset(&redo->queue);
	if (redo->fd < 0)
		return;
	/* With the mark it is read once more, for nothing. */
	if (is_done && !remove_mark(redo->fd))
		log_debug("store: the file -redo keeps its mark");
	flock(redo->fd, LOCK_UN);
}

static enum err add_line(struct buf *queue, const struct store_record *record,
	const struct journal_line *line, const unsigned char mac[CHAIN_MAC_LEN])
{
	const unsigned char start[3] = {
		(unsigned char)(line->len >> 8),
		(unsigned char)line->len,
		(unsigned char)((record->counts_as_send ? COUNTS_AS_SEND : 0) |
			(record->lacks_notice ? LACKS_NOTICE : 0) |
			(record->mark.is_unique ? IS_UNIQUE : 0) |
			(record->is_answer ? IS_ANSWER : 0)),
	};

	buf_add(queue, start, sizeof(start));
	buf_add(queue, record->mark.id, MESSAGE_DIGEST_LEN);
	buf_add(queue, record->mark.origin, MESSAGE_DIGEST_LEN);
	buf_add(queue, record->answered, MESSAGE_DIGEST_LEN);
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

static enum err read_file(int fd, unsigned char **bytes_r, size_t *len_r)
{
	unsigned char *bytes = malloc(REDO_MAX);
	ssize_t n = bytes ? pread(fd, bytes, REDO_MAX, 0) : 0;

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
	const unsigned char *bytes = r->at + 3 + MARK_LEN;

	if (left < 3 || left < LINE_LEN(len) ||
		journal_decode(bytes, len, decoded_r))
		return ERR_NOT_FOUND;
	*record_r = (struct store_record){
		.entry = decoded_r->entry,
		.counts_as_send = r->at[2] & COUNTS_AS_SEND,
		.lacks_notice = r->at[2] & LACKS_NOTICE,
		.mark.is_unique = r->at[2] & IS_UNIQUE,
		.is_answer = r->at[2] & IS_ANSWER,
	};
	memcpy(record_r->mark.id, r->at + 3, MESSAGE_DIGEST_LEN);
	memcpy(record_r->mark.origin, r->at + 3 + MESSAGE_DIGEST_LEN,
		MESSAGE_DIGEST_LEN);
	memcpy(record_r->answered, r->at + 3 + 2 * MESSAGE_DIGEST_LEN,
		MESSAGE_DIGEST_LEN);
	*mac_r = bytes + len;
	r->at += LINE_LEN(len);
	return ERR_OK;
}

/* The next line, if it is the one that follows from the head. */
static bool follow(struct reading *r, struct journal_decoded *decoded_r,
	struct store_record *record_r)
{
	struct journal_head next = r->head;
	struct journal_line line;
	const unsigned char *mac;
	uint64_t seq;

	if (next_line(r, decoded_r, record_r, &mac))
		return false;
	seq = record_r->entry.seq;
	next.name = decoded_r->instance;
	if (journal_next(r->session->chain, &next, &record_r->entry, &line) ||
		record_r->entry.seq != seq || !chain_is_same(next.mac, mac))
		return false;
	next.name = NULL;
	r->head = next;
	return true;
}

/* Goes on to where the store ends. */
static enum err find_head(struct reading *r, bool *is_found_r)
{
	const unsigned char *told = r->at;
	struct journal_decoded decoded;
	struct store_record record;
	struct journal_head now;
	struct reading ahead;
	const unsigned char *mac;
	enum err e;

	*is_found_r = false;
	r->at += HEAD_LEN;
	ahead = *r;
	if (next_line(&ahead, &decoded, &record, &mac))
		return ERR_OK;
	e = journal_head_get(r->session, decoded.instance, &now);
	if (e)
		return e;
	r->head = (struct journal_head){
		.seq = (int64_t)get_u64(told + 8), .instance = now.instance};
	memcpy(r->head.mac, told + 16, CHAIN_MAC_LEN);
	do {
		*is_found_r = r->head.seq == now.seq &&
			chain_is_same(r->head.mac, now.mac);
	} while (!*is_found_r && follow(r, &decoded, &record));
	return ERR_OK;
}

static enum err put_lines(struct reading *r)
{
	struct sqlite_session *s = r->session;
	struct journal_decoded decoded;
	struct store_record record;
	enum err e = ERR_OK;

	for (; !e && follow(r, &decoded, &record); r->lines++) {
		e = journal_insert(s, &r->head, &record.entry);
		if (!e && record.counts_as_send)
			e = sqlite_send_add(s, &record);
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
static enum err replay(struct sqlite_session *s, int fd, size_t *lines_r)
{
	struct reading r = {.session = s};
	unsigned char *bytes;
	size_t len;
	bool is_found = false;
	enum err e = read_file(fd, &bytes, &len);

	if (!e && has_mark(bytes, len)) {
		r.at = bytes;
		r.end = bytes + len;
		e = find_head(&r, &is_found);
	}
	if (!e && is_found)
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

/* Who has it without the write lock gives it up as soon as it sees that. */
static enum err lock_file(struct sqlite_session *s, int fd)
{
	const struct timespec step = {.tv_nsec = LOCK_STEP_MS * 1000000L};
	int left_ms = s->wait_ms;
	int refused;

	while ((refused = flock(fd, LOCK_EX | LOCK_NB)) < 0 &&
		(errno == EWOULDBLOCK || errno == EINTR) && left_ms > 0) {
		nanosleep(&step, NULL);
		left_ms -= LOCK_STEP_MS;
	}
	return refused < 0 ? fail(s, "locked") : ERR_OK;
}

/* Persons who are to be forgotten must not be found in it. Who writes to it all
 * the time will write over it. */
static enum err empty(struct sqlite_session *s, int fd)
{
	if (sqlite_store_of(s)->linger.redo.fd >= 0)
		return remove_mark(fd) ? ERR_OK : fail(s, "written");
	return ftruncate(fd, 0) < 0 ? fail(s, "emptied") : ERR_OK;
}

static bool is_marked(int fd)
{
	unsigned char bytes[HEAD_LEN];

	return pread(fd, bytes, sizeof(bytes), 0) == sizeof(bytes) &&
		has_mark(bytes, sizeof(bytes));
}

static enum err look(struct sqlite_session *s, size_t *lines_r)
{
	int fd = open_file(sqlite_store_of(s), O_RDWR);
	struct stat st;
	enum err e = ERR_OK;

	*lines_r = 0;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : fail(s, "opened");
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		e = lock_file(s, fd);
		if (!e && is_marked(fd))
			e = replay(s, fd, lines_r);
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
		log_info("store: %zu verdicts that stood in %s only are in the "
			 "journal now",
			lines, sqlite_store_of(s)->linger.redo.path);
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
