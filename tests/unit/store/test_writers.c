/* SPDX-License-Identifier: BSD-2-Clause */
/* Many who write to one store at once: threads of a daemon, and another
 * process beside it. Whoever waits gets its turn, and what was acknowledged is
 * seen by whoever asks next. */
#include "contract.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/rows.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define THREADS 10
#define KEYS 1000
#define DAY 86400
#define LONG_MS 20
#define TURN_MAX_MS 1000

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(long ms)
{
	const struct timespec pause = {.tv_nsec = ms * 1000000};

	nanosleep(&pause, NULL);
}

/* ------------------------------------------------------------- full load */

struct load {
	struct store *store;
	const struct load_kind *kind;
	atomic_bool ends;
	atomic_int failures;
	atomic_uint done;
	pthread_t threads[THREADS];
};

struct load_kind {
	const char *name;
	size_t threads;
	enum err (*one)(struct load *load, unsigned n);
	enum journal_sync sync;
};

/* As a verdict does: a lookup, then its record. */
static enum err judge_one(struct load *load, unsigned n)
{
	struct store_record record = record_of(n % KEYS);
	struct store_session *s;
	struct subject subject;
	enum err e = store_session_get(load->store, &s);

	if (e)
		return e;
	subject_init(&subject);
	e = store_lookup_begin(s, true);
	if (!e)
		e = store_subject_get(
			s, &record.entry.key, NULL, 0, false, &subject);
	store_session_put(load->store, &s);
	subject_free(&subject);
	return e ? e : store_record(load->store, &record, 1, load->kind->sync);
}

/* As an import does whose next batch is always ready. */
static enum err write_long(struct load *load, unsigned n)
{
	const struct pseudonym key = key_of(n);
	const struct store_person person = {.source = "chat",
		.collected_utc = DAY,
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.last_contact_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE};
	struct store_session *s;
	enum err e = store_session_get(load->store, &s);

	if (e)
		return e;
	e = store_write_begin(s);
	if (!e)
		e = store_person_put(s, &key, &person);
	pause_ms(LONG_MS);
	if (!e)
		e = store_write_commit(s);
	store_session_put(load->store, &s);
	return e;
}

static void *work(void *arg)
{
	struct load *load = arg;

	while (!atomic_load(&load->ends))
		if (load->kind->one(load, atomic_fetch_add(&load->done, 1)))
			atomic_fetch_add(&load->failures, 1);
	return NULL;
}

static void load_begin(
	struct load *load, struct store *store, const struct load_kind *kind)
{
	load->store = store;
	load->kind = kind;
	atomic_init(&load->ends, false);
	atomic_init(&load->failures, 0);
	atomic_init(&load->done, 1);
	for (size_t i = 0; i < kind->threads; i++)
		assert_int_equal(
			pthread_create(&load->threads[i], NULL, work, load), 0);
}

static void load_end(struct load *load)
{
	atomic_store(&load->ends, true);
	for (size_t i = 0; i < load->kind->threads; i++)
		pthread_join(load->threads[i], NULL);
	assert_int_equal(atomic_load(&load->failures), 0);
}

/* ------------------------------------------------------------ objections */

static enum err object(
	struct store *store, unsigned n, char cause_r[STORE_CAUSE_SIZE])
{
	const struct objection o = {
		.at_utc = DAY, .channel = "mail", .recorded_utc = DAY};
	const struct pseudonym key = key_of(n);
	struct store_session *s;
	enum err e = store_session_get(store, &s);

	if (e)
		return e;
	e = store_write_begin(s);
	if (!e)
		e = store_objection_add(s, &key, &o);
	if (!e)
		e = store_write_commit(s);
	if (e)
		memcpy(cause_r, store_session_cause(s), STORE_CAUSE_SIZE);
	store_session_put(store, &s);
	return e;
}

/* ------------------------------------------------- another process's turn */

enum {
	OBJECTIONS = 20,
	PAUSE_MS = 50
};

/* What the other process tells: how long the longest objection took, and why
 * one could not be recorded. */
struct turns {
	int64_t longest_ms;
	char cause[STORE_CAUSE_SIZE]; /* empty: all were */
};

static struct turns take_turns(struct store *store)
{
	struct turns turns = {.longest_ms = 0};
	enum err e = ERR_OK;

	for (unsigned n = 0; n < OBJECTIONS && !e; n++) {
		int64_t begun = now_ms(), took;

		e = object(store, KEYS + 1 + n, turns.cause);
		took = now_ms() - begun;
		if (took > turns.longest_ms)
			turns.longest_ms = took;
		pause_ms(PAUSE_MS);
	}
	return turns;
}

/* A process that waits for an octet on "go" and tells its turns on "told".
 * It is begun before this one has threads. */
