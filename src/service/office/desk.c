/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy_find.h"
#include "store/rekey.h"

#define DAY_S 86400
#define NAMES_MAX 300

enum err desk_furnish(struct desk *desk, const struct keyfile *keys,
	char cause_r[DESK_CAUSE_SIZE])
{
	enum err e;

	desk->now_utc = office_now(desk->office);
	e = identifier_new(
		keys, &desk->settings->address_rules, &desk->identifier);
	if (!e)
		e = store_session_get(desk->store, &desk->session);
	if (!e)
		identifier_sees(
			desk->identifier, desk->session, &desk->now_utc);
	if (e)
		snprintf(cause_r, DESK_CAUSE_SIZE, "the store %s: %s",
			desk->settings->store, err_text(e));
	return e;
}

enum err desk_open(struct office *office, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE])
{
	char cause[OFFICE_CAUSE_SIZE];
	struct desk *desk;
	enum err e;

	e = office_ready(office, cause);
	if (e) {
		snprintf(cause_r, DESK_CAUSE_SIZE, "%s", cause);
		return e;
	}
	desk = calloc(1, sizeof(*desk));
	if (!desk) {
		snprintf(cause_r, DESK_CAUSE_SIZE, "%s", err_text(ERR_NOMEM));
		return ERR_NOMEM;
	}
	desk->office = office;
	desk->store = office_store(office);
	desk->settings = office_settings(office);
	desk->operator_name = operator_name;
	e = desk_furnish(desk, office_keys(office), cause_r);
	if (e)
		desk_close(&desk);
	*desk_r = desk;
	return e;
}

enum err desk_open_on(struct office *office, struct store *store,
	const struct keyfile *keys, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE])
{
	struct desk *desk = calloc(1, sizeof(*desk));
	enum err e = ERR_NOMEM;

	*desk_r = NULL;
	snprintf(cause_r, DESK_CAUSE_SIZE, "%s", err_text(e));
	if (!desk)
		return e;
	desk->office = office;
	desk->store = store;
	desk->settings = office_settings(office);
	desk->operator_name = operator_name;
	e = desk_furnish(desk, keys, cause_r);
	if (e)
		desk_close(&desk);
	*desk_r = desk;
	return e;
}

void desk_close(struct desk **desk)
{
	struct desk *d = *desk;

	if (!d)
		return;
	desk_close(&d->helper);
	if (d->session)
		store_session_put(d->store, &d->session);
	identifier_free(&d->identifier);
	unsubscriber_free(&d->unsubscriber);
	desk_scratch_free(&d->scratch);
	settings_unref(&d->settings);
	free(d);
	*desk = NULL;
}

struct desk *desk_helper(struct desk *desk)
{
	char cause[DESK_CAUSE_SIZE];

	if (!desk->helper && !desk->scratch &&
		desk_open(desk->office, desk->operator_name, &desk->helper,
			cause))
		return NULL;
	return desk->helper;
}

enum err desk_begin(struct desk *desk)
{
	enum err e = store_write_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "beginning to write");
	return ERR_OK;
}

enum err desk_begin_unsynced(struct desk *desk)
{
	enum err e = store_write_begin_unsynced(desk->session);

	return e ? desk_store_fail(desk, e, "beginning to write") : ERR_OK;
}

enum err desk_end(struct desk *desk, enum err e)
{
	if (desk->rehearsal) {
		if (!e)
			desk->rehearsal->look(desk->rehearsal->arg, desk);
		store_write_rollback(desk->session);
		return e;
	}
	if (!e) {
		e = store_write_commit(desk->session);
		if (e)
			e = desk_store_fail(desk, e, "writing");
	}
	if (e)
		store_write_rollback(desk->session);
	return e;
}

enum err desk_unsubscriber(struct desk *desk, struct unsubscriber **u_r)
{
	enum err e = ERR_OK;

	if (!desk->unsubscriber)
		e = unsubscriber_new(
			office_keys(desk->office), &desk->unsubscriber);
	*u_r = desk->unsubscriber;
	if (e)
		return desk_fail(
			desk, e, "the keys of tokens: %s", err_text(e));
	return ERR_OK;
}

enum err desk_fail(struct desk *desk, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(desk->cause, sizeof(desk->cause), fmt, ap);
	va_end(ap);
	return e;
}

enum err desk_store_fail(struct desk *desk, enum err e, const char *doing)
{
	return desk_session_fail(desk, desk->session, e, doing);
}

enum err desk_session_fail(struct desk *desk, const struct store_session *s,
	enum err e, const char *doing)
{
	const char *cause = store_session_cause(s);

	if (!cause || cause[0] == '\0')
		cause = err_text(e);
	return desk_fail(desk, e, "%s: the store %s: %s", doing,
		desk->settings->store, cause);
}

enum err desk_identify(
	struct desk *desk, const char *text, struct identity *identity_r)
{
	const char *cause = NULL;
	enum err e;

	e = identifier_address(
		desk->identifier, text, strlen(text), identity_r, &cause);
	if (e == ERR_INVALID)
		return desk_fail(desk, e,
			"\"%s\" is no e-mail address: %s; accepted: "
			"name@example.com",
			text, cause ? cause : err_text(e));
	if (e)
		return desk_store_fail(desk, e, "looking the address up");
	return ERR_OK;
}

