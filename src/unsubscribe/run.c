/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/listening.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/process.h"
#include "base/visible.h"
#include "base/watchdog.h"
#include "config/start.h"
#include "crypto/locked.h"
#include "http/confine.h"
#include "unsubscribe/options.h"
#include "unsubscribe/web.h"

#define NAME "robinson-unsubscribe"
#define PEM_MAX ((size_t)256 * 1024)
#define PATIENCE_MS 15000
/* Behind a proxy on this host; the proxy's user must reach it. */
#define SOCKET_MODE 0666
#define SPOOL_MODE 02770

/* All that lives from the start to the end. */
struct daemon {
	struct options options;
	const struct clock_source *clock;
	const struct settings *settings;
	struct process_user user;
	struct listening listening;
	struct buf certificate;
	struct buf private_key;
	struct site *site;
	struct web *web;
	struct watchdog *watchdog; /* NULL: nobody waits for it */
	int ready_fd;
};

static int fail(int status, const char *cause)
{
	log_error("%s", cause);
	return status;
}

/* ------------------------------------------------------------- settings */

static int check_settings(const struct daemon *d)
{
	const struct settings_unsubscribe *u = &d->settings->unsubscribe;
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (!settings_has_page(d->settings))
		snprintf(cause, sizeof(cause),
			"there is no page to serve: unsubscribe { url = ... }");
	else
		(void)!listening_check(u->listen, cause);
	if (!*cause)
		return EX_OK;
	visible_printf(stderr, "%s: error: %s\n", d->options.config, cause);
	return EX_CONFIG;
}

/* Another user may read these than the one that serves. */
static enum err read_file(const char *path, struct buf *text)
{
	enum err e = path ? file_read_path(path, text) : ERR_OK;

	if (e)
		buf_reset(text);
	return !e && path && text->len == 0 ? ERR_IO : e;
}

static int read_certificate(struct daemon *d)
{
	const struct settings_unsubscribe *u = &d->settings->unsubscribe;
	char cause[600];

	if (!read_file(u->certificate, &d->certificate) &&
		!read_file(u->private_key, &d->private_key))
		return EX_OK;
	snprintf(cause, sizeof(cause), "%s: %s",
		d->certificate.len > 0 ? u->private_key : u->certificate,
		strerror(errno));
	return fail(EX_NOINPUT, cause);
}

/* ---------------------------------------------------------------- start */

static int open_socket(struct daemon *d)
{
	const struct listening_options options = {
		.socket = d->settings->unsubscribe.listen,
		.mode = SOCKET_MODE,
		.owner = d->user.uid,
	};
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (listening_open(&options, &d->listening, cause))
		return fail(EX_UNAVAILABLE, cause);
	return EX_OK;
}

/* The page puts clicks there, the milter's group takes them out. One that is
 * there already is as the administrator wants it. */
static void make_spool(const struct daemon *d)
{
	const char *dir = d->settings->unsubscribe.spool;
	struct process_user milter = {(uid_t)-1, (gid_t)-1};
	char cause[PROCESS_CAUSE_SIZE];

	if (geteuid() != 0 || mkdir(dir, SPOOL_MODE) != 0)
		return;
	if (process_find_user(d->settings->milter.user, &milter, cause) ||
		chown(dir, d->user.uid, milter.gid) != 0 ||
		chmod(dir, SPOOL_MODE) != 0)
		log_error("%s: %s", dir, strerror(errno));
}

/* It serves all the same: what the recorder takes needs no spool. */
static void check_spool(const struct daemon *d)
{
	const char *dir = d->settings->unsubscribe.spool;

	if (access(dir, R_OK | W_OK | X_OK) != 0)
		log_error("%s: %s: no click can be kept while the recorder is "
			  "away",
			dir, strerror(errno));
}

static int become_nobody(struct daemon *d)
{
	char cause[PROCESS_CAUSE_SIZE] = "";

	if (!d->options.in_foreground && process_daemonize(&d->ready_fd))
		return fail(EX_OSERR, "cannot go to the background");
	if (process_drop(&d->user, cause))
		return fail(EX_NOPERM, cause);
	if (geteuid() == 0)
		log_warn("running as root: name a user in the configuration");
	umask(0027);
	check_spool(d);
	if (confine_process(0)) {
		snprintf(cause, sizeof(cause), "cannot be confined: %s",
			strerror(errno));
		return fail(EX_OSERR, cause);
	}
	return EX_OK;
}

static int open_site(struct daemon *d)
{
	const struct site_options options = {
		.settings = d->settings,
		.clock = d->clock,
		.locale_dir = d->options.locale_dir,
	};
	char cause[SITE_CAUSE_SIZE];

	if (site_open(&options, &d->site, cause))
		return fail(EX_UNAVAILABLE, cause);
	return EX_OK;
}

