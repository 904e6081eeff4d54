/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify.h - messages to the service manager; without systemd nothing is sent
 *
 * Source:  sd_notify(3)
 */
#ifndef ROBINSON_BASE_NOTIFY_H
#define ROBINSON_BASE_NOTIFY_H

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);

#endif
