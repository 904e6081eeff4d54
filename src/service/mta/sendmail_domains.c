/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/sendmail_domains.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE 4000
#define FILE_MAX ((size_t)4 << 20)
#define HOST_SIZE 256

static const struct group {
	const char *name; /* as it stands behind C and F */
	const char *where;
} groups[] = {
	{"w", "class w"},
	{"{w}", "class w"},
	{"{VirtHost}", "class {VirtHost}"},
};

/* What stands behind the class's name; NULL: it is another class. */
static const char *behind_name(const char *line, const char **where_r)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		size_t len = strlen(groups[i].name);

		if (strncmp(line, groups[i].name, len) != 0)
			continue;
		*where_r = groups[i].where;
		return line + len;
	}
	return NULL;
}

/* "-o /etc/mail/local-host-names %[^\#]": -o, it may be missing. */
static void add_file(const char *text, const char *where,
	enum err (*read)(void *arg, const char *path, struct buf *text),
	void *arg, struct mta_domains *m)
{
	bool is_optional;
	char path[LINE_SIZE];
	struct buf names;
	enum err e;

	text += strspn(text, " \t");
	is_optional = strncmp(text, "-o", 2) == 0;
	if (is_optional)
		text += 2 + strspn(text + 2, " \t");
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(text, " \t"), text);
	if (*path != '/') {
		mta_domains_unread(m, text, where);
		return;
	}
	buf_init(&names, FILE_MAX);
	e = read(arg, path, &names);
	if (!e)
		mta_domains_add_words(
			m, buf_text(&names), where, MTA_DOMAIN_MAIL);
	else if (!is_optional || e != ERR_NOT_FOUND)
		mta_domains_unread(m, path, where);
	buf_free(&names);
}

static void look_at_line(const char *line,
	enum err (*read)(void *arg, const char *path, struct buf *text),
	void *arg, struct mta_domains *m)
{
	const char *where = NULL, *rest = NULL;

	if (*line == 'C' || *line == 'F')
		rest = behind_name(line + 1, &where);
	if (rest && *line == 'C')
		mta_domains_add_words(m, rest, where, MTA_DOMAIN_MAIL);
	else if (rest)
		add_file(rest, where, read, arg, m);
	else if (strncmp(line, "DM", 2) == 0)
		mta_domains_add_words(
			m, line + 2, "MASQUERADE_AS", MTA_DOMAIN_ORIGIN);
}

void sendmail_domains(const char *cf,
	enum err (*read)(void *arg, const char *path, struct buf *text),
	void *arg, struct mta_domains *m)
{
	char line[LINE_SIZE], host[HOST_SIZE];

	if (gethostname(host, sizeof(host)) == 0) {
		host[sizeof(host) - 1] = '\0';
		mta_domains_host(m, host);
	}
	for (; *cf; cf += *cf == '\n') {
		size_t len = strcspn(cf, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)len, cf);
		look_at_line(line, read, arg, m);
		cf += len;
	}
}
