/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.cf and master.cf as postconf prints them: values are expanded as
 * Postfix does. The values beside "postconf -x" are what Postfix 3.7 gave.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "lib/rows.h"
#include "service/mta/postfix_conf.h"

static const char parameters[] =
	"a = x\n"
	"ab = longer\n"
	"empty =\n"
	"b = $a$ab\n"
	"loop = <$loop>\n"
	"twice = $twice $twice $twice\n"
	"list = unix:robinson/r.sock, inet:localhost:8891\n"
	"mydomain = firma.example\n";

static const char services[] =
	"smtp       inet  n       -       y       -       1       postscreen\n"
	"smtpd      pass  -       -       n       -       -       smtpd\n"
	"587        inet  n       -       y       -       -       smtpd -o "
	"a=override -o {list=one two}\n"
	"# nothing\n"
	"[::1]:10025 inet n       -       -       -       -       smtpd\n";

static const char overrides[] = "587/inet/a = override\n"
				"587/inet/own = ${list}\n"
				"587/inet/list = one two\n"
				"587/inet/empty = full\n";

static const struct postfix_texts texts = {parameters, services, overrides};

struct value_row {
	const char *name; /* as it is written */
	const char *value;
	const char *at_587; /* NULL: the same */
};

static const struct value_row value_rows[] = {
	{"", "", NULL},
	{"plain, text", "plain, text", NULL},
	{"$a", "x", "override"},
	{"${a}", "x", "override"},
	{"$(a)", "x", "override"},
	{"${ a }", "x", "override"},
	{"$b", "xlonger", "overridelonger"},
	{"$nothing", "", NULL},
	{"$own", "", "one two"},
	{"$$", "$", NULL},
	{"5$", "5$", NULL},
	{"$a.b $a-b", "x.b x-b", "override.b override-b"},
	{"${a?yes}", "yes", NULL},
	{"${a?yes $a}", "yes x", "yes override"},
	{"${nothing?yes}", "", NULL},
	{"${empty?yes}", "", "yes"},
	{"${a:no}", "", NULL},
	{"${nothing:no}", "no", NULL},
	{"${nothing:{b c}}", "b c", NULL},
	{"${empty:no}", "no", ""},
	{"${a?{yes $a}:{no}}", "yes x", "yes override"},
	{"${nothing?{yes}:{no $a}}", "no x", "no override"},
	{"${a ? {yes} : {no}}", "yes", NULL},
	{"${nothing?{yes}:no}", "no", NULL},
	{"${nothing?{a}:{${a?{b}:{c}}}}", "b", NULL},
	{"${{$a} == {x} ? {eq} : {ne}}", "eq", "ne"},
	{"${{$a} != {x} ? {ne} : {eq}}", "eq", "ne"},
	{"${{10} > {9} ? {number} : {text}}", "number", NULL},
	{"${{10} <= {9} ? {text} : {number}}", "number", NULL},
	{"${{b} > {a}?{yes}}", "yes", NULL},
	{"${{3.6} <level {3.10} ? {older} : {newer}}", "older", NULL},
	{"${{3.6} >=level {3.10} ? {newer} : {older}}", "older", NULL},
	{"${{3.6} <level {1} ? {no} : {yes}}", "yes", NULL},
	{"${{3.6.1}>level{3.6}?{newer}}", "newer", NULL},
	{"${{3.6} ==level {3.6.0} ? {same} : {other}}", "same", NULL},
	{"$loop", NULL, NULL},
	{"$twice", NULL, NULL},
	{"${a", "", NULL},
	{"${", "", NULL},
	{"${}", "", NULL},
	{"${{", "", NULL},
	{"${a?", "", NULL},
	{"${a?{", "", NULL},
	{"$service_name", "", "587"},
};

static void at_service(const char *name, struct postfix_service *s)
{
	const char *at = services;

	while (postfix_service_next(&at, s))
		if (strcmp(s->name, name) == 0)
			return;
	abort();
}

static void check_value(void **state)
{
	const struct value_row *row = *state;
	char text[1000];
	struct postfix_texts with = texts;
	struct postfix_conf conf;
	struct postfix_service s;
	const char *value;

	snprintf(text, sizeof(text), "%sasked = %s\n", parameters, row->name);
	with.parameters = text;
	postfix_conf_init(&conf, &with);
	at_service("587", &s);
	value = postfix_value(&conf, NULL, "asked");
	if (row->value)
		assert_string_equal(value, row->value);
	assert_string_equal(postfix_written(&conf, "asked"), row->name);
	value = postfix_value(&conf, &s, "asked");
	if (row->value)
		assert_string_equal(
			value, row->at_587 ? row->at_587 : row->value);
	assert_int_equal(conf.failed, ERR_OK);
	postfix_conf_free(&conf);
}

static void check_services(void **state)
{
	const char *at = services;
	struct postfix_service s;
	char host[20];

	(void)state;
	assert_true(postfix_service_next(&at, &s));
	assert_string_equal(s.command, "postscreen");
	assert_true(s.is_chrooted);
	assert_true(postfix_service_next(&at, &s));
	assert_string_equal(s.type, "pass");
	assert_false(s.is_chrooted);
	assert_string_equal(postfix_service_port(&s), "smtpd");
	assert_true(postfix_service_next(&at, &s));
	assert_string_equal(s.name, "587");
	postfix_service_host(&s, host, sizeof(host));
	assert_string_equal(host, "");
	assert_true(postfix_service_next(&at, &s));
	postfix_service_host(&s, host, sizeof(host));
	assert_string_equal(host, "[::1]");
	assert_string_equal(postfix_service_port(&s), "10025");
	assert_false(postfix_service_next(&at, &s));
}

static void check_overrides(void **state)
{
	struct postfix_conf conf;
	struct postfix_service s;

	(void)state;
	postfix_conf_init(&conf, &texts);
	at_service("587", &s);
	assert_string_equal(postfix_override(&conf, &s, "own"), "${list}");
	assert_null(postfix_override(&conf, &s, "b"));
	assert_null(postfix_override(&conf, NULL, "own"));
	postfix_conf_free(&conf);
	assert_true(postfix_list_has("a, No_Milters b", "no_milters"));
	assert_false(postfix_list_has("no_milters_x", "no_milters"));
	assert_false(postfix_list_has("", "no_milters"));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, value_rows, check_value);
	rows_add_one(&rows, "services", check_services, NULL);
	rows_add_one(&rows, "overrides", check_overrides, NULL);
	return rows_run("postfix_conf", &rows);
}
