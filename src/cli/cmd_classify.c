/* SPDX-License-Identifier: BSD-2-Clause */
/* What purpose a message would have, by which block, and what would become of
 * it. Nothing is recorded. */
#include "cli/command.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "cli/classified.h"
#include "mail/head.h"

#define EXIT_OF_NOTE 1
/* Of a file no more is read than the largest head and what is looked at of a
 * body. */
#define BODY_MAX (NOTICE_SCAN_MAX + 4096)

struct classifying {
	struct cli *cli;
	const char *from, *login, *client, *listener, *port; /* NULL: none */
	bool is_json;
	char **recipients; /* as given, or of the head */
	size_t recipients_len, recipients_cap;
	struct sockaddr_storage address; /* ss_family 0: not told */
	struct message message;
	struct notice_scan text;
	struct classified said;
};

static enum err add_recipient(void *arg, const char *mailbox)
{
	struct classifying *c = arg;
	char **all = array_grow(c->recipients, c->recipients_len,
		&c->recipients_cap, sizeof(*all));

	if (!all)
		return ERR_NOMEM;
	c->recipients = all;
	all[c->recipients_len] = strdup(mailbox);
	return all[c->recipients_len++] ? ERR_OK : ERR_NOMEM;
}

/* The first mailbox of a header stands for the envelope's sender. */
struct first_mailbox {
	char *text;
};

static enum err keep_first(void *arg, const char *mailbox)
{
	struct first_mailbox *first = arg;

	if (!first->text)
		first->text = strdup(mailbox);
	return first->text ? ERR_OK : ERR_NOMEM;
}

/* What --from says, else Return-Path as it stands, else From. */
static enum err set_sender(struct classifying *c)
{
	const struct address_rules *rules = &c->cli->settings->address_rules;
	struct message *m = &c->message;
	const char *path = message_header_raw(m, "Return-Path", 0);
	struct first_mailbox first = {.text = NULL};
	enum err e;

	c->said.sender_of = c->from ? "--from" : path ? "Return-Path" : "From";
	if (c->from || path)
		return message_sender(m, rules, c->from ? c->from : path, NULL);
	e = head_mailboxes(m, "From", keep_first, &first);
	if (!e && first.text)
		e = message_sender(m, rules, first.text, NULL);
	if (!first.text)
		c->said.sender_of = NULL;
	free(first.text);
	return e;
}

/* To and Cc where none is given: the envelope is not in a file. */
static enum err find_recipients(struct classifying *c)
{
	enum err e = ERR_OK;

	if (c->recipients_len > 0)
		return ERR_OK;
	e = head_mailboxes(&c->message, "To", add_recipient, c);
	if (!e)
		e = head_mailboxes(&c->message, "Cc", add_recipient, c);
	return e;
}

static enum err set_client(struct classifying *c)
{
	struct mail_client *client = &c->message.client;
	enum err e = message_set(&client->auth_user, c->login);

	client->address = c->address;
	if (!e)
		e = message_set(&client->listener_name, c->listener);
	if (!e)
		e = message_set(&client->listener_port, c->port);
	return e;
}

/* ------------------------------------------------------------- one message */

static int rehearse_and_tell(
	struct classifying *c, const char *body, size_t len)
{
	struct rehearsal r = {.message = &c->message,
		.text = &c->text,
		.recipients_len = c->recipients_len};
	int status = EX_OK;
	enum err e;

	r.recipients = calloc(r.recipients_len, sizeof(*r.recipients));
	if (!r.recipients)
		return cli_fail(c->cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	for (size_t i = 0; i < r.recipients_len; i++)
		r.recipients[i].address = c->recipients[i];
	(void)rehearsal_fill_text(&r, body, len);
	e = rehearse(c->cli->desk, &r);
	c->said.rehearsal = &r;
	if (e)
		status = cli_desk_failed(c->cli, e);
	else if (!c->is_json)
		classified_print(&c->said);
	else if (!classified_print_json(&c->said))
		status =
			cli_fail(c->cli, EX_IOERR, "writing the output failed");
	if (!status && cli_flush(c->cli))
		status = EX_IOERR;
	if (!status && classified_is_of_note(&c->said))
		status = EXIT_OF_NOTE;
	c->said.rehearsal = NULL;
	free(r.recipients);
	return status;
}

static int read_message(
	struct classifying *c, const struct buf *file, const char **body_r)
{
	const struct settings *s = c->cli->settings;
	enum err e = head_read(&c->message, buf_text(file), file->len,
		s->milter.max_headers_bytes, body_r);

