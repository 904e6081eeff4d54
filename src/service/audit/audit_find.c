/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "core/policy_find.h"
#include "service/audit/audit.h"

#define SAID_MAX 64

/* "before", the count, "noun" and "after" make a sentence. */
static const struct rule {
	enum audit_mark mark;
	enum severity severity;
	const char *before, *noun, *after, *mend;
} rules[] = {
	{MARK_ENDED, SEVERITY_ERROR, "the time of ", "person",
		" is over (GDPR Art. 5(1)(e))",
		"delete them there, by the work list; robinson purge deletes "
		"them here"},
	{MARK_OBJECTED, SEVERITY_ERROR, "", "person",
		" objected to all marketing (GDPR Art. 21(3))",
		"take them off every marketing list there"},
	{MARK_OPTED_OUT, SEVERITY_ERROR, "", "person",
		" opted out there, which is not on record here (GDPR Art. "
		"21(3), 7(3))",
		"robinson import the export: it records their wishes"},
	{MARK_UNKNOWN, SEVERITY_ERROR, "Robinson has no record of ", "person",
		": no basis can be shown, and a purge may have ended them "
		"(GDPR Art. 5(2))",
		"delete them there, or robinson import the export with what "
		"shows why they are kept"},
	{MARK_NO_BASIS, SEVERITY_ERROR, "", "person",
		" without a basis for any purpose (GDPR Art. 6(1))",
		"delete them there unless something else than marketing needs "
		"them"},
	{MARK_LISTED, SEVERITY_WARNING, "", "person", " on a do-not-mail list",
		"do not write to them; robinson lists test ADDRESS tells "
		"which"},
	{MARK_OBJECTED_PARTLY, SEVERITY_WARNING, "", "person",
		" objected to a purpose, not to all (GDPR Art. 21(3))",
		"take them off the lists of that purpose: robinson explain "
		"ADDRESS"},
	{MARK_RESTRICTED, SEVERITY_WARNING, "processing is restricted for ",
		"person", " (GDPR Art. 18)",
		"lock them there: nothing is sent, nothing is deleted"},
	{MARK_UNDELIVERABLE, SEVERITY_WARNING, "mail comes back from ",
		"person", " (GDPR Art. 5(1)(d))",
		"correct or delete the address there"},
	{MARK_DUPLICATE, SEVERITY_WARNING, "", "person",
		" in it more than once (GDPR Art. 5(1)(d))",
		"join the rows there: the work list names the first of each"},
	{MARK_BAD_ADDRESS, SEVERITY_WARNING, "", "row",
		" without an address that can be read (GDPR Art. 5(1)(d))",
		"correct or delete them there, by the work list"},
};

static void find_people(struct audit *audit)
{
	struct findings *f = &audit->findings;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];
		int64_t count = audit->by_mark[r->mark];

		if (count == 0)
			continue;
		findings_add(f, r->severity, "persons", "%s%" PRId64 " %s%s%s",
			r->before, count, r->noun, count == 1 ? "" : "s",
			r->after);
		if (r->mark != MARK_BAD_ADDRESS)
			findings_persons(f, count);
		findings_mend(f, "%s", r->mend);
	}
}

/* Art. 9(2)(a): a purpose of the source that touches this category asks for
 * explicit consent, which is found person by person. */
static bool is_declared(const struct audit *audit, enum audit_data data)
{
	const struct settings *s = audit->settings;

	for (size_t i = 0; i < s->policy.purposes_len; i++) {
		const struct settings_list *list =
			&s->purposes[i].special_category;
		bool is_for = false;

		for (size_t n = 0; n < audit->source->collected_for_len; n++)
			is_for |= policy_purpose(&s->policy,
					  audit->source->collected_for[n]) ==
				&s->policy.purposes[i];
		for (size_t n = 0; is_for && n < list->len; n++)
			if (audit_data_is_category(data, list->items[n]))
				return true;
	}
	return false;
}

