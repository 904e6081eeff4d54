/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/guard_private.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

/* A signal handler is given no argument of ours: where the thread reads has
 * to lie where the handler finds it. NULL: it reads no mapping of ours. */
static _Thread_local sigjmp_buf *volatile reading;

/* Whose the signal was; changed under the lock only. */
static struct sigaction before;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
	const ucontext_t *interrupted = context;

	/* Only what the read itself caused has an address behind it. */
	if (reading && info->si_code > 0) {
		/* The mask as it was, so that the jump need not save it. */
		pthread_sigmask(SIG_SETMASK, &interrupted->uc_sigmask, NULL);
		siglongjmp(*reading, 1);
	}
	/* Not ours: the instruction fails again under the handler from
	 * before. */
	sigaction(number, &before, NULL);
	if (info->si_code <= 0)
		raise(number);
}

void guard_install(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO}, now;

	action.sa_sigaction = on_bus_error;
	sigemptyset(&action.sa_mask);
	pthread_mutex_lock(&lock);
	/* Another part of the program may have taken SIGBUS since. */
	if (sigaction(SIGBUS, NULL, &now) == 0 &&
		(!(now.sa_flags & SA_SIGINFO) ||
			now.sa_sigaction != on_bus_error)) {
		before = now;
		sigaction(SIGBUS, &action, NULL);
	}
	pthread_mutex_unlock(&lock);
}

enum err guard_run(enum err (*read)(void *arg), void *arg)
{
	sigjmp_buf here;
	enum err e;

	/* No mask is saved: the handler puts it back, and lookups are many. */
	if (sigsetjmp(here, 0) != 0) {
		reading = NULL;
		return ERR_IO;
	}
	reading = &here;
	e = read(arg);
	reading = NULL;
	return e;
}
