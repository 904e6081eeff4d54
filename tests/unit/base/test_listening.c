/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/listening.h"

struct place {
	char dir[64];
	char path[96];
	char text[128];
};

static void place_make(struct place *p)
{
	snprintf(p->dir, sizeof(p->dir), "/tmp/robinson-socket-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof(p->path), "%s/s", p->dir);
	snprintf(p->text, sizeof(p->text), "unix:%s", p->path);
}

static void place_end(const struct place *p)
{
	unlink(p->path);
	assert_int_equal(rmdir(p->dir), 0);
}

static enum err open_text(const char *text, struct listening *l, char *cause)
{
	const struct listening_options o = {
		.socket = text,
		.mode = 0660,
		.owner = (uid_t)-1,
	};

	return listening_open(&o, l, cause);
}

/* --------------------------------------------------------------- texts */

struct text_row {
	const char *name;
	const char *text;
	enum err expected;
};

static const struct text_row texts[] = {
	{"unix", "unix:/run/robinson/milter.sock", ERR_OK},
	{"local is the same", "local:/run/s", ERR_OK},
	{"a path alone", "/run/s", ERR_OK},
	{"a relative path", "unix:run/s", ERR_INVALID},
	{"nothing", "", ERR_INVALID},
	{"inet", "inet:8891@127.0.0.1", ERR_OK},
	{"inet on all addresses", "inet:8891", ERR_OK},
	{"inet6", "inet6:8891@::1", ERR_OK},
	{"inet6 in brackets", "inet6:8891@[::1]", ERR_OK},
	{"Postfix's order", "inet:127.0.0.1:8891", ERR_INVALID},
	{"no port", "inet:@127.0.0.1", ERR_INVALID},
	{"fd", "fd:3", ERR_OK},
	{"fd without number", "fd:", ERR_INVALID},
	{"fd with more than a number", "fd:3x", ERR_INVALID},
	{"fd below zero", "fd:-1", ERR_INVALID},
	{"another family", "vsock:3", ERR_INVALID},
	{"a path that is too long",
		"unix:/0123456789012345678901234567890123456789012345678901234"
		"5678901234567890123456789012345678901234567890123456789",
		ERR_INVALID},
};

static void check_text(void **state)
{
	const struct text_row *row = *state;
	char cause[LISTENING_CAUSE_SIZE];

	assert_int_equal(listening_check(row->text, cause), row->expected);
}

/* ------------------------------------------------------------- sockets */

static void accepts_one(struct listening *l)
{
	int ours = listening_connect(l);
	int theirs = -1;

	assert_true(ours >= 0);
	for (int n = 0; theirs < 0 && n < 1000; n++) {
		theirs = accept(l->fd, NULL, NULL);
		if (theirs < 0)
			usleep(1000);
	}
	assert_true(theirs >= 0);
	close(theirs);
	close(ours);
}

static void mode_and_removal(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening l;
	struct place place;
	struct stat st;

	(void)state;
	place_make(&place);
	assert_int_equal(open_text(place.text, &l, cause), ERR_OK);
	assert_int_equal(stat(place.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_true(l.is_local);
	accepts_one(&l);
	listening_close(&l);
	assert_int_equal(stat(place.path, &st), -1);
	place_end(&place);
}

static void group_is_given(void **state)
{
	const struct group *own = getgrgid(getegid());
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening_options o = {.mode = 0660, .owner = (uid_t)-1};
	struct listening l;
	struct place place;
	struct stat st;

	(void)state;
	assert_non_null(own);
	place_make(&place);
	o.socket = place.text;
	o.group = own->gr_name;
	assert_int_equal(listening_open(&o, &l, cause), ERR_OK);
	assert_int_equal(stat(place.path, &st), 0);
	assert_int_equal(st.st_gid, getegid());
	listening_close(&l);
	o.group = "no-such-group-here";
	assert_int_equal(listening_open(&o, &l, cause), ERR_INVALID);
	assert_non_null(strstr(cause, "no-such-group-here"));
	assert_int_equal(stat(place.path, &st), -1);
	place_end(&place);
}

static void stale_is_replaced(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening first, second;
	struct place place;

	(void)state;
	place_make(&place);
	assert_int_equal(open_text(place.text, &first, cause), ERR_OK);
	/* As after kill -9: closed, but the file is still there. */
	close(first.fd);
	assert_int_equal(open_text(place.text, &second, cause), ERR_OK);
	accepts_one(&second);
	listening_close(&second);
	place_end(&place);
}

static void living_is_left_alone(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening first, second;
	struct place place;

	(void)state;
	place_make(&place);
	assert_int_equal(open_text(place.text, &first, cause), ERR_OK);
	assert_int_equal(open_text(place.text, &second, cause), ERR_EXISTS);
	assert_non_null(strstr(cause, "listens"));
	/* And the failed attempt has not taken the file away. */
	assert_int_equal(access(place.path, F_OK), 0);
	listening_close(&first);
	place_end(&place);
}

static void file_is_left_alone(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening l;
	struct place place;
	int fd;

	(void)state;
	place_make(&place);
	fd = open(place.path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(open_text(place.text, &l, cause), ERR_EXISTS);
	assert_int_equal(access(place.path, F_OK), 0);
	place_end(&place);
}

static void inet_listens(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening l;

	(void)state;
	assert_int_equal(open_text("inet:0@127.0.0.1", &l, cause), ERR_OK);
	assert_false(l.is_local);
	accepts_one(&l);
	listening_close(&l);
}

static void wildcard_is_reached(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening l;

	(void)state;
	assert_int_equal(open_text("inet:0", &l, cause), ERR_OK);
	accepts_one(&l);
	listening_close(&l);
}

static void inherited_listens(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct listening first, second;
	struct place place;
	char text[32];
	int pipes[2];

	(void)state;
	place_make(&place);
	assert_int_equal(open_text(place.text, &first, cause), ERR_OK);
	snprintf(text, sizeof(text), "fd:%d", dup(first.fd));
	assert_int_equal(open_text(text, &second, cause), ERR_OK);
	assert_true(second.is_local);
	accepts_one(&second);
	/* Whoever made the file removes it. */
	listening_close(&second);
	assert_int_equal(access(place.path, F_OK), 0);
	listening_close(&first);
	place_end(&place);

	assert_int_equal(pipe(pipes), 0);
	snprintf(text, sizeof(text), "fd:%d", pipes[0]);
	assert_int_equal(open_text(text, &second, cause), ERR_INVALID);
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, texts, check_text);
	rows_add_one(&all, "a Unix socket has its mode and is removed",
		mode_and_removal, NULL);
	rows_add_one(&all, "a Unix socket has its group", group_is_given, NULL);
	rows_add_one(
		&all, "a stale socket is replaced", stale_is_replaced, NULL);
	rows_add_one(&all, "a socket somebody listens on is left alone",
		living_is_left_alone, NULL);
	rows_add_one(&all, "a file that is no socket is left alone",
		file_is_left_alone, NULL);
	rows_add_one(&all, "inet listens", inet_listens, NULL);
	rows_add_one(&all, "all addresses: we reach ourselves",
		wildcard_is_reached, NULL);
	rows_add_one(&all, "an inherited descriptor", inherited_listens, NULL);
	return rows_run("socket", &all);
}
