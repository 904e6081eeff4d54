/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"
#include "staff/desk/verbs.h"

static enum err nothing(struct call *call)
{
	(void)call;
	return ERR_OK;
}

static const struct verb verb = {"test", VERB_SALES | VERB_OFFICER,
	VERB_CHANGES, nothing,
	{{"text", ARG_TEXT, 8, ARG_MUST}, {"lines", ARG_LINES, 8, ARG_MAY},
		{"int", ARG_INT, 100, ARG_MAY}, {"bool", ARG_BOOL, 0, ARG_MAY},
		{"list", ARG_LIST, 3, ARG_MAY}}};

/* ------------------------------------------------------------ arguments */

static const struct args_row {
	const char *name;
	const char *args;
	const char *cause; /* NULL: they are taken */
} args_rows[] = {
	{"the one that must be", "{\"text\":\"a\"}", NULL},
	{"none", "{}", "%1 is missing."},
	{"another one", "{\"text\":\"a\",\"operator\":\"b\"}",
		"%1 is not known here."},
	{"a number for a text", "{\"text\":1}", "%1 is no text."},
	{"nothing for a text", "{\"text\":null}", "%1 is no text."},
	{"as long as may be", "{\"text\":\"12345678\"}", NULL},
	{"longer", "{\"text\":\"123456789\"}",
		"This is too long: at most %1 characters."},
	{"of octets, not letters",
		"{\"text\":\"\\u017c\\u017c\\u017c\\u017c1\"}",
		"This is too long: at most %1 characters."},
	{"two lines", "{\"text\":\"a\\nb\"}",
		"There is a character in it that cannot be read."},
	{"a control character", "{\"text\":\"a\\u001b\"}",
		"There is a character in it that cannot be read."},
	{"a control character of two octets", "{\"text\":\"a\\u0085\"}",
		"There is a character in it that cannot be read."},
	{"what turns the direction", "{\"text\":\"\\u202e\"}",
		"There is a character in it that cannot be read."},
	{"lines", "{\"text\":\"a\",\"lines\":\"a\\r\\n\\tb\"}", NULL},
	{"a control character in lines",
		"{\"text\":\"a\",\"lines\":\"\\u0007\"}",
		"There is a character in it that cannot be read."},
	{"a number", "{\"text\":\"a\",\"int\":-100}", NULL},
	{"a greater one", "{\"text\":\"a\",\"int\":101}",
		"%1 is out of its bounds."},
	{"a lesser one", "{\"text\":\"a\",\"int\":-101}",
		"%1 is out of its bounds."},
	{"a number as text", "{\"text\":\"a\",\"int\":\"1\"}",
		"%1 is out of its bounds."},
	{"a number with a point", "{\"text\":\"a\",\"int\":1.0}",
		"%1 is out of its bounds."},
	{"yes", "{\"text\":\"a\",\"bool\":true}", NULL},
	{"yes as a number", "{\"text\":\"a\",\"bool\":1}",
		"%1 is out of its bounds."},
	{"a list", "{\"text\":\"a\",\"list\":[\"abc\",\"\"]}", NULL},
	{"a list of nothing", "{\"text\":\"a\",\"list\":[]}", NULL},
	{"a list with a long text", "{\"text\":\"a\",\"list\":[\"abcd\"]}",
		"This is too long: at most %1 characters."},
	{"a list in a list", "{\"text\":\"a\",\"list\":[[\"a\"]]}",
		"%1 is no text."},
	{"a text for a list", "{\"text\":\"a\",\"list\":\"a\"}",
		"These are too many at once."},
};

static void check_args(void **state)
{
	const struct args_row *row = *state;
	json_t *args = json_loads(row->args, 0, NULL);
	const struct wire_request request = {
		.id = 1, .verb = "test", .args = args};
	struct call call;
	enum err e;

	assert_non_null(args);
	call_init(&call, &request);
	e = verbs_check_args(&verb, &call);
	assert_int_equal(e, row->cause ? ERR_INVALID : ERR_OK);
	if (row->cause)
		assert_string_equal(json_string_value(call.cause), row->cause);
	call_free(&call);
	json_decref(args);
}

static void test_long_list(void **state)
{
	json_t *list = json_array(),
	       *args = json_pack("{s:s, s:o}", "text", "a", "list", list);
	const struct wire_request request = {.id = 1, .args = args};
	struct call call;

	(void)state;
	for (size_t i = 0; i < VERB_LIST_MAX; i++)
		json_array_append_new(list, json_string("a"));
	call_init(&call, &request);
	assert_int_equal(verbs_check_args(&verb, &call), ERR_OK);
	json_array_append_new(list, json_string("a"));
	assert_int_equal(verbs_check_args(&verb, &call), ERR_INVALID);
	call_free(&call);
	json_decref(args);
}

/* -------------------------------------------------------------- who may */

static const struct may_row {
	const char *name;
	unsigned flags;
	bool has_session, is_whole;
	enum staff_role role;
	enum wire_status expect;
} may_rows[] = {
	{"nobody", 0, false, false, STAFF_SALES, WIRE_LOGIN},
	{"a role that may", 0, true, true, STAFF_SALES, WIRE_OK},
	{"another that may", 0, true, true, STAFF_OFFICER, WIRE_OK},
	{"a role that may not", 0, true, true, STAFF_POSTMASTER, WIRE_DENIED},
	{"an admin has no more rights", 0, true, true, STAFF_ADMIN,
		WIRE_DENIED},
	{"half a login", 0, true, false, STAFF_SALES, WIRE_LOGIN},
	{"half a login where that is enough", VERB_HALF, true, false,
		STAFF_SALES, WIRE_OK},
	{"half a login of a role that may not", VERB_HALF, true, false,
		STAFF_POSTMASTER, WIRE_DENIED},
	{"no login where a half would do", VERB_HALF, false, false, STAFF_SALES,
		WIRE_LOGIN},
	{"an open verb", VERB_OPEN, false, false, STAFF_SALES, WIRE_OK},
};

