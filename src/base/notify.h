/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify.h - messages to the service manager; without systemd nothing is sent
 *
 * Threads: all
 * Source:  sd_notify(3), sd_watchdog_enabled(3)
 */
#ifndef ROBINSON_BASE_NOTIFY_H
#define ROBINSON_BASE_NOTIFY_H

#include <stdint.h>

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);
/* To be said again within notify_watchdog_ms(); 0: nobody waits for it. */
void notify_alive(void);
int64_t notify_watchdog_ms(void);

#endif
