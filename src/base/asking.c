/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/asking.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"

/* Others may ask before, and a large answer takes a while. */
#define PATIENCE_S 60

static enum err fail(char cause[LISTENING_CAUSE_SIZE], enum err e,
	const char *where, const char *what)
{
	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", where, what);
	return e;
}

static bool is_trusted(const struct asking *asking, int fd)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	if (!asking->trusts)
		return true;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
		asking->trusts(asking->arg, who.uid);
}

/* *fd_r is closed by the caller, also after a failure. */
static enum err connect_to(const struct asking *asking, int *fd_r,
	char cause[LISTENING_CAUSE_SIZE])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	/* For connect() the time to send counts. */
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	const char *path = asking->path;
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
	if (!is_trusted(asking, fd))
		return fail(cause, ERR_DENIED, path,
			"who listens there is not the daemon's user");
	return ERR_OK;
}

static enum err receive(int fd, struct buf *answer)
{
	char piece[4096];
	ssize_t n;

	for (;;) {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		(void)buf_add(answer, piece, (size_t)n);
	}
	return n < 0 ? ERR_UNAVAILABLE : buf_err(answer);
}

enum err asking_ask(const struct asking *asking, struct buf *answer_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	int fd;
	enum err e = connect_to(asking, &fd, cause_r);

	if (!e &&
		(file_write_all(fd, asking->question, asking->len) ||
			shutdown(fd, SHUT_WR) != 0))
		e = fail(cause_r, ERR_UNAVAILABLE, asking->path,
			strerror(errno));
	if (!e && receive(fd, answer_r))
		e = fail(cause_r, ERR_UNAVAILABLE, asking->path,
			buf_err(answer_r) ? "the answer is too long" :
					    "no answer within a minute");
	if (fd >= 0)
		close(fd);
	return e;
}
