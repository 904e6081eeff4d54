/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D17 */
#include "config/settings.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/policy_find.h"
#include "lib/rows.h"
#include "lib/settings_text.h"

/* SETTINGS_HEAD has three lines: what a row adds begins on the fourth. */
#define STAFF(more) "staff { url = 'https://a.example' " more " }\n"
#define PURPOSE "purpose 'p' { bases = {'consent'} }\n"
#define RELATION "relation 'r' { retain = {'1 month after last-contact'} }\n"

struct bad_row {
	const char *name;
	const char *text; /* behind the head */
	int line;
	const char *says; /* part of the problem's text */
};

static const struct bad_row bad_rows[] = {
	/* form */
	{"a key without a value", "mode =\n", 4,
		"mode: found the end of the line"},
	{"a key alone", "mode\non-fault = hold\n", 4, "mode: found the end"},
	{"no equals sign", "mode enforce\n", 4, "mode: found \"enforce\""},
	{"an unquoted star", "own-domains = {*}\n", 4,
		"own-domains: found * without quotes"},
	{"an unquoted pattern in a list",
		PURPOSE
		"classify 'c' { purpose = p\n auth-user = {'a', jan@*} }",
		6,
		"auth-user: found jan@* without quotes; accepted: a pattern "
		"in quotes, as 'jan@*'"},
	{"an unquoted question mark", "instance = m?\n", 4,
		"instance: found m? without quotes"},
	{"an unquoted path", "milter { pid-file = /run/x }\n", 4,
		"pid-file: found /run/x without quotes"},
	{"a text without its end", "instance = 'mx\nmode = enforce\n", 4,
		"instance: a text is not closed on its line"},
	{"a backslash in double quotes", "subject-tag = \"a\\b\"\n", 4,
		"subject-tag: found a backslash in double quotes"},
	{"a variable in double quotes", "subject-tag = \"${HOME}\"\n", 4,
		"subject-tag: found ${ in double quotes"},
	{"a list without its end", "own-domains = {'a.b'\nmode = observe\n", 4,
		"own-domains: the list is not closed"},
	{"a list without a comma", "own-domains = {'a.b'\n 'c.d'}\n", 5,
		"own-domains: found \"c.d\" in a list"},
	{"a section without its end", "milter {\n drain = 0\n", 4,
		"milter: the section is not closed"},
	{"a brace too many", PURPOSE "}\n", 5,
		"found \"}\" where nothing is open"},
	{"a semicolon", "mode = observe;\n", 4, "found \";\""},
	{"an appended list", "own-domains += {'a.b'}\n", 4, "found \"+=\""},
	{"a comment without its end", "\n/* once\n\n", 5, "is not closed"},
	{"a quoted key", "'mode' = observe\n", 4, "the name of a key"},
	{"no UTF-8", "# \n# caf\xe9\n", 5, "no UTF-8"},
	/* what is held and how it leaves */
	{"a size of no unit known", "quarantine { max-message = '25 Mb' }\n", 4,
		"quarantine: max-message: found \"25 Mb\""},
	{"a size beyond all disks",
		"quarantine { max-total = '999999999999 TB' }\n", 4,
		"max-total: found \"999999999999 TB\""},
	{"less in all than in one", "quarantine { max-total = '10 MB' }\n", 4,
		"max-total: found less than max-message"},
	{"a route of no kind", "release { via = 'smpt:a:25' }\n", 4,
		"did you mean \"smtp\"?"},
	{"a route without a port", "release { via = 'smtp:localhost' }\n", 4,
		"a host, a colon and a port"},
	{"a bare IPv6 address", "release { via = 'smtp:::1:25' }\n", 4,
		"write [ and ]"},
	{"a program without its path", "release { via = 'sendmail:x' }\n", 4,
		"the path must be absolute"},
	{"a page that is none", "reply-page = 'http://a.example/'\n", 4,
		"reply-page: found \"http://a.example/\""},
	{"a page without an end", "reply-page = 'https://a.example'\n", 4,
		"reply-page: found \"https://a.example\""},
	{"a template with a variable that there is not",
		"reply { objected = '${contacts}' }\n", 4, "contact"},
	{"a socket for checks by TCP",
		"milter { check-socket = 'inet:1@127.0.0.1' check-group = 'x' "
		"}\n",
		4, "accepted: unix:/PATH"},
	{"a socket for checks of nobody",
		"milter { check-socket = 'unix:/run/x' }\n", 4,
		"check-socket: found no \"check-group\" beside it"},
	{"a group that asks nowhere", "milter { check-group = 'x' }\n", 4,
		"check-group: found no \"check-socket\" beside it"},
	{"a mailbox with a name", "notices { from = 'P <p@a.example>' }\n", 4,
		"the address alone"},
	/* do-not-mail lists */
	{"a list without its file", "list 'x' { format = ecg }\n", 4,
		"list \"x\": found no \"file\""},
	{"a list without its format", "list 'x' { file = '/x' }\n", 4,
		"found no \"format\""},
	{"a format of no kind", "list 'x' { file = '/x' format = sha2 }\n", 4,
		"format: found \"sha2\""},
	{"two lists in one file",
		"list 'x' { file = '/x' format = ecg }\n"
		"list 'y' { file = '/x' format = ecg }\n",
		5, "file: found the file of list \"x\""},
	{"a list for a purpose of nowhere",
		PURPOSE
		"list 'x' { file = '/x' format = ecg purposes = {'q'} }\n",
		5, "found \"q\", which no purpose section defines"},
	{"a basis that is none",
		"list 'x' { file = '/x' format = ecg unless = {'consnt'} }\n",
		4, "did you mean \"consent\"?"},
	{"an age of no time",
		"list 'x' { file = '/x' format = ecg max-age = '1 minute' }\n",
		4, "max-age: found \"1 minute\""},
	{"a list without a name", "list { file = '/x' format = ecg }\n", 4,
		"list: found no title"},
	/* what strangers send */
	{"a source that is none",
		PURPOSE "source 'mail' { collected-for = {'p'} }\n"
			"inbound { source = 'mial' }\n",
		6, "did you mean \"mail\"?"},
	{"a source of nowhere", "inbound { source = 'x' }\n", 4,
		"which no source section defines"},
	{"a stop word with blanks around", "inbound { stop-words = ' a' }\n", 4,
		"one blank between words"},
	{"a subject of nothing", "inbound { automatic-subjects = {''} }\n", 4,
		"automatic-subjects: found \"\""},
	{"a stop word of nothing", "inbound { stop-words = {''} }\n", 4,
		"from 1 to 100 octets"},
	{"a DNS that is asked for ever",
		"inbound { dns-timeout = '6 minutes' }\n", 4,
		"from 1 to 300 seconds"},
	{"a spool too small", "inbound { spool-max = '1 MB' }\n", 4,
		"spool-max: found \"1 MB\""},
	/* how a recipient says no more */
	{"a page without TLS",
		"unsubscribe { url = 'http://firma.example/u/' }\n", 4,
		"https only"},
	{"a page of no kind", "unsubscribe { url = 'firma.example/u/' }\n", 4,
		"url: found \"firma.example/u/\""},
	{"a page without a slash",
		"unsubscribe { url = 'https://firma.example/u' }\n", 4,
		"the token follows a /"},
	{"a page with a question",
		"unsubscribe { url = 'https://firma.example/?u=/' }\n", 4,
		"? and #"},
	{"a page that ends its bracket",
		"unsubscribe { url = 'https://firma.example/>/' }\n", 4,
		"brackets"},
	{"a page of a user", "unsubscribe { url = 'https://a@b.example/' }\n",
		4, "without a user"},
	{"a page without host", "unsubscribe { url = 'https:///u/' }\n", 4,
		"a host"},
	{"a mailbox that is none", "unsubscribe { address = 'stop' }\n", 4,
		"address: found \"stop\""},
	{"a certificate alone", "unsubscribe { certificate = '/c' }\n", 4,
		"found no \"private-key\" beside it"},
	{"a key alone", "unsubscribe { private-key = '/c' }\n", 4,
		"found no \"certificate\" beside it"},
	{"a recorder over the network",
		"unsubscribe { recorder = 'inet:1@127.0.0.1' }\n", 4,
		"accepted: unix:/PATH"},
	/* the staff pages */
	{"staff pages nowhere", "staff { }\n", 4, "found no \"url\""},
	{"staff pages without TLS", "staff { url = 'http://a.example' }\n", 4,
		"without TLS only localhost"},
	{"another host than localhost",
		"staff { url = 'http://localhost.a.example' }\n", 4,
		"without TLS only localhost"},
	{"staff pages of no kind", "staff { url = 'a.example' }\n", 4,
		"url: found \"a.example\""},
	{"an origin with a slash", "staff { url = 'https://a.example/' }\n", 4,
		"no / either"},
	{"an origin with a slash behind a port",
		"staff { url = 'https://a.example:8443/' }\n", 4,
		"no / either"},
	{"an origin in capitals", "staff { url = 'https://A.example' }\n", 4,
		"small letters"},
	{"an origin of a user", "staff { url = 'https://b@a.example' }\n", 4,
		"small letters"},
	{"an origin without host", "staff { url = 'https://:1' }\n", 4,
		"a host in"},
	{"an origin with the scheme's port",
		"staff { url = 'https://a.example:443' }\n", 4, "is left out"},
	{"an origin with a port too high",
		"staff { url = 'https://a.example:65536' }\n", 4,
		"from 1 to 65535"},
	{"an origin with a port of nothing",
		"staff { url = 'https://a.example:' }\n", 4, "from 1 to 65535"},
	{"staff pages for the whole network",
		STAFF("listen = 'inet:80@192.0.2.1'"), 4, "loopback"},
	{"staff pages for every address", STAFF("listen = 'inet6:80@::'"), 4,
		"loopback"},
	{"staff pages at a descriptor", STAFF("listen = 'fd:3'"), 4,
		"loopback"},
	{"metrics for the whole network",
		STAFF("metrics = 'inet:80@192.0.2.1'"), 4, "loopback"},
	{"metrics for every address", STAFF("metrics = 'inet:80@0.0.0.0'"), 4,
		"loopback"},
	{"metrics at a descriptor", STAFF("metrics = 'fd:3'"), 4, "loopback"},
	{"a proxy that the system does not name",
		STAFF("proxy-user = 'www-data'"), 4, "with unix:/PATH"},
	{"a rest that is longer than the session",
		STAFF("session-idle = '2 hours' session-max = '1 hour'"), 4,
		"session-idle: found more"},
	{"headers that lead nowhere",
		"purpose 'p' { bases = {'consent'}\n"
		"unsubscribe-headers = yes }\n",
		5, "without a place to unsubscribe at"},
	/* the notice of the right to object */
	{"a notice of no form",
		"purpose 'p' { bases = {'consent'} require-notice = 'txt' }\n",
		4, "did you mean \"text\"?"},
	{"a notice without its pattern",
		"purpose 'p' { bases = {'consent'} require-notice = 'text' }\n",
		4, "found \"text\" and no \"notice\""},
	{"a pattern without slashes",
		"purpose 'p' { bases = {'consent'} require-notice = 'text' "
		"notice = 'stop' }\n",
		4, "between slashes"},
	{"a pattern of one slash",
		"purpose 'p' { bases = {'consent'} require-notice = 'text' "
		"notice = '/' }\n",
		4, "between slashes"},
	{"a pattern that does not compile",
		"purpose 'p' { bases = {'consent'} require-notice = 'text' "
		"notice = '/(/' }\n",
		4, "fails at character 2"},
	{"a control character", "subject-tag = 'a\x01'\n", 4, "0x01"},

	/* the line is right whatever stands before */
	{"behind remarks of all kinds",
		"# one\n// two\n/* three\n four */ # five\nmode = on\n", 8,
		"mode: found \"on\""},
	{"behind a remark on the same line", "/* \n */ mode = on\n", 5,
		"mode: found \"on\""},
	{"in the third line of a list",
		"own-domains = {'a.b',\n# no\n'c..d'}\n", 6,
		"own-domains: found \"c..d\""},

	/* schema */
	{"a mistyped key", "mdoe = observe\n", 4, "did you mean \"mode\"?"},
	{"a mistyped key of a section", "milter { sockt = 'fd:3' }\n", 4,
		"did you mean \"socket\"?"},
	{"a mistyped section", "mitler { drain = 0 }\n", 4,
		"did you mean \"milter\"?"},
	{"a key of nowhere", "frobnicate = 1\n", 4,
		"unknown key \"frobnicate\""},
	{"a section of nowhere", "frobnicate 'x' { a = b }\n", 4,
		"unknown section \"frobnicate\""},
	{"a key of another section", "drain = 0\n", 4,
		"accepted: in a section \"milter\""},
	{"a key of the top in a section", "milter { mode = observe }\n", 4,
		"accepted: outside of all sections"},
	{"a key twice", "mode = observe\nmode = enforce\n", 5,
		"mode: found a second time"},
	{"a section twice", "milter { }\nmilter { }\n", 5,
		"milter: found a second time"},
	{"a title twice", PURPOSE PURPOSE, 5, "purpose \"p\": found a second"},
	{"a section that should be a value", "mode { }\n", 4,
		"mode: found a section"},
	{"a value that should be a section", "milter = 1\n", 4,
		"milter: found a value"},
	{"a title too many", "milter 'x' { }\n", 4, "without a title"},
	{"no title", "purpose { bases = {'consent'} }\n", 4, "found no title"},
	{"a title that is no name",
		"relation 'a b' { retain = "
		"{'1 day after collection'} }\n",
		4, "accepted as a name"},
	{"the built-in purpose", "purpose 'none' { bases = {'consent'} }\n", 4,
		"this name is built in"},
	{"a list where one value is accepted", "mode = {'observe'}\n", 4,
		"mode: found a list"},
	{"a purpose without bases", "\npurpose 'p' { }\n", 5,
		"purpose \"p\": found no \"bases\""},
	{"a classify without purpose", "classify 'c' { sender = '*@a' }\n", 4,
		"classify \"c\": found no \"purpose\""},

	/* values */
	{"a word", "on-fault = accpet\n", 4, "did you mean \"accept\"?"},
	{"a duration's unit", "milter { drain = '5 secondes' }\n", 4,
		"did you mean \"seconds\"?"},
	{"a duration too long", "milter { drain = '2 hours' }\n", 4,
		"from 0 to 3600 seconds"},
	{"a day that there is not",
		"requests { more-holidays = {'2019-02-29'} }\n", 4,
		"more-holidays: found \"2019-02-29\""},
	{"a day written otherwise",
		"requests { more-holidays = {'12.11.2018'} }\n", 4,
		"as \"2018-11-12\""},
	{"a calendar that is not shipped", "requests { holidays = xx }\n", 4,
		"none, pl"},
	{"a period is no duration", "milter { timeout = '1 month' }\n", 4,
		"milter: timeout: found \"1 month\""},
	{"a number", "milter { max-recipients = many }\n", 4,
		"max-recipients: found \"many\""},
	{"a negative number", "milter { max-recipients = -1 }\n", 4,
		"found \"-1\""},
	{"a number too large", "milter { max-header-bytes = 99999999999 }\n", 4,
		"from 1024 to 67108864 octets"},
	{"a number beyond all numbers",
		"milter { max-recipients = 99999999999999999999 }\n", 4,
		"from 1 to 1000000"},
	{"a mode that is not octal", "milter { socket-mode = '0680' }\n", 4,
		"socket-mode: found \"0680\""},
	{"a mode with more bits", "milter { socket-mode = '04755' }\n", 4,
		"0000 to 0777"},
	{"Postfix's socket syntax",
		"milter { socket = 'inet:127.0.0.1:8891' }\n", 4,
		"write PORT@HOST"},
	{"a socket without host", "milter { socket = 'inet:8891' }\n", 4,
		"name the host"},
	{"a socket without kind", "milter { socket = '/run/x' }\n", 4,
		"write unix: before a path"},
	{"a socket's port", "milter { socket = 'inet:0@::1' }\n", 4,
		"from 1 to 65535"},
	{"a socket of no kind", "milter { socket = 'uinx:/run/x' }\n", 4,
		"did you mean \"unix\"?"},
	{"a relative socket", "milter { socket = 'unix:x' }\n", 4,
		"socket: found \"unix:x\""},
	{"a path that is relative", "milter { pid-file = 'x' }\n", 4,
		"an absolute path"},
	{"an own domain", "own-domains = {'a b'}\n", 4,
		"own-domains: found \"a b\""},
	{"separators", "sub-address-separators = 'x'\n", 4,
		"sub-address-separators: found \"x\""},
	{"a header's name", "flag-header = 'X:'\n", 4, "flag-header: found"},
	{"a retain rule's anchor",
		"relation 'r' { retain = {'1 month after last-contct'} }\n", 4,
		"did you mean \"last-contact\"?"},
	{"the second retain rule",
		"relation 'r' { retain = {'1 month after last-contact',\n"
		"'1 fortnight after collection'} }\n",
		5, "found \"1 fortnight"},
	{"a relation that carries consent",
		"relation 'r' { retain = {'1 month after last-contact'}\n"
		"bases = {'consent'} }\n",
		5, "recorded with \"robinson grant\""},
	{"a relation that carries a public task",
		"relation 'r' { retain = {'1 month after last-contact'}\n"
		"bases = {'public-task'} }\n",
		5, "cannot carry it"},
	{"a basis", "purpose 'p' { bases = {'consent', 'contrat'} }\n", 4,
		"did you mean \"contract\"?"},
	{"a special category",
		"purpose 'p' { bases = {'consent'} special-category = "
		"{'helth'} }\n",
		4, "did you mean \"health\"?"},
	{"a source for no purpose",
		PURPOSE "source 's' { collected-for = "
			"{'p',\n'pp'} }\n",
		6, "found \"pp\", which no purpose section defines"},
	{"a near purpose",
		"purpose 'newsletter' { bases = {'consent'} }\n"
		"classify 'c' { purpose = newsleter sender = '*@a' }\n",
		5, "did you mean \"newsletter\"?"},
	{"a refused action", "actions { objected = accept }\n", 4,
		"can be neither accepted nor flagged"},
	{"an objection without proof is not flagged",
		"actions { objection-unconfirmed = flag }\n", 4,
		"can be neither accepted nor flagged"},
	{"held by the mail server, which lets go without asking",
		"hold-in = mta\nactions { objected = hold }\n", 5,
		"accepted: reject; what the mail server holds is released"},
	{"likewise for one purpose",
		"hold-in = mta\npurpose 'p' { bases = {'consent'}\n actions { "
		"objection-unconfirmed = hold } }\n",
		6, "accepted: reject; what the mail server holds is released"},
	{"a refused action of a purpose",
		"purpose 'p' { bases = {'consent'}\n actions { withdrawn = "
		"flag "
		"} }\n",
		5, "purpose \"p\": actions: withdrawn: found \"flag\""},
	{"an action", "actions { unknown = rejct }\n", 4,
		"did you mean \"reject\"?"},
	{"a reason", "actions { unknwon = reject }\n", 4,
		"did you mean \"unknown\"?"},
	{"a client range", "purpose-header { client = {'10.0.0.0/33'} }\n", 4,
		"a prefix of 0 to 32 bits"},
	{"a client's host bits", "purpose-header { client = {'10.1.2.3/8'} }\n",
		4, "write 10.0.0.0/8"},
	{"a client that is no address", "purpose-header { client = {'mx'} }\n",
		4, "client: found \"mx\""},
	{"a sender that cannot be",
		"purpose-header { auth-user = 'a' "
		"sender = {'bulk'} }\n",
		4, "no address looks so"},
	{"a header without a colon",
		PURPOSE "classify 'c' { purpose = p header = {'/x/'} }\n", 5,
		"a header's name and a colon"},
	{"a header without slashes",
		PURPOSE "classify 'c' { purpose = p header = {'X: y'} }\n", 5,
		"between slashes"},
	{"a header's flags",
		PURPOSE "classify 'c' { purpose = p header = {'X: /y/g'} }\n",
		5, "flags are i, m, s, x"},
	{"a regular expression",
		PURPOSE "classify 'c' { purpose = p header = {'X: /a(b/'} }\n",
		5, "fails at character 4"},
	{"a variable of a reply", "reply { unknown = 'no ${recipent}' }\n", 4,
		"did you mean \"recipient\"?"},
	{"a variable without its end", "reply { unknown = 'no ${ref' }\n", 4,
		"a ${ without }"},
	{"a reply of no reason", "reply { unknwn = 'no' }\n", 4,
		"did you mean \"unknown\"?"},
	{"an address rule's title", "address-rule 'a b' { }\n", 4,
		"accepted: a domain name"},
	{"an alias of itself", "address-rule 'a.b' { alias-of = 'A.b' }\n", 4,
		"found the domain itself"},
	{"an alias with a rule of its own",
		"address-rule 'a.b' { ignore-dots = yes\nalias-of = 'c.d' }\n",
		5, "found beside"},
	{"an officer who is and is not",
		"officer { name = none\ncontact = {'a@b.example'} }\n", 5,
		"an officer who is there"},
	{"yes or no", "address-rule 'a.b' { ignore-dots = yess }\n", 4,
		"did you mean \"yes\"?"},
	{"an include that is not there", "\ninclude('no.conf')\n", 5,
		"cannot read"},
	{"an include in a section", "milter {\ninclude('no.conf')\n}\n", 5,
		"outside of all sections"},
	{"an include without brackets", "include 'no.conf'\n", 4,
		"include: found \"no.conf\""},
};

