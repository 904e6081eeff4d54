/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/authres.h"

#include <stdio.h>

#include "lib/rows.h"

#define FROM "firma.example"

static const struct authres_row {
	const char *name;
	const char *value;
	enum inbound_proof proof;
} rows[] = {
	{"DMARC", "mx.example; dmarc=pass header.from=firma.example",
		INBOUND_AR_DMARC},
	{"DMARC of another", "mx.example; dmarc=pass header.from=inna.example",
		INBOUND_UNPROVEN},
	{"DMARC of a subdomain",
		"mx.example; dmarc=pass header.from=a.firma.example",
		INBOUND_UNPROVEN},
	{"DMARC without the domain", "mx.example; dmarc=pass",
		INBOUND_UNPROVEN},
	{"DMARC with a policy in a comment",
		"mx.example; dmarc=pass (p=reject dis=none)\t"
		"header.from=Firma.Example",
		INBOUND_AR_DMARC},
	{"DKIM by d", "mx.example; dkim=pass header.d=firma.example",
		INBOUND_AR_DKIM},
	{"DKIM by i", "mx.example; dkim=pass header.i=@mail.firma.example",
		INBOUND_AR_DKIM},
	{"DKIM by i with a local part",
		"mx.example; dkim=pass header.i=jan@firma.example",
		INBOUND_AR_DKIM},
	{"DKIM of another", "mx.example; dkim=pass header.d=inna.example",
		INBOUND_UNPROVEN},
	{"DKIM of a public suffix", "mx.example; dkim=pass header.d=example",
		INBOUND_UNPROVEN},
	{"DKIM failed", "mx.example; dkim=fail header.d=firma.example",
		INBOUND_UNPROVEN},
	{"several signatures, the second ours",
		"mx.example;\n dkim=pass header.d=esp.example header.s=a;\n"
		"\tdkim=pass header.d=firma.example header.s=b",
		INBOUND_AR_DKIM},
	{"SPF", "mx.example; spf=pass smtp.mailfrom=jan@firma.example",
		INBOUND_AR_SPF},
	{"SPF, the domain alone",
		"mx.example; spf=pass smtp.mailfrom=poczta.firma.example",
		INBOUND_AR_SPF},
	{"SPF softfail",
		"mx.example; spf=softfail smtp.mailfrom=jan@firma.example",
		INBOUND_UNPROVEN},
	{"SPF by HELO", "mx.example; spf=pass smtp.helo=mx.firma.example",
		INBOUND_AR_SPF},
	{"SPF by HELO, null sender",
		"mx.example; spf=pass smtp.mailfrom=<> smtp.helo=firma.example",
		INBOUND_AR_SPF},
	{"SPF: the HELO is not what passed",
		"mx.example; spf=pass smtp.mailfrom=a@inna.example "
		"smtp.helo=firma.example",
		INBOUND_UNPROVEN},
	{"all three, as Gmail writes them",
		"mx.example;       dkim=pass header.i=@firma.example "
		"header.s=s1 header.b=\"abc+/=\";       spf=pass (mx.example: "
		"domain of jan@firma.example designates 192.0.2.1 as permitted "
		"sender) smtp.mailfrom=jan@firma.example;       dmarc=pass "
		"(p=NONE sp=NONE dis=NONE) header.from=firma.example",
		INBOUND_AR_DKIM},
	{"as Exchange writes it",
		"mx.example 1; spf=fail (sender IP is 192.0.2.1) "
		"smtp.mailfrom=firma.example; dkim=none (message not signed) "
		"header.d=none;dmarc=pass action=none "
		"header.from=firma.example;compauth=pass reason=100",
		INBOUND_AR_DMARC},
	{"another server",
		"mx.inna.example; dmarc=pass "
		"header.from=firma.example",
		INBOUND_UNPROVEN},
	{"a server whose name begins like ours",
		"mx.example.evil.example; dmarc=pass header.from=firma.example",
		INBOUND_UNPROVEN},
	{"our name in a comment",
		"(mx.example;) evil.example; dmarc=pass "
		"header.from=firma.example",
		INBOUND_UNPROVEN},
	{"in other capitals",
		"MX.Example; dmarc=pass "
		"header.from=firma.example",
		INBOUND_AR_DMARC},
	{"the id as a quoted string",
		"\"mx.example\"; dmarc=pass header.from=firma.example",
		INBOUND_AR_DMARC},
	{"the second trusted name",
		"brama.example; dmarc=pass header.from=firma.example",
		INBOUND_AR_DMARC},
	{"comments everywhere",
		"(a (b) \\) c) mx.example (x) 1 (y) ; (z) dmarc (m) / (n) 1 "
		"(o) = (p) pass (q) header.from=firma.example (r)",
		INBOUND_AR_DMARC},
	{"another version",
		"mx.example 2; dmarc=pass header.from=firma.example",
		INBOUND_UNPROVEN},
	{"another version of the method",
		"mx.example; dmarc/2=pass header.from=firma.example",
		INBOUND_UNPROVEN},
	{"a reason",
		"mx.example; dmarc=pass reason=\"a; b = c\" "
		"header.from=firma.example",
		INBOUND_AR_DMARC},
	{"none", "mx.example; none", INBOUND_UNPROVEN},
	{"none, with a version", "mx.example 1; none", INBOUND_UNPROVEN},
	{"nothing", "", INBOUND_UNPROVEN},
	{"a name alone", "mx.example", INBOUND_UNPROVEN},
	{"a pass in a comment",
		"mx.example; dmarc=fail (dmarc=pass header.from=firma.example)",
		INBOUND_UNPROVEN},
	{"a pass in a quoted reason",
		"mx.example; dmarc=fail reason=\"x; dmarc=pass "
		"header.from=firma.example\"",
		INBOUND_UNPROVEN},
	{"a comment without end",
		"mx.example; dmarc=pass header.from=firma.example (x",
		INBOUND_UNPROVEN},
	{"a string without end",
		"mx.example; dmarc=pass header.from=firma.example; x=\"",
		INBOUND_UNPROVEN},
	{"text after it that is no result",
		"mx.example; dmarc=pass header.from=firma.example; evil",
		INBOUND_UNPROVEN},
	{"a property told twice",
		"mx.example; dmarc=pass header.from=inna.example "
		"header.from=firma.example",
		INBOUND_UNPROVEN},
	{"a property of another type",
		"mx.example; dkim=pass smtp.d=firma.example", INBOUND_UNPROVEN},
	{"a result that begins so",
		"mx.example; dmarc=passed header.from=firma.example",
		INBOUND_UNPROVEN},
	{"a semicolon at the end",
		"mx.example; dmarc=pass header.from=firma.example;",
		INBOUND_AR_DMARC},
	{"a backslash outside of remarks",
		"mx.example; dmarc=pass header.from=firma\\.example",
		INBOUND_UNPROVEN},
	{"an escape in quotes",
		"\"mx\\.example\"; dmarc=pass header.from=firma.example",
		INBOUND_AR_DMARC},
	{"an escape at the end of quotes",
		"mx.example; dmarc=pass header.from=firma.example; x=\"\\",
		INBOUND_UNPROVEN},
	{"an escape at the end of a remark",
		"mx.example; dmarc=pass header.from=firma.example (\\",
		INBOUND_UNPROVEN},
	{"a remark in a remark that does not end",
		"mx.example; dmarc=pass header.from=firma.example ((x)",
		INBOUND_UNPROVEN},
	{"an end of no remark",
		"mx.example; dmarc=pass header.from=firma.example )",
		INBOUND_UNPROVEN},
	{"remarks twenty deep",
		"mx.example; dmarc=pass header.from=firma.example "
		"(((((((((((((((((((())))))))))))))))))))",
		INBOUND_AR_DMARC},
	{"remarks deeper",
		"mx.example; dmarc=pass header.from=firma.example "
		"((((((((((((((((((((()))))))))))))))))))))",
		INBOUND_UNPROVEN},
	{"a version of the method",
		"mx.example; dmarc/1=pass header.from=firma.example",
		INBOUND_AR_DMARC},
	{"a method alone", "mx.example; dmarc", INBOUND_UNPROVEN},
	{"a method without a result", "mx.example; dmarc=", INBOUND_UNPROVEN},
	{"a property without a value",
		"mx.example; dmarc=pass header.from=", INBOUND_UNPROVEN},
	{"a property without a sign", "mx.example; dmarc=pass header.from",
		INBOUND_UNPROVEN},
	{"no method", "mx.example; =pass header.from=firma.example",
		INBOUND_UNPROVEN},
	{"the id and a word",
		"mx.example x; dmarc=pass header.from=firma.example",
		INBOUND_UNPROVEN},
	{"DKIM by d told twice",
		"mx.example; dkim=pass header.d=firma.example "
		"header.d=firma.example",
		INBOUND_UNPROVEN},
	{"DKIM by d told twice and by i",
		"mx.example; dkim=pass header.d=inna.example "
		"header.d=firma.example header.i=@firma.example",
		INBOUND_AR_DKIM},
	{"SPF by HELO, MAIL FROM told twice",
		"mx.example; spf=pass smtp.mailfrom=a@inna.example "
		"smtp.mailfrom=<> smtp.helo=firma.example",
		INBOUND_AR_SPF},
	{"the first that passed counts",
		"mx.example; spf=pass smtp.mailfrom=a@firma.example; "
		"dkim=pass header.d=firma.example",
		INBOUND_AR_SPF},
	{"the method in capitals",
		"mx.example; DMARC=PASS Header.From=firma.example",
		INBOUND_AR_DMARC},
	{"another method",
		"mx.example; arc=pass header.from=firma.example "
		"header.d=firma.example",
		INBOUND_UNPROVEN},
	{"a domain that is none",
		"mx.example; dmarc=pass header.from=..firma.example",
		INBOUND_UNPROVEN},
};

