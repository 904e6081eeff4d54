/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site.h - what all requests of the web process share
 *
 * Owns:    web_site_open() .. web_site_close(); settings and descriptor are
 *          borrowed
 * Threads: immutable once opened, but for the rate, the counters and the line,
 *          which any thread may use
 */
#ifndef ROBINSON_STAFF_WEB_SITE_H
#define ROBINSON_STAFF_WEB_SITE_H

#include <sys/types.h>

#include "base/catalogue.h"
#include "base/rate.h"
#include "staff/web/call.h"
#include "staff/web/counters.h"
#include "staff/web/layout.h"
#include "staff/web/web.h"

#define WEB_STYLE_SIZE 64
/* In a minute, whatever is asked for: of one client, which may be a whole
 * office, and of one session. */
#define WEB_REQUESTS_OF_CLIENT 3000
#define WEB_REQUESTS_OF_SESSION 300

struct web_site {
	const struct settings *settings;
	const struct clock_source *clock;
	struct catalogue *catalogues[LAYOUT_LANGUAGES]; /* NULL: English */
	char style[WEB_STYLE_SIZE]; /* path of the style sheet */
	struct rate *rate; /* of clients, and of sessions */
	int64_t begun_utc; /* when the process was */
	struct web_counters *counters;
	struct web_line *line;
	bool has_proxy; /* single sign-on: */
	uid_t proxy_uid;
};

enum err web_site_open(const struct staff_web_options *options,
	struct web_site *site_r) MUST_CHECK;
void web_site_close(struct web_site *site);

#endif
