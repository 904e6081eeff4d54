/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mailer against an MTA that says what a row tells it to say, on the
 * loopback, and against programs in the place of sendmail.
 */
#include "config.h"

#include "service/mailer/mailer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/rows.h"
#include "lib/tempdir.h"

#define HEARD_MAX 8192
#define RCPTS 3

/* What the MTA answers; NULL: the good answer; "" hangs up; "..." says
 * nothing at all. */
struct script {
	const char *greeting, *mail, *rcpt[RCPTS], *data, *end;
};

struct mta {
	const struct script *script;
	int listen_fd, stop[2];
	unsigned port;
	pthread_t thread;
	int connections, messages;
	char heard[HEARD_MAX];
};

static bool hang_up(const char *answer)
{
	return answer && answer[0] == '\0';
}

static bool say(struct mta *m, int fd, const char *answer, const char *good)
{
	const char *text = answer ? answer : good;
	struct pollfd stop = {.fd = m->stop[0], .events = POLLIN};
	char line[256];
	int len;

	if (hang_up(answer))
		return false;
	if (strcmp(text, "...") == 0) {
		(void)poll(&stop, 1, 20000);
		return false;
	}
	/* In one piece: two would meet delayed acknowledgements. */
	len = snprintf(line, sizeof(line), "%s\r\n", text);
	return send(fd, line, (size_t)len, MSG_NOSIGNAL) == len;
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static void hear(struct mta *m, const char *line)
{
	size_t used = strlen(m->heard);

	snprintf(m->heard + used, sizeof(m->heard) - used, "%s", line);
}

static bool answer_line(
	struct mta *m, int fd, const char *line, int *rcpt, bool *in_body)
{
	const struct script *s = m->script;

	if (*in_body) {
		if (strcmp(line, ".\r\n") != 0)
			return true;
		*in_body = false;
		m->messages++;
		*rcpt = 0;
		return say(m, fd, s->end, "250 2.0.0 queued");
	}
	if (begins(line, "EHLO"))
		return say(m, fd, NULL,
			"250-mta.example\r\n250-SIZE\r\n250 "
			"SMTPUTF8");
	if (begins(line, "MAIL"))
		return say(m, fd, s->mail, "250 2.1.0 Ok");
	if (begins(line, "RCPT"))
		return say(m, fd, s->rcpt[(*rcpt)++ % RCPTS], "250 2.1.5 Ok");
	if (begins(line, "DATA")) {
		*in_body = !s->data;
		return say(m, fd, s->data, "354 go on");
	}
	(void)say(m, fd, NULL, "221 bye");
	return false;
}

static void talk(struct mta *m, int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[1024];
	bool in_body = false;
	int rcpt = 0;

	if (!in)
		abort();
	m->connections++;
	if (say(m, fd, m->script->greeting, "220 mta.example"))
		while (fgets(line, sizeof(line), in)) {
			hear(m, line);
			if (!answer_line(m, fd, line, &rcpt, &in_body))
				break;
		}
	fclose(in);
}

static void *serve(void *arg)
{
	struct mta *m = arg;
	struct pollfd fds[2] = {{.fd = m->listen_fd, .events = POLLIN},
		{.fd = m->stop[0], .events = POLLIN}};

	while (poll(fds, 2, -1) > 0 && !fds[1].revents)
		talk(m, accept(m->listen_fd, NULL, NULL));
	return NULL;
}

static void mta_begin(struct mta *m, const struct script *script)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);

	*m = (struct mta){.script = script};
	m->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (m->listen_fd < 0 || pipe2(m->stop, O_CLOEXEC) != 0 ||
		bind(m->listen_fd, (struct sockaddr *)&address, len) != 0 ||
		listen(m->listen_fd, 5) != 0 ||
		getsockname(m->listen_fd, (struct sockaddr *)&address, &len) !=
			0 ||
		pthread_create(&m->thread, NULL, serve, m) != 0)
		abort();
	m->port = ntohs(address.sin_port);
}

