/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/site.h"

#include <stdio.h>
#include <string.h>

#include "base/access.h"
#include "base/log.h"
#include "staff/web/session.h"
#include "staff/web/style.h"

#define MINUTE_MS 60000
#define CLIENTS_MAX 8192

/* Of po/pl_mo.c, which the build makes of po/pl.po. */
extern const unsigned char po_pl_mo[];
extern const size_t po_pl_mo_len;

/* The sheet's path changes with its text: browsers keep it. */
static enum err name_style(struct web_site *s)
{
	char digest[SESSION_CSRF_SIZE];
	enum err e = session_csrf(STYLE_STAFF, digest);

	snprintf(s->style, sizeof(s->style), "/style.css?v=%.16s", digest);
	return e;
}

static enum err find_proxy(struct web_site *s)
{
	const struct settings_staff *staff = &s->settings->staff;
	struct access_user user;

	if (!staff->proxy_user || !staff->proxy_header)
		return ERR_OK;
	if (access_user(staff->proxy_user, &user)) {
		log_error("proxy-user \"%s\": there is no such user",
			staff->proxy_user);
		return ERR_NOT_FOUND;
	}
	s->has_proxy = true;
	s->proxy_uid = user.uid;
	return ERR_OK;
}

enum err web_site_open(
	const struct staff_web_options *options, struct web_site *site_r)
{
	enum err e;

	*site_r = (struct web_site){
		.settings = options->settings,
		.clock = options->clock,
		.begun_utc = clock_now(options->clock),
	};
	e = name_style(site_r);
	if (!e)
		e = find_proxy(site_r);
	if (!e)
		e = catalogue_read(
			po_pl_mo, po_pl_mo_len, &site_r->catalogues[1]);
	if (!e)
		e = rate_new(MINUTE_MS, CLIENTS_MAX, &site_r->rate);
	if (!e)
		e = web_counters_new(&site_r->counters);
	return e;
}

void web_site_close(struct web_site *site)
{
	web_line_stop(&site->line);
	web_counters_free(&site->counters);
	rate_free(&site->rate);
	for (size_t i = 0; i < LAYOUT_LANGUAGES; i++)
		catalogue_free(&site->catalogues[i]);
}
