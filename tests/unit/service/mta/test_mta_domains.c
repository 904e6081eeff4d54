/* SPDX-License-Identifier: BSD-2-Clause */
/* own-domains beside what Postfix and Sendmail say, from texts alone. */
#include "config.h"

#include <stdio.h>
#include <string.h>

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "lib/settings_text.h"
#include "service/mta/main_cf_private.h"
#include "service/mta/postfix_domains_private.h"
#include "service/mta/sendmail_domains.h"

#define HEAD                             \
	"timezone = 'Europe/Warsaw'\n"   \
	"store = 'sqlite:/nowhere/db'\n" \
	"key-file = '/nowhere/keys'\n"   \
	"relation 'r' { retain = {'1 month after last-contact'} }\n"

struct row {
	const char *name;
	const char *own; /* the value of own-domains; NULL: there is none */
	const char *text; /* main.cf or sendmail.cf */
	/* The one finding that is not fine; what NULL: there is none. */
	enum severity severity;
	const char *what;
	const char *mend;
	const char *fine; /* what is said to be fine; NULL: not looked at */
};

static const struct settings *settings_of(const char *own)
{
	char text[2000];

	snprintf(text, sizeof(text), HEAD "%s%s%s", own ? "own-domains = " : "",
		own ? own : "", own ? "\n" : "");
	return settings_must(text);
}

/* Files that the texts name. */
static enum err read_fake(void *arg, const char *path, struct buf *text)
{
	static const struct {
		const char *path, *text;
	} files[] = {
		{"/etc/mailname", "firma.pl\n"},
		{"/etc/postfix/domains", "# ours\nfirma.pl\nzweite.de, x.pl\n"},
		{"/etc/postfix/virtual",
			"firma.pl anything\n# drittens.de x\n"
			"info@viertens.de ania@firma.pl\n"},
		{"/etc/mail/local-host-names", "firma.pl # ours\nzweite.de\n"},
	};

	(void)arg;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strcmp(files[i].path, path) == 0)
			return buf_adds(text, files[i].text);
	return ERR_NOT_FOUND;
}

/* "sqlite:..." knows firma.pl, "hash:/broken" is away. */
static enum err query_fake(
	void *arg, const char *table, const char *key, struct buf *value)
{
	(void)arg;
	if (strcmp(table, "hash:/broken") == 0)
		return ERR_UNAVAILABLE;
	return strcmp(key, "firma.pl") == 0 ? buf_adds(value, "OK") :
					      ERR_NOT_FOUND;
}

static void expect(const struct row *row, const struct findings *f)
{
	const struct finding *bad = NULL;
	size_t wrong = 0;
	bool is_fine = !row->fine;

	assert_int_equal(findings_err(f), ERR_OK);
	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];

		print_message("# %s: %s; %s\n", severity_name(item->severity),
			item->what, item->mend ? item->mend : "-");
		assert_string_equal(item->area, "domains");
		if (item->severity == SEVERITY_FINE) {
			is_fine |= row->fine && strstr(item->what, row->fine);
			continue;
		}
		bad = item;
		wrong++;
	}
	assert_true(is_fine);
	assert_int_equal(wrong, row->what ? 1 : 0);
	if (!row->what)
		return;
	assert_int_equal(bad->severity, row->severity);
	assert_non_null(strstr(bad->what, row->what));
	assert_true(!row->mend || strstr(bad->mend, row->mend));
}

/* ---------------------------------------------------------------- Postfix */

#define SAME "are the same"

