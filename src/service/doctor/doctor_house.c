/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/access.h"
#include "crypto/locked.h"
#include "service/doctor/doctor.h"
#include "service/doctor/exposed.h"
#include "service/office/office.h"
#include "service/office/rules_change.h"

#define LEAST_FREE ((uint64_t)64 << 20)
#define LITTLE_FREE ((uint64_t)1 << 30)
/* Clocks differ; more than this is a mistake. */
#define AHEAD_S 300

/* The daemon's own user, or ours where it has none. */
static bool daemon_user(const struct settings *s, const char *area,
	struct access_user *user_r, struct findings *f)
{
	enum err e;

	if (!s->milter.user)
		return false;
	e = access_user(s->milter.user, user_r);
	if (!e)
		return true;
	findings_add(f, SEVERITY_ERROR, area, "the daemon's user %s: %s",
		s->milter.user, err_text(e));
	findings_mend(f, "useradd --system --user-group %s", s->milter.user);
	return false;
}

/* ------------------------------------------------------------ rights of others */

static void tell_exposed(void *arg, const char *path, mode_t mode)
{
	struct findings *f = arg;

	findings_add(f, SEVERITY_ERROR, "files",
		"%s has mode %04o: others than its owner and group can get at "
		"what is in it",
		path, (unsigned)mode);
	findings_mend(f, "chmod o-rwx %s", path);
}

void doctor_exposed(const struct settings *s, struct findings *f)
{
	exposed_each(s, tell_exposed, f);
}

/* ------------------------------------------------------------------- keys */

/* Rights of others: doctor_exposed(). */
static bool has_safe_mode(const char *path, struct findings *f)
{
	struct stat st;

	if (stat(path, &st) != 0 || !(st.st_mode & (S_IWGRP | S_IRWXO)))
		return true;
	if (!(st.st_mode & S_IWGRP))
		return false;
	findings_add(f, SEVERITY_ERROR, "keys",
		"%s has mode %04o: who can read it can name the persons in "
		"the store, who can write it can lose them",
		path, (unsigned)st.st_mode & 07777u);
	findings_mend(f, "chmod 0640 %s", path);
	return false;
}

void doctor_keys(const struct settings *s, struct findings *f)
{
	char cause[KEYFILE_CAUSE_SIZE], why[ACCESS_CAUSE_SIZE];
	struct access_user user;
	struct keyfile *keys;
	bool is_safe = has_safe_mode(s->key_file, f);
	enum err e = keyfile_read(s->key_file, &keys, cause);

	if (!e) {
		if (!keyfile_is_locked(keys))
			findings_add(f, SEVERITY_WARNING, "keys", "%s",
				LOCKED_NO_ROOM);
		keyfile_free(&keys);
		if (is_safe)
			findings_add(f, SEVERITY_FINE, "keys", "%s is read",
				s->key_file);
	} else if (is_safe) {
		findings_add(f, SEVERITY_ERROR, "keys", "%s: %s", s->key_file,
			*cause ? cause : err_text(e));
		if (e == ERR_NOT_FOUND)
			findings_mend(f, "robinson keys init");
	}
	if (!daemon_user(s, "keys", &user, f) ||
		access_path(&user, s->key_file, ACCESS_READ, why) != ERR_DENIED)
		return;
	findings_add(f, SEVERITY_ERROR, "keys",
		"the daemon's user %s cannot read %s: %s", s->milter.user,
		s->key_file, why);
	findings_mend(f, "chown %s %s", s->milter.user, s->key_file);
}

/* ------------------------------------------------------------------ store */

static void look_at_disk(const char *path, struct findings *f)
{
	char copy[PATH_MAX];
	const char *directory;
	struct statvfs vfs;
	uint64_t left;

	snprintf(copy, sizeof(copy), "%s", path);
	directory = dirname(copy);
	if (statvfs(directory, &vfs) != 0) {
		findings_add(f, SEVERITY_ERROR, "store", "%s: %s", directory,
			strerror(errno));
		return;
	}
	left = (uint64_t)vfs.f_bavail * vfs.f_frsize;
	if (left >= LITTLE_FREE)
		return;
	findings_add(f, left < LEAST_FREE ? SEVERITY_ERROR : SEVERITY_WARNING,
		"store",
		"%s has %llu MiB left; when nothing is left, marketing mail "
		"is deferred",
		directory, (unsigned long long)(left >> 20));
	findings_mend(f, "df -h %s", directory);
}

