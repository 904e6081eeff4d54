/* SPDX-License-Identifier: BSD-2-Clause */
/* What SPF says, of a name server whose answers are a table. */
#include "inbound/spf.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <strings.h>

#include "lib/rows.h"

#define X10 "xxxxxxxxxx"
#define LABEL63 X10 X10 X10 X10 X10 X10 "xxx"
#define TEXT(name, policy)                        \
	{                                         \
		name ".example", ns_t_txt, policy \
	}

/* Of a text "|" divides strings and "$" is NUL; "!" is an answer of one octet,
 * "?" none at all, NULL a name without records of the type. */
static const struct record {
	const char *name;
	int type;
	const char *data;
} records[] = {
	TEXT("plain", "v=spf1 ip4:192.0.2.1 -all"),
	TEXT("soft", "v=spf1 ~all"),
	TEXT("neutral", "v=spf1 ?all"),
	TEXT("bare", "v=spf1"),
	TEXT("capitals", "V=SPF1 +all"),
	TEXT("ten", "v=spf10 +all"),
	TEXT("other", "some other text"),
	TEXT("among", "some other text"),
	TEXT("among", "v=spf1 +all"),
	TEXT("two", "v=spf1 +all"),
	TEXT("two", "v=spf1 -all"),
	TEXT("syntax", "v=spf1 ip4:192.0.2.1 nonsense -all"),
	TEXT("strings", "v=spf1 ip4:192.0|.2.1 -all"),
	TEXT("zero", "v=spf1 ip4:192.0.2.1$ -all"),
	TEXT("slow", "?"),
	TEXT("cut", "!"),
	TEXT("empty", NULL),
	TEXT("addresses", "v=spf1 a -all"),
	{"addresses.example", ns_t_a, "192.0.2.1"},
	{"addresses.example", ns_t_a, "192.0.2.2"},
	{"addresses.example", ns_t_aaaa, "2001:db8::1"},
	TEXT("alias", "v=spf1 a:www.alias.example -all"),
	{"www.alias.example", ns_t_cname, "real.alias.example"},
	{"www.alias.example", ns_t_a, "192.0.2.1"},
	TEXT("odd", "v=spf1 a -all"),
	{"odd.example", ns_t_a, "!"},
	TEXT("mail", "v=spf1 mx -all"),
	{"mail.example", ns_t_mx, "mx1.mail.example"},
	{"mail.example", ns_t_mx, "mx2.mail.example"},
	{"mx1.mail.example", ns_t_a, "192.0.2.9"},
	{"mx2.mail.example", ns_t_a, "192.0.2.1"},
	{"mx2.mail.example", ns_t_aaaa, "2001:db8::1"},
	TEXT("oddmail", "v=spf1 mx -all"),
	{"oddmail.example", ns_t_mx, "!"},
	TEXT("slowmail", "v=spf1 mx -all"),
	{"slowmail.example", ns_t_mx, "slow.example"},
	{"slow.example", ns_t_a, "?"},
	TEXT("inc", "v=spf1 include:plain.example -all"),
	TEXT("incnone", "v=spf1 include:nobody.example -all"),
	TEXT("incslow", "v=spf1 include:slow.example -all"),
	TEXT("red", "v=spf1 redirect=plain.example"),
	TEXT("local", "v=spf1 exists:%{l}.is.example -all"),
	TEXT("helo", "v=spf1 exists:%{h}.is.example -all"),
	{"jan.is.example", ns_t_a, "127.0.0.2"},
	{"postmaster.is.example", ns_t_a, "127.0.0.2"},
	{"mx.helo.example.is.example", ns_t_a, "127.0.0.2"},
	{"unknown.is.example", ns_t_a, "127.0.0.2"},
	TEXT("voids2", "v=spf1 a:a.no a:b.no +all"),
	TEXT("voids3", "v=spf1 a:a.no a:b.no a:c.no +all"),
	TEXT("void0", "v=spf1 a:empty.example a:b.no a:c.no +all"),
	{"empty.example", ns_t_a, NULL},
	TEXT("terms10",
		"v=spf1 a:1.yes a:2.yes a:3.yes a:4.yes a:5.yes "
		"a:6.yes a:7.yes a:8.yes a:9.yes a:10.yes +all"),
	TEXT("terms11",
		"v=spf1 a:1.yes a:2.yes a:3.yes a:4.yes a:5.yes "
		"a:6.yes a:7.yes a:8.yes a:9.yes a:10.yes a:11.yes "
		"+all"),
	TEXT("half", "v=spf1 a:1.yes a:2.yes a:3.yes a:4.yes ?all"),
	TEXT("halves", "v=spf1 include:half.example include:half.example +all"),
	TEXT("more",
		"v=spf1 include:half.example include:half.example "
		"a:9.yes +all"),
	TEXT("mailterms",
		"v=spf1 mx:mail.example a:1.yes a:2.yes a:3.yes "
		"a:4.yes a:5.yes a:6.yes a:7.yes a:8.yes a:9.yes "
		"+all"),
	TEXT("host", "v=spf1 ptr -all"),
	{"1.2.0.192.in-addr.arpa", ns_t_ptr, "slow.example"},
	{"1.2.0.192.in-addr.arpa", ns_t_ptr, "a.host.example"},
	{"a.host.example", ns_t_a, "192.0.2.1"},
	{"3.2.0.192.in-addr.arpa", ns_t_ptr, "?"},
	{"4.2.0.192.in-addr.arpa", ns_t_ptr, "a.other.example"},
	{"a.other.example", ns_t_a, "192.0.2.4"},
	{"xn--mnchen-3ya.example", ns_t_txt, "v=spf1 +all"},
	{LABEL63 ".example", ns_t_txt, "v=spf1 +all"},
};

