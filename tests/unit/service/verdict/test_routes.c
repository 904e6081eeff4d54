/* SPDX-License-Identifier: BSD-2-Clause */
/* Which mailboxes a recipient's address reaches, hop by hop. */
#include "lib/rows.h"

#include <stdio.h>

#include "lib/settings_text.h"
#include "service/verdict/routes.h"

static const struct row {
	const char *name;
	const char *wire;
	const char *told; /* NULL: not told */
	const char *mailbox; /* NULL: as passed */
	const char *routes; /* each with a blank; NULL: nowhere else */
	bool is_untold;
} rows_of_routes[] = {
	{"as passed", "<adam@example.com>", NULL, NULL, NULL, false},
	{"without angle brackets", "adam@example.com", NULL, NULL, NULL, false},
	{"a domain of one octet", "<a@b>", NULL, NULL, NULL, false},
	{"a tilde", "<a~b@example.com>", NULL, NULL, NULL, false},
	{"what no ASCII is", "<\xC5\x80@example.com>", NULL, NULL, NULL, false},
	{"told the same", "<adam@example.com>", "adam@example.com", NULL, NULL,
		false},
	{"told the same, without angle brackets", "adam@example.com",
		"adam@example.com", NULL, NULL, false},
	{"told another", "<adam@example.com>", "ewa@example.com",
		"ewa@example.com", NULL, false},
	{"told a shorter one", "<adam@example.com>", "adam@example.co",
		"adam@example.co", NULL, false},
	{"told a longer one", "adam@example.com", "adam@example.com.pl",
		"adam@example.com.pl", NULL, false},
	{"told what is no address", "<adam@example.com>", "adam",
		"adam@example.com", NULL, false},
	{"told nothing", "<adam@example.com>", "", "adam@example.com", NULL,
		false},
	{"a dot at the end", "<adam@example.com.>", NULL, "adam@example.com",
		NULL, false},
	{"quotes that need not be", "<\"adam\"@example.com>", NULL,
		"adam@example.com", NULL, false},
	{"a bracket before it alone", "<adam@example.com", NULL, NULL, NULL,
		false},
	{"a bracket behind it alone", "adam@example.com>", NULL, NULL, NULL,
		false},
	{"a name alone", "<root>", NULL, NULL, NULL, false},
	{"nothing", "<>", NULL, NULL, NULL, false},
	{"nothing at all", "", NULL, NULL, NULL, false},
	{"no domain behind it", "<adam@>", NULL, NULL, NULL, false},
	{"no name before it", "<@example.com>", NULL, NULL, NULL, false},
	{"a blank within", "<ad am@example.com>", NULL, "\"ad am\"@example.com",
		NULL, false},
	{"a percent sign", "<a%example.com@firma.example>", NULL,
		"a%example.com@firma.example",
		"a%example.com@firma.example a@example.com ", false},
	{"an exclamation mark", "<example.com!a@firma.example>", NULL,
		"example.com!a@firma.example",
		"example.com!a@firma.example a@example.com ", false},
	{"elsewhere, too", "<a%b.example@example.com>", NULL,
		"a%b.example@example.com",
		"a%b.example@example.com a@b.example ", false},
	{"told, and routed on the wire", "<a%example.com@firma.example>",
		"ewa@example.com", "ewa@example.com",
		"ewa@example.com a%example.com@firma.example a@example.com ",
		false},
	{"told what is routed", "<ewa@example.com>",
		"a%example.com@firma.example", "a%example.com@firma.example",
		"a%example.com@firma.example ewa@example.com a@example.com ",
		false},
	{"two hops", "<a%b.example%c.example@firma.example>", NULL,
		"a%b.example%c.example@firma.example",
		"a%b.example%c.example@firma.example a%b.example@c.example"
		" a@b.example ",
		false},
	{"a name that routes", "<\"a@example.com\">", NULL, "\"a@example.com\"",
		"a@example.com ", false},
	{"it leads nowhere", "<boss%@firma.example>", NULL,
		"boss%@firma.example", "boss%@firma.example ", true},
	{"it leads nowhere, of somebody else", "<boss%@example.com>", NULL,
		"boss%@example.com", "boss%@example.com ", false},
	{"at the MTA's own name", "<boss%@MX.example.net>", NULL,
		"boss%@MX.example.net", "boss%@MX.example.net ", true},
	{"at localhost", "<boss%@LocalHost>", NULL, "boss%@LocalHost",
		"boss%@LocalHost ", true},
	{"at a domain of it", "<boss%@localhost.lan>", NULL,
		"boss%@localhost.lan", "boss%@localhost.lan ", true},
	{"at what only begins so", "<boss%@localhosts.lan>", NULL,
		"boss%@localhosts.lan", "boss%@localhosts.lan ", false},
	{"at a literal", "<boss%x@[192.0.2.1]>", NULL, "boss%x@[192.0.2.1]",
		"boss%x@[192.0.2.1] ", true},
	{"to a host without a dot", "<boss%mail@firma.example>", NULL,
		"boss%mail@firma.example", "boss%mail@firma.example ", true},
	{"to localhost", "<boss%localhost@firma.example>", NULL,
		"boss%localhost@firma.example",
		"boss%localhost@firma.example boss@localhost ", false},
	{"once round is not twice", "<a%firma.example@firma.example>", NULL,
		"a%firma.example@firma.example",
		"a%firma.example@firma.example a@firma.example ", false},
};

