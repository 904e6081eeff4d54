/* SPDX-License-Identifier: BSD-2-Clause */
/* Sendmail's quarantine: files whose names begin with "hf", beside those of
 * the queue. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tool.h"
#include "service/mta/doctor_mta.h"
#include "service/mta/mta_queue_hf_private.h"
#include "service/mta/mta_queue_private.h"

#define OWN_CF "/etc/mail/sendmail.cf"
#define CF_MAX ((size_t)4 << 20)
#define CONTROL_MAX ((size_t)64 << 20)
#define SAID_MAX ((size_t)4000)
/* It waits for a minute where the host's name has no dot. */
#define TIMEOUT_S 120

/* --------------------------------------------------------------- listing */

struct queue_listing {
	struct desk *desk;
	struct mta_queue *q;
};

static enum err fail(struct desk *desk, enum err e, const char *path)
{
	if (e == ERR_DENIED)
		return desk_fail(desk, e,
			"%.400s: what Sendmail holds may be read by root only: "
			"use sudo",
			path);
	return desk_fail(desk, e, "%.400s: %s", path,
		e == ERR_CORRUPT ? "not understood" : err_text(e));
}

static enum err note_files(
	struct mta_held *h, const char *control, const char *data_directory)
{
	char data[PATH_MAX];
	struct stat st;

	snprintf(data, sizeof(data), "%s/df%s", data_directory, h->queue_id);
	h->control = strdup(control);
	h->data = strdup(data);
	if (!h->control || !h->data)
		return ERR_NOMEM;
	if (stat(data, &st) == 0)
		h->size = st.st_size;
	return ERR_OK;
}

static enum err add_message(struct queue_listing *l, const char *directory,
	const char *data_directory, const char *queue_id)
{
	char path[PATH_MAX];
	struct buf text;
	enum err e;

	if (!mta_queue_is_id(queue_id))
		return ERR_OK; /* no file of Sendmail's */
	snprintf(path, sizeof(path), "%s/hf%s", directory, queue_id);
	buf_init(&text, CONTROL_MAX);
	e = file_read_path(path, &text);
	if (!e) {
		e = mta_queue_hf_parse(queue_id, buf_text(&text), l->q);
		if (!e)
			e = note_files(&l->q->items[l->q->len - 1], path,
				data_directory);
	}
	buf_free(&text);
	/* It was let go while we looked. */
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	return e ? fail(l->desk, e, path) : ERR_OK;
}

/* Control and data files may have directories of their own in it. */
static const char *part_of(const char *queue, const char *part, char *path_r)
{
	struct stat st;

	snprintf(path_r, PATH_MAX, "%s/%s", queue, part);
	return stat(path_r, &st) == 0 && S_ISDIR(st.st_mode) ? path_r : queue;
}

static enum err add_queue(struct queue_listing *l, const char *queue)
{
	char control_path[PATH_MAX], data_path[PATH_MAX];
	const char *control = part_of(queue, "qf", control_path);
	const char *data = part_of(queue, "df", data_path);
	struct dirent *entry;
	enum err e = ERR_OK;
	DIR *directory = opendir(control);

	if (!directory)
		return fail(l->desk,
			errno == EACCES ? ERR_DENIED : ERR_NOT_FOUND, control);
	while (!e && (entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, "hf", 2) == 0)
			e = add_message(l, control, data, entry->d_name + 2);
	closedir(directory);
	return e;
}

/* "/var/spool/mqueue/q*" are all directories that begin so. */
static enum err add_queues(struct queue_listing *l, const char *path)
{
	glob_t found;
	enum err e = ERR_OK;

	if (!strchr(path, '*'))
		return add_queue(l, path);
	if (glob(path, GLOB_ONLYDIR, NULL, &found))
		return fail(l->desk, ERR_NOT_FOUND, path);
	for (size_t i = 0; !e && i < found.gl_pathc; i++)
		e = add_queue(l, found.gl_pathv[i]);
	globfree(&found);
	return e;
}

/* "Qname, P=/var/spool/group*, F=f" */
static enum err add_groups(struct queue_listing *l, const char *cf)
{
	enum err e = ERR_OK;

	for (const char *at = cf; !e && at; at = strchr(at, '\n')) {
		char path[PATH_MAX];
		const char *p, *end;

		at += *at == '\n';
		end = at + strcspn(at, "\n");
		p = strstr(at, "P=/");
		if (at[0] != 'Q' || !p || p > end)
			continue;
		snprintf(path, sizeof(path), "%.*s",
			(int)strcspn(p + 2, ", \t\n"), p + 2);
		e = add_queues(l, path);
	}
	return e;
}

static enum err list(struct desk *desk, const struct mta_queue_tools *tools,
	struct mta_queue *q)
{
	const char *path = tools->sendmail_cf ? tools->sendmail_cf : OWN_CF;
	struct queue_listing l = {.desk = desk, .q = q};
	char queue[PATH_MAX] = "/var/spool/mqueue";
	struct buf cf;
	enum err e;