/* ------------------------------------------------------ the name server */

struct dns {
	unsigned char answer[4096];
	unsigned asked;
};

static unsigned char *put_16(unsigned char *at, unsigned n)
{
	*at++ = (unsigned char)(n >> 8);
	*at++ = (unsigned char)n;
	return at;
}

static unsigned char *put_name(unsigned char *at, const char *name)
{
	int len = dn_comp(name, at, 256, NULL, NULL);

	assert_true(len > 0);
	return at + len;
}

static unsigned char *put_text(unsigned char *at, const char *data)
{
	while (*data) {
		size_t len = strcspn(data, "|");

		*at++ = (unsigned char)len;
		for (size_t i = 0; i < len; i++)
			*at++ = (unsigned char)(data[i] == '$' ? 0 : data[i]);
		data += len + (data[len] == '|');
	}
	return at;
}

static unsigned char *put_data(unsigned char *at, const struct record *r)
{
	if (r->data[0] == '!') {
		*at++ = 0;
		return at;
	}
	switch (r->type) {
	case ns_t_a:
		assert_int_equal(inet_pton(AF_INET, r->data, at), 1);
		return at + 4;
	case ns_t_aaaa:
		assert_int_equal(inet_pton(AF_INET6, r->data, at), 1);
		return at + 16;
	case ns_t_txt:
		return put_text(at, r->data);
	case ns_t_mx:
		return put_name(put_16(at, 10), r->data);
	default:
		return put_name(at, r->data);
	}
}

static unsigned char *put_record(unsigned char *at, const struct record *r)
{
	unsigned char *len;

	at = put_16(put_16(put_name(at, r->name), (unsigned)r->type), ns_c_in);
	at = len = put_16(put_16(at, 0), 60);
	at = put_data(at + 2, r);
	put_16(len, (unsigned)(at - len - 2));
	return at;
}

/* The root's dot is none of a record's name here. */
static bool is_name(const struct record *r, const char *name)
{
	size_t len = strlen(r->name);

	return strncasecmp(r->name, name, len) == 0 &&
		strcmp(name + len, name[len] == '.' ? "." : "") == 0;
}

/* "5.yes" and the like: an address that is nobody's. */
static bool is_yes(const char *name, int type)
{
	const char *dot = strchr(name, '.');

	return type == ns_t_a && dot && strcmp(dot, ".yes") == 0;
}

