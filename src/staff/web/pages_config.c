/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration, to be read: it is changed in its file. */
#include <stdio.h>

#include "staff/web/routes_private.h"
#include "staff/web/words.h"

static void out_problems(struct page_out *p, const json_t *result)
{
	const json_t *problems = in_list(result, "problems"), *problem;
	char line[24];
	size_t i;

	out_card(p, tr(p, N_("What it warns of")));
	if (!in_bool(result, "readable")) {
		out_soft(p,
			tr(p,
				N_("The file cannot be read by this program: "
				   "\"robinson config check\" tells what is "
				   "wrong with it.")));
		out_card_end(p);
		return;
	}
	if (json_array_size(problems) == 0)
		out_paragraph(p, tr(p, N_("Nothing.")));
	else
		out_raw(p, "<ul lang=\"en\">\n");
	json_array_foreach(problems, i, problem)
	{
		snprintf(line, sizeof(line), "%lld",
			(long long)in_int(problem, "line"));
		out_raw(p, "<li>");
		out_badge(p, in_bool(problem, "error") ? OUT_BAD : OUT_CARE,
			in_bool(problem, "error") ? tr(p, N_("error")) :
						    tr(p, N_("warning")));
		out_raw(p, " ");
		if (in_int(problem, "line") > 0)
			out_words(p, tr(p, N_("line %1: ")), line, NULL);
		out_text(p, in_text(problem, "text"));
		out_raw(p, "</li>\n");
	}
	if (json_array_size(problems) > 0)
		out_raw(p, "</ul>\n");
	out_card_end(p);
}

static void render_config(struct page_out *p, const json_t *result)
{
	out_problems(p, result);
	out_card(p, tr(p, N_("What is in force")));
	out_raw(p, "<p class=\"soft\">");
	out_words(p,
		tr(p,
			N_("With what is there by default, as \"robinson "
			   "config show\" has it. It is changed in the file "
			   "%1 on the server.")),
		in_text(result, "path"), NULL);
	out_raw(p, "</p>\n<pre tabindex=\"0\"><code>");
	out_text(p, in_text(result, "text"));
	out_raw(p, "</code></pre>\n");
	out_card_end(p);
}

const struct web_route routes_config[] = {
	{
		.method = HTTP_GET,
		.path = "/configuration",
		.title = N_("Configuration"),
		.menu = N_("Configuration"),
		.roles = WEB_OFFICER | WEB_POSTMASTER,
		.verb = "config.show",
		.render = render_config,
	},
	{.path = NULL},
};
