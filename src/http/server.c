/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/server_private.h"

#define THREADS 2
#define SILENCE_SECONDS 10
#define LAST_ANSWERS_MS 2000
/* For the head of a request, and what we keep of it. */
#define MEMORY_MAX (24 * 1024)

/* -------------------------------------------------------------- the body */

/* From the room that all large bodies share. */
static bool reserve(struct http_request *r, size_t size)
{
	struct http_server *s = r->server;
	size_t more = size > HTTP_DISCARD_MAX ? size - r->large_len : 0;
	bool has_room;

	pthread_mutex_lock(&s->lock);
	has_room = s->large_bodies + more <= s->large_bodies_max;
	if (has_room) {
		s->large_bodies += more;
		r->large_len += more;
	}
	pthread_mutex_unlock(&s->lock);
	return has_room;
}

static void give_back(struct http_request *r)
{
	free(r->body);
	r->body = NULL;
	r->body_len = 0;
	r->body_size = 0;
	pthread_mutex_lock(&r->server->lock);
	r->server->large_bodies -= r->large_len;
	pthread_mutex_unlock(&r->server->lock);
	r->large_len = 0;
}

/* Room for "len" octets and a NUL. */
static bool grow(struct http_request *r, size_t len)
{
	size_t size = r->body_size > 0 ? r->body_size : 4096;
	char *body;

	if (len < r->body_size)
		return true;
	while (size <= len)
		size *= 2;
	if (size > r->plan.body_max + 1)
		size = r->plan.body_max + 1;
	if (!reserve(r, size))
		return false;
	body = realloc(r->body, size);
	if (!body)
		return false;
	r->body = body;
	r->body_size = size;
	return true;
}

static enum MHD_Result collect(
	struct http_request *r, const char *data, size_t *len)
{
	size_t most = r->plan.discard_max > r->plan.body_max ?
		r->plan.discard_max :
		r->plan.body_max;
	size_t all = r->came_len + *len;

	if (!r->refusal && all > r->plan.body_max)
		r->refusal = HTTP_BODY_TOO_LARGE;
	if (!r->refusal && !grow(r, all))
		r->refusal = HTTP_NO_ROOM;
	if (r->refusal) {
		give_back(r);
	} else {
		memcpy(r->body + r->body_len, data, *len);
		r->body_len = all;
		r->body[all] = '\0';
	}
	r->came_len = all;
	*len = 0;
	return all > most ? MHD_NO : MHD_YES;
}

char *http_body(const struct http_request *request, size_t *len_r)
{
	static char none[1];

	*len_r = request->body_len;
	return request->body ? request->body : none;
}

/* ----------------------------------------------------------- the request */

void *http_arg(const struct http_request *request)
{
	return request->server->arg;
}

void *http_own(const struct http_request *request)
{
	return (void *)(size_t)request->own;
}

enum http_method http_method(const struct http_request *request)
{
	return request->method;
}

const char *http_path(const struct http_request *request)
{
	return request->path;
}

unsigned http_refusal(const struct http_request *request)
{
	return request->refusal;
}

static const char *lookup(
	const struct http_request *r, enum MHD_ValueKind kind, const char *name)
{
	return MHD_lookup_connection_value(r->connection, kind, name);
}

const char *http_header(const struct http_request *request, const char *name)
{
	return lookup(request, MHD_HEADER_KIND, name);
}

const char *http_query(const struct http_request *request, const char *name)
{
	return lookup(request, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
	return lookup(request, MHD_COOKIE_KIND, name);
}

struct counted {
	const char *name;
	unsigned n;
};

static enum MHD_Result count_named(
	void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct counted *counted = arg;

	(void)kind;
	(void)value;
	if (strcasecmp(name, counted->name) == 0)
		counted->n++;
	return MHD_YES;
}

unsigned http_headers_named(
	const struct http_request *request, const char *name)
{
	struct counted counted = {name, 0};

	(void)MHD_get_connection_values(
		request->connection, MHD_HEADER_KIND, count_named, &counted);
	return counted.n;
}

static enum MHD_Result take_forwarded(
	void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	if (strcasecmp(name, "X-Forwarded-For") == 0)
		client_forwarded_add(arg, value ? value : "");
	return MHD_YES;
}

void http_client(const struct http_request *request,
	const struct settings_cidr *trusted, size_t trusted_len,
	bool trusts_local, unsigned char client_r[CLIENT_LEN])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct client_forwarded forwarded = {.len = 0};

	(void)MHD_get_connection_values(request->connection, MHD_HEADER_KIND,
		take_forwarded, &forwarded);
	client_find(trusted, trusted_len, trusts_local,
		info ? info->client_addr : NULL, &forwarded, client_r);
}

bool http_peer_uid(const struct http_request *request, uid_t *uid_r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct sockaddr_storage name = {.ss_family = AF_UNSPEC};
	socklen_t name_len = sizeof(name);
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (!info ||
		getsockname(info->connect_fd, (struct sockaddr *)&name,
			&name_len) != 0 ||
		name.ss_family != AF_UNIX ||
		getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer,
			&len) != 0)
		return false;
	*uid_r = peer.uid;
	return true;
}