static void tell(const struct problems *problems)
{
	for (size_t i = 0; i < problems->len; i++)
		print_message("# %d: %s\n", problems->items[i].line,
			problems->items[i].text);
}

static void check_bad(void **state)
{
	const struct bad_row *row = *state;
	char text[2000];
	struct problems problems;
	struct settings *s;
	size_t errors = 0;

	(void)snprintf(text, sizeof(text), "%s%s", SETTINGS_HEAD, row->text);
	assert_int_equal(settings_from_text(text, &s, &problems), ERR_INVALID);
	assert_null(s);
	tell(&problems);
	for (size_t i = 0; i < problems.len; i++) {
		const struct problem *p = &problems.items[i];

		if (p->severity != PROBLEM_ERROR)
			continue;
		errors++;
		assert_int_equal(p->line, row->line);
		assert_non_null(strstr(p->text, row->says));
	}
	/* One mistake is one problem. */
	assert_int_equal(errors, 1);
	assert_int_equal(problems.errors, 1);
	problems_free(&problems);
}

struct warn_row {
	const char *name;
	const char *text;
	int line; /* 0: no warning */
	const char *says;
};

#define RECORD                                                                 \
	"controller { name = 'F' address = 'X 1' }\nofficer { name = none }\n" \
	"processing { person-categories = {'a'} data-categories = {'b'}\n"     \
	"disclosed-to = {'none'} transfers = {'none'} security = {'c'} }\n"

