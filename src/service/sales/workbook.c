/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* pipe2() is an extension */

#include "service/sales/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"

#define PIECE 65536
#define LOOK_MS 500 /* how often is asked whether it goes on */

/* What is said of a workbook, and of CSV. */
struct workbook_texts {
	const char *not_here;
	const char *unreadable;
};

static const struct workbook_texts of_workbook = {
	N_("Workbooks cannot be read here. Please open it in the spreadsheet, "
	   "choose \"Save as\" and the type CSV, and send that file."),
	N_("The workbook cannot be read, or is too large. Please open it in "
	   "the spreadsheet, choose \"Save as\" and the type CSV, and send "
	   "that file."),
};
static const struct workbook_texts of_csv = {
	N_("Files cannot be read here: the program that does it is not there, "
	   "or cannot be confined. Please tell the administrator."),
	N_("The file cannot be read, or is too large. Please send it in "
	   "parts."),
};

static enum err say(
	char cause_r[WORKBOOK_CAUSE_SIZE], enum err e, const char *words)
{
	snprintf(cause_r, WORKBOOK_CAUSE_SIZE, "%s", words);
	return e;
}

bool workbook_is(const void *bytes, size_t len)
{
	return len >= 4 &&
		(memcmp(bytes, "PK\x03\x04", 4) == 0 ||
			memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0);
}

struct converting {
	const struct workbook_tools *tools;
	const struct workbook_texts *words;
	size_t max_len;
	pid_t pid;
	int from; /* what it says */
	int out_fd;
	size_t len;
	int64_t end_ms;
	char *cause;
};

/* ERR_NOT_FOUND: nothing came yet. */
static enum err wait_for_more(const struct converting *c)
{
	struct pollfd fd = {.fd = c->from, .events = POLLIN};

	if (c->tools->goes_on && !c->tools->goes_on(c->tools->arg))
		return say(c->cause, ERR_UNAVAILABLE, "the program ends");
	if (clock_monotonic_ms() > c->end_ms)
		return say(c->cause, ERR_LIMIT, c->words->unreadable);
	return poll(&fd, 1, LOOK_MS) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

/* Until it says no more. */
static enum err copy_out(struct converting *c)
{
	char piece[PIECE];
	ssize_t got;
	enum err e;

	for (;;) {
		e = wait_for_more(c);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e)
			return e;
		got = read(c->from, piece, sizeof(piece));
		if (got == 0)
			return ERR_OK;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return say(c->cause, ERR_IO, strerror(errno));
		c->len += (size_t)got;
		if (c->len > c->max_len)
			return say(c->cause, ERR_LIMIT, c->words->unreadable);
		if (file_write_all(c->out_fd, piece, (size_t)got))
			return say(c->cause, ERR_IO, strerror(errno));
	}
}

static enum err judge(struct converting *c, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == 0)
		return ERR_OK;
	if (code == EX_UNAVAILABLE || code == EX_OSERR || code == EX_USAGE)
		return say(c->cause, ERR_NOT_FOUND, c->words->not_here);
	if (WIFSIGNALED(status))
		return say(c->cause, ERR_LIMIT, c->words->unreadable);
	return say(c->cause, ERR_INVALID, c->words->unreadable);
}

static enum err start(
	int fd, int to, char *const *arguments, struct converting *c)
{
	/* execve() wants texts that it could write to. */
	char helper[4096], locale[] = "LC_ALL=C.UTF-8";
	char *argv[] = {helper, arguments[0], arguments[1], NULL};
	char *environment[] = {locale, NULL};
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const int fds[] = {fd, to, nowhere};
	const struct process_child child = {.fds = fds,
		.fds_len = 3,
		.argv = argv,
		.environment = environment,
		.dies_with_us = true};
	int failed;

	snprintf(helper, sizeof(helper), "%s", c->tools->helper);
	failed = nowhere < 0 ? errno : process_spawn(&child, &c->pid);
	if (nowhere >= 0)
		close(nowhere);
	if (failed)
		return say(c->cause, ERR_NOT_FOUND, c->words->not_here);
	return ERR_OK;
}

/* Nothing that it says later is heard, so it may be killed at any time. */
static enum err finish(struct converting *c, enum err e)
{
	int status = 0;

	if (e)
		kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return e ? e : judge(c, status);
}

static enum err run(int fd, char *const *arguments, struct converting *c)
{
	int ends[2];
	enum err e;

	c->end_ms = clock_monotonic_ms() + c->tools->timeout_ms;
	if (lseek(fd, 0, SEEK_SET) < 0 || pipe2(ends, O_CLOEXEC) != 0)
		return say(c->cause, ERR_IO, strerror(errno));
	c->from = ends[0];
	e = start(fd, ends[1], arguments, c);
	close(ends[1]);
	if (!e)
		e = finish(c, copy_out(c));
	close(ends[0]);
	return e;
}

enum err workbook_to_csv(int fd, int out_fd, const struct workbook_tools *tools,
	char cause_r[WORKBOOK_CAUSE_SIZE])
{
	char converter[4096];
	char *const arguments[] = {converter, NULL};
	struct converting c = {.tools = tools,
		.words = &of_workbook,
		.max_len = tools->max_len,
		.out_fd = out_fd,
		.cause = cause_r};

	snprintf(converter, sizeof(converter), "%s", tools->converter);
	return run(fd, arguments, &c);
}

enum err workbook_to_rows(int fd, int out_fd, uint64_t rows_max,
	const struct workbook_tools *tools, char cause_r[WORKBOOK_CAUSE_SIZE])
{
	char option[] = "--rows", most[24];
	char *const arguments[] = {option, most, NULL};
	struct converting c = {.tools = tools,
		.words = &of_csv,
		.max_len = tools->rows_max_len,
		.out_fd = out_fd,
		.cause = cause_r};

	snprintf(most, sizeof(most), "%" PRIu64, rows_max);
	return run(fd, arguments, &c);
}