void http_wait(struct http_request *request)
{
	struct http_server *s = request->server;

	pthread_mutex_lock(&s->lock);
	if (request->is_answered)
		s->pausing++;
	else
		s->waiting++;
	if (!request->has_waited)
		s->unfinished++;
	pthread_mutex_unlock(&s->lock);
	request->is_waiting = true;
	request->has_waited = true;
	MHD_suspend_connection(request->connection);
}

void http_resume(struct http_request *request)
{
	struct http_server *s = request->server;
	size_t *waiting = request->is_answered ? &s->pausing : &s->waiting;

	/* The last touch of the request: it may be gone at once. */
	MHD_resume_connection(request->connection);
	pthread_mutex_lock(&s->lock);
	--*waiting;
	pthread_cond_broadcast(&s->fewer);
	pthread_mutex_unlock(&s->lock);
}

/* --------------------------------------------------------------- answers */

void http_answer_add(
	struct http_answer *answer, const char *name, const char *value)
{
	if (answer->fields_len < HTTP_FIELDS_MAX)
		answer->fields[answer->fields_len++] =
			(struct http_field){name, value};
}

/* What every answer says: nothing of it is kept unless it is to be, nothing
 * foreign is loaded, nobody learns the address that was asked for. */
static void add_fields(const struct http_server *s,
	const struct http_answer *answer, struct MHD_Response *response)
{
	const struct http_field common[] = {
		{"Cache-Control", answer->cache ? answer->cache : "no-store"},
		{"Content-Security-Policy", s->policy},
		{"Referrer-Policy", s->referrer},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"X-Robots-Tag", "noindex, nofollow"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		MHD_add_response_header(
			response, common[i].name, common[i].value);
	if (answer->type)
		MHD_add_response_header(response, "Content-Type", answer->type);
	if (s->is_strict)
		MHD_add_response_header(response, "Strict-Transport-Security",
			"max-age=31536000");
	/* libmicrohttpd refuses a value with a line end. */
	for (size_t i = 0; i < answer->fields_len; i++)
		MHD_add_response_header(response, answer->fields[i].name,
			answer->fields[i].value);
}

void http_queue(struct http_request *r, const struct http_answer *answer,
	struct MHD_Response *response)
{
	const struct http_handler *handler = r->server->handler;

	if (!response)
		return;
	add_fields(r->server, answer, response);
	r->is_answered = MHD_queue_response(r->connection, answer->status,
				 response) == MHD_YES;
	MHD_destroy_response(response);
	if (r->is_answered && handler->answered)
		handler->answered(r->server->arg, answer->status);
}

void http_answer(struct http_request *request, const struct http_answer *answer)
{
	if (request->is_answered || (answer->body && buf_err(answer->body)))
		return;
	http_queue(request, answer,
		MHD_create_response_from_buffer(
			answer->body ? answer->body->len : 0,
			(void *)(size_t)(answer->body ? buf_text(answer->body) :
							""),
			MHD_RESPMEM_MUST_COPY));
}

/* --------------------------------------------------------- libmicrohttpd */

static enum http_method read_method(const char *method)
{
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return HTTP_GET;
	return strcmp(method, "POST") == 0 ? HTTP_POST : HTTP_OTHER;
}

struct guarded *http_guarded(const struct http_request *r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		r->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static struct http_request *request_new(struct http_server *s,
	struct MHD_Connection *connection, const char *path, const char *method)
{
	struct http_request *r = calloc(1, sizeof(*r) + s->handler->own_size);

	if (!r)
		return NULL;
	r->server = s;
	r->connection = connection;
	r->path = path;
	r->method = read_method(method);
	return r;
}

bool http_enter(struct http_request *r)
{
	struct http_server *s = r->server;
	bool may;

	pthread_mutex_lock(&s->lock);
	may = !s->is_closed &&
		(!s->is_stopping || r->is_waiting || r->is_answered);
	s->inside += may;
	pthread_mutex_unlock(&s->lock);
	return may;
}

void http_leave(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->inside--;
	pthread_cond_broadcast(&s->fewer);
	pthread_mutex_unlock(&s->lock);
}

static enum MHD_Result dispatch(struct http_request *r)
{
	if (!http_enter(r))
		return MHD_NO;
	r->is_waiting = false;
	r->server->handler->handle(r);
	http_leave(r->server);
	return r->is_waiting || r->is_answered ? MHD_YES : MHD_NO;
}

/* More headers than any client of ours sends: RFC 6585, 5. */
static enum MHD_Result begin(struct http_request *r)
{
	if (MHD_get_connection_values(r->connection, MHD_HEADER_KIND, NULL,
		    NULL) > HTTP_HEADERS_MAX) {
		r->refusal = HTTP_HEAD_TOO_LARGE;
		return dispatch(r);
	}
	r->has_begun = true;
	r->server->handler->begin(r, &r->plan);
	if (r->plan.discard_max == 0)
		r->plan.discard_max = HTTP_DISCARD_MAX;
	if (r->plan.patience_ms > 0)
		guard_allow(
			r->server->guard, http_guarded(r), r->plan.patience_ms);
	return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version,
	const char *data, size_t *len, void **request)
{
	struct http_request *r = *request;

	(void)version;
	if (!r) {
		r = request_new(cls, connection, url, method);
		*request = r;
		return r ? begin(r) : MHD_NO;
	}
	if (*len > 0)
		return collect(r, data, len);
	return dispatch(r);
}

static void finished(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->unfinished--;
	pthread_cond_broadcast(&s->fewer);
	pthread_mutex_unlock(&s->lock);
}

static void completed(void *cls, struct MHD_Connection *connection,
	void **request, enum MHD_RequestTerminationCode code)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct http_server *s = cls;
	struct http_request *r = *request;

	(void)code;
	if (info && info->socket_context)
		guard_renew(s->guard, info->socket_context);
	if (!r)
		return;
	if (s->handler->end)
		s->handler->end(r);
	if (r->has_waited)
		finished(s);
	give_back(r);
	free(r);
	*request = NULL;
}

static void connected(void *cls, struct MHD_Connection *connection,
	void **context, enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info;
	struct http_server *s = cls;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		guard_remove(s->guard, *context);
		*context = NULL;
		return;
	}
	info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		*context = guard_add(s->guard, info->connect_fd);
}

