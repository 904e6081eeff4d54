/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/run.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

#include "base/log.h"
#include "base/notify.h"
#include "base/pidfile.h"
#include "base/process.h"
#include "base/visible.h"
#include "base/watchdog.h"
#include "config/start.h"
#include "crypto/locked.h"
#include "milter/callbacks.h"
#include "milter/expiry_thread.h"
#include "milter/libmilter/libmilter_io.h"
#include "milter/options.h"
#include "milter/reload.h"
#include "milter/scrape.h"
#include "milter/signals.h"
#include "milter/tally_thread.h"
#include "milter/verdicts.h"
#include "service/doctor/exposed.h"
#include "service/intake/clicks.h"
#include "service/intake/recorder.h"
#include "service/office/control.h"
#include "service/verdict/check_door.h"

#define BACKLOG 1024
/* Few, because otherwise each of libmilter's threads would keep an arena of its
 * own. */
#define ARENAS_MAX 4

/* All that lives from the start to the end. */
struct daemon {
	struct options options;
	const struct settings *settings;
	struct store_watch watch;
	struct process_user user;
	struct listening listening;
	struct milter_context context;
	struct signals *signals;
	struct expiry_thread *expiry_thread;
	struct tally_thread *tally_thread;
	struct clicks *clicks; /* settles for the office */
	struct recorder *recorder; /* NULL: there is no public page */
	struct control *control; /* NULL: signals alone */
	struct check_door *check_door; /* NULL: nobody asks */
	struct watchdog *watchdog; /* NULL: nobody waits for it */
	bool has_pid_file;
	int ready_fd;
};

static int fail(int status, const char *cause)
{
	log_error("%s", cause);
	return status;
}

static int status_of(enum err e)
{
	switch (e) {
	case ERR_OK:
		return EX_OK;
	case ERR_INVALID:
	case ERR_NOT_FOUND:
		return EX_CONFIG;
	case ERR_DENIED:
		return EX_NOPERM;
	case ERR_NOMEM:
		return EX_OSERR;
	case ERR_EXISTS:
	case ERR_UNAVAILABLE:
	case ERR_LIMIT:
	case ERR_CORRUPT:
	case ERR_IO:
	case ERR_VERSION:
		break;
	}
	return EX_UNAVAILABLE;
}

/* ------------------------------------------------------------- settings */

static int read_settings(struct daemon *d)
{
	char cause[LISTENING_CAUSE_SIZE];
	int status = start_settings(
		"robinson-milter", d->options.config, &d->settings);

	if (status == EX_OK &&
		listening_check(d->settings->milter.socket, cause)) {
		visible_printf(
			stderr, "%s: error: %s\n", d->options.config, cause);
		status = EX_CONFIG;
	}
	return status;
}

/* --------------------------------------------------------------- start */

static int open_socket(struct daemon *d)
{
	const struct settings_milter *m = &d->settings->milter;
	const struct listening_options options = {
		.socket = m->socket,
		.mode = m->socket_mode,
		.group = m->socket_group,
		.owner = d->user.uid,
	};
	char cause[LISTENING_CAUSE_SIZE] = "";
	enum err e = listening_open(&options, &d->listening, cause);

	return e ? fail(status_of(e), cause) : EX_OK;
}

/* If this fails, the page keeps the clicks in its spool, and they are taken
 * from there: no reason to stop the mail. */
static void open_recorder(struct daemon *d)
{
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (settings_has_page(d->settings) &&
		recorder_open(d->settings, d->user.uid, &d->recorder, cause))
		log_error("the recorder of the public page: %s", cause);
}

/* Without the control socket the daemon still takes signals. */
static void open_control(struct daemon *d)
{
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (d->settings->milter.control &&
		control_open(d->settings, d->user.uid, &d->control, cause))
		log_error("the socket for orders: %s", cause);
}

/* Without it nobody can ask, and mail is judged all the same. */
static void open_check_door(struct daemon *d)
{
	char cause[LISTENING_CAUSE_SIZE] = "";

	if (d->settings->milter.check_socket &&
		check_door_open(
			d->settings, d->user.uid, &d->check_door, cause))
		log_error("the socket for checks: %s", cause);
}

