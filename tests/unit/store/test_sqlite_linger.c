/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts that nobody waits for the disk with: many share a transaction that
 * is left open, and none is lost, doubled or seen too late. */
#include "contract.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/rows.h"

#define OK(call) assert_int_equal((call), ERR_OK)

static const char *path_of(const struct place *place)
{
	return place->url + strlen("sqlite:");
}

static void redo_path(const struct place *place, char path_r[PATH_MAX])
{
	snprintf(path_r, PATH_MAX, "%s-redo", path_of(place));
}

static struct store *open_daemon(const struct place *place)
{
	const struct store_options options = {.url = place->url,
		.keys = place->keys,
		.instance = "daemon",
		.create = true,
		.leaves_open = true};
	struct store *store;

	OK(store_open(&options, &store));
	return store;
}

static enum err record(struct store *store, unsigned n, enum journal_sync sync)
{
	struct store_record r = record_of(n);

	return store_record(store, &r, 1, sync);
}

static size_t sends_of(struct store *store, unsigned n)
{
	struct pseudonym key = key_of(n);
	struct store_session *s;
	struct subject subject;
	size_t len;

	subject_init(&subject);
	OK(store_session_get(store, &s));
	OK(store_glance_begin(s, true));
	OK(store_subject_get(s, &key, NULL, 0, false, &subject));
	len = subject.sends_len;
	store_session_put(store, &s);
	subject_free(&subject);
	return len;
}

static void verify(struct store *store, uint64_t expected)
{
	struct store_session *s;
	uint64_t checked, seq;

	OK(store_session_get(store, &s));
	OK(store_journal_verify(s, &checked, &seq));
	store_session_put(store, &s);
	assert_int_equal(checked, expected);
}

/* What a command that writes does first. */
static void write_something(struct store *store)
{
	struct store_session *s;

	OK(store_session_get(store, &s));
	OK(store_write_begin(s));
	OK(store_write_commit(s));
	store_session_put(store, &s);
}

static void sleep_ms(long ms)
{
	const struct timespec ts = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&ts, NULL);
}

static off_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

