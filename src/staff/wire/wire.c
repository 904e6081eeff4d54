/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/wire/wire.h"

#include <stdbool.h>
#include <string.h>

#define LENGTH_SIZE 4
/* As doubles hold them: no reader of JSON rounds such a number. */
#define ID_MAX ((json_int_t)1 << 53)
#define HEX "0123456789abcdef"

static const char *const status_names[] = {
	[WIRE_OK] = "ok",
	[WIRE_LOGIN] = "login",
	[WIRE_DENIED] = "denied",
	[WIRE_MISSING] = "missing",
	[WIRE_INVALID] = "invalid",
	[WIRE_BUSY] = "busy",
	[WIRE_FAULT] = "fault",
};
#define STATUS_COUNT (sizeof(status_names) / sizeof(*status_names))

const char *wire_status_name(enum wire_status status)
{
	return status_names[status];
}

static bool status_parse(const char *name, enum wire_status *status_r)
{
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (strcmp(status_names[i], name) == 0) {
			*status_r = (enum wire_status)i;
			return true;
		}
	return false;
}

/* -------------------------------------------------------------- the head */

static void length_put(unsigned char *at, size_t len)
{
	for (size_t i = LENGTH_SIZE; i-- > 0; len >>= 8)
		at[i] = (unsigned char)(len & 0xff);
}

static size_t length_get(const unsigned char *at)
{
	size_t len = 0;

	for (size_t i = 0; i < LENGTH_SIZE; i++)
		len = len << 8 | at[i];
	return len;
}

static size_t json_max(enum wire_kind kind)
{
	return kind == WIRE_REQUEST ? WIRE_REQUEST_JSON_MAX :
				      WIRE_ANSWER_JSON_MAX;
}

enum err wire_head_decode(const unsigned char head[WIRE_HEAD_SIZE],
	enum wire_kind kind, size_t *json_len_r, size_t *blob_len_r)
{
	*json_len_r = length_get(head);
	*blob_len_r = length_get(head + LENGTH_SIZE);
	if (*json_len_r > json_max(kind) || *blob_len_r > WIRE_BLOB_MAX)
		return ERR_LIMIT;
	return *json_len_r < 2 ? ERR_CORRUPT : ERR_OK;
}

/* -------------------------------------------------------------- encoding */

static int add_bytes(const char *bytes, size_t len, void *arg)
{
	return buf_add(arg, bytes, len) ? -1 : 0;
}

/* Appends all of a frame or nothing. */
static enum err frame_put(enum wire_kind kind, const json_t *json,
	const void *blob, size_t blob_len, struct buf *out)
{
	unsigned char head[WIRE_HEAD_SIZE] = {0};
	size_t begin = out->len, json_len;
	enum err e = blob_len > WIRE_BLOB_MAX ? ERR_LIMIT : buf_err(out);

	if (!e)
		e = buf_add(out, head, sizeof(head));
	if (!e && json_dump_callback(json, add_bytes, out, JSON_COMPACT) != 0)
		e = buf_err(out) ? buf_err(out) : ERR_INVALID;
	json_len = out->len - begin - sizeof(head);
	if (!e && json_len > json_max(kind))
		e = ERR_LIMIT;
	if (!e)
		e = buf_add(out, blob, blob_len);
	if (!e) {
		length_put(head, json_len);
		length_put(head + LENGTH_SIZE, blob_len);
		memcpy(out->data + begin, head, sizeof(head));
	} else if (out->data && out->len > begin) {
		out->data[out->len = begin] = '\0';
	}
	return e;
}

/* A borrowed value for a new object; NULL stays NULL. */
static json_t *borrow(const json_t *value)
{
	/* jansson counts references in what is const to us. */
	union {
		const json_t *in;
		json_t *out;
	} v = {.in = value};

	return json_incref(v.out);
}

static json_t *borrow_object(const json_t *value)
{
	return value ? borrow(value) : json_object();
}

