/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/wish.h"

#include <string.h>

#include "http/form.h"

struct found {
	bool has_list;
	bool is_one_click;
	bool has_scope;
	enum wish_kind scope;
	bool has_undo;
	bool has_secret;
	unsigned char secret[CLICK_SECRET_LEN];
};

static void take_secret(struct found *found, const struct form_span *value)
{
	char text[CLICK_SECRET_SIZE + 1] = "";

	if (found->has_undo)
		return;
	found->has_undo = true;
	if (value->len < sizeof(text) && !memchr(value->at, '\0', value->len)) {
		memcpy(text, value->at, value->len);
		found->has_secret = click_secret_parse(text, found->secret);
	}
}

static void take_field(
	struct found *found, const struct form_field *field, bool is_multipart)
{
	static const struct {
		const char *text;
		enum wish_kind kind;
	} scopes[] = {
		{"purpose", WISH_PURPOSE},
		{"all", WISH_ALL},
		{"undo", WISH_UNDO},
	};
	/* Some programs put blanks and line ends of their own into a part. */
	const struct form_span value =
		is_multipart ? form_trim(field->value) : field->value;

	if (form_is_nocase(&field->name, "List-Unsubscribe") &&
		!found->has_list) {
		found->has_list = true;
		found->is_one_click = form_is_nocase(&value, "One-Click");
	} else if (form_is(&field->name, "scope") && !found->has_scope) {
		found->has_scope = true;
		for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
			if (form_is(&value, scopes[i].text))
				found->scope = scopes[i].kind;
	} else if (form_is(&field->name, "undo")) {
		take_secret(found, &value);
	}
}

void wish_read(
	const char *type, const char *body, size_t len, struct wish *wish_r)
{
	struct found found = {.scope = WISH_NOTHING};
	struct form form;

	*wish_r = (struct wish){.kind = WISH_NOTHING};
	if (len > WISH_BODY_MAX || form_read(type, body, len, &form))
		return;
	for (size_t i = 0; i < form.len; i++)
		take_field(&found, &form.fields[i], form.text == NULL);
	form_free(&form);
	wish_r->kind = found.is_one_click ? WISH_ONE_CLICK : found.scope;
	if (found.is_one_click || !found.has_secret)
		return;
	wish_r->has_secret = true;
	memcpy(wish_r->secret, found.secret, sizeof(wish_r->secret));
}
