/* SPDX-License-Identifier: BSD-2-Clause */
/* How a recipient says "no more". */
#include <string.h>

#include "config/build_private.h"

/* As the helper and the header want it: no sub-address is taken off, this
 * mailbox is the firm's own. */
static const char *read_address(struct builder *b, const struct scope *sc)
{
	const struct address_rules none = {.default_separators = ""};
	const char *text = scope_text(b, sc, "address"), *cause = NULL;
	struct address address;

	if (!text ||
		address_parse(&none, text, strlen(text), &address, &cause) !=
			ERR_OK)
		return NULL;
	return arena_text(b->arena, address.text, strlen(address.text));
}

static void check_page(struct builder *b, const struct scope *sc,
	const struct settings_unsubscribe *u)
{
	bool certificate = scope_tried(b, sc, "certificate");

	if (certificate != scope_tried(b, sc, "private-key"))
		scope_problem(b, PROBLEM_ERROR, sc,
			certificate ? "certificate" : "private-key", 0,
			"found no \"%s\" beside it; accepted: both or neither",
			certificate ? "private-key" : "certificate");
	if (u->recorder && strncmp(u->recorder, "unix:", 5) != 0)
		scope_problem(b, PROBLEM_ERROR, sc, "recorder", 0,
			"found \"%s\"; accepted: unix:/PATH", u->recorder);
}

void build_unsubscribe(struct builder *b, const struct scope *top)
{
	struct settings_unsubscribe *u = &b->s->unsubscribe;
	struct scope sc = {
		.cfg = NULL, .at = top->at, .id = SECTION_UNSUBSCRIBE};
	int64_t own = 0, clicks = 0, connections = 0;

	u->is_on = scope_sections(top, SECTION_UNSUBSCRIBE) > 0;
	if (u->is_on)
		sc = scope_section(b, top, SECTION_UNSUBSCRIBE, 0);
	u->url = scope_text(b, &sc, "url");
	u->address = read_address(b, &sc);
	scope_number(b, &sc, "own-headers", &own);
	u->own_headers = own ? OWN_HEADERS_REPLACE : OWN_HEADERS_KEEP;
	u->token_keys = scope_text(b, &sc, "token-keys");
	u->listen = scope_text(b, &sc, "listen");
	u->certificate = scope_text(b, &sc, "certificate");
	u->private_key = scope_text(b, &sc, "private-key");
	u->recorder = scope_text(b, &sc, "recorder");
	u->spool = scope_text(b, &sc, "spool");
	u->user = scope_text(b, &sc, "user");
	u->trusted_proxies =
		scope_cidrs(b, &sc, "trusted-proxies", &u->trusted_proxies_len);
	scope_number(b, &sc, "clicks-per-minute", &clicks);
	u->clicks_per_minute = (int)clicks;
	scope_number(b, &sc, "max-connections", &connections);
	u->max_connections = (int)connections;
	check_page(b, &sc, u);
}
