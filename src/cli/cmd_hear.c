/* SPDX-License-Identifier: BSD-2-Clause */
/* What Robinson would make of messages, which the helper reads as it does for
 * the daemon. Nothing is recorded. */
#include "cli/command.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "crypto/unsubscribe.h"
#include "service/intake/eml.h"
#include "service/intake/forecast.h"
#include "service/intake/helper.h"

#define EXIT_OF_NOTE 1
/* Of a file that does not tell its sender; no real one. */
#define NO_SENDER "unknown@invalid"

struct hearing {
	struct cli *cli;
	const char *from, *to, *client, *helo; /* NULL: not given */
	bool is_json;
	struct helper *helper;
	struct unsubscriber *unsubscriber; /* NULL: tokens are not checked */
	bool is_of_note;
};

/* One message. */
struct heard {
	const char *path;
	bool has_client;
	const struct inbound_answer *answer;
	struct forecast_known known;
	struct forecast forecast;
};

/* ------------------------------------------------------------------ texts */

static const char *token_words(enum forecast_token token)
{
	switch (token) {
	case FORECAST_NO_TOKEN:
		return NULL;
	case FORECAST_TOKEN_UNCHECKED:
		return "not checked: the key file cannot be read";
	case FORECAST_TOKEN_FOREIGN:
		return "none of ours";
	case FORECAST_TOKEN_VALID:
		return "valid";
	}
	return NULL;
}

static const char *standing_name(const struct forecast *f)
{
	switch (f->standing) {
	case FORECAST_OPEN:
		return "open";
	case FORECAST_YES:
		return "yes";
	case FORECAST_NO:
		return "no";
	}
	return "?";
}

static void print_record(const struct forecast *f)
{
	static const char *const unconfirmed[] = {
		[FORECAST_NOTHING] = "",
		[FORECAST_CONTACT] = "",
		[FORECAST_OBJECTION] = ", to be confirmed by a person",
		[FORECAST_UNDELIVERABLE] = ", only listed for the postmaster",
	};

	printf("  on record  %s%s\n", forecast_outcome_name(f->outcome),
		f->standing == FORECAST_NO           ? unconfirmed[f->outcome] :
			f->standing == FORECAST_OPEN ? ", as far as is known" :
						       "");
	for (size_t i = 0; i < f->doubts_len; i++)
		printf("  %s    %s\n", i == 0 ? "because" : "       ",
			f->doubts[i]);
}

static void print_text(const struct heard *h)
{
	const struct inbound_answer *a = h->answer;

	visible_printf(
		stdout, "%s: %s", h->path, inbound_meaning_name(a->meaning));
	if (a->grade)
		printf(", %s", inbound_grade_name(a->grade));
	putchar('\n');
	visible_printf(stdout, "  row        %s\n", a->why);
	if (a->word)
		visible_printf(stdout, "  words      %s\n", a->word);
	if (a->from && a->meaning != INBOUND_FAILURE)
		visible_printf(stdout, "  writer     %s, proof %s%s%s\n",
			a->from, inbound_proof_name(a->proof),
			a->spf ? ", SPF " : "", a->spf ? a->spf : "");
	if (a->token)
		printf("  token      %s\n", token_words(h->known.token));
	for (size_t i = 0; i < a->concerned.len; i++)
		visible_printf(stdout, "  concerns   %s%s%s\n",
			a->concerned.items[i],
			i < a->statuses.len ? ", status " : "",
			i < a->statuses.len ? a->statuses.items[i] : "");
	print_record(&h->forecast);
}

/* ------------------------------------------------------------------- JSON */

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(
			object, name, json_any_text(text, strlen(text)));
}

