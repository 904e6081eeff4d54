/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/main_cf_private.h"

#include <stdio.h>
#include <string.h>

#include "service/mta/postfix_conf.h"

#define HOST_SIZE 256
#define BLANKS " \t\r"

/* The next line with all that continues it, without its end, as one; *len_r
 * 0: it is a remark or empty. Remarks and empty lines do not end it. */
static const char *next_line(const char *text, struct buf *line)
{
	buf_reset(line);
	do {
		size_t len = strcspn(text, "\n");
		size_t blank = strspn(text, BLANKS);

		if (blank < len && text[blank] != '#') {
			if (line->len > 0)
				(void)buf_addc(line, ' ');
			(void)buf_add(line, text + blank, len - blank);
		}
		text += len;
		text += *text == '\n';
	} while (*text && (strchr(BLANKS "#\n", *text)));
	return text;
}

static size_t trimmed(const char *text, size_t len)
{
	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	return len;
}

/* "name=value" -> "name = value" */
static void add_parameter(const struct buf *line, struct buf *out)
{
	const char *text = buf_text(line);
	size_t name = strcspn(text, "=");
	const char *value = text + name;

	if (*value != '=')
		return;
	value++;
	value += strspn(value, BLANKS);
	(void)buf_add(out, text, trimmed(text, name));
	(void)buf_adds(out, " = ");
	(void)buf_add(out, value, trimmed(value, strlen(value)));
	(void)buf_addc(out, '\n');
}

static void add_defaults(const char *host, struct buf *out)
{
	const char *dot = strchr(host, '.');

	(void)buf_addf(out,
		"myhostname = %s%s\n"
		"mydomain = %s\n"
		"myorigin = $myhostname\n"
		"mydestination = $myhostname, localhost.$mydomain, localhost\n"
		"virtual_alias_maps = $virtual_maps\n"
		"virtual_alias_domains = $virtual_alias_maps\n"
		"virtual_mailbox_domains = $virtual_mailbox_maps\n",
		host, dot ? "" : ".localdomain", dot ? dot + 1 : "localdomain");
}

static bool names(const struct buf *line, const char *name)
{
	const char *text = buf_text(line);
	size_t len = strlen(name);

	return strncmp(text, name, len) == 0 &&
		text[len + strspn(text + len, BLANKS)] == '=';
}

/* Without a mydomain of its own the file's myhostname tells it. */
static void add_domain(struct buf *out)
{
	const struct postfix_texts texts = {buf_text(out), "", ""};
	struct postfix_conf conf;
	char host[HOST_SIZE];
	const char *dot;

	postfix_conf_init(&conf, &texts);
	(void)snprintf(host, sizeof(host), "%s",
		postfix_value(&conf, NULL, "myhostname"));
	postfix_conf_free(&conf);
	dot = strchr(host, '.');
	(void)buf_addf(out, "mydomain = %s\n", dot ? dot + 1 : "localdomain");
}

/* Of a parameter that stands there twice the last line counts, for who reads
 * it too. */
enum err main_cf_parameters(const char *text, const char *host, struct buf *out)
{
	bool has_host = false, has_domain = false;
	struct buf line;
	enum err e;

	add_defaults(host, out);
	buf_init(&line, out->max_len);
	while (*text) {
		text = next_line(text, &line);
		has_host = has_host || names(&line, "myhostname");
		has_domain = has_domain || names(&line, "mydomain");
		add_parameter(&line, out);
	}
	if (has_host && !has_domain)
		add_domain(out);
	e = buf_err(&line);
	if (!e)
		e = buf_err(out);
	buf_free(&line);
	return e;
}
