/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/import/import_row.h"

#include <stdio.h>
#include <string.h>

#include "service/person/record_act.h"

#define EVIDENCE_MAX 500

struct import_cell import_cell_at(
	const struct csvfile_record *record, int column)
{
	if (column < 0 || (size_t)column >= record->len)
		return (struct import_cell){"", 0};
	return (struct import_cell){
		record->fields[column], record->lens[column]};
}

struct import_cell import_cell_of(
	const struct import_context *c, enum column_field field)
{
	return import_cell_at(c->record, c->parser->report->columns[field]);
}

static void add_text(
	char text_r[IMPORT_CAUSE_SIZE], const char *fmt, va_list ap)
{
	size_t len = strlen(text_r);

	if (len > 0 && len + 2 < IMPORT_CAUSE_SIZE) {
		memcpy(text_r + len, "; ", 3);
		len += 2;
	}
	vsnprintf(text_r + len, IMPORT_CAUSE_SIZE - len, fmt, ap);
}

void import_complain(struct import_parser *parser, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_text(parser->cause, fmt, ap);
	va_end(ap);
}

void import_note(struct import_parser *parser, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_text(parser->note, fmt, ap);
	va_end(ap);
}

#define bad(parser, ...) (import_complain((parser), __VA_ARGS__), ERR_INVALID)

static enum err bad_cell(struct import_parser *parser, enum column_field field,
	struct import_cell cell, const char *accepted)
{
	return bad(parser, "%s: found \"%.*s\", accepted: %s",
		column_field_name(field), IMPORT_SHOWN_MAX, cell.text,
		accepted);
}

static enum err parse_date(struct import_context *c, enum column_field field,
	enum day_edge edge, int64_t *utc_r)
{
	struct import_cell cell = import_cell_of(c, field);
	struct import_instant instant;

	*utc_r = INSTANT_NONE;
	if (cell.len == 0)
		return ERR_OK;
	if (import_date_parse(c->parser, cell.text, cell.len, edge, &instant) ==
		ERR_OK) {
		*utc_r = instant.utc;
		return ERR_OK;
	}
	return bad_cell(c->parser, field, cell,
		"a date such as 2018-05-28, 28.05.2018 or "
		"2018-05-28T10:00:00+02:00");
}

/* A contact, a collection or a grant more than a day ahead would count as
 * absent. */
static enum err parse_past(
	struct import_context *c, enum column_field field, int64_t *utc_r)
{
	enum err e = parse_date(c, field, DAY_FIRST, utc_r);

	if (!e && *utc_r > c->parser->desk->now_utc + IMPORT_DAY_S)
		return bad_cell(c->parser, field, import_cell_of(c, field),
			"a date that does not lie ahead");
	return e;
}

/* A name that the desk knows, or nothing; the desk says which it knows. */
static enum err desk_said(struct import_parser *parser, enum err e)
{
	if (e == ERR_INVALID) {
		import_complain(parser, "%s", parser->desk->cause);
		parser->desk->cause[0] = '\0';
	}
	return e;
}

enum err import_purpose_parse(
	struct import_context *c, enum column_field field, const char **name_r)
{
	struct import_cell cell = import_cell_of(c, field);
	const struct policy_purpose *purpose;
	enum err e;

	*name_r = NULL;
	if (cell.len == 0)
		return ERR_NOT_FOUND;
	e = desk_purpose(c->parser->desk, cell.text, &purpose);
	if (!e)
		*name_r = purpose->name;
	return desk_said(c->parser, e);
}

static enum err parse_names(struct import_context *c)
{
	struct import_cell relation = import_cell_of(c, FIELD_RELATION);
	struct import_cell source = import_cell_of(c, FIELD_SOURCE);
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

static enum err parse_ref(struct import_context *c)
{
	struct import_cell ref = import_cell_of(c, FIELD_REF);
	const char *problem;

	if (ref.len == 0)
		return ERR_OK;
	problem = record_ref_problem(ref.text);
	if (problem)
		return bad(c->parser, "ref: %s", problem);
	c->row->facts.ref = texts_add(&c->batch->texts, ref.text, ref.len);
	return c->row->facts.ref ? ERR_OK : ERR_NOMEM;
}

static enum err parse_facts(struct import_context *c)
{
	struct person_facts *facts = &c->row->facts;
	enum err e;

