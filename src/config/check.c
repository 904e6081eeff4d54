/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "config/source_private.h"
#include "config/value_private.h"

struct checker {
	struct source *source;
	struct problems *problems;
};

#define COMPLAIN(c, st, ...)                                               \
	problems_add((c)->problems, PROBLEM_ERROR, (st)->file, (st)->line, \
		__VA_ARGS__)

static enum section_id parent_section(
	const struct source *s, const struct statement *st)
{
	return st->parent == SOURCE_TOP ? SECTION_TOP :
					  s->items[st->parent].section->id;
}

/* "milter", or "the file" outside of all sections. */
static const char *section_words(enum section_id id)
{
	return id == SECTION_TOP ? "outside of sections" :
				   schema_sections[id].name;
}

/* Where a key of that name would be right; SECTION_COUNT: nowhere. */
static unsigned home_of(const struct statement *st)
{
	for (size_t i = 0; i < schema_keys_len && !st->is_section; i++)
		if (strcmp(schema_keys[i].name, st->name) == 0)
			return schema_keys[i].section;
	return SECTION_COUNT;
}

static void complain_unknown(struct checker *c, const struct statement *st,
	enum section_id in, const char *near)
{
	unsigned home = home_of(st);
	const char *what = st->is_section ? "section" : "key";

	if (near)
		COMPLAIN(c, st,
			"found the unknown %s \"%s\" %s%s; did you "
			"mean \"%s\"?",
			what, st->name, in == SECTION_TOP ? "" : "in ",
			section_words(in), near);
	else if (home < SECTION_COUNT && home != SECTION_TOP)
		COMPLAIN(c, st,
			"found the key \"%s\" %s%s; accepted: in a "
			"section \"%s\"",
			st->name, in == SECTION_TOP ? "" : "in ",
			section_words(in), schema_sections[home].name);
	else if (home == SECTION_TOP)
		COMPLAIN(c, st,
			"found the key \"%s\" in %s; accepted: outside "
			"of all sections",
			st->name, section_words(in));
	else
		COMPLAIN(c, st,
			"found the unknown %s \"%s\" %s%s; accepted: "
			"what robinson.conf(5) names",
			what, st->name, in == SECTION_TOP ? "" : "in ",
			section_words(in));
}

/* What the statement says or means to say; false: nobody can tell. */
static bool resolve(struct checker *c, struct statement *st)
{
	enum section_id in = parent_section(c->source, st);
	const char *near;

	if (st->is_section) {
		st->section = schema_section(in, st->name);
		if (st->section)
			return true;
		near = schema_key(in, st->name) ?
			NULL :
			schema_near_section(in, st->name);
		if (near)
			st->section = schema_section(in, near);
	} else {
		st->key = schema_key(in, st->name);
		if (st->key)
			return true;
		near = schema_section(in, st->name) ?
			NULL :
			schema_near_key(in, st->name);
		if (near)
			st->key = schema_key(in, near);
	}
	if (st->is_section && schema_key(in, st->name))
		COMPLAIN(c, st, "%s: found a section; accepted: %s = VALUE",
			st->name, st->name);
	else if (!st->is_section && schema_section(in, st->name))
		COMPLAIN(c, st,
			"%s: found a value; accepted: a section, %s "
			"%s{ ... }",
			st->name, st->name,
			schema_section(in, st->name)->title == TITLE_NONE ?
				"" :
				"\"NAME\" ");
	else
		complain_unknown(c, st, in, near);
	return near != NULL;
}

/* A dropped statement still shows what was meant to be there. */
static void resolve_quietly(const struct source *s, struct statement *st)
{
	if (st->parent != SOURCE_TOP && !s->items[st->parent].section)
		return;
	if (st->is_section)
		st->section = schema_section(parent_section(s, st), st->name);
	else
		st->key = schema_key(parent_section(s, st), st->name);
}

static bool is_same_place(const struct statement *a, const struct statement *b)
{
	if (a->parent != b->parent || a->is_section != b->is_section ||
		a->section != b->section || a->key != b->key)
		return false;
	return !a->is_section || !a->title ||
		(b->title && strcmp(a->title, b->title) == 0);
}

/* With all that stands in it. */
static void replace(struct source *s, size_t at)
{
	s->items[at].dropped = true;
	for (size_t i = at + 1; i < s->len; i++)
		if (s->items[i].parent != SOURCE_TOP &&
			s->items[s->items[i].parent].dropped)
			s->items[i].dropped = true;
}

/* Said twice: which of them counts would depend on who reads it. But a file
 * may say better, behind it, what one that it includes has said. */
static bool check_first(struct checker *c, size_t at)
{
	const struct statement *st = &c->source->items[at];

	for (size_t i = 0; i < at; i++) {
		const struct statement *before = &c->source->items[i];

		if (before->dropped || !is_same_place(before, st))
			continue;
		if (source_includes(c->source, st, before)) {
			replace(c->source, i);
			continue;
		}
		COMPLAIN(c, st,
			"%s%s%s%s: found a second time; accepted: "
			"once (the first is in %s, line %d)",
			st->name, st->title ? " \"" : "",
			st->title ? st->title : "", st->title ? "\"" : "",
			before->file, before->line);
		return false;
	}
	return true;
}

static bool check_title(struct checker *c, struct statement *st)
{
	enum section_title kind = st->section->title;
	const char *name = st->section->name;

	if (kind == TITLE_NONE && st->title) {
		COMPLAIN(c, st,
			"%s: found the title \"%s\"; accepted: %s { "
			"... } without a title",
			name, st->title, name);
		return true;
	}
	if (kind == TITLE_NONE)
		return true;
	if (!st->title) {
		COMPLAIN(c, st,
			"%s: found no title; accepted: %s \"%s\" { ... "
			"}",
			name, name, kind == TITLE_DOMAIN ? "DOMAIN" : "NAME");
		return false;
	}
	if (kind == TITLE_NAME && !value_is_name(st->title))
		COMPLAIN(c, st,
			"%s \"%.80s\": accepted as a name: letters, "
			"digits, '.', '-', '_', up to %d",
			name, st->title, VALUE_NAME_MAX);
	else if (kind == TITLE_NAME && strcmp(st->title, "none") == 0 &&
		st->section->id == SECTION_PURPOSE)
		COMPLAIN(c, st,
			"purpose \"none\": this name is built in, for "
			"mail that is declared not to be marketing; "
			"accepted: another name");
	else if (kind == TITLE_LABEL &&
		(!*st->title || strlen(st->title) > VALUE_NAME_MAX))
		COMPLAIN(c, st,
			"%s \"%.80s\": accepted as a title: 1 to %d "
			"octets",
			name, st->title, VALUE_NAME_MAX);
	return true;
}

static bool check_shape(struct checker *c, const struct statement *st)
{
	if (st->is_list && !st->key->is_list) {
		COMPLAIN(c, st,
			"%s: found a list in braces; accepted: one "
			"value: %s",
			st->key->name, st->key->accepted);
		return false;
	}
	return true;
}

void source_check(struct source *s, struct problems *problems)
{
	struct checker c = {.source = s, .problems = problems};

	for (size_t i = 0; i < s->len; i++) {
		struct statement *st = &s->items[i];

		if (st->parent != SOURCE_TOP && s->items[st->parent].dropped)
			st->dropped = true;
		if (st->dropped) {
			resolve_quietly(s, st);
			continue;
		}
		st->dropped = !resolve(&c, st) || !check_first(&c, i);
		if (st->dropped)
			continue;
		st->dropped = st->is_section ? !check_title(&c, st) :
					       !check_shape(&c, st);
	}
}
