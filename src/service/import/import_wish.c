/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a row says against writing. It counts even where another cell of the
 * row cannot be read, and in whichever of several columns it stands: GDPR
 * Art. 7(3), 21(3).
 */
#include "service/csv/cell.h"
#include "service/import/import_row.h"

/* What the cells of one row come to. */
struct wishes {
	bool objects, refuses, is_undeliverable;
	/* INSTANT_NONE: nobody knows. */
	struct import_instant objected, refused;
};

static const struct import_instant undated = {INSTANT_NONE, false};

static void count_date(
	struct import_instant *instant, struct import_instant found)
{
	/* Of several the latest: a later word ends fewer of them. */
	if (found.utc > instant->utc ||
		(found.utc == instant->utc && found.is_day))
		*instant = found;
}

/* A wish with a date that lies ahead or cannot be read is one without. */
static struct import_instant wish_date(
	struct import_context *c, const char *what, struct import_cell cell)
{
	struct import_instant found;

	if (import_date_parse(
		    c->parser, cell.text, cell.len, DAY_FIRST, &found))
		import_complain(c->parser,
			"%s: found \"%.*s\", accepted: a date such as "
			"2018-05-28, 28.05.2018 or 2018-05-28T10:00:00+02:00; "
			"it counts without a date",
			what, IMPORT_SHOWN_MAX, cell.text);
	else if (found.utc > c->parser->desk->now_utc + IMPORT_DAY_S)
		import_complain(c->parser,
			"%s: found \"%.*s\", which lies ahead; it counts "
			"without a date",
			what, IMPORT_SHOWN_MAX, cell.text);
	else
		return found;
	return undated;
}

static bool is_date(struct import_context *c, struct import_cell cell)
{
	struct import_instant found;

	return import_date_parse(c->parser, cell.text, cell.len, DAY_FIRST,
		       &found) == ERR_OK;
}

/* In a column of opt-outs: whatever is neither empty nor a known no. */
static void take_optout(struct import_context *c, const struct import_wish *w,
	struct import_cell cell, bool *wish_r, struct import_instant *instant_r)
{
	switch (cell_word(cell.text, cell.len)) {
	case CELL_EMPTY:
	case CELL_NO:
	case CELL_SUBSCRIBED:
		return;
	case CELL_YES:
	case CELL_OBJECTS:
	case CELL_REFUSES:
		*wish_r = true;
		return;
	case CELL_UNDELIVERABLE:
	case CELL_AGREES:
	case CELL_INERT:
	case CELL_UNKNOWN:
		break;
	}
	*wish_r = true;
	if (is_date(c, cell))
		count_date(instant_r, wish_date(c, w->name, cell));
	else
		import_complain(c->parser,
			"%s: found \"%.*s\", accepted: yes or no, 1 or 0, a "
			"date, or nothing; it counts as yes",
			w->name, IMPORT_SHOWN_MAX, cell.text);
}

static void take_consent(struct import_context *c, const struct import_wish *w,
	struct import_cell cell, struct wishes *wishes)
{
	switch (cell_word(cell.text, cell.len)) {
	case CELL_EMPTY:
	case CELL_YES:
	case CELL_SUBSCRIBED:
	case CELL_AGREES:
	case CELL_INERT:
		return;
	case CELL_NO:
	case CELL_OBJECTS:
	case CELL_REFUSES:
		wishes->refuses = true;
		return;
	case CELL_UNDELIVERABLE:
		wishes->is_undeliverable = true;
		return;
	case CELL_UNKNOWN:
		break;
	}
	/* The date of a consent. */
	if (!is_date(c, cell))
		import_complain(c->parser,
			"%s: found \"%.*s\", accepted: yes or no, 1 or 0, a "
			"date, or nothing",
			w->name, IMPORT_SHOWN_MAX, cell.text);
}

static void take_status(struct import_context *c, const struct import_wish *w,
	struct import_cell cell, struct wishes *wishes)
{
	bool is_of_mail = w->sense == HEADING_MAIL_STATUS;

	switch (cell_word(cell.text, cell.len)) {
	case CELL_OBJECTS:
		wishes->objects = true;
		return;
	case CELL_REFUSES:
		/* "Rejected" may be the firm's word about anything. */
		wishes->refuses = wishes->refuses || is_of_mail;
		return;
	case CELL_UNDELIVERABLE:
		wishes->is_undeliverable = true;
		return;
	case CELL_EMPTY:
	case CELL_SUBSCRIBED:
	case CELL_AGREES:
	case CELL_INERT:
		return;
	case CELL_YES:
	case CELL_NO:
	case CELL_UNKNOWN:
		break;
	}
	if (is_of_mail)
		import_complain(c->parser,
			"%s: found \"%.*s\", accepted: words such as "
			"subscribed, unsubscribed, bounced, complained; --map "
			"or --ignore says what else the column is",
			w->name, IMPORT_SHOWN_MAX, cell.text);
}

static void take_wish(struct import_context *c, const struct import_wish *w,
	struct wishes *wishes)
{
	struct import_cell cell = import_cell_at(c->record, w->column);

