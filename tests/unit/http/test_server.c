/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/server.h"
#include "lib/tempdir.h"

/* Memory that a request has, and who answers it later. */
struct own {
	pthread_t thread;
	bool has_thread;
	bool is_resumed;
};

static atomic_int ended; /* requests, of both threads of the server */

static void begin(struct http_request *request, struct http_plan *plan)
{
	plan->body_max =
		strcmp(http_path(request), "/large") == 0 ? 200000 : 10;
}

static void *resume(void *arg)
{
	struct http_request *request = arg;

	usleep(20000);
	((struct own *)http_own(request))->is_resumed = true;
	http_resume(request);
	return NULL;
}

static void say(struct http_request *request)
{
	struct http_answer answer = {.status = 200, .type = "text/plain"};
	const char *cookie = http_cookie(request, "c");
	const char *query = http_query(request, "q");
	struct buf out;
	size_t len;
	uid_t uid = 0;
	bool has_uid = http_peer_uid(request, &uid);

	(void)http_body(request, &len);
	if (http_refusal(request))
		answer.status = http_refusal(request);
	buf_init(&out, 1000);
	buf_addf(&out, "%d %s q=%s c=%s body=%zu x=%u %s",
		(int)http_method(request), http_path(request),
		query ? query : "-", cookie ? cookie : "-", len,
		http_headers_named(request, "X-Name"),
		has_uid && uid == getuid() ? "mine" : "-");
	http_answer_add(&answer, "X-More", "yes");
	http_answer_add(&answer, "X-Split", "a\r\nSet-Cookie: b");
	answer.body = &out;
	http_answer(request, &answer);
	buf_free(&out);
}

static void handle(struct http_request *request)
{
	struct own *own = http_own(request);

	if (strcmp(http_path(request), "/nothing") == 0)
		return;
	if (strcmp(http_path(request), "/later") != 0 || own->is_resumed) {
		say(request);
		return;
	}
	http_wait(request);
	own->has_thread =
		pthread_create(&own->thread, NULL, resume, request) == 0;
	assert_true(own->has_thread);
}

static void end(struct http_request *request)
{
	struct own *own = http_own(request);

	if (own->has_thread)
		pthread_join(own->thread, NULL);
	ended++;
}

static const struct http_handler handler = {
	.own_size = sizeof(struct own),
	.begin = begin,
	.handle = handle,
	.end = end,
};

struct scene {
	struct tempdir dir;
	struct sockaddr_un name;
	int fd;
	struct http_server *server;
};

static void open_scene(struct scene *s, size_t large_bodies_max)
{
	struct http_server_options options = {
		.handler = &handler,
		.max_connections = 100,
		.patience_ms = 10000,
		.large_bodies_max = large_bodies_max,
		.policy = "default-src 'none'",
	};
	char cause[HTTP_CAUSE_SIZE];

	tempdir_make(&s->dir);
	s->name = (struct sockaddr_un){.sun_family = AF_UNIX};
	assert_true(
		(size_t)snprintf(s->name.sun_path, sizeof(s->name.sun_path),
			"%s/socket", s->dir.path) < sizeof(s->name.sun_path));
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(
		bind(s->fd, (struct sockaddr *)&s->name, sizeof(s->name)), 0);
	assert_int_equal(listen(s->fd, 10), 0);
	options.fd = s->fd;
	assert_int_equal(
		http_server_start(&options, &s->server, cause), ERR_OK);
	ended = 0;
}

static void close_scene(struct scene *s)
{
	http_server_stop(&s->server);
	unlink(s->name.sun_path);
	tempdir_remove(&s->dir);
}

