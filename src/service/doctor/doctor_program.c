/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the daemon that runs is the program that is installed. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/doctor/doctor.h"
#include "service/doctor/doctor_private.h"

#define AREA "program"
#define UNIX "unix:"
/* What the system writes behind the name of a file that is no more. */
#define DELETED " (deleted)"
#define NAME "robinson-milter"

/* Who serves the socket for orders; 0: nobody, or a process that is not of
 * this system's numbers. */
static pid_t find_daemon(const struct settings *s)
{
	struct ucred who = {.pid = 0};
	socklen_t len = sizeof(who);
	int fd;

	if (!s->milter.control ||
		strncmp(s->milter.control, UNIX, strlen(UNIX)) != 0)
		return 0;
	fd = doctor_connect_unix(s->milter.control + strlen(UNIX));
	if (fd < 0)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0)
		who.pid = 0;
	close(fd);
	return who.pid;
}

/* The path of the program as it was at the start. A package puts a new file in
 * its place; whoever moved the old one aside first sees it under its new
 * name. */
static bool is_replaced(char *path)
{
	size_t len = strlen(path), mark = strlen(DELETED);
	const char *slash = strrchr(path, '/');

	if (len > mark && strcmp(path + len - mark, DELETED) == 0) {
		path[len - mark] = '\0';
		return true;
	}
	return slash && strncmp(slash + 1, NAME, strlen(NAME)) == 0 &&
		slash[1 + strlen(NAME)] != '\0' &&
		slash[1 + strlen(NAME)] != '-';
}

void doctor_program(const struct settings *s, struct findings *f)
{
	char link[64], path[PATH_MAX];
	pid_t pid = find_daemon(s);
	ssize_t len;

	if (pid <= 0)
		return;
	snprintf(link, sizeof(link), "/proc/%ld/exe", (long)pid);
	len = readlink(link, path, sizeof(path) - 1);
	/* Only root may look; that is said elsewhere. */
	if (len < 0)
		return;
	path[len] = '\0';
	if (!is_replaced(path)) {
		findings_add(f, SEVERITY_FINE, AREA,
			"process %ld runs %s as it is installed", (long)pid,
			path);
		return;
	}
	findings_add(f, SEVERITY_WARNING, AREA,
		"process %ld still runs the former program: %s was replaced "
		"after it started",
		(long)pid, path);
	findings_mend(f, "systemctl restart " NAME);
}