static void quiet(void *cls, const char *fmt, va_list ap)
{
	char text[300];

	(void)cls;
	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\r\n")] = '\0';
	log_debug("libmicrohttpd: %s", text);
}

/* --------------------------------------------------------- start and stop */

static void tick(void *arg)
{
	struct http_server *s = arg;

	if (s->handler->each_second)
		s->handler->each_second(s->arg);
}

static struct MHD_Daemon *start_daemon(
	struct http_server *s, const struct http_server_options *o)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
		MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
		(s->has_tls ? MHD_USE_TLS : 0);
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(intptr_t)o->certificate},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(intptr_t)o->private_key},
		{MHD_OPTION_HTTPS_PRIORITIES, 0,
			(void *)(intptr_t) "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"},
		{MHD_OPTION_END, 0, NULL},
	};
	const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

	/* The log first: it tells what is wrong with the rest. */
	return MHD_start_daemon(flags, 0, NULL, NULL, handle, s,
		MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
		MHD_OPTION_LISTEN_SOCKET, o->fd, MHD_OPTION_THREAD_POOL_SIZE,
		(unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)o->max_connections, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)SILENCE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)MEMORY_MAX, MHD_OPTION_NOTIFY_COMPLETED, completed, s,
		MHD_OPTION_NOTIFY_CONNECTION, connected, s, MHD_OPTION_ARRAY,
		s->has_tls ? tls : none, MHD_OPTION_END);
}

enum err http_server_start(const struct http_server_options *options,
	struct http_server **server_r, char cause_r[HTTP_CAUSE_SIZE])
{
	struct http_server *s = calloc(1, sizeof(*s));
	enum err e = ERR_NOMEM;

	*server_r = s;
	snprintf(cause_r, HTTP_CAUSE_SIZE, "%s", err_text(e));
	if (!s)
		return e;
	pthread_mutex_init(&s->lock, NULL);
	clock_cond_init(&s->fewer);
	s->handler = options->handler;
	s->arg = options->arg;
	s->policy = options->policy;
	s->referrer = options->referrer ? options->referrer : "no-referrer";
	s->has_tls = options->certificate != NULL;
	s->is_strict = s->has_tls || options->is_behind_tls;
	s->large_bodies_max = options->large_bodies_max;
	e = guard_start(options->patience_ms, tick, s, &s->guard);
	if (!e) {
		s->daemon = start_daemon(s, options);
		if (!s->daemon) {
			snprintf(cause_r, HTTP_CAUSE_SIZE,
				"HTTP cannot be served%s",
				s->has_tls ? "; are certificate and private-key"
					     " PEM, and do they belong "
					     "together?" :
					     "");
			e = ERR_UNAVAILABLE;
		}
	}
	if (e)
		http_server_stop(server_r);
	return e;
}

/* libmicrohttpd does not stop while a connection is paused; and those who have
 * waited are to see their answers, if they read them soon. */
static void await_waiting(struct http_server *s)
{
	struct timespec until;
	int timed_out = 0;

	pthread_mutex_lock(&s->lock);
	s->is_stopping = true;
	while (s->waiting > 0)
		pthread_cond_wait(&s->fewer, &s->lock);
	until = clock_monotonic_in(LAST_ANSWERS_MS);
	while (s->unfinished > 0 && !timed_out)
		timed_out = pthread_cond_timedwait(&s->fewer, &s->lock, &until);
	s->is_closed = true;
	while (s->waiting + s->pausing + s->inside > 0)
		pthread_cond_wait(&s->fewer, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

void http_server_stop(struct http_server **server)
{
	struct http_server *s = *server;

	if (!s)
		return;
	await_waiting(s);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	guard_stop(&s->guard);
	pthread_cond_destroy(&s->fewer);
	pthread_mutex_destroy(&s->lock);
	free(s);
	*server = NULL;
}
