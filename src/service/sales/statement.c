/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/sales/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "service/person/person.h"
#include "service/person/record.h"
#include "service/person/record_act.h"

#define REASON_MAX 500

static const char *const nothing_known =
	N_("Nothing is on record of this person yet. Please say where the "
	   "contact is from, and in which relation the person stands to the "
	   "firm.");
static const char *const decided = N_("Somebody has decided about it already.");

static enum err no_address(struct desk *desk, enum err e)
{
	return e == ERR_INVALID ?
		desk_fail(desk, e, "%s", N_("This is no e-mail address.")) :
		e;
}

/* ------------------------------------------------------ a contact at once */

/* The source of a contact: as said, else that on record where the
 * configuration knows it. */
static enum err find_source(struct desk *desk, const struct pseudonym *key,
	const char *said, bool *is_known_r, const char **source_r)
{
	struct person person;
	enum err e = record_load(desk, key, &person);

	if (e)
		return e;
	*is_known_r = person.is_known;
	if (said)
		return desk_source(desk, said, source_r);
	if (!person.is_known || !person.record.source)
		return desk_fail(desk, ERR_INVALID, "%s", nothing_known);
	return desk_source(desk, person.record.source, source_r);
}

/* The same checks whether it waits or not, so that nothing waits in vain. */
static enum err check(struct desk *desk, const struct statement_new *new,
	struct record_contact *act_r, struct pseudonym *key_r)
{
	struct identity who;
	bool is_known = false;
	enum err e = desk_identify(desk, new->who, &who);

	*act_r = (struct record_contact){.who = new->who,
		.at_utc = new->at_utc,
		.relation = new->relation};
	if (e)
		return no_address(desk, e);
	*key_r = who.key;
	if (new->note && strlen(new->note) > STATEMENT_NOTE_MAX)
		return desk_fail(
			desk, ERR_INVALID, "%s", N_("The note is too long."));
	if (new->at_utc == INSTANT_NONE)
		return desk_fail(
			desk, ERR_INVALID, "%s", N_("The date is missing."));
	e = desk_refuse_ahead(desk, "the contact", new->at_utc);
	if (e == ERR_INVALID)
		e = desk_fail(desk, e, "%s", N_("The date lies ahead."));
	if (!e && new->relation)
		e = desk_relation(desk, new->relation, &act_r->relation);
	if (!e)
		e = find_source(
			desk, key_r, new->source, &is_known, &act_r->source);
	if (!e && !is_known && !new->relation)
		e = desk_fail(desk, ERR_INVALID, "%s", nothing_known);
	return e;
}

/* Whoever is told that it counts, of it there is a contact: one transaction. */
static enum err add(struct desk *desk, const struct statement_new *new,
	const struct record_contact *act, const struct pseudonym *key,
	struct buf *said)
{
	bool waits = desk->settings->staff.answers_confirmed;
	const struct store_statement statement = {.account = new->account,
		.kind = new->kind,
		.state = waits ? STATEMENT_WAITS : STATEMENT_COUNTED,
		.at_utc = new->at_utc,
		.said_utc = desk->now_utc,
		.source = act->source,
		.relation = act->relation,
		.teller = desk->operator_name,
		.key = *key,
		.who = new->who,
		.note = new->note};
	int64_t id;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_statement_add(desk->session, &statement, &id);
	if (e)
		e = desk_store_fail(desk, e, "writing what was said");
	if (!e && !waits)
		e = record_contact_within(desk, act, key, said);
	return desk_end(desk, e);
}

enum err statement_make(struct desk *desk, const struct statement_new *new,
	bool *waits_r, struct buf *said)
{
	struct record_contact act;
	struct pseudonym key;
	enum err e = check(desk, new, &act, &key);

	*waits_r = desk->settings->staff.answers_confirmed;
	return e ? e : add(desk, new, &act, &key, said);
}

enum err statement_stop(struct desk *desk, const char *who, const char *purpose,
	const char *channel, struct buf *said)
{
	/* An address alone: no salesperson speaks for a whole domain. */
	struct identity identity;
	enum err e = desk_identify(desk, who, &identity);

	if (e)
		return no_address(desk, e);
	return record_object(desk,
		&(struct record_object){.who = who,
			.purpose = purpose,
			.at_utc = INSTANT_NONE,
			.channel = channel ? channel : "staff"},
		said);
}

/* ------------------------------------------------------------ confirmation */

enum err statement_each(struct desk *desk, int64_t after, size_t limit,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg)
{
	enum err e =
		store_statements_each(desk->session, after, limit, each, arg);

