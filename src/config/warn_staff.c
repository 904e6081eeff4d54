/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the staff pages is accepted and yet probably not meant. */
#include <string.h>

#include "config/build_private.h"

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static void warn_users(struct builder *b, const struct scope *sc)
{
	const struct settings_staff *st = &b->s->staff;

	if (!st->user && !scope_tried(b, sc, "user"))
		scope_problem(b, PROBLEM_WARNING, sc, NULL, 0,
			"has no \"user\": the process that speaks with "
			"browsers should run as one that can read neither keys "
			"nor store");
	else if (same(st->user, b->s->milter.user))
		scope_problem(b, PROBLEM_WARNING, sc, "user", 0,
			"is the milter's too: who breaks into the pages can "
			"read keys and store");
	else if (same(st->user, b->s->unsubscribe.user))
		scope_problem(b, PROBLEM_WARNING, sc, "user", 0,
			"is the public page's too: who breaks into that one "
			"reaches this one");
	if (same(st->proxy_user, st->user))
		scope_problem(b, PROBLEM_WARNING, sc, "proxy-user", 0,
			"is the pages' own user: the proxy is another one");
}

void warn_staff(struct builder *b, const struct scope *top)
{
	const struct settings_staff *st = &b->s->staff;
	struct scope sc;

	if (!st->is_on)
		return;
	sc = scope_section(b, top, SECTION_STAFF, 0);
	warn_users(b, &sc);
	if (!st->proxy_user && scope_tried(b, &sc, "proxy-header"))
		scope_problem(b, PROBLEM_WARNING, &sc, "proxy-header", 0,
			"is read by nobody: name proxy-user, who may write "
			"it");
	if (!st->proxy_user && st->trusted_proxies_len == 0 && st->listen &&
		strncmp(st->listen, "unix:", 5) == 0)
		scope_problem(b, PROBLEM_WARNING, &sc, "listen", 0,
			"is a Unix socket, and neither proxy-user nor "
			"trusted-proxies names the proxy: all clients count "
			"as one");
	if (!st->proxy_user && st->proxy_asks_factor)
		scope_problem(b, PROBLEM_WARNING, &sc,
			"proxy-asks-second-factor", 0,
			"says nothing: there is no proxy-user");
	if (st->is_second_factor_optional)
		scope_problem(b, PROBLEM_WARNING, &sc, "second-factor", 0,
			"lets officers and admins in with a password alone: "
			"who learns it reads every person's data (GDPR Art. "
			"32(1))");
}
