/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/doctor/doctor.h"
#include "service/doctor/doctor_private.h"

#define AREA "release"
#define HARM "nothing that is held can be released, and no sender is told"

/* RFC 5321 4.2: a server that takes mail greets with 220. */
static void look_at_server(
	const struct settings_release *release, struct findings *f)
{
	unsigned char greeting[3];
	char port[12];
	int fd;

	snprintf(port, sizeof(port), "%u", release->port);
	fd = doctor_connect_inet(release->host, port);
	if (fd < 0) {
		doctor_cannot_connect(f, AREA, release->via_text, errno, HARM,
			"postfix status");
		return;
	}
	if (!doctor_read(fd, greeting, sizeof(greeting))) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s: no greeting of a mail server: %s: " HARM,
			release->via_text, strerror(errno));
		findings_mend(f, "postfix status");
	} else if (memcmp(greeting, "220", sizeof(greeting)) != 0) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s: found \"%.3s\", accepted: 220, the greeting of a "
			"mail server: " HARM,
			release->via_text, (const char *)greeting);
		findings_mend(f, "postfix status");
	} else {
		findings_add(f, SEVERITY_FINE, AREA, "%s takes mail",
			release->via_text);
	}
	close(fd);
}

static void look_at_program(
	const struct settings_release *release, struct findings *f)
{
	if (access(release->path, X_OK) == 0) {
		findings_add(
			f, SEVERITY_FINE, AREA, "%s can be run", release->path);
		return;
	}
	findings_add(f, SEVERITY_ERROR, AREA, "%s cannot be run: %s: " HARM,
		release->path, strerror(errno));
	findings_mend(f, "ls -l %s", release->path);
}

void doctor_release(const struct settings *s, struct findings *f)
{
	if (s->release.via == RELEASE_SMTP)
		look_at_server(&s->release, f);
	else
		look_at_program(&s->release, f);
}