	buf_init(&cf, CF_MAX);
	e = file_read_path(path, &cf);
	if (e == ERR_NOT_FOUND && !tools->sendmail_cf) {
		e = desk_fail(desk, e,
			"hold-in is mta, and neither Postfix's postqueue nor "
			"%s is found",
			path);
	} else if (e) {
		e = fail(desk, e == ERR_NOT_FOUND ? ERR_INVALID : e, path);
	} else {
		(void)doctor_sendmail_option(
			buf_text(&cf), "QueueDirectory", queue, sizeof(queue));
		e = add_queues(&l, queue);
		if (!e)
			e = add_groups(&l, buf_text(&cf));
	}
	buf_free(&cf);
	return e;
}

/* --------------------------------------------------------------- release */

static const char *find_program(const struct mta_queue_tools *tools)
{
	static const char *const places[] = {"/usr/libexec/sendmail/sendmail",
		"/usr/lib/sm.bin/sendmail", "/usr/sbin/sendmail.sendmail",
		"/usr/sbin/sendmail"};

	if (tools->sendmail)
		return tools->sendmail;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

static enum err run(struct desk *desk, const struct mta_queue_tools *tools,
	const char *const *args, struct buf *said)
{
	const char *argv[8] = {find_program(tools)};
	const struct tool tool = {.argv = argv, .timeout_s = TIMEOUT_S};
	struct tool_result result;
	size_t n = 1;
	enum err e;

	if (!argv[0])
		return desk_fail(desk, ERR_NOT_FOUND,
			"the program sendmail is not found");
	if (tools->sendmail_cf) {
		argv[n++] = "-C";
		argv[n++] = tools->sendmail_cf;
	}
	while (*args)
		argv[n++] = *args++;
	e = tool_run(&tool, said, said, &result);
	if (e)
		return desk_fail(desk, e, "%.400s: %s", argv[0], err_text(e));
	if (result.timed_out)
		return desk_fail(
			desk, ERR_UNAVAILABLE, "sendmail did not end in time");
	if (result.status != 0)
		return desk_fail(desk, ERR_UNAVAILABLE, "sendmail: %.*s",
			(int)strcspn(buf_text(said), "\n"), buf_text(said));
	return ERR_OK;
}

/* sendmail(8) ends well whatever came of it: the file tells. */
static enum err release(struct desk *desk, const struct mta_queue_tools *tools,
	const struct mta_held *held)
{
	char only[JOURNAL_QUEUE_ID_MAX + 8];
	const char *const let_go[] = {"-qQ", "-Q", only, NULL};
	const char *const now[] = {only, NULL};
	struct buf said;
	enum err e;

	if (access(held->control, F_OK) != 0)
		return desk_fail(desk, ERR_NOT_FOUND,
			"%s is not in Sendmail's quarantine any more",
			held->queue_id);
	snprintf(only, sizeof(only), "-qI%s", held->queue_id);
	buf_init(&said, SAID_MAX);
	e = run(desk, tools, let_go, &said);
	if (!e && access(held->control, F_OK) == 0)
		e = desk_fail(desk, ERR_UNAVAILABLE,
			"%s: Sendmail did not let it go: %.*s", held->queue_id,
			(int)strcspn(buf_text(&said), "\n"), buf_text(&said));
	/* At once; where that fails, the next run of the queue takes it. */
	if (!e && run(desk, tools, now, &said))
		desk->cause[0] = '\0';
	buf_free(&said);
	return e;
}

/* ---------------------------------------------------------------- delete */

/* Of either kind: which one Sendmail uses was chosen when it was built. */
static bool lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		fcntl(fd, F_SETLK, &whole) == 0;
}

/* Whether the name is still that of the open file. */
static bool is_still(int fd, const char *path)
{
	struct stat ours, now;

	return fstat(fd, &ours) == 0 && lstat(path, &now) == 0 &&
		ours.st_ino == now.st_ino && ours.st_dev == now.st_dev;
}

static enum err remove_files(
	struct desk *desk, const struct mta_held *held, int fd)
{
	if (!lock(fd))
		return desk_fail(desk, ERR_UNAVAILABLE,
			"%s: Sendmail is at work on it; try again",
			held->queue_id);
	if (!is_still(fd, held->control))
		return desk_fail(desk, ERR_NOT_FOUND,
			"%s is not in Sendmail's quarantine any more",
			held->queue_id);
	/* The control file first: data alone is nothing to deliver. */
	if (unlink(held->control) || (unlink(held->data) && errno != ENOENT))
		return desk_fail(desk, ERR_IO, "%s: %s", held->queue_id,
			strerror(errno));
	return ERR_OK;
}

static enum err delete (struct desk *desk, const struct mta_queue_tools *tools,
	const struct mta_held *held) {
	int fd = open(held->control, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		enum err e;

		(void)tools; if (fd < 0) return desk_fail(desk, ERR_NOT_FOUND,
			"%s is not in Sendmail's quarantine any more",
			held->queue_id);
		e = remove_files(desk, held, fd); close(fd); return e;
}

/* The one that is left where Postfix is not. */
static bool is_asked(const struct mta_queue_tools *tools)
{
	(void)tools;
	return true;
}

const struct mta_driver mta_queue_sendmail = {
	.by_hand = "sendmail -qQ -Q",
	.is_asked = is_asked,
	.list = list,
	.release = release,
	.delete = delete,
};