static void mta_end(struct mta *m)
{
	if (write(m->stop[1], "x", 1) != 1)
		abort();
	pthread_join(m->thread, NULL);
	close(m->listen_fd);
	close(m->stop[0]);
	close(m->stop[1]);
}

static const char text[] = "Subject: x\r\n\r\none\n.two\r\nth\rree\r\n.\r\n";

static void message_of(struct mailer_message *message,
	struct mailer_recipient *recipients, struct iovec *piece)
{
	*piece = (struct iovec){(char *)(uintptr_t)text, strlen(text)};
	for (size_t i = 0; i < RCPTS; i++)
		recipients[i] = (struct mailer_recipient){.outcome = -1};
	recipients[0].address = "<a@example.com>";
	recipients[1].address = "b@example.com";
	recipients[2].address = "c@example.com";
	*message = (struct mailer_message){.sender = "",
		.recipients = recipients,
		.recipients_len = RCPTS,
		.pieces = piece,
		.pieces_len = 1};
}

struct smtp_row {
	const char *name;
	struct script script;
	enum mailer_outcome outcomes[RCPTS];
	const char *text[RCPTS]; /* that of a recipient holds it */
	bool is_uncertain;
};

#define ALL(o)                                     \
	{                                          \
		MAILER_##o, MAILER_##o, MAILER_##o \
	}
#define HANGS "..."
#define CLOSES ""

static const struct smtp_row smtp_rows[] = {
	{"all accepted", {NULL}, ALL(ACCEPTED),
		{"250 2.0.0 queued", "queued", "queued"}, false},
	{"one refused, one later",
		{.rcpt = {NULL, "550 5.1.1 nobody\x1b", "451 4.3.0 not now"}},
		{MAILER_ACCEPTED, MAILER_REFUSED, MAILER_LATER},
		{"queued", "550 5.1.1 nobody?", "451 4.3.0 not now"}, false},
	{"the last one only", {.rcpt = {"550 a", "550 b"}},
		{MAILER_REFUSED, MAILER_REFUSED, MAILER_ACCEPTED},
		{"550 a", "550 b", "queued"}, false},
	{"all refused", {.rcpt = {"550 a", "551 b", "552 c"}}, ALL(REFUSED),
		{"550 a", "551 b", "552 c"}, false},
	{"several lines", {.rcpt = {"550-first\r\n550 second"}},
		{MAILER_REFUSED, MAILER_ACCEPTED, MAILER_ACCEPTED},
		{"550-first"}, false},
	{"the sender refused", {.mail = "552 5.3.4 too large"}, ALL(REFUSED),
		{"552 5.3.4", "552", "552"}, false},
	{"the sender later", {.mail = "452 4.3.1 disk full"}, ALL(LATER),
		{"452 4.3.1", "452", "452"}, false},
	{"DATA refused", {.data = "554 5.5.1 none"}, ALL(REFUSED),
		{"554 5.5.1"}, false},
	{"the message refused", {.end = "550 5.7.1 objected"}, ALL(REFUSED),
		{"550 5.7.1 objected"}, false},
	{"the message later", {.end = "451 4.7.1 later"}, ALL(LATER),
		{"451 4.7.1 later"}, false},
	{"the message later, one refused before",
		{.rcpt = {"550 5.1.1 x"}, .end = "451 4.7.1 later"},
		{MAILER_REFUSED, MAILER_LATER, MAILER_LATER},
		{"550 5.1.1 x", "451", "451"}, false},
	{"no service", {.greeting = "554 no"}, ALL(LATER), {""}, false},
	{"closed at the greeting", {.greeting = CLOSES}, ALL(LATER), {""},
		false},
	{"closed at a recipient", {.rcpt = {NULL, CLOSES}}, ALL(LATER), {""},
		false},
	{"closed at DATA", {.data = CLOSES}, ALL(LATER), {""}, false},
	{"closed after the message", {.end = CLOSES}, ALL(LATER), {""}, true},
	{"hangs at the greeting", {.greeting = HANGS}, ALL(LATER), {""}, false},
	{"hangs at a recipient", {.rcpt = {HANGS}}, ALL(LATER), {""}, false},
	{"hangs after the message", {.end = HANGS}, ALL(LATER), {""}, true},
	{"talks nonsense", {.greeting = "hello"}, ALL(LATER), {""}, false},
};

