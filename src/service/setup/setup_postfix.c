/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/setup/setup_postfix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/mta/milter_list.h"

#define VALUE_MAX ((size_t)32 << 10)
#define SEPARATORS ", \t\r\n"
#define OWN_SIZE (MILTER_TEXT_SIZE + 128)

struct insertion {
	struct postfix_conf *conf;
	const char *queue_directory;
	struct milter_address ours;
	char own[OWN_SIZE]; /* as Postfix is to write it */
};

void setup_lines_init(struct setup_lines *lines)
{
	*lines = (struct setup_lines){.len = 0};
}

void setup_lines_free(struct setup_lines *lines)
{
	for (size_t i = 0; i < lines->len; i++)
		free(lines->items[i]);
	setup_lines_init(lines);
}

/* What is below the queue directory is seen with and without a chroot. */
static const char *below_queue(const struct insertion *in)
{
	size_t len = strlen(in->queue_directory);
	const char *path = in->ours.path;

	if (len > 0 && strncmp(path, in->queue_directory, len) == 0 &&
		path[len] == '/')
		return path + len + 1;
	return path;
}

/* Whether Postfix defers mail while a milter is away. */
static bool is_waited_for(struct postfix_conf *conf)
{
	const char *action = postfix_value(conf, NULL, "milter_default_action");

	return strcasecmp(action, "tempfail") == 0 || *action == '\0';
}

static enum err write_own(struct insertion *in)
{
	const struct milter_address *a = &in->ours;
	char address[MILTER_TEXT_SIZE + 48];

	if (a->kind == MILTER_FD)
		return ERR_INVALID;
	if (a->kind == MILTER_UNIX)
		snprintf(address, sizeof(address), "unix:%s", below_queue(in));
	else if (strchr(a->path, ':'))
		snprintf(address, sizeof(address), "inet:[%s]:%s", a->path,
			a->port);
	else
		snprintf(address, sizeof(address), "inet:%s:%s",
			*a->path ? a->path : "127.0.0.1", a->port);
	if (is_waited_for(in->conf))
		snprintf(in->own, sizeof(in->own), "%s", address);
	else
		snprintf(in->own, sizeof(in->own),
			"{ %s, default_action = tempfail }", address);
	return ERR_OK;
}

static bool is_ours(const struct insertion *in, const struct milter_item *item)
{
	struct milter_address a;

	return !milter_address_parse_postfix(item->address, &a) &&
		(milter_address_same(
			 &in->ours, &a, in->queue_directory, false) ||
			milter_address_same(
				&in->ours, &a, in->queue_directory, true));
}

static bool has_ours(const struct insertion *in, const char *list)
{
	struct milter_item item;

	while (milter_list_next(&list, &item))
		if (is_ours(in, &item))
			return true;
	return false;
}

static bool any_signs(const char *list)
{
	struct milter_item item;

	while (milter_list_next(&list, &item))
		if (milter_work(item.address) == MILTER_SIGNS)
			return true;
	return false;
}

static void add_item(struct buf *out, const char *text, size_t len)
{
	if (len > 0)
		(void)buf_addf(
			out, "%s%.*s", out->len ? ", " : "", (int)len, text);
}

/* A list in which a name stands ("$others") is not taken apart. */
static void insert_beside(const struct insertion *in, const char *written,
	const char *expanded, struct buf *out)
{
	bool is_first = any_signs(expanded);

	if (is_first)
		add_item(out, in->own, strlen(in->own));
	add_item(out, written, strlen(written));
	if (!is_first)
		add_item(out, in->own, strlen(in->own));
}

static void insert_between(
	const struct insertion *in, const char *written, struct buf *out)
{
	const char *at = written;
	struct milter_item item;
	bool is_in = false;

	for (;;) {
		const char *from = at + strspn(at, SEPARATORS);

		if (!milter_list_next(&at, &item))
			break;
		if (!is_in && milter_work(item.address) == MILTER_SIGNS) {
			add_item(out, in->own, strlen(in->own));
			is_in = true;
		}
		add_item(out, from, (size_t)(at - from));
	}
	if (!is_in)
		add_item(out, in->own, strlen(in->own));
}

static enum err add_line(
	const struct insertion *in, const char *name, struct setup_lines *lines)
{
	const char *written = postfix_written(in->conf, name);
	char *line = NULL;
	struct buf value;
	enum err e;

	buf_init(&value, VALUE_MAX);
	if (written && strchr(written, '$'))
		insert_beside(in, written, postfix_value(in->conf, NULL, name),
			&value);
	else
		insert_between(in, written ? written : "", &value);
	e = buf_err(&value);
	if (!e && asprintf(&line, "%s = %s", name, buf_text(&value)) < 0)
		e = ERR_NOMEM;
	buf_free(&value);
	if (!e)
		lines->items[lines->len++] = line;
	return e;
}

static bool names_smtpd(const char *written)
{
	static const char *const names[] = {
		"$smtpd_milters", "${smtpd_milters}", "$(smtpd_milters)"};

	for (size_t i = 0; written && i < sizeof(names) / sizeof(*names); i++)
		if (strstr(written, names[i]))
			return true;
	return false;
}

enum err setup_postfix(struct postfix_conf *conf, const char *socket,
	struct setup_lines *lines)
{
	struct insertion in = {.conf = conf,
		.queue_directory =
			postfix_value(conf, NULL, "queue_directory")};
	enum err e = milter_address_parse(socket, &in.ours);

	if (!e)
		e = write_own(&in);
	if (!e && !has_ours(&in, postfix_value(conf, NULL, "smtpd_milters")))
		e = add_line(&in, "smtpd_milters", lines);
	if (!e &&
		!has_ours(
			&in, postfix_value(conf, NULL, "non_smtpd_milters")) &&
		!names_smtpd(postfix_written(conf, "non_smtpd_milters")))
		e = add_line(&in, "non_smtpd_milters", lines);
	return e ? e : conf->failed;
}

/* In quotation marks of a shell. */
static void add_quoted(struct buf *out, const char *text)
{
	(void)buf_adds(out, " '");
	for (; *text; text++)
		if (*text == '\'')
			(void)buf_adds(out, "'\\''");
		else
			(void)buf_addc(out, *text);
	(void)buf_addc(out, '\'');
}

enum err setup_lines_command(
	const struct setup_lines *lines, const char *config, struct buf *out)
{
	(void)buf_adds(out, "postconf");
	if (config) {
		(void)buf_adds(out, " -c");
		add_quoted(out, config);
	}
	(void)buf_adds(out, " -e");
	for (size_t i = 0; i < lines->len; i++)
		add_quoted(out, lines->items[i]);
	return buf_err(out);
}
