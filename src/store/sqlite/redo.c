/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file STORE-redo, which versions before this one kept beside the store:
 * verdicts that the mail server had already been given and that were not
 * committed yet. Such a version may have been killed; what it left is put into
 * the journal when the store is opened, and the file goes. Nobody writes it any
 * more.
 *
 * Shape:  a mark 8, the head of the journal before the first transaction
 *         (number of its last entry 8, link of the chain 32), then a line for
 *         each entry: length of its bytes 2, flags 1, digest of the message
 *         16, the bytes, their link of the chain 32. Numbers are big-endian.
 *         The links show where the lines end that belong to the head. Where
 *         the store's own head is found among them, what stands behind it is
 *         not in the store; where it is not found, or the mark is gone, there
 *         is nothing to do.
 * Locks:  a daemon of the earlier version holds a flock(2) on the file while
 *         it writes to it: then it puts the lines into the store itself.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/sqlite/sqlite.h"

#define SIZE_MAX_READ ((size_t)4 << 20) /* it never was larger */
#define HEAD_LEN (8 + 8 + CHAIN_MAC_LEN)
#define LINE_LEN(bytes) (3 + MESSAGE_DIGEST_LEN + (bytes) + CHAIN_MAC_LEN)

static const unsigned char magic[] = {'r', 'o', 'b', 'r', 'e', 'd', 'o', '1'};

enum {
	COUNTS_AS_SEND = 1,
	LACKS_NOTICE = 2
};

struct reading {
	struct sql_session *session;
	const unsigned char *at, *end;
	struct journal_head head;
	size_t lines;
};

static uint64_t get_u64(const unsigned char *from)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | from[i];
	return value;
}

static enum err read_file(int fd, unsigned char **bytes_r, size_t *len_r)
{
	unsigned char *bytes = malloc(SIZE_MAX_READ);

	*bytes_r = bytes;
	*len_r = 0;
	return bytes ? file_read_at(fd, bytes, SIZE_MAX_READ, 0, len_r) :
		       ERR_NOMEM;
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
		.mark.lacks_origin = true,
	};
	memcpy(record_r->mark.id, r->at + 3, MESSAGE_DIGEST_LEN);
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
	next.seq++;
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
	struct sql_session *s = r->session;
	struct journal_decoded decoded;
	struct store_record record;
	enum err e = ERR_OK;

	for (; !e && follow(r, &decoded, &record); r->lines++) {
		e = journal_insert(s, &r->head, &record.entry);
		if (!e && record.counts_as_send)
			e = sql_send_add(s, &record);
	}
	if (!e && r->lines > 0)
		e = journal_head_put(s, &r->head);
	return e;
}

/* Inside a write transaction. */
static enum err replay(struct sql_session *s, int fd, size_t *lines_r)
{
	struct reading r = {.session = s};
	unsigned char *bytes;
	size_t len;
	bool is_found = false;
	enum err e = read_file(fd, &bytes, &len);

	if (!e && len >= HEAD_LEN && memcmp(bytes, magic, sizeof(magic)) == 0) {
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

static enum err take_in(struct sql_session *s, int fd, const char *path)
{
	const struct sql_writing writing = {
		.is_record = true, .is_synced = true};
	size_t lines = 0;
	enum err e;

	s->wait_ms = WAIT_RECORD_MS;
	e = sql_transaction_begin(s, &writing);
	if (e)
		return e;
	e = replay(s, fd, &lines);
	if (!e)
		e = sql_write_commit(&s->base);
	else
		sql_write_rollback(&s->base);
	if (e)
		return e;
	if (lines > 0)
		log_info("store: %zu verdicts that an earlier version left in "
			 "%s are in the journal now",
			lines, path);
	/* The file must not outlive the data of a person who is erased. */
	return unlink(path) == 0 ? ERR_OK : ERR_IO;
}

void sqlite_redo_take_in(struct sqlite_session *s)
{
	char *path = NULL;
	int fd;

	if (asprintf(&path, "%s-redo", sqlite_store_of(s)->path) < 0)
		return;
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		take_in(&s->base, fd, path))
		log_error("store: %s is not in the journal yet: %s", path,
			s->base.base.cause[0] ? s->base.base.cause :
						strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	s->base.base.cause[0] = '\0';
}
