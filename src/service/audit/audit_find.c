/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/audit/audit.h"
#include "service/document/names.h"

#define SENTENCE_MAX 1000

static const char persons[] = N_("persons");
static const char columns[] = N_("columns");
static const char files[] = N_("files");

/* Of each mark what is said of one and of several persons, "%1" for their
 * number, and what mends it. */
static const struct rule {
	enum audit_mark mark;
	enum severity severity;
	const char *one, *many, *mend;
} rules[] = {
	{MARK_ENDED, SEVERITY_ERROR,
		NP_("the time of %1 person is over (GDPR Art. 5(1)(e))",
			"the time of %1 persons is over (GDPR Art. 5(1)(e))"),
		N_("delete them there, by the work list; `robinson purge` "
		   "deletes them here")},
	{MARK_OBJECTED, SEVERITY_ERROR,
		NP_("%1 person objected to all marketing (GDPR Art. 21(3))",
			"%1 persons objected to all marketing (GDPR Art. "
			"21(3))"),
		N_("take them off every marketing list there")},
	{MARK_OPTED_OUT, SEVERITY_ERROR,
		NP_("%1 person opted out there, which is not on record here "
		    "(GDPR Art. 21(3), 7(3))",
			"%1 persons opted out there, which is not on record "
			"here (GDPR Art. 21(3), 7(3))"),
		N_("`robinson import` the export: it records their wishes")},
	{MARK_UNKNOWN, SEVERITY_ERROR,
		NP_("Robinson has no record of %1 person: no basis can be "
		    "shown, and a purge may have ended them (GDPR Art. 5(2))",
			"Robinson has no record of %1 persons: no basis can be "
			"shown, and a purge may have ended them (GDPR Art. "
			"5(2))"),
		N_("delete them there, or `robinson import` the export with "
		   "what shows why they are kept")},
	{MARK_NO_BASIS, SEVERITY_ERROR,
		NP_("%1 person without a basis for any purpose (GDPR Art. "
		    "6(1))",
			"%1 persons without a basis for any purpose (GDPR Art. "
			"6(1))"),
		N_("delete them there unless something else than marketing "
		   "needs them")},
	{MARK_LISTED, SEVERITY_WARNING,
		NP_("%1 person on a do-not-mail list",
			"%1 persons on a do-not-mail list"),
		N_("do not write to them; `robinson lists test ADDRESS` tells "
		   "which")},
	{MARK_OBJECTED_PARTLY, SEVERITY_WARNING,
		NP_("%1 person objected to a purpose, not to all (GDPR Art. "
		    "21(3))",
			"%1 persons objected to a purpose, not to all (GDPR "
			"Art. 21(3))"),
		N_("take them off the lists of that purpose: `robinson explain "
		   "ADDRESS`")},
	{MARK_RESTRICTED, SEVERITY_WARNING,
		NP_("processing is restricted for %1 person (GDPR Art. 18)",
			"processing is restricted for %1 persons (GDPR Art. "
			"18)"),
		N_("lock them there: nothing is sent, nothing is deleted")},
	{MARK_UNDELIVERABLE, SEVERITY_WARNING,
		NP_("mail comes back from %1 person (GDPR Art. 5(1)(d))",
			"mail comes back from %1 persons (GDPR Art. 5(1)(d))"),
		N_("correct or delete the address there")},
	{MARK_DUPLICATE, SEVERITY_WARNING,
		NP_("%1 person in it more than once (GDPR Art. 5(1)(d))",
			"%1 persons in it more than once (GDPR Art. 5(1)(d))"),
		N_("join the rows there: the work list names the first of "
		   "each")},
	{MARK_BAD_ADDRESS, SEVERITY_WARNING,
		NP_("%1 row without an address that can be read (GDPR Art. "
		    "5(1)(d))",
			"%1 rows without an address that can be read (GDPR "
			"Art. 5(1)(d))"),
		N_("correct or delete them there, by the work list")},
};