static const struct warn_row warn_rows[] = {
	{"nothing to warn of", RELATION PURPOSE, 0, NULL},
	{"a relation without retention", "relation 'r' { }\n", 4,
		"has no \"retain\""},
	{"a relation that only its end ends",
		"relation 'r' {\n retain = {'1 year after relation-end'} }\n",
		5, "relation-end only"},
	{"a second rule besides",
		"relation 'r' { retain = {'1 year after relation-end', "
		"'3 years after last-contact'} }\n",
		0, NULL},
	{"a legitimate interest without assessment",
		"purpose 'p' { bases = {'legitimate-interest', 'consent'} }\n",
		4, "without an assessment"},
	{"a legitimate interest in strangers",
		"relation 'r' { retain = {'1 month after last-contact'} "
		"bases = {'legitimate-interest'} }\n"
		"purpose 'p' { bases = {'legitimate-interest', 'consent'} "
		"assessment = 'L' }\n",
		5, "PKE Art. 398"},
	{"a legitimate interest in customers",
		"relation 'r' { retain = {'1 month after last-contact'} "
		"bases = {'legitimate-interest', 'contract'} }\n"
		"purpose 'p' { bases = {'legitimate-interest'} "
		"assessment = 'L' }\n",
		0, NULL},
	{"a purpose that no basis can satisfy",
		RELATION "purpose 'p' { bases = {'contract'} }\n", 5,
		"none of these bases can ever stand"},
	{"a basis that nobody can carry",
		"purpose 'p' { bases = {'public-task'} }\n", 4,
		"none of these bases can ever stand"},
	{"a classify that takes everything",
		PURPOSE "classify 'c' { purpose = p }\n", 5,
		"takes every message"},
	{"a block behind one that takes everything",
		PURPOSE "classify 'a' { purpose = p client = '::1' }\n"
			"classify 'b' { purpose = p client = '::/0' }\n"
			"classify 'c' { purpose = p client = '::2' }\n",
		7, "is never reached: classify \"b\" before it takes"},
	{"a narrower block before a wider one",
		PURPOSE "classify 'a' { purpose = p sender = 'a@b.c' }\n"
			"classify 'b' { purpose = p sender = '*@b.c' }\n",
		0, NULL},
	{"a wider block before a narrower one",
		PURPOSE "classify 'a' { purpose = none sender = '*@b.c' }\n"
			"classify 'b' { purpose = p sender = {'a@b.c', "
			"'n*@B.c', 'a+x@b.c'} header = 'X: /./' }\n",
		6, "classify \"a\" before it"},
	{"one sender of its own",
		PURPOSE "classify 'a' { purpose = none sender = '*@b.c' }\n"
			"classify 'b' { purpose = p sender = {'a@b.c', "
			"'a@d.c'} }\n",
		0, NULL},
	{"a condition that the later block has not",
		PURPOSE "classify 'a' { purpose = p sender = '*@b.c' "
			"auth-user = 'x' }\n"
			"classify 'b' { purpose = p sender = 'a@b.c' }\n",
		0, NULL},
	{"every condition of the earlier block",
		PURPOSE "classify 'a' { purpose = p listener = {'26', 'o*'} "
			"auth-user = {'x*', 'y'} recipient = '*@*.c' }\n"
			"classify 'b' { purpose = p listener = 'out' "
			"auth-user = {'Y', 'xy?'} recipient = 'a@b.c' }\n",
		6, "classify \"a\" before it"},
	{"a question mark against a star",
		PURPOSE "classify 'a' { purpose = p auth-user = 'x?' }\n"
			"classify 'b' { purpose = p auth-user = 'x*' }\n",
		0, NULL},
	{"a range within another",
		PURPOSE
		"classify 'a' { purpose = p client = '192.0.2.64/26' }\n"
		"classify 'b' { purpose = p client = '192.0.2.127' }\n",
		6, "classify \"a\" before it"},
	{"a range beside another",
		PURPOSE
		"classify 'a' { purpose = p client = '192.0.2.64/26' }\n"
		"classify 'b' { purpose = p client = '192.0.2.128' }\n"
		"classify 'c' { purpose = p client = '192.0.2.0/24' }\n",
		0, NULL},
	{"a header of the same pattern",
		PURPOSE "classify 'a' { purpose = p header = {'X: /a/', "
			"'Y: /b/'} }\n"
			"classify 'b' { purpose = p header = 'y: /b/' }\n",
		6, "classify \"a\" before it"},
	{"a header of another pattern",
		PURPOSE "classify 'a' { purpose = p header = 'X: /a/' }\n"
			"classify 'b' { purpose = p header = 'X: /a/i' }\n",
		0, NULL},
	{"a tag against the same without",
		PURPOSE "classify 'a' { purpose = p sender = 'a+*@b.c' }\n"
			"classify 'b' { purpose = p sender = 'a@b.c' }\n",
		0, NULL},
	{"logins of two forms",
		PURPOSE "classify 'a' { purpose = p auth-user = {'o*',\n"
			"'ania'} }\n"
			"classify 'b' { purpose = p auth-user = 'jan@b.c' }\n",
		6,
		"auth-user: found \"ania\" without a domain, and "
		"\"jan@b.c\" with one in classify \"b\""},
	{"a pattern for the whole, one for a tag",
		PURPOSE "classify 'a' { purpose = p sender = 'a?x@b.c' }\n"
			"classify 'b' { purpose = p sender = 'a+x@b.c' }\n",
		0, NULL},
	{"a login of another form in purpose-header",
		PURPOSE "classify 'a' { purpose = p auth-user = 'jan@b.c' }\n"
			"purpose-header { auth-user = 'ania' }\n",
		6, "with one in classify \"a\""},
	{"both forms of one login",
		PURPOSE "classify 'a' { purpose = p auth-user = {'ania', "
			"'*@b.c', 'ania@b.c'} }\n",
		0, NULL},
	{"a star that stands for both forms",
		PURPOSE "classify 'a' { purpose = p auth-user = {'ania', "
			"'an*', 'jan@b.c'} }\n",
		0, NULL},
	{"a login of whatever domain",
		PURPOSE "classify 'a' { purpose = p auth-user = {'ania', "
			"'jan@*'} }\n",
		0, NULL},
	{"a reply for what no rule says",
		PURPOSE "reply {\n too-soon = 'x' }\n", 6,
		"too-soon: this text is never used: no purpose has "
		"min-interval"},
	{"a reply where it is so",
		"purpose 'p' { bases = {'consent'} min-interval = '1 day' }\n"
		"reply { too-soon = 'x' objected = 'y' bad-address = 'z' "
		"fault = 'w' }\n",
		0, NULL},
	{"a reply for what is let go",
		PURPOSE "actions { unknown = flag }\nreply { unknown = 'x' }\n",
		6, "no purpose rejects or holds"},
	{"a reply for what one purpose holds",
		"purpose 'p' { bases = {'consent'} actions { unknown = hold } "
		"}\n"
		"actions { unknown = flag }\nreply { unknown = 'x' }\n",
		0, NULL},
	{"a reply without lists", PURPOSE "reply { listed = 'x' }\n", 5,
		"there is no list section"},
	{"a tag that nothing gets", PURPOSE "subject-tag = 'x'\n", 5,
		"subject-tag: is never used"},
	{"a tag for what is flagged",
		PURPOSE "subject-tag = 'x'\nactions { unknown = flag }\n", 0,
		NULL},
	{"a tag for a missing notice",
		"purpose 'p' { bases = {'consent'} require-notice = 'headers' "
		"}\nsubject-tag = 'x'\n",
		0, NULL},
	{"a name in a language of no page",
		"purpose 'p' { bases = {'consent'}\nshown-as = {'en: x',\n"
		"'DE: y', 'pl: z', 'w'} }\n",
		6,
		"found \"DE: y\", which nobody is shown: pages are in en "
		"and pl"},
	{"two names in one language",
		"purpose 'p' { bases = {'consent'}\nshown-as = {'PL: x',\n"
		"'w',\n'pl: z'} }\n",
		7, "found \"PL: x\" and \"pl: z\" in one language"},
	{"two names without one",
		"relation 'r' { retain = {'1 month after last-contact'}\n"
		"shown-as = {'x', 'y'} }\n",
		5, "in one language"},
	{"notices in a language that there is not",
		"notices {\nlanguage = 'de' }\n", 5,
		"found \"de\", in which there are no notices"},
	{"refusals in a language that there is not", "reply-language = 'de'\n",
		4, "found \"de\", in which there are no refusals"},
	{"refusals in Polish, and notices with them",
		"reply-language = 'pl'\nnotices { from = 'p@a.example' }\n", 0,
		NULL},
	{"notices in Polish", "notices { language = 'pl_PL' }\n", 0, NULL},
	{"a pattern that nobody looks for",
		"purpose 'p' { bases = {'consent'} notice = '/x/'\n"
		"require-notice = 'headers' }\n",
		4, "is looked for by nobody"},
	{"nowhere to unsubscribe at", "unsubscribe { }\n", 4,
		"neither url nor address"},
	{"a mailbox that nobody reads",
		"unsubscribe { address = 'u@a.example' }\n", 4,
		"is read by nobody"},
	{"a mailbox of somebody else's",
		"own-domains = 'b.example'\ninbound { }\n"
		"unsubscribe { address = 'u@a.example' }\n",
		6, "at none of own-domains"},
	{"a mailbox of our own",
		"own-domains = 'a.example'\ninbound { }\n"
		"unsubscribe { address = 'u@a.example' }\n",
		0, NULL},
	{"staff pages of anybody", "staff { url = 'https://a.example' }\n", 4,
		"no \"user\""},
	{"staff pages of the milter's user",
		"milter { user = 'u' }\n" STAFF("user = 'u'"), 5,
		"is the milter's too"},
	{"staff pages of the public page's user",
		"unsubscribe { url = 'https://a.example/' user = 'u' }\n" STAFF(
			"user = 'u'"),
		5, "is the public page's too"},
	{"staff pages of the proxy's user",
		STAFF("listen = 'unix:/s' user = 'u' proxy-user = 'u'"), 4,
		"the proxy is another one"},
	{"a header that nobody may write",
		STAFF("user = 'u' proxy-header = 'X-U'"), 4, "read by nobody"},
	{"clients that cannot be told apart",
		STAFF("user = 'u' listen = 'unix:/s'"), 4, "count as one"},
	{"and where they can",
		STAFF("user = 'u' listen = 'unix:/s'"
		      " trusted-proxies = {'127.0.0.1'}"),
		0, NULL},
	{"a second factor of no proxy",
		STAFF("user = 'u' proxy-asks-second-factor = yes"), 4,
		"there is no proxy-user"},
	{"staff with a password alone",
		STAFF("user = 'u' second-factor = optional"), 4,
		"a password alone"},
	{"staff pages as they should be",
		STAFF("user = 'u' listen = 'inet:80@127.0.0.2'"), 0, NULL},
	{"staff pages on this machine",
		"staff { url = 'http://localhost:8893' user = 'u'\n"
		"listen = 'inet6:80@::1' }\n",
		0, NULL},
	{"a header trusted by sender alone",
		"purpose-header { sender = '*@a.b' }\n", 4, "proves nothing"},
	{"a header that trusts nobody", "purpose-header { }\n", 4,
		"trusts nobody"},
	{"a record of processing that lacks something",
		PURPOSE "\ncontroller { name = 'F' }\n", 6,
		"not configured: controller contact; officer contact; purpose "
		"\"p\" person-categories, data-categories, disclosed-to, "
		"transfers; processing security"},
	{"a whole record of processing", PURPOSE RECORD, 0, NULL},
	{"one whose purpose says something itself",
		"purpose 'p' { bases = {'consent'} transfers = {'USA'} "
		"}\n" RECORD,
		0, NULL},
	{"a value twice", "own-domains = {'a.b',\n'a.b'}\n", 5, "given twice"},
};

