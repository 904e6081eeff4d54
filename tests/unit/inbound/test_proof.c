/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W2 */
/* Who is authentic: From, SPF and Authentication-Results together. */
#include "inbound/examine.h"
#include "inbound/parts.h"
#include "lib/rows.h"

#define FROM "From: jan@klient.example\n"
#define AR "Authentication-Results: mx.example; "
#define DMARC AR "dmarc=pass header.from=klient.example\n"

struct row {
	const char *name;
	const char *head;
	const char *spf; /* what SPF says; NULL: it must not be asked */
	enum inbound_proof proof;
	const char *sender; /* NULL: jan@klient.example */
	const char *helo;
	bool without_spf;
	bool is_local; /* no client */
	bool is_late; /* the time was over */
};

static const struct row rows[] = {
	{.name = "SPF of the very domain", FROM, "pass", INBOUND_SPF},
	{.name = "SPF of a subdomain",
		FROM,
		"pass",
		INBOUND_SPF,
		"bounce@m.klient.example"},
	{.name = "SPF of another domain",
		FROM,
		"pass",
		INBOUND_UNPROVEN,
		"jan@inna.example"},
	{.name = "SPF of the null sender, by HELO",
		FROM "Content-Type: multipart/report; boundary=b\n",
		NULL,
		INBOUND_UNPROVEN,
		"",
		"mx.klient.example"},
	{.name = "SPF softfail", FROM, "softfail", INBOUND_UNPROVEN},
	{.name = "SPF without answer", FROM, "temperror", INBOUND_UNPROVEN},
	{.name = "SPF without answer in time",
		.head = FROM,
		.spf = "temperror",
		.is_late = true},
	{.name = "SPF not wanted",
		FROM,
		NULL,
		INBOUND_UNPROVEN,
		NULL,
		NULL,
		true},
	{.name = "from this machine",
		FROM,
		NULL,
		INBOUND_UNPROVEN,
		NULL,
		NULL,
		false,
		true},
	{.name = "a trusted field, SPF not asked",
		DMARC FROM,
		NULL,
		INBOUND_AR_DMARC},
	{.name = "a trusted field where SPF is not wanted",
		DMARC FROM,
		NULL,
		INBOUND_AR_DMARC,
		NULL,
		NULL,
		true},
	{.name = "a field of another server",
		"Authentication-Results: evil.example; dmarc=pass "
		"header.from=klient.example\n" FROM,
		"fail",
		INBOUND_UNPROVEN},
	{.name = "two fields, the second passes",
		AR "dmarc=fail header.from=klient.example\n" AR
		   "dkim=pass header.d=klient.example\n" FROM,
		NULL,
		INBOUND_AR_DKIM},
	{.name = "a field below Received was brought along",
		"Received: from a by b; now\n" DMARC FROM,
		"none",
		INBOUND_UNPROVEN},
	{.name = "a field above Received",
		DMARC "Received: from a by b; now\n" FROM,
		NULL,
		INBOUND_AR_DMARC},
	{.name = "two From fields",
		DMARC FROM "From: b@inna.example\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "two mailboxes",
		DMARC "From: jan@klient.example, b@inna.example\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "a group",
		DMARC "From: my: jan@klient.example;\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "an address for a name",
		DMARC "From: jan@klient.example <b@inna.example>\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "a quoted address for a name",
		DMARC "From: \"b@inna.example\" <jan@klient.example>\n",
		NULL,
		INBOUND_AR_DMARC},
	{.name = "an encoded name",
		DMARC "From: =?utf-8?q?=C5=BBaneta_b=40inna=2Eexample?= "
		      "<jan@klient.example>\n",
		NULL,
		INBOUND_AR_DMARC},
	{.name = "no From", DMARC, NULL, INBOUND_UNPROVEN},
	{.name = "From without domain",
		DMARC "From: jan\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "an empty From", DMARC "From:\n", NULL, INBOUND_UNPROVEN},
	{.name = "an automatic reply: nobody is asked",
		DMARC FROM "Auto-Submitted: auto-replied\n",
		NULL,
		INBOUND_UNPROVEN},
	{.name = "another spelling of the domain",
		FROM,
		"pass",
		INBOUND_SPF,
		"jan@KLIENT.example."},
};

struct asked {
	const struct row *row;
	unsigned n;
};

static const char *answer_spf(
	void *arg, const struct spf_question *q, bool *is_late_r)
{
	struct asked *asked = arg;

	asked->n++;
	assert_int_equal(q->timeout_ms, 1234);
	*is_late_r = asked->row->is_late;
	return asked->row->spf ? asked->row->spf : "pass";
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct asked asked = {.row = row};
	const char *names[] = {"mx.example"};
	const struct inbound_hello hello = {.trusted_authserv = {names, 1},
		.dns_timeout_ms = 1234,
		.without_spf = row->without_spf};
	const struct examiner by = {
		.hello = &hello, .ask_spf = answer_spf, .arg = &asked};
	const struct inbound_question q = {
		.client = row->is_local ? NULL : "192.0.2.1",
		.helo = row->helo,
		.sender = row->sender ? row->sender : "jan@klient.example",
		.head = row->head,
		.body = "Witam\n"};
	struct examined *examined;
	const struct inbound_answer *a;

	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	a = examined_answer(examined);
	assert_string_equal(
		inbound_proof_name(a->proof), inbound_proof_name(row->proof));
	assert_int_equal(asked.n, row->spf ? 1 : 0);
	assert_int_equal(a->is_late, row->is_late);
	assert_string_equal(a->spf ? a->spf : "", row->spf ? row->spf : "");
	examined_free(&examined);
}

static const struct domain_row {
	const char *name;
	const char *sender, *helo;
	const char *domain; /* NULL: none can be asked about */
} domain_rows[] = {
	{.name = "of the sender",
		"jan@Klient.example",
		"mx.example",
		"klient.example"},
	{.name = "of HELO for the null sender",
		"",
		"mx.klient.example",
		"mx.klient.example"},
	{.name = "an address literal", "jan@[192.0.2.1]", "x", NULL},
	{.name = "HELO with an address literal", "", "[192.0.2.1]", NULL},
	{.name = "HELO of one label", "", "localhost", NULL},
	{.name = "no HELO", "", NULL, NULL},
	{.name = "an empty label", "jan@a..example", "x", NULL},
	{.name = "a label of 64 octets",
		"jan@"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaa.example",
		"x",
		NULL},
	{.name = "no domain", "jan", "mx.klient.example", NULL},
	{.name = "a root dot", "jan@klient.example.", "x", "klient.example"},
	{.name = "an internationalised one",
		"jan@źródło.pl",
		"x",
		"xn--rdo-gna01bwk.pl"},
};

static void check_domain(void **state)
{
	const struct domain_row *row = *state;
	const struct spf_question q = {
		.sender = row->sender, .helo = row->helo};
	char domain[ADDRESS_DOMAIN_MAX + 1];

	assert_int_equal(spf_domain(&q, domain), row->domain != NULL);
	if (row->domain)
		assert_string_equal(domain, row->domain);
}

int main(void)
{
	struct rows all = {0};

	parts_begin();
	rows_add(&all, rows, check_row);
	rows_add(&all, domain_rows, check_domain);
	return rows_run("proof", &all);
}
