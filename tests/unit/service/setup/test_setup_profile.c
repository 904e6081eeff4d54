/* SPDX-License-Identifier: BSD-2-Clause */
/* Each shipped profile has a row, and a domain proposes one. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "config/shown.h"
#include "service/setup/setup_profile.h"

static const struct row {
	const char *name;
	const char *domain;
	const char *profile;
} rows[] = {
	{"Poland", "firma.pl", "pl"},
	{"Germany, below a shop's name", "shop.firma.de", "de"},
	{"Austria", "firma.at", "at"},
	{"no country", "firma.com", "eu"},
	{"a country without a profile", "firma.cz", "eu"},
	{"no end", "firma", "eu"},
	{"a name that ends as a country's", "firmapl", "eu"},
};

static void check_domain(void **state)
{
	const struct row *row = *state;

	assert_string_equal(setup_profile_of(row->domain)->name, row->profile);
}

static void check_files(void **state)
{
	const char *top = getenv("ROBINSON_SRCDIR");
	char path[4096];

	(void)state;
	for (size_t i = 0; i < setup_profiles_len; i++) {
		const struct setup_profile *p = &setup_profiles[i];

		assert_ptr_equal(setup_profile_find(p->name), p);
		assert_true(shown_has_language(p->language));
		snprintf(path, sizeof(path), "%s/conf/profiles/%s.conf",
			top ? top : ".", p->name);
		assert_int_equal(access(path, R_OK), 0);
	}
	assert_null(setup_profile_find("xx"));
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_domain);
	rows_add_one(&all, "each is a file, in a language that there is",
		check_files, NULL);
	return rows_run("setup profile", &all);
}
