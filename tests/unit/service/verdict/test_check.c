/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include "service/import/checklist.h"
#include "service/import/import.h"
#include "service/person/record.h"

/* More than one thread's share, and more than one batch. */
#define MANY 70000

static void add_persons(struct house *h)
{
	struct buf said;

	buf_init(&said, 4096);
	assert_int_equal(
		record_contact(h->desk,
			&(struct record_contact){.who = "adam@example.com",
				.at_utc = house_instant(h, "2018-06-20"),
				.source = "chat",
				.relation = "prospect"},
			&said),
		ERR_OK);
	assert_int_equal(
		record_object(h->desk,
			&(struct record_object){.who = "@gone.example",
				.at_utc = house_instant(h, "2018-06-20")},
			&said),
		ERR_OK);
	buf_free(&said);
}

#define TEXT(literal) (literal), sizeof(literal) - 1

static const struct list_row {
	const char *name;
	const char *list;
	size_t list_len;
	const char *copied; /* NULL: no column of addresses is found */
	size_t copied_len;
	unsigned may_go, bad;
} list_rows[] = {
	{"a heading", TEXT("name,email\nAdam,adam@example.com\n"),
		TEXT("name,email,action,reason\n"
		     "Adam,adam@example.com,accept,allowed\n"),
		1, 0},
	{"no heading", TEXT("adam@example.com\newa@example.com\n"),
		TEXT("adam@example.com,accept,allowed\n"
		     "ewa@example.com,hold,unknown\n"),
		1, 0},
	{"the column without a heading of its own",
		TEXT("a,b\nx,Adam@Example.com\n"),
		TEXT("a,b,action,reason\nx,Adam@Example.com,accept,allowed\n"),
		1, 0},
	{"semicolons and Windows line ends",
		TEXT("E-mail;n\r\nadam@example.com;\"a;b\"\r\n"),
		TEXT("E-mail;n;action;reason\r\n"
		     "adam@example.com;\"a;b\";accept;allowed\r\n"),
		1, 0},
	{"Windows-1250 stays Windows-1250",
		TEXT("email;n\nadam@example.com;\x9Cl\xB9sk\n"),
		TEXT("email;n;action;reason\n"
		     "adam@example.com;\x9Cl\xB9sk;accept;allowed\n"),
		1, 0},
	{"a mark stays",
		TEXT("\xEF\xBB\xBF"
		     "email\nadam@example.com\n"),
		TEXT("\xEF\xBB\xBF"
		     "email,action,reason\nadam@example.com,accept,allowed\n"),
		1, 0},
	{"bad addresses are answers", TEXT("email\nadam\n\"\"\n"),
		TEXT("email,action,reason\nadam,reject,bad-address\n"
		     "\"\",reject,bad-address\n"),
		0, 0},
	{"a domain's objection",
		TEXT("email\na@gone.example\nb@x.gone.example\n"),
		TEXT("email,action,reason\na@gone.example,reject,objected\n"
		     "b@x.gone.example,reject,objected\n"),
		0, 0},
	{"a local part that routes, or may",
		TEXT("email\n\"a%gone.example@example.com\"\n"
		     "gone.example!a@example.com\n"
		     "\"\"\"a@gone.example\"\"@example.com\"\n"
		     "adam%example.com@firma.example\n"
		     "boss%@firma.example\n"),
		TEXT("email,action,reason\n"
		     "\"a%gone.example@example.com\",reject,objected\n"
		     "gone.example!a@example.com,reject,objected\n"
		     "\"\"\"a@gone.example\"\"@example.com\",reject,objected\n"
		     "adam%example.com@firma.example,accept,allowed\n"
		     "boss%@firma.example,reject,bad-address\n"),
		1, 0},
	{"a row that cannot be read",
		TEXT("email\nadam@example.com\n\"x\nadam@example.com\n"),
		TEXT("email,action,reason\nadam@example.com,accept,allowed\n"
		     "adam@example.com,accept,allowed\n"),
		2, 1},
	{"rows that are too short and too long",
		TEXT("email,name,city\r\nadam@example.com\r\n"
		     "adam@example.com,Adam,Paris\r\n"
		     "adam@example.com,Adam,Paris,extra\r\n"),
		TEXT("email,name,city,action,reason\r\n"
		     "adam@example.com,,,accept,allowed\r\n"
		     "adam@example.com,Adam,Paris,accept,allowed\r\n"
		     "adam@example.com,Adam,Paris,accept,allowed,extra\r\n"),
		3, 0},
	{"with an empty last column", TEXT("email,n\nadam@example.com,\n"),
		TEXT("email,n,action,reason\nadam@example.com,,accept,allowed"
		     "\n"),
		1, 0},
	{"quotation marks are kept",
		TEXT("\"email\",\"n\"\n\"adam@example.com\",\"x\"\n"
		     "\"adam@example.com\" , \"a,\"\"b\"\"\"\n"
		     "adam@example.com,\"\"\n"),
		TEXT("\"email\",\"n\",action,reason\n"
		     "\"adam@example.com\",\"x\",accept,allowed\n"
		     "\"adam@example.com\" , \"a,\"\"b\"\"\",accept,allowed\n"
		     "adam@example.com,\"\",accept,allowed\n"),
		3, 0},
	{"and blanks", TEXT("email, n\nadam@example.com ,\xC2\xA0x\n"),
		TEXT("email, n,action,reason\n"
		     "adam@example.com ,\xC2\xA0x,accept,allowed\n"),
		1, 0},
	{"an earlier check is replaced",
		TEXT("email,action,reason,n\n"
		     "adam@example.com,reject,objected,1\n"
		     "adam@example.com,\"reject\",\"objected\",\"1\"\n"
		     "adam@example.com\n"),
		TEXT("email,action,reason,n\n"
		     "adam@example.com,accept,allowed,1\n"
		     "adam@example.com,accept,allowed,\"1\"\n"
		     "adam@example.com,accept,allowed\n"),
		3, 0},
	{"even in the first columns",
		TEXT("action,reason,email\nhold,unknown,adam@example.com\n"),
		TEXT("action,reason,email\naccept,allowed,adam@example.com\n"),
		1, 0},
	{"an action of its own is kept",
		TEXT("email,action\nadam@example.com,call\n"),
		TEXT("email,action,action,reason\n"
		     "adam@example.com,call,accept,allowed\n"),
		1, 0},
	{"of several addresses the strictest counts",
		TEXT("Email,Secondary email\nadam@example.com,\n"
		     "adam@example.com,a@gone.example\n"
		     ",adam@example.com\n"),
		TEXT("Email,Secondary email,action,reason\n"
		     "adam@example.com,,accept,allowed\n"
		     "adam@example.com,a@gone.example,reject,objected\n"
		     ",adam@example.com,accept,allowed\n"),
		2, 0},
	{"in one cell",
		TEXT("email\nAdam <adam@example.com>\n'adam@example.com\n"
		     "\"adam@example.com, a@gone.example\"\n"),
		TEXT("email,action,reason\n"
		     "Adam <adam@example.com>,accept,allowed\n"
		     "'adam@example.com,accept,allowed\n"
		     "\"adam@example.com, a@gone.example\",reject,objected\n"),
		2, 0},
	{"a title is copied",
		TEXT("Our list;\n;\nemail;n\nadam@example.com;1\n"),
		TEXT("Our list;\n;\nemail;n;action;reason\n"
		     "adam@example.com;1;accept;allowed\n"),
		1, 0},
	{"a workbook", TEXT("PK\x03\x04"), NULL, 0, 0, 0},
	{"no addresses", TEXT("a,b\nc,d\n"), NULL, 0, 0, 0},
	{"empty", TEXT(""), NULL, 0, 0, 0},
};

