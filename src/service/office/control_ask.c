/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "service/office/control.h"

#define UNIX "unix:"
/* A configuration is read in less; the daemon may be at another one. */
#define PATIENCE_S 60

static enum err fail(char cause[LISTENING_CAUSE_SIZE], enum err e,
	const char *where, const char *what)
{
	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", where, what);
	return e;
}

/* Whoever can make a file there could answer in the daemon's place. */
static bool is_daemon(const struct settings *s, int fd)
{
	struct passwd entry, *found = NULL;
	struct ucred who;
	socklen_t len = sizeof(who);
	char space[16384];

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0)
		return false;
	if (who.uid == 0 || who.uid == geteuid())
		return true;
	return s->milter.user &&
		getpwnam_r(s->milter.user, &entry, space, sizeof(space),
			&found) == 0 &&
		found && found->pw_uid == who.uid;
}

static enum err connect_to(
	const struct settings *s, int *fd_r, char cause[LISTENING_CAUSE_SIZE])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	const char *path =
		s->milter.control ? s->milter.control + strlen(UNIX) : NULL;
	int fd;

	*fd_r = -1;
	if (!path)
		return fail(cause, ERR_NOT_FOUND, "milter: socket",
			"it is no Unix socket, so there is none for orders");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*fd_r = fd;
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) != 0)
		return fail(cause, ERR_UNAVAILABLE, path, strerror(errno));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return fail(cause,
			errno == ENOENT || errno == ECONNREFUSED ?
				ERR_NOT_FOUND :
				errno == EACCES ? ERR_DENIED :
						  ERR_UNAVAILABLE,
			path, strerror(errno));
	if (!is_daemon(s, fd))
		return fail(cause, ERR_DENIED, path,
			"who listens there is not the daemon's user");
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
		buf_add(said, piece, (size_t)n);
	}
	return n < 0 ? ERR_UNAVAILABLE : buf_err(said);
}

static bool take_word(struct buf *said, const char *word)
{
	size_t len = strlen(word);

	if (said->len < len || memcmp(said->data, word, len) != 0)
		return false;
	said->len -= len;
	memmove(said->data, said->data + len, said->len + 1);
	return true;
}

static enum err ask(const struct settings *settings, const char *request,
	struct buf *said_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	const char *where = settings->milter.control;
	int fd;
	enum err e = connect_to(settings, &fd, cause_r);

	if (!e &&
		(file_write_all(fd, request, strlen(request)) ||
			shutdown(fd, SHUT_WR) != 0))
		e = fail(cause_r, ERR_UNAVAILABLE, where, strerror(errno));
	if (!e) {
		e = receive(fd, said_r);
		if (!e && take_word(said_r, "refused\n"))
			e = ERR_INVALID;
		else if (e)
			e = fail(cause_r, ERR_UNAVAILABLE, where,
				"no answer within a minute");
		else if (!take_word(said_r, "taken\n"))
			e = fail(cause_r, ERR_DENIED, where,
				"the daemon does not take orders from this "
				"user, or is older than this program");
	}
	if (fd >= 0)
		close(fd);
	return e;
}

enum err control_reload(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	return ask(settings, "reload\n", said_r, cause_r);
}

enum err control_metrics(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	return ask(settings, "metrics\n", said_r, cause_r);
}
