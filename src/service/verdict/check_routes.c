/* SPDX-License-Identifier: BSD-2-Clause */
/* An address with %, ! or @ in its local part may reach several persons. */
#include <stdlib.h>
#include <string.h>

#include "service/verdict/check_private.h"
#include "service/verdict/routes.h"

/* Longer than any address. */
#define TEXT_SIZE 1000

static bool may_route(const struct check_item *item)
{
	const char *at = memchr(item->text, '@', item->text_len);
	size_t len = at ? (size_t)(at - item->text) : item->text_len;

	if (item->text_len >= TEXT_SIZE)
		return false;
	return memchr(item->text, '%', len) || memchr(item->text, '!', len) ||
		(at && memchr(at + 1, '@', item->text_len - len - 1));
}

static enum err find_routes(const struct desk *desk,
	const struct check_item *item, struct routes **routes_r)
{
	char text[TEXT_SIZE];
	const struct routes_question q = {
		.settings = desk->settings, .host = "", .wire = text};
	struct routes_answer answer;
	enum err e;

	memcpy(text, item->text, item->text_len);
	text[item->text_len] = '\0';
	e = routes_find(&q, &answer);
	*routes_r = answer.routes;
	return e;
}

/* The daemon judges nobody of the firm's own domains. */
static bool is_own(const struct desk *desk, const char *mailbox)
{
	struct address address;

	return address_parse(&desk->settings->address_rules, mailbox,
		       strlen(mailbox), &address, NULL) == ERR_OK &&
		settings_owns(desk->settings, address_domain(&address));
}

static bool is_stricter(
	const struct check_item *item, const struct check_item *than)
{
	if (item->verdict.action != than->verdict.action)
		return item->verdict.action > than->verdict.action;
	return item->verdict.reason < than->verdict.reason;
}

static enum err decide(struct desk *desk, const struct check_query *query,
	const struct routes *routes, struct check_item *item)
{
	struct check_item faces[ROUTES_MAX];
	struct check_item *strictest = faces;
	size_t len = 0;
	enum err e;

	for (size_t i = 0; i < routes->len; i++)
		if (!is_own(desk, routes->mailboxes[i]))
			faces[len++] = (struct check_item){
				.text = routes->mailboxes[i],
				.text_len = strlen(routes->mailboxes[i])};
	if (routes->is_untold) {
		check_refuse(desk, query,
			"it cannot be told where this address leads", item);
		return ERR_OK;
	}
	e = len > 0 ? check_as_written(desk, query, faces, len) : ERR_OK;
	if (e || len == 0)
		return e;
	for (size_t i = 1; i < len; i++)
		if (is_stricter(&faces[i], strictest))
			strictest = &faces[i];
	item->verdict = strictest->verdict;
	item->cause = strictest->cause;
	return ERR_OK;
}

static enum err decide_item(struct desk *desk, const struct check_query *query,
	struct check_item *item)
{
	struct routes *routes = NULL;
	enum err e = find_routes(desk, item, &routes);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	if (routes)
		e = decide(desk, query, routes, item);
	routes_free(&routes);
	return e;
}

enum err check_routed(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++)
		if (may_route(&items[i]))
			e = decide_item(desk, query, &items[i]);
	return e;
}