static void on_bad(void *arg, uint64_t line, const char *cause)
{
	(void)arg;
	assert_int_equal(line, 3);
	assert_non_null(cause);
}

static void ask(struct house *h, struct check_query *query)
{
	const struct policy_purpose *purpose;

	assert_int_equal(desk_purpose(h->desk, "followup", &purpose), ERR_OK);
	check_query_init(h->desk, purpose, INSTANT_NONE, query);
}

static void check_list(void **state)
{
	const struct list_row *r = *state;
	struct checklist_counts counts;
	char path[PATH_MAX / 2], *copied = NULL;
	struct checklist list = {.path = path, .bad = on_bad};
	struct check_query query;
	struct house h;
	size_t len = 0;

	house_open_with(&h, "own-domains = {'firma.example'}\n");
	add_persons(&h);
	tempdir_path(&h.dir, "list.csv", path);
	settings_file_put(path, r->list, r->list_len);
	list.copy_to = open_memstream(&copied, &len);
	assert_non_null(list.copy_to);
	ask(&h, &query);
	assert_int_equal(checklist_run(h.desk, &query, &list, &counts),
		r->copied ? ERR_OK : ERR_INVALID);
	fclose(list.copy_to);
	if (r->copied) {
		assert_int_equal(len, r->copied_len);
		assert_memory_equal(copied, r->copied, len);
		assert_int_equal(counts.may_go, r->may_go);
		assert_int_equal(counts.bad, r->bad);
	}
	free(copied);
	house_close(&h);
}

static void count_reasons(void *arg, const struct check_item *item)
{
	unsigned *counts = arg;

	counts[item->verdict.reason]++;
}

