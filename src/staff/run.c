/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "staff/run.h"

#include <grp.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/notify.h"
#include "base/process.h"
#include "base/visible.h"
#include "base/watchdog.h"
#include "config/start.h"
#include "crypto/locked.h"
#include "service/intake/clicks.h"
#include "staff/child.h"
#include "staff/desk/jobs.h"
#include "staff/desk/serve.h"
#include "staff/options.h"
#include "staff/run_private.h"

#define NAME "robinson-staff"
/* Anybody of this host may connect and has to log in; where a proxy logs people
 * in, only the proxy. */
#define SOCKET_MODE 0666
#define PROXY_SOCKET_MODE 0660
/* Few threads, each of which would keep an arena of its own. */
#define ARENAS_MAX 2
/* A signal to the whole group of processes may reach the other one first. */
#define GRACE_NS 300000000

/* All that lives from the start to the end. */
struct daemon {
	struct options options;
	const struct clock_source *clock;
	const struct settings *settings;
	struct process_user user;
	struct listening listening;
	struct listening metrics; /* fd -1: nobody reads them */
	struct child child;
	struct office *office;
	struct clicks *clicks; /* settles for the office */
	struct jobs *jobs;
	struct serve *serve;
	struct watchdog *watchdog; /* NULL: nobody waits for it */
	int ready_fd;
};

static int fail(int status, const char *cause)
{
	log_error("%s", cause);
	return status;
}

/* --------------------------------------------------------------- signals */

/* SIGUSR1: the socket pair has ended; SIGCHLD: the web process has. */
static void our_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGCHLD);
}