enum err desk_keys(struct desk *desk, const char *text, bool ever,
	struct identity_keys *keys_r)
{
	struct identity identity;
	bool is_within = store_is_writing(desk->session);
	enum err e = desk_identify(desk, text, &identity);

	*keys_r = (struct identity_keys){.own = {.items = NULL}};
	if (e)
		return e;
	if (!is_within)
		e = store_read_begin(desk->session);
	if (!e) {
		e = identifier_keys(
			desk->identifier, text, strlen(text), ever, keys_r);
		if (!is_within)
			store_read_end(desk->session);
	}
	return e ? desk_store_fail(desk, e, "looking the address up") : ERR_OK;
}

static enum err unknown_name(struct desk *desk, const char *what,
	const char *name, const struct buf *known)
{
	return desk_fail(desk, ERR_INVALID,
		"%s \"%s\" is not in the configuration; it knows: %s", what,
		name, known->len > 0 ? buf_text(known) : "none");
}

static void add_name(struct buf *known, const char *name)
{
	if (known->len > 0)
		buf_adds(known, ", ");
	buf_adds(known, name);
}

enum err desk_relation(struct desk *desk, const char *name, const char **name_r)
{
	const struct policy *p = &desk->settings->policy;
	const struct policy_relation *found = policy_relation(p, name);
	struct buf known;
	enum err e;

	if (found) {
		*name_r = found->name;
		return ERR_OK;
	}
	buf_init(&known, NAMES_MAX);
	for (size_t i = 0; i < p->relations_len; i++)
		add_name(&known, p->relations[i].name);
	e = unknown_name(desk, "relation", name, &known);
	buf_free(&known);
	return e;
}

enum err desk_source(struct desk *desk, const char *name, const char **name_r)
{
	const struct policy *p = &desk->settings->policy;
	const struct policy_source *found = policy_source(p, name);
	struct buf known;
	enum err e;

	if (found) {
		*name_r = found->name;
		return ERR_OK;
	}
	buf_init(&known, NAMES_MAX);
	for (size_t i = 0; i < p->sources_len; i++)
		add_name(&known, p->sources[i].name);
	e = unknown_name(desk, "source", name, &known);
	buf_free(&known);
	return e;
}

enum err desk_purpose(struct desk *desk, const char *name,
	const struct policy_purpose **purpose_r)
{
	const struct policy *p = &desk->settings->policy;
	struct buf known;
	enum err e;

	*purpose_r = policy_purpose(p, name);
	if (*purpose_r)
		return ERR_OK;
	buf_init(&known, NAMES_MAX);
	for (size_t i = 0; i < p->purposes_len; i++)
		add_name(&known, p->purposes[i].name);
	e = unknown_name(desk, "purpose", name, &known);
	buf_free(&known);
	return e;
}

enum err desk_refuse_ahead(struct desk *desk, const char *what, int64_t at_utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (at_utc == INSTANT_NONE || at_utc <= desk->now_utc + DAY_S)
		return ERR_OK;
	instant_format(desk->settings->zone, at_utc, text);
	return desk_fail(desk, ERR_INVALID,
		"%s lies ahead: %s; accepted: a date up to a day from now",
		what, text);
}

/* "sealed" has the operator's name as long as the entry is used. */
static enum err make_entry(struct desk *desk, const struct desk_act *act,
	unsigned char sealed[SEALED_NAME_MAX], struct journal_entry *entry_r)
{
	enum err e;

	*entry_r = (struct journal_entry){
		.kind = act->kind,
		.at_utc = desk->now_utc,
		.purpose = act->purpose,
		.is_enforced = true,
		.detail = act->detail,
	};
	if (act->key) {
		entry_r->has_key = true;
		entry_r->key = *act->key;
	}
	if (!desk->operator_name)
		return ERR_OK;
	/* Staff are persons too: their names are sealed, Art. 32. */
	e = pseudonym_seal_name(identifier_pseudonymizer(desk->identifier),
		desk->operator_name, sealed, &entry_r->sender_len);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	entry_r->sender = sealed;
	return ERR_OK;
}

enum err desk_journal(struct desk *desk, const struct desk_act *act)
{
	unsigned char sealed[SEALED_NAME_MAX];
	struct journal_entry entry;
	enum err e = make_entry(desk, act, sealed, &entry);

	if (e)
		return e;
	e = store_journal_add(desk->session, &entry);
	return e ? desk_store_fail(desk, e, "writing the journal") : ERR_OK;
}

enum err desk_journal_alone(struct desk *desk, const struct desk_act *act)
{
	char cause[STORE_CAUSE_SIZE];
	unsigned char sealed[SEALED_NAME_MAX];
	struct store_record record = {0};
	enum err e = make_entry(desk, act, sealed, &record.entry);

	if (e)
		return e;
	e = store_record(desk->store, &record, 1, JOURNAL_SYNC_WRITE);
	if (!e)
		return ERR_OK;
	store_record_cause(desk->store, cause);
	return desk_fail(desk, e, "writing the journal: %s", cause);
}
