/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/routes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Most addresses are these: nothing in them has a meaning of its own. */
static bool is_plain(const char *wire)
{
	size_t len = strlen(wire), i = 0, ats = 0;

	if (len >= 2 && wire[0] == '<' && wire[len - 1] == '>') {
		len--;
		i = 1;
	}
	if (i == len || wire[len - 1] == '.' || wire[len - 1] == '@')
		return false;
	for (; i < len; i++) {
		unsigned char c = (unsigned char)wire[i];

		if (c <= ' ' || c == 0x7f || strchr("%!\"\\<>(),:;[]", c))
			return false;
		ats += c == '@';
	}
	return ats == 1;
}

/* The same but for angle brackets. */
static bool is_same(const char *wire, const char *told)
{
	size_t len = strlen(told);

	if (*wire != '<')
		return strcmp(wire, told) == 0;
	return strncmp(wire + 1, told, len) == 0 &&
		strcmp(wire + 1 + len, ">") == 0;
}

/* Mail to it stays with the firm: what the local part says may count. */
static bool is_here(const struct routes_question *q, const char *domain)
{
	char canonical[ADDRESS_DOMAIN_MAX + 1];

	if (!*domain || *domain == '[' ||
		strcasecmp(domain, "localhost") == 0 ||
		strncasecmp(domain, "localhost.", 10) == 0 ||
		strcasecmp(domain, q->host) == 0)
		return true;
	return address_domain_parse(domain, strlen(domain), canonical, NULL) ==
		ERR_OK &&
		settings_owns(q->settings, canonical);
}

static enum err keep(struct routes *r, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return ERR_NOMEM;
	r->mailboxes[r->len++] = copy;
	return ERR_OK;
}

enum err routes_new(const char *mailbox, struct routes **routes_r)
{
	enum err e;

	*routes_r = calloc(1, sizeof(**routes_r));
	if (!*routes_r)
		return ERR_NOMEM;
	e = keep(*routes_r, mailbox);
	if (e)
		routes_free(routes_r);
	return e;
}

void routes_free(struct routes **routes)
{
	if (!*routes)
		return;
	for (size_t i = 0; i < (*routes)->len; i++)
		free((*routes)->mailboxes[i]);
	free(*routes);
	*routes = NULL;
}

/* ------------------------------------------------------------ hop by hop */

struct walk {
	const struct routes_question *q;
	struct routes *routes;
	size_t len;
	struct mailbox seen[ROUTES_MAX];
};

/* A name without a dot is a host that only the next MTA knows. */
static bool is_told(const struct walk *w, const struct mailbox *m)
{
	char text[MAILBOX_TEXT_SIZE];
	struct address unused;

	if (!*m->local || !*m->domain)
		return false;
	mailbox_write(m, text);
	if (address_plain(text, strlen(text), &unused, NULL))
		return false;
	return strchr(m->domain, '.') || is_here(w->q, m->domain);
}

static void see(struct walk *w, const struct mailbox *m)
{
	for (size_t i = 0; i < w->len; i++)
		if (strcmp(w->seen[i].local, m->local) == 0 &&
			strcmp(w->seen[i].domain, m->domain) == 0)
			return;
	if (w->len == ROUTES_MAX)
		w->routes->is_untold = true;
	else
		w->seen[w->len++] = *m;
}

static void follow(struct walk *w, const struct mailbox *from)
{
	struct mailbox hops[MAILBOX_HOPS];
	size_t n, told = 0;

	if (!mailbox_is_routed(from))
		return;
	n = mailbox_hops(from, hops);
	for (size_t i = 0; i < n; i++) {
		if (!is_told(w, &hops[i]))
			continue;
		told++;
		see(w, &hops[i]);
	}
	if (told == 0 && is_here(w->q, from->domain))
		w->routes->is_untold = true;
}

static enum err walk_all(struct walk *w)
{
	char text[MAILBOX_TEXT_SIZE];
	enum err e = ERR_OK;

	for (size_t i = 0; i < w->len; i++) {
		struct mailbox from = w->seen[i];

		follow(w, &from);
	}
	for (size_t i = 0; i < w->len && !e; i++) {
		/* A name without a domain is the MTA's own. */
		if (!*w->seen[i].domain)
			continue;
		mailbox_write(&w->seen[i], text);
		e = keep(w->routes, text);
	}
	return e;
}

static enum err find_routes(const struct routes_question *q,
	const struct mailbox *first, const struct mailbox *second,
	struct routes **routes_r)
{
	struct walk *w = calloc(1, sizeof(*w));
	struct routes *routes = calloc(1, sizeof(*routes));
	enum err e = w && routes ? ERR_OK : ERR_NOMEM;

	if (!e) {
		w->q = q;
		w->routes = routes;
		see(w, first);
		if (second)
			see(w, second);
		e = walk_all(w);
	}
	free(w);
	if (e)
		routes_free(&routes);
	*routes_r = routes;
	return e;
}

/* ----------------------------------------------------------- the whole */

/* What is told is believed where it is a whole address. */
static bool read_told(const char *told, struct mailbox *m)
{
	return told && mailbox_mend(told, m, NULL) == ERR_OK && *m->local &&
		*m->domain;
}

static bool read_wire(const char *wire, struct mailbox *m)
{
	return mailbox_mend(wire, m, NULL) == ERR_OK && *m->local;
}

enum err routes_find(
	const struct routes_question *q, struct routes_answer *answer_r)
{
	struct mailbox told, wire;
	const struct mailbox *first, *second = NULL;
	bool has_told, has_wire;

	answer_r->is_as_passed = true;
	answer_r->routes = NULL;
	if (is_plain(q->wire) && (!q->told || is_same(q->wire, q->told)))
		return ERR_OK;
	has_told = read_told(q->told, &told);
	has_wire = read_wire(q->wire, &wire);
	/* An address that is none, or a name without a domain: only the MTA
	 * knows which, and has not told. */
	if (!has_told &&
		(!has_wire || (!*wire.domain && !mailbox_is_routed(&wire))))
		return ERR_OK;
	first = has_told ? &told : &wire;
	if (has_told && has_wire)
		second = &wire;
	answer_r->is_as_passed = false;
	mailbox_write(first, answer_r->mailbox);
	if (!mailbox_is_routed(first) && !(second && mailbox_is_routed(second)))
		return ERR_OK;
	return find_routes(q, first, second, &answer_r->routes);
}
