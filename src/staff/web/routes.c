/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/routes.h"

#include <ctype.h>
#include <string.h>

#include "staff/web/routes_private.h"

/* The menu is in this order. */
static const struct web_route *const subjects[] = {
	routes_login,
	routes_held,
	routes_objections,
	routes_overview,
	routes_person,
	routes_person_act,
	routes_requests,
	routes_report,
	routes_journal,
	routes_jobs,
	routes_config,
	routes_staff,
	routes_sales,
	routes_account,
};

#define SUBJECTS (sizeof(subjects) / sizeof(*subjects))
#define PART_MAX 600 /* a sealed word (crypto/sealed_word.h) is long */

const struct web_route *route_next(const struct web_route *before)
{
	size_t i = 0;

	if (before) {
		if (before[1].path)
			return before + 1;
		/* Which rows the one before was the last of. */
		for (; i < SUBJECTS; i++) {
			const struct web_route *row = subjects[i];

			while (row->path && row != before)
				row++;
			if (row == before)
				break;
		}
		i++;
	}
	while (i < SUBJECTS && !subjects[i]->path)
		i++;
	return i < SUBJECTS ? subjects[i] : NULL;
}

/* ------------------------------------------------------------------ paths */

/* Whether the path is of the pattern; its parts go to "args". */
static bool matches(const char *pattern, const char *path, json_t *args)
{
	while (*pattern && *path) {
		size_t name_len, part_len;
		char name[PART_MAX];

		if (*pattern != ':') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		name_len = strcspn(++pattern, "/");
		part_len = strcspn(path, "/");
		if (part_len == 0 || part_len > PART_MAX ||
			name_len >= sizeof(name))
			return false;
		memcpy(name, pattern, name_len);
		name[name_len] = '\0';
		/* What is no UTF-8 is in no path of ours. */
		if (args &&
			json_object_set_new(
				args, name, json_stringn(path, part_len)) != 0)
			return false;
		pattern += name_len;
		path += part_len;
	}
	return *pattern == '\0' && *path == '\0';
}

/* "/held/new" comes before "/held/:id". */
static bool is_fixed(const struct web_route *route)
{
	return !strchr(route->path, ':');
}

const struct web_route *route_match(enum http_method method, const char *path,
	bool *is_path_r, json_t *args_r)
{
	const struct web_route *found = NULL;

	*is_path_r = false;
	for (const struct web_route *r = route_next(NULL); r;
		r = route_next(r)) {
		if ((found && !is_fixed(r)) || !matches(r->path, path, NULL))
			continue;
		*is_path_r = true;
		if (r->method == method)
			found = r;
	}
	if (found && args_r && !matches(found->path, path, args_r))
		return NULL;
	return found;
}

const char *route_done(const char *code)
{
	for (const struct web_route *r = route_next(NULL); r; r = route_next(r))
		if (r->code && strcmp(r->code, code) == 0)
			return r->done;
	return NULL;
}

static void add_part(struct buf *out, const json_t *value)
{
	const char *part = json_string_value(value);

	if (json_is_integer(value))
		buf_addf(out, "%lld", (long long)json_integer_value(value));
	for (; part && *part; part++)
		if (isalnum((unsigned char)*part) || strchr("-_.", *part))
			buf_addc(out, *part);
		else
			buf_addf(out, "%%%02X", (unsigned char)*part);
}

void route_path(const char *pattern, const json_t *args, struct buf *out)
{
	while (*pattern) {
		size_t len = strcspn(pattern, ":");
		char name[PART_MAX];

		buf_add(out, pattern, len);
		pattern += len;
		if (*pattern != ':')
			break;
		len = strcspn(++pattern, "/?");
		if (len < sizeof(name)) {
			memcpy(name, pattern, len);
			name[len] = '\0';
			add_part(out, json_object_get(args, name));
		}
		pattern += len;
	}
}

unsigned route_role(const char *name)
{
	static const struct {
		const char *name;
		unsigned role;
	} roles[] = {
		{"sales", WEB_SALES},
		{"postmaster", WEB_POSTMASTER},
		{"officer", WEB_OFFICER},
		{"admin", WEB_ADMIN},
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (strcmp(roles[i].name, name) == 0)
			return roles[i].role;
	return 0;
}
