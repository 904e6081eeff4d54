/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/listening.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 1024
#define GROUP_ROOM ((size_t)16 * 1024)
#define GROUP_ROOM_MAX ((size_t)16 * 1024 * 1024)

enum kind {
	KIND_UNIX,
	KIND_INET,
	KIND_INET6,
	KIND_FD
};

struct parsed {
	enum kind kind;
	const char *path;
	int fd;
	char port[32];
	char host[256];
};

static enum err parse_fd(const char *text, struct parsed *p)
{
	char *end;
	long fd = strtol(text, &end, 10);

	if (end == text || *end || fd < 0 || fd > 65535)
		return ERR_INVALID;
	p->fd = (int)fd;
	return ERR_OK;
}

static enum err parse_inet(const char *text, struct parsed *p)
{
	const char *at = strchr(text, '@');
	size_t port_len = at ? (size_t)(at - text) : strlen(text);
	const char *host = at ? at + 1 : "";
	size_t host_len = strlen(host);

	if (port_len == 0 || port_len >= sizeof(p->port) ||
		strspn(text, "0123456789") != port_len)
		return ERR_INVALID;
	memcpy(p->port, text, port_len);
	p->port[port_len] = '\0';
	if (host_len >= 2 && host[0] == '[' && host[host_len - 1] == ']') {
		host++;
		host_len -= 2;
	}
	if (host_len >= sizeof(p->host))
		return ERR_INVALID;
	memcpy(p->host, host, host_len);
	p->host[host_len] = '\0';
	return ERR_OK;
}

static enum err parse(
	const char *text, struct parsed *p, char cause[LISTENING_CAUSE_SIZE])
{
	static const struct {
		const char *prefix;
		enum kind kind;
	} kinds[] = {
		{"unix:", KIND_UNIX},
		{"local:", KIND_UNIX},
		{"inet:", KIND_INET},
		{"inet6:", KIND_INET6},
		{"fd:", KIND_FD},
	};
	const char *rest = text;
	enum err e = ERR_INVALID;

	*p = (struct parsed){.kind = KIND_UNIX};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t len = strlen(kinds[i].prefix);

		if (strncmp(text, kinds[i].prefix, len) != 0)
			continue;
		p->kind = kinds[i].kind;
		rest = text + len;
		break;
	}
	switch (p->kind) {
	case KIND_UNIX:
		p->path = rest;
		if (*rest == '/' &&
			strlen(rest) <
				sizeof(((struct sockaddr_un *)0)->sun_path))
			e = ERR_OK;
		break;
	case KIND_INET:
	case KIND_INET6:
		e = parse_inet(rest, p);
		break;
	case KIND_FD:
		e = parse_fd(rest, p);
		break;
	}
	if (e)
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"socket \"%s\": accepted are unix:/PATH (shorter than "
			"%zu), inet:PORT@HOST, inet6:PORT@HOST and fd:N",
			text, sizeof(((struct sockaddr_un *)0)->sun_path));
	return e;
}

enum err listening_check(const char *socket, char cause_r[LISTENING_CAUSE_SIZE])
{
	struct parsed p;

	return parse(socket, &p, cause_r);
}

static enum err fail_errno(char cause[LISTENING_CAUSE_SIZE], const char *what)
{
	int saved = errno;

	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", what, strerror(saved));
	switch (saved) {
	case EADDRINUSE:
		return ERR_EXISTS;
	case EACCES:
	case EPERM:
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

/* ---------------------------------------------------------- Unix socket */

/* A socket file that nobody listens on was left behind by a daemon that
 * died. Connecting is the only proof. */
static enum err remove_stale(
	const struct listening *l, char cause[LISTENING_CAUSE_SIZE])
{
	struct stat st;
	int fd;

	if (lstat(l->path, &st) != 0)
		return errno == ENOENT ? ERR_OK : fail_errno(cause, l->path);
	if (!S_ISSOCK(st.st_mode)) {
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"%s is there and is no socket", l->path);
		return ERR_EXISTS;
	}
	fd = listening_connect(l);
	if (fd >= 0 || errno == EAGAIN) {
		if (fd >= 0)
			close(fd);
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"%s: another program listens there", l->path);
		return ERR_EXISTS;
	}
	if (errno != ECONNREFUSED)
		return fail_errno(cause, l->path);
	if (unlink(l->path) != 0)
		return fail_errno(cause, l->path);
	return ERR_OK;
}

/* A group of thousands takes much room. */
static enum err find_group(const char *name, gid_t *gid_r)
{
	struct group entry, *found = NULL;
	char *space = NULL;
	int status = ERANGE;

	for (size_t size = GROUP_ROOM;
		status == ERANGE && size <= GROUP_ROOM_MAX; size *= 4) {
		char *more = realloc(space, size);

		if (!more)
			break;
		space = more;
		status = getgrnam_r(name, &entry, space, size, &found);
	}
	if (status == 0 && found)
		*gid_r = found->gr_gid;
	free(space);
	return status == 0 && found ? ERR_OK : ERR_NOT_FOUND;
}

/* A directory that gives its group to what is made in it has done it already:
 * then a daemon that may not call chown() has no need to. */
