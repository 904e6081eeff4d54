/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands between libmilter and the C library is in the way of nobody
 * else. Built twice, with it and without: the same must be seen in both.
 */
#include "config.h"

#include "lib/rows.h"
#include "lib/tempdir.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <time.h>
#ifdef HAVE_MICROHTTPD
#include <microhttpd.h>
#endif

#include "base/listening.h"
#include "milter/libmilter/libmilter_io.h"

#define LONG_MS 10000
#define ROWS 2000
#define PAGE_LEN 300000

/* A session of libmilter's is open, and nobody has read what it says. */
struct beside {
	struct listening listening;
	int handed, client, session;
};

static void beside_begin(struct beside *b)
{
	char cause[LISTENING_CAUSE_SIZE];
	const struct listening_options o = {
		.socket = "inet:0@127.0.0.1",
		.owner = (uid_t)-1,
	};

	assert_int_equal(listening_open(&o, &b->listening, cause), ERR_OK);
	b->handed = dup(b->listening.fd);
	assert_int_equal(libmilter_io_open(b->handed), ERR_OK);
	b->client = listening_connect(&b->listening);
	assert_true(b->client >= 0);
	b->session = accept(b->handed, NULL, NULL);
	assert_true(b->session >= 0);
	assert_int_equal(write(b->client, "hello", 5), 5);
}

/* It says the same as before. */
static void beside_end(struct beside *b)
{
	struct pollfd p = {.fd = b->session, .events = POLLIN};
	char got[8];

	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	assert_int_equal(read(b->session, got, sizeof(got)), 5);
	assert_memory_equal(got, "hello", 5);
	assert_int_equal(close(b->session), 0);
	assert_int_equal(close(b->client), 0);
	libmilter_io_close();
	assert_int_equal(close(b->handed), 0);
	listening_close(&b->listening);
}

/* -------------------------------------------------------------- libraries */

static void must(sqlite3 *db, const char *sql)
{
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t n;

	assert_int_equal(
		sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static void sqlite_keeps(void **state)
{
	char path[PATH_MAX];
	struct beside b;
	struct tempdir dir;
	sqlite3 *writer, *reader;

	(void)state;
	beside_begin(&b);
	tempdir_make(&dir);
	snprintf(path, sizeof(path), "%s/db", dir.path);
	assert_int_equal(sqlite3_open(path, &writer), SQLITE_OK);
	must(writer, "PRAGMA journal_mode = wal; CREATE TABLE t (n, x)");
	assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
	for (int i = 0; i < ROWS; i++) {
		must(writer,
			"INSERT INTO t SELECT count(*), randomblob(500) "
			"FROM t");
		if (i % 500 == 0)
			must(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
	}
	assert_int_equal(
		number(reader, "SELECT sum(n) FROM t"), ROWS * (ROWS - 1) / 2);
	sqlite3_close(writer);
	sqlite3_close(reader);
	assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
	assert_int_equal(number(reader, "SELECT count(*) FROM t"), ROWS);
	assert_int_equal(number(reader,
				 "SELECT integrity_check = 'ok' FROM "
				 "pragma_integrity_check"),
		1);
	sqlite3_close(reader);
	tempdir_remove(&dir);
	beside_end(&b);
}

#ifdef HAVE_MICROHTTPD
static char page[PAGE_LEN];

static enum MHD_Result show_page(void *cls, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version,
	const char *upload, size_t *upload_len, void **request)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)cls, (void)url, (void)method, (void)version, (void)upload;
	*upload_len = 0;
	if (!*request) {
		*request = page;
		return MHD_YES;
	}
	response = MHD_create_response_from_buffer(
		PAGE_LEN, page, MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

struct fetched {
	size_t len;
	bool differs;
};

static size_t compare_page(char *bytes, size_t one, size_t len, void *arg)
{
	struct fetched *f = arg;

	(void)one;
	f->differs |= f->len + len > PAGE_LEN ||
		memcmp(page + f->len, bytes, len) != 0;
	f->len += len;
	return len;
}

/* One thread that polls its connections, as the public page has. */
static void curl_fetches(void **state)
{
	struct MHD_Daemon *server;
	struct beside b;
	char url[64];
	CURL *curl;

	(void)state;
	beside_begin(&b);
	for (size_t i = 0; i < PAGE_LEN; i++)
		page[i] = (char)(i * 31 + i / 256);
	server =
		MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
			0, NULL, NULL, show_page, NULL, MHD_OPTION_END);
	assert_non_null(server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/",
		MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port);
	curl = curl_easy_init();
	assert_non_null(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)6 * LONG_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, compare_page);
	for (int i = 0; i < 5; i++) {
		struct fetched f = {0};

		/* On the same connection, and on a new one. */
		curl_easy_setopt(
			curl, CURLOPT_FRESH_CONNECT, (long)(i % 2 == 0));
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &f);
		assert_int_equal(curl_easy_perform(curl), CURLE_OK);
		assert_int_equal(f.len, PAGE_LEN);
		assert_false(f.differs);
	}
	curl_easy_cleanup(curl);
	MHD_stop_daemon(server);
	beside_end(&b);
}
#endif