static int ask(const struct scene *s, const char *request, size_t len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(
		connect(fd, (const struct sockaddr *)&s->name, sizeof(s->name)),
		0);
	while (len > 0) {
		ssize_t n = send(fd, request, len, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		request += n;
		len -= (size_t)n;
	}
	return fd;
}

/* All that comes until the connection ends. */
static void hear(int fd, struct buf *out)
{
	char piece[4096];
	ssize_t n;

	while ((n = recv(fd, piece, sizeof(piece), 0)) > 0)
		buf_add(out, piece, (size_t)n);
	close(fd);
}

#define CLOSE "Host: h\r\nConnection: close\r\n"

static const struct row {
	const char *name;
	const char *request;
	const char *expected[3];
} rows[] = {
	{"GET", "GET /a?q=1 HTTP/1.1\r\n" CLOSE "Cookie: b=2; c=3\r\n\r\n",
		{"HTTP/1.1 200", "\r\n\r\n1 /a q=1 c=3 body=0 x=0 mine"}},
	{"HEAD is GET without a body", "HEAD /a HTTP/1.1\r\n" CLOSE "\r\n",
		{"HTTP/1.1 200", "X-More: yes"}},
	{"POST", "POST /a HTTP/1.1\r\n" CLOSE "Content-Length: 3\r\n\r\nabc",
		{"2 /a q=- c=- body=3"}},
	{"another method", "DELETE /a HTTP/1.1\r\n" CLOSE "\r\n", {"0 /a"}},
	{"headers of all answers", "GET / HTTP/1.1\r\n" CLOSE "\r\n",
		{"Content-Security-Policy: default-src 'none'",
			"Cache-Control: no-store",
			"X-Content-Type-Options: nosniff"}},
	{"too large a body",
		"POST /a HTTP/1.1\r\n" CLOSE
		"Content-Length: 11\r\n\r\n01234567890",
		{"HTTP/1.1 413", "body=0"}},
	{"an answer that comes later", "GET /later HTTP/1.1\r\n" CLOSE "\r\n",
		{"HTTP/1.1 200", "1 /later"}},
	{"no answer ends the connection",
		"GET /nothing HTTP/1.1\r\n" CLOSE "\r\n", {""}},
	{"a header twice",
		"GET / HTTP/1.1\r\n" CLOSE "X-Name: a\r\nx-name: b\r\n\r\n",
		{"x=2"}},
	{"escapes in the path", "GET /a%2fb%20c HTTP/1.1\r\n" CLOSE "\r\n",
		{"1 /a/b c "}},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct scene s;
	struct buf out;

	open_scene(&s, 0);
	buf_init(&out, 100000);
	hear(ask(&s, r->request, strlen(r->request)), &out);
	for (size_t i = 0; i < 3 && r->expected[i]; i++)
		if (!strstr(buf_text(&out), r->expected[i]))
			fail_msg("lacks %s:\n%s", r->expected[i],
				buf_text(&out));
	assert_null(strstr(buf_text(&out), "Set-Cookie"));
	if (!*r->expected[0])
		assert_int_equal(out.len, 0);
	buf_free(&out);
	close_scene(&s);
	assert_int_equal(ended, 1);
}

static void many_headers(void **state)
{
	struct scene s;
	struct buf request, out;

	(void)state;
	open_scene(&s, 0);
	buf_init(&request, 10000);
	buf_init(&out, 10000);
	buf_adds(&request, "GET / HTTP/1.1\r\n" CLOSE);
	for (int i = 0; i < HTTP_HEADERS_MAX; i++)
		buf_addf(&request, "X-%d: a\r\n", i);
	buf_adds(&request, "\r\n");
	hear(ask(&s, request.data, request.len), &out);
	assert_memory_equal(buf_text(&out), "HTTP/1.1 431", 12);
	buf_free(&request);
	buf_free(&out);
	close_scene(&s);
}

static const struct large_row {
	const char *name;
	size_t body_len;
	size_t large_bodies_max;
	const char *expected;
} larges[] = {
	{"a large body", 150000, 400000, "body=150000"},
	{"one that is not large", 60000, 0, "body=60000"},
	{"no room for it", 150000, 100000, "HTTP/1.1 503"},
	{"too large", 200001, 400000, "HTTP/1.1 413"},
};

static void check_large(void **state)
{
	const struct large_row *r = *state;
	struct scene s;
	struct buf request, out;

	open_scene(&s, r->large_bodies_max);
	buf_init(&request, 300000);
	buf_init(&out, 10000);
	buf_addf(&request,
		"POST /large HTTP/1.1\r\n" CLOSE "Content-Length: %zu\r\n\r\n",
		r->body_len);
	for (size_t i = 0; i < r->body_len; i++)
		buf_addc(&request, 'x');
	hear(ask(&s, request.data, request.len), &out);
	/* Of what is far too large only the end of the connection is told. */
	if (r->body_len <= 200000 && !strstr(buf_text(&out), r->expected))
		fail_msg("lacks %s:\n%s", r->expected, buf_text(&out));
	assert_null(strstr(buf_text(&out), "body=200001"));
	buf_free(&request);
	buf_free(&out);
	close_scene(&s);
}

/* The server stops, and waits for those that are answered later. */
static void stops(void **state)
{
	static const char request[] = "GET /later HTTP/1.1\r\n" CLOSE "\r\n";
	struct scene s;
	int fds[8];

	(void)state;
	open_scene(&s, 0);
	for (int i = 0; i < 8; i++)
		fds[i] = ask(&s, request, strlen(request));
	usleep(5000);
	close_scene(&s);
	for (int i = 0; i < 8; i++) {
		struct buf out;

		buf_init(&out, 10000);
		hear(fds[i], &out);
		/* One that came too late is told nothing. */
		if (out.len > 0)
			assert_memory_equal(out.data, "HTTP/1.1 200", 12);
		buf_free(&out);
	}
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, larges, check_large);
	rows_add_one(&all, "more headers than are read", many_headers, NULL);
	rows_add_one(&all, "stops while some wait", stops, NULL);
	return rows_run("servers", &all);
}
