/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

/* A signal handler is given no argument of ours: where the thread reads has
 * to lie where the handler finds it. NULL: it reads no mapping of ours. */
static _Thread_local sigjmp_buf *volatile reading;

static struct sigaction before; /* written once */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
	(void)context;
	/* Only what the read itself caused has an address behind it. */
	if (reading && info->si_code > 0)
		siglongjmp(*reading, 1);
	/* Not ours: the instruction fails again under who had it before. */
	sigaction(number, &before, NULL);
	if (info->si_code <= 0)
		raise(number);
}

static void install(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER};

	action.sa_sigaction = on_bus_error;
	sigemptyset(&action.sa_mask);
	sigaction(SIGBUS, &action, &before);
}

void guard_install(void)
{
	pthread_once(&once, install);
}

enum err guard_run(enum err (*read)(void *arg), void *arg)
{
	sigjmp_buf here;
	enum err e;

	/* SA_NODEFER: the signal is never masked, so no mask is to be saved. */
	if (sigsetjmp(here, 0) != 0) {
		reading = NULL;
		return ERR_IO;
	}
	reading = &here;
	e = read(arg);
	reading = NULL;
	return e;
}