	return e ? desk_store_fail(desk, e, "reading what was said") : ERR_OK;
}

enum err statement_count(struct desk *desk,
	bool (*each)(void *arg, const struct statement_count *count), void *arg)
{
	enum err e = store_statement_counts(desk->session,
		desk->now_utc - STORE_STATEMENT_KEEP_S, each, arg);

	return e ? desk_store_fail(desk, e, "reading what was said") : ERR_OK;
}

/* What is needed of one after its row was read. */
struct kept {
	struct store_statement statement;
	char *who, *note, *teller;
	bool has_failed;
};

static char *copy(struct kept *kept, const char *text)
{
	char *copied = text ? strdup(text) : NULL;

	kept->has_failed |= text && !copied;
	return copied;
}

static bool keep(void *arg, const struct store_statement *statement)
{
	struct kept *kept = arg;

	kept->statement = *statement;
	kept->who = copy(kept, statement->who);
	kept->note = copy(kept, statement->note);
	kept->teller = copy(kept, statement->teller);
	return false;
}

static void forget(struct kept *kept)
{
	if (kept->who)
		explicit_bzero(kept->who, strlen(kept->who));
	free(kept->who);
	free(kept->note);
	free(kept->teller);
}

static enum err find(struct desk *desk, int64_t id, struct kept *kept)
{
	enum err e;

	*kept = (struct kept){.who = NULL};
	e = store_statement_get(desk->session, id, keep, kept);
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "%s", decided);
	if (!e && kept->has_failed)
		e = ERR_NOMEM;
	return e ? desk_store_fail(desk, e, "reading what was said") : ERR_OK;
}

/* An entry that says who decided. */
static enum err settle_within(struct desk *desk, const struct kept *kept,
	enum statement_state state, const char *reason)
{
	const struct store_statement *s = &kept->statement;
	char detail[JOURNAL_DETAIL_MAX];
	enum err e = store_statement_settle(
		desk->session, s->id, state, desk->now_utc);

	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "%s", decided);
	if (e)
		return desk_store_fail(desk, e, "writing the decision");
	snprintf(detail, sizeof(detail), "%s" STATEMENT_SAID_BY "%.200s%s%.*s",
		statement_kind_name(s->kind), kept->teller ? kept->teller : "?",
		reason ? ", " : "", REASON_MAX, reason ? reason : "");
	return desk_journal(desk,
		&(struct desk_act){.kind = state == STATEMENT_CONFIRMED ?
				JOURNAL_STATEMENT_CONFIRMED :
				JOURNAL_STATEMENT_REFUSED,
			.key = &s->key,
			.detail = detail});
}

/* The contact is the salesperson's word. */
static enum err count_within(struct desk *desk, const struct kept *kept,
	const struct record_contact *act, const struct pseudonym *key,
	struct buf *said)
{
	const char *operator_name = desk->operator_name;
	enum err e;

	desk->operator_name = kept->teller;
	e = record_contact_within(desk, act, key, said);
	desk->operator_name = operator_name;
	return e;
}

enum err statement_confirm(struct desk *desk, int64_t id, struct buf *said)
{
	struct record_contact act;
	struct pseudonym key;
	struct kept kept;
	enum err e = find(desk, id, &kept);

	if (!e && !kept.who)
		e = desk_fail(desk, ERR_CORRUPT, "it was changed on disk");
	if (!e) {
		const struct statement_new new = {.who = kept.who,
			.at_utc = kept.statement.at_utc,
			.source = kept.statement.source,
			.relation = kept.statement.relation};

		e = check(desk, &new, &act, &key);
	}
	if (!e)
		e = desk_begin(desk);
	if (!e) {
		e = settle_within(desk, &kept, STATEMENT_CONFIRMED, NULL);
		if (!e)
			e = count_within(desk, &kept, &act, &key, said);
		e = desk_end(desk, e);
	}
	forget(&kept);
	return e;
}

enum err statement_refuse(struct desk *desk, int64_t id, const char *reason)
{
	struct kept kept;
	enum err e;

	if (!reason || strspn(reason, " \t\r\n") == strlen(reason))
		return desk_fail(
			desk, ERR_INVALID, "%s", N_("A reason is missing."));
	e = find(desk, id, &kept);
	if (!e)
		e = desk_begin(desk);
	if (!e)
		e = desk_end(desk,
			settle_within(desk, &kept, STATEMENT_REFUSED, reason));
	forget(&kept);
	return e;
}
