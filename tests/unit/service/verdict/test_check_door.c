/* SPDX-License-Identifier: BSD-2-Clause */
/* What the door answers to whom, what it writes into the log, and how much of
 * it one user gets. */
#include "config.h"

#include "unit/service/verdict/entrance.h"

#include <linux/sockios.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "base/clock.h"

#define NOBODY 65534
/* Of the source: connections beside the addresses of an hour, what one that
 * asks nothing costs, and how long it is waited for. */
#define CONNECTIONS_MORE 100
#define SILENCE_COSTS 20
#define PATIENCE_MS 3000

/* Until the other side has read all that was said. */
static void await_heard(int fd)
{
	int left = 1;

	for (int n = 0; left > 0 && n < ANSWER_S * 1000; n++) {
		assert_int_equal(ioctl(fd, SIOCOUTQ, &left), 0);
		if (left > 0)
			clock_pause_ns(1000000);
	}
	assert_int_equal(left, 0);
}

/* --------------------------------------------------------------- questions */

static const struct question_row {
	const char *name;
	const char *text;
	size_t len;
	const char *answer;
	const char *log;
} question_rows[] = {
	{"nothing", TEXT(""), "refused\tthis is no question\n",
		"was refused an answer: this is no question"},
	{"another greeting", TEXT("check 2\nfollowup\n" ADAM "\n"),
		"refused\tthis is no question\n", "this is no question"},
	{"a greeting without an end", TEXT("check 1"),
		"refused\tthis is no question\n", "this is no question"},
	{"a greeting alone", TEXT("check 1\n"),
		"refused\tno purpose is named\n", "no purpose is named"},
	{"a purpose without an end", TEXT("check 1\nfollowup"),
		"refused\tno purpose is named\n", "no purpose is named"},
	{"a purpose alone", TEXT("check 1\nfollowup\n"),
		"refused\tno address is named\n", "no address is named"},
	{"an address without an end", TEXT("check 1\nfollowup\n" ADAM),
		"refused\ta line has no end\n", "a line has no end"},
	{"the second one", TEXT(ASK(ADAM) "x"), "refused\ta line has no end\n",
		"a line has no end"},
	{"it ends within", TEXT("check 1\nfollowup\n" ADAM "\0\n"),
		"refused\ta line has no end\n", "a line has no end"},
	{"it ends within the greeting", TEXT("check 1\0\nfollowup\na\n"),
		"refused\tthis is no question\n", "this is no question"},
	{"no such purpose", TEXT("check 1\nnothing\n" ADAM "\n"),
		"refused\tpurpose \"nothing\" is not in the configuration; "
		"it knows: followup, newsletter\n",
		NULL},
	{"one who may be written to", TEXT(ASK(ADAM)), YES,
		"asked about 1 addresses for \"followup\": 1 may be written "
		"to"},
	{"another purpose", TEXT("check 1\nnewsletter\n" ADAM "\n"),
		"answers\nno\thas not agreed to such mail, and nothing else "
		"allows "
		"it (Art. 6(1) GDPR, Art. 13 Directive 2002/58)\n",
		"asked about 1 addresses for \"newsletter\": 0 may be written "
		"to"},
	{"several", TEXT(ASK("x@gone.example\n" ADAM "\nadam")),
		"answers\n"
		"no\tobjected to such mail on 2018-06-30 (Art. 21(3) GDPR)\n"
		"yes\tmay be written to\n"
		"no\tis not a valid address: no @ (RFC 5321 4.1.2)\n",
		"asked about 3 addresses for \"followup\": 1 may be written "
		"to"},
	{"an empty line", TEXT(ASK("")),
		"answers\nno\tis not a valid address: empty address (RFC 5321 "
		"4.1.2)\n",
		"0 may be written to"},
};

static void check_question(void **state)
{
	const struct question_row *row = *state;
	struct entrance d;
	char answer[8000];

	open_door(&d, 1000);
	ask(&d, row->text, row->len, answer);
	assert_string_equal(answer, row->answer);
	if (row->log)
		is_logged(&d, row->log);
	/* And the next one is answered. */
	is_told(&d, ASK(ADAM), YES);
	close_door(&d);
}

/* A question comes in pieces, the last of one octet. */
static void test_pieces(void **state)
{
	static const char text[] = ASK(ADAM);
	size_t cuts[] = {0, 1, 12, sizeof(text) - 2, sizeof(text) - 1};
	struct entrance d;
	char answer[8000];
	int fd;

	(void)state;
	open_door(&d, 1000);
	fd = connect_at(d.path);
	for (size_t i = 1; i < sizeof(cuts) / sizeof(*cuts); i++) {
		say(fd, text + cuts[i - 1], cuts[i] - cuts[i - 1]);
		await_heard(fd);
	}
	(void)shutdown(fd, SHUT_WR);
	(void)hear(fd, answer, sizeof(answer));
	assert_string_equal(answer, YES);
	close(fd);
	close_door(&d);
}