static void check_may(void **state)
{
	const struct may_row *row = *state;
	struct staff_account account = {.role = row->role};
	struct staff_session session = {
		.account = &account, .is_whole = row->is_whole};
	struct verb v = verb;

	v.flags = row->flags;
	assert_int_equal(
		verbs_may(&v, row->has_session ? &session : NULL), row->expect);
}

/* --------------------------------------------------------------- the table */

/* Whatever is wrong with a row shows here, not when somebody calls it. */
static void test_table(void **state)
{
	const struct verb *v;
	size_t len = 0;

	(void)state;
	for (; (v = verbs_at(len)); len++) {
		print_message("# %s\n", v->name);
		assert_true(strlen(v->name) <= WIRE_VERB_MAX);
		assert_ptr_equal(verbs_find(v->name), v);
		assert_non_null(v->run);
		assert_true(v->roles != 0 && (v->roles & ~VERB_STAFF) == 0);
		/* Who is not logged in changes nothing but by logging in, and
		 * can ask for numbers alone. */
		if (v->flags & VERB_OPEN && strcmp(v->name, "metrics") == 0)
			assert_true(v->flags == VERB_OPEN && !v->args[0].name);
		else if (v->flags & VERB_OPEN)
			assert_int_equal(strncmp(v->name, "login.", 6), 0);
		/* An admin sees no person, message or list. */
		if (v->roles & VERB_ADMIN &&
			(v->roles & VERB_STAFF) != VERB_STAFF)
			assert_int_equal(v->roles, VERB_ADMIN);
		for (const struct verb_arg *a = v->args; a->name; a++)
			assert_true(a->type == ARG_BOOL || a->max > 0);
	}
	assert_true(len > 0);
	assert_null(verbs_find("no.such"));
	assert_null(verbs_find(""));
}

static void test_table_json(void **state)
{
	json_t *table = verbs_table();

	(void)state;
	assert_string_equal(json_string_value(json_object_get(
				    json_array_get(table, 0), "name")),
		verbs_at(0)->name);
	assert_null(verbs_at(json_array_size(table)));
	json_decref(table);
}

/* ---------------------------------------------------------------- answers */

static const struct answer_row {
	const char *name;
	enum err e;
	enum wire_status expect;
} answer_rows[] = {
	{"done", ERR_OK, WIRE_OK},
	{"none, or not yours", ERR_NOT_FOUND, WIRE_MISSING},
	{"wrong input", ERR_INVALID, WIRE_INVALID},
	{"done by somebody else", ERR_EXISTS, WIRE_INVALID},
	{"the rules forbid it", ERR_DENIED, WIRE_INVALID},
	{"too large", ERR_LIMIT, WIRE_INVALID},
	{"the store is away", ERR_UNAVAILABLE, WIRE_FAULT},
	{"damaged", ERR_CORRUPT, WIRE_FAULT},
	{"no memory", ERR_NOMEM, WIRE_FAULT},
	{"a file", ERR_IO, WIRE_FAULT},
	{"a newer store", ERR_VERSION, WIRE_FAULT},
};

static void check_answer(void **state)
{
	const struct answer_row *row = *state;
	const struct wire_request request = {.id = 9, .verb = "test"};
	struct wire_answer answer;
	struct buf frame;
	struct call call;

	buf_init(&frame, WIRE_FRAME_MAX);
	call_init(&call, &request);
	call_put_text(&call, "a", "old \xff letters");
	call_put_int(&call, "n", 3);
	assert_int_equal(call_answer(&call, row->e, &frame), ERR_OK);
	assert_int_equal(wire_answer_decode(frame.data + WIRE_HEAD_SIZE,
				 frame.len - WIRE_HEAD_SIZE, &answer),
		ERR_OK);
	assert_int_equal(answer.id, 9);
	assert_int_equal(answer.status, row->expect);
	/* Of what went wrong nothing is told but the cause. */
	if (row->e)
		assert_int_equal(json_object_size(answer.result), 0);
	else
		assert_string_equal(
			json_string_value(json_object_get(answer.result, "a")),
			"old \xef\xbf\xbd letters");
	wire_answer_free(&answer);
	call_free(&call);
	buf_free(&frame);
}

static void test_busy(void **state)
{
	const struct wire_request request = {.id = 9, .verb = "test"};
	struct wire_answer answer;
	struct buf frame;
	struct call call;
	enum err e;

	(void)state;
	buf_init(&frame, WIRE_FRAME_MAX);
	call_init(&call, &request);
	e = call_busy(&call, 30);
	assert_int_equal(call_answer(&call, e, &frame), ERR_OK);
	assert_int_equal(wire_answer_decode(frame.data + WIRE_HEAD_SIZE,
				 frame.len - WIRE_HEAD_SIZE, &answer),
		ERR_OK);
	assert_int_equal(answer.status, WIRE_BUSY);
	assert_int_equal(answer.retry_after_s, 30);
	wire_answer_free(&answer);
	call_free(&call);
	buf_free(&frame);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, args_rows, check_args);
	rows_add_one(&rows, "a long list", test_long_list, NULL);
	rows_add(&rows, may_rows, check_may);
	rows_add_one(&rows, "the table", test_table, NULL);
	rows_add_one(&rows, "the table as JSON", test_table_json, NULL);
	rows_add(&rows, answer_rows, check_answer);
	rows_add_one(&rows, "too many tries", test_busy, NULL);
	return rows_run("verbs", &rows);
}