static void look_at_owner(
	const struct settings *s, const char *path, struct findings *f)
{
	static const char *const files[] = {"", "-wal", "-shm"};
	char name[PATH_MAX], why[ACCESS_CAUSE_SIZE];
	struct access_user user;

	if (!daemon_user(s, "store", &user, f))
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(name, sizeof(name), "%.4000s%s", path, files[i]);
		if (access_path(&user, name, ACCESS_READ | ACCESS_WRITE, why) !=
			ERR_DENIED)
			continue;
		findings_add(f, SEVERITY_ERROR, "store",
			"the daemon's user %s cannot write %s: %s",
			s->milter.user, name, why);
		findings_mend(f, "chown %s %s", s->milter.user, name);
	}
}

static bool stop_at_first(void *arg, const struct journal_entry *entry)
{
	(void)entry;
	*(bool *)arg = true;
	return false;
}

static void look_into(struct store_session *session, int64_t now_utc,
	const char *url, struct findings *f)
{
	const struct journal_filter ahead = {
		.since_utc = now_utc + AHEAD_S, .limit = 1};
	bool is_ahead = false;
	enum err e = store_write_begin(session);

	if (!e)
		store_write_rollback(session);
	if (!e)
		e = store_journal_each(
			session, &ahead, stop_at_first, &is_ahead);
	if (e) {
		findings_add(f, SEVERITY_ERROR, "store", "%s: %s", url,
			store_session_cause(session));
		return;
	}
	findings_add(f, SEVERITY_FINE, "store", "%s can be written", url);
	if (!is_ahead)
		return;
	findings_add(f, SEVERITY_ERROR, "clock",
		"the journal has entries dated later than now: the clock is "
		"wrong, or was; periods end at the wrong time");
	findings_mend(f, "timedatectl");
}

static void look_at_office(struct office *office, const struct settings *s,
	int64_t now_utc, struct findings *f)
{
	struct store_session *session;
	char cause[OFFICE_CAUSE_SIZE];
	struct store *store;

	if (office_ready(office, cause)) {
		findings_add(f, SEVERITY_ERROR, "store", "%s", cause);
		return;
	}
	store = office_store(office);
	if (store_session_get(store, &session)) {
		f->failed = ERR_NOMEM;
		return;
	}
	look_into(session, now_utc, s->store, f);
	store_session_put(store, &session);
}

/* It is no fault, but whoever wonders why a person is found, or is not, must
 * know. */
static void look_at_rules(const struct settings *s, struct findings *f)
{
	char since[INSTANT_TEXT_SIZE];
	struct rules_kept kept;

	if (rules_change_count(s, &kept)) {
		f->failed = ERR_NOMEM;
		return;
	}
	if (kept.sets == 0)
		return;
	instant_format(s->zone, kept.since_utc, since);
	if (!kept.has_these)
		findings_add(f, SEVERITY_FINE, "addresses",
			"the address rules are others than those in force "
			"since %s; \"robinson config check\" says what that "
			"means",
			since);
	else if (kept.sets > 1)
		findings_add(f, SEVERITY_FINE, "addresses",
			"the address rules changed on %s: persons are looked "
			"for under %zu earlier or other set%s of rules as well",
			since, kept.sets - 1, kept.sets > 2 ? "s" : "");
}

void doctor_store(const struct settings *s, const struct clock_source *clock,
	struct findings *f)
{
	struct office_options options = {.settings = s, .clock = clock};
	const char *path = strchr(s->store, ':');
	struct office *office;

	if (path && strncmp(s->store, "sqlite:", 7) == 0) {
		look_at_disk(path + 1, f);
		look_at_owner(s, path + 1, f);
	}
	look_at_rules(s, f);
	if (office_open(&options, &office)) {
		f->failed = ERR_NOMEM;
		return;
	}
	look_at_office(office, s, clock_now(clock), f);
	office_close(&office);
}

/* ------------------------------------------------------------------ clock */

static void look_at_zone(const char *ours, struct findings *f)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/etc/localtime", path, sizeof(path) - 1);
	const char *system;

	if (len < 0)
		return;
	path[len] = '\0';
	system = strstr(path, "zoneinfo/");
	if (!system || strcmp(system + strlen("zoneinfo/"), ours) == 0)
		return;
	findings_add(f, SEVERITY_FINE, "clock",
		"periods are reckoned in %s; the system's own zone is %s, and "
		"its log shows other hours",
		ours, system + strlen("zoneinfo/"));
}

void doctor_clock(const struct settings *s, struct findings *f)
{
	struct timex timex = {.modes = 0};

	if (adjtimex(&timex) < 0) {
		findings_add(f, SEVERITY_WARNING, "clock",
			"whether the clock is synchronised cannot be seen: %s",
			strerror(errno));
	} else if (timex.status & STA_UNSYNC) {
		findings_add(f, SEVERITY_WARNING, "clock",
			"the clock is not synchronised: retention and consent "
			"end by it");
		findings_mend(f, "timedatectl set-ntp true");
	} else {
		findings_add(
			f, SEVERITY_FINE, "clock", "the clock is synchronised");
	}
	look_at_zone(zone_name(s->zone), f);
}
