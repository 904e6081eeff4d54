/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#define ROUNDS 300

/* A generator of our own: the same seed gives the same files everywhere. */
struct dice {
	uint64_t state;
};

static unsigned roll(struct dice *d, unsigned sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(d->state >> 33) % sides;
}

#define PICK(d, list) ((list)[roll(d, sizeof(list) / sizeof((list)[0]))])

static void add_some(struct dice *d, struct buf *out, const char *key,
	const char *const *items, size_t len)
{
	const char *separator = "";

	if (!roll(d, 3))
		return;
	(void)buf_addf(out, "%s = {", key);
	for (size_t i = 0; i < len; i++) {
		if (!roll(d, 2))
			continue;
		(void)buf_addf(out, "%s%s", separator, items[i]);
		separator = ",\n\t# a remark\n\t";
	}
	(void)buf_adds(out, "}\n");
}

#define ADD_SOME(d, out, key, items) \
	add_some(d, out, key, items, sizeof(items) / sizeof((items)[0]))

static void add_one(struct dice *d, struct buf *out, const char *key,
	const char *const *values, size_t len)
{
	if (roll(d, 2))
		(void)buf_addf(
			out, "%s = %s\n", key, values[roll(d, (unsigned)len)]);
}

#define ADD_ONE(d, out, key, values) \
	add_one(d, out, key, values, sizeof(values) / sizeof((values)[0]))

static void add_top(struct dice *d, struct buf *out)
{
	static const char *const zones[] = {
		"Europe/Warsaw", "UTC", "America/New_York"};
	static const char *const modes[] = {"enforce", "'observe'"};
	static const char *const faults[] = {"defer", "hold", "accept"};
	static const char *const syncs[] = {"commit", "write"};
	static const char *const domains[] = {
		"'a.example'", "\"ż.example\"", "b"};
	static const char *const separators[] = {"''", "'+'", "'-='"};
	static const char *const tags[] = {
		"'[x] '", "\"it's\"", "'\\'\\\\'", "'${ref} \\d'", "\"\\\"\""};

	(void)buf_addf(out, "timezone = '%s'\n", PICK(d, zones));
	(void)buf_adds(out, "store = 'sqlite:/x/y'\nkey-file = \"/k\"\n");
	ADD_ONE(d, out, "mode", modes);
	ADD_ONE(d, out, "on-fault", faults);
	ADD_ONE(d, out, "journal-sync", syncs);
	ADD_SOME(d, out, "own-domains", domains);
	ADD_ONE(d, out, "sub-address-separators", separators);
	ADD_ONE(d, out, "subject-tag", tags);
}

static void add_milter(struct dice *d, struct buf *out)
{
	static const char *const sockets[] = {"'inet:8891@127.0.0.1'",
		"'inet6:1@::1'", "'fd:3'", "'unix:/run/a b/s'"};
	static const char *const modes[] = {"0600", "'777'", "0"};
	static const char *const times[] = {"'1 second'", "'90 seconds'",
		"'2 days'", "'7d'", "'61 minutes'"};
	static const char *const drains[] = {"0", "'1 hour'"};

	if (!roll(d, 3))
		return;
	(void)buf_adds(out, "milter {\n");
	ADD_ONE(d, out, "socket", sockets);
	ADD_ONE(d, out, "socket-mode", modes);
	ADD_ONE(d, out, "timeout", times);
	ADD_ONE(d, out, "drain", drains);
	(void)buf_adds(out, "}\n");
}

