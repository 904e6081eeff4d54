/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mload - many connections that talk to a milter back to back
 *
 * Each connection is a thread that sends messages one after the other and
 * asks for what the MTA would ask for, no more. Prints one line of JSON:
 * how many messages a second, the time of a message (p50, p99, p99.9, the
 * longest), the longest wait for any single answer, and what became of the messages.
 */
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/mload_link.h"

struct load {
	const char *socket;
	const char *login; /* NULL: none, so not marketing */
	const char *sender;
	const char *prefix; /* of recipients: PREFIXnnnnnnnn@knnn.example.com */
	unsigned connections;
	unsigned long messages; /* in all */
	unsigned long recipients;
	unsigned long headers;
	unsigned long body_len; /* octets */
	char *body; /* the same for all */
	unsigned long subjects; /* recipients are drawn from so many */
	unsigned long per_connection; /* 0: never connect anew */
	unsigned long pause_us; /* between two messages */
	unsigned long silence_ms; /* 0: each speaks when it is connected */
	pthread_barrier_t connected; /* all are; then they are silent */
	uint64_t seed;
};

enum fate {
	FATE_PASSED,
	FATE_HELD,
	FATE_REFUSED,
	FATE_DEFERRED,
	FATE_LOST
};
#define FATE_COUNT (FATE_LOST + 1)

struct worker {
	struct load *load;
	pthread_t thread;
	unsigned number;
	unsigned long messages;
	uint64_t random;
	uint64_t *took_ns; /* of each message */
	uint64_t longest_ns;
	unsigned long fates[FATE_COUNT];
};

static uint64_t next_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static int open_session(struct worker *w, struct link *link)
{
	if (link_open(link, w->load->socket) < 0)
		return -1;
	link_macro(link, "j", "mta.firma.example");
	link_macro(link, "{daemon_name}", "mta.firma.example");
	link_macro(link, "{daemon_port}", "25");
	link_macro(link, "{client_addr}", "127.0.0.1");
	if (link_connect(link) != REPLY_CONTINUE)
		return -1;
	return link_text(link, 'H', "client.example") == REPLY_CONTINUE ? 0 :
									  -1;
}

static void recipient(struct worker *w, char *text, size_t size)
{
	uint64_t n = next_random(&w->random) % w->load->subjects;

	snprintf(text, size, "<%s%08" PRIu64 "@k%03" PRIu64 ".example.com>",
		w->load->prefix, n, n % 1000);
}

/* REPLY_CONTINUE as long as the message goes on. */
static enum reply send_envelope(
	struct worker *w, struct link *link, unsigned long *refused_r)
{
	char text[128];
	enum reply reply;

	if (w->load->login) {
		link_macro(link, "{auth_type}", "PLAIN");
		link_macro(link, "{auth_authen}", w->load->login);
	}
	link_macro(link, "{mail_addr}", w->load->sender);
	reply = link_text(link, 'M', w->load->sender);
	*refused_r = 0;
	for (unsigned long i = 0;
		reply == REPLY_CONTINUE && i < w->load->recipients; i++) {
		recipient(w, text, sizeof(text));
		link_macro(link, "{rcpt_mailer}", "smtp");
		link_macro(link, "{rcpt_addr}", text);
		reply = link_text(link, 'R', text);
		if (reply == REPLY_REFUSED || reply == REPLY_DEFERRED) {
			++*refused_r;
			reply = i + 1 == w->load->recipients &&
					*refused_r == w->load->recipients ?
				reply :
				REPLY_CONTINUE;
		}
	}
	return reply;
}

static enum reply send_content(
	struct worker *w, struct link *link, unsigned long number)
{
	char text[128];
	enum reply reply = link_step(link, 'T');

