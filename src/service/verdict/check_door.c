/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/verdict/check_door.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/rate.h"
#include "base/worker.h"
#include "mail/refusal.h"
#include "service/office/desk.h"
#include "service/verdict/check.h"

#define SOCKET_MODE 0660
#define HOUR_MS 3600000
/* Users who are counted at once. */
#define USERS 64
/* A question is there at once: whoever asks slowly keeps the others waiting. */
#define PATIENCE_MS 3000
/* Connections of a user within the hour, beside those that "check-per-hour"
 * has a use for; one that asks nothing costs as many as these. */
#define CONNECTIONS_MORE 100
#define SILENCE_COSTS 20
#define GREETING "check 1"
#define ANSWERS_MAX ((size_t)256 * 1024)
/* Who asks, as the desk has it. A check leaves nothing on record. */
#define NAME "robinson-milter"

struct check_door {
	struct listening listening;
	struct office *office;
	struct worker *worker;
	struct rate *addresses; /* asked about, by user */
	struct rate *connections; /* of each user */
	struct desk *desk; /* NULL: none could be had yet */
	struct check_item items[CHECK_DOOR_ADDRESSES];
	size_t len;
	uid_t uid; /* of who asks now */
};

/* ------------------------------------------------------------- the question */

/* All of it; false: it did not come in time, is too large, or the daemon
 * ends. */
static bool receive(struct check_door *door, int fd, struct buf *question)
{
	int64_t end = clock_monotonic_ms() + PATIENCE_MS;
	char piece[4096];
	ssize_t n;

	for (;;) {
		struct pollfd wait[] = {
			{.fd = fd, .events = POLLIN},
			{.fd = worker_fd(door->worker), .events = POLLIN},
		};
		int64_t left = end - clock_monotonic_ms();

		if (left <= 0 || poll(wait, 2, (int)left) <= 0 ||
			wait[1].revents)
			return false;
		n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (n > 0 && buf_add(question, piece, (size_t)n))
			return false;
	}
}

/* The next line, and where the one after it begins; NULL: there is none. */
static char *take_line(char **at)
{
	char *line = *at, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

/* Why it is none that is answered; NULL: it is one. The question is cut into
 * its lines. */
static const char *parse(
	struct check_door *door, struct buf *question, const char **purpose_r)
{
	char *at = question->data, *line = take_line(&at);

	door->len = 0;
	/* Texts end where C ends them. */
	if (!line || strcmp(line, GREETING) != 0)
		return "this is no question";
	*purpose_r = take_line(&at);
	if (!*purpose_r)
		return "no purpose is named";
	while ((line = take_line(&at))) {
		if (door->len == CHECK_DOOR_ADDRESSES)
			return "too many addresses at once";
		door->items[door->len++] = (struct check_item){
			.text = line, .text_len = strlen(line)};
	}
	if (at != question->data + question->len)
		return "a line has no end";
	return door->len > 0 ? NULL : "no address is named";
}

/* One user's questions do not use up another's. */
static bool take(
	const struct check_door *door, struct rate *rate, size_t n, int limit)
{
	unsigned char key[RATE_KEY_LEN] = {0};
	int64_t now = clock_monotonic_ms();

	memcpy(key, &door->uid, sizeof(door->uid));
	for (size_t i = 0; i < n; i++)
		if (rate_take(rate, key, now, limit) != RATE_WITHIN)
			return false;
	return true;
}

/* --------------------------------------------------------------- the answer */

static enum err refuse(struct buf *out, const char *why)
{
	buf_reset(out);
	return buf_addf(out, "refused\t%s\n", why);
}

/* A store that cannot answer is no "yes", and no "no" either. */
static enum err put_off(
	const struct check_door *door, const char *cause, struct buf *out)
{
	log_warn("check: uid %ld got no answer: %s", (long)door->uid, cause);
	buf_reset(out);
	return buf_adds(out, "later\tno answer can be had now\n");
}

/* A desk under the present settings and on the present store. */
static bool has_desk(struct check_door *door, char cause[DESK_CAUSE_SIZE])
{
	const struct settings *s = office_settings(door->office);

	if (door->desk &&
		(door->desk->settings != s ||
			door->desk->store != office_store(door->office)))
		desk_close(&door->desk);
	settings_unref(&s);
	return door->desk ||
		desk_open(door->office, NAME, &door->desk, cause) == ERR_OK;
}

static size_t write_answers(struct check_door *door, struct buf *out)
{
	size_t may_go = 0;

	(void)buf_adds(out, "answers\n");
	for (size_t i = 0; i < door->len; i++) {
		const struct check_item *item = &door->items[i];
		bool is_yes = check_may_go(item);
		/* A reason that lets it go may still be one that warns. */
		struct refusal why;

		refusal_of(door->desk->settings, &item->verdict, item->cause,
			&why);
		(void)buf_adds(out, is_yes ? "yes\t" : "no\t");
		(void)refusal_add_why(out, &why);
		(void)buf_addc(out, '\n');
		may_go += is_yes;
	}
	return may_go;
}

static enum err answer_purpose(
	struct check_door *door, const char *name, struct buf *out)
{
	const struct policy_purpose *purpose;
	struct check_query query;
	size_t may_go;
	enum err e;

	if (desk_purpose(door->desk, name, &purpose))
		return refuse(out, door->desk->cause);
	door->desk->now_utc = office_now(door->office);
	check_query_init(door->desk, purpose, INSTANT_NONE, &query);
	e = check_batch(door->desk, &query, door->items, door->len);
	if (e) {
		e = put_off(door, door->desk->cause, out);
		desk_close(&door->desk);
		return e;
	}
	may_go = write_answers(door, out);
	log_info("check: uid %ld asked about %zu addresses for \"%s\": %zu may "
		 "be written to",
		(long)door->uid, door->len, purpose->name, may_go);
	return buf_err(out);
}

static enum err answer(
	struct check_door *door, struct buf *question, struct buf *out)
{
	const struct settings *s = office_settings(door->office);
	int limit = s->milter.check_per_hour;
	char cause[DESK_CAUSE_SIZE] = "", waits[OFFICE_CAUSE_SIZE] = "";
	const char *purpose = NULL, *why = parse(door, question, &purpose);
	enum err e = ERR_OK;

	if (!why && !take(door, door->addresses, door->len, limit))
		why = "you have asked about too many addresses within the "
		      "hour; see check-per-hour in robinson.conf(5)";
	/* As for mail: what was clicked counts first. */
	if (!why)
		e = office_settle(door->office, s, waits);
	settings_unref(&s);
	if (why) {
		log_warn("check: uid %ld was refused an answer: %s",
			(long)door->uid, why);
		return refuse(out, why);
	}
	if (e)
		return put_off(door, waits, out);
	if (!has_desk(door, cause))
		return put_off(door, cause, out);
	return answer_purpose(door, purpose, out);
}

static int per_hour(const struct check_door *door)
{
	const struct settings *s = office_settings(door->office);
	int limit = s->milter.check_per_hour;

	settings_unref(&s);
	return limit;
}

/* Whoever is over the limit is not answered and fills no log. */
static bool may_connect(struct check_door *door, int fd, int limit)
{
	struct ucred who = {.uid = (uid_t)-1};
	const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	socklen_t len = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 ||
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)) != 0)
		return false;
	door->uid = who.uid;
	return take(door, door->connections, 1, limit);
}