static void check_warn(void **state)
{
	const struct warn_row *row = *state;
	char text[2000];
	struct problems problems;
	struct settings *s;
	const struct settings *done;

	(void)snprintf(text, sizeof(text), "%s%s", SETTINGS_HEAD, row->text);
	assert_int_equal(settings_from_text(text, &s, &problems), ERR_OK);
	tell(&problems);
	assert_int_equal(problems.len, row->line ? 1 : 0);
	assert_int_equal(problems.errors, 0);
	if (row->line) {
		assert_int_equal(problems.items[0].severity, PROBLEM_WARNING);
		assert_int_equal(problems.items[0].line, row->line);
		assert_non_null(strstr(problems.items[0].text, row->says));
	}
	problems_free(&problems);
	done = s;
	settings_unref(&done);
}

/* The example of the specification, as it stands. */
static const char example[] =
	"timezone = \"Europe/Warsaw\"\n"
	"store    = \"sqlite:/var/lib/robinson/robinson.db\"\n"
	"key-file = \"/etc/robinson/keys\"\n"
	"mode     = enforce                 # or observe\n"
	"on-fault = defer                   # defer, hold, accept\n"
	"own-domains = {\"firma.example\"}\n"
	"\n"
	"milter {\n"
	"    socket       = \"unix:/run/robinson/milter.sock\"   # also "
	"inet:port@host, inet6:, fd:N\n"
	"    socket-mode  = \"0660\"\n"
	"    socket-group = \"postfix\"\n"
	"    user         = \"robinson\"\n"
	"}\n"
	"relation \"prospect\"  { retain = {\"1 month after last-contact\"}   "
	"bases = {\"legitimate-interest\"} }\n"
	"relation \"customer\"  { retain = {\"6 years after relation-end\"}   "
	"bases = {\"contract\", \"legitimate-interest\", \"soft-opt-in\"} }\n"
	"relation \"subscriber\" { retain = {\"2 years after last-contact\"} "
	"}\n"
	"source \"chat\"        { collected-for = {\"followup\", "
	"\"newsletter\"} }\n"
	"source \"support\"     { collected-for = {} }\n"
	"purpose \"followup\"   { bases = {\"legitimate-interest\", "
	"\"consent\"}  assessment = \"LIA-2018-03\"\n"
	"                       answer-window = \"14 days\"  max-unanswered = "
	"5  min-interval = \"3 days\" }\n"
	"purpose \"newsletter\" { bases = {\"consent\"}  actions { unknown = "
	"reject } }\n"
	"purpose \"wellbeing\"  { bases = {\"explicit-consent\"}  "
	"special-category = {\"health\"} }\n"
	"classify \"sales\"     { purpose = followup    auth-user = {\"ania\", "
	"\"jan@*\"} }\n"
	"classify \"mautic\"    { purpose = newsletter  header = {\"X-Mailer: "
	"/Mautic/i\", \"List-Unsubscribe: /./\"} }\n"
	"actions { unknown = hold  retention-expired = reject }\n";