static bool has_owner(const char *path, uid_t owner, gid_t gid)
{
	struct stat st;

	return stat(path, &st) == 0 &&
		(owner == (uid_t)-1 || st.st_uid == owner) &&
		(gid == (gid_t)-1 || st.st_gid == gid);
}

static enum err give_away(const struct listening *l,
	const struct listening_options *o, char cause[LISTENING_CAUSE_SIZE])
{
	gid_t gid = (gid_t)-1;

	if (o->group && find_group(o->group, &gid)) {
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"group \"%s\": there is no such group", o->group);
		return ERR_INVALID;
	}
	if (!has_owner(l->path, o->owner, gid) &&
		chown(l->path, o->owner, gid) != 0)
		return fail_errno(cause, "giving the socket to its group");
	if (chmod(l->path, o->mode) != 0)
		return fail_errno(cause, l->path);
	return ERR_OK;
}

static enum err open_unix(const struct listening_options *o,
	const struct parsed *p, struct listening *l,
	char cause[LISTENING_CAUSE_SIZE])
{
	struct sockaddr_un *address = (struct sockaddr_un *)&l->address;
	size_t len = strlen(p->path);
	mode_t old;
	int bound;
	enum err e;

	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, p->path, len + 1);
	memcpy(l->path, p->path, len + 1);
	l->address_len = sizeof(*address);
	l->is_local = true;
	e = remove_stale(l, cause);
	if (e) {
		l->path[0] = '\0';
		return e;
	}
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return fail_errno(cause, "socket");
	/* Nobody may connect before mode and group are right. */
	old = umask(0177);
	bound = bind(l->fd, (struct sockaddr *)address, sizeof(*address));
	umask(old);
	if (bound != 0) {
		l->path[0] = '\0';
		return fail_errno(cause, p->path);
	}
	e = give_away(l, o, cause);
	if (!e && listen(l->fd, BACKLOG) != 0)
		e = fail_errno(cause, p->path);
	return e;
}

/* --------------------------------------------------------- inet sockets */

static enum err open_inet(const struct listening_options *o,
	const struct parsed *p, struct listening *l,
	char cause[LISTENING_CAUSE_SIZE])
{
	struct addrinfo hints = {
		.ai_family = p->kind == KIND_INET ? AF_INET : AF_INET6,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
	};
	struct addrinfo *found = NULL;
	int on = 1;
	int r = getaddrinfo(*p->host ? p->host : NULL, p->port, &hints, &found);
	enum err e = ERR_OK;

	if (r != 0) {
		snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", o->socket,
			gai_strerror(r));
		return ERR_INVALID;
	}
	l->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0 ||
		setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
		(p->kind == KIND_INET6 &&
			setsockopt(l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
				sizeof(on))) ||
		bind(l->fd, found->ai_addr, found->ai_addrlen) ||
		listen(l->fd, BACKLOG))
		e = fail_errno(cause, o->socket);
	freeaddrinfo(found);
	return e;
}

static enum err inherit(const struct parsed *p, struct listening *l,
	char cause[LISTENING_CAUSE_SIZE])
{
	int listens = 0;
	socklen_t len = sizeof(listens);

	if (getsockopt(p->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) ||
		!listens) {
		snprintf(cause, LISTENING_CAUSE_SIZE,
			"fd:%d is no socket that listens", p->fd);
		return ERR_INVALID;
	}
	l->fd = p->fd;
	return ERR_OK;
}

/* Connecting to a wildcard address reaches the loopback on Linux. */
static enum err find_address(
	struct listening *l, char cause[LISTENING_CAUSE_SIZE])
{
	l->address_len = sizeof(l->address);
	if (getsockname(l->fd, (struct sockaddr *)&l->address,
		    &l->address_len) != 0)
		return fail_errno(cause, "getsockname");
	l->is_local = l->address.ss_family == AF_UNIX;
	return ERR_OK;
}

enum err listening_open(const struct listening_options *options,
	struct listening *listening_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	struct listening *l = listening_r;
	struct parsed p;
	int flags;
	enum err e = parse(options->socket, &p, cause_r);

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	if (e)
		return e;
	switch (p.kind) {
	case KIND_UNIX:
		e = open_unix(options, &p, l, cause_r);
		break;
	case KIND_INET:
	case KIND_INET6:
		e = open_inet(options, &p, l, cause_r);
		break;
	case KIND_FD:
		e = inherit(&p, l, cause_r);
		break;
	}
	if (!e)
		e = find_address(l, cause_r);
	/* Both libmilter and we accept on it: neither may be left waiting. */
	if (!e &&
		((flags = fcntl(l->fd, F_GETFL)) < 0 ||
			fcntl(l->fd, F_SETFL, flags | O_NONBLOCK) != 0))
		e = fail_errno(cause_r, "fcntl");
	if (e)
		listening_close(l);
	return e;
}

void listening_close(struct listening *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	if (*l->path)
		unlink(l->path);
	l->path[0] = '\0';
}

int listening_connect(const struct listening *l)
{
	int fd = socket(l->address.ss_family,
		SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&l->address, l->address_len) !=
			0 &&
		errno != EINPROGRESS) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}
