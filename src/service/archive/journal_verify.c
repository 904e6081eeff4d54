/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_verify.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/facts.h"

#define LINE_MAX 600

struct telling {
	const struct zone *zone;
	void (*line)(void *arg, const char *text);
	void *arg;
	uint64_t faults;
	uint64_t rows, entries; /* of them, of these sorts */
};

/* "an objection of person 01234567 for followup, dated 2026-11-20 10:00" */
static void describe(const struct telling *t, const struct fact_finding *f,
	char *text_r, size_t size)
{
	char at[INSTANT_TEXT_SIZE], person[32] = "";
	const char *name = counted_name(f->kind);
	bool has_vowel = name[0] == 'o';

	if (f->has_key)
		snprintf(person, sizeof(person), " of person %02x%02x%02x%02x",
			f->key.bytes[0], f->key.bytes[1], f->key.bytes[2],
			f->key.bytes[3]);
	instant_format(t->zone, f->at_utc, at);
	snprintf(text_r, size, "%s %s%s%s%s%s%s", has_vowel ? "an" : "a", name,
		person, f->purpose ? " for " : "", f->purpose ? f->purpose : "",
		f->at_utc == INSTANT_NONE ? ", without a date" : ", dated ",
		f->at_utc == INSTANT_NONE ? "" : at);
}

static void ref_of(uint64_t seq, char ref_r[JOURNAL_REF_SIZE])
{
	if (store_ref_of_seq(seq, ref_r))
		ref_r[0] = '\0';
}

static void tell_count(const struct fact_finding *f, char *text_r, size_t size)
{
	bool lacks = f->is < f->ought;
	int64_t by = lacks ? f->ought - f->is : f->is - f->ought;

	snprintf(text_r, size,
		"rows of the kind \"%s\": the journal tells of %" PRId64
		", there are %" PRId64 ": %" PRId64 " %s",
		counted_name(f->kind), f->ought, f->is, by,
		lacks ? "missing" : "too many");
}

static void tell_entry(const struct telling *t, const struct fact_finding *f,
	char *text_r, size_t size)
{
	char row[300], ref[JOURNAL_REF_SIZE];

	describe(t, f, row, sizeof(row));
	ref_of(f->seq, ref);
	snprintf(text_r, size,
		"entry %" PRIu64 " (%s) recorded %s, and there is no such row "
		"under this key: it was removed, or the person's key is "
		"another one since",
		f->seq, ref, row);
}

static void format(const struct telling *t, const struct fact_finding *f,
	char *text_r, size_t size)
{
	char row[300], ref[JOURNAL_REF_SIZE];

	switch (f->fault) {
	case FACT_FAULT_ROW:
		describe(t, f, row, sizeof(row));
		snprintf(text_r, size,
			"%s: the row was changed, or added, by somebody else "
			"than Robinson",
			row);
		break;
	case FACT_FAULT_COUNT:
		tell_count(f, text_r, size);
		break;
	case FACT_FAULT_OTHERS:
		snprintf(text_r, size,
			"there are as many wishes and restrictions as the "
			"journal tells of, but not the same");
		break;
	case FACT_FAULT_ENTRY:
		tell_entry(t, f, text_r, size);
		break;
	case FACT_FAULT_SUM:
		snprintf(text_r, size,
			"the sum that is kept beside the rows is missing, or "
			"not the last that the journal tells");
		break;
	case FACT_FAULT_STEP:
		ref_of(f->seq, ref);
		snprintf(text_r, size,
			"before entry %" PRIu64
			" (%s) somebody else than Robinson changed rows, or "
			"put older ones back",
			f->seq, ref);
		break;
	case FACT_FAULT_SCHEMA:
		snprintf(text_r, size,
			"a trigger or view of the database is not Robinson's, "
			"was changed or is missing: %s",
			f->text);
		break;
	}
}

static bool tell(void *arg, const struct fact_finding *finding)
{
	struct telling *t = arg;
	char text[LINE_MAX];

	t->faults++;
	if (finding->fault == FACT_FAULT_ROW && ++t->rows > VERIFY_TOLD_MAX)
		return true;
	if (finding->fault == FACT_FAULT_ENTRY &&
		++t->entries > VERIFY_TOLD_MAX)
		return true;
	format(t, finding, text, sizeof(text));
	t->line(t->arg, text);
	return true;
}

static void tell_others(const struct telling *t, uint64_t all, const char *what)
{
	char text[LINE_MAX];

	if (all <= VERIFY_TOLD_MAX)
		return;
	snprintf(text, sizeof(text), "and %" PRIu64 " more %s",
		all - VERIFY_TOLD_MAX, what);
	t->line(t->arg, text);
}

static enum err verify_rows(
	struct desk *desk, struct telling *t, struct journal_verified *verified)
{
	enum err e =
		store_facts_verify(desk->session, tell, t, &verified->rows);

	tell_others(t, t->rows, "rows that were changed or added");
	tell_others(t, t->entries, "entries without a row");
	verified->faults = t->faults;
	return e;
}

enum err journal_verify(struct desk *desk,
	void (*line)(void *arg, const char *text), void *arg,
	struct journal_verified *verified_r)
{
	struct telling t = {
		.zone = desk->settings->zone, .line = line, .arg = arg};
	enum err chain, rows = ERR_OK;
	uint64_t seq = 0;

	*verified_r = (struct journal_verified){.entries = 0};
	chain = store_read_begin(desk->session);
	if (!chain)
		chain = store_journal_verify(
			desk->session, &verified_r->entries, &seq);
	if (!chain || chain == ERR_CORRUPT)
		rows = verify_rows(desk, &t, verified_r);
	store_read_end(desk->session);
	if (chain == ERR_CORRUPT)
		return desk_fail(desk, chain,
			"the chain of the journal breaks at entry %" PRIu64
			": it was changed, or one before it was removed or "
			"inserted",
			seq);
	if (rows == ERR_CORRUPT)
		return desk_fail(desk, rows,
			"wishes or restrictions are not what was recorded");
	if (chain || rows)
		return desk_store_fail(
			desk, chain ? chain : rows, "reading the journal");
	return ERR_OK;
}
