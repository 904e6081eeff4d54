/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix's own programs, which alone may touch its queue. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/tool.h"
#include "service/mta/mta_queue_json_private.h"
#include "service/mta/mta_queue_private.h"

#define LISTING_MAX ((size_t)256 << 20)
#define PATH_SIZE 64
#define SAID_MAX ((size_t)4000)
#define LIST_TIMEOUT_S 120
#define TIMEOUT_S 30

static bool find(const char *name, char *path_r)
{
	static const char *const places[] = {"/usr/sbin", "/usr/local/sbin",
		"/usr/bin", "/opt/postfix/sbin"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path_r, PATH_SIZE, "%s/%s", places[i], name);
		if (access(path_r, X_OK) == 0)
			return true;
	}
	return false;
}

static bool is_asked(const struct mta_queue_tools *tools)
{
	char path[PATH_SIZE];

	return !tools->sendmail_cf &&
		(tools->postfix_config || find("postqueue", path));
}

struct command {
	const char *name;
	const char *args[3];
	int64_t timeout_s;
};

/* What it said may be of many lines; the first says why. */
static enum err judge_result(struct desk *desk, const struct command *c,
	const struct tool_result *result, const struct buf *said)
{
	const char *text = said->len ? buf_text(said) : "it did not say why";

	if (result->timed_out)
		return desk_fail(desk, ERR_UNAVAILABLE,
			"%s did not end in time", c->name);
	if (result->status != 0)
		return desk_fail(desk, ERR_UNAVAILABLE, "%s %s: %.*s", c->name,
			c->args[0], (int)strcspn(text, "\n"), text);
	return ERR_OK;
}

static enum err run(struct desk *desk, const struct mta_queue_tools *tools,
	const struct command *c, struct buf *out, struct buf *said)
{
	char path[PATH_SIZE];
	const char *argv[8] = {path};
	struct tool tool = {.argv = argv, .timeout_s = c->timeout_s};
	struct tool_result result;
	size_t n = 1;
	enum err e;

	if (!find(c->name, path))
		return desk_fail(desk, ERR_NOT_FOUND,
			"hold-in is mta, and %s is not found: is Postfix "
			"installed?",
			c->name);
	if (tools->postfix_config) {
		argv[n++] = "-c";
		argv[n++] = tools->postfix_config;
	}
	for (size_t i = 0; i < 3 && c->args[i]; i++)
		argv[n++] = c->args[i];
	e = tool_run(&tool, out, said, &result);
	if (e)
		return desk_fail(desk, e, "%s: %s", path, err_text(e));
	return judge_result(desk, c, &result, said);
}

static enum err ask(
	struct desk *desk, const struct mta_queue_tools *tools, struct buf *out)
{
	const struct command c = {.name = "postqueue",
		.args = {"-j"},
		.timeout_s = LIST_TIMEOUT_S};
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = run(desk, tools, &c, out, &said);
	/* A listing that was cut is no listing. */
	if (!e && buf_err(out))
		e = desk_fail(desk, buf_err(out), "postqueue -j: %s",
			err_text(buf_err(out)));
	buf_free(&said);
	return e;
}

static enum err list(struct desk *desk, const struct mta_queue_tools *tools,
	struct mta_queue *q)
{
	struct buf text;
	size_t line;
	enum err e;

	buf_init(&text, LISTING_MAX);
	e = ask(desk, tools, &text);
	if (!e) {
		e = mta_queue_json_parse(buf_text(&text), q, &line);
		if (e)
			e = desk_fail(desk, e, "postqueue -j, line %zu: %s",
				line,
				e == ERR_CORRUPT ? "not understood" :
						   err_text(e));
	}
	buf_free(&text);
	return e;
}

/* postsuper(1) ends well also when there is no such message: it counts those
 * that it found. */
static enum err super(struct desk *desk, const struct mta_queue_tools *tools,
	const struct command *c, const char *found)
{
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = run(desk, tools, c, NULL, &said);
	if (!e && !strstr(buf_text(&said), found))
		e = desk_fail(desk, ERR_NOT_FOUND,
			"postsuper found no message %s in the hold queue",
			c->args[1]);
	buf_free(&said);
	return e;
}

static enum err release(struct desk *desk, const struct mta_queue_tools *tools,
	const struct mta_held *held)
{
	const struct command c = {.name = "postsuper",
		.args = {"-H", held->queue_id},
		.timeout_s = TIMEOUT_S};
	const struct command now = {.name = "postqueue",
		.args = {"-i", held->queue_id},
		.timeout_s = TIMEOUT_S};
	enum err e = super(desk, tools, &c, "Released from hold: 1");
	struct buf said;

	if (e)
		return e;
	/* At once; where that fails, the next run of the queue takes it. */
	buf_init(&said, SAID_MAX);
	if (run(desk, tools, &now, NULL, &said))
		desk->cause[0] = '\0';
	buf_free(&said);
	return ERR_OK;
}

static enum err delete (struct desk *desk, const struct mta_queue_tools *tools,
	const struct mta_held *held) {
	const struct command c = {.name = "postsuper",
		.args = {"-d", held->queue_id, "hold"},
		.timeout_s = TIMEOUT_S};

		return super(desk, tools, &c, "Deleted: 1");
}

const struct mta_driver mta_queue_postfix = {
	.by_hand = "postsuper",
	.is_asked = is_asked,
	.list = list,
	.release = release,
	.delete = delete,
};
