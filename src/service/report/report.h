/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.h - the record of processing: what the firm keeps, why, and what of
 * it is not in order
 *
 * All persons of the store are counted once, the journal is read once. A
 * person counts under each purpose by the first rule that holds now; a domain
 * that objected, do-not-mail lists and limits of sending belong to a message
 * and are not asked here.
 *
 * Who the firm is, whose data it is, who is given it and how it is secured
 * come from the configuration; what is not there is shown as not configured.
 *
 * Shape:   counts by groups of source and relation, by purpose and reason, by
 *          basis; and findings, each with what mends it
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  those of the store; desk->cause tells
 * Owns:    report_make() .. report_free(); names are the settings' or the
 *          store's, the desk must outlive the report
 * Threads: as the desk
 * Source:  GDPR Art. 30(1), 5(2), 24(1)
 */
#ifndef ROBINSON_REPORT_REPORT_H
#define ROBINSON_REPORT_REPORT_H

#include "base/findings.h"
#include "service/document/page.h"
#include "service/office/desk.h"

/* How long is long: a purge that did not run, a source that brings nobody, a
 * relation that nobody looks at any more. */
#define REPORT_LATE_DAYS 7
#define REPORT_IDLE_SOURCE_DAYS 365
#define REPORT_SILENT_YEARS 2

/* Persons of one source and one relation. */
struct report_group {
	const char *source; /* NULL: none on record */
	const char *relation; /* NULL: none */
	int64_t persons;
	int64_t newest_utc; /* collection; INSTANT_NONE: no date known */
	int64_t ended; /* their retention has, and nothing keeps them */
	int64_t late; /* of them, for more than REPORT_LATE_DAYS */
	int64_t restricted; /* ended, and kept because of Art. 18 */
	int64_t silent; /* no contact for REPORT_SILENT_YEARS */
};

struct report_purpose {
	const struct policy_purpose *rule;
	const struct settings_purpose *words;
	int64_t by_reason[REASON_COUNT];
	int64_t grants; /* of consent, as recorded, withdrawn ones included */
	int64_t unproven; /* persons with a grant without evidence */
};

/* What one member of staff, or one sender, did. */
struct report_actor {
	unsigned char sealed[SEALED_NAME_MAX];
	size_t sealed_len;
	char *name; /* NULL: sealed under another key */
	int64_t released; /* recipients of held messages, by hand */
	int64_t refused; /* releases that the rules forbade */
	int64_t declared; /* messages declared not to be marketing */
};

struct report {
	const struct settings *settings;
	const struct translation *translation; /* of texts; NULL: English */
	int64_t now_utc;
	struct report_group *groups;
	size_t groups_len, groups_cap;
	struct report_purpose *purposes;
	size_t purposes_len;
	int64_t persons;
	int64_t by_basis[BASIS_COUNT]; /* it stands for a purpose or more */
	int64_t without_basis;
	int64_t restricted; /* Art. 18 */
	int64_t undeliverable;
	int64_t unproven; /* persons with a grant without evidence */
	int64_t stray_grants; /* persons with a grant for no purpose known */
	/* Keys without a record that objections or withdrawals are kept for. */
	int64_t objections_kept;
	int64_t withdrawals_kept;
	struct report_actor *actors; /* by name */
	size_t actors_len, actors_cap;
	int64_t journal_entries;
	int64_t journal_since_utc; /* of the first; INSTANT_NONE: none */
	int64_t held; /* messages' recipients, as the journal has them */
	int64_t requests_open; /* of the register, overdue ones included */
	int64_t requests_overdue;
	struct findings findings;
};

/* "translation": of the findings and of what is written; it must outlive the
 * report. "progress" may be NULL. */
enum err report_make(struct desk *desk, const struct translation *translation,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg,
	struct report *report_r) MUST_CHECK;
void report_free(struct report *report);

/* Groups of one source or one relation taken together; by_source: of that
 * source, else of that relation. "name" NULL: those without. */
struct report_group report_sum(
	const struct report *report, bool by_source, const char *name);
/* Persons who may be written to now for the purpose. */
int64_t report_may_go(
	const struct report *report, const struct report_purpose *purpose);

/* Names of groups that the configuration does not know, each once. */
void report_each_unknown(const struct report *report, bool by_source,
	void (*each)(void *arg, const struct report_group *sum), void *arg);

enum err report_markdown(
	const struct report *report, struct buf *out) MUST_CHECK;
enum err report_html(const struct report *report, struct buf *out) MUST_CHECK;
enum err report_json(const struct report *report, struct buf *out) MUST_CHECK;

/* The report's own parts. */
void report_write_record(const struct page *p, const struct report *report);
/* The assessment of the purpose's legitimate interest; that there is none
 * where the purpose accepts it; "-" where none is needed. */
const char *report_assessment(
	const struct report *report, const struct report_purpose *purpose);
enum err report_read_journal(
	struct desk *desk, struct report *report) MUST_CHECK;
enum err report_find(struct report *report) MUST_CHECK;

#endif
