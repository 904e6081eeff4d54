/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "staff/desk/verbs.h"
#include "staff/run_private.h"
#include "staff/web/routes.h"

static json_t *roles_json(unsigned roles)
{
	static const char *const names[] = {
		"sales", "postmaster", "officer", "admin"};
	json_t *json = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (roles & route_role(names[i]))
			(void)json_array_append_new(
				json, json_string(names[i]));
	return json;
}

static json_t *args_json(const struct web_route *route)
{
	json_t *json = json_array();

	for (size_t i = 0; i < WEB_ARGS_MAX && route->args[i].name; i++)
		(void)json_array_append_new(
			json, json_string(route->args[i].name));
	return json;
}

static json_t *routes_table(void)
{
	json_t *table = json_array();

	for (const struct web_route *r = route_next(NULL); r; r = route_next(r))
		(void)json_array_append_new(table,
			json_pack("{s:s, s:s, s:s*, s:o, s:b, s:b, s:b, s:s*, "
				  "s:o}",
				"method",
				r->method == HTTP_POST ? "POST" : "GET", "path",
				r->path, "verb", r->verb, "roles",
				roles_json(r->roles), "open",
				(r->roles & WEB_OPEN) != 0, "half",
				(r->roles & WEB_HALF) != 0, "shows",
				r->render != NULL, "form", r->form, "args",
				args_json(r)));
	return table;
}

int staff_print_table(void)
{
	json_t *all = json_pack(
		"{s:o, s:o}", "verbs", verbs_table(), "routes", routes_table());
	int status = all && json_dumpf(all, stdout, JSON_INDENT(1)) == 0 ?
		EX_OK :
		EX_OSERR;

	json_decref(all);
	putchar('\n');
	return status;
}
