/* SPDX-License-Identifier: BSD-2-Clause */
/* An account as the store keeps it. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "service/staff/account_private.h"

/* ---------------------------------------------------------------- pieces */

enum err staff_set_text(const char **place, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return ERR_NOMEM;
	free((void *)*place);
	*place = copy;
	return ERR_OK;
}

static void free_list(struct settings_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free((void *)list->items[i]);
	free((void *)list->items);
	*list = (struct settings_list){.items = NULL};
}

enum err staff_set_list(
	struct settings_list *place, const struct settings_list *value)
{
	const char **items = calloc(value->len + 1, sizeof(*items));
	struct settings_list copy = {.items = items};

	if (!items)
		return ERR_NOMEM;
	for (size_t i = 0; i < value->len; i++) {
		items[i] = strdup(value->items[i]);
		if (!items[i]) {
			free_list(&copy);
			return ERR_NOMEM;
		}
		copy.len++;
	}
	free_list(place);
	*place = copy;
	return ERR_OK;
}

void staff_row_free(struct staff_row **row)
{
	struct staff_row *r = *row;

	if (!r)
		return;
	free((void *)r->account.name);
	free((void *)r->account.team);
	free_list(&r->account.senders);
	free_list(&r->account.logins);
	free(r->hash);
	free(r->first_hash);
	explicit_bzero(r, sizeof(*r));
	free(r);
	*row = NULL;
}

void staff_account_free(struct staff_account **account)
{
	struct staff_row *row = (struct staff_row *)*account;

	staff_row_free(&row);
	*account = NULL;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unhex(const char *text, unsigned char *bytes_r, size_t len)
{
	if (!text || strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = hex_value(text[2 * i]);
		int low = hex_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes_r[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static json_t *hex(const unsigned char *bytes, size_t len)
{
	char text[2 * RECOVERY_DIGEST_LEN + 1];
	json_t *value;

	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	value = json_string(text);
	explicit_bzero(text, sizeof(text));
	return value;
}

/* ----------------------------------------------------------------- parse */

static enum err take_text(
	const json_t *object, const char *key, const char **place)
{
	return staff_set_text(
		place, json_string_value(json_object_get(object, key)));
}

static enum err take_list(
	const json_t *object, const char *key, struct settings_list *place)
{
	const json_t *array = json_object_get(object, key);
	const char *items[STAFF_LIST_MAX];
	struct settings_list list = {.items = items};

	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *text = json_string_value(json_array_get(array, i));

		if (!text || i == STAFF_LIST_MAX)
			return ERR_CORRUPT;
		items[list.len++] = text;
	}
	return staff_set_list(place, &list);
}

static enum err take_recovery(const json_t *object, struct staff_row *row)
{
	const json_t *array = json_object_get(object, "recovery");
	size_t len = json_array_size(array);

	if (len > RECOVERY_CODES)
		return ERR_CORRUPT;
	for (size_t i = 0; i < len; i++)
		if (!unhex(json_string_value(json_array_get(array, i)),
			    row->recovery[i], RECOVERY_DIGEST_LEN))
			return ERR_CORRUPT;
	row->account.recovery_codes = len;
	return ERR_OK;
}

static int64_t take_number(const json_t *object, const char *key, int64_t none)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : none;
}

static bool take_flag(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static bool take_secret(const json_t *object, const char *key,
	unsigned char secret_r[TOTP_SECRET_LEN])
{
	return unhex(json_string_value(json_object_get(object, key)), secret_r,
		TOTP_SECRET_LEN);
}

static enum err take_words(const json_t *object, struct staff_row *row)
{
	struct staff_account *a = &row->account;
	const char *role = json_string_value(json_object_get(object, "role"));
	enum err e = take_text(object, "name", &a->name);

	if (!e)
		e = take_text(object, "team", &a->team);
	if (!e)
		e = take_text(object, "password", (const char **)&row->hash);
	if (!e)
		e = take_text(object, "first", (const char **)&row->first_hash);
	if (!e)
		e = take_list(object, "senders", &a->senders);
	if (!e)
		e = take_list(object, "logins", &a->logins);
	if (!e &&
		(!a->name || !row->hash || !role ||
			staff_role_parse(role, &a->role)))
		e = ERR_CORRUPT;
	return e ? e : take_recovery(object, row);
}

static void take_rest(const json_t *object, struct staff_row *row)
{
	struct staff_account *a = &row->account;

	a->is_lead = take_flag(object, "lead");
	a->is_off = take_flag(object, "off");
	a->must_change = take_flag(object, "change");
	a->has_totp = take_secret(object, "totp", row->totp);
	row->has_pending = take_secret(object, "pending", row->pending);
	row->epoch = take_number(object, "epoch", 0);
	a->created_utc = take_number(object, "created", 0);
	a->changed_utc = take_number(object, "changed", 0);
	a->last_login_utc = take_number(object, "login", INSTANT_NONE);
}

enum err staff_row_parse(const char *text, struct staff_row **row_r)
{
	struct staff_row *row = calloc(1, sizeof(*row));
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	enum err e = row ? ERR_OK : ERR_NOMEM;

	if (!e && !json_is_object(object))
		e = ERR_CORRUPT;
	if (!e)
		e = take_words(object, row);
	if (!e)
		take_rest(object, row);
	json_decref(object);
	if (e)
		staff_row_free(&row);
	*row_r = row;
	return e;
}

/* ---------------------------------------------------------------- format */

static json_t *list_json(const struct settings_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->len; i++) {
		if (json_array_append_new(array, json_string(list->items[i]))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *recovery_json(const struct staff_row *row)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < row->account.recovery_codes; i++) {
		if (json_array_append_new(array,
			    hex(row->recovery[i], RECOVERY_DIGEST_LEN))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static int add_dump(const char *bytes, size_t len, void *arg)
{
	return buf_add(arg, bytes, len) ? -1 : 0;
}

enum err staff_row_format(const struct staff_row *row, struct buf *text)
{
	const struct staff_account *a = &row->account;
	json_t *object = json_pack(
		"{s:s, s:s, s:s*, s:b, s:o, s:o, s:b, s:I, s:s, s:s*, s:b,"
		" s:o, s:I, s:I}",
		"name", a->name, "role", staff_role_name(a->role), "team",
		a->team, "lead", a->is_lead, "senders", list_json(&a->senders),
		"logins", list_json(&a->logins), "off", a->is_off, "epoch",
		(json_int_t)row->epoch, "password", row->hash, "first",
		row->first_hash, "change", a->must_change, "recovery",
		recovery_json(row), "created", (json_int_t)a->created_utc,
		"changed", (json_int_t)a->changed_utc);
	int failed = !object;

	if (!failed && a->has_totp)
		failed = json_object_set_new(
			object, "totp", hex(row->totp, TOTP_SECRET_LEN));
	if (!failed && row->has_pending)
		failed = json_object_set_new(
			object, "pending", hex(row->pending, TOTP_SECRET_LEN));
	if (!failed && a->last_login_utc != INSTANT_NONE)
		failed = json_object_set_new(object, "login",
			json_integer((json_int_t)a->last_login_utc));
	if (!failed)
		failed = json_dump_callback(
			object, add_dump, text, JSON_COMPACT);
	json_decref(object);
	if (buf_err(text))
		return buf_err(text);
	return failed ? ERR_NOMEM : ERR_OK;
}