static void check_example_top(const struct settings *s)
{
	assert_string_equal(zone_name(s->zone), "Europe/Warsaw");
	assert_string_equal(s->store, "sqlite:/var/lib/robinson/robinson.db");
	assert_string_equal(s->key_file, "/etc/robinson/keys");
	assert_int_equal(s->mode, MODE_ENFORCE);
	assert_int_equal(s->on_fault, FAULT_DEFER);
	assert_int_equal(s->journal_sync, JOURNAL_SYNC_COMMIT);
	assert_true(s->instance[0] != '\0');
	assert_int_equal(s->own_domains.len, 1);
	assert_string_equal(s->own_domains.items[0], "firma.example");
	assert_string_equal(s->milter.socket, "unix:/run/robinson/milter.sock");
	assert_int_equal(s->milter.socket_mode, 0660);
	assert_string_equal(s->milter.socket_group, "postfix");
	assert_string_equal(s->milter.user, "robinson");
	assert_null(s->milter.pid_file);
	assert_int_equal(s->milter.timeout_s, 7200);
	assert_string_equal(s->flag_header, "X-Robinson");
	assert_string_equal(s->purpose_header, "X-Robinson-Purpose");
	assert_null(s->subject_tag);
	assert_null(s->reply_fault);
}

static void check_example_policy(const struct settings *s)
{
	const struct policy *p = &s->policy;
	const struct policy_relation *customer = policy_relation(p, "customer");
	const struct policy_purpose *followup = policy_purpose(p, "followup");
	const struct policy_purpose *newsletter =
		policy_purpose(p, "newsletter");

	assert_ptr_equal(p->zone, s->zone);
	assert_int_equal(p->relations_len, 3);
	assert_int_equal(customer->retain_len, 1);
	assert_int_equal(customer->retain[0].anchor, RETAIN_RELATION_END);
	assert_int_equal(customer->retain[0].period.count, 6);
	assert_int_equal(customer->bases,
		BASIS_BIT(BASIS_CONTRACT) | BASIS_BIT(BASIS_SOFT_OPT_IN) |
			BASIS_BIT(BASIS_LEGITIMATE_INTEREST));
	assert_int_equal(policy_source(p, "chat")->collected_for_len, 2);
	assert_int_equal(policy_source(p, "support")->collected_for_len, 0);
	assert_true(followup->has_assessment);
	assert_int_equal(followup->answer_window_s, 14 * 86400);
	assert_int_equal(followup->max_unanswered, 5);
	assert_int_equal(followup->min_interval_s, 3 * 86400);
	assert_false(followup->requires_notice);
	assert_false(newsletter->special_category);
	assert_true(policy_purpose(p, "wellbeing")->special_category);
	assert_int_equal(
		policy_action(p, newsletter, REASON_UNKNOWN), ACTION_REJECT);
	assert_int_equal(
		policy_action(p, followup, REASON_UNKNOWN), ACTION_HOLD);
	assert_string_equal(s->purposes[0].assessment, "LIA-2018-03");
}

