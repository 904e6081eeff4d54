/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/notify.h"

#ifdef HAVE_SYSTEMD
#include <stdint.h>

#include <systemd/sd-daemon.h>

#include "base/clock.h"

void notify_ready(void)
{
	(void)sd_notify(0, "READY=1");
}

void notify_reloading(void)
{
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
		(long long)(clock_monotonic_ns() / 1000));
}

void notify_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

#else

void notify_ready(void)
{
}

void notify_reloading(void)
{
}

void notify_stopping(void)
{
}

#endif
