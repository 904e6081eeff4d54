/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/article30.h"

#include "base/buf.h"
#include "lib/rows.h"
#include "lib/settings_text.h"

#define FIRM "controller { name = 'F' contact = {'f@f.example'} }\n"
#define OFFICER "officer { contact = {'o@f.example'} }\n"
#define ALL                                                               \
	"processing { person-categories = {'a'} data-categories = {'b'} " \
	"disclosed-to = {'none'} transfers = {'none'} security = {'c'} }\n"
#define TWO                                     \
	"purpose 'p' { bases = {'consent'} }\n" \
	"purpose 'q' { bases = {'consent'} "

static const struct row {
	const char *name;
	const char *text;
	bool is_begun;
	const char *gaps; /* each with its article */
} rows[] = {
	{"nothing said, no purposes", "", false,
		"controller name 30(1)(a); controller contact 30(1)(a); "
		"officer contact 30(1)(a); processing security 30(1)(g); "},
	{"all said", FIRM OFFICER ALL TWO "}\n", true, ""},
	{"an address is a contact, and there need be no officer",
		"controller { name = 'F' address = 'X 1' }\n"
		"officer { name = none }\n" ALL TWO "}\n",
		true, ""},
	{"an officer without a contact",
		FIRM "officer { name = 'A B' }\n" ALL TWO "}\n", true,
		"officer contact 30(1)(a); "},
	{"one purpose says it itself",
		FIRM OFFICER "processing { person-categories = {'a'} "
			     "transfers = {'none'} security = {'c'} }\n" TWO
			     "data-categories = {'b'} "
			     "disclosed-to = {'d'} }\n",
		true,
		"purpose p data-categories 30(1)(c); "
		"purpose p disclosed-to 30(1)(d); "},
	{"begun by a purpose alone", TWO "transfers = {'USA'} }\n", true,
		"controller name 30(1)(a); controller contact 30(1)(a); "
		"officer contact 30(1)(a); "
		"purpose p person-categories 30(1)(c); "
		"purpose p data-categories 30(1)(c); "
		"purpose p disclosed-to 30(1)(d); "
		"purpose p transfers 30(1)(e); "
		"purpose q person-categories 30(1)(c); "
		"purpose q data-categories 30(1)(c); "
		"purpose q disclosed-to 30(1)(d); "
		"processing security 30(1)(g); "},
};

static void add(void *arg, const struct article30_gap *gap)
{
	(void)buf_addf(arg, "%s%s%s %s %s; ", gap->section,
		gap->title ? " " : "", gap->title ? gap->title : "", gap->key,
		gap->article);
}

static const struct settings *read_text(const char *text)
{
	struct settings *s;
	struct problems problems;
	struct buf whole;

	buf_init(&whole, 4000);
	(void)buf_addf(&whole, "%s%s", SETTINGS_HEAD, text);
	assert_int_equal(
		settings_from_text(buf_text(&whole), &s, &problems), ERR_OK);
	problems_free(&problems);
	buf_free(&whole);
	return s;
}

static void check_row(void **state)
{
	const struct row *r = *state;
	const struct settings *s = read_text(r->text);
	struct buf gaps;

	buf_init(&gaps, 4000);
	article30_gaps(s, add, &gaps);
	assert_string_equal(buf_text(&gaps), r->gaps);
	assert_int_equal(article30_is_begun(s), r->is_begun);
	buf_free(&gaps);
	settings_unref(&s);
}

/* Of each list the purpose's own counts whole, else that of all. */
static void test_own_lists(void **state)
{
	const struct settings *s =
		read_text(ALL TWO "transfers = {'USA', 'Japan'} }\n");

	(void)state;
	assert_string_equal(s->purposes[0].told.transfers.items[0], "none");
	assert_int_equal(s->purposes[1].told.transfers.len, 2);
	assert_string_equal(s->purposes[1].told.transfers.items[1], "Japan");
	assert_string_equal(s->purposes[1].told.data_categories.items[0], "b");
	settings_unref(&s);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "lists of one purpose", test_own_lists, NULL);
	return rows_run("article 30", &all);
}
