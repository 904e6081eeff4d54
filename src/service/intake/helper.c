/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/intake/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"

#define CHILD_FD 3
#define CHILD_NICE 10
/* For a helper that has just been started, on a machine that is busy. */
#define PROBE_MS 10000
#define FIRST_PAUSE_MS 250
#define LONGEST_PAUSE_MS 30000

struct helper {
	char *program;
	pid_t pid; /* 0: none */
	int fd; /* -1: none */
	int stop_fd; /* -1: none */
	int64_t limit_ms; /* for one question */
	struct buf hello; /* as sent first */
	struct buf out, in;
	struct buf piece; /* of a message that is looked at */
	int64_t look_until_ms;
	bool has_told; /* the child has this hello */
	uint64_t number;
	unsigned deaths; /* since the last answer */
	int64_t pause_until_ms;
	char cause[HELPER_CAUSE_SIZE];
};

static enum err fail(struct helper *h, enum err e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static enum err fail(struct helper *h, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(h->cause, sizeof(h->cause), fmt, ap);
	va_end(ap);
	return e;
}

const char *helper_program(const struct settings *s)
{
	return s->inbound.helper ? s->inbound.helper :
				   PKGLIBEXECDIR "/robinson-inbound";
}

enum err helper_new(const char *program, int stop_fd, struct helper **helper_r)
{
	struct helper *h = calloc(1, sizeof(*h));

	*helper_r = NULL;
	if (!h || !(h->program = strdup(program))) {
		free(h);
		return ERR_NOMEM;
	}
	h->fd = -1;
	h->stop_fd = stop_fd;
	buf_init(&h->hello, INBOUND_PACKET_MAX + INBOUND_LENGTH_SIZE);
	buf_init(&h->out, INBOUND_PACKET_MAX + INBOUND_LENGTH_SIZE);
	buf_init(&h->in, INBOUND_PACKET_MAX);
	buf_init(&h->piece, INBOUND_PIECE_MAX);
	*helper_r = h;
	return ERR_OK;
}

/* ------------------------------------------------------------ its end */

/* Waited for at once: a killed child does not linger, and until it has been
 * waited for nobody else can have its number. */
static void end_child(struct helper *h)
{
	int status;

	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
	h->has_told = false;
	if (h->pid <= 0)
		return;
	kill(h->pid, SIGKILL);
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	h->pid = 0;
}

/* The first death may be anybody's fault. */
static void count_death(struct helper *h)
{
	int64_t pause = FIRST_PAUSE_MS;

	end_child(h);
	for (unsigned n = 2; n < h->deaths && pause < LONGEST_PAUSE_MS; n++)
		pause *= 2;
	if (pause > LONGEST_PAUSE_MS)
		pause = LONGEST_PAUSE_MS;
	if (h->deaths++ > 0)
		h->pause_until_ms = clock_monotonic_ms() + pause;
}

void helper_free(struct helper **helper)
{
	struct helper *h = *helper;

	if (!h)
		return;
	end_child(h);
	buf_free(&h->hello);
	buf_free(&h->out);
	buf_free(&h->in);
	buf_free(&h->piece);
	free(h->program);
	free(h);
	*helper = NULL;
}

/* ------------------------------------------------------------- talking */

enum waited {
	WAITED_READY,
	WAITED_TIME,
	WAITED_STOP
};

static enum waited wait_for(
	const struct helper *h, short what, int64_t deadline_ms)
{
	struct pollfd p[2] = {
		{.fd = h->fd, .events = what},
		{.fd = h->stop_fd, .events = POLLIN}, /* -1 is skipped */
	};
	int64_t left;
	int n;

	do {
		left = deadline_ms - clock_monotonic_ms();
		n = poll(p, 2, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	if (p[1].revents)
		return WAITED_STOP;
	return n > 0 ? WAITED_READY : WAITED_TIME;
}

static enum err ended(struct helper *h, const char *how)
{
	return fail(h, ERR_IO, "%s %s", h->program, how);
}

static enum err wait_more(struct helper *h, short what, int64_t deadline_ms)
{
	switch (wait_for(h, what, deadline_ms)) {
	case WAITED_READY:
		return ERR_OK;
	case WAITED_STOP:
		return fail(h, ERR_UNAVAILABLE, "interrupted");
	case WAITED_TIME:
		break;
	}
	return ended(h, "does not answer in time");
}

static enum err send_all(
	struct helper *h, const struct buf *bytes, int64_t deadline_ms)
{
	enum err e = ERR_OK;
	size_t at = 0;

	while (!e && at < bytes->len) {
		ssize_t n = send(
			h->fd, bytes->data + at, bytes->len - at, MSG_NOSIGNAL);

		if (n > 0) {
			at += (size_t)n;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return ended(h, "has died");
		} else {
			e = wait_more(h, POLLOUT, deadline_ms);
		}
	}
	return e;
}

static enum err receive(
	struct helper *h, char *to, size_t len, int64_t deadline_ms)
{
	enum err e = ERR_OK;

	while (!e && len > 0) {
		ssize_t n = recv(h->fd, to, len, 0);

		if (n > 0) {
			to += n;
			len -= (size_t)n;
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			return ended(h, "has died");
		} else {
			e = wait_more(h, POLLIN, deadline_ms);
		}
	}
	return e;
}

/* A whole packet into h->in. */
static enum err receive_packet(struct helper *h, int64_t deadline_ms)
{
	char head[INBOUND_LENGTH_SIZE], chunk[4096];
	size_t len = 0;
	enum err e = receive(h, head, sizeof(head), deadline_ms);

	buf_reset(&h->in);
	if (!e && inbound_packet_len(head, &len))
		e = ended(h, "speaks nonsense");
	while (!e && h->in.len < len) {
		size_t n = len - h->in.len;

		n = n < sizeof(chunk) ? n : sizeof(chunk);
		e = receive(h, chunk, n, deadline_ms);
		if (!e && buf_add(&h->in, chunk, n))
			e = fail(h, ERR_NOMEM, "out of memory");
	}
	return e;
}

/* What a decoding said. */
static enum err decoded(struct helper *h, enum err e)
{
	if (e == ERR_NOMEM)
		return fail(h, e, "out of memory");
	return e ? ended(h, "speaks nonsense") : ERR_OK;
}

static enum err receive_answer(struct helper *h, uint64_t number,
	int64_t deadline_ms, struct inbound_answer *answer_r)
{
	enum err e = receive_packet(h, deadline_ms);

	if (!e)
		e = decoded(h,
			inbound_answer_decode(h->in.data, h->in.len, answer_r));
	if (e || answer_r->number == number)
		return e;
	inbound_answer_free(answer_r);
	return ended(h, "answers another question");
}

static enum err receive_preview(struct helper *h, uint64_t number,
	int64_t deadline_ms, struct inbound_preview *preview_r)
{
	enum err e = receive_packet(h, deadline_ms);

	if (!e)
		e = decoded(h,
			inbound_preview_decode(
				h->in.data, h->in.len, preview_r));
	if (e || preview_r->number == number)
		return e;
	inbound_preview_free(preview_r);
	return ended(h, "answers another question");
}

/* ------------------------------------------------------------ starting */

static int spawn(struct helper *h, int null, int theirs)
{
	const int fds[CHILD_FD + 1] = {null, null, -1, theirs};
	char *const argv[] = {h->program, NULL};
	char *const nothing[] = {NULL};
	const struct process_child child = {
		.fds = fds,
		.fds_len = CHILD_FD + 1,
		.argv = argv,
		.environment = nothing,
		.dies_with_us = true,
	};
	int failed = process_spawn(&child, &h->pid);

	if (failed)
		h->pid = 0;
	return failed;
}

static enum err start_child(struct helper *h)
{
	int fds[2] = {-1, -1};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int failed = 0;

	if (null < 0 ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0 ||
		fcntl(fds[0], F_SETFL, O_NONBLOCK) != 0)
		failed = errno;
	else
		failed = spawn(h, null, fds[1]);
	if (null >= 0)
		close(null);
	if (fds[1] >= 0)
		close(fds[1]);
	h->fd = fds[0];
	if (!failed) {
		/* Nobody waits for it; what passes through the milter does. */
		(void)setpriority(PRIO_PROCESS, (id_t)h->pid, CHILD_NICE);
		return ERR_OK;
	}
	return fail(h, ERR_UNAVAILABLE, "%s cannot be started: %s", h->program,
		strerror(failed));
}

static enum err ask_once(struct helper *h, struct inbound_question *q,
	int64_t limit_ms, struct inbound_answer *answer_r)
{
	int64_t deadline = clock_monotonic_ms() + limit_ms;
	enum err e;

	q->number = ++h->number;
	buf_reset(&h->out);
	e = inbound_question_encode(q, &h->out);
	if (e)
		return fail(
			h, e, "a question that cannot be put: %s", err_text(e));
	if (!h->has_told) {
		e = send_all(h, &h->hello, deadline);
		h->has_told = !e;
	}
	if (!e)
		e = send_all(h, &h->out, deadline);
	if (!e)
		e = receive_answer(h, q->number, deadline, answer_r);
	return e;
}

/* A question without client and sender: the DNS is not asked. */
static enum err probe(struct helper *h)
{
	struct inbound_question q = {.sender = "", .head = "", .body = ""};
	struct inbound_answer answer;
	enum err e = ask_once(h, &q, PROBE_MS, &answer);

	if (!e)
		inbound_answer_free(&answer);
	return e;
}

int64_t helper_pause_ms(const struct helper *h)
{
	int64_t left = h->pause_until_ms - clock_monotonic_ms();

	return left > 0 ? left : 0;
}

enum err helper_start(struct helper *h)
{
	enum err e;

	if (h->pid > 0)
		return ERR_OK;
	if (helper_pause_ms(h) > 0)
		return ERR_UNAVAILABLE; /* with the cause of the last time */
	e = start_child(h);
	if (!e)
		e = probe(h);
	if (!e)
		return ERR_OK;
	if (e == ERR_UNAVAILABLE && h->pid > 0) {
		end_child(h);
		return e;
	}
	/* At once a pause: what fails at its start will do so again. */
	h->deaths = h->deaths > 0 ? h->deaths : 1;
	count_death(h);
	return ERR_UNAVAILABLE;
}

/* After what was asked ended so. */
static enum err settle(struct helper *h, enum err e)
{
	if (!e)
		h->deaths = 0;
	else if (e == ERR_IO)
		count_death(h);
	else if (e == ERR_NOMEM || e == ERR_UNAVAILABLE)
		end_child(h); /* half an answer may be under way */
	return e;
}

enum err helper_ask(struct helper *h, struct inbound_question *q,
	struct inbound_answer *answer_r)
{
	enum err e = helper_start(h);

	memset(answer_r, 0, sizeof(*answer_r));
	if (e)
		return e;
	return settle(h, ask_once(h, q, h->limit_ms, answer_r));
}

/* ---------------------------------------------------------------- looking */

static enum err send_piece(struct helper *h, int64_t deadline_ms)
{
	const struct inbound_piece piece = {buf_text(&h->piece)};
	enum err e;

	buf_reset(&h->out);
	e = inbound_piece_encode(&piece, &h->out);
	buf_reset(&h->piece);
	return e ?
		fail(h, e, "a message that cannot be given: %s", err_text(e)) :
		send_all(h, &h->out, deadline_ms);
}

/* A packet is text: NULs are left out. */
static enum err send_bytes(
	struct helper *h, const char *bytes, size_t len, int64_t deadline_ms)
{
	enum err e = ERR_OK;

	while (!e && len > 0) {
		size_t room = INBOUND_PIECE_MAX - h->piece.len;
		size_t n = len < room ? len : room;
		const char *nul = memchr(bytes, '\0', n);

		if (nul)
			n = (size_t)(nul - bytes);
		e = buf_add(&h->piece, bytes, n);
		n += nul != NULL;
		bytes += n;
		len -= n;
		if (!e && h->piece.len == INBOUND_PIECE_MAX)
			e = send_piece(h, deadline_ms);
	}
	return e;
}

enum err helper_look_begin(struct helper *h)
{
	enum err e = helper_start(h);

	buf_reset(&h->piece);
	h->look_until_ms = clock_monotonic_ms() + h->limit_ms;
	return e;
}

enum err helper_look_add(struct helper *h, const void *bytes, size_t len)
{
	return send_bytes(h, bytes, len, h->look_until_ms);
}

enum err helper_look_end(struct helper *h, struct inbound_preview *preview_r)
{
	const struct inbound_look look = {++h->number};
	enum err e =
		h->piece.len > 0 ? send_piece(h, h->look_until_ms) : ERR_OK;

	memset(preview_r, 0, sizeof(*preview_r));
	buf_reset(&h->out);
	if (!e)
		e = inbound_look_encode(&look, &h->out);
	if (!e)
		e = send_all(h, &h->out, h->look_until_ms);
	if (!e)
		e = receive_preview(
			h, look.number, h->look_until_ms, preview_r);
	return helper_look_failed(h, e);
}

enum err helper_look_failed(struct helper *h, enum err e)
{
	buf_free(&h->piece);
	buf_init(&h->piece, INBOUND_PIECE_MAX);
	buf_reset(&h->out);
	return settle(h, e);
}

/* -------------------------------------------------------------- hello */

static int64_t dns_ms(const struct settings_inbound *in, enum helper_dns dns)
{
	int64_t whole = in->dns_timeout_s * 1000;

	if (dns == HELPER_DNS_NO_TIME)
		return 0;
	return dns == HELPER_DNS_SHORT && whole > HELPER_SHORT_MS ?
		HELPER_SHORT_MS :
		whole;
}

/* One that runs gets it before the next question: it takes another hello at
 * any time. */
enum err helper_tell(
	struct helper *h, const struct settings *s, enum helper_dns dns)
{
	const struct settings_inbound *in = &s->inbound;
	struct inbound_hello hello = {
		.unsubscribe_address =
			s->unsubscribe.is_on ? s->unsubscribe.address : NULL,
		.trusted_authserv = {(const char **)(uintptr_t)
					     in->trusted_authserv.items,
			in->trusted_authserv.len},
		.stop_words = {(const char **)(uintptr_t)in->stop_words.items,
			in->stop_words.len},
		.automatic_subjects = {(const char **)(uintptr_t)
					       in->automatic_subjects.items,
			in->automatic_subjects.len},
		.dns_timeout_ms = dns_ms(in, dns),
		.without_spf = dns == HELPER_DNS_NEVER || !in->spf,
	};
	enum err e;

	/* Whatever it may ask, a busy machine has as much time to parse. */
	h->limit_ms = dns_ms(in, HELPER_DNS_WHOLE) + HELPER_MARGIN_MS;
	h->has_told = false;
	buf_reset(&h->hello);
	e = inbound_hello_encode(&hello, &h->hello);
	return e ? fail(h, e, "the helper cannot be told: %s", err_text(e)) :
		   ERR_OK;
}

const char *helper_cause(const struct helper *h)
{
	return h->cause;
}

pid_t helper_pid(const struct helper *h)
{
	return h->pid;
}
