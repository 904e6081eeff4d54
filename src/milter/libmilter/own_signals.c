/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/libmilter/own_signals.h"

#include <errno.h>
#include <stddef.h>

void own_signals(sigset_t *set_r)
{
	sigemptyset(set_r);
	sigaddset(set_r, SIGHUP);
	sigaddset(set_r, SIGTERM);
	sigaddset(set_r, SIGINT);
	sigaddset(set_r, SIGUSR1);
}

/* In the place of the C library's. */
int sigwait(const sigset_t *set, int *signo_r)
{
	sigset_t rest = *set;
	sigset_t ours;
	int signo;

	own_signals(&ours);
	for (int n = 1; n < NSIG; n++)
		if (sigismember(&ours, n) == 1)
			sigdelset(&rest, n);
	do {
		signo = sigwaitinfo(&rest, NULL);
	} while (signo < 0 && errno == EINTR);
	if (signo < 0)
		return errno;
	*signo_r = signo;
	return 0;
}
