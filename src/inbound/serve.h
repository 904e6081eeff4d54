/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * serve.h - questions in, answers out, until the daemon closes its end
 *
 * Errors:  ERR_CORRUPT the other side does not keep to inbound.h; ERR_IO;
 *          ERR_NOMEM. The process ends; the daemon starts another one.
 * Threads: one
 */
#ifndef ROBINSON_INBOUND_SERVE_H
#define ROBINSON_INBOUND_SERVE_H

#include "inbound/spf.h"

/* ERR_OK at the end of the stream. */
enum err serve(int fd, struct spf *spf) MUST_CHECK;

/* One examination of a small letter, so that what libraries load at their
 * first use is there before the process is confined. */
enum err serve_warm_up(void) MUST_CHECK;

#endif
