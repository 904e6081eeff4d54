/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/line.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"

/* A store that is busy answers within its own, shorter, patience. */
#define PATIENCE_MS 8000
#define IN_SIZE 65536
#define OUT_SIZE 65536

struct questions {
	struct line_question *first;
	struct line_question **last;
};

struct line {
	struct sockaddr_un address;
	struct worker *worker;

	pthread_mutex_t lock;
	struct questions asked; /* under the lock */

	/* The thread's own: */
	int fd; /* -1: not connected */
	bool was_away;
	struct questions sent;
	unsigned char out[OUT_SIZE];
	size_t out_len;
	unsigned char in[IN_SIZE];
	size_t in_len;
};

static void questions_init(struct questions *q)
{
	q->first = NULL;
	q->last = &q->first;
}

static void questions_add(struct questions *q, struct line_question *question)
{
	question->next = NULL;
	*q->last = question;
	q->last = &question->next;
}

/* Takes *at out of the list. */
static struct line_question *questions_take(
	struct questions *q, struct line_question **at)
{
	struct line_question *question = *at;

	*at = question->next;
	if (!question->next)
		q->last = at;
	question->next = NULL;
	return question;
}

static void tell_all(struct questions *q, enum click_outcome outcome)
{
	while (q->first) {
		struct line_question *question = questions_take(q, &q->first);

		question->told(question, outcome);
	}
}

/* ------------------------------------------------------------ connection */

static void hang_up(struct line *l, const char *why)
{
	if (!l->was_away)
		log_warn("the recorder is away: %s", why);
	l->was_away = true;
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->out_len = 0;
	l->in_len = 0;
	tell_all(&l->sent, CLICK_LATER);
}

/* Tried for each that asks: on a local socket it costs next to nothing. */
static void connect_now(struct line *l)
{
	if (l->fd >= 0)
		return;
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 ||
		connect(l->fd, (const struct sockaddr *)&l->address,
			sizeof(l->address)) != 0)
		hang_up(l, strerror(errno));
}

static void send_some(struct line *l)
{
	ssize_t n;

	while (l->fd >= 0 && l->out_len > 0) {
		n = send(l->fd, l->out, l->out_len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK)
				hang_up(l, strerror(errno));
			return;
		}
		l->out_len -= (size_t)n;
		memmove(l->out, l->out + n, l->out_len);
	}
}

/* Packs what was asked as far as there is room. */
static void pack(struct line *l, struct questions *asked)
{
	size_t len;

	while (asked->first && OUT_SIZE - l->out_len >= CLICK_PACKET_MAX) {
		struct line_question *q = questions_take(asked, &asked->first);

		if (click_encode(&q->click, l->out + l->out_len, &len)) {
			q->told(q, CLICK_FORGED);
			continue;
		}
		l->out_len += len;
		questions_add(&l->sent, q);
	}
}

static void take_answer(struct line *l, const struct click_answer *answer)
{
	struct line_question **at = &l->sent.first;

	while (*at && memcmp((*at)->click.id, answer->id, CLICK_ID_LEN) != 0)
		at = &(*at)->next;
	if (*at) {
		struct line_question *q = questions_take(&l->sent, at);

		q->told(q, answer->outcome);
	}
	if (l->was_away)
		log_info("the recorder is there again");
	l->was_away = false;
}

static void read_answers(struct line *l)
{
	struct click_answer answer;
	size_t from = 0, used;
	enum err e;

	while ((e = click_answer_decode(l->in + from, l->in_len - from, &answer,
			&used)) == ERR_OK) {
		from += used;
		take_answer(l, &answer);
	}
	if (e != ERR_UNAVAILABLE) {
		hang_up(l, "it does not speak as it should");
		return;
	}
	l->in_len -= from;
	memmove(l->in, l->in + from, l->in_len);
}

static void receive(struct line *l)
{
	ssize_t n = recv(l->fd, l->in + l->in_len, IN_SIZE - l->in_len, 0);

	if (n > 0) {
		l->in_len += (size_t)n;
		read_answers(l);
	} else if (n == 0) {
		hang_up(l, "it has hung up");
	} else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
		hang_up(l, strerror(errno));
	}
}

/* ---------------------------------------------------------------- thread */

static void give_up(struct line *l)
{
	int64_t now = clock_monotonic_ms();

	while (l->sent.first && l->sent.first->until_ms <= now) {
		struct line_question *q =
			questions_take(&l->sent, &l->sent.first);

		q->told(q, CLICK_LATER);
	}
}

static void take_asked(struct line *l, struct questions *asked)
{
	pthread_mutex_lock(&l->lock);
	if (l->asked.first) {
		*asked->last = l->asked.first;
		asked->last = l->asked.last;
		questions_init(&l->asked);
	}
	pthread_mutex_unlock(&l->lock);
}

static void wait_for_more(struct line *l)
{
	struct pollfd fds[2] = {
		{.fd = worker_fd(l->worker), .events = POLLIN},
		{.fd = l->fd,
			.events = (short)(POLLIN | (l->out_len ? POLLOUT : 0))},
	};
	int64_t left = -1;

	if (l->sent.first) {
		left = l->sent.first->until_ms - clock_monotonic_ms();
		if (left < 0)
			left = 0;
	}
	if (poll(fds, 2, (int)left) <= 0)
		return;
	if (fds[0].revents)
		(void)worker_pause(l->worker, 0);
	if (l->fd >= 0 && fds[1].revents & (POLLIN | POLLHUP | POLLERR))
		receive(l);
}

static void run(struct worker *worker, void *arg)
{
	struct line *l = arg;
	struct questions asked;

	questions_init(&asked);
	while (worker_goes_on(worker)) {
		take_asked(l, &asked);
		if (asked.first)
			connect_now(l);
		if (l->fd < 0)
			tell_all(&asked, CLICK_LATER);
		pack(l, &asked);
		send_some(l);
		give_up(l);
		wait_for_more(l);
	}
	tell_all(&asked, CLICK_LATER);
	tell_all(&l->sent, CLICK_LATER);
}

static void line_free(struct line **line)
{
	struct line *l = *line;

	worker_free(&l->worker);
	if (l->fd >= 0)
		close(l->fd);
	pthread_mutex_destroy(&l->lock);
	free(l);
	*line = NULL;
}

enum err line_start(const char *socket, struct line **line_r)
{
	const char *path = strncmp(socket, "unix:", 5) == 0 ? socket + 5 : "";
	struct line *l = calloc(1, sizeof(*l));
	size_t len = strlen(path);
	enum err e = ERR_OK;

	*line_r = l;
	if (!l)
		return ERR_NOMEM;
	l->fd = -1;
	questions_init(&l->asked);
	questions_init(&l->sent);
	pthread_mutex_init(&l->lock, NULL);
	l->address.sun_family = AF_UNIX;
	if (len == 0 || len >= sizeof(l->address.sun_path))
		e = ERR_INVALID;
	else
		memcpy(l->address.sun_path, path, len + 1);
	if (!e)
		e = worker_new(&l->worker);
	if (!e)
		e = worker_start(l->worker, run, l);
	if (e)
		line_free(line_r);
	return e;
}

void line_stop(struct line **line)
{
	struct line *l = *line;

	if (!l)
		return;
	worker_stop(l->worker);
	tell_all(&l->asked, CLICK_LATER);
	line_free(line);
}

void line_ask(struct line *line, struct line_question *question)
{
	question->until_ms = clock_monotonic_ms() + PATIENCE_MS;
	pthread_mutex_lock(&line->lock);
	questions_add(&line->asked, question);
	pthread_mutex_unlock(&line->lock);
	worker_wake(line->worker);
}
