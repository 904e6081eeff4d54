/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/asking.h"
#include "service/office/control.h"

#define UNIX "unix:"

static enum err fail(char cause[LISTENING_CAUSE_SIZE], enum err e,
	const char *where, const char *what)
{
	snprintf(cause, LISTENING_CAUSE_SIZE, "%s: %s", where, what);
	return e;
}

/* Whoever can make a file there could answer in the daemon's place. */
static bool is_daemon(const void *arg, uid_t uid)
{
	const struct settings *s = arg;
	struct passwd entry, *found = NULL;
	char space[16384];

	if (uid == 0 || uid == geteuid())
		return true;
	return s->milter.user &&
		getpwnam_r(s->milter.user, &entry, space, sizeof(space),
			&found) == 0 &&
		found && found->pw_uid == uid;
}

static bool take_word(struct buf *said, const char *word)
{
	size_t len = strlen(word);

	if (said->len < len || memcmp(said->data, word, len) != 0)
		return false;
	said->len -= len;
	memmove(said->data, said->data + len, said->len + 1);
	return true;
}

static enum err ask(const struct settings *settings, const char *request,
	struct buf *said_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	const char *where = settings->milter.control;
	struct asking asking = {.question = request,
		.len = strlen(request),
		.trusts = is_daemon,
		.arg = settings};
	enum err e;

	if (!where)
		return fail(cause_r, ERR_NOT_FOUND, "milter: socket",
			"it is no Unix socket, so there is none for orders");
	asking.path = where + strlen(UNIX);
	e = asking_ask(&asking, said_r, cause_r);
	if (e)
		return e;
	if (take_word(said_r, "refused\n"))
		return ERR_INVALID;
	return take_word(said_r, "taken\n") ?
		ERR_OK :
		fail(cause_r, ERR_DENIED, where,
			"the daemon does not take orders from this user, or is "
			"older than this program");
}

enum err control_reload(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	return ask(settings, "reload\n", said_r, cause_r);
}

enum err control_metrics(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE])
{
	return ask(settings, "metrics\n", said_r, cause_r);
}
