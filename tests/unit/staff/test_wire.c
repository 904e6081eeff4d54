/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"
#include "staff/wire/wire.h"

#define CLIENT "\"client\":\"00000000000000000000000000000000\""
#define REQUEST(more) "{\"v\":1,\"id\":7,\"verb\":\"session\"," CLIENT more "}"
#define ARGS ",\"args\":{}"
#define ANSWER(more) "{\"v\":1,\"id\":7,\"result\":{}" more "}"
#define OK ",\"status\":\"ok\""

/* The bytes in wire.h */
static const char example[] =
	"\0\0\0\x55\0\0\0\2"
	"{\"v\":1,\"id\":7,\"verb\":\"session\","
	"\"client\":\"000102030405060708090a0b0c0d0e0f\",\"args\":{}}ab";

static void test_example(void **state)
{
	struct wire_request r = {
		.id = 7, .verb = "session", .blob = "ab", .blob_len = 2};
	struct buf out;
	size_t json_len, blob_len;

	(void)state;
	for (size_t i = 0; i < WIRE_CLIENT_LEN; i++)
		r.client[i] = (unsigned char)i;
	buf_init(&out, WIRE_FRAME_MAX);
	assert_int_equal(wire_request_encode(&r, &out), ERR_OK);
	assert_int_equal(out.len, sizeof(example) - 1);
	assert_memory_equal(out.data, example, out.len);
	assert_int_equal(wire_head_decode((unsigned char *)out.data,
				 WIRE_REQUEST, &json_len, &blob_len),
		ERR_OK);
	assert_int_equal(json_len, out.len - WIRE_HEAD_SIZE - 2);
	assert_int_equal(blob_len, 2);
	buf_free(&out);
}

static const struct head_row {
	const char *name;
	unsigned char head[WIRE_HEAD_SIZE];
	enum wire_kind kind;
	enum err expect;
} head_rows[] = {
	{"the least", {0, 0, 0, 2}, WIRE_REQUEST, ERR_OK},
	{"no object", {0, 0, 0, 1}, WIRE_REQUEST, ERR_CORRUPT},
	{"nothing", {0}, WIRE_ANSWER, ERR_CORRUPT},
	{"the longest request", {0, 1, 0, 0, 0, 1, 0, 0}, WIRE_REQUEST, ERR_OK},
	{"a longer one", {0, 1, 0, 1}, WIRE_REQUEST, ERR_LIMIT},
	{"a longer blob", {0, 0, 0, 2, 0, 1, 0, 1}, WIRE_REQUEST, ERR_LIMIT},
	{"the longest answer", {0, 16, 0, 0, 0, 1, 0, 0}, WIRE_ANSWER, ERR_OK},
	{"a longer answer", {0, 16, 0, 1}, WIRE_ANSWER, ERR_LIMIT},
	{"a huge one", {255, 255, 255, 255, 255, 255, 255, 255}, WIRE_ANSWER,
		ERR_LIMIT},
};

static void check_head(void **state)
{
	const struct head_row *row = *state;
	size_t json_len, blob_len;

	assert_int_equal(
		wire_head_decode(row->head, row->kind, &json_len, &blob_len),
		row->expect);
}

