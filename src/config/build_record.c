/* SPDX-License-Identifier: BSD-2-Clause */
/* What the record of processing says beside the rules. */
#include <string.h>

#include "config/build_private.h"

static struct scope only_section(
	const struct builder *b, const struct scope *top, enum section_id id)
{
	if (scope_sections(top, id) > 0)
		return scope_section(b, top, id, 0);
	return (struct scope){.cfg = NULL, .at = top->at, .id = id};
}

static void read_controller(struct builder *b, const struct scope *top)
{
	struct settings_controller *c = &b->s->controller;
	struct scope sc = only_section(b, top, SECTION_CONTROLLER);

	c->name = scope_text(b, &sc, "name");
	c->address = scope_text(b, &sc, "address");
	c->contact = scope_list(b, &sc, "contact");
	c->joint_controllers = scope_list(b, &sc, "joint-controllers");
	c->representative = scope_text(b, &sc, "representative");
	c->authority = scope_list(b, &sc, "authority");
}

static void read_officer(struct builder *b, const struct scope *top)
{
	struct settings_officer *o = &b->s->officer;
	struct scope sc = only_section(b, top, SECTION_OFFICER);

	o->is_on = sc.cfg != NULL;
	o->name = scope_text(b, &sc, "name");
	o->contact = scope_list(b, &sc, "contact");
	o->is_none = o->name && strcmp(o->name, "none") == 0;
	if (o->is_none && o->contact.len > 0)
		scope_problem(b, PROBLEM_ERROR, &sc, "contact", 0,
			"found beside name = \"none\"; accepted: the contact "
			"of an officer who is there");
}

void build_disclosure(struct builder *b, const struct scope *sc,
	const struct settings_disclosure *other,
	struct settings_disclosure *told_r)
{
	static const char *const keys[] = {"person-categories",
		"data-categories", "disclosed-to", "transfers"};
	struct settings_list *const lists[] = {&told_r->person_categories,
		&told_r->data_categories, &told_r->disclosed_to,
		&told_r->transfers};

	if (other)
		*told_r = *other;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (scope_has(sc, keys[i]))
			*lists[i] = scope_list(b, sc, keys[i]);
}

void build_record(struct builder *b, const struct scope *top)
{
	struct scope sc = only_section(b, top, SECTION_PROCESSING);

	read_controller(b, top);
	read_officer(b, top);
	build_disclosure(b, &sc, NULL, &b->s->processing);
	b->s->security = scope_list(b, &sc, "security");
}
