/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens to a SQLite file from outside: each is a fault while it lasts,
 * heals by itself, and leaves nothing done by half. */
#include "contract.h"
#include "core/order.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/rows.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define IS(call, expected) assert_int_equal((call), (expected))
#define NOBODY 65534

static const char *path_of(const struct place *place)
{
	return place->url + strlen("sqlite:");
}

static enum err record_one(struct store *store, unsigned n)
{
	struct store_record r = record_of(n);

	return store_record(store, &r, 1, JOURNAL_SYNC_WRITE);
}

static enum err record_to_disk(struct store *store, unsigned n)
{
	struct store_record r = record_of(n);

	return store_record(store, &r, 1, JOURNAL_SYNC_COMMIT);
}

static enum err read_one(struct store *store, unsigned n, size_t *sends_r)
{
	struct pseudonym key = key_of(n);
	struct store_session *s;
	struct subject subject;
	enum err e;

	subject_init(&subject);
	OK(store_session_get(store, &s));
	e = store_lookup_begin(s, true);
	if (!e)
		e = store_subject_get(s, &key, NULL, 0, false, &subject);
	*sends_r = subject.sends_len;
	store_session_put(store, &s);
	subject_free(&subject);
	return e;
}

static void sql(const struct place *place, const char *text)
{
	char *message = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path_of(place), &db), SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	assert_null(message);
	sqlite3_close(db);
}

static void make_with(const struct place *place, unsigned records)
{
	struct store *store = place_store(place, "one", true);

	for (unsigned i = 1; i <= records; i++)
		OK(record_one(store, i));
	store_close(&store);
}

static void test_removed(void **state)
{
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store, *maker;
	size_t sends;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 3);
	store = place_store(&place, "daemon", false);
	OK(record_one(store, 4));
	OK(read_one(store, 4, &sends));
	assert_int_equal(sends, 1);

	/* The log stays behind: it must not find its way into the next. */
	assert_int_equal(unlink(path_of(&place)), 0);
	IS(record_one(store, 5), ERR_UNAVAILABLE);
	IS(read_one(store, 4, &sends), ERR_UNAVAILABLE);
	IS(store_probe(store, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "No such file"));
	assert_int_not_equal(access(path_of(&place), F_OK), 0);

	maker = place_store(&place, "one", true);
	OK(record_one(maker, 6));
	OK(record_one(store, 7));
	OK(read_one(store, 4, &sends));
	assert_int_equal(sends, 0);
	OK(read_one(store, 6, &sends));
	assert_int_equal(sends, 1);
	assert_int_equal(journal_length(store), 2);
	store_close(&store);
	assert_int_equal(journal_length(maker), 2);
	store_close(&maker);
	place_close(&place, &place_sqlite);
}

/* Who waits for the disk waits for the log: one that cannot be found is a
 * fault, and not taken for one that was copied and done with. */
