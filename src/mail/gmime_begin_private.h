/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gmime_begin_private.h - initialises GMime, once, before any other use of it
 *
 * Threads: may be called from any thread, any number of times
 */
#ifndef ROBINSON_MAIL_GMIME_BEGIN_PRIVATE_H
#define ROBINSON_MAIL_GMIME_BEGIN_PRIVATE_H

void gmime_begin(void);

#endif
