/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gmime_begin.h - initialises GMime, once, before any other use of it
 *
 * Private to the room.
 *
 * Threads: may be called from any thread, any number of times
 */
#ifndef ROBINSON_MAIL_GMIME_BEGIN_H
#define ROBINSON_MAIL_GMIME_BEGIN_H

void gmime_begin(void);

#endif