static int become_daemon(struct daemon *d)
{
	const struct settings_milter *m = &d->settings->milter;
	char cause[PROCESS_CAUSE_SIZE] = "", why[FILE_CAUSE_SIZE] = "";
	enum err e;

	if (!d->options.in_foreground && process_daemonize(&d->ready_fd))
		return fail(EX_OSERR, "cannot go to the background");
	if (m->pid_file) {
		e = pidfile_write(m->pid_file, &d->user, why);
		if (e) {
			log_error("pid-file %s: %s", m->pid_file, why);
			return EX_CANTCREAT;
		}
		d->has_pid_file = true;
	}
	e = process_drop(&d->user, cause);
	if (e)
		return fail(EX_NOPERM, cause);
	if (geteuid() == 0)
		log_warn("running as root: name a user in the configuration");
	return EX_OK;
}

static int open_office(struct daemon *d, const struct clock_source *clock,
	const struct store_hooks *hooks)
{
	const struct office_options options = {
		.settings = d->settings,
		.clock = clock,
		.hooks = hooks,
		.watch = &d->watch,
	};
	char cause[OFFICE_CAUSE_SIZE] = "";
	enum err e = counters_new(&d->context.counters);

	d->watch = counters_watch(d->context.counters);
	d->context.begun_utc = clock_now(clock);
	if (!e)
		e = office_open(&options, &d->context.office);
	if (!e)
		e = clicks_new(d->context.office, &d->clicks);
	if (!e)
		e = notice_sender_new(d->context.office, &d->context.notices);
	if (!e)
		e = unnamed_new(&d->context.unnamed);
	if (!e)
		e = intake_worker_new(d->context.office, &d->context.intake);
	if (e)
		return fail(EX_OSERR, err_text(e));
	/* Missing keys or store are no reason not to start: until they are
	 * there, on-fault decides. */
	if (office_ready(d->context.office, cause))
		log_error("%s: serving all the same, on-fault = %s", cause,
			verdicts_fault_name(d->settings->on_fault));
	return EX_OK;
}

/* libmilter gets a descriptor of its own: it closes it at its end, when the
 * daemon may still need the socket. */
static int hand_over(struct daemon *d)
{
	const struct settings_milter *m = &d->settings->milter;
	int fd = fcntl(d->listening.fd, F_DUPFD_CLOEXEC, 3);
	char name[32];

	if (fd < 0)
		return fail(EX_OSERR, "no descriptor for libmilter");
	snprintf(name, sizeof(name), "fd:%d", fd);
	if (callbacks_register(&d->context) ||
		smfi_setconn(name) != MI_SUCCESS ||
		smfi_setbacklog(BACKLOG) != MI_SUCCESS ||
		smfi_settimeout((int)m->timeout_s) != MI_SUCCESS) {
		close(fd);
		return fail(EX_SOFTWARE, "libmilter refuses to be set up");
	}
	if (libmilter_io_open(fd))
		return fail(EX_OSERR, "no descriptors to spare");
	return EX_OK;
}

static void tune(const struct daemon *d)
{
	unsigned long files = process_raise_files();

	process_raise_locked();
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, ARENAS_MAX);
#endif
	/* libmilter says something at the end of every connection. */
	setlogmask(LOG_UPTO(LOG_INFO));
	umask(0027);
	log_info("version %s, mode %s, on-fault %s, %lu open files allowed",
		PACKAGE_VERSION,
		d->settings->mode == MODE_OBSERVE ? "observe" : "enforce",
		verdicts_fault_name(d->settings->on_fault), files);
}

