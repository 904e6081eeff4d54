/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/retention/erasure_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tool.h"
#include "store/removal.h"

#define BATCH 1000
#define LINE_MAX_LEN 800
#define SAID_MAX 2000

struct batch {
	const struct zone *zone;
	struct buf lines;
	size_t len;
	int64_t last_id;
};

struct feed {
	const char *text;
	size_t len, at;
};

bool erasure_notify_is_wanted(const struct desk *desk)
{
	return desk->settings->purge.notify_command ||
		desk->settings->purge.notify_file;
}

static void add_ref(struct buf *out, const char *ref)
{
	for (; *ref; ref++) {
		switch (*ref) {
		case '\\':
			buf_adds(out, "\\\\");
			break;
		case '\t':
			buf_adds(out, "\\t");
			break;
		case '\n':
			buf_adds(out, "\\n");
			break;
		default:
			buf_addc(out, *ref);
			break;
		}
	}
}

static bool add_line(void *arg, const struct store_reference *reference)
{
	struct batch *b = arg;
	char at[INSTANT_TEXT_SIZE];

	instant_format_iso(b->zone, reference->at_utc, at);
	buf_addf(&b->lines, "%" PRId64 "\t%s\t%s\t", reference->id, at,
		reference_act_name(reference->act));
	add_ref(&b->lines, reference->ref);
	buf_addc(&b->lines, '\n');
	b->last_id = reference->id;
	b->len++;
	return true;
}

/* ------------------------------------------------------------- the file */

/* A line that was cut off by a crash is ended, so that the next is whole. */
static int end_line(int fd)
{
	struct stat st;
	char last = '\n';

	if (fstat(fd, &st) < 0)
		return -1;
	if (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) != 1)
		return -1;
	return last == '\n' || file_write_all(fd, "\n", 1) == ERR_OK ? 0 : -1;
}

static enum err add_to_file(struct desk *desk, const struct batch *b)
{
	const char *path = desk->settings->purge.notify_file;
	char cause[FILE_CAUSE_SIZE];
	int fd, failed, number;

	if (!path)
		return ERR_OK;
	fd = file_open_own(path, O_RDWR | O_APPEND | O_CREAT, 0640, cause);
	if (fd < 0)
		return desk_fail(desk, ERR_UNAVAILABLE,
			"notify-file %s: %s; the references wait", path, cause);
	failed = end_line(fd) ||
		file_write_all(fd, buf_text(&b->lines), b->lines.len) ||
		fsync(fd);
	number = errno;
	if (close(fd) < 0 && !failed) {
		failed = 1;
		number = errno;
	}
	if (failed)
		return desk_fail(desk, ERR_UNAVAILABLE,
			"notify-file %s: %s; the references wait", path,
			strerror(number));
	return ERR_OK;
}

/* ---------------------------------------------------------- the command */

static size_t feed_on(void *arg, char *to, size_t size)
{
	struct feed *f = arg;
	size_t len = f->len - f->at < size ? f->len - f->at : size;

	memcpy(to, f->text + f->at, len);
	f->at += len;
	return len;
}

static enum err refused(struct desk *desk, const struct tool_result *result,
	const struct buf *said)
{
	const char *path = desk->settings->purge.notify_command;
	int len = (int)strcspn(buf_text(said), "\n");

	if (result->timed_out)
		return desk_fail(desk, ERR_UNAVAILABLE,
			"notify-command %s took longer than notify-timeout; "
			"the references wait",
			path);
	if (result->signal)
		return desk_fail(desk, ERR_UNAVAILABLE,
			"notify-command %s was ended by signal %d; the "
			"references wait",
			path, result->signal);
	return desk_fail(desk, ERR_UNAVAILABLE,
		"notify-command %s ended with status %d%s%.*s; the references "
		"wait",
		path, result->status, len ? ": " : "", len > 300 ? 300 : len,
		buf_text(said));
}

static enum err give_to_command(struct desk *desk, const struct batch *b)
{
	const char *path = desk->settings->purge.notify_command;
	const char *const argv[] = {path, NULL};
	struct feed feed = {buf_text(&b->lines), b->lines.len, 0};
	const struct tool tool = {.argv = argv,
		.input = feed_on,
		.arg = &feed,
		.timeout_s = desk->settings->purge.notify_timeout_s};
	struct tool_result result;
	struct buf said;
	enum err e;

	if (!path)
		return ERR_OK;
	buf_init(&said, SAID_MAX);
	e = tool_run(&tool, NULL, &said, &result);
	if (e)
		e = desk_fail(desk, ERR_UNAVAILABLE,
			"notify-command %s: %s; the references wait", path,
			e == ERR_IO ? strerror(errno) : err_text(e));
	else if (result.status != 0 || !result.took_all)
		e = refused(desk, &result, &said);
	buf_free(&said);
	return e;
}

static enum err forget(struct desk *desk, const struct batch *b)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_references_done(desk->session, b->last_id);
	if (e)
		e = desk_store_fail(desk, e, "writing the outbox");
	return desk_end(desk, e);
}

static enum err hand_over(struct desk *desk, struct batch *b)
{
	enum err e;

	buf_reset(&b->lines);
	b->len = 0;
	e = store_references_each(desk->session, BATCH, add_line, b);
	if (e)
		return desk_store_fail(desk, e, "reading the outbox");
	e = buf_err(&b->lines);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	if (b->len == 0)
		return ERR_OK;
	/* The command first: if it fails again and again, the file does not
	 * grow with the same lines. */
	e = give_to_command(desk, b);
	if (!e)
		e = add_to_file(desk, b);
	return e ? e : forget(desk, b);
}

enum err erasure_notify_run(struct desk *desk, int64_t *taken_r)
{
	struct batch b = {.zone = desk->settings->zone};
	enum err e = ERR_OK;

	*taken_r = 0;
	if (!erasure_notify_is_wanted(desk))
		return ERR_OK;
	buf_init(&b.lines, (size_t)BATCH * LINE_MAX_LEN);
	do {
		e = hand_over(desk, &b);
		if (!e)
			*taken_r += (int64_t)b.len;
	} while (!e && b.len == BATCH);
	buf_free(&b.lines);
	return e;
}
