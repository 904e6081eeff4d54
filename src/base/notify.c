/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/notify.h"

#ifdef HAVE_SYSTEMD
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

void notify_alive(void)
{
	(void)sd_notify(0, "WATCHDOG=1");
}

int64_t notify_watchdog_ms(void)
{
	uint64_t usec = 0;

	return sd_watchdog_enabled(0, &usec) > 0 ? (int64_t)(usec / 1000) : 0;
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

void notify_alive(void)
{
}

int64_t notify_watchdog_ms(void)
{
	return 0;
}

#endif