	e = parse_names(c);
	if (!e)
		e = parse_past(c, FIELD_COLLECTED, &facts->collected_utc);
	if (!e)
		e = parse_past(c, FIELD_LAST_CONTACT, &facts->contact_utc);
	if (!e)
		e = parse_date(c, FIELD_RELATION_END, DAY_LAST,
			&facts->relation_end_utc);
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
	c->row->has_own_facts = import_cell_of(c, FIELD_RELATION).len > 0 ||
		import_cell_of(c, FIELD_SOURCE).len > 0 ||
		facts->relation_since_utc != INSTANT_NONE ||
		facts->relation_end_utc != INSTANT_NONE || facts->ref;
	return ERR_OK;
}

static enum err parse_evidence(struct import_context *c)
{
	struct import_cell evidence = import_cell_of(c, FIELD_EVIDENCE);

	if (evidence.len > EVIDENCE_MAX)
		return bad(c->parser, "evidence: longer than %d octets",
			EVIDENCE_MAX);
	if (evidence.len > 0)
		c->row->evidence = texts_add(
			&c->batch->texts, evidence.text, evidence.len);
	c->row->grant.has_evidence = evidence.len > 0;
	return evidence.len == 0 || c->row->evidence ? ERR_OK : ERR_NOMEM;
}

static enum err parse_basis(struct import_context *c, struct import_cell cell)
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

static enum err parse_grant(struct import_context *c)
{
	struct import_cell basis = import_cell_of(c, FIELD_BASIS);
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
		e = import_purpose_parse(c, FIELD_PURPOSE, &g->purpose);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!g->purpose)
		return bad(c->parser,
			"basis needs the purpose that it was granted for");
	if (g->given_utc == INSTANT_NONE)
		return bad(c->parser, "basis needs the date in granted");
	c->row->has_grant = true;
	return parse_evidence(c);
}

static bool is_empty(const struct csvfile_record *record)
{
	for (size_t i = 0; i < record->len; i++)
		if (record->lens[i] > 0)
			return false;
	return true;
}

/* Nothing of the row is kept but what is against writing: data that cannot be
 * read never widens what is allowed. */
static void keep_wishes_only(struct import_row *row)
{
	int64_t failure_utc = row->facts.failure_utc;

	person_facts_init(&row->facts);
	row->facts.failure_utc = failure_utc;
	row->has_facts = row->has_own_facts = row->has_grant = false;
}

static enum err parse_row(struct import_context *c)
{
	struct import_parser *parser = c->parser;
	struct import_row *row = c->row;
	enum err e = parse_facts(c);

	if (!e)
		e = parse_grant(c);
	if (e && e != ERR_INVALID)
		return e;
	row->has_facts = true;
	if (!parser->is_plain)
		import_wishes_parse(c);
	row->is_bad = parser->cause[0] != '\0';
	if (row->is_bad || parser->report->unclear)
		keep_wishes_only(row);
	return ERR_OK;
}

enum err import_row_parse(struct import_parser *parser,
	const struct csvfile_record *record, struct import_batch *batch)
{
	struct import_context c = {parser, record, batch, NULL};
	bool has_wish;
	enum err e;

	if (is_empty(record) && !record->cause)
		return ERR_NOT_FOUND;
	parser->cause[0] = parser->note[0] = '\0';
	if (record->cause)
		import_complain(parser, "%s", record->cause);
	e = import_batch_room(batch, &c.row);
	if (e)
		return e;
	*c.row = (struct import_row){.line = record->line,
		.objection.recorded_utc = parser->desk->now_utc,
		.withdrawal.recorded_utc = parser->desk->now_utc,
		.grant.recorded_utc = parser->desk->now_utc};
	person_facts_init(&c.row->facts);
	e = parse_row(&c);
	if (e)
		return e;
	has_wish = import_row_has_wish(c.row);
	/* A bad row without a wish is nothing to write. */
	if (c.row->is_bad && !has_wish)
		return ERR_OK;
	e = import_addresses_parse(&c);
	if (!e && parser->cause[0] != '\0')
		import_complain(parser,
			"the wish against writing in this row "
			"was recorded, nothing else of it");
	return e == ERR_INVALID ? ERR_OK : e;
}