static void test_example(void **state)
{
	const struct settings *s = settings_must(example), *other;

	(void)state;
	check_example_top(s);
	check_example_policy(s);
	assert_int_equal(s->classify_len, 2);
	assert_string_equal(s->classify[0].name, "sales");
	assert_string_equal(s->classify[0].auth_user.items[1], "jan@*");
	assert_string_equal(s->classify[1].purpose, "newsletter");
	assert_int_equal(s->classify[1].header_len, 2);
	assert_string_equal(s->classify[1].header[0].name, "X-Mailer");
	assert_string_equal(s->classify[1].header[0].pattern, "/Mautic/i");
	assert_int_equal(s->address_rules.len, 2);
	assert_string_equal(s->address_rules.rules[0].domain, "gmail.com");
	assert_true(s->address_rules.rules[0].ignore_dots);
	assert_string_equal(s->address_rules.rules[1].alias_of, "gmail.com");
	other = settings_ref(s);
	settings_unref(&s);
	assert_null(s);
	assert_string_equal(
		other->store, "sqlite:/var/lib/robinson/robinson.db");
	settings_unref(&other);
	settings_unref(&other);
}

/* All mistakes of a file are told in one go, each on its line, in order. */
static void test_many(void **state)
{
	static const char text[] =
		"/* remark\n"
		" */\n"
		"timezone = \"Europe/Warsav\" # remark\n"
		"stoer    = \"sqlite:/x\"\n"
		"key-file = etc/keys\n"
		"mode     = enforced\n"
		"own-domains = {\"a..b\"}\n"
		"milter {\n"
		"    socket = \"inet:8891\"\n"
		"    usr    = \"x\"\n"
		"}\n"
		"relation \"r\" { retain = {\"1 mnth after last-contact\"} }\n"
		"purpse \"p\" { bases = {\"consnt\"}\n"
		"   answer-window = \"14 dys\" }\n"
		"classify \"c\" { purpose = q auth-user = {jan@*}\n"
		"   header = {\"X: /(/\"} }\n"
		"actions { objected = accept }\n";
	static const int lines[] = {
		3, 4, 5, 6, 7, 9, 10, 12, 13, 13, 14, 15, 15, 16, 17};
	struct problems problems;
	struct settings *s;
	size_t n = 0;

	(void)state;
	assert_int_equal(settings_from_text(text, &s, &problems), ERR_INVALID);
	tell(&problems);
	for (size_t i = 0; i < problems.len; i++) {
		if (problems.items[i].severity != PROBLEM_ERROR)
			continue;
		assert_true(n < sizeof(lines) / sizeof(lines[0]));
		assert_int_equal(problems.items[i].line, lines[n++]);
	}
	assert_int_equal(n, sizeof(lines) / sizeof(lines[0]));
	assert_int_equal(problems.errors, n);
	problems_free(&problems);
}

static void test_missing(void **state)
{
	struct problems problems;
	struct settings *s;

	(void)state;
	assert_int_equal(settings_from_text("", &s, &problems), ERR_INVALID);
	assert_int_equal(problems.errors, 3);
	assert_int_equal(problems.items[0].line, 0);
	assert_non_null(strstr(problems.items[0].text, "timezone"));
	assert_non_null(strstr(problems.items[1].text, "store"));
	assert_non_null(strstr(problems.items[2].text, "key-file"));
	problems_free(&problems);
}

static void test_no_file(void **state)
{
	struct problems problems;
	struct settings *s;

	(void)state;
	problems_init(&problems);
	assert_int_equal(
		settings_read("/nonexistent/robinson.conf", &s, &problems),
		ERR_IO);
	assert_null(s);
	assert_int_equal(problems.len, 1);
	assert_int_equal(problems.items[0].line, 0);
	problems_free(&problems);
	problems_init(&problems);
	assert_int_equal(settings_read("/", &s, &problems), ERR_IO);
	problems_free(&problems);
}

static void put(const struct tempdir *dir, const char *name, const char *text)
{
	char path[PATH_MAX / 2];

	settings_file_put(tempdir_path(dir, name, path), text, strlen(text));
}

static void test_include(void **state)
{
	struct problems problems;
	struct tempdir dir;
	char path[PATH_MAX / 2];
	struct settings *s;
	const struct settings *done;

	(void)state;
	tempdir_make(&dir);
	put(&dir, "robinson.conf",
		SETTINGS_HEAD "include(\"part.conf\")\nmode = observe\n");
	put(&dir, "part.conf", "/* 1\n*/ " PURPOSE "include('more.conf')");
	put(&dir, "more.conf", "on-fault = hold\n");
	problems_init(&problems);
	tempdir_path(&dir, "robinson.conf", path);
	assert_int_equal(settings_read(path, &s, &problems), ERR_OK);
	assert_int_equal(problems.len, 0);
	assert_int_equal(s->on_fault, FAULT_HOLD);
	assert_int_equal(s->mode, MODE_OBSERVE);
	assert_non_null(policy_purpose(&s->policy, "p"));
	done = s;
	settings_unref(&done);

	/* Each problem names its own file and its line there. */
	put(&dir, "part.conf", "/* 1\n*/ mixed = on\ninclude('more.conf')");
	put(&dir, "more.conf", "\nonfault = hold\ninclude('robinson.conf')");
	assert_int_equal(settings_read(path, &s, &problems), ERR_INVALID);
	tell(&problems);
	tempdir_path(&dir, "part.conf", path);
	assert_string_equal(problems.items[0].file, path);
	assert_int_equal(problems.items[0].line, 2);
	tempdir_path(&dir, "more.conf", path);
	assert_string_equal(problems.items[1].file, path);
	assert_int_equal(problems.items[1].line, 2);
	assert_int_equal(problems.len, 3);
	assert_int_equal(problems.items[2].line, 3);
	assert_non_null(strstr(problems.items[2].text, "is read already"));
	problems_free(&problems);
	tempdir_remove(&dir);
}

