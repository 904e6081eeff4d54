/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/intake/recorder.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/rate.h"
#include "base/worker.h"
#include "service/intake/clicks.h"
#include "service/office/desk.h"

#define SOCKET_MODE 0666
#define PEERS_MAX 16
#define IN_SIZE 65536
#define OUT_SIZE 65536
/* How often the spool is looked at while nobody asks. */
#define PAUSE_MS 1000
/* Lines an hour of one kind about who is hung up on: anybody may connect. */
#define HOUR_MS 3600000
#define LOGGED_MAX 10
/* Who did it, for the journal. */
#define NAME "robinson-unsubscribe"

struct peer {
	int fd; /* -1: this place is free */
	size_t in_len;
	size_t out_len;
	unsigned char in[IN_SIZE];
	unsigned char out[OUT_SIZE];
};

struct recorder {
	struct listening listening;
	struct office *office;
	struct worker *worker;
	struct desk *desk; /* NULL: none could be had yet */
	struct peer peers[PEERS_MAX];
	struct rate *strangers; /* what of them goes to the log */
	struct rate *pages;

	/* The clicks of one round. */
	struct click clicks[CLICKS_BATCH_MAX];
	const struct click *items[CLICKS_BATCH_MAX];
	struct peer *askers[CLICKS_BATCH_MAX];
	enum click_outcome outcomes[CLICKS_BATCH_MAX];
	size_t len;
};

/* ----------------------------------------------------------------- peers */

/* Whoever can connect could otherwise fill the log. */
static bool may_log(struct rate *lines)
{
	enum rate_result r =
		rate_take(lines, NULL, clock_monotonic_ms(), LOGGED_MAX);

	if (r == RATE_FIRST_OVER)
		log_warn("recorder: more of the same is not logged within the "
			 "hour");
	return r == RATE_WITHIN;
}

static void hang_up(struct peer *p)
{
	close(p->fd);
	p->fd = -1;
	p->in_len = 0;
	p->out_len = 0;
}

static void hang_up_on(struct recorder *r, struct peer *p, const char *why)
{
	if (may_log(r->pages))
		log_warn("the public page is hung up on: %s", why);
	hang_up(p);
}

static bool is_welcome(struct recorder *r, uid_t uid)
{
	const struct settings *s = office_settings(r->office);
	struct passwd entry, *found = NULL;
	char space[16384];
	bool is = uid == 0 || uid == geteuid();

	if (!is && s->unsubscribe.user &&
		getpwnam_r(s->unsubscribe.user, &entry, space, sizeof(space),
			&found) == 0 &&
		found)
		is = uid == found->pw_uid;
	settings_unref(&s);
	return is;
}

static void greet(struct recorder *r)
{
	struct ucred who;
	socklen_t len = sizeof(who);
	int fd = accept4(
		r->listening.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 ||
		!is_welcome(r, who.uid)) {
		if (may_log(r->strangers))
			log_warn("recorder: uid %ld may not record clicks; "
				 "\"user\" in "
				 "the section unsubscribe names who may",
				(long)who.uid);
		close(fd);
		return;
	}
	for (size_t i = 0; i < PEERS_MAX; i++)
		if (r->peers[i].fd < 0) {
			r->peers[i].fd = fd;
			return;
		}
	if (may_log(r->pages))
		log_warn("recorder: more than %d connections", PEERS_MAX);
	close(fd);
}

static void flush(struct peer *p)
{
	while (p->fd >= 0 && p->out_len > 0) {
		ssize_t n = send(p->fd, p->out, p->out_len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK)
				hang_up(p);
			return;
		}
		p->out_len -= (size_t)n;
		memmove(p->out, p->out + n, p->out_len);
	}
}

static void receive(struct peer *p)
{
	ssize_t n;

	if (p->in_len == IN_SIZE)
		return;
	n = recv(p->fd, p->in + p->in_len, IN_SIZE - p->in_len, 0);
	if (n > 0)
		p->in_len += (size_t)n;
	else if (n == 0 ||
		(errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK))
		hang_up(p);
}

/* ---------------------------------------------------------------- clicks */

/* Takes the packets that have come from a peer, as far as this round has
 * room. */
static void collect(struct recorder *r, struct peer *p)
{
	size_t from = 0, used;
	enum err e = ERR_OK;

	while (!e && r->len < CLICKS_BATCH_MAX) {
		struct click *click = &r->clicks[r->len];

		e = click_decode(p->in + from, p->in_len - from, click, &used);
		if (e)
			break;
		from += used;
		r->items[r->len] = click;
		r->askers[r->len++] = p;
	}
	p->in_len -= from;
	memmove(p->in, p->in + from, p->in_len);
	if (e && e != ERR_UNAVAILABLE)
		hang_up_on(r, p, "it does not speak as it should");
}

static void answer(struct recorder *r)
{
	for (size_t i = 0; i < r->len; i++) {
		struct peer *p = r->askers[i];
		struct click_answer a = {.outcome = r->outcomes[i]};
		size_t len;

		if (p->fd < 0)
			continue;
		if (OUT_SIZE - p->out_len < CLICK_PACKET_MAX) {
			hang_up_on(r, p, "it does not take its answers");
			continue;
		}
		memcpy(a.id, r->clicks[i].id, CLICK_ID_LEN);
		click_answer_encode(&a, p->out + p->out_len, &len);
		p->out_len += len;
	}
	r->len = 0;
}