	snprintf(text, sizeof(text), "<%" PRIx64 ".%u.%lu@firma.example>",
		w->load->seed, w->number, number);
	if (reply == REPLY_CONTINUE)
		reply = link_header(link, "Message-ID", text);
	if (reply == REPLY_CONTINUE)
		reply = link_header(link, "Subject", "Our offer");
	for (unsigned long i = 2;
		reply == REPLY_CONTINUE && i < w->load->headers; i++) {
		snprintf(text, sizeof(text), "X-Some-%lu", i);
		reply = link_header(link, text, "a value as long as most are");
	}
	if (reply == REPLY_CONTINUE)
		reply = link_step(link, 'N');
	if (reply == REPLY_CONTINUE)
		reply = link_body(link, w->load->body, w->load->body_len);
	if (reply == REPLY_CONTINUE) {
		snprintf(text, sizeof(text), "Q%u.%lu", w->number, number);
		link_macro(link, "i", text);
		reply = link_end(link);
	}
	return reply;
}

static enum fate send_message(
	struct worker *w, struct link *link, unsigned long number)
{
	unsigned long refused;
	enum reply reply = send_envelope(w, link, &refused);

	if (reply == REPLY_CONTINUE)
		reply = send_content(w, link, number);
	else if (reply == REPLY_REFUSED || reply == REPLY_DEFERRED)
		link_abort(link);
	switch (reply) {
	case REPLY_CONTINUE:
	case REPLY_ACCEPT:
		return link->is_held ? FATE_HELD : FATE_PASSED;
	case REPLY_DISCARDED:
		return FATE_HELD;
	case REPLY_REFUSED:
		return FATE_REFUSED;
	case REPLY_DEFERRED:
		return FATE_DEFERRED;
	case REPLY_LOST:
		break;
	}
	return FATE_LOST;
}

static void pause_us(unsigned long us)
{
	struct timespec ts = {
		(time_t)(us / 1000000), (long)(us % 1000000) * 1000};

	if (us)
		nanosleep(&ts, NULL);
}

/* Until all are connected, and then for a while in silence: so they speak at
 * the same instant. */
static void await_others(struct load *load)
{
	pthread_barrier_wait(&load->connected);
	pause_us(load->silence_ms * 1000);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct link link;
	bool is_open = false;

	link.longest_ns = 0;
	if (w->load->silence_ms) {
		is_open = open_session(w, &link) == 0;
		await_others(w->load);
	}
	for (unsigned long i = 0; i < w->messages; i++) {
		uint64_t begin = now_ns();
		enum fate fate = FATE_LOST;

		if (!is_open)
			is_open = open_session(w, &link) == 0;
		if (is_open)
			fate = send_message(w, &link, i);
		w->took_ns[i] = now_ns() - begin;
		w->fates[fate]++;
		if (link.longest_ns > w->longest_ns)
			w->longest_ns = link.longest_ns;
		if (is_open &&
			(fate == FATE_LOST ||
				(w->load->per_connection &&
					(i + 1) % w->load->per_connection ==
						0))) {
			link_close(&link);
			is_open = false;
		}
		pause_us(w->load->pause_us);
	}
	if (is_open)
		link_close(&link);
	return NULL;
}

static int compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void report(struct worker *workers, const struct load *load,
	uint64_t *took_ns, uint64_t elapsed_ns)
{
	static const char *const names[FATE_COUNT] = {
		"passed", "held", "refused", "deferred", "lost"};
	double seconds = (double)elapsed_ns / 1e9;
	unsigned long n = load->messages;
	uint64_t longest = 0;

	qsort(took_ns, n, sizeof(*took_ns), compare_ns);
	for (unsigned i = 0; i < load->connections; i++)
		if (workers[i].longest_ns > longest)
			longest = workers[i].longest_ns;
	printf("{\"messages\": %lu, \"seconds\": %.3f, \"per_s\": %.1f, "
	       "\"us\": %.2f, \"p50_us\": %.1f, \"p99_us\": %.1f, "
	       "\"p999_us\": %.1f, \"longest_us\": %.1f, "
	       "\"longest_answer_us\": %.1f",
		n, seconds, (double)n / seconds, seconds / (double)n * 1e6,
		(double)took_ns[n / 2] / 1e3,
		(double)took_ns[n - 1 - n / 100] / 1e3,
		(double)took_ns[n - 1 - n / 1000] / 1e3,
		(double)took_ns[n - 1] / 1e3, (double)longest / 1e3);
	for (size_t f = 0; f < FATE_COUNT; f++) {
		unsigned long count = 0;

		for (unsigned i = 0; i < load->connections; i++)
			count += workers[i].fates[f];
		printf(", \"%s\": %lu", names[f], count);
	}
	printf("}\n");
}

