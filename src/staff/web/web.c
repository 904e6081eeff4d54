/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/web.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "http/confine.h"
#include "http/server.h"
#include "staff/web/scrape.h"
#include "staff/web/visit.h"

/* The desk's longest answers take seconds; people on slow lines send. */
#define PATIENCE_MS 30000
#define LARGE_BODIES_MAX ((size_t)48 * 1024 * 1024)

static const char policy[] =
	"default-src 'none'; style-src 'self'; script-src 'self'; "
	"img-src 'self' data:; form-action 'self'; base-uri 'none'; "
	"frame-ancestors 'none'";

static void count(void *site, unsigned status)
{
	web_counters_request(((struct web_site *)site)->counters, status);
}

static const struct http_handler handler = {
	.own_size = sizeof(struct visit),
	.begin = visit_begin,
	.handle = visit_handle,
	.more = visit_more,
	.end = visit_end,
	.answered = count,
};

static void our_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

/* In the line's thread: the desk process has ended, and so do we. */
static void gone(void *arg)
{
	(void)pthread_kill(*(pthread_t *)arg, SIGINT);
}

static void serve(void)
{
	sigset_t set;
	int signo;

	our_signals(&set);
	do {
		signo = sigwaitinfo(&set, NULL);
	} while (signo != SIGTERM && signo != SIGINT);
}

/* Each at a socket of its own. */
struct doors {
	struct http_server *pages;
	struct http_server *metrics; /* NULL: nobody reads them */
};

static int start(const struct staff_web_options *o, struct web_site *site,
	pthread_t *self, struct doors *doors)
{
	struct http_server_options options = {
		.handler = &handler,
		.arg = site,
		.fd = o->listen_fd,
		.max_connections = o->settings->staff.max_connections,
		.patience_ms = PATIENCE_MS,
		.large_bodies_max = LARGE_BODIES_MAX,
		.policy = policy,
		.is_behind_tls = o->settings->staff.url &&
			strncmp(o->settings->staff.url, "https:", 6) == 0,
		/* With "no-referrer" browsers say "Origin: null". */
		.referrer = "same-origin",
	};
	char cause[HTTP_CAUSE_SIZE];

	if (web_site_open(o, site)) {
		log_error("the web process cannot start");
		return EX_UNAVAILABLE;
	}
	if (confine_process(CONFINE_FILES | CONFINE_SOCKETS)) {
		log_error("cannot be confined: %s", strerror(errno));
		return EX_OSERR;
	}
	if (web_line_start(
		    o->desk_fd, site->counters, gone, self, &site->line)) {
		log_error("no thread can be started");
		return EX_OSERR;
	}
	if (http_server_start(&options, &doors->pages, cause) ||
		(o->metrics_fd >= 0 &&
			scrape_start(
				site, o->metrics_fd, &doors->metrics, cause))) {
		log_error("%s", cause);
		return EX_UNAVAILABLE;
	}
	return EX_OK;
}

int staff_web_main(const struct staff_web_options *options)
{
	struct doors doors = {NULL, NULL};
	struct web_site site = {.line = NULL};
	pthread_t self = pthread_self();
	sigset_t set;
	int status;

	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	status = start(options, &site, &self, &doors);
	if (status == EX_OK)
		serve();
	/* Whoever waits for the desk is told first. */
	web_line_end(site.line);
	http_server_stop(&doors.metrics);
	http_server_stop(&doors.pages);
	web_site_close(&site);
	return status;
}
