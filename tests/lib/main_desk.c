/* SPDX-License-Identifier: BSD-2-Clause */
/* staff-desk CONFIG: the desk process without a web process: whoever started it
 * has the other end of standard input and speaks for it. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/process.h"
#include "config/start.h"
#include "lib/test_clock.h"
#include "service/intake/clicks.h"
#include "staff/desk/jobs.h"
#include "staff/desk/serve.h"

static void ended(void *arg)
{
	(void)arg;
	kill(getpid(), SIGTERM);
}

static void require(enum err e, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "%s: %s\n", what, err_text(e));
	exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	struct test_clock t;
	struct office_options office_options = {.clock = &t.clock};
	struct serve_options options = {.fd = STDIN_FILENO, .ended = ended};
	char cause[OFFICE_CAUSE_SIZE];
	struct clicks *clicks;
	struct serve *serve;
	sigset_t set;

	process_begin();
	test_clock_init(&t);
	log_open("staff-desk", LOG_TO_STDERR, LOG_LEVEL_DEBUG);
	if (argc != 2 ||
		start_settings(
			"staff-desk", argv[1], &office_options.settings) != 0)
		return EXIT_FAILURE;
	office_options.hooks = &t.hooks;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	require(office_open(&office_options, &options.office), "office");
	require(clicks_new(options.office, &clicks), "clicks");
	if (office_ready(options.office, cause))
		log_error("%s", cause);
	require(jobs_start(options.office, &options.jobs), "jobs");
	require(serve_start(&options, &serve), "serving");
	while (sigwaitinfo(&set, NULL) != SIGTERM)
		continue;
	serve_stop(&serve);
	jobs_stop(&options.jobs);
	clicks_free(&clicks);
	office_close(&options.office);
	settings_unref(&office_options.settings);
	return EXIT_SUCCESS;
}
