/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scrape.h - the metrics, for who asks for /metrics at the socket of their own
 *
 * The web process answers, because it reads HTTP already and holds nothing: the
 * process with the keys keeps no socket but the one between the two. What was
 * counted is in counters.h; sessions and jobs are looked up by the desk, which
 * is asked as for any page. Where it cannot answer, they are left out, and
 * robinson_staff_desk_up says 0.
 *
 * Shape:   Prometheus text, as base/metrics.h has it
 * Errors:  cause_r in words
 * Owns:    site and descriptor are borrowed until http_server_stop()
 * Threads: one call in a process
 */
#ifndef ROBINSON_STAFF_WEB_SCRAPE_H
#define ROBINSON_STAFF_WEB_SCRAPE_H

#include "http/server.h"
#include "staff/web/site.h"

enum err scrape_start(struct web_site *site, int listen_fd,
	struct http_server **server_r,
	char cause_r[HTTP_CAUSE_SIZE]) MUST_CHECK;

#endif