enum dns_status dns_ask(struct dns *dns, const char *name, int type,
	int64_t until_ms, const unsigned char **answer_r, size_t *len_r)
{
	const struct record yes = {name, ns_t_a, "203.0.113.1"};
	unsigned char *at = dns->answer + NS_HFIXEDSZ;
	bool is_known = false;
	unsigned n = 0;

	(void)until_ms;
	dns->asked++;
	if (is_yes(name, type)) {
		at = put_record(at, &yes);
		n++;
	}
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		const struct record *r = &records[i];

		if (!is_name(r, name))
			continue;
		is_known = true;
		if (r->type != type && r->type != ns_t_cname)
			continue;
		if (r->data && r->data[0] == '?')
			return DNS_NO_ANSWER;
		if (!r->data)
			continue;
		at = put_record(at, r);
		n++;
	}
	if (!n && !is_known)
		return DNS_NO_NAME;
	memset(dns->answer, 0, NS_HFIXEDSZ);
	dns->answer[2] = 0x81;
	put_16(dns->answer + 6, n);
	*answer_r = dns->answer;
	*len_r = (size_t)(at - dns->answer);
	/* Cut short. */
	if (n == 1 && type == ns_t_txt && at[-1] == 0)
		*len_r -= 1;
	return DNS_FOUND;
}

enum err dns_open(struct dns **dns_r)
{
	*dns_r = calloc(1, sizeof(**dns_r));
	return *dns_r ? ERR_OK : ERR_NOMEM;
}

void dns_free(struct dns **dns)
{
	free(*dns);
	*dns = NULL;
}

/* ----------------------------------------------------------------- checks */