static json_t *concerned_json(const struct inbound_answer *a)
{
	json_t *all = json_array();

	for (size_t i = 0; i < a->concerned.len; i++) {
		json_t *one = json_object();

		set_text(one, "address", a->concerned.items[i]);
		if (i < a->statuses.len && *a->statuses.items[i])
			set_text(one, "status", a->statuses.items[i]);
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *doubts_json(const struct forecast *f)
{
	json_t *all = json_array();

	for (size_t i = 0; i < f->doubts_len; i++)
		json_array_append_new(all, json_string(f->doubts[i]));
	return all;
}

static bool print_json(const struct heard *h)
{
	const struct inbound_answer *a = h->answer;
	json_t *line = json_object();
	int failed;

	set_text(line, "file", h->path);
	set_text(line, "meaning", inbound_meaning_name(a->meaning));
	set_text(line, "grade", inbound_grade_name(a->grade));
	set_text(line, "row", a->why);
	set_text(line, "words", a->word);
	set_text(line, "from", a->from);
	set_text(line, "proof", inbound_proof_name(a->proof));
	set_text(line, "spf", a->spf);
	set_text(line, "message_id", a->message_id);
	set_text(line, "token", token_words(h->known.token));
	json_object_set_new(line, "concerned", concerned_json(a));
	set_text(line, "original_id", a->original_id);
	set_text(line, "record", forecast_outcome_name(h->forecast.outcome));
	set_text(line, "counts", standing_name(&h->forecast));
	json_object_set_new(line, "because", doubts_json(&h->forecast));
	failed = json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
	return failed == 0;
}

/* ---------------------------------------------------------------- hearing */

static enum forecast_token look_at_token(
	const struct hearing *g, const char *text)
{
	struct unsubscribe_token token;

	if (!text)
		return FORECAST_NO_TOKEN;
	if (!g->unsubscriber)
		return FORECAST_TOKEN_UNCHECKED;
	return unsubscribe_open(g->unsubscriber, text, strlen(text), &token) ==
				ERR_OK &&
			token.has_key ?
		FORECAST_TOKEN_VALID :
		FORECAST_TOKEN_FOREIGN;
}

static int tell(struct hearing *g, const char *path,
	const struct inbound_answer *answer)
{
	struct heard h = {.path = path,
		.answer = answer,
		.known = {.has_client = g->client != NULL,
			.token = look_at_token(g, answer->token)}};

	forecast_make(g->cli->settings, answer, &h.known, &h.forecast);
	g->is_of_note |= forecast_is_of_note(&h.forecast);
	if (!g->is_json)
		print_text(&h);
	else if (!print_json(&h))
		return cli_fail(g->cli, EX_IOERR, "writing the output failed");
	return EX_OK;
}

static int ask(struct hearing *g, const char *path, const struct eml *eml)
{
	const char *recipient = g->to ? g->to : eml->recipient;
	struct inbound_question q = {
		.client = g->client,
		.helo = g->helo,
		.sender = g->from       ? g->from :
			eml->has_sender ? eml->sender :
					  NO_SENDER,
		.recipients = {&recipient, *recipient != '\0'},
		.head = buf_text(&eml->head),
		.body = buf_text(&eml->body),
		.is_body_cut = eml->is_cut,
	};
	struct inbound_answer answer;
	int status;
	enum err e;

	if (g->client && !g->from && !eml->has_sender)
		return cli_fail(g->cli, EX_DATAERR,
			"%s: SPF needs the sender of the envelope, and the "
			"file does not tell it; give --from",
			path);
	e = helper_ask(g->helper, &q, &answer);
	if (e)
		return cli_fail(g->cli,
			e == ERR_UNAVAILABLE ? EX_UNAVAILABLE : EX_SOFTWARE,
			"%s: %s", path, helper_cause(g->helper));
	status = tell(g, path, &answer);
	inbound_answer_free(&answer);
	return status;
}

static int hear(struct hearing *g, const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO :
			    open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct eml eml;
	int status;
	enum err e;

	if (fd < 0)
		return cli_fail(
			g->cli, EX_NOINPUT, "%s: %s", path, strerror(errno));
	eml_init(&eml);
	e = eml_read(fd, &eml);
	status = e ? cli_fail(g->cli, cli_status(e), "%s: %s", path,
			     e == ERR_IO ? strerror(errno) : err_text(e)) :
		     ask(g, path, &eml);
	eml_free(&eml);
	if (!is_input)
		close(fd);
	return status;
}

/* The first status that says something is the one of all. */
static int hear_all(struct hearing *g, char **paths, size_t len)
{
	int first = EX_OK;

	for (size_t i = 0; i < len; i++) {
		int status = hear(g, paths[i]);

		first = first ? first : status;
		if (status == EX_UNAVAILABLE || status == EX_IOERR)
			break;
	}
	if (first)
		return first;
	if (cli_flush(g->cli))
		return EX_IOERR;
	return g->is_of_note ? EXIT_OF_NOTE : EX_OK;
}

/* Without them tokens are not checked, and the output says so. */
static void open_keys(struct hearing *g)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys = NULL;

	if (keyfile_read(g->cli->settings->key_file, &keys, cause) == ERR_OK &&
		unsubscriber_new(keys, &g->unsubscriber))
		g->unsubscriber = NULL;
	keyfile_free(&keys);
}

static int hear_with_helper(struct hearing *g, char **paths, size_t len)
{
	const struct settings *s = g->cli->settings;
	enum err e = helper_new(helper_program(s), -1, &g->helper);
	int status;

	if (!e)
		e = helper_tell(g->helper, s, HELPER_DNS_WHOLE);
	if (!e)
		open_keys(g);
	status = e ? cli_fail(g->cli, cli_status(e), "%s", err_text(e)) :
		     hear_all(g, paths, len);
	unsubscriber_free(&g->unsubscriber);
	helper_free(&g->helper);
	return status;
}

static bool is_ip(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 ||
		inet_pton(AF_INET6, text, bytes) == 1;
}

int cmd_hear(struct cli *cli, int argc, char **argv)
{
	struct hearing g = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "from", .value = &g.from},
		{.name = "to", .value = &g.to},
		{.name = "client", .value = &g.client},
		{.name = "helo", .value = &g.helo},
		{.name = "json", .flag = &g.is_json},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (status)
		return status;
	if (first == argc)
		return cli_usage(cli, "FILE is missing");
	if (g.client && !is_ip(g.client))
		return cli_usage(cli,
			"--client: found \"%s\", accepted: an IP address",
			g.client);
	if (g.from && strcmp(g.from, "<>") == 0)
		g.from = "";
	status = cli_open_settings(cli);
	if (status)
		return status;
	return hear_with_helper(&g, argv + first, (size_t)(argc - first));
}