static const struct row postfix_rows[] = {
	{.name = "all is known",
		.own = "{'firma.pl', 'zweite.de'}",
		.text = "mydestination = $myhostname, localhost.$mydomain, "
			"localhost, $mydomain\nmyhostname = mx.firma.pl\n"
			"virtual_mailbox_domains = zweite.de\n",
		.fine = SAME},
	{.name = "a subdomain is the firm's",
		.own = "'firma.pl'",
		.text = "mydestination = shop.firma.pl\nmyorigin = firma.pl\n",
		.fine = SAME},
	{.name = "case and a dot at the end",
		.own = "'firma.pl'",
		.text = "mydestination = Firma.PL.\n",
		.fine = SAME},
	{.name = "a name with other letters",
		.own = "'żółw.pl'",
		.text = "mydestination = xn--w-uga1v8h.pl\n"
			"myorigin = $mydestination\n",
		.fine = SAME},
	{.name = "the server of a firm, without mailboxes",
		.own = "'firma.pl'",
		.text = "myhostname = out.firma.pl\nmydestination =\n",
		.fine = SAME},
	{"mail ends at another domain", "'firma.pl'",
		"mydestination = firma.pl, zweite.de\n", SEVERITY_ERROR,
		"mydestination names zweite.de", "\"zweite.de\"", NULL},
	{"a virtual mailbox domain", "'firma.pl'",
		"mydestination = firma.pl\n"
		"virtual_mailbox_domains = zweite.de\n",
		SEVERITY_ERROR, "virtual_mailbox_domains names zweite.de", NULL,
		NULL},
	{"a virtual alias domain", "'firma.pl'",
		"mydestination = firma.pl\nvirtual_alias_domains = zweite.de\n",
		SEVERITY_ERROR, "virtual_alias_domains names zweite.de", NULL,
		NULL},
	{"a relayed domain", "'firma.pl'",
		"mydestination = firma.pl\nrelay_domains = zweite.de\n",
		SEVERITY_WARNING, "relay_domains names zweite.de", NULL, NULL},
	{"what lies below a relayed domain", "'firma.pl'",
		"mydestination = firma.pl\nrelay_domains = .zweite.de\n",
		SEVERITY_WARNING, "relay_domains names zweite.de", NULL, NULL},
	{"another origin", "'firma.pl'",
		"mydestination = firma.pl\nmyorigin = zweite.de\n",
		SEVERITY_ERROR, "myorigin names zweite.de", NULL, NULL},
	{"the machine's own name", "'firma.pl'",
		"mydestination = firma.pl, $myhostname\n"
		"myhostname = vps7.hoster.pl\n",
		SEVERITY_WARNING, "vps7.hoster.pl", "\"vps7.hoster.pl\"", NULL},
	{"named in several lists, told once", "'firma.pl'",
		"mydestination = firma.pl, zweite.de\nmyorigin = zweite.de\n"
		"relay_domains = $mydestination\n",
		SEVERITY_ERROR, "mydestination names zweite.de", NULL, NULL},
	{"an own domain that is not known", "{'firma.pl', 'frima.pl'}",
		"mydestination = firma.pl\n", SEVERITY_WARNING,
		"own-domains names frima.pl", "\"frima.pl\"", NULL},
	{"no own domains", NULL,
		"mydestination = firma.pl\nmyorigin = firma.pl\n",
		SEVERITY_ERROR, "mydestination names firma.pl", NULL, NULL},
	{.name = "what is no domain",
		.own = "'firma.pl'",
		.text = "mydestination = firma.pl, localhost, "
			"localhost.other.pl, [192.0.2.1], host, "
			"localhost.localdomain, !other.pl\n",
		.fine = SAME},
	{.name = "a file",
		.own = "{'firma.pl', 'zweite.de', 'x.pl'}",
		.text = "mydestination = /etc/postfix/domains\n"
			"myorigin = /etc/mailname\n",
		.fine = SAME},
	{"a file with another domain", "{'firma.pl', 'x.pl'}",
		"mydestination = /etc/postfix/domains\n", SEVERITY_ERROR,
		"mydestination names zweite.de", NULL, NULL},
	{.name = "a table: its keys, and no addresses",
		.own = "'firma.pl'",
		.text = "virtual_alias_maps = proxy:hash:/etc/postfix/virtual\n"
			"mydestination =\n",
		.fine = SAME},
	{.name = "a table that is asked",
		.own = "'firma.pl'",
		.text = "virtual_mailbox_domains = sqlite:/etc/d.cf\n"
			"mydestination =\n",
		.fine = SAME},
	{"a table that is asked, and does not know it",
		"{'firma.pl', 'frima.pl'}",
		"virtual_mailbox_domains = sqlite:/etc/d.cf\nmydestination =\n",
		SEVERITY_WARNING, "own-domains names frima.pl", NULL, NULL},
	{.name = "a table of another machine",
		.own = "{'firma.pl', 'zweite.de'}",
		.text = "virtual_mailbox_domains = mysql:/etc/d.cf\n"
			"mydestination = firma.pl\n",
		.fine = "zweite.de of own-domains cannot be told"},
	{.name = "a table that is away",
		.own = "{'firma.pl', 'zweite.de'}",
		.text = "virtual_mailbox_domains = hash:/broken\n"
			"mydestination =\n",
		.fine = "virtual_mailbox_domains = hash:/broken"},
	{.name = "lines that go on, remarks, the last one counts",
		.own = "{'firma.pl', 'zweite.de'}",
		.text = "# mydestination = a.pl\nmydestination = b.pl\n"
			"mydestination=firma.pl,\n# no end\n\n"
			"   zweite.de\n myorigin = c.pl\n"
			"myhostname = mx.firma.pl\n",
		.severity = SEVERITY_ERROR,
		.what = "mydestination names c.pl"},
	{.name = "the domain of the myhostname that is said",
		.own = "'zweite.de'",
		.text = "mydestination = $mydomain\n"
			"myhostname=mx.zweite.de\n",
		.fine = SAME},
	{.name = "a mydomain before it",
		.own = "'zweite.de'",
		.text = "mydomain = zweite.de\nmyhostname = mx.$mydomain\n"
			"mydestination = $mydomain\n",
		.fine = SAME},
	{.name = "nothing is said: the machine's name",
		.own = "'firma.pl'",
		.text = "",
		.fine = SAME},
};