/* However many threads and batches: every row is answered, in its order. */
static void check_many(void **state)
{
	unsigned counts[REASON_COUNT] = {0};
	struct checklist_counts all;
	char path[PATH_MAX / 2];
	struct checklist list = {.path = path,
		.bad = on_bad,
		.each = count_reasons,
		.arg = counts};
	struct check_query query;
	struct house h;
	FILE *file;

	(void)state;
	house_open(&h);
	add_persons(&h);
	file = fopen(tempdir_path(&h.dir, "list.csv", path), "w");
	assert_non_null(file);
	for (int i = 0; i < MANY; i++)
		fprintf(file,
			i % 10 == 0         ? "adam+%d@example.com\n" :
				i % 10 == 1 ? "n%d@sub.gone.example\n" :
				i % 10 == 2 ? "bad%d\n" :
					      "n%d@example.com\n",
			i);
	fclose(file);
	ask(&h, &query);
	assert_int_equal(checklist_run(h.desk, &query, &list, &all), ERR_OK);
	assert_int_equal(all.rows, MANY);
	assert_int_equal(all.may_go, MANY / 10);
	assert_int_equal(counts[REASON_ALLOWED], MANY / 10);
	assert_int_equal(counts[REASON_OBJECTED], MANY / 10);
	assert_int_equal(counts[REASON_BAD_ADDRESS], MANY / 10);
	assert_int_equal(counts[REASON_UNKNOWN], MANY / 10 * 7);
	house_close(&h);
}

#define PERSONS 600

static void write_persons(FILE *file)
{
	fprintf(file, "email,last_contact,objected,purpose,withdrawn\n");
	for (int i = 0; i < PERSONS; i++)
		if (i % 4 != 0)
			fprintf(file, "p%d@d%d.example,2018-0%d-20,%s,%s\n", i,
				i % 7, 5 + i % 2, i % 5 == 0 ? "x" : "",
				i % 11 == 0 ? "followup,2018-06-21" : ",");
}

static void no_line(void *arg, uint64_t line, bool is_bad, const char *text)
{
	(void)arg;
	(void)line;
	(void)is_bad;
	fail_msg("%s", text);
}

static void no_progress(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	(void)arg;
	(void)bytes;
	(void)of_bytes;
}

/* Many at once are answered as each alone, those twice in the list too. */
static void check_as_single(void **state)
{
	static char texts[PERSONS + 2][40];
	struct check_item items[PERSONS + 2];
	char path[PATH_MAX / 2];
	const struct import_options options = {.path = path,
		.relation = "prospect",
		.source = "chat",
		.say = no_line,
		.progress = no_progress};
	struct import_report report;
	struct check_query query;
	struct house h;
	FILE *file;

	(void)state;
	house_open(&h);
	add_persons(&h);
	file = fopen(tempdir_path(&h.dir, "persons.csv", path), "w");
	assert_non_null(file);
	write_persons(file);
	fclose(file);
	assert_int_equal(import_run(h.desk, &options, &report), ERR_OK);
	import_report_free(&report);
	for (int i = 0; i < PERSONS + 2; i++) {
		snprintf(texts[i], sizeof(texts[i]), "p%d@d%d.%s", i % PERSONS,
			i % PERSONS % 7,
			i % 13 == 0 ? "gone.example" : "example");
		items[i] = (struct check_item){
			.text = texts[i], .text_len = strlen(texts[i])};
	}
	ask(&h, &query);
	assert_int_equal(
		check_batch(h.desk, &query, items, PERSONS + 2), ERR_OK);
	for (int i = 0; i < PERSONS + 2; i++)
		assert_string_equal(reason_name(items[i].verdict.reason),
			house_reason(&h, texts[i], "followup", NULL));
	house_close(&h);
}

/* A store that is not there is a fault, never "unknown". */
static void check_no_store(void **state)
{
	static const struct clock_source clock = {house_clock, NULL};
	char db[PATH_MAX / 2], cause[DESK_CAUSE_SIZE] = "";
	struct office_options options = {.clock = &clock};
	struct house h;

	(void)state;
	house_open(&h);
	desk_close(&h.desk);
	office_close(&h.office);
	assert_int_equal(unlink(tempdir_path(&h.dir, "robinson.db", db)), 0);
	options.settings = h.settings;
	assert_int_equal(office_open(&options, &h.office), ERR_OK);
	assert_int_equal(
		desk_open(h.office, "ania", &h.desk, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "robinson.db"));
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, list_rows, check_list);
	rows_add_one(&rows, "many rows, several threads", check_many, NULL);
	rows_add_one(
		&rows, "many at once as each alone", check_as_single, NULL);
	rows_add_one(&rows, "no store is a fault", check_no_store, NULL);
	return rows_run("check", &rows);
}