static void check_smtp(void **state)
{
	const struct smtp_row *row = *state;
	struct mailer_recipient recipients[RCPTS];
	struct mailer_message message;
	struct settings_release s = {.via = RELEASE_SMTP, .host = "127.0.0.1"};
	struct mailer *mailer;
	struct iovec piece;
	struct mta mta;

	mta_begin(&mta, &row->script);
	s.port = mta.port;
	message_of(&message, recipients, &piece);
	assert_int_equal(mailer_open(&s, "mx.firm.example", 1, &mailer), 0);
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	mailer_close(&mailer);
	mta_end(&mta);
	for (size_t i = 0; i < RCPTS; i++) {
		if (recipients[i].outcome != row->outcomes[i] ||
			(row->text[i] &&
				!strstr(recipients[i].text, row->text[i])))
			fail_msg("recipient %zu: %d \"%s\"", i,
				recipients[i].outcome, recipients[i].text);
		assert_true(recipients[i].text[0]);
	}
	assert_int_equal(message.is_uncertain, row->is_uncertain);
}

/* What goes over the wire, twice over one connection. */
static void check_wire(void **state)
{
	static const struct script script = {NULL};
	struct mailer_recipient recipients[RCPTS];
	struct mailer_message message;
	struct settings_release s = {.via = RELEASE_SMTP, .host = "127.0.0.1"};
	struct mailer *mailer;
	struct iovec piece;
	struct mta mta;

	(void)state;
	mta_begin(&mta, &script);
	s.port = mta.port;
	assert_int_equal(mailer_open(&s, "mx.firm.example", 5, &mailer), 0);
	for (int i = 0; i < 2; i++) {
		message_of(&message, recipients, &piece);
		assert_int_equal(mailer_send(mailer, &message), ERR_OK);
		assert_int_equal(recipients[0].outcome, MAILER_ACCEPTED);
	}
	recipients[0].address = "żaba@example.com";
	message.sender = "<anna@firm.example>";
	message.recipients_len = 1;
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	mailer_close(&mailer);
	mta_end(&mta);
	assert_int_equal(mta.connections, 1);
	assert_int_equal(mta.messages, 3);
	if (!strstr(mta.heard,
		    "EHLO mx.firm.example\r\n"
		    "MAIL FROM:<> SIZE=35\r\n"
		    "RCPT TO:<a@example.com>\r\n"
		    "RCPT TO:<b@example.com>\r\n"
		    "RCPT TO:<c@example.com>\r\n"
		    "DATA\r\n"
		    "Subject: x\r\n\r\none\r\n..two\r\nthree\r\n"
		    "..\r\n.\r\n"
		    "MAIL FROM:<> SIZE=35\r\n") ||
		!strstr(mta.heard,
			"MAIL FROM:<anna@firm.example> SIZE=35 SMTPUTF8\r\n"
			"RCPT TO:<żaba@example.com>\r\nDATA\r\n"))
		fail_msg("heard:\n%s", mta.heard);
}

