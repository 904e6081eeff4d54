/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/import_row.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "service/record_act.h"

#define DAY_S 86400
#define EVIDENCE_MAX 500
#define SHOWN_MAX 80

/* One field of the record; "" where there is none. */
struct cell {
	const char *text;
	size_t len;
};

struct context {
	struct import_parser *parser;
	const struct csvfile_record *record;
	struct import_batch *batch;
	struct import_row *row;
};

static struct cell cell_of(const struct context *c, enum column_field field)
{
	int column = c->parser->report->columns[field];

	if (column < 0 || (size_t)column >= c->record->len)
		return (struct cell){"", 0};
	return (struct cell){
		c->record->fields[column], c->record->lens[column]};
}

static enum err bad(struct import_parser *parser, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static enum err bad(struct import_parser *parser, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(parser->cause, sizeof(parser->cause), fmt, ap);
	va_end(ap);
	return ERR_INVALID;
}

static enum err bad_cell(struct import_parser *parser, enum column_field field,
	struct cell cell, const char *accepted)
{
	return bad(parser, "%s: found \"%.*s\", accepted: %s",
		column_field_name(field), SHOWN_MAX, cell.text, accepted);
}

static bool is_word(struct cell cell, const char *const *words)
{
	for (; *words; words++)
		if (strcasecmp(cell.text, *words) == 0)
			return true;
	return false;
}

static enum err parse_truth(struct import_parser *parser,
	enum column_field field, struct cell cell, bool *truth_r)
{
	static const char *const yes[] = {
		"1", "yes", "y", "true", "t", "tak", "x", "on", NULL};
	static const char *const no[] = {
		"", "0", "no", "n", "false", "f", "nie", "off", NULL};

	*truth_r = is_word(cell, yes);
	if (*truth_r || is_word(cell, no))
		return ERR_OK;
	return bad_cell(parser, field, cell,
		"1 or 0, yes or no, true or false, tak or nie, x or nothing");
}

static enum err parse_date(struct context *c, enum column_field field,
	enum day_edge edge, int64_t *utc_r)
{
	struct cell cell = cell_of(c, field);

	*utc_r = INSTANT_NONE;
	if (cell.len == 0)
		return ERR_OK;
	if (import_date_parse(c->parser, cell.text, cell.len, edge, utc_r) ==
		ERR_OK)
		return ERR_OK;
	return bad_cell(c->parser, field, cell,
		"a date such as 2018-05-28, 28.05.2018 or "
		"2018-05-28T10:00:00+02:00");
}

/* A contact, a collection or a grant more than a day ahead would count as
 * absent, a failure for ever. */
static enum err parse_past(
	struct context *c, enum column_field field, int64_t *utc_r)
{
	enum err e = parse_date(c, field, DAY_FIRST, utc_r);

	if (!e && *utc_r > c->parser->desk->now_utc + DAY_S)
		return bad_cell(c->parser, field, cell_of(c, field),
			"a date that does not lie ahead");
	return e;
}

/* A name that the desk knows, or nothing; the desk says which it knows. */
static enum err desk_said(struct import_parser *parser, enum err e)
{
	if (e == ERR_INVALID)
		return bad(parser, "%s", parser->desk->cause);
	return e;
}

static enum err parse_purpose(
	struct context *c, enum column_field field, const char **name_r)
{
	struct cell cell = cell_of(c, field);
	const struct policy_purpose *purpose;
	enum err e;

	*name_r = NULL;
	if (cell.len == 0)
		return ERR_OK;
	e = desk_purpose(c->parser->desk, cell.text, &purpose);
	if (!e)
		*name_r = purpose->name;
	return desk_said(c->parser, e);
}

static enum err parse_names(struct context *c)
{
	struct cell relation = cell_of(c, FIELD_RELATION);
	struct cell source = cell_of(c, FIELD_SOURCE);
	struct person_facts *facts = &c->row->facts;
	enum err e = ERR_OK;

	facts->relation = c->parser->relation;
	facts->source = c->parser->source;
	if (relation.len > 0)
		e = desk_relation(
			c->parser->desk, relation.text, &facts->relation);
	if (!e && source.len > 0)
		e = desk_source(c->parser->desk, source.text, &facts->source);
	return desk_said(c->parser, e);
}

static enum err parse_ref(struct context *c)
{
	struct cell ref = cell_of(c, FIELD_REF);
	const char *problem;

	if (ref.len == 0)
		return ERR_OK;
	problem = record_ref_problem(ref.text);
	if (problem)
		return bad(c->parser, "ref: %s", problem);
	c->row->facts.ref = texts_add(&c->batch->texts, ref.text, ref.len);
	return c->row->facts.ref ? ERR_OK : ERR_NOMEM;
}

static enum err parse_undeliverable(struct context *c)
{
	struct cell cell = cell_of(c, FIELD_UNDELIVERABLE);
	bool truth;

	if (cell.len == 0)
		return ERR_OK;
	if (parse_truth(c->parser, FIELD_UNDELIVERABLE, cell, &truth))
		return parse_past(
			c, FIELD_UNDELIVERABLE, &c->row->facts.failure_utc);
	if (!truth)
		return ERR_OK;
	return bad_cell(c->parser, FIELD_UNDELIVERABLE, cell,
		"the date of the permanent delivery failure");
}

static enum err parse_facts(struct context *c)
{
	struct person_facts *facts = &c->row->facts;
	enum err e;

	person_facts_init(facts);
	e = parse_names(c);
	if (!e)
		e = parse_past(c, FIELD_COLLECTED, &facts->collected_utc);
	if (!e)
		e = parse_past(c, FIELD_LAST_CONTACT, &facts->contact_utc);
	if (!e)
		e = parse_date(c, FIELD_RELATION_END, DAY_LAST,
			&facts->relation_end_utc);
	if (!e)
		e = parse_undeliverable(c);
	if (!e)
		e = parse_ref(c);
	if (e)
		return e;
	/* A row says how things stood when it was last known of the person;
	 * the relation may be as old as the data. */
	facts->relation_since_utc = facts->collected_utc != INSTANT_NONE ?
		facts->collected_utc :
		facts->contact_utc;
	facts->relation_at_utc = facts->contact_utc > facts->collected_utc ?
		facts->contact_utc :
		facts->collected_utc;
	c->row->has_own_facts = cell_of(c, FIELD_RELATION).len > 0 ||
		cell_of(c, FIELD_SOURCE).len > 0 ||
		facts->relation_since_utc != INSTANT_NONE ||
		facts->relation_end_utc != INSTANT_NONE ||
		facts->failure_utc != INSTANT_NONE || facts->ref;
	return ERR_OK;
}

static enum err parse_objection(struct context *c)
{
	struct cell objected = cell_of(c, FIELD_OBJECTED);
	struct objection *o = &c->row->objection;
	bool truth;
	enum err e;

	e = parse_truth(c->parser, FIELD_OBJECTED, objected, &truth);
	if (!e)
		e = parse_date(c, FIELD_OBJECTED_AT, DAY_FIRST, &o->at_utc);
	if (e)
		return e;
	if (objected.len > 0 && !truth && o->at_utc != INSTANT_NONE)
		return bad(c->parser,
			"objected says \"%.*s\", but objected_at "
			"has a date: which of them is right?",
			SHOWN_MAX, objected.text);
	if (!truth && o->at_utc == INSTANT_NONE)
		return ERR_OK;
	c->row->has_objection = true;
	/* No purpose: to all direct marketing, Art. 21(2). */
	return parse_purpose(c, FIELD_OBJECTED_PURPOSE, &o->purpose);
}

static enum err parse_withdrawal(struct context *c)
{
	struct cell cell = cell_of(c, FIELD_WITHDRAWN);
	struct withdrawal *w = &c->row->withdrawal;
	bool truth = false;
	enum err e;

	w->at_utc = INSTANT_NONE;
	if (cell.len == 0)
		return ERR_OK;
	if (parse_truth(c->parser, FIELD_WITHDRAWN, cell, &truth) == ERR_OK) {
		if (!truth)
			return ERR_OK;
	} else {
		e = parse_date(c, FIELD_WITHDRAWN, DAY_FIRST, &w->at_utc);
		if (e)
			return e;
	}
	e = parse_purpose(c, FIELD_PURPOSE, &w->purpose);
	if (e)
		return e;
	if (!w->purpose)
		return bad(c->parser,
			"withdrawn needs the purpose whose consent it is");
	c->row->has_withdrawal = true;
	return ERR_OK;
}

static enum err parse_evidence(struct context *c)
{
	struct cell evidence = cell_of(c, FIELD_EVIDENCE);

	if (evidence.len > EVIDENCE_MAX)
		return bad(c->parser, "evidence: longer than %d octets",
			EVIDENCE_MAX);
	if (evidence.len > 0)
		c->row->evidence = texts_add(
			&c->batch->texts, evidence.text, evidence.len);
	c->row->grant.has_evidence = evidence.len > 0;
	return evidence.len == 0 || c->row->evidence ? ERR_OK : ERR_NOMEM;
}

static enum err parse_basis(struct context *c, struct cell cell)
{
	struct grant *g = &c->row->grant;

	if (basis_parse(cell.text, &g->basis) != ERR_OK ||
		(g->basis != BASIS_CONSENT &&
			g->basis != BASIS_EXPLICIT_CONSENT))
		return bad_cell(c->parser, FIELD_BASIS, cell,
			"consent or explicit-consent; other bases are carried "
			"by the relation and are not imported");
	g->basis_known = true;
	return ERR_OK;
}

static enum err parse_grant(struct context *c)
{
	struct cell basis = cell_of(c, FIELD_BASIS);
	struct grant *g = &c->row->grant;
	enum err e;

	e = parse_past(c, FIELD_GRANTED, &g->given_utc);
	if (!e)
		e = parse_date(c, FIELD_EXPIRES, DAY_LAST, &g->expires_utc);
	if (e)
		return e;
	if (basis.len == 0) {
		if (g->given_utc != INSTANT_NONE)
			return bad(c->parser,
				"granted has a date, but basis "
				"says nothing; accepted: consent or "
				"explicit-consent");
		return ERR_OK;
	}
	e = parse_basis(c, basis);
	if (!e)
		e = parse_purpose(c, FIELD_PURPOSE, &g->purpose);
	if (e)
		return e;
	if (!g->purpose)
		return bad(c->parser,
			"basis needs the purpose that it was granted for");
	if (g->given_utc == INSTANT_NONE)
		return bad(c->parser, "basis needs the date in granted");
	c->row->has_grant = true;
	return parse_evidence(c);
}

static enum err parse_address(struct context *c)
{
	struct cell cell = cell_of(c, FIELD_EMAIL);
	struct identifier *id = c->parser->desk->identifier;
	struct identity who = {.domains = NULL};
	const char *cause = NULL;
	enum err e;

	if (c->row->has_grant)
		e = identifier_address(id, cell.text, cell.len, &who, &cause);
	else
		e = identifier_key(id, cell.text, cell.len, &who.key, &cause);
	if (e == ERR_INVALID)
		return bad(c->parser, "bad address \"%.*s\": %s", SHOWN_MAX,
			cell.text, cause ? cause : err_text(e));
	c->row->key = who.key;
	c->row->domains = who.domains;
	c->row->domains_len = who.domains_len;
	return e;
}

static bool is_empty(const struct csvfile_record *record)
{
	for (size_t i = 0; i < record->len; i++)
		if (record->lens[i] > 0)
			return false;
	return true;
}

enum err import_row_parse(struct import_parser *parser,
	const struct csvfile_record *record, struct import_batch *batch,
	struct import_row *row_r)
{
	struct context c = {parser, record, batch, row_r};
	enum err e;

	if (is_empty(record))
		return ERR_NOT_FOUND;
	*row_r = (struct import_row){.line = record->line,
		.objection.recorded_utc = parser->desk->now_utc,
		.withdrawal.recorded_utc = parser->desk->now_utc,
		.grant.recorded_utc = parser->desk->now_utc};
	e = parse_facts(&c);
	if (!e)
		e = parse_objection(&c);
	if (!e)
		e = parse_withdrawal(&c);
	if (!e)
		e = parse_grant(&c);
	if (!e)
		e = parse_address(&c);
	return e;
}