static void serve(struct check_door *door, int fd)
{
	int limit = per_hour(door) + CONNECTIONS_MORE;
	struct buf question, out;

	if (!may_connect(door, fd, limit))
		return;
	buf_init(&question, CHECK_DOOR_MAX);
	buf_init(&out, ANSWERS_MAX);
	if (!receive(door, fd, &question)) {
		log_warn("check: uid %ld asked nothing that could be read",
			(long)door->uid);
		(void)take(door, door->connections, SILENCE_COSTS, limit);
	}
	/* SIGPIPE is ignored by every daemon. */
	else if (answer(door, &question, &out) == ERR_OK &&
		file_write_all(fd, buf_text(&out), out.len))
		log_warn("check: uid %ld did not take the answer",
			(long)door->uid);
	buf_free(&question);
	buf_free(&out);
}

/* ------------------------------------------------------------------- thread */

static void run(struct worker *worker, void *arg)
{
	struct check_door *door = arg;
	struct pollfd fds[] = {
		{.fd = worker_fd(worker), .events = POLLIN},
		{.fd = door->listening.fd, .events = POLLIN},
	};

	while (worker_goes_on(worker)) {
		int fd;

		if (poll(fds, 2, -1) < 0 || fds[0].revents)
			continue;
		fd = accept4(door->listening.fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0) {
			/* No descriptor is left: do not spin. */
			if (errno != EAGAIN)
				(void)poll(fds, 1, 100);
			continue;
		}
		serve(door, fd);
		close(fd);
	}
}

enum err check_door_open(const struct settings *settings, uid_t owner,
	struct check_door **door_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	const struct listening_options options = {
		.socket = settings->milter.check_socket,
		.mode = SOCKET_MODE,
		.group = settings->milter.check_group,
		.owner = owner,
	};
	struct check_door *door = calloc(1, sizeof(*door));
	enum err e;

	*door_r = door;
	snprintf(cause_r, LISTENING_CAUSE_SIZE, "%s", err_text(ERR_NOMEM));
	if (!door)
		return ERR_NOMEM;
	door->listening.fd = -1;
	e = worker_new(&door->worker);
	if (!e)
		e = rate_new(HOUR_MS, USERS, &door->addresses);
	if (!e)
		e = rate_new(HOUR_MS, USERS, &door->connections);
	if (!e)
		e = listening_open(&options, &door->listening, cause_r);
	if (e)
		check_door_stop(door_r);
	return e;
}

enum err check_door_start(struct check_door *door, struct office *office)
{
	door->office = office;
	return worker_start(door->worker, run, door);
}

void check_door_stop(struct check_door **door)
{
	struct check_door *d = *door;

	if (!d)
		return;
	worker_free(&d->worker);
	desk_close(&d->desk);
	listening_close(&d->listening);
	rate_free(&d->addresses);
	rate_free(&d->connections);
	free(d);
	*door = NULL;
}