/* A daemon that is killed behind its last answer. */
static void crash_after(const struct place *place, unsigned from, unsigned len)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct store *store = open_daemon(place);

		for (unsigned i = 0; i < len; i++)
			if (record(store, from + i, JOURNAL_SYNC_WRITE))
				_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void test_seen_by_all(void **state)
{
	struct place place;
	struct store *daemon, *other;

	(void)state;
	place_open(&place, &place_sqlite);
	daemon = open_daemon(&place);
	for (unsigned n = 1; n <= 40; n++) {
		OK(record(daemon, n, JOURNAL_SYNC_WRITE));
		/* At once by who decides the next. */
		assert_int_equal(sends_of(daemon, n), 1);
	}
	other = place_store(&place, "other", false);
	sleep_ms(200);
	assert_int_equal(journal_length(other), 40);
	assert_int_equal(sends_of(other, 40), 1);
	verify(other, 40);
	store_close(&other);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

static void test_commit_between(void **state)
{
	struct place place;
	struct store *daemon;

	(void)state;
	place_open(&place, &place_sqlite);
	daemon = open_daemon(&place);
	for (unsigned n = 1; n <= 60; n++)
		OK(record(daemon, n,
			n % 7 == 0 ? JOURNAL_SYNC_COMMIT : JOURNAL_SYNC_WRITE));
	store_close(&daemon);
	daemon = open_daemon(&place);
	verify(daemon, 60);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

static void test_killed(void **state)
{
	struct place place;
	struct store *store;
	unsigned n = 1;

	(void)state;
	place_open(&place, &place_sqlite);
	/* From a single one to some that fill several files. */
	for (unsigned len = 1; len <= 65536; len *= 4) {
		crash_after(&place, n, len);
		store = place_store(&place, "other", false);
		write_something(store);
		for (unsigned i = 0; i < len; i += 1 + len / 1024)
			assert_int_equal(sends_of(store, n + i), 1);
		n += len;
		verify(store, n - 1);
		store_close(&store);
	}
	place_close(&place, &place_sqlite);
}

/* One message to more persons than the file would be read back for. */
static void test_many_recipients(void **state)
{
	static const unsigned lens[] = {1000, 1001, 30000, 1};
	struct store_record *records = calloc(30000, sizeof(*records));
	unsigned total = 0;
	struct place place;
	struct store *store;
	pid_t pid;
	int status;

	(void)state;
	assert_non_null(records);
	place_open(&place, &place_sqlite);
	pid = fork();
	assert_true(pid >= 0);
	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++)
		total += lens[i];
	if (pid == 0) {
		unsigned n = 0;

		store = open_daemon(&place);
		for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
			for (unsigned k = 0; k < lens[i]; k++)
				records[k] = record_of(++n);
			if (store_record(store, records, lens[i],
				    JOURNAL_SYNC_WRITE))
				_exit(1);
		}
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	store = place_store(&place, "other", false);
	for (unsigned n = 1; n <= total; n += 97)
		assert_int_equal(sends_of(store, n), 1);
	assert_int_equal(sends_of(store, total), 1);
	verify(store, total);
	store_close(&store);
	place_close(&place, &place_sqlite);
	free(records);
}

/* Nobody writes before the daemon is back. */
static void test_killed_and_back(void **state)
{
	struct place place;
	struct store *daemon;

	(void)state;
	place_open(&place, &place_sqlite);
	for (unsigned round = 0; round < 10; round++)
		crash_after(&place, 1 + 20 * round, 20);
	daemon = open_daemon(&place);
	assert_int_equal(sends_of(daemon, 200), 1);
	OK(record(daemon, 201, JOURNAL_SYNC_WRITE));
	store_close(&daemon);
	daemon = open_daemon(&place);
	verify(daemon, 201);
	assert_int_equal(sends_of(daemon, 200), 1);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

static void copy(const char *from, const char *to)
{
	char command[2 * PATH_MAX + 16];

	snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	assert_int_equal(system(command), 0);
}

/* What was put into the store already is not put there again. */
static void test_replayed_twice(void **state)
{
	char redo[PATH_MAX], kept[PATH_MAX + 8];
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	redo_path(&place, redo);
	snprintf(kept, sizeof(kept), "%s.kept", redo);
	crash_after(&place, 1, 10);
	copy(redo, kept);
	for (unsigned round = 0; round < 3; round++) {
		store = place_store(&place, "other", false);
		write_something(store);
		verify(store, 10);
		assert_int_equal(size_of(redo), 0);
		store_close(&store);
		copy(kept, redo);
	}
	place_close(&place, &place_sqlite);
}

/* Some transactions of the file were committed, and the last one was not. */
static void test_begun_in_the_middle(void **state)
{
	char redo[PATH_MAX], kept[PATH_MAX + 8];
	struct place place;
	struct store *store;
	off_t size;

	(void)state;
	place_open(&place, &place_sqlite);
	redo_path(&place, redo);
	snprintf(kept, sizeof(kept), "%s.kept", redo);
	crash_after(&place, 1, 40);
	copy(redo, kept);
	size = size_of(kept);
	for (off_t part = 1; part <= 4; part++) {
		copy(kept, redo);
		assert_int_equal(truncate(redo, size * part / 4), 0);
		store = place_store(&place, "other", false);
		write_something(store);
		assert_in_range(
			journal_length(store), 10 * part - 3, 10 * part);
		verify(store, journal_length(store));
		store_close(&store);
	}
	store = place_store(&place, "other", false);
	for (unsigned n = 1; n <= 40; n++)
		assert_int_equal(sends_of(store, n), 1);
	verify(store, 40);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* Written by half, as by a machine that stopped: whole lines count. */
static void test_torn(void **state)
{
	char redo[PATH_MAX], kept[PATH_MAX + 8], db[PATH_MAX + 8];
	size_t last = 0;
	struct place place;
	struct store *store;
	off_t size;

	(void)state;
	place_open(&place, &place_sqlite);
	store = place_store(&place, "other", true);
	write_something(store);
	store_close(&store);
	redo_path(&place, redo);
	snprintf(kept, sizeof(kept), "%s.kept", redo);
	snprintf(db, sizeof(db), "%s.kept", path_of(&place));
	crash_after(&place, 1, 5);
	copy(redo, kept);
	copy(path_of(&place), db);
	size = size_of(kept);
	assert_true(size > 0);
	for (off_t len = 0; len <= size; len += len + 29 < size ? 29 : 1) {
		size_t found;

		unlink(path_of(&place));
		copy(db, path_of(&place));
		copy(kept, redo);
		assert_int_equal(truncate(redo, len), 0);
		store = place_store(&place, "other", false);
		write_something(store);
		found = journal_length(store);
		assert_in_range(found, last, 5);
		verify(store, found);
		last = found;
		store_close(&store);
	}
	assert_int_equal(last, 5);
	place_close(&place, &place_sqlite);
}

/* A line that was changed, and all behind it, is nobody's. */
static void test_changed(void **state)
{
	char redo[PATH_MAX];
	struct place place;
	struct store *store;
	unsigned char c;
	int fd;

	(void)state;
	place_open(&place, &place_sqlite);
	redo_path(&place, redo);
	store = place_store(&place, "other", true);
	write_something(store);
	store_close(&store);
	crash_after(&place, 1, 5);
	fd = open(redo, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, size_of(redo) / 2), 1);
	c ^= 1;
	assert_int_equal(pwrite(fd, &c, 1, size_of(redo) / 2), 1);
	close(fd);
	store = place_store(&place, "other", false);
	write_something(store);
	verify(store, journal_length(store));
	assert_in_range(journal_length(store), 1, 3);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

struct load {
	struct store *store;
	atomic_bool stops;
	atomic_uint done;
	unsigned from;
};

static void *keep_recording(void *arg)
{
	struct load *load = arg;

	while (!atomic_load(&load->stops)) {
		unsigned n = load->from + atomic_load(&load->done);

		if (record(load->store, n, JOURNAL_SYNC_WRITE))
			break;
		atomic_fetch_add(&load->done, 1);
	}
	return NULL;
}

static void load_begin(
	struct store *store, struct load loads[4], pthread_t threads[4])
{
	for (unsigned i = 0; i < 4; i++) {
		loads[i].store = store;
		loads[i].from = 1000000 * (i + 1);
		assert_int_equal(pthread_create(&threads[i], NULL,
					 keep_recording, &loads[i]),
			0);
	}
}

static uint64_t load_end(struct load loads[4], pthread_t threads[4])
{
	uint64_t total = 0;

	for (unsigned i = 0; i < 4; i++)
		atomic_store(&loads[i].stops, true);
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(loads[i].done > 0);
		total += loads[i].done;
	}
	return total;
}

static void test_others_get_their_turn(void **state)
{
	struct load loads[4] = {0};
	pthread_t threads[4];
	struct place place;
	struct store *daemon, *other;
	uint64_t total;

	(void)state;
	place_open(&place, &place_sqlite);
	daemon = open_daemon(&place);
	OK(record(daemon, 1, JOURNAL_SYNC_WRITE));
	other = place_store(&place, "other", false);
	load_begin(daemon, loads, threads);
	for (unsigned n = 0; n < 20; n++) {
		struct timespec begin, end;

		clock_gettime(CLOCK_MONOTONIC, &begin);
		OK(record(other, 10 + n, JOURNAL_SYNC_COMMIT));
		clock_gettime(CLOCK_MONOTONIC, &end);
		assert_in_range(end.tv_sec - begin.tv_sec, 0, 5);
	}
	total = load_end(loads, threads);
	store_close(&daemon);
	verify(other, total + 21);
	store_close(&other);
	place_close(&place, &place_sqlite);
}

/* Two daemons that ask for the lock again at once, and a command that does so
 * without a pause: sooner or later each gets it between a commit and the begin
 * that follows. */
static void test_between_commit_and_begin(void **state)
{
	struct load loads[4] = {0}, others[4] = {0};
	pthread_t threads[4], other_threads[4];
	struct place place;
	struct store *daemon, *second, *command;
	uint64_t total;

	(void)state;
	place_open(&place, &place_sqlite);
	daemon = open_daemon(&place);
	OK(record(daemon, 1, JOURNAL_SYNC_WRITE));
	second = open_daemon(&place);
	command = place_store(&place, "command", false);
	load_begin(daemon, loads, threads);
	for (unsigned n = 0; n < 200; n++)
		OK(record(command, 10 + n, JOURNAL_SYNC_COMMIT));
	load_begin(second, others, other_threads);
	sleep_ms(1000);
	total = load_end(loads, threads) + load_end(others, other_threads);
	store_close(&daemon);
	store_close(&second);
	verify(command, total + 201);
	store_close(&command);
	place_close(&place, &place_sqlite);
}

/* The commit fails behind the answers: they wait, and nobody is answered any
 * more, until there is room. */
static void test_disk_full(void **state)
{
	char log[PATH_MAX];
	struct rlimit before, little;
	struct place place;
	struct store *daemon;
	unsigned answered = 0, refused = 0;

	(void)state;
	place_open(&place, &place_sqlite);
	snprintf(log, sizeof(log), "%s-wal", path_of(&place));
	daemon = open_daemon(&place);
	OK(record(daemon, ++answered, JOURNAL_SYNC_WRITE));
	sleep_ms(100);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = before;
	little.rlim_cur = (rlim_t)size_of(log);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	for (unsigned n = 0; n < 200 && refused < 3; n++) {
		if (record(daemon, answered + 1, JOURNAL_SYNC_WRITE))
			refused++;
		else
			answered++;
		sleep_ms(2);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(refused, 3);
	assert_true(answered > 1);
	OK(record(daemon, ++answered, JOURNAL_SYNC_WRITE));
	for (unsigned n = 1; n <= answered; n++)
		assert_int_equal(sends_of(daemon, n), 1);
	store_close(&daemon);
	daemon = open_daemon(&place);
	verify(daemon, answered);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

static void test_too_long(void **state)
{
	char detail[JOURNAL_DETAIL_MAX + 2], cause[STORE_CAUSE_SIZE];
	struct store_record r = record_of(2);
	struct place place;
	struct store *daemon;

	(void)state;
	place_open(&place, &place_sqlite);
	memset(detail, 'x', sizeof(detail) - 1);
	detail[sizeof(detail) - 1] = '\0';
	r.entry.detail = detail;
	daemon = open_daemon(&place);
	OK(record(daemon, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(
		store_record(daemon, &r, 1, JOURNAL_SYNC_WRITE), ERR_LIMIT);
	store_record_cause(daemon, cause);
	assert_non_null(strstr(cause, "too long"));
	OK(record(daemon, 3, JOURNAL_SYNC_WRITE));
	store_close(&daemon);
	daemon = open_daemon(&place);
	verify(daemon, 2);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

/* Where the file cannot be had, each has its own commit. */
static void test_no_file(void **state)
{
	char redo[PATH_MAX];
	struct place place;
	struct store *daemon, *other;

	(void)state;
	place_open(&place, &place_sqlite);
	redo_path(&place, redo);
	daemon = open_daemon(&place);
	OK(record(daemon, 1, JOURNAL_SYNC_WRITE));
	store_close(&daemon);
	unlink(redo);
	daemon = open_daemon(&place);
	assert_int_equal(symlink("/nowhere/at/all", redo), 0);
	for (unsigned n = 2; n <= 20; n++)
		OK(record(daemon, n, JOURNAL_SYNC_WRITE));
	other = place_store(&place, "other", false);
	assert_int_equal(journal_length(other), 20);
	store_close(&other);
	store_close(&daemon);
	place_close(&place, &place_sqlite);
}

/* Who is forgotten must not be found in it. */
static void test_forgotten(void **state)
{
	char redo[PATH_MAX];
	struct place place;
	struct store *daemon, *other;

	(void)state;
	place_open(&place, &place_sqlite);
	redo_path(&place, redo);
	daemon = open_daemon(&place);
	for (unsigned n = 1; n <= 20; n++)
		OK(record(daemon, n, JOURNAL_SYNC_WRITE));
	sleep_ms(100);
	assert_true(size_of(redo) > 0);
	other = place_store(&place, "other", false);
	write_something(other);
	assert_int_equal(size_of(redo), 0);
	OK(record(daemon, 21, JOURNAL_SYNC_WRITE));
	store_close(&daemon);
	verify(other, 21);
	store_close(&other);
	place_close(&place, &place_sqlite);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "seen by whoever decides at once, soon by others",
		test_seen_by_all, NULL);
	rows_add_one(&all, "between commits that wait for the disk",
		test_commit_between, NULL);
	rows_add_one(&all, "killed behind the answer: the next writer has all",
		test_killed, NULL);
	rows_add_one(&all, "killed behind one message to thousands",
		test_many_recipients, NULL);
	rows_add_one(&all, "killed ten times: the next daemon has all",
		test_killed_and_back, NULL);
	rows_add_one(&all, "replayed twice: nothing is doubled",
		test_replayed_twice, NULL);
	rows_add_one(&all, "replayed from the middle: where the store ends",
		test_begun_in_the_middle, NULL);
	rows_add_one(&all, "torn anywhere: whole lines count", test_torn, NULL);
	rows_add_one(&all, "changed: that line and those behind it do not",
		test_changed, NULL);
	rows_add_one(&all, "other writers get their turn",
		test_others_get_their_turn, NULL);
	rows_add_one(&all, "another writer between a commit and the next begin",
		test_between_commit_and_begin, NULL);
	rows_add_one(&all, "no room for the commit: nothing is lost",
		test_disk_full, NULL);
	rows_add_one(
		&all, "an entry too long fails alone", test_too_long, NULL);
	rows_add_one(&all, "without the file each has its own commit",
		test_no_file, NULL);
	rows_add_one(
		&all, "emptied by who forgets persons", test_forgotten, NULL);
	return rows_run("sqlite linger", &all);
}
