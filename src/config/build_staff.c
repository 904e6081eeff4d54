/* SPDX-License-Identifier: BSD-2-Clause */
/* The staff pages: who may log in, and how. */
#include <arpa/inet.h>
#include <string.h>

#include "config/build_private.h"

/* Whether a socket is reached from this host alone. */
static bool is_local(const char *listen)
{
	const char *host = strchr(listen, '@');
	struct in_addr four;
	struct in6_addr six;

	if (strncmp(listen, "unix:", 5) == 0)
		return true;
	if (!host)
		return false;
	host++;
	if (strcmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 &&
		IN6_IS_ADDR_LOOPBACK(&six);
}

/* TLS is the proxy's: without it passwords would go over the network. */
static void check(struct builder *b, const struct scope *sc,
	const struct settings_staff *st)
{
	if (st->listen && !is_local(st->listen))
		scope_problem(b, PROBLEM_ERROR, sc, "listen", 0,
			"found \"%s\"; accepted: unix:/PATH, or an address of "
			"loopback, behind a proxy that speaks TLS",
			st->listen);
	if (st->metrics && !is_local(st->metrics))
		scope_problem(b, PROBLEM_ERROR, sc, "metrics", 0,
			"found \"%s\"; accepted: unix:/PATH, or an address of "
			"loopback: whoever connects may read them",
			st->metrics);
	if (st->proxy_user && st->listen &&
		strncmp(st->listen, "unix:", 5) != 0)
		scope_problem(b, PROBLEM_ERROR, sc, "proxy-user", 0,
			"found \"%s\" with listen = \"%s\"; accepted: with "
			"unix:/PATH, where the system tells who connects",
			st->proxy_user, st->listen);
	if (st->session_idle_s > st->session_max_s)
		scope_problem(b, PROBLEM_ERROR, sc, "session-idle", 0,
			"found more than session-max; accepted: as much or "
			"less");
}

void build_staff(struct builder *b, const struct scope *top)
{
	struct settings_staff *st = &b->s->staff;
	struct scope sc = {.cfg = NULL, .at = top->at, .id = SECTION_STAFF};
	int64_t optional = 0, by_proxy = 0, confirmed = 0, connections = 0;

	st->is_on = scope_sections(top, SECTION_STAFF) > 0;
	if (st->is_on)
		sc = scope_section(b, top, SECTION_STAFF, 0);
	st->url = scope_text(b, &sc, "url");
	st->listen = scope_text(b, &sc, "listen");
	st->user = scope_text(b, &sc, "user");
	st->proxy_user = scope_text(b, &sc, "proxy-user");
	st->proxy_header = scope_text(b, &sc, "proxy-header");
	st->trusted_proxies = scope_cidrs(
		b, &sc, "trusted-proxies", &st->trusted_proxies_len);
	scope_number(b, &sc, "session-idle", &st->session_idle_s);
	scope_number(b, &sc, "session-max", &st->session_max_s);
	scope_number(b, &sc, "second-factor", &optional);
	st->is_second_factor_optional = optional != 0;
	scope_number(b, &sc, "proxy-asks-second-factor", &by_proxy);
	st->proxy_asks_factor = by_proxy != 0;
	scope_number(b, &sc, "checks-per-day", &st->checks_per_day);
	scope_number(b, &sc, "answers-confirmed", &confirmed);
	st->answers_confirmed = confirmed != 0;
	scope_number(b, &sc, "max-connections", &connections);
	st->max_connections = (int)connections;
	st->metrics = scope_text(b, &sc, "metrics");
	st->workbook_helper = scope_text(b, &sc, "workbook-helper");
	if (!st->is_on)
		return;
	scope_require(b, &sc);
	check(b, &sc, st);
}