static void check_nobody(void **state)
{
	struct mailer_recipient recipients[RCPTS];
	struct mailer_message message;
	struct settings_release s = {.via = RELEASE_SMTP, .host = "127.0.0.1"};
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct mailer *mailer;
	struct iovec piece;

	(void)state;
	/* Bound, but nobody listens. */
	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	s.port = ntohs(address.sin_port);
	message_of(&message, recipients, &piece);
	assert_int_equal(mailer_open(&s, NULL, 2, &mailer), ERR_OK);
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	mailer_close(&mailer);
	close(fd);
	assert_int_equal(recipients[2].outcome, MAILER_LATER);
	assert_non_null(strstr(recipients[2].text, "connect"));
	assert_false(message.is_uncertain);
}

/* ------------------------------------------------------------- sendmail */

struct sendmail_row {
	const char *name;
	const char *script;
	enum mailer_outcome outcome;
	const char *text;
	bool is_uncertain;
};

static const struct sendmail_row sendmail_rows[] = {
	{"accepted", "cat >/dev/null", MAILER_ACCEPTED, "exit status 0", false},
	{"temporary", "cat >/dev/null; echo full >&2; exit 75", MAILER_LATER,
		": full", false},
	{"no such user", "exit 67", MAILER_REFUSED, "exit status 67", false},
	{"too large", "echo too large >&2; exit 69", MAILER_REFUSED,
		"too large", false},
	{"wrong usage is ours to mend", "exit 64", MAILER_LATER, "64", false},
	{"out of order", "exit 71", MAILER_LATER, "71", false},
	{"an unknown status", "exit 1", MAILER_LATER, "exit status 1", false},
	{"killed", "kill -9 $$", MAILER_LATER, "signal 9", true},
	{"hangs", "cat >/dev/null; exec sleep 30", MAILER_LATER, "in time",
		true},
	{"reads nothing and hangs up", "exec <&-; exit 75", MAILER_LATER,
		"exit status 75", false},
	{"says much", "yes | head -c 300000 >&2; exit 75", MAILER_LATER,
		"y?y?y?", false},
	{"leaves a child with its streams", "cat >/dev/null; sleep 5 & exit 0",
		MAILER_ACCEPTED, "exit status 0", false},
};

static void script_make(
	const struct tempdir *dir, const char *script, char path[PATH_MAX / 2])
{
	FILE *f = fopen(tempdir_path(dir, "sendmail", path), "we");

	if (!f)
		abort();
	fprintf(f, "#!/bin/sh\n%s\n", script);
	if (fclose(f) != 0 || chmod(path, 0700) != 0)
		abort();
}

static void check_sendmail(void **state)
{
	const struct sendmail_row *row = *state;
	struct mailer_recipient recipients[RCPTS];
	struct settings_release s = {.via = RELEASE_SENDMAIL};
	struct mailer_message message;
	char path[PATH_MAX / 2];
	struct mailer *mailer;
	struct tempdir dir;
	struct iovec piece;
	time_t began = time(NULL);

	tempdir_make(&dir);
	script_make(&dir, row->script, path);
	s.path = path;
	message_of(&message, recipients, &piece);
	assert_int_equal(mailer_open(&s, NULL, 1, &mailer), ERR_OK);
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	mailer_close(&mailer);
	tempdir_remove(&dir);
	assert_true(time(NULL) - began < 4);
	for (size_t i = 0; i < RCPTS; i++) {
		assert_int_equal(recipients[i].outcome, row->outcome);
		if (!strstr(recipients[i].text, row->text))
			fail_msg("\"%s\"", recipients[i].text);
	}
	/* A script killed at once may not have been given all of it. */
	if (strcmp(row->name, "killed") != 0)
		assert_int_equal(message.is_uncertain, row->is_uncertain);
}

static void read_file(const char *path, char *to, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(to, 1, size - 1, f) : 0;

	to[n] = '\0';
	if (f)
		fclose(f);
}

