/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/doctor/doctor_private.h"

#define PATIENCE_MS 5000

static bool wait_for(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};
	int n;

	do {
		n = poll(&p, 1, PATIENCE_MS);
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

static bool finish_connect(int fd, const struct sockaddr *sa, socklen_t len)
{
	int failed = 0;
	socklen_t size = sizeof(failed);

	if (connect(fd, sa, len) == 0)
		return true;
	if (errno != EINPROGRESS || !wait_for(fd, POLLOUT))
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) != 0)
		return false;
	errno = failed;
	return failed == 0;
}

static int connect_to(const struct sockaddr *sa, socklen_t len)
{
	int fd = socket(
		sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int kept;

	if (fd < 0 || finish_connect(fd, sa, len))
		return fd;
	kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

int doctor_connect_unix(const char *path)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(sun.sun_path, path, strlen(path) + 1);
	return connect_to((const struct sockaddr *)&sun, sizeof(sun));
}

int doctor_connect_inet(const char *host, const char *port)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &found)) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	for (const struct addrinfo *i = found; i && fd < 0; i = i->ai_next)
		fd = connect_to(i->ai_addr, i->ai_addrlen);
	freeaddrinfo(found);
	return fd;
}

bool doctor_read(int fd, unsigned char *to, size_t len)
{
	while (len) {
		ssize_t n;

		if (!wait_for(fd, POLLIN))
			return false;
		n = read(fd, to, len);
		if (n == 0)
			errno = ECONNRESET;
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
	}
	return true;
}

void doctor_cannot_connect(struct findings *f, const char *area,
	const char *what, int failed, const char *harm, const char *mend)
{
	if (failed == EACCES && geteuid() != 0) {
		findings_add(f, SEVERITY_WARNING, area,
			"%s: user %u may not connect, so whether somebody "
			"answers is not known",
			what, (unsigned)geteuid());
		findings_mend(f, "sudo robinson doctor");
		return;
	}
	findings_add(f, SEVERITY_ERROR, area, "%s: connecting failed: %s%s%s",
		what, strerror(failed), harm ? ": " : "", harm ? harm : "");
	findings_mend(f, "%s", mend);
}
