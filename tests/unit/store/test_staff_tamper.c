/* SPDX-License-Identifier: BSD-2-Clause */
/* Somebody without keys can write the database file: what that gains them. */
#include "contract.h"

#include <sqlite3.h>

#include "lib/rows.h"
#include "store/backup.h"
#include "store/staff.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define IS(call, expected) assert_int_equal((call), (expected))

struct stage {
	struct place place;
	struct store *store;
	struct store_session *s;
	int64_t admin, sales;
	unsigned char tokens[2][STORE_TOKEN_LEN]; /* of admin, of sales */
	struct store_job jobs[2]; /* likewise */
};

static void stage_fill(struct stage *t)
{
	OK(store_write_begin(t->s));
	OK(store_staff_add(t->s, "anna", "admin", &t->admin));
	OK(store_staff_add(t->s, "ela", "sales", &t->sales));
	for (int i = 0; i < 2; i++) {
		const struct store_login login = {
			.account = i ? t->sales : t->admin,
			.begun_utc = 100,
			.seen_utc = 100,
			.expires_utc = 5000};

		memset(t->tokens[i], 'a' + i, STORE_TOKEN_LEN);
		OK(store_login_add(t->s, t->tokens[i], &login));
		t->jobs[i] = (struct store_job){
			.account = login.account, .created_utc = 100};
		memset(t->jobs[i].id, 'a' + i, STORE_JOB_LEN);
		OK(store_job_add(t->s, &t->jobs[i]));
		OK(store_job_chunk_put(t->s, t->jobs[i].id, STORE_JOB_INPUT, 0,
			i ? "sales" : "admin", 5));
	}
	OK(store_write_commit(t->s));
}

static void stage_make(struct stage *t)
{
	place_open(&t->place, &place_sqlite);
	t->store = place_store(&t->place, "one", true);
	OK(store_session_get(t->store, &t->s));
	stage_fill(t);
}

static void stage_remove(struct stage *t)
{
	store_session_put(t->store, &t->s);
	store_close(&t->store);
	place_close(&t->place, &place_sqlite);
}