/* "check 1", a purpose, and so many addresses. */
static size_t ask_many(struct entrance *d, size_t len, char answer[8000])
{
	char text[8000] = "check 1\nfollowup\n";

	for (size_t i = 0; i < len; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
			ADAM "\n");
	ask(d, text, strlen(text), answer);
	return strlen(answer);
}

static void test_most_addresses(void **state)
{
	const size_t each = strlen("yes\tmay be written to\n");
	struct entrance d;
	char answer[8000];

	(void)state;
	open_door(&d, 1000);
	IS(ask_many(&d, CHECK_DOOR_ADDRESSES, answer),
		strlen("answers\n") + CHECK_DOOR_ADDRESSES * each);
	is_logged(&d, "asked about 100 addresses for \"followup\": 100 may");
	(void)ask_many(&d, CHECK_DOOR_ADDRESSES + 1, answer);
	assert_string_equal(answer, "refused\ttoo many addresses at once\n");
	is_logged(&d, "too many addresses");
	close_door(&d);
}

/* As large as may be, and an octet more. */
static void test_most_octets(void **state)
{
	static char text[CHECK_DOOR_MAX + 1];
	struct entrance d;
	char answer[8000];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, TEXT("check 1\nfollowup\n"));
	text[CHECK_DOOR_MAX - 1] = '\n';
	open_door(&d, 1000);
	ask(&d, text, CHECK_DOOR_MAX, answer);
	assert_non_null(strstr(answer, "answers\nno\tis not a valid address"));
	ask(&d, text, CHECK_DOOR_MAX + 1, answer);
	assert_string_equal(answer, "");
	is_logged(&d, "asked nothing that could be read");
	close_door(&d);
}

/* ------------------------------------------------------------------ limits */

#define OVER                                                           \
	"refused\tyou have asked about too many addresses within the " \
	"hour; see check-per-hour in robinson.conf(5)\n"

static void test_addresses_per_hour(void **state)
{
	struct entrance d;
	char answer[8000];

	(void)state;
	open_door(&d, 3);
	/* What is no question costs nothing of it. */
	is_told(&d, "check 1\nfollowup\n" ADAM "\n" ADAM "\nx",
		"refused\ta line has no end\n");
	(void)ask_many(&d, 3, answer);
	assert_non_null(strstr(answer, YES));
	is_told(&d, ASK(ADAM), OVER);
	is_logged(&d, "was refused an answer: you have asked about too many");
	close_door(&d);
	/* A question over it is not answered in part. */
	open_door(&d, 3);
	(void)ask_many(&d, 4, answer);
	assert_string_equal(answer, OVER);
	close_door(&d);
}

/* So many connections are answered, and the next is not. */
static void must_end_after(struct entrance *d, int connections)
{
	char answer[8000];

	for (int i = 0; i < connections; i++)
		is_told(d, "", "refused\tthis is no question\n");
	ask(d, "", 0, answer);
	assert_string_equal(answer, "");
	assert_string_equal(d->log, "");
}

static void test_connections_per_hour(void **state)
{
	struct entrance d;

	(void)state;
	open_door(&d, 2);
	must_end_after(&d, CONNECTIONS_MORE + 2);
	close_door(&d);
}

static void test_silence_costs(void **state)
{
	static char text[CHECK_DOOR_MAX + 1];
	struct entrance d;
	char answer[8000];

	(void)state;
	open_door(&d, 1);
	for (int i = 0; i < 2; i++)
		ask(&d, text, sizeof(text), answer);
	must_end_after(&d, CONNECTIONS_MORE + 1 - 2 * (1 + SILENCE_COSTS));
	close_door(&d);
}

