/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who processes the data and who else is given it, how it is decided, and the
 * person's rights: GDPR Art. 15(1). What the configuration does not say is not
 * promised.
 */
#include <string.h>

#include "service/report/export_private.h"

static void text_term(struct export_writing *w, enum export_text name,
	const json_t *object, const char *key)
{
	if (!export_get(object, key))
		return;
	export_term(w, name);
	export_put(w, export_get(object, key));
}

static void list_term(struct export_writing *w, enum export_text name,
	const json_t *object, const char *key)
{
	const json_t *list = json_object_get(object, key);

	if (json_array_size(list) == 0)
		return;
	export_term(w, name);
	export_items(w, list, "<br>");
}

void export_who(struct export_writing *w)
{
	const json_t *firm = json_object_get(w->document, "controller");
	const json_t *officer = json_object_get(w->document, "officer");
	const json_t *contact = json_object_get(officer, "contact");

	if (!export_get(firm, "name") && !export_get(firm, "address") &&
		!json_is_object(officer) &&
		json_array_size(json_object_get(firm, "contact")) == 0)
		return;
	export_begin(w, SAY_WHO);
	export_tag(w, "<dl>");
	text_term(w, SAY_CONTROLLER, firm, "name");
	text_term(w, SAY_POSTAL, firm, "address");
	list_term(w, SAY_REACHED, firm, "contact");
	list_term(w, SAY_JOINT, firm, "joint_controllers");
	text_term(w, SAY_REPRESENTATIVE, firm, "representative");
	if (export_get(officer, "name") || json_array_size(contact) > 0)
		export_term(w, SAY_OFFICER);
	if (export_get(officer, "name")) {
		export_put(w, export_get(officer, "name"));
		export_tag(w, json_array_size(contact) > 0 ? "<br>" : "");
	}
	export_items(w, contact, "<br>");
	export_tag(w, "</dl></section>");
}

/* -------------------------------------------------- what is given to whom */

static void given_cell(struct export_writing *w, enum export_text title,
	const json_t *purpose, const char *key)
{
	const json_t *list = json_object_get(purpose, key);
	const char *first = json_string_value(json_array_get(list, 0));

	export_cell(w, title);
	if (!first)
		export_put(w, export_say(w, SAY_NOT_TOLD));
	else if (json_array_size(list) == 1 && strcmp(first, "none") == 0)
		export_put(w, export_say(w, SAY_NOBODY));
	else
		export_items(w, list, "<br>");
}

void export_given(struct export_writing *w)
{
	static const enum export_text titles[] = {
		SAY_PURPOSE, SAY_DATA, SAY_RECIPIENTS, SAY_TRANSFERS};
	const json_t *list = json_object_get(w->document, "purposes");

	if (json_array_size(list) == 0)
		return;
	export_begin(w, SAY_GIVEN);
	export_columns(w, titles, sizeof(titles) / sizeof(*titles));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *purpose = json_array_get(list, i);

		export_tag(w, "<tr>");
		export_cell(w, SAY_PURPOSE);
		export_tag(w, "<strong>");
		export_purpose(w, export_get(purpose, "name"));
		export_tag(w, "</strong>");
		given_cell(w, SAY_DATA, purpose, "data_categories");
		given_cell(w, SAY_RECIPIENTS, purpose, "disclosed_to");
		given_cell(w, SAY_TRANSFERS, purpose, "transfers");
	}
	export_tag(w, "</tbody></table></section>");
}

/* ------------------------------------------------------------------ logic */

void export_logic(struct export_writing *w)
{
	const json_t *rules = json_object_get(w->document, "rules");

	export_begin(w, SAY_LOGIC);
	export_paragraph(w, export_say(w, SAY_LOGIC_NOTE));
	export_tag(w, "<ol>");
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *article = export_get(rule, "article");

		export_tag(w, "<li>");
		export_put(w, export_say_word(w, export_get(rule, "reason")));
		if (!article || !*article)
			continue;
		export_tag(w, " <span class=\"soft\">(");
		export_put(w, export_article(w->language, article));
		export_tag(w, ")</span>");
	}
	export_tag(w, "</ol></section>");
}

/* ----------------------------------------------------------------- rights */

static void say_more(
	struct export_writing *w, enum export_text text, const char *value)
{
	(void)buf_addc(w->out, ' ');
	export_put(w, export_say(w, text));
	if (!value)
		return;
	(void)buf_addc(w->out, ' ');
	export_put(w, value);
	(void)buf_addc(w->out, '.');
}

/* Only ways that are there. */
static void ways(struct export_writing *w)
{
	const json_t *how = json_object_get(w->document, "objecting");

	if (json_is_true(json_object_get(how, "reply")))
		say_more(w, SAY_BY_REPLY, NULL);
	if (json_is_true(json_object_get(how, "link")))
		say_more(w, SAY_BY_LINK, NULL);
	if (export_get(how, "address"))
		say_more(w, SAY_BY_MAIL, export_get(how, "address"));
}

static void complain(struct export_writing *w)
{
	const json_t *authority = json_object_get(w->document, "authority");

	(void)buf_addc(w->out, ' ');
	if (json_array_size(authority) > 0)
		export_items(w, authority, "; ");
	else
		export_put(w, export_say(w, SAY_ANY_AUTHORITY));
}

void export_rights(struct export_writing *w)
{
	const json_t *contact = json_object_get(
		json_object_get(w->document, "controller"), "contact");

	export_begin(w, SAY_RIGHTS);
	export_tag(w, "<p class=\"soft\">");
	export_put(w, export_say(w, SAY_RIGHTS_NOTE));
	if (json_array_size(contact) > 0) {
		(void)buf_addc(w->out, ' ');
		export_put(w, export_say(w, SAY_ASK_AT));
		(void)buf_addc(w->out, ' ');
		export_items(w, contact, ", ");
		(void)buf_addc(w->out, '.');
	}
	export_tag(w, "</p><ul>");
	for (unsigned t = SAY_RIGHT_OBJECT; t <= SAY_RIGHT_COMPLAIN; t++) {
		export_tag(w, "<li>");
		export_put(w, export_say(w, (enum export_text)t));
		if (t == SAY_RIGHT_OBJECT)
			ways(w);
		if (t == SAY_RIGHT_COMPLAIN)
			complain(w);
	}
	export_tag(w, "</ul></section>\n</main>\n</body>\n</html>\n");
}
