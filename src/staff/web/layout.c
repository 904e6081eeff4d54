/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/layout.h"

#include <string.h>

#include "staff/web/routes.h"

const struct layout_language layout_languages[LAYOUT_LANGUAGES] = {
	{"en", "English"},
	{"pl", "Polski"},
};

static const char *controller(const struct page_out *p)
{
	const char *name = settings_controller_name(p->settings);

	return name ? name : "";
}

static void head(struct page_out *p, const struct layout *l)
{
	out_raw(p, "<!DOCTYPE html>\n<html lang=\"");
	out_text(p, p->language);
	out_raw(p,
		"\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex, nofollow\">\n"
		"<title>");
	out_text(p, l->title);
	out_raw(p, " · Robinson</title>\n<link rel=\"stylesheet\" href=\"");
	out_text(p, l->style);
	out_raw(p, "\">\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
	out_text(p, tr(p, "Skip to the content"));
	out_raw(p, "</a>\n");
}

static const char *role_name(const struct page_out *p, const char *role)
{
	static const struct {
		const char *role;
		const char *name;
	} names[] = {
		{"sales", N_("salesperson")},
		{"postmaster", N_("postmaster")},
		{"officer", N_("data protection officer")},
		{"admin", N_("administrator")},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].role, role) == 0)
			return tr(p, names[i].name);
	return role;
}

/* The firm, and who is logged in. */
static void bar(struct page_out *p)
{
	out_raw(p, "<header class=\"bar\"><p class=\"name\"><a href=\"/\">");
	out_raw(p, "Robinson");
	if (*controller(p))
		out_raw(p, " · ");
	out_text(p, controller(p));
	out_raw(p, "</a></p>\n");
	if (p->who) {
		out_raw(p, "<p>");
		out_text(p, in_text(p->who, "name"));
		out_raw(p, ", ");
		out_text(p, role_name(p, in_text(p->who, "role")));
		out_raw(p, "</p>\n");
		out_form(p, "/logout");
		out_raw(p, "<button class=\"link\">");
		out_text(p, tr(p, "Log out"));
		out_raw(p, "</button>");
		out_form_end(p);
	}
	out_raw(p, "</header>\n");
}

/* Whether a path is that of the entry, or below it. */
static bool is_here(const char *path, const char *entry)
{
	size_t len = strlen(entry);

	return strncmp(path, entry, len) == 0 &&
		(path[len] == '\0' || path[len] == '/');
}

static void menu(struct page_out *p)
{
	unsigned role = route_role(in_text(p->who, "role"));

	out_raw(p, "<nav class=\"menu\" aria-label=\"");
	out_text(p, tr(p, "Menu"));
	out_raw(p, "\"><ul>\n");
	for (const struct web_route *r = route_next(NULL); r;
		r = route_next(r)) {
		if (!r->menu || !(r->roles & role))
			continue;
		out_raw(p, "<li><a href=\"");
		out_text(p, r->path);
		out_raw(p, "\"");
		if (strcmp(p->path, r->path) == 0)
			out_raw(p, " aria-current=\"page\"");
		else if (is_here(p->path, r->path))
			out_raw(p, " aria-current=\"true\"");
		out_raw(p, ">");
		out_text(p, tr(p, r->menu));
		out_raw(p, "</a></li>\n");
	}
	out_raw(p, "</ul></nav>\n");
}

static void languages(struct page_out *p, const struct layout *l)
{
	out_raw(p, "<footer>\n");
	for (size_t i = 0; i < LAYOUT_LANGUAGES; i++) {
		const struct layout_language *one = &layout_languages[i];

		if (strcmp(one->code, p->language) == 0) {
			out_raw(p, "<span lang=\"");
			out_raw(p, one->code);
			out_raw(p, "\" aria-current=\"true\">");
			out_text(p, one->name);
			out_raw(p, "</span>\n");
			continue;
		}
		out_raw(p, "<form method=\"post\" action=\"/language\">");
		out_hidden(p, "next", l->here);
		out_raw(p, "<button class=\"link\" name=\"language\" lang=\"");
		out_raw(p, one->code);
		out_raw(p, "\" value=\"");
		out_raw(p, one->code);
		out_raw(p, "\">");
		out_text(p, one->name);
		out_raw(p, "</button></form>\n");
	}
	out_raw(p, "</footer>\n");
}

void layout_write(struct page_out *p, const struct layout *layout)
{
	bool has_menu = layout->has_menu && p->who;

	head(p, layout);
	bar(p);
	out_raw(p,
		has_menu ? "<div class=\"frame\">\n" :
			   "<div class=\"frame alone\">\n");
	if (has_menu)
		menu(p);
	out_raw(p, "<main id=\"main\" tabindex=\"-1\">\n<h1>");
	out_text(p, layout->title);
	out_raw(p, "</h1>\n");
	if (layout->message)
		out_message(p, layout->tone, layout->message);
	buf_add(p->out, buf_text(layout->body), layout->body->len);
	out_raw(p, "</main>\n</div>\n");
	languages(p, layout);
	out_raw(p, "</body>\n</html>\n");
}
