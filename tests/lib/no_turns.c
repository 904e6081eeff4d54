/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading ahead without turns: for the test that shows what turns are for. */
#include "milter/libmilter/turns.h"

void turns_open(void)
{
}

void turns_close(void)
{
}

void turns_offer(int fd)
{
	(void)fd;
}

void turns_take(int fd)
{
	(void)fd;
}

int turns_show(struct pollfd *fds, nfds_t len, int n)
{
	(void)fds;
	(void)len;
	return n;
}