/* What stands behind an include wins over what was included, at any depth. */
static void test_include_replaced(void **state)
{
	const struct policy_purpose *purpose;
	const struct policy_relation *relation;
	struct problems problems;
	struct tempdir dir;
	char path[PATH_MAX / 2];
	struct settings *s;
	const struct settings *done;

	(void)state;
	tempdir_make(&dir);
	put(&dir, "robinson.conf",
		SETTINGS_HEAD
		"include('part.conf')\nmode = observe\n"
		"purpose 'p' { bases = {consent} }\n"
		"relation 'b' { retain = {'2 days after last-contact'} }\n");
	put(&dir, "part.conf",
		"include('more.conf')\nmode = enforce\n"
		"relation 'a' { retain = {'1 day after last-contact'} }\n"
		"purpose 'p' { bases = {contract} max-unanswered = 3\n"
		" actions { unknown = reject } }\n");
	put(&dir, "more.conf",
		"on-fault = hold\nmode = enforce\n"
		"relation 'a' { retain = {'9 days after last-contact'} }\n"
		"relation 'b' { retain = {'9 days after last-contact'} }\n");
	problems_init(&problems);
	tempdir_path(&dir, "robinson.conf", path);
	assert_int_equal(settings_read(path, &s, &problems), ERR_OK);
	tell(&problems);
	assert_int_equal(problems.errors, 0);
	assert_int_equal(s->mode, MODE_OBSERVE);
	assert_int_equal(s->on_fault, FAULT_HOLD);
	assert_int_equal(s->policy.relations_len, 2);
	relation = policy_relation(&s->policy, "a");
	assert_int_equal(relation->retain[0].period.count, 1);
	relation = policy_relation(&s->policy, "b");
	assert_int_equal(relation->retain[0].period.count, 2);
	/* As a whole: nothing of the replaced block is left. */
	assert_int_equal(s->policy.purposes_len, 1);
	purpose = policy_purpose(&s->policy, "p");
	assert_int_equal(purpose->bases, BASIS_BIT(BASIS_CONSENT));
	assert_int_equal(purpose->max_unanswered, 0);
	assert_int_equal(policy_action(&s->policy, purpose, REASON_UNKNOWN),
		ACTION_HOLD);
	done = s;
	settings_unref(&done);

	/* In front of the include it is said twice, and so is what two files
	 * say of which neither includes the other. */
	put(&dir, "robinson.conf",
		SETTINGS_HEAD "mode = observe\ninclude('part.conf')\n"
			      "include('other.conf')\n");
	put(&dir, "part.conf", "\nmode = enforce\non-fault = defer\n");
	put(&dir, "other.conf", "on-fault = hold\n");
	assert_int_equal(settings_read(path, &s, &problems), ERR_INVALID);
	tell(&problems);
	assert_int_equal(problems.errors, 2);
	for (size_t i = 0; i < 2; i++)
		assert_non_null(
			strstr(problems.items[i].text, "found a second time"));
	tempdir_path(&dir, "part.conf", path);
	assert_string_equal(problems.items[0].file, path);
	assert_int_equal(problems.items[0].line, 2);
	tempdir_path(&dir, "other.conf", path);
	assert_string_equal(problems.items[1].file, path);
	problems_free(&problems);
	tempdir_remove(&dir);
}

/* A shipped profile, read as a configuration would include it; what it warns
 * of is left to the firm. */
static void test_profile(void **state)
{
	const char *name = *state, *top = getenv("ROBINSON_SRCDIR");
	char text[PATH_MAX];
	struct problems problems;
	struct settings *s;
	const struct settings *done;

	(void)snprintf(text, sizeof(text),
		"include('%s/conf/profiles/%s.conf')\n" SETTINGS_HEAD,
		top ? top : ".", name);
	assert_int_equal(settings_from_text(text, &s, &problems), ERR_OK);
	tell(&problems);
	assert_int_equal(problems.len, strcmp(name, "eu") == 0 ? 1 : 0);
	problems_free(&problems);
	assert_non_null(policy_purpose(&s->policy, "newsletter"));
	assert_non_null(policy_relation(&s->policy, "prospect"));
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		assert_true(s->policy.purposes[i].requires_notice);
	done = s;
	settings_unref(&done);
}

/* A block for gmail.com takes the place of the built-in rule, and its alias
 * follows it. */
static void test_own_address_rule(void **state)
{
	const struct settings *s = settings_must(
		SETTINGS_HEAD "sub-address-separators = '+-'\n"
			      "address-rule 'GMAIL.com' { ignore-dots = no }\n"
			      "address-rule 'a.example' { separators = '' }\n");
	const struct address_rules *r = &s->address_rules;

	(void)state;
	assert_int_equal(r->len, 3);
	assert_string_equal(r->default_separators, "+-");
	assert_string_equal(r->rules[0].domain, "a.example");
	assert_string_equal(r->rules[0].separators, "");
	assert_string_equal(r->rules[1].domain, "gmail.com");
	assert_string_equal(r->rules[1].separators, "+-");
	assert_false(r->rules[1].ignore_dots);
	assert_string_equal(r->rules[2].domain, "googlemail.com");
	assert_false(r->rules[2].ignore_dots);
	settings_unref(&s);
}

static void test_values(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD PURPOSE
		"subject-tag = 'a\\d\\'\\\\ ${x}'\n"
		"flag-header = \"X-A\\\"B\\\\\"\n"
		"own-domains = 'Żółw.Example.'\n"
		"milter { socket-mode = 600 timeout = '90 minutes' }\n"
		"purpose-header { client = {'::1', '10.0.0.0/8'} }\n"
		"reply { fault = 'x ${ref}' too-soon = '${next}' }\n"
		"classify 'c' { purpose = none header = "
		"{'Subject:/a\\/b: \\d/ix'} }\n");

	(void)state;
	assert_string_equal(s->subject_tag, "a\\d'\\ ${x}");
	assert_string_equal(s->flag_header, "X-A\"B\\");
	assert_string_equal(s->own_domains.items[0], "xn--w-uga1v8h.example");
	assert_int_equal(s->milter.socket_mode, 0600);
	assert_int_equal(s->milter.timeout_s, 5400);
	assert_int_equal(s->purpose_clients_len, 2);
	assert_int_equal(s->purpose_clients[0].family, AF_INET6);
	assert_int_equal(s->purpose_clients[0].prefix_len, 128);
	assert_int_equal(s->purpose_clients[1].prefix_len, 8);
	assert_string_equal(s->reply_fault, "x ${ref}");
	assert_string_equal(s->reply[REASON_TOO_SOON], "${next}");
	assert_null(s->reply[REASON_OBJECTED]);
	assert_string_equal(s->classify[0].header[0].pattern, "/a\\/b: \\d/ix");
	settings_unref(&s);
}

static void test_reply(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD
		"reply-language = 'pl'\nreply-contact = 'Anna, 12'\n"
		"reply-page = 'https://firma.example/r/'\n"
		"milter { check-socket = 'unix:/run/x' check-group = 'sales' "
		"check-per-hour = 7 }\n"
		"reply { objected = '${contact} ${link}' }\n");

	(void)state;
	assert_string_equal(s->reply_language, "pl");
	assert_string_equal(s->notices.language, "pl");
	assert_string_equal(s->reply_contact, "Anna, 12");
	assert_string_equal(s->reply_page, "https://firma.example/r/");
	assert_string_equal(s->milter.check_socket, "unix:/run/x");
	assert_string_equal(s->milter.check_group, "sales");
	assert_int_equal(s->milter.check_per_hour, 7);
	assert_string_equal(s->reply[REASON_OBJECTED], "${contact} ${link}");
	settings_unref(&s);
	s = settings_must(SETTINGS_HEAD
		"reply-language = 'pl'\nnotices { language = 'en' }\n");
	assert_string_equal(s->notices.language, "en");
	settings_unref(&s);
	s = settings_must(SETTINGS_HEAD);
	assert_string_equal(s->reply_language, "en");
	assert_string_equal(s->notices.language, "en");
	assert_null(s->reply_contact);
	assert_null(s->reply_page);
	assert_null(s->milter.check_socket);
	settings_unref(&s);
}

static void test_outlet(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD
		"mixed = all\nhold-in = mta\nnotify-held = no\n"
		"untellable = hold\n"
		"quarantine { keep = '2 days' max-message = '1500 kB' "
		"max-total = '1 GB' }\n"
		"release { via = 'smtp:[::1]:2525' }\n"
		"notices { from = 'p@a.example' language = 'pl' }\n");

	(void)state;
	assert_int_equal(s->mixed, MIXED_ALL);
	assert_int_equal(s->hold_in, HOLD_IN_MTA);
	assert_int_equal(
		policy_action(&s->policy, NULL, REASON_OBJECTION_UNCONFIRMED),
		ACTION_REJECT);
	assert_int_equal(
		policy_action(&s->policy, NULL, REASON_UNKNOWN), ACTION_HOLD);
	assert_false(s->notify_held);
	assert_int_equal(s->untellable, UNTELLABLE_HOLD);
	assert_int_equal(s->quarantine.keep_s, 2 * 86400);
	assert_int_equal(s->quarantine.max_message_bytes, 1500000);
	assert_int_equal(s->quarantine.max_total_bytes, 1000000000);
	assert_int_equal(s->release.via, RELEASE_SMTP);
	assert_string_equal(s->release.host, "::1");
	assert_int_equal(s->release.port, 2525);
	assert_null(s->release.path);
	assert_string_equal(s->release.token_header, "X-Robinson-Release");
	assert_int_equal(s->release.token_lifetime_s, 3600);
	assert_string_equal(s->notices.from, "p@a.example");
	assert_string_equal(s->notices.language, "pl");
	assert_null(s->notices.digest_to);
	settings_unref(&s);
	s = settings_must(
		SETTINGS_HEAD "release { via = 'sendmail:/usr/lib/s' }\n");
	assert_int_equal(s->release.via, RELEASE_SENDMAIL);
	assert_string_equal(s->release.path, "/usr/lib/s");
	assert_null(s->release.host);
	assert_int_equal(s->mixed, MIXED_SPLIT);
	assert_int_equal(s->hold_in, HOLD_IN_ROBINSON);
	assert_true(s->notify_held);
	assert_int_equal(s->quarantine.keep_s, 7 * 86400);
	assert_int_equal(s->quarantine.max_message_bytes, 25000000);
	assert_int_equal(s->quarantine.max_total_bytes, 2000000000);
	settings_unref(&s);
}