/* As another user, who is in the directory already. */
static int ask_as_nobody(struct entrance *d)
{
	char answer[8000];

	if (chdir(d->dir.path) != 0 || setgroups(0, NULL) != 0 ||
		setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
		return 2;
	ask_at("check", TEXT(ASK(ADAM)), answer);
	return strcmp(answer, YES) != 0;
}

/* One user's questions do not use up another's. */
static void test_users(void **state)
{
	struct entrance d;
	int status = -1;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();
	open_door(&d, 1);
	is_told(&d, ASK(ADAM), YES);
	is_told(&d, ASK(ADAM), OVER);
	IS(chmod(d.dir.path, 0711), 0);
	IS(chmod(d.path, 0666), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(ask_as_nobody(&d));
	IS(waitpid(pid, &status, 0), pid);
	IS(status, 0);
	is_told(&d, ASK(ADAM), OVER);
	close_door(&d);
}

/* ----------------------------------------------------------------- silence */

/* Whoever says nothing is waited for, but neither for long nor when the
 * daemon ends. */
static void test_silence(void **state)
{
	int64_t began;
	struct entrance d;
	char answer[8000], path[PATH_MAX / 2];
	int fd, saved;

	(void)state;
	open_door(&d, 1000);
	saved = log_begin(&d, path);
	began = clock_monotonic_ms();
	fd = connect_at(d.path);
	say(fd, TEXT("check 1\n"));
	(void)hear(fd, answer, sizeof(answer));
	began = clock_monotonic_ms() - began;
	close(fd);
	log_end(&d, saved, path);
	assert_string_equal(answer, "");
	is_logged(&d, "asked nothing that could be read");
	assert_true(began >= PATIENCE_MS - 10);
	assert_true(began < ANSWER_S * 1000);

	fd = connect_at(d.path);
	say(fd, TEXT("check 1\n"));
	await_heard(fd);
	began = clock_monotonic_ms();
	close_door(&d);
	assert_true(clock_monotonic_ms() - began < PATIENCE_MS - 500);
	close(fd);
}

/* Who asks and does not wait for the answer. */
static void test_answer_not_taken(void **state)
{
	struct entrance d;
	char answer[8000], path[PATH_MAX / 2];
	int fd, saved;

	(void)state;
	open_door(&d, 1000);
	saved = log_begin(&d, path);
	fd = connect_at(d.path);
	say(fd, TEXT(ASK(ADAM)));
	await_heard(fd);
	close(fd);
	/* One after the other: when this is answered, that is over. */
	ask_at(d.path, TEXT(ASK(ADAM)), answer);
	log_end(&d, saved, path);
	assert_string_equal(answer, YES);
	is_logged(&d, "did not take the answer");
	is_told(&d, ASK(ADAM), YES);
	assert_null(strstr(d.log, "did not take"));
	close_door(&d);
}

/* --------------------------------------------------------- store, settings */

#define LATER "later\tno answer can be had now\n"

static void test_store_away(void **state)
{
	struct entrance d;

	(void)state;
	open_door(&d, 1000);
	ear_sql(&d.h, "ALTER TABLE fact RENAME TO away");
	is_told(&d, ASK(ADAM), LATER);
	is_logged(&d, "got no answer: reading");
	ear_sql(&d.h, "ALTER TABLE away RENAME TO fact");
	is_told(&d, ASK(ADAM), YES);
	ear_sql(&d.h, "ALTER TABLE fact RENAME TO away");
	is_told(&d, ASK(ADAM "\n" ADAM), LATER);
	close_door(&d);
}

static void test_no_keys(void **state)
{
	char keys[PATH_MAX / 2], aside[PATH_MAX / 2];
	char cause[LISTENING_CAUSE_SIZE];
	struct entrance d;

	(void)state;
	open_door(&d, 1000);
	check_door_stop(&d.door);
	tempdir_path(&d.h.dir, "keys", keys);
	tempdir_path(&d.h.dir, "aside", aside);
	IS(rename(keys, aside), 0);
	open_office(&d.h);
	IS(check_door_open(d.h.settings, (uid_t)-1, &d.door, cause), ERR_OK);
	IS(check_door_start(d.door, d.h.office), ERR_OK);
	is_told(&d, ASK(ADAM), LATER);
	is_logged(&d, "got no answer: key file");
	close_door(&d);
}

static enum err not_settled(void *arg, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	const struct entrance *d = arg;

	(void)snprintf(cause_r, OFFICE_CAUSE_SIZE, "a click waits");
	return settings == d->h.settings ? ERR_UNAVAILABLE : ERR_OK;
}

/* What was clicked counts first; who is refused has not to wait for it. */
static void test_not_settled(void **state)
{
	char cause[LISTENING_CAUSE_SIZE];
	struct entrance d;
	const struct office_settler settler = {not_settled, &d};

	(void)state;
	open_door(&d, 1000);
	check_door_stop(&d.door);
	office_settle_by(d.h.office, &settler);
	IS(check_door_open(d.h.settings, (uid_t)-1, &d.door, cause), ERR_OK);
	IS(check_door_start(d.door, d.h.office), ERR_OK);
	is_told(&d, ASK(ADAM), LATER);
	is_logged(&d, "got no answer: a click waits");
	is_told(&d, "", "refused\tthis is no question\n");
	close_door(&d);
}

static void object_anew(struct house *h)
{
	const struct record_object objection = {
		.who = ADAM, .at_utc = HOUSE_NOW};
	char cause[DESK_CAUSE_SIZE];
	struct buf said;

	IS(desk_open(h->office, "ania", &h->desk, cause), ERR_OK);
	buf_init(&said, 4096);
	IS(record_object(h->desk, &objection, &said), ERR_OK);
	buf_free(&said);
}

/* Time goes on, and so do settings and keys. */
static void test_changes(void **state)
{
	char cause[DESK_CAUSE_SIZE] = "", answer[8000];
	const struct settings *others;
	unsigned number = 0;
	struct entrance d;

	(void)state;
	open_door(&d, 1000);
	is_told(&d, ASK(ADAM), YES);
	atomic_store(&now_utc, HOUSE_NOW + 60 * DAY);
	ask(&d, TEXT(ASK(ADAM)), answer);
	assert_non_null(strstr(answer, "no\tmay no longer be written to"));
	atomic_store(&now_utc, HOUSE_NOW);
	is_told(&d, ASK(ADAM), YES);

	others = house_settings(&d.h,
		config_of(&d, 1000, "purpose 'extra' { bases = {'consent'} }"));
	IS(office_reload(d.h.office, others, cause), ERR_OK);
	ask(&d, TEXT("check 1\nextra\nadam\n"), answer);
	assert_non_null(strstr(answer, "no\tis not a valid address"));
	is_told(&d, ASK(ADAM), YES);

	/* What is said under new keys is found under these alone. */
	IS(keyfile_rotate(others->key_file, HOUSE_NOW, &number, cause), ERR_OK);
	IS(office_reload(d.h.office, others, cause), ERR_OK);
	is_told(&d, ASK(ADAM), YES);
	object_anew(&d.h);
	ask(&d, TEXT(ASK(ADAM)), answer);
	assert_non_null(strstr(answer, "no\tobjected to such mail"));
	close_door(&d);
	settings_unref(&others);
}

/* ---------------------------------------------------------------- its file */

static void test_file(void **state)
{
	struct entrance d;
	struct stat st;

	(void)state;
	open_door(&d, 1000);
	IS(stat(d.path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	IS(st.st_mode & 07777, 0660);
	IS(st.st_gid, getegid());
	close_door(&d);
	check_door_stop(&d.door);
}

/* It may not be opened twice, nor where there is no directory. */
static void test_cannot_open(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	const struct settings *elsewhere;
	struct check_door *other;
	struct entrance d;

	(void)state;
	open_door(&d, 1000);
	IS(check_door_open(d.h.settings, (uid_t)-1, &other, cause), ERR_EXISTS);
	assert_null(other);
	assert_non_null(strstr(cause, "another program listens"));
	is_told(&d, ASK(ADAM), YES);
	(void)strcat(d.path, "/below/check");
	elsewhere = house_settings(&d.h, config_of(&d, 1000, ""));
	assert_int_not_equal(
		check_door_open(elsewhere, (uid_t)-1, &other, cause), ERR_OK);
	assert_null(other);
	assert_non_null(strstr(cause, "/below/check"));
	settings_unref(&elsewhere);
	*strstr(d.path, "/below") = '\0';
	close_door(&d);
}

int main(void)
{
	struct rows rows = {0};

	(void)signal(SIGPIPE, SIG_IGN);
	rows_add(&rows, question_rows, check_question);
	rows_add_one(&rows, "in pieces", test_pieces, NULL);
	rows_add_one(&rows, "the most addresses", test_most_addresses, NULL);
	rows_add_one(&rows, "the most octets", test_most_octets, NULL);
	rows_add_one(&rows, "addresses within the hour",
		test_addresses_per_hour, NULL);
	rows_add_one(&rows, "connections within the hour",
		test_connections_per_hour, NULL);
	rows_add_one(&rows, "what silence costs", test_silence_costs, NULL);
	rows_add_one(&rows, "each user for himself", test_users, NULL);
	rows_add_one(&rows, "silence", test_silence, NULL);
	rows_add_one(&rows, "an answer not taken", test_answer_not_taken, NULL);
	rows_add_one(&rows, "the store is away", test_store_away, NULL);
	rows_add_one(&rows, "no keys", test_no_keys, NULL);
	rows_add_one(&rows, "a click waits", test_not_settled, NULL);
	rows_add_one(&rows, "time, settings, keys", test_changes, NULL);
	rows_add_one(&rows, "its file", test_file, NULL);
	rows_add_one(&rows, "it cannot be opened", test_cannot_open, NULL);
	return rows_run("check door", &rows);
}
