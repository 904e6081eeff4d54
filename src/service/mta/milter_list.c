/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/mta/milter_list.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncasecmp(text, prefix, len) == 0 ? text + len : NULL;
}

static enum err keep(char *to, size_t size, const char *text, size_t len)
{
	if (len >= size)
		return ERR_LIMIT;
	memcpy(to, text, len);
	to[len] = '\0';
	return ERR_OK;
}

/* Without the brackets of an IPv6 address; the many names of the loopback
 * are one. */
static enum err keep_host(
	struct milter_address *a, const char *host, size_t len)
{
	enum err e;

	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	e = keep(a->path, sizeof(a->path), host, len);
	if (!e &&
		(strcasecmp(a->path, "localhost") == 0 ||
			strcmp(a->path, "::1") == 0))
		snprintf(a->path, sizeof(a->path), "127.0.0.1");
	return e;
}

static enum err keep_port(
	struct milter_address *a, const char *port, size_t len)
{
	if (len == 0)
		return ERR_INVALID;
	return keep(a->port, sizeof(a->port), port, len);
}

static const char *unix_path(const char *text)
{
	const char *path = after(text, "unix:");

	if (!path)
		path = after(text, "local:");
	return path;
}

static enum err parse_unix(const char *path, struct milter_address *a)
{
	a->kind = MILTER_UNIX;
	return *path ? keep(a->path, sizeof(a->path), path, strlen(path)) :
		       ERR_INVALID;
}

enum err milter_address_parse(const char *text, struct milter_address *a)
{
	const char *rest = unix_path(text), *at;
	enum err e;

	*a = (struct milter_address){0};
	if (rest || *text == '/')
		return parse_unix(rest ? rest : text, a);
	rest = after(text, "fd:");
	if (rest) {
		a->kind = MILTER_FD;
		return keep(a->path, sizeof(a->path), rest, strlen(rest));
	}
	rest = after(text, "inet:");
	if (!rest)
		rest = after(text, "inet6:");
	if (!rest)
		return ERR_INVALID;
	a->kind = MILTER_INET;
	at = strchr(rest, '@');
	e = keep_port(a, rest, at ? (size_t)(at - rest) : strlen(rest));
	if (!e && at)
		e = keep_host(a, at + 1, strlen(at + 1));
	return e;
}

enum err milter_address_parse_postfix(
	const char *text, struct milter_address *a)
{
	const char *rest = unix_path(text), *colon;
	enum err e;

	*a = (struct milter_address){0};
	if (rest)
		return parse_unix(rest, a);
	rest = after(text, "inet:");
	colon = rest ? strrchr(rest, ':') : NULL;
	if (!colon)
		return ERR_INVALID;
	a->kind = MILTER_INET;
	e = keep_port(a, colon + 1, strlen(colon + 1));
	if (!e)
		e = keep_host(a, rest, (size_t)(colon - rest));
	return e;
}

bool milter_address_same(const struct milter_address *ours,
	const struct milter_address *other, const char *queue_directory,
	bool is_chrooted)
{
	char path[3 * MILTER_TEXT_SIZE];
	bool is_relative = other->path[0] != '/';

	if (ours->kind != other->kind)
		return false;
	if (ours->kind == MILTER_INET)
		return strcmp(ours->port, other->port) == 0 &&
			(!*ours->path || !*other->path ||
				strcmp(ours->path, other->path) == 0 ||
				strcmp(ours->path, "0.0.0.0") == 0 ||
				strcmp(ours->path, "::") == 0);
	snprintf(path, sizeof(path), "%s%s%s",
		is_relative || is_chrooted ? queue_directory : "",
		is_relative ? "/" : "", other->path);
	return strcmp(ours->path, path) == 0;
}

#define SEPARATORS ", \t\r\n"

/* "{ ADDRESS, OPTION=VALUE, ... }" */
static void split_braces(const char *text, size_t len, struct milter_item *item)
{
	size_t skip = 0, name;

	while (skip < len && strchr(SEPARATORS, text[skip]))
		skip++;
	text += skip;
	len -= skip;
	name = strcspn(text, SEPARATORS "}");
	if (name > len)
		name = len;
	if (keep(item->address, sizeof(item->address), text, name) ||
		keep(item->options, sizeof(item->options), text + name,
			len - name))
		item->options[0] = '\0';
}

bool milter_list_next(const char **at, struct milter_item *item_r)
{
	const char *text = *at + strspn(*at, SEPARATORS);
	size_t len;

	*item_r = (struct milter_item){{0}, {0}};
	if (*text == '{') {
		len = strcspn(text, "}");
		split_braces(text + 1, len - 1, item_r);
		*at = text + len + (text[len] == '}');
		return true;
	}
	len = strcspn(text, SEPARATORS);
	*at = text + len;
	if (len == 0)
		return false;
	if (keep(item_r->address, sizeof(item_r->address), text, len))
		item_r->address[0] = '\0';
	return true;
}

/* A port is not the begin of a longer one. */
static bool has_mark(const char *address, const char *mark)
{
	const char *at = strcasestr(address, mark);
	size_t len = strlen(mark);

	if (!at)
		return false;
	if (mark[0] == ':')
		return !isdigit((unsigned char)at[len]);
	if (mark[len - 1] == '@')
		return at == address || !isdigit((unsigned char)at[-1]);
	return true;
}

enum milter_work milter_work(const char *address)
{
	/* Names, and the ports that these programs have by custom. */
	static const struct {
		const char *mark;
		enum milter_work work;
	} marks[] = {
		{"rspamd", MILTER_DOES_BOTH},
		{":11332", MILTER_DOES_BOTH},
		{"11332@", MILTER_DOES_BOTH},
		{"amavis", MILTER_DOES_BOTH},
		{"mimedefang", MILTER_DOES_BOTH},
		{"dmarc", MILTER_REFUSES},
		{":8893", MILTER_REFUSES},
		{"8893@", MILTER_REFUSES},
		{"clamav", MILTER_REFUSES},
		{"clamsmtp", MILTER_REFUSES},
		{"spamass", MILTER_REFUSES},
		{"greylist", MILTER_REFUSES},
		{"milter-regex", MILTER_REFUSES},
		{"dkim", MILTER_SIGNS},
		{"openarc", MILTER_SIGNS},
		{":8891", MILTER_SIGNS},
		{"8891@", MILTER_SIGNS},
		{":12301", MILTER_SIGNS},
		{"12301@", MILTER_SIGNS},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (has_mark(address, marks[i].mark))
			return marks[i].work;
	return MILTER_WORK_UNKNOWN;
}