static int start_web(struct daemon *d)
{
	const struct settings_unsubscribe *u = &d->settings->unsubscribe;
	const struct web_options options = {
		.site = d->site,
		.fd = d->listening.fd,
		.certificate =
			u->certificate ? buf_text(&d->certificate) : NULL,
		.private_key =
			u->certificate ? buf_text(&d->private_key) : NULL,
		.max_connections = u->max_connections,
		.patience_ms = PATIENCE_MS,
	};
	char cause[SITE_CAUSE_SIZE];

	if (web_start(&options, &d->web, cause))
		return fail(EX_UNAVAILABLE, cause);
	return EX_OK;
}

/* Over TLS this is no handshake: the page ends the connection, and lives. */
static int start_watchdog(struct daemon *d)
{
	static const char question[] = "GET / HTTP/1.0\r\n\r\n";
	const struct watchdog_options options = {
		.listening = &d->listening,
		.question = question,
		.question_len = sizeof(question) - 1,
	};

	return watchdog_start(&options, &d->watchdog) ?
		fail(EX_OSERR, "no thread can be started") :
		EX_OK;
}

/* ---------------------------------------------------------------- serving */

static void our_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

static void reload(struct daemon *d)
{
	const struct settings *new = NULL;

	notify_reloading();
	if (start_settings_again(d->settings->path, NULL, &new)) {
		log_error("%s: the old settings stay", d->settings->path);
	} else {
		/* Socket, user, certificate, recorder need a restart. */
		site_reload(d->site, new);
		log_info("settings read anew from %s", new->path);
	}
	settings_unref(&new);
	notify_ready();
}

static void serve(struct daemon *d)
{
	sigset_t set;
	int signo;

	our_signals(&set);
	log_info("version %s, listening on %s", PACKAGE_VERSION,
		d->settings->unsubscribe.listen);
	notify_ready();
	process_ready(&d->ready_fd);
	for (;;) {
		signo = sigwaitinfo(&set, NULL);
		if (signo == SIGHUP)
			reload(d);
		else if (signo == SIGTERM || signo == SIGINT)
			break;
	}
	notify_stopping();
	log_info("stopping");
}

static void block_signals(void)
{
	sigset_t set;

	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void open_log(const struct daemon *d, enum log_target target)
{
	log_open(NAME, target,
		d->options.is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
}

static int start(struct daemon *d)
{
	char cause[PROCESS_CAUSE_SIZE] = "";
	int status = EX_OK;

	if (process_find_user(d->settings->unsubscribe.user, &d->user, cause))
		return fail(EX_NOPERM, cause);
	(void)process_raise_files();
	process_raise_locked();
	status = read_certificate(d);
	if (status == EX_OK)
		status = open_socket(d);
	if (status == EX_OK)
		make_spool(d);
	if (status == EX_OK)
		status = become_nobody(d);
	block_signals();
	if (status == EX_OK)
		status = open_site(d);
	/* Until here standard error reaches whoever started us. */
	if (status == EX_OK && !d->options.in_foreground)
		open_log(d, LOG_TO_SYSLOG);
	if (status == EX_OK && !locked_has_room())
		log_warn("%s", LOCKED_NO_ROOM);
	if (status == EX_OK)
		status = start_web(d);
	if (status == EX_OK)
		status = start_watchdog(d);
	if (status == EX_OK)
		serve(d);
	return status;
}

/* What the file says, and whether the keys can be read. */
static int check(struct daemon *d)
{
	struct unsubscriber *u = NULL;
	char cause[KEYFILE_CAUSE_SIZE];
	enum err e = unsubscriber_read(
		d->settings->unsubscribe.token_keys, &u, cause);

	unsubscriber_free(&u);
	if (!e)
		return EX_OK;
	visible_printf(stderr, NAME ": %s: %s\n",
		d->settings->unsubscribe.token_keys,
		*cause ? cause : err_text(e));
	return EX_NOINPUT;
}

int unsubscribe_main(int argc, char **argv, const struct clock_source *clock)
{
	struct daemon d = {
		.clock = clock, .listening = {.fd = -1}, .ready_fd = -1};
	int status;

	process_begin();
	if (!options_parse(argc, argv, &d.options, &status))
		return status;
	open_log(&d, LOG_TO_STDERR);
	buf_init(&d.certificate, PEM_MAX);
	buf_init(&d.private_key, PEM_MAX);
	status = start_settings(NAME, d.options.config, &d.settings);
	if (status == EX_OK)
		status = check_settings(&d);
	if (status == EX_OK)
		status = d.options.only_check ? check(&d) : start(&d);
	watchdog_stop(&d.watchdog);
	web_stop(&d.web);
	site_close(&d.site);
	listening_close(&d.listening);
	buf_free(&d.certificate);
	buf_free(&d.private_key);
	settings_unref(&d.settings);
	return status;
}
