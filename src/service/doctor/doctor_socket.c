/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/access.h"
#include "service/doctor/doctor.h"
#include "service/doctor/doctor_private.h"
#include "service/mta/milter_list.h"

#define AREA "socket"

/* ------------------------------------------------------------ a health check */

/* The milter protocol, version 6: length in network order, command, data. */
static const unsigned char negotiate[] = {
	0, 0, 0, 13, 'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff};
static const unsigned char quit[] = {0, 0, 0, 1, 'Q'};

/* A milter answers the negotiation with one of its own. */
static bool is_answering(int fd)
{
	unsigned char answer[9];

	if (send(fd, negotiate, sizeof(negotiate), MSG_NOSIGNAL) !=
			(ssize_t)sizeof(negotiate) ||
		!doctor_read(fd, answer, sizeof(answer)))
		return false;
	(void)send(fd, quit, sizeof(quit), MSG_NOSIGNAL);
	errno = EPROTO;
	return answer[4] == 'O' && answer[8] >= 2;
}

static void look_at_answer(
	const struct milter_address *a, const char *socket, struct findings *f)
{
	int fd = a->kind == MILTER_UNIX ?
		doctor_connect_unix(a->path) :
		doctor_connect_inet(*a->path ? a->path : NULL, a->port);

	if (fd < 0) {
		doctor_cannot_connect(f, AREA, socket, errno, NULL,
			"systemctl start robinson-milter");
		return;
	}
	if (is_answering(fd)) {
		findings_add(f, SEVERITY_FINE, AREA, "%s answers", socket);
	} else {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s: who listens there does not answer as a milter: "
			"%s",
			socket, strerror(errno));
		findings_mend(f, "systemctl restart robinson-milter");
	}
	close(fd);
}

/* ------------------------------------------------------------- who gets there */

static void look_at_access(
	const char *path, const char *mta_user, struct findings *f)
{
	char cause[ACCESS_CAUSE_SIZE];
	struct access_user user;
	enum err e = access_user(mta_user, &user);

	if (e) {
		findings_add(f, SEVERITY_WARNING, AREA, "the MTA's user %s: %s",
			mta_user, err_text(e));
		return;
	}
	if (access_path(&user, path, ACCESS_WRITE, cause) != ERR_DENIED)
		return;
	findings_add(f, SEVERITY_ERROR, AREA,
		"the MTA's user %s cannot connect to %s: %s", mta_user, path,
		cause);
	findings_mend(f,
		"milter { socket-group = \"%s\"  socket-mode = \"0660\" } and "
		"a restart; each directory before it needs x for that group",
		mta_user);
}

/* Sendmail refuses such a place, and anybody could put a socket of their own
 * there. */
static void look_at_directory(const char *path, struct findings *f)
{
	char directory[MILTER_TEXT_SIZE];
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (!slash || slash == path)
		return;
	snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path),
		path);
	if (stat(directory, &st) != 0 || !(st.st_mode & S_IWOTH))
		return;
	findings_add(f, SEVERITY_ERROR, AREA,
		"%s can be written by everybody; Sendmail refuses a socket "
		"there, and anybody may stand in for the daemon",
		directory);
	findings_mend(f, "chmod o-w %s", directory);
}

void doctor_socket(const char *socket, const char *mta_user, struct findings *f)
{
	struct milter_address a;

	if (milter_address_parse(socket, &a)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"milter: socket: \"%s\" is no socket", socket);
		return;
	}
	if (a.kind == MILTER_FD) {
		findings_add(f, SEVERITY_FINE, AREA,
			"%s is handed over at the start; only its owner knows "
			"where it is",
			socket);
		return;
	}
	if (a.kind == MILTER_UNIX) {
		look_at_directory(a.path, f);
		if (mta_user)
			look_at_access(a.path, mta_user, f);
	}
	look_at_answer(&a, socket, f);
}