static void put_number(struct buf *out, const char *sentence, int64_t number)
{
	const char *at = strstr(sentence, "%1");

	buf_adds(out, "");
	if (at) {
		(void)buf_add(out, sentence, (size_t)(at - sentence));
		(void)buf_addf(out, "%" PRId64, number);
		sentence = at + 2;
	}
	(void)buf_adds(out, sentence);
}

static void find_people(struct audit *audit)
{
	const struct translation *t = audit->translation;
	struct findings *f = &audit->findings;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];
		int64_t count = audit->by_mark[r->mark];
		struct buf text;

		if (count == 0)
			continue;
		buf_init(&text, SENTENCE_MAX);
		put_number(&text, tr_count(t, r->one, r->many, count), count);
		findings_add(f, r->severity, persons, "%s", buf_text(&text));
		buf_free(&text);
		if (r->mark != MARK_BAD_ADDRESS)
			findings_persons(f, count);
		findings_mend(f, "%s", tr(t, r->mend));
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
static void say_why(const struct audit *audit,
	const struct audit_column *column, enum audit_data data,
	struct buf *said)
{
	const struct translation *t = audit->translation;

	buf_init(said, SENTENCE_MAX);
	if (audit_by_heading(column, data))
		(void)buf_adds(said, tr(t, "by its heading"));
	else if (column->sample.of[data] > 0)
		(void)buf_addf(said, tr(t, "by its values (%u of %u)"),
			column->sample.of[data], column->sample.seen);
	else
		(void)buf_adds(said, tr(t, "by its values"));
}

/* Art. 5(1)(c), and for national numbers Art. 87. */
static void find_data(struct audit *audit, const struct audit_file *file,
	const struct audit_column *column, enum audit_data data)
{
	enum severity severity = severity_of(audit, column, data);
	const struct translation *t = audit->translation;
	struct findings *f = &audit->findings;
	struct buf why;

	say_why(audit, column, data, &why);
	findings_add(f, severity, columns,
		severity == SEVERITY_FINE ?
			tr(t,
				"%s, \"%s\": %s, %s; said to be needed for "
				"what "
				"the source \"%s\" was collected for (%s)") :
			tr(t,
				"%s, \"%s\": %s, %s; not needed for what the "
				"source \"%s\" was collected for (%s)"),
		file->path, column->name, tr(t, audit_data_words(data)),
		buf_text(&why),
		names_source(audit->settings, t, audit->source->name),
		audit_data_is_special(data) ?
			tr(t, N_("GDPR Art. 5(1)(c), 9(1)")) :
			tr(t, N_("GDPR Art. 5(1)(c)")));
	buf_free(&why);
	if (severity != SEVERITY_FINE)
		findings_mend(f,
			tr(t,
				"delete the column there; where a purpose "
				"needs it: `--needed \"%s\"`, and say why in "
				"the record"),
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
	const struct translation *t = audit->translation;
	struct findings *f = &audit->findings;

	for (size_t i = 0; i < audit->files_len; i++) {
		const struct audit_file *file = &audit->files[i];
		int64_t unreadable = (int64_t)file->unreadable;

		if (unreadable > 0) {
			findings_add(f, SEVERITY_WARNING, files,
				tr_count(t, "%s: %lld row cannot be read",
					"%s: %lld rows cannot be read",
					unreadable),
				file->path, (long long)unreadable);
			findings_mend(f,
				tr(t,
					"`robinson import %s --source %s "
					"--relation R --dry-run` tells which"),
				file->path, audit->source->name);
		}
		if (file->ref < 0) {
			findings_add(f, SEVERITY_WARNING, files,
				tr(t,
					"%s: no column of references is found: "
					"the work list has lines only"),
				file->path);
			findings_mend(f, "`--map ref=COLUMN`");
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
		findings_add(&audit->findings, SEVERITY_FINE, files, "%s",
			tr(audit->translation,
				"everybody is on record, and nothing is too "
				"much"));
	return findings_err(&audit->findings);
}