/* A desk under the present settings and on the present store. */
static bool has_desk(struct recorder *r)
{
	char cause[DESK_CAUSE_SIZE];
	const struct settings *s = office_settings(r->office);

	if (r->desk &&
		(r->desk->settings != s ||
			r->desk->store != office_store(r->office)))
		desk_close(&r->desk);
	settings_unref(&s);
	if (!r->desk && desk_open(r->office, NAME, &r->desk, cause))
		return false;
	return true;
}

/* Whether what waits in the spool is on record. */
static bool settle(struct recorder *r)
{
	const struct settings *s = office_settings(r->office);
	char cause[OFFICE_CAUSE_SIZE];
	enum err e = office_settle(r->office, s, cause);

	settings_unref(&s);
	return e == ERR_OK;
}

static void record(struct recorder *r)
{
	bool is_settled = settle(r);
	char cause[OFFICE_CAUSE_SIZE];

	if (r->len == 0)
		return;
	for (size_t i = 0; i < r->len; i++)
		r->outcomes[i] = CLICK_LATER;
	if (!has_desk(r))
		return;
	/* An undo must not come before the click that it undoes. */
	for (size_t i = 0; i < r->len && !is_settled; i++)
		if (r->clicks[i].is_undo)
			return;
	clicks_record(r->desk, r->items, r->len, r->outcomes);
	for (size_t i = 0; i < r->len; i++)
		if (r->outcomes[i] == CLICK_LATER) {
			log_warn("clicks cannot be recorded: %s",
				r->desk->cause);
			/* So that a store that is away is looked after. */
			(void)!office_ready(r->office, cause);
			desk_close(&r->desk);
			break;
		}
}

/* ---------------------------------------------------------------- thread */

static bool has_packets(const struct recorder *r)
{
	struct click click;
	size_t used;

	for (size_t i = 0; i < PEERS_MAX; i++) {
		const struct peer *p = &r->peers[i];

		if (p->fd >= 0 &&
			click_decode(p->in, p->in_len, &click, &used) !=
				ERR_UNAVAILABLE)
			return true;
	}
	return false;
}

/* False: it is the end. */
static bool wait_for_more(struct recorder *r)
{
	struct pollfd fds[2 + PEERS_MAX] = {
		{.fd = worker_fd(r->worker), .events = POLLIN},
		{.fd = r->listening.fd, .events = POLLIN},
	};

	for (size_t i = 0; i < PEERS_MAX; i++) {
		struct peer *p = &r->peers[i];

		fds[2 + i].fd = p->fd;
		if (p->in_len < IN_SIZE)
			fds[2 + i].events |= POLLIN;
		if (p->out_len > 0)
			fds[2 + i].events |= POLLOUT;
	}
	if (poll(fds, 2 + PEERS_MAX, has_packets(r) ? 0 : PAUSE_MS) <= 0)
		return true;
	if (fds[0].revents)
		return false;
	for (size_t i = 0; i < PEERS_MAX; i++)
		if (fds[2 + i].revents & (POLLIN | POLLHUP | POLLERR))
			receive(&r->peers[i]);
	if (fds[1].revents)
		greet(r);
	return true;
}

static void run(struct worker *worker, void *arg)
{
	struct recorder *r = arg;

	while (worker_goes_on(worker) && wait_for_more(r)) {
		for (size_t i = 0; i < PEERS_MAX; i++)
			if (r->peers[i].fd >= 0)
				collect(r, &r->peers[i]);
		record(r);
		answer(r);
		for (size_t i = 0; i < PEERS_MAX; i++)
			flush(&r->peers[i]);
	}
}

enum err recorder_open(const struct settings *settings, uid_t owner,
	struct recorder **recorder_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	const struct listening_options options = {
		.socket = settings->unsubscribe.recorder,
		.mode = SOCKET_MODE,
		.owner = owner,
	};
	struct recorder *r = calloc(1, sizeof(*r));
	enum err e;

	*recorder_r = r;
	snprintf(cause_r, LISTENING_CAUSE_SIZE, "%s", err_text(ERR_NOMEM));
	if (!r)
		return ERR_NOMEM;
	r->listening.fd = -1;
	for (size_t i = 0; i < PEERS_MAX; i++)
		r->peers[i].fd = -1;
	e = worker_new(&r->worker);
	if (!e)
		e = rate_new(HOUR_MS, 1, &r->strangers);
	if (!e)
		e = rate_new(HOUR_MS, 1, &r->pages);
	if (!e)
		e = listening_open(&options, &r->listening, cause_r);
	if (e)
		recorder_stop(recorder_r);
	return e;
}

enum err recorder_start(struct recorder *recorder, struct office *office)
{
	recorder->office = office;
	return worker_start(recorder->worker, run, recorder);
}

void recorder_stop(struct recorder **recorder)
{
	struct recorder *r = *recorder;

	if (!r)
		return;
	worker_free(&r->worker);
	for (size_t i = 0; i < PEERS_MAX; i++)
		if (r->peers[i].fd >= 0)
			hang_up(&r->peers[i]);
	desk_close(&r->desk);
	rate_free(&r->strangers);
	rate_free(&r->pages);
	listening_close(&r->listening);
	free(r);
	*recorder = NULL;
}
