/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W2 */
#include "core/align.h"
#include "lib/rows.h"

static const struct align_row {
	const char *name;
	const char *a, *b;
	bool aligned;
} align_rows[] = {
	{"the same", "firma.example", "firma.example", true},
	{"a subdomain", "firma.com", "poczta.firma.com", true},
	{"a subdomain, the other way", "a.b.firma.com", "firma.com", true},
	{"sisters", "a.firma.com", "b.firma.com", false},
	{"strangers", "firma.com", "inna.com", false},
	{"a common end that is no label", "firma.com", "xfirma.com", false},
	{"a top-level domain", "com", "firma.com", false},
	{"a public suffix of two labels", "co.uk", "firma.co.uk", false},
	{"a Polish one", "com.pl", "firma.com.pl", false},
	{"a Polish firm", "firma.com.pl", "poczta.firma.com.pl", true},
	{"a private suffix", "github.io", "firma.github.io", false},
	{"a private suffix with itself", "github.io", "github.io", true},
	{"no such top-level domain", "example", "firma.example", false},
	{"below it", "firma.example", "mx.firma.example", true},
	{"A-labels", "xn--d-2ga.pl", "mx.xn--d-2ga.pl", true},
	{"an exception to a wildcard", "www.ck", "a.www.ck", true},
	{"a wildcard", "firma.ck", "a.firma.ck", false},
	{"nothing", "", "firma.com", false},
};

static void check_align(void **state)
{
	const struct align_row *row = *state;

	assert_int_equal(domain_aligned(row->a, row->b), row->aligned);
	assert_int_equal(domain_aligned(row->b, row->a), row->aligned);
}

static const struct registered_row {
	const char *name;
	const char *domain, *registered;
} registered_rows[] = {
	{"registered: a host of a firm", "mx.a.firma.com.pl", "firma.com.pl"},
	{"registered: the firm", "firma.co.uk", "firma.co.uk"},
	{"registered: a public suffix", "co.uk", "co.uk"},
	{"registered: nothing", "", ""},
};

static void check_registered(void **state)
{
	const struct registered_row *row = *state;

	assert_string_equal(domain_registered(row->domain), row->registered);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, align_rows, check_align);
	rows_add(&rows, registered_rows, check_registered);
	return rows_run("align", &rows);
}
