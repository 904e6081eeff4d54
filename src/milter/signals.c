/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <libmilter/mfapi.h>

#include "base/log.h"
#include "base/notify.h"
#include "milter/libmilter/libmilter_io.h"
#include "milter/libmilter/own_signals.h"
#include "milter/reload.h"

#define STEP_NS 10000000
#define STEPS_A_SECOND 100

struct signals {
	struct milter_context *context;
	pthread_t thread;
	atomic_bool ends;
};

void signals_block(void)
{
	sigset_t set;

	own_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* ---------------------------------------------------------------- stop */

static void log_counts(const struct signals *s)
{
	struct intake_worker_counts x =
		intake_worker_counts(s->context->intake);

	log_info("messages %llu, under way %u, connections refused for want of "
		 "descriptors %llu",
		atomic_load(&s->context->begun),
		atomic_load(&s->context->messages),
		(unsigned long long)libmilter_io_refused());
	log_info("incoming %llu, examined %llu, set aside %llu, not examined "
		 "%llu",
		x.taken, x.examined, x.set_aside, x.lost);
}

/* New messages are refused from here on (4.3.2); those under way may end. */
static void drain(struct signals *s, const sigset_t *set)
{
	const struct timespec step = {.tv_nsec = STEP_NS};
	const struct settings *settings = office_settings(s->context->office);
	int64_t steps = settings->milter.drain_s * STEPS_A_SECOND;
	int signo = 0;

	settings_unref(&settings);
	atomic_store(&s->context->drains, true);
	notify_stopping();
	log_info("stopping: %u messages under way",
		atomic_load(&s->context->messages));
	while (steps-- > 0 && atomic_load(&s->context->messages) > 0 &&
		signo != SIGTERM && signo != SIGINT)
		signo = sigtimedwait(set, NULL, &step);
	log_counts(s);
}

/* No worker of base/worker.h: it waits for signals, and a worker's descriptor
 * would not wake it. */
static void *run(void *arg)
{
	struct signals *s = arg;
	sigset_t set;
	int signo;

	own_signals(&set);
	while (!atomic_load(&s->ends)) {
		signo = sigwaitinfo(&set, NULL);
		if (signo < 0)
			continue;
		if (atomic_load(&s->ends))
			break;
		if (signo == SIGHUP) {
			(void)reload_settings(s->context, NULL);
		} else if (signo == SIGUSR1) {
			log_counts(s);
		} else {
			drain(s, &set);
			libmilter_io_hurry();
			smfi_stop();
			break;
		}
	}
	return NULL;
}

enum err signals_start(
	struct milter_context *context, struct signals **signals_r)
{
	struct signals *s = calloc(1, sizeof(*s));

	*signals_r = NULL;
	if (!s)
		return ERR_NOMEM;
	s->context = context;
	if (pthread_create(&s->thread, NULL, run, s) != 0) {
		free(s);
		return ERR_UNAVAILABLE;
	}
	*signals_r = s;
	return ERR_OK;
}

void signals_end(struct signals **signals)
{
	struct signals *s = *signals;

	if (!s)
		return;
	/* smfi_main() may have returned by itself: then the thread still waits
	 * for a signal. */
	atomic_store(&s->ends, true);
	pthread_kill(s->thread, SIGUSR1);
	pthread_join(s->thread, NULL);
	free(s);
	*signals = NULL;
}