static void sql(const struct stage *t, const char *text)
{
	char *message = NULL;
	sqlite3 *db;

	assert_int_equal(
		sqlite3_open(t->place.url + strlen("sqlite:"), &db), SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	assert_null(message);
	sqlite3_close(db);
}

static void take_text(void *arg, const struct store_staff *staff)
{
	char *text = arg;

	snprintf(text, 20, "%s", staff->text ? staff->text : "(none)");
}

static void take_job(void *arg, const struct store_job *job)
{
	(void)arg;
	(void)job;
}

static void take_chunk(void *arg, const void *bytes, size_t len)
{
	(void)bytes;
	(void)len;
	(void)arg;
}

/* What ela finds afterwards. */
static const struct tamper_row {
	const char *name;
	const char *sql;
	const char *account; /* the text under her name */
	enum err session, job, chunk;
} tamper_rows[] = {
	{"nothing", "SELECT 1", "sales", ERR_OK, ERR_OK, ERR_OK},
	{"the admin's text into her row",
		"UPDATE staff SET sealed = (SELECT sealed FROM staff"
		" WHERE id = 1) WHERE id = 2",
		"(none)", ERR_OK, ERR_OK, ERR_OK},
	/* She has no password that opens it: service/staff/ asks, too, whether
	 * the text names her. */
	{"her name on the admin's row",
		"CREATE TEMP TABLE k AS SELECT name FROM staff WHERE id = 2;"
		"UPDATE staff SET name = X'00' WHERE id = 2;"
		"UPDATE staff SET name = (SELECT name FROM k) WHERE id = 1",
		"admin", ERR_OK, ERR_OK, ERR_OK},
	{"an empty text", "UPDATE staff SET sealed = X'' WHERE id = 2",
		"(none)", ERR_OK, ERR_OK, ERR_OK},
	{"the admin's account in her session",
		"UPDATE staff_login SET account = 1 WHERE account = 2", "sales",
		ERR_NOT_FOUND, ERR_OK, ERR_OK},
	{"the admin's session in hers",
		"UPDATE staff_login SET (account, sealed) = (SELECT account,"
		" sealed FROM staff_login WHERE account = 1)",
		"sales", ERR_NOT_FOUND, ERR_OK, ERR_OK},
	{"her digest on the admin's session",
		"CREATE TEMP TABLE k AS SELECT digest FROM staff_login"
		" WHERE account = 2;"
		"DELETE FROM staff_login WHERE account = 2;"
		"UPDATE staff_login SET digest = (SELECT digest FROM k)",
		"sales", ERR_NOT_FOUND, ERR_OK, ERR_OK},
	{"the admin's job called hers",
		"UPDATE job SET account = 2 WHERE account = 1", "sales", ERR_OK,
		ERR_OK, ERR_OK},
	{"her job called the admin's",
		"UPDATE job SET account = 1 WHERE account = 2", "sales", ERR_OK,
		ERR_NOT_FOUND, ERR_OK},
	{"her job made younger", "UPDATE job SET created = 9999", "sales",
		ERR_OK, ERR_NOT_FOUND, ERR_OK},
	{"the admin's chunk in hers",
		"UPDATE job_chunk SET bytes = (SELECT bytes FROM job_chunk"
		" ORDER BY id LIMIT 1)",
		"sales", ERR_OK, ERR_OK, ERR_CORRUPT},
	{"a chunk called another", "UPDATE job_chunk SET part = 2", "sales",
		ERR_OK, ERR_OK, ERR_CORRUPT},
};

static void check_tamper(void **state)
{
	const struct tamper_row *row = *state;
	enum store_job_part part = strstr(row->sql, "part = 2") ?
		STORE_JOB_RESULT :
		STORE_JOB_INPUT;
	struct store_login login;
	char text[20];
	struct stage t;

	stage_make(&t);
	assert_true(t.admin == 1 && t.sales == 2);
	sql(&t, row->sql);
	if (row->account) {
		OK(store_staff_get(t.s, "ela", take_text, text));
		assert_string_equal(text, row->account);
	}
	IS(store_login_get(t.s, t.tokens[1], &login), row->session);
	if (!row->session)
		assert_true(login.account == t.sales);
	IS(store_job_get(t.s, t.jobs[1].id, t.sales, take_job, NULL), row->job);
	/* Never the other's. */
	IS(store_job_get(t.s, t.jobs[0].id, t.sales, take_job, NULL),
		ERR_NOT_FOUND);
	IS(store_job_chunk_get(t.s, t.jobs[1].id, part, 0, take_chunk, NULL),
		row->chunk);
	stage_remove(&t);
}

static size_t size_of(int fd, char *bytes, size_t size)
{
	size_t len = 0;
	ssize_t got;

	while (len < size && (got = read(fd, bytes + len, size - len)) > 0)
		len += (size_t)got;
	return len;
}

static bool holds(
	const char *bytes, size_t len, const char *what, size_t what_len)
{
	for (size_t i = 0; i + what_len <= len; i++)
		if (memcmp(bytes + i, what, what_len) == 0)
			return true;
	return false;
}

/* A copy has accounts, and nothing of sessions, tries and jobs. */
static void test_copy(void **state)
{
	static const struct {
		const char *table;
		int rows;
	} rows[] = {{"staff", 2}, {"staff_login", 0}, {"staff_try", 0},
		{"job", 0}, {"job_chunk", 0}};
	static char bytes[1 << 20], sealed[4096];
	char path[PATH_MAX / 2], text[80];
	sqlite3_stmt *stmt;
	sqlite3 *db;
	struct stage t;
	size_t len, sealed_len;
	int fd;
	FILE *f;

	(void)state;
	stage_make(&t);
	assert_int_equal(
		sqlite3_open(t.place.url + strlen("sqlite:"), &db), SQLITE_OK);
	sqlite3_prepare_v2(
		db, "SELECT bytes FROM job_chunk LIMIT 1", -1, &stmt, NULL);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	sealed_len = (size_t)sqlite3_column_bytes(stmt, 0);
	memcpy(sealed, sqlite3_column_blob(stmt, 0), sealed_len);
	sqlite3_finalize(stmt);
	sqlite3_close(db);

	OK(store_copy(t.s, t.place.dir.path, &fd));
	assert_true(lseek(fd, 0, SEEK_SET) == 0);
	len = size_of(fd, bytes, sizeof(bytes));
	assert_true(len > 10000 && len < sizeof(bytes));
	assert_false(holds(bytes, len, sealed, sealed_len));
	close(fd);
	tempdir_path(&t.place.dir, "copy.db", path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(text, sizeof(text), "SELECT count(*) FROM %s",
			rows[i].table);
		assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL),
			SQLITE_OK);
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(stmt, 0), rows[i].rows);
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
	unlink(path);
	stage_remove(&t);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, tamper_rows, check_tamper);
	rows_add_one(&rows, "a copy has no sessions and jobs", test_copy, NULL);
	return rows_run("staff_tamper", &rows);
}