static const struct json_row {
	const char *name;
	const char *json;
	enum err expect;
} request_rows[] = {
	{"a request", REQUEST(ARGS), ERR_OK},
	{"with a session", REQUEST(ARGS ",\"session\":\"aZ0-_\""), ERR_OK},
	{"nothing", "", ERR_CORRUPT},
	{"no JSON", "{\"v\":1", ERR_CORRUPT},
	{"something behind it", REQUEST(ARGS) "x", ERR_CORRUPT},
	{"an array", "[1]", ERR_CORRUPT},
	{"no version", "{\"id\":7}", ERR_CORRUPT},
	{"another version", "{\"v\":2}", ERR_VERSION},
	{"a version as text", "{\"v\":\"1\"}", ERR_CORRUPT},
	{"without arguments", REQUEST(""), ERR_CORRUPT},
	{"arguments as a list", REQUEST(",\"args\":[]"), ERR_CORRUPT},
	{"an unknown member", REQUEST(ARGS ",\"operator\":\"jan\""),
		ERR_CORRUPT},
	{"a member twice", REQUEST(ARGS ",\"id\":7"), ERR_CORRUPT},
	{"no id", "{\"v\":1,\"verb\":\"session\"," CLIENT ARGS "}",
		ERR_CORRUPT},
	{"the id nought", "{\"v\":1,\"id\":0,\"verb\":\"a\"," CLIENT ARGS "}",
		ERR_CORRUPT},
	{"an id that a double rounds",
		"{\"v\":1,\"id\":9007199254740993,\"verb\":\"a\"," CLIENT ARGS
		"}",
		ERR_CORRUPT},
	{"an id that is no whole number",
		"{\"v\":1,\"id\":1.5,\"verb\":\"a\"," CLIENT ARGS "}",
		ERR_CORRUPT},
	{"no verb", "{\"v\":1,\"id\":7," CLIENT ARGS "}", ERR_CORRUPT},
	{"a verb of nothing",
		"{\"v\":1,\"id\":7,\"verb\":\"\"," CLIENT ARGS "}",
		ERR_CORRUPT},
	{"a verb in capitals",
		"{\"v\":1,\"id\":7,\"verb\":\"A\"," CLIENT ARGS "}",
		ERR_CORRUPT},
	{"a long verb",
		"{\"v\":1,\"id\":7,\"verb\":"
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"," CLIENT ARGS
		"}",
		ERR_CORRUPT},
	{"a session of nothing", REQUEST(ARGS ",\"session\":\"\""),
		ERR_CORRUPT},
	{"a session that is none", REQUEST(ARGS ",\"session\":\"a b\""),
		ERR_CORRUPT},
	{"a session as a number", REQUEST(ARGS ",\"session\":1"), ERR_CORRUPT},
	{"a long session",
		REQUEST(ARGS ",\"session\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""),
		ERR_CORRUPT},
	{"a short client",
		"{\"v\":1,\"id\":7,\"verb\":\"a\",\"client\":\"00\"" ARGS "}",
		ERR_CORRUPT},
	{"a client in capitals",
		"{\"v\":1,\"id\":7,\"verb\":\"a\",\"client\":"
		"\"AA000000000000000000000000000000\"" ARGS "}",
		ERR_CORRUPT},
	{"a NUL in a text", REQUEST(",\"args\":{\"a\":\"\\u0000\"}"),
		ERR_CORRUPT},
	{"octets that are no UTF-8", REQUEST(",\"args\":{\"a\":\"\xff\"}"),
		ERR_CORRUPT},
};

static void check_request(void **state)
{
	const struct json_row *row = *state;
	struct wire_request r;

	assert_int_equal(wire_request_decode(row->json, strlen(row->json), &r),
		row->expect);
	assert_int_equal(r.owner != NULL, row->expect == ERR_OK);
	wire_request_free(&r);
}

static const struct json_row answer_rows[] = {
	{"an answer", ANSWER(OK), ERR_OK},
	{"with a cause", ANSWER(OK ",\"cause\":\"%1\",\"values\":[\"a\"]"),
		ERR_OK},
	{"with somebody", ANSWER(OK ",\"who\":{\"name\":\"ania\"}"), ERR_OK},
	{"a notice", "{\"v\":1,\"id\":0,\"result\":{}" OK "}", ERR_OK},
	{"a negative id", "{\"v\":1,\"id\":-1,\"result\":{}" OK "}",
		ERR_CORRUPT},
	{"an unknown status", ANSWER(",\"status\":\"fine\""), ERR_CORRUPT},
	{"no status", ANSWER(""), ERR_CORRUPT},
	{"no result", "{\"v\":1,\"id\":7,\"status\":\"ok\"}", ERR_CORRUPT},
	{"a value that is no text", ANSWER(OK ",\"values\":[1]"), ERR_CORRUPT},
	{"too many values", ANSWER(OK ",\"values\":[\"\",\"\",\"\",\"\",\"\"]"),
		ERR_CORRUPT},
	{"somebody as text", ANSWER(OK ",\"who\":\"ania\""), ERR_CORRUPT},
	{"a wait of nothing", ANSWER(OK ",\"retry_after\":0"), ERR_CORRUPT},
	{"an unknown member of it", ANSWER(OK ",\"session\":\"a\""),
		ERR_CORRUPT},
};

static void check_answer(void **state)
{
	const struct json_row *row = *state;
	struct wire_answer a;

	assert_int_equal(wire_answer_decode(row->json, strlen(row->json), &a),
		row->expect);
	assert_int_equal(a.owner != NULL, row->expect == ERR_OK);
	wire_answer_free(&a);
}

static void test_request_round(void **state)
{
	json_t *args = json_pack("{s:s, s:[i, b]}", "address",
		"za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87@example.com", "list", 3, 1);
	const struct wire_request in = {.id = (int64_t)1 << 53,
		.verb = "list.add",
		.session = "abc-_9",
		.client = {255, 1},
		.args = args};
	struct wire_request out;
	struct buf bytes;

	(void)state;
	buf_init(&bytes, WIRE_FRAME_MAX);
	assert_int_equal(wire_request_encode(&in, &bytes), ERR_OK);
	assert_int_equal(wire_request_decode(bytes.data + WIRE_HEAD_SIZE,
				 bytes.len - WIRE_HEAD_SIZE, &out),
		ERR_OK);
	assert_int_equal(out.id, in.id);
	assert_string_equal(out.verb, in.verb);
	assert_string_equal(out.session, in.session);
	assert_memory_equal(out.client, in.client, WIRE_CLIENT_LEN);
	assert_true(json_equal(out.args, args));
	wire_request_free(&out);
	buf_free(&bytes);
	json_decref(args);
}

static void test_answer_round(void **state)
{
	json_t *result = json_pack("{s:i}", "n", 3);
	json_t *who = json_pack("{s:s}", "name", "ania");
	struct wire_answer in = {.id = 1,
		.cause = "%1 is none of %2",
		.values = {"a", "b"},
		.values_len = 2,
		.retry_after_s = 5,
		.who = who,
		.result = result};
	struct wire_answer out;
	struct buf bytes;

	(void)state;
	buf_init(&bytes, WIRE_FRAME_MAX);
	for (in.status = WIRE_OK; in.status <= WIRE_FAULT; in.status++) {
		buf_reset(&bytes);
		assert_int_equal(wire_answer_encode(&in, &bytes), ERR_OK);
		assert_int_equal(wire_answer_decode(bytes.data + WIRE_HEAD_SIZE,
					 bytes.len - WIRE_HEAD_SIZE, &out),
			ERR_OK);
		assert_int_equal(out.status, in.status);
		assert_string_equal(out.cause, in.cause);
		assert_int_equal(out.values_len, 2);
		assert_string_equal(out.values[1], "b");
		assert_int_equal(out.retry_after_s, 5);
		assert_true(json_equal(out.who, who));
		assert_true(json_equal(out.result, result));
		wire_answer_free(&out);
	}
	buf_free(&bytes);
	json_decref(result);
	json_decref(who);
}

/* What does not fit leaves nothing behind. */
static void test_limits(void **state)
{
	char *large = malloc(WIRE_ANSWER_JSON_MAX + 1);
	struct wire_request r = {.id = 1, .verb = "a"};
	struct wire_answer a = {.id = 1, .status = WIRE_OK};
	struct buf out;
	json_t *json;

	(void)state;
	assert_non_null(large);
	memset(large, 'x', WIRE_ANSWER_JSON_MAX);
	large[WIRE_ANSWER_JSON_MAX] = '\0';
	buf_init(&out, 2 * WIRE_FRAME_MAX);
	assert_int_equal(buf_adds(&out, "before"), ERR_OK);
	json = json_pack("{s:s}", "a", large);
	a.result = json;
	assert_int_equal(wire_answer_encode(&a, &out), ERR_LIMIT);
	large[WIRE_REQUEST_JSON_MAX] = '\0';
	json_object_set_new(json, "a", json_string(large));
	assert_int_equal(wire_answer_encode(&a, &out), ERR_OK);
	out.data[out.len = strlen("before")] = '\0';
	r.args = json;
	assert_int_equal(wire_request_encode(&r, &out), ERR_LIMIT);
	r.args = NULL;
	r.blob = large;
	r.blob_len = WIRE_BLOB_MAX + 1;
	assert_int_equal(wire_request_encode(&r, &out), ERR_LIMIT);
	assert_string_equal(buf_text(&out), "before");
	r.blob_len--;
	assert_int_equal(wire_request_encode(&r, &out), ERR_OK);
	json_decref(json);
	buf_free(&out);
	free(large);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the worked example", test_example, NULL);
	rows_add(&rows, head_rows, check_head);
	rows_add(&rows, request_rows, check_request);
	rows_add(&rows, answer_rows, check_answer);
	rows_add_one(&rows, "a request comes out", test_request_round, NULL);
	rows_add_one(&rows, "an answer comes out", test_answer_round, NULL);
	rows_add_one(&rows, "limits", test_limits, NULL);
	return rows_run("wire", &rows);
}
