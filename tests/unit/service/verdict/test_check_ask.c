/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked at the door of the daemon, and what its answer is taken for. */
#include "config.h"

#include "unit/service/verdict/entrance.h"

#include <pthread.h>
#include <signal.h>

#define MOST CHECK_DOOR_ADDRESSES

/* Answers one question with whatever it is told to say. */
struct porter {
	struct tempdir dir;
	char path[PATH_MAX / 2];
	int fd;
	pthread_t thread;
	const char *says;
	char heard[CHECK_DOOR_MAX + 1];
	size_t heard_len;
};

static void *answer_one(void *arg)
{
	struct porter *p = arg;
	int fd = accept(p->fd, NULL, NULL);

	if (fd < 0)
		return NULL;
	p->heard_len = hear(fd, p->heard, sizeof(p->heard));
	say(fd, p->says, strlen(p->says));
	close(fd);
	return NULL;
}

static void porter_open(struct porter *p, const char *says)
{
	struct sockaddr_un address;

	tempdir_make(&p->dir);
	tempdir_path(&p->dir, "porter", p->path);
	address = address_of(p->path);
	p->says = says;
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(p->fd >= 0);
	IS(bind(p->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	IS(listen(p->fd, 1), 0);
	IS(pthread_create(&p->thread, NULL, answer_one, p), 0);
}

static void porter_close(struct porter *p)
{
	/* Who was not asked waits no longer. */
	(void)shutdown(p->fd, SHUT_RDWR);
	IS(pthread_join(p->thread, NULL), 0);
	close(p->fd);
	tempdir_remove(&p->dir);
}

/* Behind those who are asked about stands one more, who is not. */
static const char *const two[] = {"a@x.example", "b@x.example", "c@x.example"};

/* ----------------------------------------------------------------- answers */

static const struct answer_row {
	const char *name;
	const char *says;
	enum err expected;
	const char *answers;
	const char *cause; /* words of it */
	size_t room; /* 0: enough */
} answer_rows[] = {
	{"answers", "answers\nyes\tx\nno\ty\n", ERR_OK, "yes\tx\nno\ty\n", "",
		0},
	{"no answers", "answers\n", ERR_OK, "", "", 0},
	{"refused", "refused\tnot so\nmore\n", ERR_INVALID, "", "not so", 0},
	{"later", "later\tnot now\n", ERR_UNAVAILABLE, "", "not now", 0},
	{"without an end", "later\tnot now", ERR_UNAVAILABLE, "", "not now", 0},
	{"nothing", "", ERR_UNAVAILABLE, "", ": no answer", 0},
	{"something else", "answer\nyes\n", ERR_UNAVAILABLE, "", ": no answer",
		0},
	{"nearly", "refused not so\n", ERR_UNAVAILABLE, "", ": no answer", 0},
	{"more than is taken", "answers\nyes\tx\nno\ty\n", ERR_UNAVAILABLE, "",
		"too long", 10},
};

static void check_answer(void **state)
{
	static const char asked[] =
		"check 1\nfollowup\na@x.example\nb@x.example\n";
	const struct answer_row *row = *state;
	char cause[LISTENING_CAUSE_SIZE] = "", socket[PATH_MAX];
	static struct porter p;
	struct buf answers;

	porter_open(&p, row->says);
	(void)snprintf(socket, sizeof(socket), "unix:%s", p.path);
	buf_init(&answers, row->room ? row->room : 1000);
	IS(check_ask(socket, "followup", two, 2, &answers, cause),
		row->expected);
	porter_close(&p);
	assert_string_equal(p.heard, asked);
	assert_string_equal(buf_text(&answers), row->answers);
	if (!strstr(cause, row->cause) || !*row->cause != !*cause)
		fail_msg("not the cause: %s", cause);
	if (*row->cause == ':')
		IS(strncmp(cause, p.path, strlen(p.path)), 0);
	buf_free(&answers);
}

/* --------------------------------------------------------------- questions */

static char long_one[CHECK_DOOR_MAX];

static const struct question_row {
	const char *name;
	const char *purpose;
	const char *who[3];
	size_t len;
	size_t long_len; /* of the first one; 0: as it stands there */
	enum err expected;
	const char *cause;
} question_rows[] = {
	{"a line end in an address", "p", {"a@x", "b\n@x", "c@x"}, 3, 0,
		ERR_LIMIT,
		"a line end: is part of no address and of no purpose"},
	{"in the last one", "p", {"a@x", "b@x", "c@x\n"}, 3, 0, ERR_LIMIT,
		"a line end"},
	{"behind the last one", "p", {"a@x", "b@x", "c@x\n"}, 2, 0, ERR_OK, ""},
	{"in the purpose", "p\nq", {"a@x"}, 1, 0, ERR_LIMIT, "a line end"},
	{"nobody", "p", {NULL}, 0, 0, ERR_OK, ""},
	{"the longest", "p", {""}, 1, CHECK_DOOR_MAX - 11, ERR_OK, ""},
	{"too long", "p", {""}, 1, CHECK_DOOR_MAX - 10, ERR_LIMIT,
		"the question: is too long"},
};

static void check_question(void **state)
{
	const struct question_row *row = *state;
	const char *who[] = {row->who[0], row->who[1], row->who[2]};
	char cause[LISTENING_CAUSE_SIZE] = "";
	static struct porter p;
	struct buf answers;

	memset(long_one, 'a', sizeof(long_one));
	long_one[row->long_len] = '\0';
	if (row->long_len > 0)
		who[0] = long_one;
	p.heard_len = 0;
	porter_open(&p, "answers\n");
	buf_init(&answers, 1000);
	/* A path alone will do. */
	IS(check_ask(p.path, row->purpose, who, row->len, &answers, cause),
		row->expected);
	porter_close(&p);
	assert_non_null(strstr(cause, row->cause));
	IS(p.heard_len > 0, row->expected == ERR_OK);
	buf_free(&answers);
}

static void test_many(void **state)
{
	const char *who[MOST + 1];
	char cause[LISTENING_CAUSE_SIZE] = "";
	static struct porter p;
	struct buf answers;

	(void)state;
	for (size_t i = 0; i <= MOST; i++)
		who[i] = "a@x";
	porter_open(&p, "answers\n");
	buf_init(&answers, 1000);
	IS(check_ask(p.path, "p", who, MOST + 1, &answers, cause), ERR_LIMIT);
	assert_string_equal(
		cause, "found 101 addresses, accepted: up to 100 at once");
	IS(check_ask(p.path, "p", who, MOST, &answers, cause), ERR_OK);
	porter_close(&p);
	IS(p.heard_len, strlen("check 1\np\n") + MOST * strlen("a@x\n"));
	buf_free(&answers);
}

static void test_nobody_there(void **state)
{
	char cause[LISTENING_CAUSE_SIZE] = "", path[PATH_MAX / 2];
	struct tempdir dir;
	struct buf answers;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "nothing", path);
	buf_init(&answers, 1000);
	IS(check_ask(path, "p", two, 2, &answers, cause), ERR_NOT_FOUND);
	assert_non_null(strstr(cause, path));
	buf_free(&answers);
	tempdir_remove(&dir);
}

/* ------------------------------------------------------------------- as is */

/* The door itself is asked. */
static void test_door(void **state)
{
	const char *const who[] = {ADAM, "x@gone.example", JAN};
	char cause[LISTENING_CAUSE_SIZE] = "", socket[PATH_MAX];
	struct entrance d;
	struct buf answers;

	(void)state;
	open_door(&d, 1000);
	(void)snprintf(socket, sizeof(socket), "unix:%s", d.path);
	buf_init(&answers, 1000);
	IS(check_ask(socket, "followup", who, 2, &answers, cause), ERR_OK);
	assert_string_equal(buf_text(&answers),
		"yes\tmay be written to\n"
		"no\tobjected to such mail on 2018-06-30 (Art. 21(3) GDPR)\n");
	IS(check_ask(socket, "nothing", who, 2, &answers, cause), ERR_INVALID);
	assert_non_null(strstr(cause, "is not in the configuration"));
	ear_sql(&d.h, "ALTER TABLE fact RENAME TO away");
	IS(check_ask(socket, "followup", who, 2, &answers, cause),
		ERR_UNAVAILABLE);
	assert_string_equal(cause, "no answer can be had now");
	close_door(&d);
	IS(check_ask(socket, "followup", who, 2, &answers, cause),
		ERR_NOT_FOUND);
	buf_free(&answers);
}

int main(void)
{
	struct rows rows = {0};

	(void)signal(SIGPIPE, SIG_IGN);
	rows_add(&rows, answer_rows, check_answer);
	rows_add(&rows, question_rows, check_question);
	rows_add_one(&rows, "many addresses", test_many, NULL);
	rows_add_one(&rows, "nobody is there", test_nobody_there, NULL);
	rows_add_one(&rows, "the door itself", test_door, NULL);
	return rows_run("check ask", &rows);
}
