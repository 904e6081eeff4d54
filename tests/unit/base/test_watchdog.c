/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/rows.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/watchdog.h"

/* Longer than any test may last. */
#define LONG_MS 100000
/* Four questions in this time: one every 200 ms. */
#define WITHIN_USEC "800000"
#define SEVERAL_MS 500
#define TRIES_MAX 100

/* A daemon that listens, and the service manager that started it. */
struct house {
	char dir[64];
	char text[96];
	struct sockaddr_un manager;
	int heard;
	struct listening listening;
	struct watchdog *watchdog;
};

static void house_make(struct house *h)
{
	struct listening_options o = {.mode = 0600, .owner = (uid_t)-1};
	char cause[LISTENING_CAUSE_SIZE];

	memset(h, 0, sizeof(*h));
	snprintf(h->dir, sizeof(h->dir), "/tmp/robinson-watchdog-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->text, sizeof(h->text), "unix:%s/s", h->dir);
	o.socket = h->text;
	assert_int_equal(listening_open(&o, &h->listening, cause), ERR_OK);
	h->manager.sun_family = AF_UNIX;
	snprintf(h->manager.sun_path, sizeof(h->manager.sun_path), "%s/n",
		h->dir);
	h->heard = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(h->heard, (struct sockaddr *)&h->manager,
				 sizeof(h->manager)),
		0);
	assert_int_equal(setenv("NOTIFY_SOCKET", h->manager.sun_path, 1), 0);
}

static void house_end(struct house *h)
{
	watchdog_stop(&h->watchdog);
	assert_null(h->watchdog);
	listening_close(&h->listening);
	close(h->heard);
	unlink(h->manager.sun_path);
	assert_int_equal(rmdir(h->dir), 0);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
}

static enum err watch(struct house *h)
{
	const struct watchdog_options options = {
		.listening = &h->listening,
		.question = "well?",
		.question_len = 5,
	};

	return watchdog_start(&options, &h->watchdog);
}

static bool comes(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, ms) == 1;
}

static void not_wanted(void **state)
{
	struct house h;

	(void)state;
	house_make(&h);
	assert_int_equal(watch(&h), ERR_OK);
	assert_null(h.watchdog);
	assert_false(comes(h.listening.fd, 0));
	house_end(&h);
}

#ifdef HAVE_SYSTEMD
/* The next question, as a daemon reads it. */
static int take(struct house *h)
{
	char question[8];
	int fd;

	assert_true(comes(h->listening.fd, LONG_MS));
	fd = accept(h->listening.fd, NULL, NULL);
	assert_true(fd >= 0);
	assert_int_equal(recv(fd, question, sizeof(question), 0), 5);
	assert_memory_equal(question, "well?", 5);
	return fd;
}

static void hears(struct house *h)
{
	char text[32] = "";

	assert_true(comes(h->heard, LONG_MS));
	assert_true(recv(h->heard, text, sizeof(text) - 1, 0) > 0);
	assert_string_equal(text, "WATCHDOG=1");
}

static void begin(struct house *h)
{
	house_make(h);
	assert_int_equal(setenv("WATCHDOG_USEC", WITHIN_USEC, 1), 0);
	assert_int_equal(watch(h), ERR_OK);
	assert_non_null(h->watchdog);
}

/* Under load one question may be too late for its answer: then another. */
static void told_of(bool answers)
{
	struct house h;
	bool is_told = false;

	begin(&h);
	for (int i = 0; i < TRIES_MAX && !is_told; i++) {
		int fd = take(&h);

		if (answers)
			(void)send(fd, "!", 1, MSG_NOSIGNAL);
		close(fd);
		is_told = comes(h.heard, SEVERAL_MS);
	}
	hears(&h);
	house_end(&h);
}

static void answered(void **state)
{
	(void)state;
	told_of(true);
}

static void closed(void **state)
{
	(void)state;
	told_of(false);
}

static void silent(void **state)
{
	struct house h;
	int first;

	(void)state;
	begin(&h);
	first = take(&h);
	assert_false(comes(h.heard, SEVERAL_MS));
	/* It goes on asking. */
	close(take(&h));
	close(first);
	house_end(&h);
}
#endif

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "nobody waits for it", not_wanted, NULL);
#ifdef HAVE_SYSTEMD
	rows_add_one(&rows, "an answer is told", answered, NULL);
	rows_add_one(&rows, "a refusal is told", closed, NULL);
	rows_add_one(&rows, "silence is not told", silent, NULL);
#endif
	return rows_run("watchdog", &rows);
}
