/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/released.h"

#include <string.h>

#include "core/policy_find.h"
#include "crypto/token.h"
#include "store/quarantine.h"

struct released_check {
	const struct settings *settings;
	struct pseudonym key;
	const struct policy_purpose *purpose;
};

static bool look_recipient(void *arg, const struct held_recipient *r)
{
	struct released_check *look = arg;

	if (!r->has_key ||
		memcmp(r->key.bytes, look->key.bytes, PSEUDONYM_LEN) != 0)
		return true;
	look->purpose = policy_purpose(&look->settings->policy, r->purpose);
	return false;
}

static enum err read_recipients(struct store *store, const struct held_id *id,
	struct released_check *look)
{
	struct store_session *session = NULL;
	enum err e = store_session_get(store, &session);

	if (e)
		return e;
	e = store_read_begin(session);
	if (!e) {
		e = store_held_recipients(session, id, look_recipient, look);
		store_read_end(session);
	}
	store_session_put(store, &session);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err released_purpose(struct office *office, struct judge *judge,
	const struct settings *settings, const char *token_text,
	const char *recipient, const struct policy_purpose **purpose_r)
{
	struct released_check look = {.settings = settings};
	struct held_id id = {.text = ""};
	struct token token;
	enum err e;

	*purpose_r = NULL;
	if (token_parse(token_text, &token))
		return ERR_OK;
	memcpy(id.text, token.id, HELD_ID_LEN);
	e = judge_key(judge, settings, recipient, &look.key);
	if (e)
		return e == ERR_INVALID ? ERR_OK : e;
	e = read_recipients(office_store(office), &id, &look);
	*purpose_r = look.purpose;
	return e;
}

static bool note(void *arg, const struct held_message *message)
{
	(void)message;
	*(bool *)arg = true;
	return false;
}

bool released_is_expected(struct office *office, const struct pseudonym *key)
{
	const struct held_filter filter = {
		.since_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.states = HELD_BIT(HELD_RELEASING),
		.key = key,
		.limit = 1,
	};
	struct store *store = office_store(office);
	struct store_session *session = NULL;
	bool found = false;

	if (!store || store_session_get(store, &session))
		return false;
	if (store_read_begin(session) == ERR_OK) {
		if (store_held_each(session, &filter, note, &found))
			found = false;
		store_read_end(session);
	}
	store_session_put(store, &session);
	return found;
}
