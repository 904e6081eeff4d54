/* SPDX-License-Identifier: BSD-2-Clause */
/* What the doctor says of requests of persons; it is Sunday, 2018-07-01. */
#include "unit/service/house.h"

#include <stdio.h>
#include <string.h>

#include "service/doctor/doctor.h"
#include "service/person/requests.h"

#define OK(call) assert_int_equal((call), ERR_OK)

static const struct row {
	const char *name;
	const char *received[3];
	const char *told; /* the first is extended then; NULL: it is not */
	bool is_closed; /* the first is */
	enum severity severity;
	const char *what, *mend; /* mend NULL: none */
	const char *also; /* a second finding; NULL: there is none */
} rows[] = {
	{"an empty register", {NULL}, NULL, false, SEVERITY_FINE, "open: 0",
		NULL, NULL},
	{"one with time left", {"2018-06-20"}, NULL, false, SEVERITY_FINE,
		"open: 1", NULL, NULL},
	{"the last day but seven", {"2018-06-09"}, NULL, false, SEVERITY_FINE,
		"open: 1", NULL, NULL},
	{"due within a week", {"2018-06-05"}, NULL, false, SEVERITY_WARNING,
		"to be answered within a week: 1, the first until 2018-07-05",
		"robinson requests list --open", NULL},
	{"the period ends with the next working day", {"2018-06-01"}, NULL,
		false, SEVERITY_WARNING, "the first until 2018-07-02",
		"robinson requests list --open", NULL},
	{"overdue", {"2018-05-20", "2018-05-10"}, NULL, false, SEVERITY_WARNING,
		"that are overdue: 2, the first since 2018-06-11",
		"robinson requests list --overdue", NULL},
	{"overdue and soon", {"2018-05-20", "2018-06-05"}, NULL, false,
		SEVERITY_WARNING, "that are overdue: 1",
		"robinson requests list --overdue", "within a week: 1"},
	{"extended in time", {"2018-05-20"}, "2018-06-10", false, SEVERITY_FINE,
		"open: 1", NULL, NULL},
	{"closed", {"2018-05-20"}, NULL, true, SEVERITY_FINE, "open: 0", NULL,
		NULL},
};

static const struct clock_source clock_ = {house_clock, NULL};

static void fill(struct house *h, const struct row *r)
{
	struct buf said;

	buf_init(&said, 4000);
	for (size_t i = 0; i < 3 && r->received[i]; i++)
		OK(requests_add(h->desk,
			&(struct requests_new){.who = "a@example.com",
				.article = 15,
				.received_utc =
					house_instant(h, r->received[i])},
			&said));
	if (r->told)
		OK(requests_extend(h->desk, 1, "three systems to search",
			house_instant(h, r->told), &said));
	if (r->is_closed)
		OK(requests_close(h->desk, 1, NULL, &said));
	buf_free(&said);
}

static void is_told(const struct finding *f, const struct row *r,
	const char *what, const char *mend)
{
	assert_string_equal(f->area, "requests");
	assert_int_equal(f->severity, r->severity);
	if (!strstr(f->what, what))
		fail_msg("found \"%s\", expected \"%s\"", f->what, what);
	if (mend)
		assert_string_equal(f->mend, mend);
	else
		assert_null(f->mend);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	struct findings f;
	struct house h;

	house_open(&h);
	fill(&h, r);
	findings_init(&f);
	doctor_requests(h.settings, &clock_, &f);
	OK(findings_err(&f));
	assert_int_equal(f.len, r->also ? 2 : 1);
	is_told(&f.items[0], r, r->what, r->mend);
	if (r->also)
		is_told(&f.items[1], r, r->also,
			"robinson requests list --open");
	findings_free(&f);
	house_close(&h);
}

/* Those are looked at, and told of, elsewhere. */
static void check_store_away(void **state)
{
	const struct settings *s;
	struct findings f;

	(void)state;
	s = settings_must("timezone = 'Europe/Warsaw'\n"
			  "store = 'sqlite:/nowhere/db'\n"
			  "key-file = '/nowhere/keys'\n");
	findings_init(&f);
	doctor_requests(s, &clock_, &f);
	OK(findings_err(&f));
	assert_int_equal(f.len, 0);
	findings_free(&f);
	settings_unref(&s);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "the store is away", check_store_away, NULL);
	return rows_run("doctor of requests", &all);
}