static void check_row(void **state)
{
	const struct authres_row *row = *state;
	const char *names[] = {"mx.example", "brama.example"};
	const struct inbound_list trusted = {names, 2};
	char *value = strdup(row->value);

	assert_non_null(value);
	/* As fields_parse() gives it: unfolded. */
	for (char *c = value; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	assert_string_equal(
		inbound_proof_name(authres_proof(value, &trusted, FROM)),
		inbound_proof_name(row->proof));
	free(value);
}

/* A word as long as one may be, and a longer; results up to their number. */
static void test_limits(void **state)
{
	const char *names[] = {"mx.example"};
	const struct inbound_list trusted = {names, 1};
	char text[4000];

	(void)state;
	for (size_t len = 511; len <= 512; len++) {
		char word[600] = "";

		memset(word, 'x', len);
		(void)snprintf(text, sizeof(text),
			"mx.example; dmarc=pass reason=%s header.from=" FROM,
			word);
		assert_int_equal(authres_proof(text, &trusted, FROM),
			len == 511 ? INBOUND_AR_DMARC : INBOUND_UNPROVEN);
		(void)snprintf(text, sizeof(text),
			"mx.example; dmarc=pass reason=\"%s\" "
			"header.from=" FROM,
			word);
		assert_int_equal(authres_proof(text, &trusted, FROM),
			len == 511 ? INBOUND_AR_DMARC : INBOUND_UNPROVEN);
	}
	for (int n = 99; n <= 100; n++) {
		strcpy(text, "mx.example");
		for (int i = 0; i < n; i++)
			strcat(text, "; spf=none");
		strcat(text, "; dmarc=pass header.from=" FROM);
		assert_int_equal(authres_proof(text, &trusted, FROM),
			n == 99 ? INBOUND_AR_DMARC : INBOUND_UNPROVEN);
	}
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "limits", test_limits, NULL);
	return rows_run("authentication results", &all);
}
