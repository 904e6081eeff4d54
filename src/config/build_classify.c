/* SPDX-License-Identifier: BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "config/build_private.h"

static void read_headers(struct builder *b, const struct scope *sc,
	struct settings_classify *block)
{
	size_t len = scope_len(sc, "header");
	struct settings_header *items =
		arena_alloc(b->arena, len, sizeof(*items));

	block->header = items;
	for (size_t i = 0; items && i < len; i++) {
		struct settings_header *item = &items[block->header_len];
		const char *text;
		struct value v;

		if (!scope_value(b, sc, "header", i, &v, &text))
			continue;
		item->name = arena_text(b->arena, text, v.header_name_len);
		item->pattern = text + v.header_name_len + 1;
		item->pattern += strspn(item->pattern, " \t");
		item->code = v.code;
		block->header_len++;
	}
}

static void read_block(struct builder *b, const struct scope *sc,
	struct settings_classify *block)
{
	const char *title = cfg_title(sc->cfg);

	scope_require(b, sc);
	block->name = arena_text(b->arena, title, strlen(title));
	block->purpose = scope_text(b, sc, "purpose");
	block->sender = build_patterns(b, sc, "sender");
	block->recipient = build_patterns(b, sc, "recipient");
	block->auth_user = scope_list(b, sc, "auth-user");
	block->client = scope_cidrs(b, sc, "client", &block->client_len);
	block->listener = scope_list(b, sc, "listener");
	read_headers(b, sc, block);
}

static void build_purpose_header(struct builder *b, const struct scope *top)
{
	struct settings *s = b->s;
	struct scope sc = {
		.cfg = NULL, .at = top->at, .id = SECTION_PURPOSE_HEADER};

	if (scope_sections(top, SECTION_PURPOSE_HEADER))
		sc = scope_section(b, top, SECTION_PURPOSE_HEADER, 0);
	s->purpose_header = scope_text(b, &sc, "name");
	s->purpose_senders = build_patterns(b, &sc, "sender");
	s->purpose_users = scope_list(b, &sc, "auth-user");
	s->purpose_clients =
		scope_cidrs(b, &sc, "client", &s->purpose_clients_len);
}

void build_classify(struct builder *b, const struct scope *top)
{
	size_t len = scope_sections(top, SECTION_CLASSIFY);
	struct settings_classify *blocks =
		arena_alloc(b->arena, len, sizeof(*blocks));

	b->s->classify = blocks;
	for (size_t i = 0; blocks && i < len; i++) {
		struct scope sc = scope_section(b, top, SECTION_CLASSIFY, i);

		read_block(b, &sc, &blocks[i]);
		b->s->classify_len = i + 1;
	}
	build_purpose_header(b, top);
}

void build_classify_free(struct settings *s)
{
	for (size_t i = 0; i < s->classify_len; i++)
		for (size_t j = 0; j < s->classify[i].header_len; j++)
			pcre2_code_free((pcre2_code *)(uintptr_t)s->classify[i]
						.header[j]
						.code);
}