static void check_postfix(void **state)
{
	const struct postfix_lookup lookup = {
		.query = query_fake, .read = read_fake};
	const struct row *row = *state;
	const struct settings *s = settings_of(row->own);
	struct postfix_texts texts = {NULL, "", ""};
	struct postfix_conf conf;
	struct mta_domains m;
	struct findings f;
	struct buf text;

	buf_init(&text, 10000);
	assert_int_equal(
		main_cf_parameters(row->text, "mx.firma.pl", &text), ERR_OK);
	texts.parameters = buf_text(&text);
	findings_init(&f);
	mta_domains_init(&m);
	postfix_conf_init(&conf, &texts);
	postfix_domains(&conf, &lookup, s, &m);
	mta_domains_compare(&m, s, &f);
	expect(row, &f);
	postfix_conf_free(&conf);
	mta_domains_free(&m);
	findings_free(&f);
	buf_free(&text);
	settings_unref(&s);
}

/* --------------------------------------------------------------- Sendmail */

static const struct row sendmail_rows[] = {
	{.name = "class w",
		.own = "{'firma.pl', 'zweite.de'}",
		.text = "Cwlocalhost firma.pl\nFw-o /etc/mail/local-host-names "
			"%[^\\#]\nDMfirma.pl\n",
		.fine = SAME},
	{"a local host name of another domain", "'firma.pl'",
		"Fw/etc/mail/local-host-names\n", SEVERITY_ERROR,
		"class w names zweite.de", "\"zweite.de\"", NULL},
	{"a virtual host", "'firma.pl'", "Cwfirma.pl\nC{VirtHost}zweite.de\n",
		SEVERITY_ERROR, "class {VirtHost} names zweite.de", NULL, NULL},
	{"masqueraded as another", "'firma.pl'", "Cwfirma.pl\nDMzweite.de\n",
		SEVERITY_ERROR, "MASQUERADE_AS names zweite.de", NULL, NULL},
	{"an own domain that is not known", "{'firma.pl', 'frima.pl'}",
		"Cwfirma.pl\nFw-o /etc/mail/nowhere\nCPother.pl\n",
		SEVERITY_WARNING, "own-domains names frima.pl", NULL, NULL},
	{.name = "a class from a map",
		.own = "'firma.pl'",
		.text = "Fw@ldap:-k\n",
		.fine = "firma.pl of own-domains cannot be told"},
	{.name = "macros and literals",
		.own = "'firma.pl'",
		.text = "Cw$j [192.0.2.1] firma.pl\n",
		.fine = SAME},
};

static void check_sendmail(void **state)
{
	const struct row *row = *state;
	const struct settings *s = settings_of(row->own);
	struct mta_domains m;
	struct findings f;

	findings_init(&f);
	mta_domains_init(&m);
	sendmail_domains(row->text, read_fake, NULL, &m);
	mta_domains_compare(&m, s, &f);
	expect(row, &f);
	mta_domains_free(&m);
	findings_free(&f);
	settings_unref(&s);
}

/* ---------------------------------------------------------- by themselves */

static const struct row alone_rows[] = {
	{.name = "the firm's own", .own = "{'firma.pl', 'example.pl'}"},
	{"none at all", NULL, NULL, SEVERITY_WARNING,
		"there are no own-domains", "own-domains = ", NULL},
	{"that of the sample", "'firma.example'", NULL, SEVERITY_WARNING,
		"own-domains names firma.example", "instead of", NULL},
	{"one of the documentation", "{'firma.pl', 'mail.example.com'}", NULL,
		SEVERITY_WARNING, "mail.example.com", NULL, NULL},
	{"one that never is", "'firma.invalid'", NULL, SEVERITY_WARNING,
		"firma.invalid", NULL, NULL},
};

static void check_alone(void **state)
{
	const struct row *row = *state;
	const struct settings *s = settings_of(row->own);
	struct findings f;

	findings_init(&f);
	own_domains_look(s, &f);
	expect(row, &f);
	findings_free(&f);
	settings_unref(&s);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, postfix_rows, check_postfix);
	rows_add(&rows, sendmail_rows, check_sendmail);
	rows_add(&rows, alone_rows, check_alone);
	return rows_run("mta_domains", &rows);
}