static enum severity severity_of(const struct audit *audit,
	const struct audit_column *column, enum audit_data data)
{
	if (column->is_needed || is_declared(audit, data))
		return SEVERITY_FINE;
	if (audit_data_is_special(data) || data == AUDIT_NATIONAL_ID ||
		data == AUDIT_DOCUMENT || data == AUDIT_BANK)
		return SEVERITY_ERROR;
	return SEVERITY_WARNING;
}

/* How many values say so; nothing where the heading does, or all together. */
static void say_count(const struct audit_column *column, enum audit_data data,
	struct buf *said)
{
	buf_init(said, SAID_MAX);
	(void)buf_adds(said, "");
	if (audit_by_heading(column, data))
		(void)buf_adds(said, "heading");
	else if (column->sample.of[data] > 0)
		(void)buf_addf(said, "values (%" PRIu32 " of %" PRIu32 ")",
			column->sample.of[data], column->sample.seen);
	else
		(void)buf_adds(said, "values");
}

/* Art. 5(1)(c), and for national numbers Art. 87. */
static void find_data(struct audit *audit, const struct audit_file *file,
	const struct audit_column *column, enum audit_data data)
{
	struct findings *f = &audit->findings;
	enum severity severity = severity_of(audit, column, data);
	struct buf said;

	say_count(column, data, &said);
	findings_add(f, severity, "columns",
		"%s, \"%s\": %s, by its %s; %s for what the source \"%s\" was "
		"collected for (GDPR Art. %s)",
		file->path, column->name, audit_data_words(data),
		buf_text(&said),
		severity == SEVERITY_FINE ? "said to be needed" : "not needed",
		audit->source->name,
		audit_data_is_special(data) ? "5(1)(c), 9(1)" : "5(1)(c)");
	buf_free(&said);
	if (severity != SEVERITY_FINE)
		findings_mend(f,
			"delete the column there; where a purpose needs it: "
			"--needed \"%s\", and say why in the record",
			column->name);
}

/* Each special category by itself: one may be declared, another not. Of the
 * rest what weighs most. */
static void find_column(struct audit *audit, const struct audit_file *file,
	const struct audit_column *column)
{
	if (!audit_data_is_special(column->data)) {
		find_data(audit, file, column, column->data);
		return;
	}
	for (unsigned d = 0; d < AUDIT_DATA_COUNT; d++)
		if ((column->holds & AUDIT_BIT(d)) &&
			audit_data_is_special((enum audit_data)d))
			find_data(audit, file, column, (enum audit_data)d);
}

static void find_columns(struct audit *audit)
{
	for (size_t i = 0; i < audit->files_len; i++) {
		const struct audit_file *file = &audit->files[i];

		for (size_t c = 0; c < file->columns_len; c++)
			if (file->columns[c].data != AUDIT_PLAIN)
				find_column(audit, file, &file->columns[c]);
	}
}

static void find_files(struct audit *audit)
{
	struct findings *f = &audit->findings;

	for (size_t i = 0; i < audit->files_len; i++) {
		const struct audit_file *file = &audit->files[i];

		if (file->unreadable > 0) {
			findings_add(f, SEVERITY_WARNING, "files",
				"%s: %" PRIu64 " rows cannot be read",
				file->path, file->unreadable);
			findings_mend(f,
				"robinson import %s --source %s "
				"--relation R --dry-run tells which",
				file->path, audit->source->name);
		}
		if (file->ref < 0) {
			findings_add(f, SEVERITY_WARNING, "files",
				"%s: no column of references is found: the "
				"work list has lines only",
				file->path);
			findings_mend(f, "--map ref=COLUMN");
		}
	}
}

enum err audit_find(struct audit *audit)
{
	find_people(audit);
	find_columns(audit);
	find_files(audit);
	findings_sort(&audit->findings);
	if (audit->findings.len == 0)
		findings_add(&audit->findings, SEVERITY_FINE, "files",
			"everybody is on record, and nothing is too much");
	return findings_err(&audit->findings);
}
