/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/intake/helper.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <time.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#define TEXT                                                           \
	SETTINGS_HEAD "own-domains = {'firma.example'}\n"              \
		      "source \"mail\" { collected-for = {'news'} }\n" \
		      "purpose \"news\" { bases = {'consent'} }\n"
#define INBOUND(more) "inbound { dns-timeout = '1 second' " more " }\n"

static char program[PATH_MAX];

static const struct settings *settings_of(const char *more)
{
	char text[2000];

	snprintf(text, sizeof(text), TEXT "%s", more);
	return settings_must(text);
}

static struct helper *helper_of(const char *path, int stop_fd)
{
	const struct settings *s = settings_of(INBOUND(""));
	struct helper *h;

	assert_int_equal(helper_new(path, stop_fd, &h), ERR_OK);
	assert_int_equal(helper_tell(h, s, HELPER_DNS_WHOLE), ERR_OK);
	settings_unref(&s);
	return h;
}

static enum err ask(struct helper *h, const char *helo, char why_r[200])
{
	struct inbound_question q = {
		.helo = helo, .sender = "a@b.example", .head = "", .body = ""};
	struct inbound_answer answer;
	enum err e = helper_ask(h, &q, &answer);

	if (!e) {
		snprintf(why_r, 200, "%s", answer.why);
		inbound_answer_free(&answer);
	}
	return e;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct bad_row {
	const char *name;
	const char *helo;
	const char *cause;
} bad_rows[] = {
	{"it dies over a question", "die", "has died"},
	{"it speaks nonsense", "nonsense", "speaks nonsense"},
	{"it says that much will follow", "huge", "speaks nonsense"},
	{"it dies within its answer", "half", "has died"},
	{"it answers another question", "other", "answers another question"},
};

/* Whatever it does, it is gone, and the next one is as good as the first. */
static void check_bad(void **state)
{
	const struct bad_row *row = *state;
	struct helper *h = helper_of(program, -1);
	char why[200];
	pid_t first;

	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	first = helper_pid(h);
	assert_int_equal(ask(h, row->helo, why), ERR_IO);
	assert_non_null(strstr(helper_cause(h), row->cause));
	assert_int_equal(helper_pid(h), 0);
	assert_int_equal(kill(first, 0), -1);
	/* Once at once, */
	assert_int_equal(ask(h, row->helo, why), ERR_IO);
	/* then with a pause. */
	assert_true(helper_pause_ms(h) > 0);
	assert_int_equal(ask(h, "mx.example", why), ERR_UNAVAILABLE);
	while (helper_pause_ms(h) > 0)
		usleep(10000);
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	assert_true(helper_pid(h) != first);
	helper_free(&h);
}

static void check_good(void **state)
{
	const struct settings *s =
		settings_of(INBOUND("stop-words = {'stop', 'halt'} spf = no\n"
				    "automatic-subjects = {'weg'}"));
	int not_for_it = dup(0); /* without close-on-exec */
	struct helper *h = helper_of(program, -1);
	char why[200];
	pid_t pid;

	(void)state;
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	assert_non_null(strstr(why, "spf 1 things 0"));
	pid = helper_pid(h);
	assert_int_equal(helper_tell(h, s, HELPER_DNS_WHOLE), ERR_OK);
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	assert_string_equal(why, "words 2 subjects 1 spf 0 things 0 dns 1000");
	assert_int_equal(helper_pid(h), pid);
	/* Another one is told the same. */
	kill(pid, SIGKILL);
	assert_int_equal(ask(h, "mx.example", why), ERR_IO);
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	assert_string_equal(why, "words 2 subjects 1 spf 0 things 0 dns 1000");
	helper_free(&h);
	settings_unref(&s);
	close(not_for_it);
}

static const struct dns_row {
	const char *name;
	const char *more;
	enum helper_dns dns;
	const char *why;
} dns_rows[] = {
	{"DNS: never", INBOUND(""), HELPER_DNS_NEVER, "spf 0 "},
	{"DNS: no time", INBOUND(""), HELPER_DNS_NO_TIME, "spf 1 dns 0"},
	{"DNS: a short time", INBOUND(""), HELPER_DNS_SHORT, "spf 1 dns 500"},
	{"DNS: as long as the settings say", INBOUND(""), HELPER_DNS_WHOLE,
		"spf 1 dns 1000"},
	{"DNS: not where the settings say no", INBOUND("spf = no"),
		HELPER_DNS_SHORT, "spf 0 "},
};

static void check_dns(void **state)
{
	const struct dns_row *row = *state;
	const struct settings *s = settings_of(row->more);
	struct helper *h = helper_of(program, -1);
	char why[200], *things, shown[200];

	assert_int_equal(helper_tell(h, s, row->dns), ERR_OK);
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	things = strstr(why, "things");
	assert_non_null(things);
	snprintf(shown, sizeof(shown), "%.*s%s ", (int)(things - why), why,
		strstr(things, "dns"));
	assert_non_null(strstr(shown, row->why));
	helper_free(&h);
	settings_unref(&s);
}

static const struct program_row {
	const char *name;
	const char *path;
	const char *cause;
} program_rows[] = {
	{"there is no such program", "/no/such/program", "cannot be started"},
	{"it may not be run", "/etc/passwd", "cannot be started"},
	{"it ends at once", "/bin/false", "has died"},
	{"it is another program", "/bin/cat", "has died"},
};

static void check_program(void **state)
{
	const struct program_row *row = *state;
	struct helper *h = helper_of(row->path, -1);
	char why[200];

	assert_int_equal(ask(h, "mx.example", why), ERR_UNAVAILABLE);
	assert_non_null(strstr(helper_cause(h), row->cause));
	assert_true(helper_pause_ms(h) > 0);
	/* Not a storm of processes: the same answer, without a try. */
	assert_int_equal(ask(h, "mx.example", why), ERR_UNAVAILABLE);
	assert_non_null(strstr(helper_cause(h), row->cause));
	helper_free(&h);
}

static void *stop_soon(void *arg)
{
	usleep(200000);
	assert_int_equal(eventfd_write(*(int *)arg, 1), 0);
	return NULL;
}

static void check_hangs(void **state)
{
	int stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct helper *h = helper_of(program, stop_fd);
	int64_t begin;
	char why[200];
	pthread_t thread;

	(void)state;
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	pthread_create(&thread, NULL, stop_soon, &stop_fd);
	begin = now_ms();
	assert_int_equal(ask(h, "hang", why), ERR_UNAVAILABLE);
	assert_true(now_ms() - begin < 5000);
	assert_int_equal(helper_pid(h), 0);
	pthread_join(thread, NULL);
	helper_free(&h);
	close(stop_fd);
}

static void check_stopped(void **state)
{
	struct helper *h = helper_of(program, -1);
	int64_t begin;
	char why[200];
	pid_t pid;

	(void)state;
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	pid = helper_pid(h);
	kill(pid, SIGSTOP);
	begin = now_ms();
	assert_int_equal(ask(h, "mx.example", why), ERR_IO);
	assert_true(now_ms() - begin >= 1000 + HELPER_MARGIN_MS - 50);
	assert_non_null(strstr(helper_cause(h), "in time"));
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(ask(h, "mx.example", why), ERR_OK);
	helper_free(&h);
}

int main(void)
{
	struct rows rows = {0};

	snprintf(program, sizeof(program), "%s/tests/reader",
		getenv("ROBINSON_BUILDDIR") ? getenv("ROBINSON_BUILDDIR") :
					      ".");
	rows_add_one(
		&rows, "it is told, and has nothing of ours", check_good, NULL);
	rows_add(&rows, bad_rows, check_bad);
	rows_add(&rows, program_rows, check_program);
	rows_add(&rows, dns_rows, check_dns);
	rows_add_one(&rows, "it hangs, and the end comes", check_hangs, NULL);
	rows_add_one(&rows, "it is stopped", check_stopped, NULL);
	return rows_run("helper", &rows);
}