static void open_log(const struct daemon *d, enum log_target target)
{
	log_open("robinson-milter", target,
		d->options.is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
}

static bool reload_asked(void *arg, struct buf *said)
{
	return reload_settings(arg, said);
}

static bool metrics_asked(void *arg, struct buf *said)
{
	scrape_write(arg, said);
	return buf_err(said) == ERR_OK;
}

/* A connection that says goodbye at once: a thread of libmilter has read it
 * when it is closed, and no session begins. */
static enum err watch(struct daemon *d)
{
	static const char goodbye[] = {0, 0, 0, 1, SMFIC_QUIT};
	const struct watchdog_options options = {
		.listening = &d->listening,
		.question = goodbye,
		.question_len = sizeof(goodbye),
	};

	return watchdog_start(&options, &d->watchdog);
}

static int serve(struct daemon *d)
{
	const struct control_work work = {
		reload_asked, metrics_asked, &d->context};
	int status = EX_OK;

	d->context.is_local = d->listening.is_local;
	judge_cache_init(&d->context.judges);
	unfinished_init(&d->context.unfinished);
	/* Up to this point standard error reaches the process that started
	 * us. */
	if (!d->options.in_foreground)
		open_log(d, LOG_TO_SYSLOG);
	exposed_log(d->settings);
	if (!locked_has_room())
		log_warn("%s", LOCKED_NO_ROOM);
	signals_block();
	if (notice_sender_start(d->context.notices) ||
		expiry_thread_start(d->context.office, &d->expiry_thread) ||
		tally_thread_start(d->context.office, d->context.unnamed,
			&d->tally_thread) ||
		(d->recorder &&
			recorder_start(d->recorder, d->context.office)) ||
		signals_start(&d->context, &d->signals) ||
		(d->control && control_start(d->control, &work)) ||
		(d->check_door &&
			check_door_start(d->check_door, d->context.office)) ||
		watch(d))
		return fail(EX_OSERR, "no thread can be started");
	log_info("listening on %s", d->settings->milter.socket);
	notify_ready();
	process_ready(&d->ready_fd);
	/* Only now, so that no helper inherits the standard error of the
	 * process that started us. */
	intake_worker_tend(d->context.intake);
	/* One that is stopped says now and then that its socket is corrupted:
	 * smfi_stop() closes it between two looks of the listener. */
	if (smfi_main() != MI_SUCCESS && !atomic_load(&d->context.drains))
		status = fail(EX_UNAVAILABLE, "libmilter has stopped");
	return status;
}

/* ----------------------------------------------------------------- end */

/* libmilter's threads outlive smfi_main(). New messages are refused, so the
 * office is freed when no message is under way. Otherwise it ends with the
 * process, which a store must survive anyway. The counters always do: sessions
 * without a message still end. */
static void end(struct daemon *d)
{
	bool is_quiet;

	atomic_store(&d->context.drains, true);
	is_quiet = atomic_load(&d->context.messages) == 0;
	watchdog_stop(&d->watchdog);
	signals_end(&d->signals);
	control_stop(&d->control);
	check_door_stop(&d->check_door);
	listening_close(&d->listening);
	if (d->has_pid_file)
		pidfile_remove(d->settings->milter.pid_file);
	notice_sender_stop(d->context.notices);
	recorder_stop(&d->recorder);
	intake_worker_stop(d->context.intake);
	tally_thread_stop(&d->tally_thread);
	if (!is_quiet)
		return;
	expiry_thread_stop(&d->expiry_thread);
	judge_cache_close(&d->context.judges);
	unnamed_free(&d->context.unnamed);
	notice_sender_free(&d->context.notices);
	intake_worker_free(&d->context.intake);
	clicks_free(&d->clicks);
	office_close(&d->context.office);
	settings_unref(&d->settings);
}

static int start(struct daemon *d, const struct clock_source *clock,
	const struct store_hooks *hooks)
{
	char cause[PROCESS_CAUSE_SIZE] = "";
	enum err e =
		process_find_user(d->settings->milter.user, &d->user, cause);
	int status;

	if (e)
		return fail(status_of(e), cause);
	status = open_socket(d);
	if (status == EX_OK) {
		open_recorder(d);
		open_control(d);
		open_check_door(d);
		status = become_daemon(d);
	}
	if (status == EX_OK)
		status = open_office(d, clock, hooks);
	if (status == EX_OK)
		status = hand_over(d);
	return status == EX_OK ? serve(d) : status;
}

int milter_main(int argc, char **argv, const struct clock_source *clock,
	const struct store_hooks *hooks)
{
	static struct daemon d; /* libmilter's threads may outlive main() */
	int status;

	process_begin();
	d = (struct daemon){.listening = {.fd = -1}, .ready_fd = -1};
	pthread_mutex_init(&d.context.reloads, NULL);
	if (!options_parse(argc, argv, &d.options, &status))
		return status;
	open_log(&d, LOG_TO_STDERR);
	status = read_settings(&d);
	if (status != EX_OK || d.options.only_check) {
		settings_unref(&d.settings);
		return status;
	}
	tune(&d);
	status = start(&d, clock, hooks);
	end(&d);
	return status;
}
