/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "staff/web/scrape.h"

#include <stddef.h>
#include <string.h>

#include "base/metrics.h"

#define PATIENCE_MS 10000
#define CONNECTIONS_MAX 8
#define OUT_MAX ((size_t)256 * 1024)

enum {
	UP,
	BUILD,
	STARTED,
	DESK_UP,
	SESSIONS,
	JOBS
};

static const struct metrics_family families[] = {
	[UP] = {"robinson_staff_up", METRICS_GAUGE,
		"1: the web process answered.", {NULL}},
	[BUILD] = {"robinson_staff_build_info", METRICS_GAUGE,
		"1, with the version of the program that runs.", {"version"}},
	[STARTED] = {"robinson_staff_process_start_time_seconds", METRICS_GAUGE,
		"When the web process was started, in seconds since 1970; the "
		"desk process starts and ends with it.",
		{NULL}},
	[DESK_UP] = {"robinson_staff_desk_up", METRICS_GAUGE,
		"1: the desk process answered from the store; 0: it could not.",
		{NULL}},
	[SESSIONS] = {"robinson_staff_sessions_open", METRICS_GAUGE,
		"Sessions that have not ended.", {NULL}},
	[JOBS] = {"robinson_staff_jobs", METRICS_GAUGE, "Long work.",
		{"state"}},
};

struct scrape {
	struct http_request *http;
	bool was_asked;
	struct web_call call;
};

static void tell_of(
	struct buf *out, size_t family, const char *label, double value)
{
	metrics_write_value(&families[family], &label, value, out);
}

static void tell(
	struct buf *out, size_t family, const char *label, double value)
{
	metrics_write_head(&families[family], out);
	tell_of(out, family, label, value);
}

static double number(const struct scrape *s, const char *name)
{
	return (double)json_integer_value(
		json_object_get(s->call.answer.result, name));
}

static void write_all(
	const struct scrape *s, const struct web_site *site, struct buf *out)
{
	bool is_up = s->call.answer.status == WIRE_OK;

	tell(out, UP, NULL, 1);
	tell(out, BUILD, PACKAGE_VERSION, 1);
	tell(out, STARTED, NULL, (double)site->begun_utc);
	web_counters_write(site->counters, out);
	tell(out, DESK_UP, NULL, is_up);
	if (!is_up)
		return;
	tell(out, SESSIONS, NULL, number(s, "sessions"));
	tell(out, JOBS, "waiting", number(s, "waiting"));
	tell_of(out, JOBS, "running", number(s, "running"));
}

static void answer(const struct scrape *s)
{
	struct http_answer answer = {
		.status = 200, .type = "text/plain; version=0.0.4"};
	struct buf body;

	buf_init(&body, OUT_MAX);
	write_all(s, http_arg(s->http), &body);
	answer.body = &body;
	http_answer(s->http, &answer);
	buf_free(&body);
}

static void refuse(struct http_request *http, unsigned status)
{
	struct http_answer answer = {.status = status};

	if (status == 405)
		http_answer_add(&answer, "Allow", "GET, HEAD");
	http_answer(http, &answer);
}

/* In the line's thread. */
static void told(struct web_call *call)
{
	const struct scrape *s =
		(struct scrape *)((char *)call - offsetof(struct scrape, call));

	http_resume(s->http);
}

static void ask(struct scrape *s)
{
	const struct web_site *site = http_arg(s->http);
	json_t *args = json_object();
	struct wire_request request = {.verb = "metrics", .args = args};

	if (!args) {
		refuse(s->http, 503);
		return;
	}
	s->was_asked = true;
	s->call.told = told;
	http_wait(s->http);
	web_line_ask(site->line, &request, &s->call);
	json_decref(args);
}

static void begin(struct http_request *http, struct http_plan *plan)
{
	(void)plan; /* no body */
	((struct scrape *)http_own(http))->http = http;
}

static void handle(struct http_request *http)
{
	struct scrape *s = http_own(http);

	if (s->was_asked)
		answer(s);
	else if (http_refusal(http))
		refuse(http, http_refusal(http));
	else if (strcmp(http_path(http), "/metrics") != 0)
		refuse(http, 404);
	else if (http_method(http) != HTTP_GET)
		refuse(http, 405);
	else
		ask(s);
}

static void end(struct http_request *http)
{
	web_call_clear(&((struct scrape *)http_own(http))->call);
}

static const struct http_handler handler = {
	.own_size = sizeof(struct scrape),
	.begin = begin,
	.handle = handle,
	.end = end,
};

enum err scrape_start(struct web_site *site, int listen_fd,
	struct http_server **server_r, char cause_r[HTTP_CAUSE_SIZE])
{
	const struct http_server_options options = {
		.handler = &handler,
		.arg = site,
		.fd = listen_fd,
		.max_connections = CONNECTIONS_MAX,
		.patience_ms = PATIENCE_MS,
		.policy = "default-src 'none'",
	};

	return http_server_start(&options, server_r, cause_r);
}