/* ---------------------------------------------------- the calls themselves */

static void accepts_as_ever(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	struct pollfd p = {.fd = server, .events = POLLIN};
	struct beside b;
	int fd;

	(void)state;
	beside_begin(&b);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(
		bind(server, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(server, 5), 0);
	assert_int_equal(accept(server, NULL, NULL), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(
		getsockname(server, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(
		connect(client, (struct sockaddr *)&address, sizeof(address)),
		0);
	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	memset(&address, 0, sizeof(address));
	fd = accept(server, (struct sockaddr *)&address, &len);
	assert_true(fd >= 0);
	assert_int_equal(address.sin_family, AF_INET);
	assert_int_equal(len, sizeof(address));
	/* Of libmilter's own they are set. */
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	assert_int_equal(accept(client, NULL, NULL), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(accept(-1, NULL, NULL), -1);
	assert_int_equal(errno, EBADF);
	close(fd);
	close(client);
	close(server);
	beside_end(&b);
}

static void polls_as_ever(void **state)
{
	int first[2], second[2], closed;
	struct pollfd all[4];
	struct beside b;

	(void)state;
	beside_begin(&b);
	assert_int_equal(pipe(first), 0);
	assert_int_equal(pipe(second), 0);
	closed = dup(first[0]);
	close(closed);
	assert_int_equal(write(first[1], "a", 1), 1);
	assert_int_equal(write(second[1], "b", 1), 1);
	close(second[1]);
	all[0] = (struct pollfd){.fd = first[0], .events = POLLIN};
	all[1] = (struct pollfd){.fd = -1, .events = POLLIN};
	all[2] = (struct pollfd){.fd = second[0], .events = POLLIN};
	all[3] = (struct pollfd){.fd = closed, .events = POLLIN};
	assert_int_equal(poll(all, 4, LONG_MS), 3);
	assert_int_equal(all[0].revents, POLLIN);
	assert_int_equal(all[1].revents, 0);
	assert_int_equal(all[2].revents, POLLIN | POLLHUP);
	assert_int_equal(all[3].revents, POLLNVAL);
	assert_int_equal(poll(all + 3, 1, LONG_MS), 1);
	assert_int_equal(poll(all + 1, 1, 1), 0);
	assert_int_equal(poll(NULL, 0, 1), 0);
	close(first[0]);
	close(first[1]);
	close(second[0]);
	beside_end(&b);
}

static void reads_as_ever(void **state)
{
	int event = eventfd(7, EFD_NONBLOCK), pipes[2];
	int directory = open("/", O_RDONLY | O_DIRECTORY);
	unsigned char got[16];
	uint64_t count;
	struct beside b;
	int number_of_it;

	(void)state;
	beside_begin(&b);
	assert_int_equal(read(event, got, 4), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(read(event, &count, sizeof(count)), sizeof(count));
	assert_int_equal(count, 7);
	assert_int_equal(read(event, &count, sizeof(count)), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(read(directory, got, sizeof(got)), -1);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "abc", 3), 3);
	close(pipes[1]);
	assert_int_equal(read(pipes[0], got, 2), 2);
	assert_int_equal(read(pipes[0], got, 2), 1);
	assert_int_equal(read(pipes[0], got, 2), 0);
	number_of_it = pipes[0];
	assert_int_equal(close(number_of_it), 0);
	assert_int_equal(close(number_of_it), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(read(number_of_it, got, 1), -1);
	assert_int_equal(errno, EBADF);
	close(directory);
	close(event);
	beside_end(&b);
}

static void on_alarm(int signo)
{
	(void)signo;
}

static void signals_interrupt(void **state)
{
	const struct itimerval often = {{.tv_usec = 20000}, {.tv_usec = 20000}};
	const struct itimerval never = {{0}, {0}};
	struct sigaction action = {.sa_handler = on_alarm}, before;
	struct pollfd p = {.events = POLLIN};
	struct beside b;
	int pipes[2];
	char c;

	(void)state;
	beside_begin(&b);
	assert_int_equal(pipe(pipes), 0);
	p.fd = pipes[0];
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(read(pipes[0], &c, 1), -1);
	assert_int_equal(errno, EINTR);
	assert_int_equal(poll(&p, 1, LONG_MS), -1);
	assert_int_equal(errno, EINTR);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	close(pipes[0]);
	close(pipes[1]);
	beside_end(&b);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "SQLite keeps and finds", sqlite_keeps, NULL);
#ifdef HAVE_MICROHTTPD
	rows_add_one(&all, "curl and libmicrohttpd understand each other",
		curl_fetches, NULL);
#endif
	rows_add_one(&all, "accept() of others", accepts_as_ever, NULL);
	rows_add_one(&all, "poll() of others", polls_as_ever, NULL);
	rows_add_one(&all, "read() and close() of others", reads_as_ever, NULL);
	rows_add_one(&all, "signals interrupt", signals_interrupt, NULL);
	return rows_run("others beside libmilter", &all);
}
