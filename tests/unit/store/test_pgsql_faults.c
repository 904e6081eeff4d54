/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connection is cut after each message of the protocol that a verb sends,
 * before and after the server has it: what was asked for is done once, and
 * whoever is told that it was done finds it.
 *
 * Between the store and the server stands a proxy that counts what the store
 * sends. A message of the protocol is one octet, then its length in four; the
 * first of a connection has no such octet.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/clock.h"
#include "bench.h"
#include "store/journal.h"

#define HEAD_MAX 5
#define SETTLE_US 20000 /* the server does what it has */

/* ------------------------------------------------------------------- proxy */

enum cut {
	CUT_BEFORE, /* the server does not get the message */
	CUT_AFTER /* it does, but nobody hears its answer */
};

static struct {
	struct tempdir dir;
	char server[PATH_MAX / 2];
	int listener;
	pthread_t thread;
	atomic_bool stops;
	atomic_int cut; /* enum cut */
	atomic_int left; /* messages until the cut; 0: none is planned */
	atomic_bool is_silent; /* nothing comes through, nothing is closed */
} proxy;

static int connect_to_server(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, proxy.server);
	if (fd >= 0 &&
		connect(fd, (struct sockaddr *)&address, sizeof(address)) !=
			0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool read_whole(int fd, unsigned char *bytes, size_t len)
{
	return len == 0 || recv(fd, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

static bool write_whole(int fd, const unsigned char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len) {
		ssize_t n = send(fd, bytes + at, len - at, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* One message from the store to the server; false: the connection is over. */
static bool pass_message(int from, int to, bool is_first)
{
	unsigned char head[HEAD_MAX];
	size_t kind = is_first ? 0 : 1, len;
	unsigned char *body;
	bool is_cut, goes_on;

	if (!read_whole(from, head, kind + 4))
		return false;
	len = (size_t)head[kind] << 24 | (size_t)head[kind + 1] << 16 |
		(size_t)head[kind + 2] << 8 | head[kind + 3];
	while (atomic_load(&proxy.is_silent) && !atomic_load(&proxy.stops))
		usleep(SETTLE_US);
	body = malloc(len);
	assert_non_null(body);
	goes_on = read_whole(from, body, len - 4);
	is_cut = atomic_load(&proxy.left) > 0 &&
		atomic_fetch_sub(&proxy.left, 1) == 1;
	if (goes_on && !(is_cut && atomic_load(&proxy.cut) == CUT_BEFORE))
		goes_on = write_whole(to, head, kind + 4) &&
			write_whole(to, body, len - 4);
	free(body);
	if (is_cut && atomic_load(&proxy.cut) == CUT_AFTER)
		usleep(SETTLE_US);
	return goes_on && !is_cut;
}

static bool pass_answers(int from, int to)
{
	unsigned char bytes[8192];
	ssize_t n = recv(from, bytes, sizeof(bytes), 0);

	return n > 0 && write_whole(to, bytes, (size_t)n);
}

static void *serve(void *arg)
{
	int store = (int)(intptr_t)arg, server = connect_to_server();
	struct pollfd fds[2] = {{store, POLLIN, 0}, {server, POLLIN, 0}};
	bool goes_on = server >= 0, is_first = true;

	while (goes_on && poll(fds, 2, -1) > 0) {
		if (fds[1].revents)
			goes_on = pass_answers(server, store);
		else if (fds[0].revents) {
			goes_on = pass_message(store, server, is_first);
			is_first = false;
		}
	}
	close(store);
	if (server >= 0)
		close(server);
	return NULL;
}

static void *accept_each(void *arg)
{
	pthread_attr_t detached;
	pthread_t thread;

	(void)arg;
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	while (!atomic_load(&proxy.stops)) {
		int fd = accept4(proxy.listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0 &&
			pthread_create(&thread, &detached, serve,
				(void *)(intptr_t)fd) != 0)
			close(fd);
	}
	pthread_attr_destroy(&detached);
	return NULL;
}

/* "url" is the server's, and becomes the proxy's. */
static void proxy_start(char *url)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *host = strstr(url, "host=") + strlen("host=");
	char rest[PATH_MAX], path[PATH_MAX / 2];
	size_t len = strcspn(host, "&");

	tempdir_make(&proxy.dir);
	snprintf(proxy.server, sizeof(proxy.server), "%.*s/.s.PGSQL.5432",
		(int)len, host);
	snprintf(rest, sizeof(rest), "%s", host + len);
	snprintf(host, PLACE_URL_SIZE - (size_t)(host - url), "%s%s",
		proxy.dir.path, rest);
	strcpy(address.sun_path,
		tempdir_path(&proxy.dir, ".s.PGSQL.5432", path));
	proxy.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(proxy.listener >= 0);
	assert_int_equal(bind(proxy.listener, (struct sockaddr *)&address,
				 sizeof(address)),
		0);
	assert_int_equal(listen(proxy.listener, 16), 0);
	atomic_store(&proxy.stops, false);
	atomic_store(&proxy.left, 0);
	assert_int_equal(
		pthread_create(&proxy.thread, NULL, accept_each, NULL), 0);
}

static void proxy_stop(void)
{
	atomic_store(&proxy.stops, true);
	shutdown(proxy.listener, SHUT_RDWR);
	pthread_join(proxy.thread, NULL);
	close(proxy.listener);
	tempdir_remove(&proxy.dir);
}

static void plan(enum cut cut, int message)
{
	atomic_store(&proxy.cut, (int)cut);
	atomic_store(&proxy.left, message);
}

/* ------------------------------------------------------------------- verbs */

struct found {
	unsigned len;
	uint64_t seq;
};

static bool count(void *arg, const struct journal_entry *entry)
{
	struct found *found = arg;

	found->len++;
	found->seq = entry->seq;
	return true;
}

static struct found look(struct bench *b, const struct pseudonym *key)
{
	const struct journal_filter filter = {
		.since_utc = INSTANT_NONE, .key = key};
	struct found found = {0};

	OK(store_journal_each(b->s, &filter, count, &found));
	return found;
}

/* As many as a verdict sends, and some more, where nothing is cut. */
#define MESSAGES 60

static void test_record(void **state)
{
	struct place through;
	struct store *store;
	struct bench b;
	char cause[STORE_CAUSE_SIZE];
	unsigned n = 100;

	bench_make(&b, state);
	(void)look(&b, &b.key); /* sets it up */
	through = b.place;
	proxy_start(through.url);
	store = place_store(&through, "two", false);
	for (int cut = CUT_BEFORE; cut <= CUT_AFTER; cut++) {
		for (int message = 1; message <= MESSAGES; message++, n++) {
			struct store_record record = record_of(n);
			const struct pseudonym key = key_of(n);
			struct found found;
			enum err e;

			plan((enum cut)cut, message);
			e = store_record(
				store, &record, 1, JOURNAL_SYNC_COMMIT);
			found = look(&b, &key);
			store_record_cause(store, cause);
			if (e || found.len != 1 ||
				found.seq != record.entry.seq)
				fail_msg("cut %d at message %d: %s (%s), "
					 "%u entries",
					cut, message, err_text(e), cause,
					found.len);
			plan((enum cut)cut, 0);
		}
	}
	store_close(&store);
	proxy_stop();
	bench_remove(&b, state);
}

/* An objection and its entry of the journal. */
static enum err object(struct store_session *s, unsigned n)
{
	const struct objection objection = {
		.at_utc = n, .channel = "phone", .recorded_utc = n};
	struct journal_entry entry = {.kind = JOURNAL_OBJECTION,
		.at_utc = n,
		.has_key = true,
		.key = key_of(n)};
	enum err e = store_write_begin(s);

	if (!e)
		e = store_objection_add(s, &entry.key, &objection);
	if (!e)
		e = store_journal_add(s, &entry);
	if (!e)
		return store_write_commit(s);
	store_write_rollback(s);
	return e;
}

static size_t objections_of(struct bench *b, const struct pseudonym *key)
{
	subject_reset(&b->subject);
	OK(store_read_begin(b->s));
	OK(store_subject_get(b->s, key, NULL, 0, true, &b->subject));
	store_read_end(b->s);
	return b->subject.objections_len;
}

/* All of it is on record or nothing; who is told that it is, finds it. That the
 * sum fits is seen when the bench is removed. */
static void test_write(void **state)
{
	struct place through;
	struct store *store;
	struct bench b;
	unsigned n = 1000, failed = 0;

	bench_make(&b, state);
	(void)look(&b, &b.key);
	through = b.place;
	proxy_start(through.url);
	store = place_store(&through, "two", false);
	for (int cut = CUT_BEFORE; cut <= CUT_AFTER; cut++) {
		for (int message = 1; message <= MESSAGES; message++, n++) {
			const struct pseudonym key = key_of(n);
			struct store_session *s;
			size_t objections;
			enum err e;

			OK(store_session_get(store, &s));
			plan((enum cut)cut, message);
			e = object(s, n);
			failed += e != ERR_OK;
			plan((enum cut)cut, 0);
			store_session_put(store, &s);
			objections = objections_of(&b, &key);
			if (objections != look(&b, &key).len ||
				(!e && objections != 1))
				fail_msg("cut %d at message %d: %s, "
					 "%zu objections",
					cut, message, err_text(e), objections);
		}
	}
	assert_in_range(failed, 50, 2 * MESSAGES);
	store_close(&store);
	proxy_stop();
	bench_remove(&b, state);
}

static int64_t took_ms(int64_t begin_ms)
{
	return clock_monotonic_ms() - begin_ms;
}

static void must_defer(
	struct store *store, unsigned n, int64_t least_ms, int64_t most_ms)
{
	struct store_record record = record_of(n);
	int64_t begin_ms = clock_monotonic_ms();

	IS(store_record(store, &record, 1, JOURNAL_SYNC_COMMIT),
		ERR_UNAVAILABLE);
	assert_in_range(took_ms(begin_ms), least_ms, most_ms);
}

static void must_refuse_lookup(struct store *store)
{
	int64_t begin_ms = clock_monotonic_ms();
	struct store_session *s;

	OK(store_session_get(store, &s));
	IS(store_lookup_begin(s, true), ERR_UNAVAILABLE);
	store_session_put(store, &s);
	assert_in_range(took_ms(begin_ms), 0, 500);
}

/* The session whose lookup was refused is used again, outside of a transaction,
 * when the time of that lookup is over. */
static void must_read(struct store *store, int64_t after_ms)
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct found found = {0};
	struct store_session *s;

	while (clock_monotonic_ms() < after_ms)
		usleep(100000);
	OK(store_session_get(store, &s));
	OK(store_journal_each(s, &filter, count, &found));
	store_session_put(store, &s);
}

static enum err record_one(struct store *store, unsigned n)
{
	struct store_record record = record_of(n);

	return store_record(store, &record, 1, JOURNAL_SYNC_COMMIT);
}

/* Five seconds for the first; the others are told at once, until a probe of the
 * store's own has found that the server answers again. */
static void test_silence(void **state)
{
	struct place through;
	struct store *store;
	struct bench b;
	enum err e = ERR_UNAVAILABLE;
	struct pseudonym key = key_of(10);
	int64_t over_ms;

	bench_make(&b, state);
	(void)look(&b, &b.key);
	through = b.place;
	proxy_start(through.url);
	store = place_store(&through, "two", false);
	OK(record_one(store, 10));
	atomic_store(&proxy.is_silent, true);
	must_defer(store, 11, 4500, 6500);
	for (unsigned n = 12; n < 20; n++)
		must_defer(store, n, 0, 500);
	must_refuse_lookup(store);
	over_ms = clock_monotonic_ms() + 5500;
	atomic_store(&proxy.is_silent, false);
	for (int i = 0; i < 100 && e; i++) {
		usleep(100000);
		e = record_one(store, 20);
	}
	OK(e);
	must_read(store, over_ms);
	IS(look(&b, &key).len, 1);
	store_close(&store);
	proxy_stop();
	bench_remove(&b, state);
}

/* ----------------------------------------------------------------- standby */

/* Each COMMIT waits for a standby, of which there is none. */
static void want_standby(bool wants)
{
	place_pgsql_ask(wants ? "ALTER SYSTEM SET synchronous_standby_names = "
				"'nobody'" :
				"ALTER SYSTEM RESET synchronous_standby_names");
	place_pgsql_ask("SELECT pg_reload_conf(), pg_sleep(0.2)");
}

static struct {
	const char *sql;
	atomic_bool stops;
} meddler;

static void *meddle(void *arg)
{
	(void)arg;
	while (!atomic_load(&meddler.stops)) {
		place_pgsql_ask(meddler.sql);
		usleep(50000);
	}
	return NULL;
}

/* What waits for the standby is ended in a way that the client may take for
 * success: a cancelled COMMIT is told as done, with a warning; one whose server
 * process is ended is done there, and nowhere else. */
static void test_standby(void **state)
{
	static const char *const ways[] = {
		"SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
		" WHERE wait_event = 'SyncRep'",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		" WHERE wait_event = 'SyncRep'",
	};
	pthread_t thread;
	struct bench b;

	bench_make(&b, state);
	(void)look(&b, &b.key);
	OK(record_one(b.store, 10));
	for (unsigned i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		const struct pseudonym key = key_of(30 + i);

		want_standby(true);
		meddler.sql = ways[i];
		atomic_store(&meddler.stops, false);
		assert_int_equal(
			pthread_create(&thread, NULL, meddle, NULL), 0);
		IS(record_one(b.store, 30 + i), ERR_UNAVAILABLE);
		atomic_store(&meddler.stops, true);
		pthread_join(thread, NULL);
		want_standby(false);
		OK(record_one(b.store, 40 + i));
		assert_in_range(look(&b, &key).len, 0, 1);
	}
	bench_remove(&b, state);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "a verdict is on record once", test_record,
		&place_pgsql);
	rows_add_one(&rows, "an objection is on record as a whole", test_write,
		&place_pgsql);
	rows_add_one(
		&rows, "a server that is silent", test_silence, &place_pgsql);
	rows_add_one(&rows, "a standby that is not there", test_standby,
		&place_pgsql);
	return rows_run("pgsql_faults", &rows);
}
