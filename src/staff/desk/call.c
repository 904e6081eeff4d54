/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/desk/call.h"

#include <string.h>

#include "base/utf8.h"

void call_init(struct call *call, const struct wire_request *request)
{
	*call = (struct call){.request = request, .result = json_object()};
	call->is_out_of_memory = !call->result;
	buf_init(&call->blob, WIRE_BLOB_MAX);
}

void call_free(struct call *call)
{
	staff_session_free(&call->session);
	json_decref(call->result);
	json_decref(call->cause);
	json_decref(call->values);
	buf_free(&call->blob);
}

int64_t call_account(const struct call *call)
{
	return call->session ? call->session->account->id : 0;
}

/* ------------------------------------------------------------- arguments */

static const json_t *arg(const struct call *call, const char *name)
{
	return json_object_get(call->request->args, name);
}

const char *call_text(const struct call *call, const char *name)
{
	return json_string_value(arg(call, name));
}

int64_t call_int(const struct call *call, const char *name, int64_t otherwise)
{
	const json_t *value = arg(call, name);

	return value ? json_integer_value(value) : otherwise;
}

bool call_bool(const struct call *call, const char *name)
{
	return json_is_true(arg(call, name));
}

bool call_has(const struct call *call, const char *name)
{
	return arg(call, name) != NULL;
}

size_t call_list_len(const struct call *call, const char *name)
{
	return json_array_size(arg(call, name));
}

const char *call_list_item(const struct call *call, const char *name, size_t n)
{
	return json_string_value(json_array_get(arg(call, name), n));
}

/* ---------------------------------------------------------------- result */

void call_put(struct call *call, const char *name, json_t *value)
{
	if (json_object_set_new(call->result, name, value) != 0)
		call->is_out_of_memory = true;
}

/* Texts of old stores and of mails may be no UTF-8. */
static json_t *text_json(const char *text)
{
	json_t *json = json_string(text);
	size_t len = strlen(text), used;
	uint32_t character;
	struct buf clean;

	if (json)
		return json;
	buf_init(&clean, WIRE_ANSWER_JSON_MAX);
	for (size_t at = 0; at<len; at += used> 0 ? used : 1) {
		used = utf8_next(text + at, len - at, &character);
		(void)buf_add(&clean, used > 0 ? text + at : "\xef\xbf\xbd",
			used > 0 ? used : 3);
	}
	json = buf_err(&clean) ? NULL : json_string(buf_text(&clean));
	buf_free(&clean);
	return json;
}

void call_put_text(struct call *call, const char *name, const char *text)
{
	if (text)
		call_put(call, name, text_json(text));
}

void call_put_int(struct call *call, const char *name, int64_t n)
{
	call_put(call, name, json_integer(n));
}

void call_put_bool(struct call *call, const char *name, bool is)
{
	call_put(call, name, json_boolean(is));
}

/* --------------------------------------------------------------- refusals */

enum err call_cause(struct call *call, enum err e, const char *cause, ...)
{
	json_t *values = json_array();
	const char *value;
	va_list ap;

	va_start(ap, cause);
	while ((value = va_arg(ap, const char *)))
		if (json_array_append_new(values, text_json(value)) != 0)
			call->is_out_of_memory = true;
	va_end(ap);
	json_decref(call->cause);
	json_decref(call->values);
	call->cause = json_string(cause);
	call->values = values;
	return e;
}

enum err call_busy(struct call *call, int64_t retry_after_s)
{
	call->status = WIRE_BUSY;
	call->retry_after_s = retry_after_s;
	return ERR_LIMIT;
}

enum err call_denied(struct call *call)
{
	call->status = WIRE_DENIED;
	return ERR_DENIED;
}

enum err call_login(struct call *call)
{
	call->status = WIRE_LOGIN;
	return ERR_DENIED;
}

/* ----------------------------------------------------------------- answer */

static enum wire_status status_of(enum err e)
{
	switch (e) {
	case ERR_OK:
		return WIRE_OK;
	case ERR_NOT_FOUND:
		return WIRE_MISSING;
	case ERR_INVALID:
	case ERR_EXISTS:
	case ERR_DENIED:
	case ERR_LIMIT:
		return WIRE_INVALID;
	case ERR_UNAVAILABLE:
	case ERR_CORRUPT:
	case ERR_NOMEM:
	case ERR_IO:
	case ERR_VERSION:
		break;
	}
	return WIRE_FAULT;
}

const char *call_needs(const struct staff_session *session)
{
	switch (session->is_whole ? STAFF_LOGIN_WHOLE : session->needs) {
	case STAFF_LOGIN_NEEDS_CODE:
		return "code";
	case STAFF_LOGIN_NEEDS_TOTP_SETUP:
		return "totp";
	case STAFF_LOGIN_NEEDS_PASSWORD:
		return "password";
	case STAFF_LOGIN_WHOLE:
	case STAFF_LOGIN_WRONG:
	case STAFF_LOGIN_WAIT:
		break;
	}
	return "";
}

static json_t *who(const struct staff_session *session)
{
	const struct staff_account *a = session->account;

	return json_pack("{s:s, s:s, s:b, s:b, s:s}", "name", a->name, "role",
		staff_role_name(a->role), "lead", a->is_lead, "totp",
		a->has_totp, "needs", call_needs(session));
}

static void take_cause(struct call *call, struct wire_answer *answer)
{
	if (call->cause)
		answer->cause = json_string_value(call->cause);
	else if (answer->status == WIRE_INVALID && call->desk)
		answer->cause = call->desk->cause;
	for (size_t i = 0;
		i < json_array_size(call->values) && i < WIRE_VALUES_MAX; i++)
		answer->values[answer->values_len++] =
			json_string_value(json_array_get(call->values, i));
}

enum err call_answer(struct call *call, enum err e, struct buf *frame)
{
	struct wire_answer answer = {
		.id = call->request->id,
		.status = call->status != WIRE_OK ? call->status : status_of(e),
		.retry_after_s = call->retry_after_s,
	};
	json_t *whose = NULL;

	if (call->session) {
		answer.who = whose = who(call->session);
		call->is_out_of_memory |= !whose;
	}
	if (!e)
		e = buf_err(&call->blob);
	if (call->is_out_of_memory || (e && answer.status == WIRE_OK))
		answer.status = WIRE_FAULT;
	if (answer.status == WIRE_OK) {
		answer.result = call->result;
		answer.blob = call->blob.data;
		answer.blob_len = call->blob.len;
	}
	take_cause(call, &answer);
	e = wire_answer_encode(&answer, frame);
	json_decref(whose);
	return e;
}