static const struct row {
	const char *name;
	const char *sender, *client;
	const char *result;
	const char *helo;
} rows_of_checks[] = {
	{"a client that is named", "jan@plain.example", "192.0.2.1", "pass",
		NULL},
	{"one that is not", "jan@plain.example", "192.0.2.2", "fail", NULL},
	{"IPv6 where IPv4 is named", "jan@plain.example", "2001:db8::1", "fail",
		NULL},
	{"IPv4 within IPv6", "jan@plain.example", "::ffff:192.0.2.1", "pass",
		NULL},
	{"softly", "jan@soft.example", "192.0.2.1", "softfail", NULL},
	{"neutral", "jan@neutral.example", "192.0.2.1", "neutral", NULL},
	{"a policy of nothing", "jan@bare.example", "192.0.2.1", "neutral",
		NULL},
	{"capitals", "jan@capitals.example", "192.0.2.1", "pass", NULL},
	{"another version", "jan@ten.example", "192.0.2.1", "none", NULL},
	{"no policy", "jan@other.example", "192.0.2.1", "none", NULL},
	{"a policy among others", "jan@among.example", "192.0.2.1", "pass",
		NULL},
	{"two policies", "jan@two.example", "192.0.2.1", "permerror", NULL},
	{"no such name", "jan@nobody.example", "192.0.2.1", "none", NULL},
	{"a name without texts", "jan@mx1.mail.example", "192.0.2.1", "none",
		NULL},
	{"a syntax error behind what fits", "jan@syntax.example", "192.0.2.1",
		"permerror", NULL},
	{"strings are one text", "jan@strings.example", "192.0.2.1", "pass",
		NULL},
	{"NUL is no end", "jan@zero.example", "192.0.2.1", "permerror", NULL},
	{"no answer", "jan@slow.example", "192.0.2.1", "temperror", NULL},
	{"an answer that is cut", "jan@cut.example", "192.0.2.1", "temperror",
		NULL},
	{"an answer without records", "jan@empty.example", "192.0.2.1", "none",
		NULL},
	{"the first address", "jan@addresses.example", "192.0.2.1", "pass",
		NULL},
	{"the second address", "jan@addresses.example", "192.0.2.2", "pass",
		NULL},
	{"none of the addresses", "jan@addresses.example", "192.0.2.3", "fail",
		NULL},
	{"the address of IPv6", "jan@addresses.example", "2001:db8::1", "pass",
		NULL},
	{"another of IPv6", "jan@addresses.example", "2001:db8::2", "fail",
		NULL},
	{"an address behind an alias", "jan@alias.example", "192.0.2.1", "pass",
		NULL},
	{"an address of one octet", "jan@odd.example", "192.0.2.1", "temperror",
		NULL},
	{"the second mail server", "jan@mail.example", "192.0.2.1", "pass",
		NULL},
	{"the mail server of IPv6", "jan@mail.example", "2001:db8::1", "pass",
		NULL},
	{"no mail server", "jan@mail.example", "192.0.2.8", "fail", NULL},
	{"a mail server of one octet", "jan@oddmail.example", "192.0.2.1",
		"temperror", NULL},
	{"a mail server without an answer", "jan@slowmail.example", "192.0.2.1",
		"temperror", NULL},
	{"included", "jan@inc.example", "192.0.2.1", "pass", NULL},
	{"included, not named", "jan@inc.example", "192.0.2.2", "fail", NULL},
	{"included nothing", "jan@incnone.example", "192.0.2.1", "permerror",
		NULL},
	{"included without an answer", "jan@incslow.example", "192.0.2.1",
		"temperror", NULL},
	{"redirected", "jan@red.example", "192.0.2.1", "pass", NULL},
	{"redirected, not named", "jan@red.example", "192.0.2.2", "fail", NULL},
	{"the local part", "jan@local.example", "192.0.2.1", "pass", NULL},
	{"another local part", "ewa@local.example", "192.0.2.1", "fail", NULL},
	{"no local part is postmaster", "@local.example", "192.0.2.1", "pass",
		NULL},
	{"the null sender is HELO's postmaster", "", "192.0.2.1", "pass",
		"local.example"},
	{"HELO", "jan@helo.example", "192.0.2.1", "pass", "mx.helo.example"},
	{"another HELO", "jan@helo.example", "192.0.2.1", "fail", "mx.x"},
	{"no HELO", "jan@helo.example", "192.0.2.1", "pass", NULL},
	{"an empty HELO", "jan@helo.example", "192.0.2.1", "pass", ""},
	{"two lookups of nothing", "jan@voids2.example", "192.0.2.1", "pass",
		NULL},
	{"three lookups of nothing", "jan@voids3.example", "192.0.2.1",
		"permerror", NULL},
	{"no records is nothing as well", "jan@void0.example", "192.0.2.1",
		"permerror", NULL},
	{"ten terms", "jan@terms10.example", "192.0.2.1", "pass", NULL},
	{"eleven terms", "jan@terms11.example", "192.0.2.1", "permerror", NULL},
	{"ten with what is included", "jan@halves.example", "192.0.2.1", "pass",
		NULL},
	{"eleven with what is included", "jan@more.example", "192.0.2.1",
		"permerror", NULL},
	{"addresses of mail servers are no terms", "jan@mailterms.example",
		"192.0.2.7", "pass", NULL},
	{"a host's name, behind one without an answer", "jan@host.example",
		"192.0.2.1", "pass", NULL},
	{"no host's name", "jan@host.example", "192.0.2.2", "fail", NULL},
	{"a host's name without an answer", "jan@host.example", "192.0.2.3",
		"fail", NULL},
	{"another host's name", "jan@host.example", "192.0.2.4", "fail", NULL},
	{"this machine", "jan@capitals.example", "127.0.0.1", "none", NULL},
	{"all of this machine", "jan@capitals.example", "127.255.0.1", "none",
		NULL},
	{"this machine by IPv6", "jan@capitals.example", "::1", "none", NULL},
	{"this machine within IPv6", "jan@capitals.example", "::ffff:127.0.0.1",
		"none", NULL},
	{"nearly this machine", "jan@capitals.example", "126.255.255.255",
		"pass", NULL},
	{"a client that is none", "jan@capitals.example", "localhost", "none",
		NULL},
	{"no client", "jan@capitals.example", "", "none", NULL},
	{"a domain of one label", "jan@localhost", "192.0.2.1", "none", NULL},
	{"no domain", "jan", "192.0.2.1", "none", NULL},
	{"an empty domain", "jan@", "192.0.2.1", "none", NULL},
	{"a literal", "jan@[192.0.2.1]", "192.0.2.1", "none", NULL},
	{"the root's dot", "jan@capitals.example.", "192.0.2.1", "pass", NULL},
	{"an empty label", "jan@capitals..example", "192.0.2.1", "none", NULL},
	{"a label of 63", "jan@" LABEL63 ".example", "192.0.2.1", "pass", NULL},
	{"a label of 64", "jan@" LABEL63 "x.example", "192.0.2.1", "none",
		NULL},
	{"U-labels", "jan@m\xc3\xbcnchen.example", "192.0.2.1", "pass", NULL},
	{"U-labels that are none", "jan@m\xc3.example", "192.0.2.1", "none",
		NULL},
	{"the null sender without HELO", "", "192.0.2.1", "none", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	const struct spf_question q = {.client = r->client,
		.helo = r->helo,
		.host = "mx.firma.example",
		.sender = r->sender,
		.timeout_ms = 60000};
	struct dns *dns;
	struct spf *spf;
	bool is_late;

	assert_int_equal(dns_open(&dns), ERR_OK);
	assert_int_equal(spf_open(dns, &spf), ERR_OK);
	/* Twice: nothing is left of the first. */
	for (int round = 0; round < 2; round++) {
		assert_string_equal(spf_check(spf, &q, &is_late), r->result);
		assert_false(is_late);
	}
	if (strcmp(r->result, "none") == 0 && !strstr(r->sender, ".example"))
		assert_int_equal(dns->asked, 0);
	spf_free(&spf);
	spf_free(&spf);
	dns_free(&dns);
}

static const struct late_row {
	const char *name;
	const char *sender, *client;
	const char *result;
	bool is_late;
} late_rows[] = {
	{"late: no policy", "jan@slow.example", "192.0.2.1", "temperror", true},
	{"late: a mail server", "jan@slowmail.example", "192.0.2.1",
		"temperror", true},
	{"late: a host's name, which is no match", "jan@host.example",
		"192.0.2.3", "fail", true},
	{"late: nothing was waited for", "jan@capitals.example", "192.0.2.1",
		"pass", false},
	{"late: nobody is asked", "jan@slow.example", "127.0.0.1", "none",
		false},
};

/* There is no time, and what has an answer has it at once. */
static void check_late(void **state)
{
	const struct late_row *r = *state;
	const struct spf_question q = {
		.client = r->client, .sender = r->sender, .timeout_ms = 0};
	struct dns *dns;
	struct spf *spf;
	bool is_late;

	assert_int_equal(dns_open(&dns), ERR_OK);
	assert_int_equal(spf_open(dns, &spf), ERR_OK);
	assert_string_equal(spf_check(spf, &q, &is_late), r->result);
	assert_int_equal(is_late, r->is_late);
	spf_free(&spf);
	dns_free(&dns);
}

static const struct domain_row {
	const char *name;
	const char *sender, *helo;
	const char *domain; /* NULL: none */
} domain_rows[] = {
	{"domain: the sender's", "jan@Plain.Example", "x.example",
		"plain.example"},
	{"domain: behind the last @", "\"a@b\"@plain.example", NULL,
		"plain.example"},
	{"domain: HELO's", "", "MX.plain.example", "mx.plain.example"},
	{"domain: none of HELO", "", NULL, NULL},
	{"domain: none of a sender without one", "jan", "x.example", NULL},
	{"domain: U-labels", "jan@m\xc3\xbcnchen.example", NULL,
		"xn--mnchen-3ya.example"},
	{"domain: one label", "jan@example", NULL, NULL},
	{"domain: one label and the root", "jan@example.", NULL, NULL},
	{"domain: the root alone", "jan@.", NULL, NULL},
	{"domain: a literal", "jan@[192.0.2.1]", NULL, NULL},
	{"domain: what can be asked for and is none", "jan@a_b.example", NULL,
		NULL},
};

static void check_domain(void **state)
{
	const struct domain_row *r = *state;
	const struct spf_question q = {.sender = r->sender, .helo = r->helo};
	char domain[ADDRESS_DOMAIN_MAX + 1] = "";

	assert_int_equal(spf_domain(&q, domain), r->domain != NULL);
	if (r->domain)
		assert_string_equal(domain, r->domain);
}

/* 253 octets can be asked for. */
static void test_long_domain(void **state)
{
	char sender[300] = "a@" LABEL63 "." LABEL63 "." LABEL63 ".";
	const struct spf_question q = {.sender = sender};
	char domain[ADDRESS_DOMAIN_MAX + 1];
	size_t len = strlen(sender);

	(void)state;
	memset(sender + len, 'x', 62);
	sender[2 + 253] = '\0';
	assert_true(spf_domain(&q, domain));
	assert_int_equal(strlen(domain), 253);
	sender[2 + 253] = 'x';
	assert_false(spf_domain(&q, domain));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_checks, check_row);
	rows_add(&rows, late_rows, check_late);
	rows_add(&rows, domain_rows, check_domain);
	rows_add_one(&rows, "a long domain", test_long_domain, NULL);
	return rows_run("spf", &rows);
}