static void hex_put(const unsigned char bytes[WIRE_CLIENT_LEN],
	char text_r[2 * WIRE_CLIENT_LEN + 1])
{
	for (size_t i = 0; i < WIRE_CLIENT_LEN; i++) {
		text_r[2 * i] = HEX[bytes[i] >> 4];
		text_r[2 * i + 1] = HEX[bytes[i] & 15];
	}
	text_r[2 * WIRE_CLIENT_LEN] = '\0';
}

enum err wire_request_encode(
	const struct wire_request *request, struct buf *out)
{
	char client[2 * WIRE_CLIENT_LEN + 1];
	json_t *json;
	enum err e;

	hex_put(request->client, client);
	json = json_pack("{s:i, s:I, s:s, s:s*, s:s, s:o}", "v", WIRE_VERSION,
		"id", (json_int_t)request->id, "verb", request->verb, "session",
		request->session, "client", client, "args",
		borrow_object(request->args));
	if (!json)
		return ERR_INVALID;
	e = frame_put(
		WIRE_REQUEST, json, request->blob, request->blob_len, out);
	json_decref(json);
	return e;
}

static json_t *values_of(const struct wire_answer *answer)
{
	json_t *values = json_array();

	for (size_t i = 0; i < answer->values_len; i++)
		if (json_array_append_new(
			    values, json_string(answer->values[i])) != 0) {
			json_decref(values);
			return NULL;
		}
	return values;
}

enum err wire_answer_encode(const struct wire_answer *answer, struct buf *out)
{
	json_t *json = json_pack("{s:i, s:I, s:s, s:s*, s:o*, s:o}", "v",
		WIRE_VERSION, "id", (json_int_t)answer->id, "status",
		wire_status_name(answer->status), "cause", answer->cause, "who",
		borrow(answer->who), "result", borrow_object(answer->result));
	enum err e = json ? ERR_OK : ERR_INVALID;

	if (!e && answer->values_len > 0 &&
		json_object_set_new(json, "values", values_of(answer)) != 0)
		e = ERR_INVALID;
	if (!e && answer->retry_after_s > 0 &&
		json_object_set_new(json, "retry_after",
			json_integer(answer->retry_after_s)) != 0)
		e = ERR_NOMEM;
	if (!e)
		e = frame_put(
			WIRE_ANSWER, json, answer->blob, answer->blob_len, out);
	json_decref(json);
	return e;
}

/* -------------------------------------------------------------- decoding */

/* One object, its version ours; nothing in it but the members named. */
static enum err object_load(const char *bytes, size_t len, enum wire_kind kind,
	const char *const *members, json_t **json_r)
{
	json_t *json, *version;
	const char *name;
	json_t *value;
	enum err e = ERR_OK;

	*json_r = NULL;
	if (len > json_max(kind))
		return ERR_LIMIT;
	json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	version = json_object_get(json, "v");
	if (!json_is_integer(version))
		e = ERR_CORRUPT;
	else if (json_integer_value(version) != WIRE_VERSION)
		e = ERR_VERSION;
	json_object_foreach(json, name, value)
	{
		size_t i = 0;

		while (members[i] && strcmp(members[i], name) != 0)
			i++;
		if (!members[i] && !e)
			e = ERR_CORRUPT;
	}
	if (e)
		json_decref(json);
	else
		*json_r = json;
	return e;
}

/* A text of at most so many octets; NULL where there is none. */
static bool text_get(const json_t *json, const char *name, size_t max,
	bool must_be, const char **text_r)
{
	const json_t *value = json_object_get(json, name);

	*text_r = json_string_value(value);
	if (!value)
		return !must_be;
	return *text_r && json_string_length(value) <= max;
}

static bool id_get(const json_t *json, int64_t least, int64_t *id_r)
{
	const json_t *value = json_object_get(json, "id");

	*id_r = json_integer_value(value);
	return json_is_integer(value) && *id_r >= least && *id_r <= ID_MAX;
}