/* Lines of text. */
static char *make_body(size_t len)
{
	static const char line[] = "Good morning, this week only and for you "
				   "alone: all of it at half the price\r\n";
	char *body = malloc(len + 1);

	for (size_t i = 0; body && i < len; i++)
		body[i] = line[i % (sizeof(line) - 1)];
	return body;
}

static int run(struct load *load)
{
	struct worker *workers = calloc(load->connections, sizeof(*workers));
	uint64_t *took_ns = calloc(load->messages, sizeof(*took_ns));
	uint64_t begin;
	unsigned long given = 0;

	load->body = make_body(load->body_len);
	if (!workers || !took_ns || !load->body ||
		pthread_barrier_init(&load->connected, NULL, load->connections))
		return 71;
	for (unsigned i = 0; i < load->connections; i++) {
		struct worker *w = &workers[i];

		w->load = load;
		w->number = i;
		w->random = load->seed * 1000003 + i;
		w->messages = load->messages / load->connections +
			(i < load->messages % load->connections);
		w->took_ns = took_ns + given;
		given += w->messages;
	}
	begin = now_ns();
	for (unsigned i = 0; i < load->connections; i++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			return 71;
	for (unsigned i = 0; i < load->connections; i++)
		pthread_join(workers[i].thread, NULL);
	report(workers, load, took_ns, now_ns() - begin);
	free(load->body);
	free(took_ns);
	free(workers);
	return 0;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: mload -s SOCKET [-c CONNECTIONS] [-n MESSAGES]\n"
		"  [-r RECIPIENTS] [-h HEADERS] [-u LOGIN] [-f SENDER]\n"
		"  [-S SUBJECTS] [-p PREFIX] [-k MESSAGES-PER-CONNECTION]\n"
		"  [-w PAUSE-US] [-x SEED] [-b BODY-OCTETS] [-a SILENCE-MS]\n");
	return 64;
}

static unsigned long number(const char *text)
{
	return strtoul(text, NULL, 10);
}

static bool parse(int argc, char **argv, struct load *load)
{
	int c;

	while ((c = getopt(argc, argv, "s:c:n:r:h:u:f:S:p:k:w:x:b:a:")) != -1)
		switch (c) {
		case 's':
			load->socket = optarg;
			break;
		case 'c':
			load->connections = (unsigned)number(optarg);
			break;
		case 'n':
			load->messages = number(optarg);
			break;
		case 'r':
			load->recipients = number(optarg);
			break;
		case 'h':
			load->headers = number(optarg);
			break;
		case 'u':
			load->login = optarg;
			break;
		case 'f':
			load->sender = optarg;
			break;
		case 'S':
			load->subjects = number(optarg);
			break;
		case 'p':
			load->prefix = optarg;
			break;
		case 'k':
			load->per_connection = number(optarg);
			break;
		case 'w':
			load->pause_us = number(optarg);
			break;
		case 'x':
			load->seed = number(optarg);
			break;
		case 'a':
			load->silence_ms = number(optarg);
			break;
		case 'b':
			load->body_len = number(optarg);
			break;
		default:
			return false;
		}
	return load->socket && load->connections && load->recipients &&
		load->subjects && load->messages >= load->connections;
}

int main(int argc, char **argv)
{
	struct load load = {.connections = 10,
		.messages = 10000,
		.recipients = 1,
		.headers = 12,
		.body_len = 15,
		.subjects = 1000,
		.prefix = "s",
		.sender = "<ania@firma.example>",
		.seed = 1};

	return parse(argc, argv, &load) ? run(&load) : usage();
}
