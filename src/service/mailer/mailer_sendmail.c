/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/tool.h"
#include "service/mailer/mailer_private.h"

#define FIXED_ARGS 5 /* PATH -i -f SENDER -- */
#define SAID_MAX 2000

/* A mistake of ours or of the installation is mended one day, and then the
 * message can go: only what is said of the message itself is for good. */
static enum mailer_outcome outcome_of(int status)
{
	switch (status) {
	case EX_OK:
		return MAILER_ACCEPTED;
	case EX_DATAERR:
	case EX_NOUSER:
	case EX_NOHOST:
	case EX_UNAVAILABLE:
	case EX_NOPERM:
		return MAILER_REFUSED;
	default:
		return MAILER_LATER;
	}
}

static void explain(const struct tool_result *result, const char *path,
	struct buf *said, char *text, size_t size)
{
	if (result->timed_out)
		snprintf(text, size, "%s gave no answer in time", path);
	else if (result->status < 0)
		snprintf(text, size, "%s was ended by signal %d", path,
			result->signal);
	else if (said->len)
		snprintf(text, size, "%s: %s", path, buf_text(said));
	else
		snprintf(
			text, size, "%s: exit status %d", path, result->status);
}

static size_t read_wire(void *arg, char *to, size_t size)
{
	return wire_read(arg, to, size);
}

static enum err run(const struct mailer *mailer, struct mailer_message *message,
	const char *const *argv)
{
	struct wire wire = {
		.pieces = message->pieces, .pieces_len = message->pieces_len};
	struct tool tool = {.argv = argv,
		.input = read_wire,
		.arg = &wire,
		.timeout_s = mailer->timeout_s};
	struct tool_result result;
	char text[MAILER_TEXT_SIZE];
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = tool_run(&tool, NULL, &said, &result);
	if (e == ERR_NOMEM) {
		buf_free(&said);
		return e;
	}
	if (e) {
		snprintf(text, sizeof(text), "%s cannot be run: %s", argv[0],
			err_text(e));
		mailer_say_all(message, MAILER_LATER, text);
	} else {
		explain(&result, argv[0], &said, text, sizeof(text));
		mailer_say_all(message, outcome_of(result.status), text);
		message->is_uncertain = result.status < 0 && result.took_all;
	}
	buf_free(&said);
	return ERR_OK;
}

/* Brackets are for SMTP; here each argument is one address. */
static enum err arguments(const struct mailer *mailer,
	const struct mailer_message *message, const char **argv, char **copies)
{
	size_t len, n = message->recipients_len;
	const char *sender = mailer_bare(message->sender, &len);

	argv[0] = mailer->settings->path;
	argv[1] = "-i";
	argv[2] = "-f";
	copies[n] = len ? strndup(sender, len) : strdup("<>");
	argv[3] = copies[n];
	argv[4] = "--";
	if (!copies[n])
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *address =
			mailer_bare(message->recipients[i].address, &len);

		copies[i] = strndup(address, len);
		argv[FIXED_ARGS + i] = copies[i];
		if (!copies[i])
			return ERR_NOMEM;
	}
	return ERR_OK;
}

enum err mailer_sendmail_send(
	struct mailer *mailer, struct mailer_message *message)
{
	size_t n = message->recipients_len;
	const char **argv = calloc(FIXED_ARGS + n + 1, sizeof(*argv));
	char **copies = calloc(n + 1, sizeof(*copies));
	enum err e = ERR_NOMEM;

	if (argv && copies)
		e = arguments(mailer, message, argv, copies);
	if (!e)
		e = run(mailer, message, argv);
	for (size_t i = 0; copies && i <= n; i++)
		free(copies[i]);
	free(copies);
	free(argv);
	return e;
}
