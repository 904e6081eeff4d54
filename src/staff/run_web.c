/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/process.h"
#include "config/settings.h"
#include "staff/child.h"
#include "staff/options.h"
#include "staff/run_private.h"
#include "staff/web/web.h"

#define NAME "robinson-staff-web"

static bool is_socket(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Nobody but the desk process starts it. */
static bool is_child(void)
{
	return is_socket(CHILD_DESK_FD) && is_socket(CHILD_LISTEN_FD);
}

static int become_user(const struct settings *settings)
{
	struct process_user user = {(uid_t)-1, (gid_t)-1};
	char cause[PROCESS_CAUSE_SIZE] = "";

	if (process_find_user(settings->staff.user, &user, cause) ||
		process_drop(&user, cause)) {
		log_error("%s", cause);
		return EX_NOPERM;
	}
	if (geteuid() == 0)
		log_warn("the web process runs as root: staff { user = ... }");
	umask(0077);
	(void)fcntl(CHILD_METRICS_FD, F_SETFD, FD_CLOEXEC);
	(void)fcntl(CHILD_DESK_FD, F_SETFD, FD_CLOEXEC);
	(void)fcntl(CHILD_LISTEN_FD, F_SETFD, FD_CLOEXEC);
	return EX_OK;
}

/* The desk process has told what is to be said of the configuration. */
static int read_settings(const char *path, const struct settings **settings_r)
{
	struct settings *settings = NULL;
	struct problems problems;
	enum err e;

	problems_init(&problems);
	e = settings_read(path, &settings, &problems);
	problems_free(&problems);
	*settings_r = settings;
	if (!e)
		return EX_OK;
	log_error("%s: %s", path, err_text(e));
	return EX_CONFIG;
}

int staff_run_web(int argc, char **argv, const struct clock_source *clock)
{
	struct options options;
	struct staff_web_options web = {
		.clock = clock,
		.desk_fd = CHILD_DESK_FD,
		.listen_fd = CHILD_LISTEN_FD,
		.metrics_fd = -1,
	};
	const struct settings *settings = NULL;
	int status;

	if (!options_parse(argc, argv, &options, &status))
		return status;
	log_open(NAME, options.in_foreground ? LOG_TO_STDERR : LOG_TO_SYSLOG,
		options.is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	if (!is_child()) {
		log_error("the web process is started by robinson-staff");
		return EX_USAGE;
	}
	/* Before a file is opened that could have this number. */
	if (is_socket(CHILD_METRICS_FD))
		web.metrics_fd = CHILD_METRICS_FD;
	(void)process_raise_files();
	status = read_settings(options.config, &settings);
	web.settings = settings;
	if (status == EX_OK)
		status = become_user(settings);
	if (status == EX_OK)
		status = staff_web_main(&web);
	settings_unref(&settings);
	return status;
}