/* libConfuse's scanner is global; several threads may read all the same. */
/* Without its section nothing is heard and nothing added. */
static void test_speech_unset(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD PURPOSE);

	(void)state;
	assert_false(s->inbound.is_on);
	assert_false(s->unsubscribe.is_on);
	assert_false(s->purposes[0].adds_unsubscribe);
	assert_int_equal(s->purposes[0].require_notice, 0);
	assert_null(s->purposes[0].notice);
	assert_false(s->policy.purposes[0].requires_notice);
	assert_true(s->inbound.spf);
	assert_int_equal(s->inbound.dns_timeout_s, 20);
	assert_string_equal(s->inbound.spool, "/var/lib/robinson/inbound");
	assert_int_equal(s->inbound.spool_max_bytes, 256000000);
	assert_int_equal(s->inbound.unconfirmed_per_hour, 20);
	assert_string_equal(
		s->unsubscribe.token_keys, "/etc/robinson/token-keys");
	assert_int_equal(s->unsubscribe.own_headers, OWN_HEADERS_KEEP);
	settings_unref(&s);
}

static void test_speech(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD
		"inbound { stop-words = {'DOŚĆ', 'Nie chce\xcc\xa8'} spf = no\n"
		"  automatic-subjects = {'Na Targach'}\n"
		"  trusted-authserv = {'mx.a.example', 'old'} source = 's' }\n"
		"unsubscribe { url = 'https://a.example/u/'\n"
		"  address = 'Un.Sub+x@A.example' own-headers = replace\n"
		"  trusted-proxies = {'127.0.0.1', '::1'} }\n"
		"source 's' { collected-for = {'p'} }\n"
		"purpose 'p' { bases = {'consent'}\n"
		"  require-notice = {'headers', 'text'} notice = '/ab/i' }\n"
		"purpose 'q' { bases = {'consent'} require-notice = 'headers'\n"
		"  unsubscribe-headers = no }\n");

	(void)state;
	assert_true(s->inbound.is_on);
	assert_false(s->inbound.spf);
	assert_string_equal(s->inbound.source, "s");
	assert_int_equal(s->inbound.trusted_authserv.len, 2);
	assert_int_equal(s->inbound.stop_words.len, 2);
	assert_string_equal(s->inbound.stop_words.items[0], "dość");
	/* A letter and its mark become one. */
	assert_string_equal(s->inbound.stop_words.items[1], "nie chcę");
	assert_int_equal(s->inbound.automatic_subjects.len, 1);
	assert_string_equal(
		s->inbound.automatic_subjects.items[0], "na targach");
	assert_string_equal(s->unsubscribe.address, "un.sub+x@a.example");
	assert_int_equal(s->unsubscribe.own_headers, OWN_HEADERS_REPLACE);
	assert_int_equal(s->unsubscribe.trusted_proxies_len, 2);
	assert_true(s->purposes[0].adds_unsubscribe);
	assert_int_equal(
		s->purposes[0].require_notice, NOTICE_TEXT | NOTICE_HEADERS);
	assert_non_null(s->purposes[0].notice->code);
	assert_null(s->purposes[0].notice->name);
	assert_true(s->policy.purposes[0].requires_notice);
	assert_false(s->purposes[1].adds_unsubscribe);
	assert_int_equal(s->purposes[1].require_notice, NOTICE_HEADERS);
	settings_unref(&s);
}

static void test_staff(void **state)
{
	const struct settings *s = settings_must(SETTINGS_HEAD
		"staff { url = 'https://desk.a.example:8443' user = 'web'\n"
		"  listen = 'unix:/run/s' proxy-user = 'www-data'\n"
		"  proxy-header = 'X-U' trusted-proxies = {'::1'}\n"
		"  session-idle = '5 minutes' session-max = '1 hour'\n"
		"  second-factor = optional checks-per-day = 7\n"
		"  proxy-asks-second-factor = yes\n"
		"  answers-confirmed = no max-connections = 9\n"
		"  metrics = 'unix:/run/m' workbook-helper = '/w' }\n");
	const struct settings_staff *st = &s->staff;

	(void)state;
	assert_true(st->is_on);
	assert_string_equal(st->url, "https://desk.a.example:8443");
	assert_string_equal(st->user, "web");
	assert_string_equal(st->workbook_helper, "/w");
	assert_string_equal(st->metrics, "unix:/run/m");
	assert_string_equal(st->listen, "unix:/run/s");
	assert_string_equal(st->proxy_user, "www-data");
	assert_string_equal(st->proxy_header, "X-U");
	assert_int_equal(st->trusted_proxies_len, 1);
	assert_int_equal(st->session_idle_s, 300);
	assert_int_equal(st->session_max_s, 3600);
	assert_true(st->is_second_factor_optional);
	assert_true(st->proxy_asks_factor);
	assert_int_equal(st->checks_per_day, 7);
	assert_false(st->answers_confirmed);
	assert_int_equal(st->max_connections, 9);
	settings_unref(&s);
	s = settings_must(SETTINGS_HEAD);
	assert_false(s->staff.is_on);
	assert_null(s->staff.url);
	assert_null(s->staff.metrics);
	assert_true(s->staff.answers_confirmed);
	assert_false(s->staff.is_second_factor_optional);
	assert_false(s->staff.proxy_asks_factor);
	settings_unref(&s);
}

static void *read_many(void *arg)
{
	(void)arg;
	for (int i = 0; i < 20; i++) {
		const struct settings *s = settings_must(example);

		settings_unref(&s);
	}
	return NULL;
}

static void test_threads(void **state)
{
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, read_many, NULL), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static const char *const profiles[] = {"eu", "pl", "de", "at", "fr", "es"};

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, bad_rows, check_bad);
	rows_add(&rows, warn_rows, check_warn);
	rows_add_one(&rows, "who hears and who is told, unset",
		test_speech_unset, NULL);
	rows_add_one(&rows, "who hears and who is told", test_speech, NULL);
	rows_add_one(&rows, "the staff pages", test_staff, NULL);
	rows_add_one(&rows, "the example", test_example, NULL);
	rows_add_one(&rows, "many mistakes in one go", test_many, NULL);
	rows_add_one(&rows, "an empty file", test_missing, NULL);
	rows_add_one(&rows, "no file", test_no_file, NULL);
	rows_add_one(&rows, "included files", test_include, NULL);
	rows_add_one(&rows, "what an included file says, said better",
		test_include_replaced, NULL);
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		rows_add_one(&rows, profiles[i], test_profile, profiles[i]);
	rows_add_one(&rows, "an own rule for gmail.com", test_own_address_rule,
		NULL);
	rows_add_one(&rows, "quotes, units and addresses", test_values, NULL);
	rows_add_one(
		&rows, "what is held and how it leaves", test_outlet, NULL);
	rows_add_one(
		&rows, "what refusals say, and who may ask", test_reply, NULL);
	rows_add_one(&rows, "threads", test_threads, NULL);
	return rows_run("settings", &rows);
}