static void test_log_removed(void **state)
{
	char cause[STORE_CAUSE_SIZE], log[PATH_MAX];
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	store = place_store(&place, "one", true);
	OK(record_to_disk(store, 1));
	snprintf(log, sizeof(log), "%s-wal", path_of(&place));
	assert_int_equal(unlink(log), 0);
	IS(record_to_disk(store, 2), ERR_UNAVAILABLE);
	store_record_cause(store, cause);
	assert_non_null(strstr(cause, "log cannot be synced"));
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* The log lies beside the file, not beside the link. */
static void test_link(void **state)
{
	char link[PATH_MAX];
	struct store_options options = {.instance = "one", .create = true};
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	snprintf(link, sizeof(link), "%s.d", path_of(&place));
	assert_int_equal(mkdir(link, 0700), 0);
	snprintf(link, sizeof(link), "sqlite:%s.d/link.db", path_of(&place));
	assert_int_equal(symlink(path_of(&place), link + strlen("sqlite:")), 0);
	options.url = link;
	options.keys = place.keys;
	OK(store_open(&options, &store));
	OK(record_to_disk(store, 2));
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void test_replaced(void **state)
{
	struct place place, other;
	struct store *store;
	size_t sends;

	(void)state;
	place_open(&place, &place_sqlite);
	place_open(&other, &place_sqlite);
	make_with(&place, 2);
	make_with(&other, 5);
	store = place_store(&place, "daemon", false);
	OK(read_one(store, 5, &sends));
	assert_int_equal(sends, 0);
	assert_int_equal(rename(path_of(&other), path_of(&place)), 0);
	OK(read_one(store, 5, &sends));
	assert_int_equal(sends, 1);
	OK(record_one(store, 6));
	assert_int_equal(journal_length(store), 6);
	store_close(&store);
	place_close(&place, &place_sqlite);
	place_close(&other, &place_sqlite);
}

static void test_directory_missing(void **state)
{
	char directory[PATH_MAX / 2];
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	tempdir_path(&place.dir, "later", directory);
	snprintf(place.url, sizeof(place.url), "sqlite:%s/store.db", directory);
	store = place_store(&place, "one", true);
	IS(record_one(store, 1), ERR_UNAVAILABLE);
	assert_int_equal(mkdir(directory, 0700), 0);
	OK(record_one(store, 1));
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void test_locked(void **state)
{
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store;
	int64_t begun;
	sqlite3 *other;
	size_t sends;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	store = place_store(&place, "daemon", false);
	OK(record_one(store, 2));
	assert_int_equal(sqlite3_open(path_of(&place), &other), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
		SQLITE_OK);
	begun = now_ms();
	OK(read_one(store, 2, &sends));
	assert_true(now_ms() - begun < 500);
	begun = now_ms();
	IS(record_one(store, 3), ERR_UNAVAILABLE);
	assert_in_range(now_ms() - begun, 900, 5000);
	store_record_cause(store, cause);
	assert_non_null(strstr(cause, "locked"));
	sqlite3_close(other);
	OK(record_one(store, 3));
	assert_int_equal(journal_length(store), 3);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void limit_files(rlim_t size)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_full(void **state)
{
	unsigned recorded = 1, failed = 0;
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store;
	size_t sends;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	store = place_store(&place, "daemon", false);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(100000);
	/* A failure may make room by emptying the log: it goes on then. */
	for (unsigned n = 2; n < 600; n++) {
		if (record_one(store, n))
			failed++;
		else
			recorded++;
	}
	store_record_cause(store, cause);
	IS(record_one(store, 600), ERR_UNAVAILABLE);
	limit_files(RLIM_INFINITY);
	assert_true(failed > 1 && recorded > 10);
	assert_true(cause[0] != '\0');
	OK(read_one(store, 600, &sends));
	assert_int_equal(sends, 0);
	assert_int_equal(journal_length(store), recorded);
	OK(record_one(store, 600));
	assert_int_equal(journal_length(store), recorded + 1);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void test_not_a_database(void **state)
{
	char cause[STORE_CAUSE_SIZE], aside[PATH_MAX];
	struct place place;
	struct store *store;
	FILE *f;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	snprintf(aside, sizeof(aside), "%s.aside", path_of(&place));
	assert_int_equal(rename(path_of(&place), aside), 0);
	f = fopen(path_of(&place), "w");
	assert_non_null(f);
	for (int i = 0; i < 2000; i++)
		fputs("not a database\n", f);
	fclose(f);
	store = place_store(&place, "one", true);
	IS(store_probe(store, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "not a database"));
	IS(record_one(store, 2), ERR_UNAVAILABLE);
	assert_int_equal(rename(aside, path_of(&place)), 0);
	OK(record_one(store, 2));
	assert_int_equal(journal_length(store), 2);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void test_damaged_page(void **state)
{
	char garbage[2048];
	struct place place;
	struct store *store;
	enum err e = ERR_OK;
	FILE *f;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 200);
	memset(garbage, 0xa5, sizeof(garbage));
	f = fopen(path_of(&place), "r+");
	assert_non_null(f);
	for (long page = 2; page < 30; page++) {
		assert_int_equal(fseek(f, page * 2048, SEEK_SET), 0);
		assert_int_equal(fwrite(garbage, 2048, 1, f), 1);
	}
	fclose(f);
	store = place_store(&place, "daemon", false);
	for (unsigned n = 1; n <= 200 && !e; n++) {
		size_t sends;

		e = read_one(store, n, &sends);
		/* Damage is never "there is no such person". */
		assert_true(e || sends == 1);
	}
	assert_int_equal(e, ERR_UNAVAILABLE);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void test_foreign_database(void **state)
{
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	sql(&place, "CREATE TABLE mine(x)");
	store = place_store(&place, "one", true);
	IS(store_probe(store, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "no store of Robinson's"));
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void test_newer_version(void **state)
{
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	sql(&place, "PRAGMA user_version=99");
	store = place_store(&place, "one", true);
	IS(store_probe(store, cause), ERR_VERSION);
	assert_non_null(strstr(cause, "99"));
	IS(record_one(store, 2), ERR_VERSION);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* A wish without a date, and what ended it or did not. */
static void add_wishes(struct store_session *s, const struct pseudonym *key)
{
	const struct objection o = {.at_utc = INSTANT_NONE, .recorded_utc = 90};
	const struct withdrawal w = {.purpose = "newsletter",
		.at_utc = INSTANT_NONE,
		.recorded_utc = 90};
	const struct objection_lift lift = {
		.purpose = "newsletter", .at_utc = 50, .recorded_utc = 80};
	const struct grant grant = {.purpose = "newsletter",
		.given_utc = 100,
		.expires_utc = INSTANT_NONE,
		.recorded_utc = 100};

	OK(store_objection_add(s, key, &o));
	OK(store_withdrawal_add(s, key, &w, NULL));
	OK(store_lift_add(s, key, &lift));
	OK(store_grant_add(s, key, &grant, "form 7"));
}

/* From before times of recording, their effect is what it was: every lift ends
 * such an objection, no grant such a withdrawal. */
static void check_wishes(struct store_session *s, const struct pseudonym *key)
{
	struct subject subject;
	struct zone *zone;

	OK(zone_open("Europe/Warsaw", &zone));
	subject_init(&subject);
	OK(store_subject_get(s, key, NULL, 0, false, &subject));
	assert_true(subject.objections[0].recorded_utc == INSTANT_NONE);
	assert_false(subject.objections[0].is_day);
	assert_true(
		order_lifts(zone, &subject.lifts[0], &subject.objections[0]));
	assert_false(order_outlasts(
		zone, &subject.grants[0], &subject.withdrawals[0]));
	subject_free(&subject);
	zone_free(&zone);
}

/* From the second version on: there domains had no index of their own. */
static void test_older_version(void **state)
{
	const struct objection o = {.at_utc = 86400,
		.by_domain = true,
		.channel = "mail",
		.recorded_utc = 90};
	const struct pseudonym domain = key_of(100), key = key_of(1);
	struct store_session *s;
	struct subject subject;
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	store = place_store(&place, "one", true);
	OK(store_session_get(store, &s));
	OK(store_write_begin(s));
	OK(store_objection_add(s, &domain, &o));
	add_wishes(s, &key);
	OK(store_write_commit(s));
	store_session_put(store, &s);
	store_close(&store);
	sql(&place,
		"DROP TRIGGER fact_added; DROP TRIGGER fact_changed;"
		" DROP TRIGGER fact_removed; DROP TRIGGER restriction_added;"
		" DROP TRIGGER restriction_changed;"
		" DROP TRIGGER restriction_removed; DROP TABLE fact_sum;"
		" ALTER TABLE fact DROP COLUMN mac;"
		" ALTER TABLE subject DROP COLUMN mac;"
		" DELETE FROM journal; DELETE FROM chain;"
		" DROP INDEX fact_by_domain; DROP TABLE outbox;"
		" DROP INDEX held_mark; ALTER TABLE held DROP COLUMN mark;"
		" ALTER TABLE held DROP COLUMN asked;"
		" ALTER TABLE held_sum DROP COLUMN last;"
		" DROP INDEX held_browse; DROP INDEX held_undigested;"
		" DROP INDEX held_requested;"
		" ALTER TABLE held DROP COLUMN sender;"
		" ALTER TABLE held DROP COLUMN sender_domain;"
		" ALTER TABLE held DROP COLUMN to_domain;"
		" ALTER TABLE held DROP COLUMN rank;"
		" ALTER TABLE held DROP COLUMN reasons;"
		" ALTER TABLE held DROP COLUMN states;"
		" ALTER TABLE held DROP COLUMN purpose;"
		" ALTER TABLE held DROP COLUMN requested;"
		" ALTER TABLE held_recipient DROP COLUMN domain;"
		" DROP INDEX journal_act; DROP INDEX journal_act_at;"
		" DROP INDEX journal_stopped; DROP INDEX journal_looked;"
		" DROP TABLE statement; DROP TABLE asking;"
		" DROP INDEX journal_held; DROP INDEX journal_sender;"
		" DROP TABLE tally; DROP TABLE unnamed;"
		" DROP INDEX fact_unconfirmed; DROP TABLE asked;"
		" DROP TABLE event; DROP TABLE request; DROP TABLE undo;"
		" DROP TABLE joined; DROP TABLE address_rules;"
		" DROP TABLE doubt; DROP TABLE staff; DROP TABLE staff_login;"
		" DROP TABLE staff_try; DROP TABLE job; DROP TABLE job_chunk;"
		" ALTER TABLE chain DROP COLUMN at;"
		" ALTER TABLE fact DROP COLUMN unconfirmed;"
		" DROP TABLE reference; DROP TABLE checkpoint; ALTER TABLE "
		"fact DROP COLUMN untold;"
		" ALTER TABLE fact DROP COLUMN generation;"
		" ALTER TABLE fact DROP COLUMN recorded;"
		" ALTER TABLE fact DROP COLUMN day;"
		" ALTER TABLE subject DROP COLUMN generation;"
		/* Texts were plain, and channels names. */
		" ALTER TABLE fact RENAME COLUMN told_by TO channel;"
		" INSERT INTO name(id, text) VALUES(900, 'mail');"
		" UPDATE fact SET channel = 900 WHERE channel > 0;"
		" DROP TABLE channel;"
		" ALTER TABLE fact DROP COLUMN evidence;"
		" ALTER TABLE fact ADD COLUMN evidence TEXT;"
		" UPDATE fact SET evidence = 'form 7' WHERE kind = 3;"
		" ALTER TABLE journal DROP COLUMN detail;"
		" ALTER TABLE journal ADD COLUMN detail TEXT;"
		" PRAGMA user_version=2");

	store = place_store(&place, "one", false);
	subject_init(&subject);
	OK(store_session_get(store, &s));
	OK(store_read_begin(s));
	OK(store_subject_get(s, &key, &domain, 1, false, &subject));
	assert_int_equal(subject.objections_len, 2);
	check_wishes(s, &key);
	store_session_put(store, &s);
	OK(record_one(store, 1));
	subject_free(&subject);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* Sends from before Date and From were kept: the Message-ID does. */
static void test_older_sends(void **state)
{
	struct store_record record = record_of(1);
	struct place place;
	struct store *store;
	size_t sends;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	sql(&place,
		"DROP TRIGGER fact_changed;"
		" UPDATE fact SET mark = substr(mark, 1, 16) WHERE kind = 5");
	store = place_store(&place, "one", false);
	record.mark.origin[0] = 1;
	OK(store_record(store, &record, 1, JOURNAL_SYNC_COMMIT));
	OK(read_one(store, 1, &sends));
	assert_int_equal(sends, 1);
	record.mark.is_unique = true;
	OK(store_record(store, &record, 1, JOURNAL_SYNC_COMMIT));
	OK(read_one(store, 1, &sends));
	assert_int_equal(sends, 2);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* As the user that the rights are meant for: root is above them. */
static void in_child_without_rights(const struct place *place)
{
	struct store *store;
	size_t sends;

	if (geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
		_exit(10);
	store = place_store(place, "daemon", false);
	if (chmod(path_of(place), 0440) < 0 ||
		chmod(place->dir.path, 0550) < 0 ||
		record_one(store, 2) != ERR_UNAVAILABLE)
		_exit(11);
	if (chmod(place->dir.path, 0750) < 0 ||
		record_one(store, 2) != ERR_UNAVAILABLE)
		_exit(12);
	if (chmod(path_of(place), 0640) < 0 || record_one(store, 2) != ERR_OK)
		_exit(13);
	if (read_one(store, 2, &sends) != ERR_OK || sends != 1)
		_exit(14);
	store_close(&store);
	_exit(0);
}

static void test_read_only(void **state)
{
	struct place place;
	pid_t child;
	int status;

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	if (geteuid() == 0) {
		assert_int_equal(chown(place.dir.path, NOBODY, NOBODY), 0);
		assert_int_equal(chown(path_of(&place), NOBODY, NOBODY), 0);
	}
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		in_child_without_rights(&place);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	place_close(&place, &place_sqlite);
}

static void test_file_rights(void **state)
{
	struct place place;
	struct stat st;
	mode_t mask = umask(0);

	(void)state;
	place_open(&place, &place_sqlite);
	make_with(&place, 1);
	umask(mask);
	assert_int_equal(stat(path_of(&place), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	place_close(&place, &place_sqlite);
}

#define PROCESSES 4
#define EACH 25

/* The first writing command creates the store: here several are first. */
static void test_processes(void **state)
{
	pid_t children[PROCESSES];
	struct place place;
	struct store *store;
	int status;

	(void)state;
	place_open(&place, &place_sqlite);
	for (unsigned p = 0; p < PROCESSES; p++) {
		children[p] = fork();
		assert_true(children[p] >= 0);
		if (children[p] > 0)
			continue;
		store = place_store(&place, p % 2 ? "odd" : "even", true);
		for (unsigned i = 0; i < EACH; i++)
			if (record_one(store, p * EACH + i)) {
				char cause[STORE_CAUSE_SIZE];

				store_record_cause(store, cause);
				fprintf(stderr, "# %s\n", cause);
				_exit(1);
			}
		store_close(&store);
		_exit(0);
	}
	for (unsigned p = 0; p < PROCESSES; p++) {
		assert_int_equal(waitpid(children[p], &status, 0), children[p]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	store = place_store(&place, "one", false);
	assert_int_equal(journal_length(store), PROCESSES * EACH);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static const struct tamper_row {
	const char *name;
	const char *sql;
	uint64_t seq; /* 0: the chain still verifies */
} tampers[] = {
#define JOURNAL_COLUMNS                                                    \
	"seq, at, instance, kind, key, purpose, reason, action, enforced," \
	" queue_id, host, sender, detail, mac"
	{"nothing changed", "SELECT 1", 0},
	{"a date changed", "UPDATE journal SET at = at + 1 WHERE seq = 3", 3},
	{"a reason changed", "UPDATE journal SET reason = 1 WHERE seq = 1", 1},
	{"an action changed", "UPDATE journal SET action = 3 WHERE seq = 6", 6},
	{"a key changed", "UPDATE journal SET key = zeroblob(32) WHERE seq = 2",
		2},
	{"a key removed", "UPDATE journal SET key = NULL WHERE seq = 2", 2},
	{"a queue id changed",
		"UPDATE journal SET queue_id = 'x' WHERE seq = 4", 4},
	{"a detail added", "UPDATE journal SET detail = x'00' WHERE seq = 4",
		4},
	{"a name changed",
		"UPDATE name SET text = 'other' WHERE text = 'followup'", 1},
	{"the first removed", "DELETE FROM journal WHERE seq = 1", 2},
	{"one removed", "DELETE FROM journal WHERE seq = 4", 5},
	{"the last removed", "DELETE FROM journal WHERE seq = 6", 6},
	{"all removed", "DELETE FROM journal", 6},
	{"two exchanged",
		"UPDATE journal SET seq = 100 WHERE seq = 3;"
		"UPDATE journal SET seq = 3 WHERE seq = 4;"
		"UPDATE journal SET seq = 4 WHERE seq = 100",
		3},
	{"one inserted",
		"INSERT INTO journal(" JOURNAL_COLUMNS
		") SELECT 7, at, instance, kind, key,"
		" purpose, reason, action, enforced, queue_id, host, sender,"
		" detail, mac FROM journal WHERE seq = 6",
		7},
	{"one inserted for another instance",
		"INSERT INTO journal(" JOURNAL_COLUMNS
		") SELECT 7, at, 999, kind, key, purpose,"
		" reason, action, enforced, queue_id, host, sender, detail,"
		" mac FROM journal WHERE seq = 6;"
		"INSERT INTO name(id, text) VALUES(999, 'ghost')",
		7},
	{"a head removed", "DELETE FROM chain", 6},
};

static void check_tamper(void **state)
{
	const struct tamper_row *row = *state;
	struct store_session *s;
	uint64_t checked, seq;
	struct place place;
	struct store *store;

	place_open(&place, &place_sqlite);
	make_with(&place, 6);
	sql(&place, row->sql);
	store = place_store(&place, "one", false);
	OK(store_session_get(store, &s));
	IS(store_journal_verify(s, &checked, &seq),
		row->seq ? ERR_CORRUPT : ERR_OK);
	assert_int_equal(seq, row->seq);
	store_session_put(store, &s);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"removed while open", test_removed},
		{"its log removed while open", test_log_removed},
		{"opened through a link", test_link},
		{"replaced while open", test_replaced},
		{"its directory is missing", test_directory_missing},
		{"locked by another", test_locked},
		{"no room left", test_full},
		{"not a database", test_not_a_database},
		{"damaged pages", test_damaged_page},
		{"another program's database", test_foreign_database},
		{"written by a newer version", test_newer_version},
		{"written by an older version", test_older_version},
		{"sends of an older version", test_older_sends},
		{"read-only", test_read_only},
		{"rights of a new file", test_file_rights},
		{"several processes", test_processes},
	};
	struct rows rows = {0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		rows_add_one(&rows, tests[i].name, tests[i].test, NULL);
	rows_add(&rows, tampers, check_tamper);
	return rows_run("sqlite faults", &rows);
}
