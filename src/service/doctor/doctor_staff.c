/* SPDX-License-Identifier: BSD-2-Clause */
/* The staff pages: do they answer, and may whom they run as see too much? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/access.h"
#include "service/doctor/doctor.h"
#include "service/doctor/doctor_private.h"

#define AREA "staff"
#define UNIX "unix:"
#define SQLITE "sqlite:"
#define MEND "systemctl start robinson-staff"

/* "inet:8893@127.0.0.1" */
static int connect_inet(const char *listen)
{
	const char *port = strchr(listen, ':'), *at = strchr(listen, '@');
	char number[16];

	if (!port || !at || at < port || at - port > (int)sizeof(number)) {
		errno = EINVAL;
		return -1;
	}
	snprintf(
		number, sizeof(number), "%.*s", (int)(at - port - 1), port + 1);
	return doctor_connect_inet(at + 1, number);
}

static bool answers(int fd)
{
	static const char question[] = "GET / HTTP/1.0\r\n\r\n";
	unsigned char answer[9];

	if (send(fd, question, sizeof(question) - 1, MSG_NOSIGNAL) < 0)
		return false;
	return doctor_read(fd, answer, sizeof(answer)) &&
		memcmp(answer, "HTTP/1.", 7) == 0;
}

/* Where a proxy logs people in, nobody else is spoken with. */
static void look_at_answer(const struct settings_staff *st, struct findings *f)
{
	bool is_unix = strncmp(st->listen, UNIX, strlen(UNIX)) == 0;
	int fd = is_unix ? doctor_connect_unix(st->listen + strlen(UNIX)) :
			   connect_inet(st->listen);

	if (fd < 0) {
		doctor_cannot_connect(f, AREA, st->listen, errno,
			"nobody can use the staff pages", MEND);
		return;
	}
	if (answers(fd) || st->proxy_user) {
		findings_add(f, SEVERITY_FINE, AREA,
			"the staff pages answer at %s", st->listen);
	} else {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s: somebody listens there, and does not answer as "
			"the staff pages do",
			st->listen);
		findings_mend(f, "journalctl -u robinson-staff");
	}
	close(fd);
}

static void look_at_access(const struct access_user *user, const char *name,
	const char *path, struct findings *f)
{
	char why[ACCESS_CAUSE_SIZE];

	if (access_path(user, path, ACCESS_READ, why) != ERR_OK)
		return;
	findings_add(f, SEVERITY_ERROR, AREA,
		"the pages' user %s can read %s: the process that speaks with "
		"browsers must hold neither keys nor store",
		name, path);
	findings_mend(f, "chmod o-r %s", path);
}

static void look_at_user(const struct settings *s, struct findings *f)
{
	const struct settings_staff *st = &s->staff;
	struct access_user user;

	/* Without one "config check" has said so. */
	if (!st->user)
		return;
	if (access_user(st->user, &user)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"there is no user %s, whom the staff pages run as",
			st->user);
		findings_mend(f, "adduser --system --group %s", st->user);
		return;
	}
	look_at_access(&user, st->user, s->key_file, f);
	if (strncmp(s->store, SQLITE, strlen(SQLITE)) == 0)
		look_at_access(&user, st->user, s->store + strlen(SQLITE), f);
}

void doctor_staff(const struct settings *s, struct findings *f)
{
	if (!s->staff.is_on)
		return;
	look_at_user(s, f);
	look_at_answer(&s->staff, f);
}