	if (e == ERR_LIMIT)
		return cli_fail(c->cli, EX_DATAERR,
			"%s: its head has more than max-header-bytes (%zu): "
			"the mail server is told 552",
			c->said.path, s->milter.max_headers_bytes);
	if (!e)
		e = set_client(c);
	if (!e)
		e = set_sender(c);
	if (!e)
		e = find_recipients(c);
	if (e)
		return cli_fail(c->cli, cli_status(e), "%s: %s", c->said.path,
			err_text(e));
	if (c->recipients_len == 0)
		return cli_fail(c->cli, EX_DATAERR,
			"%s: neither To nor Cc names a recipient; give --to",
			c->said.path);
	return EX_OK;
}

static int read_file(struct classifying *c, struct buf *file)
{
	bool is_input = strcmp(c->said.path, "-") == 0;
	int fd = is_input ? STDIN_FILENO :
			    open(c->said.path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int status = EX_OK;
	enum err e;

	if (fd < 0)
		return cli_fail(c->cli, EX_NOINPUT, "%s: %s", c->said.path,
			strerror(errno));
	e = file_read(fd, file);
	if (e && e != ERR_LIMIT)
		status = cli_fail(c->cli, cli_status(e), "%s: %s", c->said.path,
			e == ERR_IO ? strerror(errno) : err_text(e));
	if (!is_input)
		close(fd);
	return status;
}

static int classify(struct classifying *c)
{
	struct buf file;
	const char *body = NULL;
	int status;

	c->said.settings = c->cli->settings;
	buf_init(&file, c->cli->settings->milter.max_headers_bytes + BODY_MAX);
	message_init(&c->message);
	notice_scan_init(&c->text);
	status = read_file(c, &file);
	if (!status)
		status = read_message(c, &file, &body);
	if (!status)
		status = rehearse_and_tell(
			c, body, (size_t)(buf_text(&file) + file.len - body));
	notice_scan_free(&c->text);
	message_free(&c->message);
	buf_free(&file);
	return status;
}

/* ------------------------------------------------------------- the command */

static bool read_client(const char *text, struct sockaddr_storage *address_r)
{
	struct sockaddr_in *in = (struct sockaddr_in *)address_r;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address_r;

	*address_r = (struct sockaddr_storage){.ss_family = AF_INET};
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		return true;
	address_r->ss_family = AF_INET6;
	return inet_pton(AF_INET6, text, &in6->sin6_addr) == 1;
}

static int open_and_classify(struct classifying *c)
{
	int status;

	if (c->client && !read_client(c->client, &c->address))
		return cli_usage(c->cli,
			"--client: found \"%s\", accepted: an IP address",
			c->client);
	status = cli_open_settings(c->cli);
	if (!status)
		status = cli_open_desk_dry(c->cli);
	if (status)
		return status;
	cli_tell_waiting(c->cli);
	c->said.login = c->login;
	c->said.client = c->client;
	return classify(c);
}

int cmd_classify(struct cli *cli, int argc, char **argv)
{
	struct classifying c = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "from", .value = &c.from},
		{.name = "to", .each = add_recipient, .arg = &c},
		{.name = "login", .value = &c.login},
		{.name = "client", .value = &c.client},
		{.name = "listener", .value = &c.listener},
		{.name = "port", .value = &c.port},
		{.name = "json", .flag = &c.is_json},
	};
	int status = cli_options_one(cli, argc, argv, options,
		COUNT_OF(options), "FILE", &c.said.path);

	if (!status)
		status = open_and_classify(&c);
	for (size_t i = 0; i < c.recipients_len; i++)
		free(c.recipients[i]);
	free(c.recipients);
	return status;
}