static const struct settings *settings_here(void)
{
	return settings_must("timezone = 'Europe/Warsaw'\n"
			     "store = 'sqlite:/d'\nkey-file = '/k'\n"
			     "own-domains = {'firma.example'}\n"
			     "purpose 'p' { bases = {'consent'} }\n");
}

static void show(const struct routes *routes, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < routes->len; i++)
		len += (size_t)snprintf(
			text + len, size - len, "%s ", routes->mailboxes[i]);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct settings *settings = settings_here();
	const struct routes_question q = {
		settings, "mx.example.net", row->wire, row->told};
	struct routes_answer answer;
	char text[1000];

	assert_int_equal(routes_find(&q, &answer), ERR_OK);
	assert_int_equal(answer.is_as_passed, !row->mailbox);
	if (row->mailbox)
		assert_string_equal(answer.mailbox, row->mailbox);
	assert_int_equal(answer.routes != NULL, row->routes != NULL);
	if (answer.routes) {
		show(answer.routes, text, sizeof(text));
		assert_string_equal(text, row->routes);
		assert_int_equal(answer.routes->is_untold, row->is_untold);
	}
	routes_free(&answer.routes);
	assert_null(answer.routes);
	settings_unref(&settings);
}

/* As many hops as are followed, and one more. */
static void check_hops(void **state)
{
	const struct settings *settings = settings_here();
	struct routes_question q = {.settings = settings, .host = ""};
	struct routes_answer answer;
	char wire[300];

	(void)state;
	for (size_t hops = ROUTES_MAX - 1; hops <= ROUTES_MAX; hops++) {
		size_t len = (size_t)snprintf(wire, sizeof(wire), "<a");

		for (size_t i = 0; i < hops; i++)
			len += (size_t)snprintf(wire + len, sizeof(wire) - len,
				"%%%c.x", (char)('b' + i));
		(void)snprintf(
			wire + len, sizeof(wire) - len, "@firma.example>");
		q.wire = wire;
		assert_int_equal(routes_find(&q, &answer), ERR_OK);
		assert_non_null(answer.routes);
		assert_int_equal(answer.routes->len, ROUTES_MAX);
		assert_int_equal(answer.routes->is_untold, hops == ROUTES_MAX);
		routes_free(&answer.routes);
	}
	settings_unref(&settings);
}

static void check_new(void **state)
{
	struct routes *routes;

	(void)state;
	assert_int_equal(routes_new("adam@example.com", &routes), ERR_OK);
	assert_int_equal(routes->len, 1);
	assert_string_equal(routes->mailboxes[0], "adam@example.com");
	assert_false(routes->is_untold);
	routes_free(&routes);
	assert_null(routes);
	routes_free(&routes);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_routes, check_row);
	rows_add_one(&rows, "sixteen and no more", check_hops, NULL);
	rows_add_one(&rows, "one and no other", check_new, NULL);
	return rows_run("routes", &rows);
}
