/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_logins_private.h"

#include <stdio.h>
#include <string.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#define PURPOSE "purpose 'p' { bases = {'consent'} }\n"
#define BLOCK "classify 'c' { purpose = p auth-user = {%s} }\n"
#define DOMAIN "smtpd_sasl_local_domain = b.c\n"

struct row {
	const char *name;
	const char *main_cf; /* as postconf prints it */
	const char *users;
	const char *says; /* part of the finding; NULL: none */
};

static const struct row login_rows[] = {
	{"no domain", "", "'ania'", NULL},
	{"an empty domain", "smtpd_sasl_local_domain = \n", "'ania'", NULL},
	{"a domain", DOMAIN, "'ania'",
		"classify \"c\": auth-user \"ania\" is met by nobody"},
	{"the second login", DOMAIN, "'o*', 'jan@b.c', 'ania'", "\"ania@b.c\""},
	{"the login has it", DOMAIN, "'ania@b.c'", NULL},
	{"the login has another", DOMAIN, "'ania@d.c'", NULL},
	{"both forms", DOMAIN, "'ania', 'ania@b.c'", NULL},
	{"both forms, by a star", DOMAIN, "'ania', '*@b.c'", NULL},
	{"a star that may stand for it", DOMAIN, "'an*'", NULL},
	{"a star that stands for it too", DOMAIN, "'*', 'ania'", NULL},
	{"Cyrus by name", DOMAIN "smtpd_sasl_type = Cyrus\n", "'ania'",
		"met by nobody"},
	{"Dovecot", DOMAIN "smtpd_sasl_type = dovecot\n", "'ania'", NULL},
};

static void check_login(void **state)
{
	const struct row *row = *state;
	const struct postfix_texts texts = {row->main_cf, "", ""};
	char text[2000];
	const struct settings *s;
	struct postfix_conf conf;
	struct findings f;

	(void)snprintf(
		text, sizeof(text), SETTINGS_HEAD PURPOSE BLOCK, row->users);
	s = settings_must(text);
	findings_init(&f);
	postfix_conf_init(&conf, &texts);
	mta_logins_compare(&conf, s, &f);
	assert_int_equal(findings_err(&f), ERR_OK);
	assert_int_equal(f.len, row->says ? 1 : 0);
	if (row->says) {
		assert_int_equal(f.items[0].severity, SEVERITY_WARNING);
		assert_non_null(strstr(f.items[0].what, row->says));
		assert_non_null(f.items[0].mend);
	}
	postfix_conf_free(&conf);
	findings_free(&f);
	settings_unref(&s);
}

static void check_header(void **state)
{
	const struct postfix_texts texts = {DOMAIN, "", ""};
	const struct settings *s = settings_must(
		SETTINGS_HEAD "purpose-header { auth-user = 'ania' }\n");
	struct postfix_conf conf;
	struct findings f;

	(void)state;
	findings_init(&f);
	postfix_conf_init(&conf, &texts);
	mta_logins_compare(&conf, s, &f);
	assert_int_equal(f.len, 1);
	assert_non_null(strstr(f.items[0].what, "purpose-header: auth-user"));
	postfix_conf_free(&conf);
	findings_free(&f);
	settings_unref(&s);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, login_rows, check_login);
	rows_add_one(&rows, "purpose-header", check_header, NULL);
	return rows_run("mta_logins", &rows);
}
