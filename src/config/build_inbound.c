/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail that strangers send to the firm. */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "config/build_private.h"

/* As the helper compares them: lower case, NFC. */
static const char *normalise(struct builder *b, const char *text)
{
	size_t len = 0;
	uint8_t *low = u8_tolower((const uint8_t *)text, strlen(text), NULL,
		UNINORM_NFC, NULL, &len);
	const char *kept = NULL;

	if (low)
		kept = arena_text(b->arena, (const char *)low, len);
	else
		b->arena->failed = true;
	free(low);
	return kept;
}

static void build_words(struct builder *b, const struct scope *sc,
	const char *key, struct settings_list *list_r)
{
	struct settings_list said = scope_list(b, sc, key);
	const char **items;

	items = arena_alloc(b->arena, said.len, sizeof(*items));
	for (size_t i = 0; items && i < said.len; i++)
		items[i] = normalise(b, said.items[i]);
	list_r->items = items;
	list_r->len = items ? said.len : 0;
}

static void check_source(struct builder *b, const struct scope *top,
	const struct scope *sc, const char *name)
{
	size_t len = scope_sections(top, SECTION_SOURCE);
	struct suggestion near;

	suggestion_init(&near, name);
	for (size_t i = 0; i < len; i++) {
		struct scope source = scope_section(b, top, SECTION_SOURCE, i);
		const char *title = cfg_title(source.cfg);

		if (strcmp(title, name) == 0)
			return;
		suggestion_offer(&near, title);
	}
	scope_problem(b, PROBLEM_ERROR, sc, "source", 0,
		"found \"%s\", which no source section defines; accepted: the "
		"name of a source%s%s%s",
		name, near.word ? "; did you mean \"" : "",
		near.word ? near.word : "", near.word ? "\"?" : "");
}

static void build_confirmation(
	struct builder *b, const struct scope *sc, struct settings_inbound *in)
{
	in->confirm_objection = scope_list(b, sc, "confirm-objection");
	if (in->confirm_objection.len == 1)
		scope_problem(b, PROBLEM_ERROR, sc, "confirm-objection", 0,
			"found a subject and no text; accepted: the subject, "
			"then each paragraph");
}

void build_inbound(struct builder *b, const struct scope *top)
{
	struct settings_inbound *in = &b->s->inbound;
	struct scope sc = {.cfg = NULL, .at = top->at, .id = SECTION_INBOUND};
	int64_t spf = 0, unconfirmed = 0;

	in->is_on = scope_sections(top, SECTION_INBOUND) > 0;
	if (in->is_on)
		sc = scope_section(b, top, SECTION_INBOUND, 0);
	in->listener = scope_list(b, &sc, "listener");
	in->own_reports = scope_list(b, &sc, "own-reports");
	in->trusted_authserv = scope_list(b, &sc, "trusted-authserv");
	build_words(b, &sc, "stop-words", &in->stop_words);
	build_words(b, &sc, "automatic-subjects", &in->automatic_subjects);
	in->source = scope_text(b, &sc, "source");
	if (in->source)
		check_source(b, top, &sc, in->source);
	in->spool = scope_text(b, &sc, "spool");
	scope_number(b, &sc, "spool-max", &in->spool_max_bytes);
	scope_number(b, &sc, "dns-timeout", &in->dns_timeout_s);
	scope_number(b, &sc, "spf", &spf);
	in->spf = spf != 0;
	in->helper = scope_text(b, &sc, "helper");
	scope_number(b, &sc, "unconfirmed-per-hour", &unconfirmed);
	in->unconfirmed_per_hour = (int)unconfirmed;
	build_confirmation(b, &sc, in);
}
