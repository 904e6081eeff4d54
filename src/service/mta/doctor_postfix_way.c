/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/mta/doctor_postfix_way_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HOST_SIZE 160

/* ------------------------------------------------------------ next hops */

/* "transport:[host]:port", "host:port", ":port", "port" */
struct hop {
	char host[HOST_SIZE];
	char port[64];
};

static const char *port_number(const char *port)
{
	static const struct {
		const char *name, *number;
	} known[] = {
		{"smtp", "25"},
		{"submission", "587"},
		{"submissions", "465"},
		{"smtps", "465"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcasecmp(port, known[i].name) == 0)
			return known[i].number;
	return port;
}

static bool is_loopback(const char *host)
{
	host += *host == '[';
	return strncmp(host, "127.", 4) == 0 || strncmp(host, "::1", 3) == 0 ||
		strncasecmp(host, "localhost", 9) == 0;
}

static bool is_same_host(const char *a, const char *b)
{
	size_t len;

	if (is_loopback(a) && is_loopback(b))
		return true;
	a += *a == '[';
	b += *b == '[';
	len = strcspn(a, "]");
	return len == strcspn(b, "]") && strncasecmp(a, b, len) == 0;
}

/* "text" is behind the name of a transport, if it has one. */
static struct hop hop_parse(const char *text)
{
	const char *from = *text == '[' ? strchr(text, ']') : text;
	const char *colon = from ? strrchr(from, ':') : NULL;
	struct hop hop = {{0}, {0}};

	if (strncmp(text, "inet:", 5) == 0)
		return hop_parse(text + 5);
	if (!colon && strspn(text, "0123456789") == strlen(text))
		colon = text - 1;
	snprintf(hop.port, sizeof(hop.port), "%s",
		port_number(colon ? colon + 1 : "smtp"));
	snprintf(hop.host, sizeof(hop.host), "%.*s",
		colon ? (int)(colon >= text ? colon - text : 0) :
			(int)strlen(text),
		text);
	return hop;
}

/* A service without a host of its own listens on all of them. */
static bool is_at(const struct way *w, const struct hop *hop)
{
	char host[HOST_SIZE];

	if (!w->is_smtp || strcmp(w->service.type, "inet") != 0 ||
		strcmp(port_number(postfix_service_port(&w->service)),
			hop->port) != 0)
		return false;
	postfix_service_host(&w->service, host, sizeof(host));
	if (!*host || !*hop->host)
		return !*hop->host || is_loopback(hop->host);
	return is_same_host(host, hop->host);
}

static const struct way *way_at(const struct ways *ways, const char *next_hop)
{
	const struct hop hop = hop_parse(next_hop);

	for (size_t i = 0; *next_hop && i < ways->len; i++)
		if (is_at(&ways->items[i], &hop))
			return &ways->items[i];
	return NULL;
}

/* Behind "smtp:"; "" where the transport has no next hop. */
static const char *behind_transport(const char *text)
{
	size_t len = strcspn(text, ":[");

	return text[len] == ':' ? text + len + 1 : "";
}

/* ----------------------------------------------------- who leads to whom */

static bool by_sendmail(const struct ways *ways, const char *filter)
{
	size_t len = strcspn(filter, ":");
	const char *at = ways->conf->texts->services, *found;
	struct postfix_service s;

	while (postfix_service_next(&at, &s)) {
		if (strlen(s.name) != len ||
			strncmp(s.name, filter, len) != 0 ||
			strcmp(s.command, "pipe") != 0)
			continue;
		found = strstr(s.line, "sendmail");
		return found && found < s.line + s.line_len;
	}
	return false;
}

/* Whether a filter of another way gives its mail to "to". */
static bool gives_to(const struct ways *ways, const char *filter, bool is_proxy,
	const struct way *to)
{
	const struct way *direct;

	if (!*filter)
		return false;
	if (!is_proxy && by_sendmail(ways, filter))
		return strcmp(to->service.command, "pickup") == 0;
	direct = way_at(ways, is_proxy ? filter : behind_transport(filter));
	return direct ? direct == to : to->may_be_back;
}

static bool is_fed_by(
	const struct ways *ways, const struct way *from, const struct way *to)
{
	return from != to &&
		(gives_to(ways, from->filter, false, to) ||
			gives_to(ways, from->proxy, true, to));
}

const struct way *ways_behind(
	const struct ways *ways, const struct way *w, const char *filter)
{
	const struct way *found = NULL;

	for (size_t i = 0; i < ways->len; i++) {
		const struct way *to = &ways->items[i];

		if (to != w && gives_to(ways, filter, filter == w->proxy, to) &&
			(!found || (to->asks && !found->asks)))
			found = to;
	}
	return found;
}

const struct way *ways_front(const struct ways *ways, const struct way *w)
{
	const struct way *found = NULL;

	for (size_t i = 0; i < ways->len; i++) {
		const struct way *from = &ways->items[i];

		if (from == w || from->is_back ||
			!(w == ways->gate ||
				gives_to(ways, from->filter, false, w)))
			continue;
		if (!found || (from->asks && !found->asks))
			found = from;
	}
	return found;
}

bool ways_any_asks(const struct ways *ways)
{
	for (size_t i = 0; i < ways->len; i++)
		if (ways->items[i].is_smtp && ways->items[i].asks)
			return true;
	return false;
}

/* -------------------------------------------------------------- one way */

static bool find_service(struct postfix_conf *conf, const char *name,
	struct postfix_service *service_r)
{
	const char *at = conf->texts->services;

	while (postfix_service_next(&at, service_r))
		if (strcmp(service_r->name, name) == 0 &&
			strcmp(service_r->command, "cleanup") == 0)
			return true;
	*service_r = (struct postfix_service){0};
	return false;
}

/* Made for what a filter gives back: not by name, but by what its lines say
 * of it. */
static bool may_be_back(const struct look *l, const struct way *w)
{
	static const char *const spared[] = {"no_unknown_recipient_checks",
		"no_header_body_checks", "no_address_mappings"};
	const char *filter =
		postfix_override(l->conf, &w->service, "content_filter");
	const char *xforward = postfix_override(
		l->conf, &w->service, "smtpd_authorized_xforward_hosts");
	const char *options = postfix_override(
		l->conf, &w->service, "receive_override_options");
	char host[HOST_SIZE];
	bool is_made = (filter && !*filter) || (xforward && *xforward);

	postfix_service_host(&w->service, host, sizeof(host));
	if (!*host)
		snprintf(host, sizeof(host), "%.150s",
			postfix_value(l->conf, &w->service, "inet_interfaces"));
	for (size_t i = 0; options && i < sizeof(spared) / sizeof(*spared); i++)
		is_made |= postfix_list_has(options, spared[i]);
	return is_made && !w->has_login && !*w->filter && !*w->proxy &&
		(is_loopback(host) || strncmp(host, "loopback", 8) == 0 ||
			strcmp(w->service.type, "unix") == 0);
}

static void way_take(const struct look *l, struct way *w)
{
	const char *cleanup =
		postfix_value(l->conf, &w->service, "cleanup_service_name");
	const struct postfix_service *scope = &w->service;
	struct milter_item item;

	w->is_smtp = strcmp(w->service.command, "smtpd") == 0;
	if (!w->is_smtp) {
		if (!find_service(l->conf, *cleanup ? cleanup : "cleanup",
			    &w->cleanup))
			snprintf(w->cleanup.name, sizeof(w->cleanup.name), "%s",
				"cleanup");
		scope = &w->cleanup;
	}
	w->parameter = w->is_smtp ? "smtpd_milters" : "non_smtpd_milters";
	w->list = postfix_value(l->conf, scope, w->parameter);
	w->is_own = postfix_override(l->conf, scope, w->parameter) ||
		strcmp(w->list, postfix_value(l->conf, NULL, w->parameter)) !=
			0;
	w->filter = postfix_value(l->conf, &w->service, "content_filter");
	w->proxy = w->is_smtp ?
		postfix_value(l->conf, &w->service, "smtpd_proxy_filter") :
		"";
	w->no_milters = postfix_list_has(
		postfix_value(l->conf, &w->service, "receive_override_options"),
		"no_milters");
	w->has_login = w->is_smtp &&
		postfix_is_yes(postfix_value(
			l->conf, &w->service, "smtpd_sasl_auth_enable"));
	w->asks = !w->no_milters && look_find_ours(l, w->list, &item);
	w->may_be_back = w->is_smtp && may_be_back(l, w);
}

struct way way_of(const struct look *l, const struct postfix_service *service)
{
	struct way w = {.service = *service};

	way_take(l, &w);
	return w;
}

static bool is_way(const struct postfix_service *s)
{
	return strcmp(s->command, "smtpd") == 0 ||
		strcmp(s->command, "pickup") == 0 ||
		strcmp(s->command, "qmqpd") == 0;
}

/* -------------------------------------------------------------- all ways */

/* Mail that is not asked about here is asked about where it comes in again. */
static bool is_asked_later(const struct ways *ways, const struct way *w)
{
	const struct way *back = ways_behind(ways, w, w->filter);

	if (ways->gate && ways->gate != w && ways->gate->asks)
		return true;
	if (back && back->asks)
		return true;
	back = ways_behind(ways, w, w->proxy);
	return back && back->asks;
}

static void find_gate(const struct look *l, struct ways *ways)
{
	const char *transport =
		postfix_value(l->conf, NULL, "default_transport");
	const char *relay = postfix_value(l->conf, NULL, "relayhost");

	ways->gate = way_at(ways, behind_transport(transport));
	if (!ways->gate && !*behind_transport(transport))
		ways->gate = way_at(ways, relay);
}

static void settle(struct ways *ways)
{
	for (size_t i = 0; i < ways->len; i++)
		for (size_t j = 0; j < ways->len; j++)
			if (ways->items[i].is_smtp &&
				is_fed_by(
					ways, &ways->items[j], &ways->items[i]))
				ways->items[i].is_back = true;
	for (size_t i = 0; i < ways->len; i++) {
		struct way *w = &ways->items[i];

		w->is_past =
			!w->asks && !w->is_back && !is_asked_later(ways, w);
	}
}

enum err ways_find(const struct look *l, struct ways *ways_r)
{
	const char *at = l->postfix->texts.services;
	struct postfix_service s;
	size_t len = 0;

	*ways_r = (struct ways){.conf = l->conf};
	while (postfix_service_next(&at, &s))
		len += is_way(&s);
	if (!len)
		return ERR_OK;
	ways_r->items = calloc(len, sizeof(*ways_r->items));
	if (!ways_r->items)
		return ERR_NOMEM;
	at = l->postfix->texts.services;
	while (postfix_service_next(&at, &s))
		if (is_way(&s))
			ways_r->items[ways_r->len++] = way_of(l, &s);
	find_gate(l, ways_r);
	settle(ways_r);
	return ERR_OK;
}

void ways_free(struct ways *ways)
{
	free(ways->items);
	*ways = (struct ways){0};
}