static void add_policy(struct dice *d, struct buf *out)
{
	static const char *const rules[] = {"'1 month after last-contact'",
		"'6 years after relation-end'", "'30 days after collection'",
		"'2 weeks after collection'"};
	static const char *const carried[] = {
		"contract", "'legitimate-interest'", "soft-opt-in"};
	static const char *const bases[] = {"consent", "explicit-consent",
		"public-task", "legitimate-interest"};
	static const char *const purposes[] = {"p0", "'p1'"};
	static const char *const categories[] = {"health", "'sex-life'"};
	static const char *const shown[] = {"'pl: a'", "'en: b'", "c"};
	static const char *const windows[] = {"'14 days'", "'36 hours'", "0"};
	static const char *const actions[] = {"hold", "reject"};
	static const char *const notices[] = {"'/stop/i'", "\"/it's/\""};
	static const char *const forms[] = {"'headers'", "text"};
	static const char *const yes[] = {"yes", "no"};
	static const char *const list_formats[] = {
		"ecg", "'adigital-sha256'", "md5", "addresses"};
	static const char *const ages[] = {"'30 days'", "'36 hours'"};

	for (unsigned i = 0; i < roll(d, 4); i++) {
		(void)buf_addf(out, "relation 'r%u' {\n", i);
		ADD_SOME(d, out, "retain", rules);
		ADD_SOME(d, out, "bases", carried);
		ADD_SOME(d, out, "shown-as", shown);
		(void)buf_adds(out, "}\n");
	}
	for (unsigned i = 0; i < 2; i++) {
		(void)buf_addf(
			out, "purpose p%u { bases = {%s}\n", i, PICK(d, bases));
		ADD_SOME(d, out, "special-category", categories);
		ADD_SOME(d, out, "disclosed-to", shown);
		ADD_SOME(d, out, "shown-as", shown);
		ADD_ONE(d, out, "answer-window", windows);
		ADD_ONE(d, out, "min-interval", windows);
		(void)buf_addf(out, "notice = %s\n", PICK(d, notices));
		ADD_SOME(d, out, "require-notice", forms);
		ADD_ONE(d, out, "unsubscribe-headers", yes);
		(void)buf_adds(out, "actions {\n");
		ADD_ONE(d, out, "unknown", actions);
		ADD_ONE(d, out, "objected", actions);
		(void)buf_adds(out, "} }\n");
	}
	for (unsigned i = 0; i < roll(d, 3); i++) {
		(void)buf_addf(out, "list 'l%u' { format = %s file = '/l/%u'\n",
			i, PICK(d, list_formats), i);
		ADD_ONE(d, out, "max-age", ages);
		ADD_SOME(d, out, "purposes", purposes);
		ADD_SOME(d, out, "unless", bases);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_adds(out, "source 's' {\n");
	ADD_SOME(d, out, "collected-for", purposes);
	(void)buf_adds(out, "}\nactions {\n");
	ADD_ONE(d, out, "allowed", actions);
	(void)buf_adds(out, "}\n");
}

static void add_classify(struct dice *d, struct buf *out)
{
	static const char *const purposes[] = {"none", "p0", "p1"};
	static const char *const globs[] = {"'*@a.example'", "\"x?@b\""};
	static const char *const clients[] = {
		"'192.0.2.0/24'", "'::/0'", "'2001:db8::1'"};
	static const char *const headers[] = {
		"'X: /\\b\\'\\/a/i'", "\"Subject:/./\"", "'X-Y:  /ż/sx'"};

	for (unsigned i = 0; i < roll(d, 4); i++) {
		(void)buf_addf(out, "classify \"c %u'\" {\npurpose = %s\n", i,
			PICK(d, purposes));
		ADD_SOME(d, out, "sender", globs);
		ADD_SOME(d, out, "recipient", globs);
		ADD_SOME(d, out, "auth-user", globs);
		ADD_SOME(d, out, "listener", globs);
		ADD_SOME(d, out, "client", clients);
		ADD_SOME(d, out, "header", headers);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_adds(out, "purpose-header {\n");
	ADD_SOME(d, out, "sender", globs);
	ADD_SOME(d, out, "client", clients);
	(void)buf_adds(out, "}\n");
}

static void add_rest(struct dice *d, struct buf *out)
{
	static const char *const dots[] = {"yes", "off", "true"};
	static const char *const separators[] = {"''", "'-'"};
	static const char *const replies[] = {"'it\\'s ${ref}'", "\"no: %\""};

	if (roll(d, 2)) {
		(void)buf_adds(out, "address-rule 'gmail.com' {\n");
		ADD_ONE(d, out, "ignore-dots", dots);
		ADD_ONE(d, out, "separators", separators);
		(void)buf_adds(out,
			"}\naddress-rule 'ż.example' { alias-of = "
			"'gmail.com' }\n");
	}
	(void)buf_adds(out, "reply {\n");
	ADD_ONE(d, out, "objected", replies);
	ADD_ONE(d, out, "fault", replies);
	(void)buf_adds(out, "}\n");
}

static void add_outlet(struct dice *d, struct buf *out)
{
	static const char *const sizes[] = {
		"'25 MB'", "'1999 kB'", "'1234567'", "'1 GB'"};
	static const char *const routes[] = {"'smtp:mx.example:25'",
		"'smtp:[::1]:2525'", "'sendmail:/usr/sbin/sendmail'"};
	static const char *const yes[] = {"yes", "no"};
	static const char *const untellable[] = {"refuse", "hold"};
	static const char *const mixed[] = {"split", "all"};
	static const char *const from[] = {"'p@a.example'"};
	static const char *const periods[] = {"'3 years'", "'90 days'"};
	static const char *const files[] = {"'/srv/forget'", "'/a b'"};
	static const char *const calendars[] = {"none", "pl"};
	static const char *const days[] = {"'2018-11-12'", "'2024-02-29'"};
	static const char *const languages[] = {"pl", "'en_GB'", "fr"};
	static const char *const contacts[] = {"'Anna, 12'", "'a \"b\" c'"};
	static const char *const pages[] = {"'https://firma.example/r/'"};

	ADD_ONE(d, out, "reply-language", languages);
	ADD_ONE(d, out, "reply-contact", contacts);
	ADD_ONE(d, out, "reply-page", pages);
	ADD_ONE(d, out, "notify-held", yes);
	ADD_ONE(d, out, "untellable", untellable);
	ADD_ONE(d, out, "mixed", mixed);
	(void)buf_adds(out, "quarantine {\n");
	ADD_ONE(d, out, "max-message", sizes);
	(void)buf_adds(out, "}\nrelease {\n");
	ADD_ONE(d, out, "via", routes);
	(void)buf_adds(out, "}\nnotices {\n");
	ADD_ONE(d, out, "from", from);
	ADD_ONE(d, out, "language", languages);
	ADD_ONE(d, out, "tell-deleted", yes);
	ADD_ONE(d, out, "tell-released", yes);
	(void)buf_adds(out, "}\npurge {\n");
	ADD_ONE(d, out, "notify-command", files);
	ADD_ONE(d, out, "notify-file", files);
	(void)buf_adds(out, "}\njournal {\n");
	ADD_ONE(d, out, "retain", periods);
	(void)buf_adds(out, "}\nrequests {\n");
	ADD_ONE(d, out, "holidays", calendars);
	ADD_SOME(d, out, "more-holidays", days);
	ADD_ONE(d, out, "retain", periods);
	(void)buf_adds(out, "}\n");
}

static void add_speech(struct dice *d, struct buf *out)
{
	static const char *const words[] = {"'STOP'", "'dość'", "\"it's\""};
	static const char *const ids[] = {"'mx.a.example'", "'x'"};
	static const char *const times[] = {"'90 seconds'", "'2 minutes'"};
	static const char *const sizes[] = {"'2 MB'", "'12345678'"};
	static const char *const yes[] = {"yes", "no"};
	static const char *const pages[] = {
		"'https://a.example/u/'", "'https://[::1]:8443/'"};
	static const char *const boxes[] = {"'U+x@a.example'", "\"ż@ż.pl\""};
	static const char *const own[] = {"keep", "replace"};
	static const char *const proxies[] = {"'127.0.0.1'", "'::/0'"};

	if (roll(d, 2)) {
		(void)buf_adds(out, "inbound {\n");
		ADD_SOME(d, out, "stop-words", words);
		ADD_SOME(d, out, "automatic-subjects", words);
		ADD_SOME(d, out, "trusted-authserv", ids);
		ADD_ONE(d, out, "dns-timeout", times);
		ADD_ONE(d, out, "spool-max", sizes);
		ADD_ONE(d, out, "spf", yes);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_addf(out, "unsubscribe {\nurl = %s\n", PICK(d, pages));
	ADD_ONE(d, out, "address", boxes);
	ADD_ONE(d, out, "own-headers", own);
	ADD_SOME(d, out, "trusted-proxies", proxies);
	(void)buf_adds(out, "}\n");
}

static void add_staff(struct dice *d, struct buf *out)
{
	static const char *const pages[] = {
		"'https://a.example:8443'", "'http://localhost:1'"};
	static const char *const users[] = {"'a b'", "\"w\""};
	static const char *const times[] = {"'90 seconds'", "'2 hours'"};
	static const char *const forms[] = {"required", "'optional'"};
	static const char *const yes[] = {"yes", "no"};
	static const char *const numbers[] = {"1", "12345"};
	static const char *const proxies[] = {"'127.0.0.1'", "'::/0'"};
	static const char *const sockets[] = {
		"'unix:/run/m'", "'inet:9893@127.0.0.1'"};

	if (roll(d, 2))
		return;
	(void)buf_addf(out, "staff {\nurl = %s\n", PICK(d, pages));
	(void)buf_adds(out, "listen = 'unix:/run/s'\n");
	ADD_ONE(d, out, "user", users);
	ADD_ONE(d, out, "proxy-user", users);
	ADD_ONE(d, out, "session-idle", times);
	ADD_ONE(d, out, "second-factor", forms);
	ADD_ONE(d, out, "proxy-asks-second-factor", yes);
	ADD_ONE(d, out, "checks-per-day", numbers);
	ADD_ONE(d, out, "answers-confirmed", yes);
	ADD_ONE(d, out, "max-connections", numbers);
	ADD_ONE(d, out, "metrics", sockets);
	ADD_SOME(d, out, "trusted-proxies", proxies);
	(void)buf_adds(out, "}\n");
}

static void add_record(struct dice *d, struct buf *out)
{
	static const char *const texts[] = {
		"'pl: it\\'s'", "\"none\"", "'a, \"b\"'"};

	if (roll(d, 2)) {
		(void)buf_adds(out, "controller {\n");
		ADD_ONE(d, out, "name", texts);
		ADD_ONE(d, out, "representative", texts);
		ADD_SOME(d, out, "contact", texts);
		ADD_SOME(d, out, "authority", texts);
		(void)buf_adds(out, "}\nofficer {\nname = 'A'\n");
		ADD_SOME(d, out, "contact", texts);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_adds(out, "processing {\n");
	ADD_SOME(d, out, "data-categories", texts);
	ADD_SOME(d, out, "disclosed-to", texts);
	ADD_SOME(d, out, "security", texts);
	(void)buf_adds(out, "}\n");
}

static void show(const struct settings *s, struct buf *out)
{
	buf_init(out, 1u << 20);
	assert_int_equal(settings_show(s, out), ERR_OK);
}

/* What "show" prints reads back, and shown again is the same. */
static void check_round(const char *text)
{
	const struct settings *s = settings_must(text), *again;
	struct buf once, twice;

	show(s, &once);
	again = settings_must(buf_text(&once));
	show(again, &twice);
	assert_string_equal(buf_text(&once), buf_text(&twice));
	assert_int_equal(s->policy.purposes_len, again->policy.purposes_len);
	assert_int_equal(s->classify_len, again->classify_len);
	assert_int_equal(s->quarantine.max_message_bytes,
		again->quarantine.max_message_bytes);
	assert_int_equal(s->milter.timeout_s, again->milter.timeout_s);
	assert_int_equal(s->milter.socket_mode, again->milter.socket_mode);
	assert_int_equal(s->inbound.is_on, again->inbound.is_on);
	assert_int_equal(s->unsubscribe.is_on, again->unsubscribe.is_on);
	assert_int_equal(s->staff.is_on, again->staff.is_on);
	for (size_t i = 0; i < s->policy.purposes_len; i++) {
		assert_int_equal(s->purposes[i].require_notice,
			again->purposes[i].require_notice);
		assert_int_equal(s->purposes[i].adds_unsubscribe,
			again->purposes[i].adds_unsubscribe);
	}
	buf_free(&once);
	buf_free(&twice);
	settings_unref(&s);
	settings_unref(&again);
}

static void test_least(void **state)
{
	(void)state;
	check_round(SETTINGS_HEAD);
}

static void test_any(void **state)
{
	const char *given = getenv("ROBINSON_SEED");
	struct dice d = {.state = given ? strtoull(given, NULL, 10) :
					  (uint64_t)time(NULL)};

	(void)state;
	print_message("# ROBINSON_SEED=%llu\n", (unsigned long long)d.state);
	for (int i = 0; i < ROUNDS; i++) {
		struct buf text;

		buf_init(&text, 1u << 20);
		add_top(&d, &text);
		add_milter(&d, &text);
		add_outlet(&d, &text);
		add_speech(&d, &text);
		add_staff(&d, &text);
		add_record(&d, &text);
		add_policy(&d, &text);
		add_classify(&d, &text);
		add_rest(&d, &text);
		assert_int_equal(buf_err(&text), ERR_OK);
		check_round(buf_text(&text));
		buf_free(&text);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the least configuration", test_least, NULL);
	rows_add_one(&rows, "any configuration", test_any, NULL);
	return rows_run("show", &rows);
}
