/* SPDX-License-Identifier: BSD-2-Clause */
/* The public page: does it know the keys, is its recorder there, what waits? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/access.h"
#include "crypto/unsubscribe.h"
#include "service/doctor/doctor.h"
#include "service/doctor/doctor_private.h"
#include "spool/click_spool.h"

#define AREA "unsubscribe"
#define UNIX "unix:"
#define MAKE_KEYS "robinson keys unsubscribe"

/* Whether the page opens what the installation's keys seal today. */
static bool is_in_step(struct unsubscriber *ours, struct unsubscriber *pages)
{
	const struct unsubscribe_token token = {.purpose = "doctor"};
	struct unsubscribe_token opened;
	char text[UNSUBSCRIBE_TEXT_SIZE];

	return unsubscribe_seal(ours, &token, text) == ERR_OK &&
		unsubscribe_open(pages, text, strlen(text), &opened) == ERR_OK;
}

static void compare_keys(const struct settings *s, struct unsubscriber *pages,
	struct findings *f)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct unsubscriber *ours = NULL;
	struct keyfile *keys;

	/* doctor_keys() tells of a key file that cannot be read. */
	if (keyfile_read(s->key_file, &keys, cause))
		return;
	if (unsubscriber_new(keys, &ours) == ERR_OK) {
		if (is_in_step(ours, pages)) {
			findings_add(f, SEVERITY_FINE, AREA,
				"%s opens today's tokens",
				s->unsubscribe.token_keys);
		} else {
			findings_add(f, SEVERITY_ERROR, AREA,
				"%s does not open the tokens that are sent "
				"today: their clicks are answered as forged",
				s->unsubscribe.token_keys);
			findings_mend(f, MAKE_KEYS);
		}
	}
	unsubscriber_free(&ours);
	keyfile_free(&keys);
}

static void look_at_reader(const struct settings *s, struct findings *f)
{
	const struct settings_unsubscribe *u = &s->unsubscribe;
	char why[ACCESS_CAUSE_SIZE];
	struct access_user user;

	if (!u->user) {
		findings_add(f, SEVERITY_WARNING, AREA,
			"no user is named for the public page: it runs as who "
			"starts it");
		findings_mend(
			f, "unsubscribe { user = \"robinson-unsubscribe\" }");
		return;
	}
	if (access_user(u->user, &user)) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"there is no user %s, whom the public page runs as",
			u->user);
		findings_mend(f, "adduser --system --group %s", u->user);
		return;
	}
	if (access_path(&user, s->key_file, ACCESS_READ, why) == ERR_OK) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"the page's user %s can read %s: the page must hold "
			"the token keys alone",
			u->user, s->key_file);
		findings_mend(f, "chmod o-r %s", s->key_file);
	}
	if (access_path(&user, u->token_keys, ACCESS_READ, why) == ERR_DENIED) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"the page's user %s cannot read %s: %s", u->user,
			u->token_keys, why);
		findings_mend(f, "chgrp %s %s", u->user, u->token_keys);
	}
}

static void look_at_keys(const struct settings *s, struct findings *f)
{
	const char *path = s->unsubscribe.token_keys;
	char cause[KEYFILE_CAUSE_SIZE];
	struct unsubscriber *pages;
	enum err e = unsubscriber_read(path, &pages, cause);

	if (e) {
		findings_add(f, SEVERITY_ERROR, AREA, "%s: %s", path,
			*cause ? cause : err_text(e));
		findings_mend(f, MAKE_KEYS);
		return;
	}
	compare_keys(s, pages, f);
	unsubscriber_free(&pages);
	look_at_reader(s, f);
}

static void look_at_recorder(
	const struct settings_unsubscribe *u, struct findings *f)
{
	int fd;

	if (!u->recorder || strncmp(u->recorder, UNIX, strlen(UNIX)) != 0)
		return;
	fd = doctor_connect_unix(u->recorder + strlen(UNIX));
	if (fd < 0) {
		doctor_cannot_connect(f, AREA, u->recorder, errno,
			"clicks wait in the spool, and marketing mail waits "
			"for them",
			"systemctl start robinson-milter");
		return;
	}
	close(fd);
	findings_add(f, SEVERITY_FINE, AREA, "the recorder answers");
}

static void look_at_spool(
	const struct settings_unsubscribe *u, struct findings *f)
{
	struct click_name *names = NULL;
	size_t len = 0;
	enum err e;

	if (!u->spool)
		return;
	e = click_spool_list(u->spool, &names, &len);
	free(names);
	if (e) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"the spool %s cannot be read: %s: all marketing mail "
			"is deferred, for clicks may wait there",
			u->spool, e == ERR_IO ? strerror(errno) : err_text(e));
		findings_mend(f, "ls -ld %s", u->spool);
	} else if (len > 0) {
		findings_add(f, SEVERITY_WARNING, AREA,
			"%s: %zu clicks wait to be recorded", u->spool, len);
		findings_mend(f, "journalctl -u robinson-milter");
	} else {
		findings_add(
			f, SEVERITY_FINE, AREA, "%s: nothing waits", u->spool);
	}
}

void doctor_unsubscribe(const struct settings *s, struct findings *f)
{
	const struct settings_unsubscribe *u = &s->unsubscribe;

	if (!settings_has_page(s))
		return;
	look_at_keys(s, f);
	look_at_recorder(u, f);
	look_at_spool(u, f);
}