static void check_arguments(void **state)
{
	struct mailer_recipient recipients[RCPTS];
	struct settings_release s = {.via = RELEASE_SENDMAIL};
	struct mailer_message message;
	char path[PATH_MAX / 2], script[PATH_MAX], heard[1000];
	struct mailer *mailer;
	struct tempdir dir;
	struct iovec piece;

	(void)state;
	tempdir_make(&dir);
	snprintf(script, sizeof(script),
		"exec >%s/heard; printf '[%%s]' \"$@\"; cat", dir.path);
	script_make(&dir, script, path);
	s.path = path;
	message_of(&message, recipients, &piece);
	recipients[1].address = "-oQ/tmp@example.com";
	recipients[2].address = "$(id);`id`@example.com";
	assert_int_equal(mailer_open(&s, NULL, 10, &mailer), ERR_OK);
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	assert_int_equal(recipients[0].outcome, MAILER_ACCEPTED);
	read_file(tempdir_path(&dir, "heard", path), heard, sizeof(heard));
	assert_string_equal(heard,
		"[-i][-f][<>][--][a@example.com][-oQ/tmp@example.com]"
		"[$(id);`id`@example.com]"
		"Subject: x\n\none\n.two\nthree\n.\n");
	mailer_close(&mailer);
	tempdir_remove(&dir);
}

static void check_missing(void **state)
{
	struct mailer_recipient recipients[RCPTS];
	struct settings_release s = {
		.via = RELEASE_SENDMAIL, .path = "/nonexistent/sendmail"};
	struct mailer_message message;
	struct mailer *mailer;
	struct iovec piece;

	(void)state;
	message_of(&message, recipients, &piece);
	assert_int_equal(mailer_open(&s, NULL, 10, &mailer), ERR_OK);
	assert_int_equal(mailer_send(mailer, &message), ERR_OK);
	mailer_close(&mailer);
	assert_int_equal(recipients[0].outcome, MAILER_LATER);
	assert_non_null(strstr(recipients[0].text, "cannot be run"));
}

struct address_row {
	const char *name;
	const char *address;
	enum err recipient, sender;
};

static const struct address_row address_rows[] = {
	{"plain", "a@example.com", ERR_OK, ERR_OK},
	{"in brackets", "<a@example.com>", ERR_OK, ERR_OK},
	{"null", "<>", ERR_INVALID, ERR_OK},
	{"empty", "", ERR_INVALID, ERR_OK},
	{"quoted", "\"a <b> c\"@example.com", ERR_OK, ERR_OK},
	{"a command more", "a@example.com>\r\nRCPT TO:<x", ERR_INVALID,
		ERR_INVALID},
	{"a parameter more", "a@example.com> NOTIFY=NEVER", ERR_INVALID,
		ERR_INVALID},
	{"a blank", "a b@example.com", ERR_INVALID, ERR_INVALID},
	{"a line's end, quoted", "\"a\nb\"@example.com", ERR_INVALID,
		ERR_INVALID},
};

static void check_address(void **state)
{
	const struct address_row *row = *state;
	struct mailer_recipient recipients[RCPTS];
	struct settings_release s = {
		.via = RELEASE_SENDMAIL, .path = "/bin/true"};
	struct mailer_message message;
	struct mailer *mailer;
	struct iovec piece;

	assert_int_equal(mailer_open(&s, NULL, 10, &mailer), ERR_OK);
	message_of(&message, recipients, &piece);
	recipients[1].address = row->address;
	assert_int_equal(mailer_send(mailer, &message), row->recipient);
	message_of(&message, recipients, &piece);
	message.sender = row->address;
	assert_int_equal(mailer_send(mailer, &message), row->sender);
	mailer_close(&mailer);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, smtp_rows, check_smtp);
	rows_add_one(&rows, "over the wire", check_wire, NULL);
	rows_add_one(&rows, "nobody listens", check_nobody, NULL);
	rows_add(&rows, sendmail_rows, check_sendmail);
	rows_add_one(&rows, "arguments of sendmail", check_arguments, NULL);
	rows_add_one(&rows, "no sendmail", check_missing, NULL);
	rows_add(&rows, address_rows, check_address);
	return rows_run("mailer", &rows);
}
