/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "service/verdict/check_door.h"

#define UNIX "unix:"
/* There may be several who ask before. */
#define PATIENCE_S 60

static enum err fail(char cause[LISTENING_CAUSE_SIZE], enum err e,
	const char *where, const char *what)
{
	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", where, what);
	return e;
}

static enum err connect_to(
	const char *path, int *fd_r, char cause[LISTENING_CAUSE_SIZE])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd;

	*fd_r = -1;
	if (strlen(path) >= sizeof(address.sun_path))
		return fail(
			cause, ERR_NOT_FOUND, path, "too long for a socket");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*fd_r = fd;
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) != 0 ||
		/* For connect() too, where many wait before. */
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)) != 0)
		return fail(cause, ERR_UNAVAILABLE, path, strerror(errno));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return fail(cause,
			errno == ENOENT || errno == ECONNREFUSED ?
				ERR_NOT_FOUND :
				errno == EACCES ? ERR_DENIED :
						  ERR_UNAVAILABLE,
			path, strerror(errno));
	return ERR_OK;
}

/* A line of each; a line end in one would be another question. */
static enum err write_question(const char *purpose,
	const char *const *addresses, size_t len, struct buf *out,
	char cause[LISTENING_CAUSE_SIZE])
{
	if (len > CHECK_DOOR_ADDRESSES) {
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"found %zu addresses, accepted: up to %d at once", len,
			CHECK_DOOR_ADDRESSES);
		return ERR_LIMIT;
	}
	(void)buf_addf(out, "check 1\n%s\n", purpose);
	for (size_t i = 0; i < len; i++) {
		if (strchr(addresses[i], '\n') || strchr(purpose, '\n'))
			return fail(cause, ERR_LIMIT, "a line end",
				"is part of no address and of no purpose");
		(void)buf_addf(out, "%s\n", addresses[i]);
	}
	if (buf_err(out))
		return fail(cause, ERR_LIMIT, "the question", "is too long");
	return ERR_OK;
}

static enum err receive(int fd, struct buf *said)
{
	char piece[4096];
	ssize_t n;

	for (;;) {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		(void)buf_add(said, piece, (size_t)n);
	}
	return n < 0 ? ERR_UNAVAILABLE : buf_err(said);
}

/* What follows the word; NULL: another one stands there. */
static const char *after(const struct buf *said, const char *word)
{
	size_t len = strlen(word);

	return strncmp(buf_text(said), word, len) == 0 ? buf_text(said) + len :
							 NULL;
}

static enum err read_answer(int fd, const char *path, struct buf *answers_r,
	char cause[LISTENING_CAUSE_SIZE])
{
	const char *rest = NULL, *why = NULL, *later = NULL;
	struct buf said;
	enum err e;

	buf_init(&said, answers_r->max_len);
	e = receive(fd, &said);
	if (!e) {
		rest = after(&said, "answers\n");
		why = after(&said, "refused\t");
		later = after(&said, "later\t");
	}
	if (rest) {
		e = buf_adds(answers_r, rest);
	} else if (why || later) {
		e = why ? ERR_INVALID : ERR_UNAVAILABLE;
		why = why ? why : later;
		snprintf(cause, LISTENING_CAUSE_SIZE, "%.*s",
			(int)strcspn(why, "\n"), why);
	} else {
		e = fail(cause, ERR_UNAVAILABLE, path, "no answer");
	}
	buf_free(&said);
	return e;
}

enum err check_ask(const char *socket, const char *purpose,
	const char *const *addresses, size_t len, struct buf *answers_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	const char *path = strncmp(socket, UNIX, strlen(UNIX)) == 0 ?
		socket + strlen(UNIX) :
		socket;
	struct buf question;
	int fd = -1;
	enum err e;

	buf_init(&question, CHECK_DOOR_MAX);
	e = write_question(purpose, addresses, len, &question, cause_r);
	if (!e)
		e = connect_to(path, &fd, cause_r);
	if (!e &&
		(file_write_all(fd, buf_text(&question), question.len) ||
			shutdown(fd, SHUT_WR) != 0))
		e = fail(cause_r, ERR_UNAVAILABLE, path, strerror(errno));
	if (!e)
		e = read_answer(fd, path, answers_r, cause_r);
	if (fd >= 0)
		close(fd);
	buf_free(&question);
	return e;
}
