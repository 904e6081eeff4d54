/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/show_private.h"

void show_disclosure(struct buf *out, const struct settings_disclosure *told)
{
	show_list(out, "\t", "person-categories", &told->person_categories);
	show_list(out, "\t", "data-categories", &told->data_categories);
	show_list(out, "\t", "disclosed-to", &told->disclosed_to);
	show_list(out, "\t", "transfers", &told->transfers);
}

void show_record(struct buf *out, const struct settings *s)
{
	const struct settings_controller *c = &s->controller;

	(void)buf_adds(out, "controller {\n");
	show_key(out, "\t", "name", c->name);
	show_key(out, "\t", "address", c->address);
	show_list(out, "\t", "contact", &c->contact);
	show_list(out, "\t", "joint-controllers", &c->joint_controllers);
	show_key(out, "\t", "representative", c->representative);
	show_list(out, "\t", "authority", &c->authority);
	(void)buf_adds(out, "}\n");
	if (s->officer.is_on) {
		(void)buf_adds(out, "officer {\n");
		show_key(out, "\t", "name", s->officer.name);
		show_list(out, "\t", "contact", &s->officer.contact);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_adds(out, "processing {\n");
	show_disclosure(out, &s->processing);
	show_list(out, "\t", "security", &s->security);
	(void)buf_adds(out, "}\n");
}
