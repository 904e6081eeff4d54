/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify.h - what the service manager is told; without systemd nothing
 *
 * Source:  sd_notify(3)
 */
#ifndef ROBINSON_BASE_NOTIFY_H
#define ROBINSON_BASE_NOTIFY_H

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);

#endif
