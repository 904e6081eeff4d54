/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <string.h>

#include "config/build_private.h"

#define SHOWN_MAX 200 /* octets of a wrong value that a problem shows */

size_t scope_sections(const struct scope *in, enum section_id id)
{
	return in->cfg ? cfg_size(in->cfg, schema_sections[id].name) : 0;
}

struct scope scope_section(const struct builder *b, const struct scope *in,
	enum section_id id, size_t n)
{
	struct scope sc = {
		.cfg = cfg_getnsec(
			in->cfg, schema_sections[id].name, (unsigned)n),
		.at = in->at,
		.id = id,
	};

	for (size_t i = 0; i < b->source->len; i++) {
		const struct statement *st = &b->source->items[i];

		if (st->dropped || st->parent != in->at || !st->is_section ||
			st->section->id != id)
			continue;
		if (n-- == 0) {
			sc.at = i;
			break;
		}
	}
	return sc;
}

/* The key's statement, or NULL where the default counts. */
static const struct statement *find(const struct builder *b,
	const struct scope *sc, const char *key, bool even_dropped)
{
	size_t i = sc->at == SOURCE_TOP ? 0 : sc->at + 1;

	for (; i < b->source->len; i++) {
		const struct statement *st = &b->source->items[i];

		if (st->parent == sc->at && st->key &&
			(even_dropped || !st->dropped) &&
			strcmp(st->key->name, key) == 0)
			return st;
	}
	return NULL;
}

bool scope_has(const struct scope *sc, const char *key)
{
	return sc->cfg && cfg_size(sc->cfg, key) > 0;
}

bool scope_tried(
	const struct builder *b, const struct scope *sc, const char *key)
{
	return find(b, sc, key, true) != NULL;
}

size_t scope_len(const struct scope *sc, const char *key)
{
	const struct schema_key *k = schema_key(sc->id, key);

	if (scope_has(sc, key))
		return cfg_size(sc->cfg, key);
	return k->preset ? 1 : 0;
}

const char *scope_file(const struct builder *b, const struct scope *sc)
{
	return sc->at == SOURCE_TOP ? b->source->files[0] :
				      b->source->items[sc->at].file;
}

int scope_line(const struct builder *b, const struct scope *sc, const char *key,
	size_t n)
{
	const struct statement *st = key ? find(b, sc, key, false) : NULL;

	if (st)
		return n < st->len ? st->values[n].line : st->line;
	return sc->at == SOURCE_TOP ? 0 : b->source->items[sc->at].line;
}

/* purpose "newsletter": actions: */
static void add_path(struct buf *out, const struct builder *b, size_t at)
{
	const struct statement *st;

	if (at == SOURCE_TOP)
		return;
	st = &b->source->items[at];
	add_path(out, b, st->parent);
	(void)buf_adds(out, st->section->name);
	if (st->title)
		(void)buf_addf(out, " \"%.*s\"", VALUE_NAME_MAX, st->title);
	(void)buf_adds(out, ": ");
}

void scope_problem(struct builder *b, enum problem_severity severity,
	const struct scope *sc, const char *key, size_t n, const char *fmt, ...)
{
	const struct statement *st = key ? find(b, sc, key, false) : NULL;
	struct buf text;
	va_list ap;

	buf_init(&text, 4000);
	add_path(&text, b, sc->at);
	if (key)
		(void)buf_addf(&text, "%s: ", key);
	va_start(ap, fmt);
	(void)buf_vaddf(&text, fmt, ap);
	va_end(ap);
	problems_add(b->problems, severity, st ? st->file : scope_file(b, sc),
		scope_line(b, sc, key, n), "%s", buf_text(&text));
	buf_free(&text);
}

static void tell_fault(struct builder *b, const struct scope *sc,
	const struct schema_key *key, size_t n, const char *text,
	const struct value_fault *fault)
{
	const char *why = buf_text(&fault->why), *near = fault->near;

	scope_problem(b, PROBLEM_ERROR, sc, key->name, n,
		"found \"%.*s\"; accepted: %s%s%s%s%s%s", SHOWN_MAX, text,
		key->accepted, *why ? "; " : "", why,
		*near ? "; did you mean \"" : "", near, *near ? "\"?" : "");
}

bool scope_value(struct builder *b, const struct scope *sc, const char *key,
	size_t n, struct value *value_r, const char **text_r)
{
	const struct schema_key *k = schema_key(sc->id, key);
	struct value_fault fault;
	const char *text;
	bool good;

	if (n >= scope_len(sc, key))
		return false;
	text = scope_has(sc, key) ? cfg_getnstr(sc->cfg, key, (unsigned)n) :
				    k->preset;
	if (!text)
		return false;
	good = value_parse(k, text, value_r, &fault) == ERR_OK;
	if (!good)
		tell_fault(b, sc, k, n, text, &fault);
	buf_free(&fault.why);
	if (good && text_r) {
		*text_r = arena_text(b->arena, text, strlen(text));
		good = *text_r != NULL;
	}
	if (!good)
		value_clear(value_r);
	return good;
}

const char *scope_text(
	struct builder *b, const struct scope *sc, const char *key)
{
	const char *text = NULL;
	struct value v;

	return scope_value(b, sc, key, 0, &v, &text) ? text : NULL;
}

void scope_number(struct builder *b, const struct scope *sc, const char *key,
	int64_t *number_r)
{
	struct value v;

	if (scope_value(b, sc, key, 0, &v, NULL))
		*number_r = v.number;
}

struct settings_list scope_list(
	struct builder *b, const struct scope *sc, const char *key)
{
	size_t len = scope_len(sc, key);
	struct settings_list list = {0};
	const char **items = arena_alloc(b->arena, len, sizeof(*items));

	list.items = items;
	for (size_t i = 0; items && i < len; i++) {
		struct value v;

		if (!scope_value(b, sc, key, i, &v, &items[list.len]))
			continue;
		/* A domain counts in its canonical form only. */
		if (v.domain[0])
			items[list.len] = arena_text(
				b->arena, v.domain, strlen(v.domain));
		list.len++;
	}
	return list;
}

unsigned scope_bases(struct builder *b, const struct scope *sc, const char *key)
{
	unsigned bases = 0;

	for (size_t i = 0; i < scope_len(sc, key); i++) {
		struct value v;

		if (scope_value(b, sc, key, i, &v, NULL))
			bases |= BASIS_BIT(v.number);
	}
	return bases;
}

const struct settings_cidr *scope_cidrs(struct builder *b,
	const struct scope *sc, const char *key, size_t *len_r)
{
	size_t len = scope_len(sc, key);
	struct settings_cidr *items =
		arena_alloc(b->arena, len, sizeof(*items));

	*len_r = 0;
	for (size_t i = 0; items && i < len; i++) {
		struct value v;

		if (scope_value(b, sc, key, i, &v, NULL))
			items[(*len_r)++] = v.cidr;
	}
	return items;
}

void scope_require(struct builder *b, const struct scope *sc)
{
	for (size_t i = 0; i < schema_keys_len; i++) {
		const struct schema_key *key = &schema_keys[i];

		if (key->section == sc->id && key->is_required &&
			!scope_tried(b, sc, key->name))
			scope_problem(b, PROBLEM_ERROR, sc, NULL, 0,
				"found no \"%s\"; accepted: %s = %s (%s)",
				key->name, key->name,
				key->is_list ? "{ ... }" : "VALUE",
				key->accepted);
	}
}