static void block_signals(void)
{
	sigset_t set;

	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void pair_has_ended(void *arg)
{
	(void)arg;
	(void)kill(getpid(), SIGUSR1);
}

/* ----------------------------------------------------------------- start */

static int check_settings(const struct daemon *d)
{
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (!d->settings->staff.is_on)
		snprintf(cause, sizeof(cause),
			"there are no staff pages: staff { url = ... }");
	else if (!listening_check(d->settings->staff.listen, cause) &&
		d->settings->staff.metrics)
		(void)!listening_check(d->settings->staff.metrics, cause);
	if (!*cause)
		return EX_OK;
	visible_printf(stderr, "%s: error: %s\n", d->options.config, cause);
	return EX_CONFIG;
}

/* The name of the proxy's group; false: there is none. */
static bool proxy_group(const char *proxy, char *group_r, size_t size)
{
	struct process_user user = {(uid_t)-1, (gid_t)-1};
	char cause[PROCESS_CAUSE_SIZE], space[16384];
	struct group entry, *found = NULL;

	if (process_find_user(proxy, &user, cause) ||
		getgrgid_r(user.gid, &entry, space, sizeof(space), &found) ||
		!found)
		return false;
	snprintf(group_r, size, "%s", found->gr_name);
	return true;
}

static int open_socket(struct daemon *d)
{
	const struct settings_staff *st = &d->settings->staff;
	char cause[LISTENING_CAUSE_SIZE] = "", group[64];
	struct listening_options options = {
		.socket = st->listen,
		.mode = st->proxy_user ? PROXY_SOCKET_MODE : SOCKET_MODE,
		.owner = d->user.uid,
	};

	if (st->proxy_user) {
		if (!proxy_group(st->proxy_user, group, sizeof(group))) {
			log_error("proxy-user: there is no user %s",
				st->proxy_user);
			return EX_CONFIG;
		}
		options.group = group;
	}
	if (listening_open(&options, &d->listening, cause))
		return fail(EX_UNAVAILABLE, cause);
	return EX_OK;
}

/* Numbers alone, for anybody of this host. */
static int open_metrics(struct daemon *d)
{
	const struct listening_options options = {
		.socket = d->settings->staff.metrics,
		.mode = SOCKET_MODE,
		.owner = d->user.uid,
	};
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (options.socket && listening_open(&options, &d->metrics, cause))
		return fail(EX_UNAVAILABLE, cause);
	return EX_OK;
}

/* The web process is started while we are root, so that it can become its own
 * user; nobody has read a key by then. */
static int become_two(struct daemon *d)
{
	char cause[CHILD_CAUSE_SIZE] = "";

	if (!d->options.in_foreground && process_daemonize(&d->ready_fd))
		return fail(EX_OSERR, "cannot go to the background");
	if (child_start(&d->options, d->settings->path, &d->listening,
		    &d->metrics, &d->child, cause))
		return fail(EX_OSERR, cause);
	if (process_drop(&d->user, cause))
		return fail(EX_NOPERM, cause);
	if (geteuid() == 0)
		log_warn("running as root: name a user in the configuration");
	umask(0027);
	return EX_OK;
}

static int open_office(struct daemon *d, const struct store_hooks *hooks)
{
	const struct office_options options = {
		.settings = d->settings,
		.clock = d->clock,
		.hooks = hooks,
	};
	char cause[OFFICE_CAUSE_SIZE] = "";
	enum err e = office_open(&options, &d->office);

	if (!e)
		e = clicks_new(d->office, &d->clicks);
	if (e)
		return fail(EX_OSERR, err_text(e));
	/* Until they are there, the pages say that they are away. */
	if (office_ready(d->office, cause))
		log_error("%s: serving all the same", cause);
	return EX_OK;
}

static enum err start_watchdog(struct daemon *d)
{
	static const char question[] = "GET / HTTP/1.0\r\n\r\n";
	const struct watchdog_options options = {
		.listening = &d->listening,
		.question = question,
		.question_len = sizeof(question) - 1,
	};

	return watchdog_start(&options, &d->watchdog);
}

static int start_serving(struct daemon *d)
{
	char cause[CHILD_CAUSE_SIZE] = "";
	struct serve_options options = {
		.office = d->office,
		.fd = d->child.fd,
		.ended = pair_has_ended,
	};
	enum err e = jobs_start(d->office, &d->jobs);

	options.jobs = d->jobs;
	if (!e)
		e = serve_start(&options, &d->serve);
	if (e)
		return fail(EX_OSERR, "no thread can be started");
	if (child_wait_ready(&d->child, &d->listening, cause))
		return fail(EX_UNAVAILABLE, cause);
	return start_watchdog(d) ? fail(EX_OSERR, "no thread can be started") :
				   EX_OK;
}

/* --------------------------------------------------------------- serving */

static void reload(struct daemon *d)
{
	const struct settings *new = NULL;
	char cause[OFFICE_CAUSE_SIZE];
	enum err e;

	notify_reloading();
	e = start_settings_again(d->settings->path, NULL, &new);
	snprintf(cause, sizeof(cause), "%s", err_text(e));
	if (!e)
		e = office_reload(d->office, new, cause);
	if (e)
		log_error("%s: %s: the old settings stay", d->settings->path,
			cause);
	else
		/* Of the section "staff" all that the web process reads needs
		 * a restart. */
		log_info("settings read anew from %s", new->path);
	settings_unref(&new);
	notify_ready();
}

/* The other process is gone. Unless both were told to end, that is a fault. */
static int ended_alone(struct daemon *d, const sigset_t *set, int status)
{
	const struct timespec grace = {.tv_nsec = GRACE_NS};
	int signo;

	do {
		signo = sigtimedwait(set, NULL, &grace);
		if (signo == SIGTERM || signo == SIGINT)
			return EX_OK;
	} while (signo > 0);
	if (child_has_ended(&d->child, &status))
		log_error("the web process has ended with %d", status);
	return status != EX_OK ? status : EX_UNAVAILABLE;
}

static int serve_until_told(struct daemon *d)
{
	sigset_t set;
	int signo, status = EX_OK;

	our_signals(&set);
	log_info("version %s, listening on %s", PACKAGE_VERSION,
		d->settings->staff.listen);
	notify_ready();
	process_ready(&d->ready_fd);
	for (;;) {
		signo = sigwaitinfo(&set, NULL);
		if (signo == SIGHUP)
			reload(d);
		/* There are other children: who reads messages and lists. */
		else if (signo == SIGUSR1 ||
			(signo == SIGCHLD &&
				child_has_ended(&d->child, &status)))
			return ended_alone(d, &set, status);
		else if (signo == SIGTERM || signo == SIGINT)
			return EX_OK;
	}
}

static void open_log(
	const char *name, const struct options *o, enum log_target target)
{
	log_open(
		name, target, o->is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
}

static int start(struct daemon *d, const struct store_hooks *hooks)
{
	char cause[PROCESS_CAUSE_SIZE] = "";
	int status;

	if (process_find_user(d->settings->milter.user, &d->user, cause))
		return fail(EX_NOPERM, cause);
	(void)process_raise_files();
	process_raise_locked();
	process_yield_to_mail();
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, ARENAS_MAX);
#endif
	block_signals();
	status = open_socket(d);
	if (status == EX_OK)
		status = open_metrics(d);
	if (status == EX_OK)
		status = become_two(d);
	if (status == EX_OK)
		status = open_office(d, hooks);
	/* Until here standard error reaches whoever started us. */
	if (status == EX_OK && !d->options.in_foreground)
		open_log(NAME, &d->options, LOG_TO_SYSLOG);
	if (status == EX_OK && !locked_has_room())
		log_warn("%s", LOCKED_NO_ROOM);
	if (status == EX_OK)
		status = start_serving(d);
	if (status == EX_OK)
		status = serve_until_told(d);
	return status;
}

static void end(struct daemon *d)
{
	if (d->serve) {
		notify_stopping();
		log_info("stopping");
	}
	watchdog_stop(&d->watchdog);
	serve_stop(&d->serve);
	child_end(&d->child);
	jobs_stop(&d->jobs);
	clicks_free(&d->clicks);
	office_close(&d->office);
	listening_close(&d->metrics);
	listening_close(&d->listening);
	settings_unref(&d->settings);
}

/* ----------------------------------------------------------------- modes */

static int run_desk(int argc, char **argv, const struct clock_source *clock,
	const struct store_hooks *hooks)
{
	struct daemon d = {.clock = clock,
		.listening = {.fd = -1},
		.metrics = {.fd = -1},
		.child = {-1, -1},
		.ready_fd = -1};
	int status;

	if (!options_parse(argc, argv, &d.options, &status))
		return status;
	open_log(NAME, &d.options, LOG_TO_STDERR);
	status = start_settings(NAME, d.options.config, &d.settings);
	if (status == EX_OK)
		status = check_settings(&d);
	if (status == EX_OK && !d.options.only_check)
		status = start(&d, hooks);
	end(&d);
	return status;
}

int staff_main(int argc, char **argv, const struct clock_source *clock,
	const struct store_hooks *hooks)
{
	process_begin();
	if (argc > 1 && strcmp(argv[1], CHILD_MODE) == 0)
		return staff_run_web(argc - 1, argv + 1, clock);
	if (argc == 2 && strcmp(argv[1], TABLE_MODE) == 0)
		return staff_print_table();
	return run_desk(argc, argv, clock, hooks);
}