	if (cell.len == 0)
		return;
	switch (w->sense) {
	case HEADING_OBJECTION:
		take_optout(c, w, cell, &wishes->objects, &wishes->objected);
		break;
	case HEADING_REFUSAL:
		take_optout(c, w, cell, &wishes->refuses, &wishes->refused);
		break;
	case HEADING_CONSENT:
		take_consent(c, w, cell, wishes);
		break;
	case HEADING_STATUS:
	case HEADING_MAIL_STATUS:
		take_status(c, w, cell, wishes);
		break;
	case HEADING_OTHER:
	case HEADING_ADDRESS:
	case HEADING_DETAIL:
	case HEADING_UNCLEAR:
		break;
	}
}

static bool says_nothing(struct import_cell cell)
{
	enum cell_word word = cell_word(cell.text, cell.len);

	return word == CELL_EMPTY || word == CELL_NO;
}

static void take_objected_at(struct import_context *c, struct wishes *wishes)
{
	struct import_cell cell = import_cell_of(c, FIELD_OBJECTED_AT);
	struct import_cell objected = import_cell_of(c, FIELD_OBJECTED);

	if (says_nothing(cell))
		return;
	if (objected.len > 0 && says_nothing(objected))
		import_complain(c->parser,
			"objected says \"%.*s\", but objected_at has a date: "
			"which of them is right? It counts as an objection",
			IMPORT_SHOWN_MAX, objected.text);
	wishes->objects = true;
	count_date(&wishes->objected, wish_date(c, "objected_at", cell));
}

/* Of the purpose that the row names; of all that accept consent where it
 * names none, or one that nobody knows. */
static void take_withdrawn(struct import_context *c, struct wishes *wishes)
{
	struct import_wish column = {.name = (char *)(uintptr_t) "withdrawn"};
	struct import_cell cell = import_cell_of(c, FIELD_WITHDRAWN);
	struct withdrawal *w = &c->row->withdrawal;
	struct import_instant at = undated;
	bool is_withdrawn = false;

	if (cell.len == 0)
		return;
	take_optout(c, &column, cell, &is_withdrawn, &at);
	if (!is_withdrawn)
		return;
	if (import_purpose_parse(c, FIELD_PURPOSE, &w->purpose) == ERR_OK) {
		c->row->has_withdrawal = true;
		w->at_utc = at.utc;
		w->is_day = at.is_day;
		return;
	}
	wishes->refuses = true;
	count_date(&wishes->refused, at);
}

static void take_failure(struct import_context *c, struct wishes *wishes)
{
	struct import_cell cell = import_cell_of(c, FIELD_UNDELIVERABLE);

	if (says_nothing(cell))
		return;
	wishes->is_undeliverable = true;
	if (cell_word(cell.text, cell.len) == CELL_UNKNOWN)
		c->row->facts.failure_utc =
			wish_date(c, "undeliverable", cell).utc;
}

/* A suppression list: everybody is in it for one reason or another. */
static void take_everybody(struct import_context *c, struct wishes *wishes)
{
	const struct import_options *options = c->parser->options;
	const struct import_report *report = c->parser->report;
	struct import_cell cell = import_cell_at(c->record, report->event_at);
	struct import_instant at;

	if (!wishes->objects && !wishes->refuses && !wishes->is_undeliverable) {
		wishes->objects = options->all_objected;
		wishes->is_undeliverable = options->all_undeliverable;
	}
	if (cell.len == 0 || (!wishes->objects && !wishes->is_undeliverable))
		return;
	at = wish_date(c, "the date", cell);
	if (wishes->objects && wishes->objected.utc == INSTANT_NONE)
		wishes->objected = at;
	if (wishes->is_undeliverable &&
		c->row->facts.failure_utc == INSTANT_NONE)
		c->row->facts.failure_utc = at.utc;
}

static void keep(struct import_context *c, const struct wishes *wishes)
{
	struct import_row *row = c->row;

	row->has_objection = wishes->objects;
	row->objection.at_utc = wishes->objected.utc;
	row->objection.is_day = wishes->objected.is_day;
	/* Who told it: told again by the same, it is no new wish. */
	row->objection.channel = row->withdrawal.channel =
		row->facts.source ? row->facts.source : "import";
	/* No purpose, or one that nobody knows: to all direct marketing, Art.
	 * 21(2). */
	if (wishes->objects &&
		import_purpose_parse(
			c, FIELD_OBJECTED_PURPOSE, &row->objection.purpose))
		row->objection.purpose = NULL;
	row->has_refusal = wishes->refuses;
	row->refused = wishes->refused;
	row->is_undeliverable = wishes->is_undeliverable;
}

void import_wishes_parse(struct import_context *c)
{
	const struct import_report *report = c->parser->report;
	struct wishes wishes = {.objected = undated, .refused = undated};

	for (size_t i = 0; i < report->wishes.len; i++)
		take_wish(c, &report->wishes.items[i], &wishes);
	take_objected_at(c, &wishes);
	take_withdrawn(c, &wishes);
	take_failure(c, &wishes);
	take_everybody(c, &wishes);
	keep(c, &wishes);
}

bool import_row_has_wish(const struct import_row *row)
{
	return row->has_objection || row->has_withdrawal || row->has_refusal ||
		row->is_undeliverable;
}