static pid_t begin_other(const struct place *place, int go, int told)
{
	pid_t pid = fork();
	struct store *store;
	struct turns turns;
	char octet;

	if (pid != 0)
		return pid;
	if (read(go, &octet, 1) != 1)
		_exit(1);
	store = place_store(place, "other", false);
	turns = take_turns(store);
	store_close(&store);
	_exit(write(told, &turns, sizeof(turns)) != sizeof(turns));
}

static const struct load_kind loads[] = {
	{"another process gets its turn, journal-sync = commit", THREADS,
		judge_one, JOURNAL_SYNC_COMMIT},
	{"another process gets its turn, journal-sync = write", THREADS,
		judge_one, JOURNAL_SYNC_WRITE},
	{"another process gets its turn beside long transactions", 1,
		write_long, JOURNAL_SYNC_COMMIT},
};

static void check_turn(void **state)
{
	int go[2], told[2], status;
	char cause[STORE_CAUSE_SIZE];
	struct turns turns;
	struct place place;
	struct store *store;
	struct load load;
	pid_t other;

	place_open(&place, &place_sqlite);
	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(told), 0);
	other = begin_other(&place, go[0], told[1]);
	assert_true(other > 0);
	store = place_store(&place, "daemon", true);
	OK(object(store, KEYS, cause)); /* the store is there now */
	load_begin(&load, store, *state);
	pause_ms(200);
	assert_int_equal(write(go[1], "g", 1), 1);
	assert_int_equal(read(told[0], &turns, sizeof(turns)), sizeof(turns));
	load_end(&load);
	assert_int_equal(waitpid(other, &status, 0), other);
	assert_int_equal(status, 0);
	print_message("the longest turn came after %lld ms\n",
		(long long)turns.longest_ms);
	assert_string_equal(turns.cause, "");
	assert_true(turns.longest_ms < TURN_MAX_MS);
	for (size_t i = 0; i < 2; i++) {
		close(go[i]);
		close(told[i]);
	}
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* ---------------------------------------------------- seen at once by all */

enum {
	SEEN_TIMES = 10000
};

/* A thread of its own that looks up whom it is told. */
struct onlooker {
	struct store *store;
	sem_t asked, answered;
	unsigned n; /* the person; 0: it is over */
	size_t objections;
	enum err result;
	pthread_t thread;
};

static enum err look_up(struct onlooker *o)
{
	const struct pseudonym key = key_of(o->n);
	struct store_session *s;
	struct subject subject;
	enum err e = store_session_get(o->store, &s);

	if (e)
		return e;
	subject_init(&subject);
	e = store_lookup_begin(s, false);
	if (!e)
		e = store_subject_get(s, &key, NULL, 0, false, &subject);
	o->objections = subject.objections_len;
	store_session_put(o->store, &s);
	subject_free(&subject);
	return e;
}

static void *look_on(void *arg)
{
	struct onlooker *o = arg;

	for (sem_wait(&o->asked); o->n; sem_wait(&o->asked)) {
		o->result = look_up(o);
		sem_post(&o->answered);
	}
	return NULL;
}

static void ask(struct onlooker *o, unsigned n)
{
	o->n = n;
	sem_post(&o->asked);
}

static void see_at_once(struct store *store, struct onlooker *o)
{
	char cause[STORE_CAUSE_SIZE];

	sem_init(&o->asked, 0, 0);
	sem_init(&o->answered, 0, 0);
	o->store = store;
	assert_int_equal(pthread_create(&o->thread, NULL, look_on, o), 0);
	for (unsigned n = KEYS + 1; n <= KEYS + SEEN_TIMES; n++) {
		OK(object(store, n, cause));
		ask(o, n);
		sem_wait(&o->answered);
		OK(o->result);
		assert_int_equal(o->objections, 1);
	}
	ask(o, 0);
	pthread_join(o->thread, NULL);
	sem_destroy(&o->asked);
	sem_destroy(&o->answered);
}

/* Rule 1, Art. 21(3): an objection holds from the moment it is acknowledged. In
 * memory where there is such a place: so many commits take long on a disk. */
static void test_seen_at_once(void **state)
{
	static const struct load_kind verdicts = {
		"", 1, judge_one, JOURNAL_SYNC_COMMIT};
	const char *base = getenv("TMPDIR");
	struct onlooker onlooker = {.n = 0};
	char cause[STORE_CAUSE_SIZE];
	struct place place;
	struct store *store;
	struct load load;

	(void)state;
	if (!base && access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);
	place_open(&place, &place_sqlite);
	store = place_store(&place, "daemon", true);
	OK(object(store, KEYS, cause));
	load_begin(&load, store, &verdicts);
	see_at_once(store, &onlooker);
	load_end(&load);
	store_close(&store);
	place_close(&place, &place_sqlite);
	if (!base)
		unsetenv("TMPDIR");
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "what is acknowledged is seen by the next lookup",
		test_seen_at_once, NULL);
	rows_add(&rows, loads, check_turn);
	return rows_run("writers", &rows);
}
