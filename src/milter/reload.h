/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reload.h - reading the configuration again
 *
 * Errors:  false: the old settings stay; the log says why
 * Threads: any, one at a time
 */
#ifndef ROBINSON_MILTER_RELOAD_H
#define ROBINSON_MILTER_RELOAD_H

#include "base/buf.h"
#include "milter/callbacks.h"

/* "said" (NULL: nobody asked) becomes what is to be said of it, in lines. */
bool reload_settings(struct milter_context *context, struct buf *said);

#endif