static bool only_of(const char *text, const char *letters)
{
	return *text && text[strspn(text, letters)] == '\0';
}

static bool hex_get(const char *text, unsigned char bytes_r[WIRE_CLIENT_LEN])
{
	if (strlen(text) != 2 * WIRE_CLIENT_LEN || !only_of(text, HEX))
		return false;
	for (size_t i = 0; i < WIRE_CLIENT_LEN; i++)
		bytes_r[i] =
			(unsigned char)((strchr(HEX, text[2 * i]) - HEX) << 4 |
				(strchr(HEX, text[2 * i + 1]) - HEX));
	return true;
}

static bool request_get(const json_t *json, struct wire_request *r)
{
	const char *client;

	r->args = json_object_get(json, "args");
	return id_get(json, WIRE_NOTICE_ID + 1, &r->id) &&
		text_get(json, "verb", WIRE_VERB_MAX, true, &r->verb) &&
		only_of(r->verb, "abcdefghijklmnopqrstuvwxyz0123456789.-") &&
		text_get(json, "session", WIRE_SESSION_MAX, false,
			&r->session) &&
		(!r->session ||
			only_of(r->session,
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"abcdefghijklmnopqrstuvwxyz0123456789-_")) &&
		text_get(json, "client", 2 * WIRE_CLIENT_LEN, true, &client) &&
		hex_get(client, r->client) && json_is_object(r->args);
}

enum err wire_request_decode(
	const char *json, size_t len, struct wire_request *request_r)
{
	static const char *const members[] = {
		"v", "id", "verb", "session", "client", "args", NULL};
	enum err e;

	*request_r = (struct wire_request){0};
	e = object_load(json, len, WIRE_REQUEST, members, &request_r->owner);
	if (!e && !request_get(request_r->owner, request_r))
		e = ERR_CORRUPT;
	if (e)
		wire_request_free(request_r);
	return e;
}

static bool values_get(const json_t *json, struct wire_answer *a)
{
	const json_t *values = json_object_get(json, "values"), *value;
	size_t i;

	if (!values)
		return true;
	if (!json_is_array(values) || json_array_size(values) > WIRE_VALUES_MAX)
		return false;
	json_array_foreach(values, i, value)
	{
		a->values[i] = json_string_value(value);
		if (!a->values[i])
			return false;
	}
	a->values_len = json_array_size(values);
	return true;
}

static bool answer_get(const json_t *json, struct wire_answer *a)
{
	const json_t *wait = json_object_get(json, "retry_after");
	const char *status;

	a->who = json_object_get(json, "who");
	a->result = json_object_get(json, "result");
	a->retry_after_s = json_integer_value(wait);
	return id_get(json, WIRE_NOTICE_ID, &a->id) &&
		text_get(json, "status", WIRE_VERB_MAX, true, &status) &&
		status_parse(status, &a->status) &&
		text_get(json, "cause", WIRE_CAUSE_MAX, false, &a->cause) &&
		values_get(json, a) && (!wait || a->retry_after_s > 0) &&
		(!a->who || json_is_object(a->who)) &&
		json_is_object(a->result);
}

enum err wire_answer_decode(
	const char *json, size_t len, struct wire_answer *answer_r)
{
	static const char *const members[] = {"v", "id", "status", "cause",
		"values", "retry_after", "who", "result", NULL};
	enum err e;

	*answer_r = (struct wire_answer){0};
	e = object_load(json, len, WIRE_ANSWER, members, &answer_r->owner);
	if (!e && !answer_get(answer_r->owner, answer_r))
		e = ERR_CORRUPT;
	if (e)
		wire_answer_free(answer_r);
	return e;
}

void wire_request_free(struct wire_request *request)
{
	json_decref(request->owner);
	*request = (struct wire_request){0};
}

void wire_answer_free(struct wire_answer *answer)
{
	json_decref(answer->owner);
	*answer = (struct wire_answer){0};
}
