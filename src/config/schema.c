/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/schema_private.h"

#include <string.h>

#include "config/suggest_private.h"

#define TOP SECTION_BIT(SECTION_TOP)

/* clang-format off */
const struct schema_section schema_sections[SECTION_COUNT] = {
	[SECTION_TOP] = {SECTION_TOP, NULL, TITLE_NONE, 0,
		"the installation"},
	[SECTION_MILTER] = {SECTION_MILTER, "milter", TITLE_NONE, TOP,
		"how the daemon meets the MTA"},
	[SECTION_RELATION] = {SECTION_RELATION, "relation", TITLE_NAME, TOP,
		"why the firm knows a person, and for how long"},
	[SECTION_SOURCE] = {SECTION_SOURCE, "source", TITLE_NAME, TOP,
		"a system that data comes from, and what it was collected for"},
	[SECTION_PURPOSE] = {SECTION_PURPOSE, "purpose", TITLE_NAME, TOP,
		"what a marketing message is for"},
	[SECTION_CLASSIFY] = {SECTION_CLASSIFY, "classify", TITLE_LABEL, TOP,
		"which messages serve which purpose"},
	[SECTION_ACTIONS] = {SECTION_ACTIONS, "actions", TITLE_NONE,
		TOP | SECTION_BIT(SECTION_PURPOSE),
		"what a reason leads to"},
	[SECTION_REPLY] = {SECTION_REPLY, "reply", TITLE_NONE, TOP,
		"the text of a refusal, by reason"},
	[SECTION_ADDRESS_RULE] = {SECTION_ADDRESS_RULE, "address-rule",
		TITLE_DOMAIN, TOP, "how one mail domain spells its mailboxes"},
	[SECTION_PURPOSE_HEADER] = {SECTION_PURPOSE_HEADER, "purpose-header",
		TITLE_NONE, TOP, "who may name the purpose in the message itself"},
	[SECTION_QUARANTINE] = {SECTION_QUARANTINE, "quarantine", TITLE_NONE,
		TOP, "how long and how much is held"},
	[SECTION_RELEASE] = {SECTION_RELEASE, "release", TITLE_NONE, TOP,
		"how mail of Robinson's own leaves"},
	[SECTION_NOTICES] = {SECTION_NOTICES, "notices", TITLE_NONE, TOP,
		"what senders and the postmaster are told by mail"},
	[SECTION_INBOUND] = {SECTION_INBOUND, "inbound", TITLE_NONE, TOP,
		"what strangers send to the firm"},
	[SECTION_UNSUBSCRIBE] = {SECTION_UNSUBSCRIBE, "unsubscribe",
		TITLE_NONE, TOP, "how a recipient says \"no more\""},
	[SECTION_JOURNAL] = {SECTION_JOURNAL, "journal", TITLE_NONE, TOP,
		"how long what was decided and done is kept on record"},
	[SECTION_PURGE] = {SECTION_PURGE, "purge", TITLE_NONE, TOP,
		"who else hears that a person's data is gone"},
	[SECTION_REQUESTS] = {SECTION_REQUESTS, "requests", TITLE_NONE, TOP,
		"until when requests of persons are answered"},
	[SECTION_CONTROLLER] = {SECTION_CONTROLLER, "controller", TITLE_NONE,
		TOP, "the firm, as persons and authorities are told of it"},
	[SECTION_OFFICER] = {SECTION_OFFICER, "officer", TITLE_NONE, TOP,
		"the data protection officer"},
	[SECTION_PROCESSING] = {SECTION_PROCESSING, "processing", TITLE_NONE,
		TOP, "what the record of processing says of all purposes"},
	[SECTION_LIST] = {SECTION_LIST, "list", TITLE_NAME, TOP,
		"an external do-not-mail list (a Robinson list)"},
	[SECTION_STAFF] = {SECTION_STAFF, "staff", TITLE_NONE, TOP,
		"the staff pages: who may log in, and how"},
};

#define ACCEPT_NAME "letters, digits, '.', '-', '_', up to 64"
#define ACCEPT_DURATION \
	"a number and seconds, minutes, hours, days or weeks, as \"14 days\""
#define ACCEPT_SIZE "a number and B, kB, MB, GB or TB, as \"25 MB\""
#define ACCEPT_ACTION "accept, flag, hold, reject"
#define ACCEPT_TEMPLATE \
	"a line of text with any of ${recipient} ${reason} ${words} " \
	"${since} ${last_contact} ${next} ${purpose} ${article} ${ref} " \
	"${contact} ${link}"
#define ACCEPT_GLOB "a text in which * stands for any run, ? for one character"
#define ACCEPT_CIDR "an address or a range, as \"192.0.2.0/24\" or \"2001:db8::/32\""

#define DAY 86400

#define ACCEPT_SHOWN \
	"texts, each with its language in front if it has one, as "

#define SHOWN_KEY(section, name, example, help) \
	{section, name, VALUE_TEXT, true, false, NULL, 1, 300, "octets", \
		ACCEPT_SHOWN "\"" example "\"", help}
#define DISCLOSURE_KEYS(section) \
	SHOWN_KEY(section, "person-categories", "pl: klienci sklepu", \
		"whose data it is: categories of persons"), \
	SHOWN_KEY(section, "data-categories", "pl: adres e-mail", \
		"which data it is: categories"), \
	SHOWN_KEY(section, "disclosed-to", "pl: dostawca hostingu", \
		"who is given the data: categories of recipients in the " \
		"sense of GDPR Art. 4(9); \"none\" where there are none"), \
	SHOWN_KEY(section, "transfers", \
		"pl: USA, standardowe klauzule umowne", \
		"third countries that the data goes to, with the " \
		"safeguards; \"none\" where there are none")

#define ACTION_KEY(reason, preset, help) \
	{SECTION_ACTIONS, reason, VALUE_ACTION, false, false, preset, 0, 0, \
		NULL, ACCEPT_ACTION, help}
#define REPLY_KEY(reason, help) \
	{SECTION_REPLY, reason, VALUE_TEMPLATE, false, false, NULL, 1, 400, \
		"octets", ACCEPT_TEMPLATE, help}

const struct schema_key schema_keys[] = {
	{SECTION_TOP, "timezone", VALUE_ZONE, false, true, NULL, 1, 255, NULL,
		"a name of the tz database, as \"Europe/Warsaw\"",
		"the firm's time zone: days of periods begin and end in it"},
	{SECTION_TOP, "store", VALUE_STORE, false, true, NULL, 9, 4000, NULL,
		"sqlite:/PATH", "where the data subjects are kept"},
	{SECTION_TOP, "key-file", VALUE_PATH, false, true, NULL, 1, 4000, NULL,
		"an absolute path", "the file of the pseudonym keys"},
	{SECTION_TOP, "mode", VALUE_WORD, false, false, "enforce", 0, 0, NULL,
		"enforce, observe",
		"observe decides and records everything and changes nothing"},
	{SECTION_TOP, "on-fault", VALUE_WORD, false, false, "defer", 0, 0, NULL,
		"defer, hold, accept",
		"what becomes of marketing mail when no answer can be had"},
	{SECTION_TOP, "journal-sync", VALUE_WORD, false, false, "commit", 0, 0,
		NULL, "commit, write",
		"commit: a verdict waits for the disk; write: the disk follows"},
	{SECTION_TOP, "instance", VALUE_NAME, false, false, NULL, 1, 64, NULL,
		ACCEPT_NAME, "the name of this instance in the journal"},
	{SECTION_TOP, "own-domains", VALUE_DOMAIN, true, false, NULL, 0, 0,
		NULL, "domain names, as \"firma.example\"",
		"the firm's own domains: no marketing targets"},
	{SECTION_TOP, "sub-address-separators", VALUE_SEPARATORS, false, false,
		"+", 0, 8, "octets", "ASCII punctuation, or nothing",
		"characters that begin a sub-address at domains without a rule"},
	{SECTION_TOP, "flag-header", VALUE_HEADER_NAME, false, false,
		"X-Robinson", 1, 64, NULL, "the name of a header",
		"the header of a flagged message"},
	{SECTION_TOP, "subject-tag", VALUE_TEXT, false, false, NULL, 1, 64,
		"octets", "a short text",
		"put in front of the subject of a flagged message"},
	{SECTION_TOP, "reply-language", VALUE_NAME, false, false, "en", 2, 35,
		NULL, "a language, as \"pl\"",
		"the language of refusals and notices"},
	{SECTION_TOP, "reply-contact", VALUE_TEXT, false, false, NULL, 1, 150,
		"octets", "a name, an address, a telephone number",
		"whom a sender may ask about a refusal"},
	{SECTION_TOP, "reply-page", VALUE_TOKEN_URL, false, false, NULL, 10,
		200, "octets", "https://HOST/PATH/, as "
		"\"https://firma.example/r/\"",
		"the page about a refusal; its reference follows it"},
	{SECTION_TOP, "mixed", VALUE_WORD, false, false, "split", 0, 0, NULL,
		"split, all",
		"what becomes of a message whose recipients are judged "
		"differently"},
	{SECTION_TOP, "hold-in", VALUE_WORD, false, false, "robinson", 0, 0,
		NULL, "robinson, mta", "whose quarantine keeps what is held"},
	{SECTION_TOP, "untellable", VALUE_WORD, false, false, "refuse", 0, 0,
		NULL, "refuse, hold",
		"what becomes of a message whose sender is outside own-domains "
		"and cannot be told"},
	{SECTION_TOP, "notify-held", VALUE_YES_NO, false, false, "yes", 0, 0,
		NULL, "yes, no",
		"whether a sender is told that a message is held"},

	{SECTION_MILTER, "socket", VALUE_SOCKET, false, false,
		"unix:/run/robinson/milter.sock", 0, 0, NULL,
		"unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST, fd:N",
		"where the MTA finds the daemon"},
	{SECTION_MILTER, "socket-mode", VALUE_OCTAL, false, false, "0660", 0,
		0777, NULL, "an octal mode, as \"0660\"",
		"the permissions of a Unix socket"},
	{SECTION_MILTER, "socket-group", VALUE_TEXT, false, false, NULL, 1, 64,
		NULL, "the name of a group", "the group of a Unix socket"},
	{SECTION_MILTER, "user", VALUE_TEXT, false, false, NULL, 1, 64, NULL,
		"the name of a user", "whom the daemon runs as"},
	{SECTION_MILTER, "pid-file", VALUE_PATH, false, false, NULL, 1, 4000,
		NULL, "an absolute path", "where the daemon writes its process id"},
	{SECTION_MILTER, "check-socket", VALUE_SOCKET, false, false, NULL, 0, 0,
		NULL, "unix:/PATH",
		"where staff without the keys asks whom it may write to"},
	{SECTION_MILTER, "check-group", VALUE_TEXT, false, false, NULL, 1, 64,
		NULL, "the name of a group", "the group that may ask there"},
	{SECTION_MILTER, "check-per-hour", VALUE_NUMBER, false, false, "200", 1,
		100000, "addresses", "a number",
		"how many addresses one user may ask about"},
	{SECTION_MILTER, "timeout", VALUE_DURATION, false, false, "2 hours", 1,
		7 * DAY, NULL, ACCEPT_DURATION,
		"how long the daemon waits for the MTA's next command"},
	{SECTION_MILTER, "drain", VALUE_DURATION, false, false, "20 seconds", 0,
		3600, NULL, ACCEPT_DURATION,
		"how long the end waits for messages under way"},
	{SECTION_MILTER, "max-header-bytes", VALUE_NUMBER, false, false,
		"262144", 1024, 64 << 20, "octets", "a number",
		"a message with larger headers is refused"},
	{SECTION_MILTER, "count-unnamed", VALUE_WORD, false, false, "observe",
		0, 0, NULL, "observe, always, never",
		"when mail that no section names is looked at for marks of "
		"marketing"},
	{SECTION_MILTER, "max-recipients", VALUE_NUMBER, false, false, "10000",
		1, 1000000, "recipients", "a number",
		"a message with more marketing recipients is not taken at once"},

	{SECTION_RELATION, "retain", VALUE_RETAIN, true, false, NULL, 0, 0,
		NULL, "PERIOD after last-contact, relation-end or collection, as "
		"\"1 month after last-contact\"",
		"how long the person may be kept and written to; the earliest "
		"end counts"},
	{SECTION_RELATION, "bases", VALUE_BASIS, true, false, NULL, 0, 0, NULL,
		"contract, legitimate-interest, soft-opt-in",
		"legal bases that the relation itself carries"},
	SHOWN_KEY(SECTION_RELATION, "shown-as", "pl: klient",
		"what people are told that the relation is"),

	{SECTION_SOURCE, "collected-for", VALUE_PURPOSE, true, false, NULL, 0,
		0, NULL, "names of purposes",
		"the purposes that the person was told of"},
	SHOWN_KEY(SECTION_SOURCE, "shown-as", "pl: rozmowa na stronie",
		"what people are told that the source is"),

	{SECTION_PURPOSE, "bases", VALUE_BASIS, true, true, NULL, 0, 0, NULL,
		"consent, explicit-consent, contract, legal-obligation, "
		"vital-interests, public-task, legitimate-interest, soft-opt-in",
		"legal bases that the purpose accepts"},
	{SECTION_PURPOSE, "assessment", VALUE_TEXT, false, false, NULL, 1, 200,
		"octets", "a reference, as \"LIA-2018-03\"",
		"the assessment of the legitimate interest"},
	SHOWN_KEY(SECTION_PURPOSE, "shown-as", "pl: oferty",
		"what people are told that the purpose is"),
	DISCLOSURE_KEYS(SECTION_PURPOSE),
	{SECTION_PURPOSE, "special-category", VALUE_WORD, true, false, NULL, 0,
		0, NULL, "racial-or-ethnic-origin, political-opinions, "
		"religion-or-belief, trade-union-membership, genetic-data, "
		"biometric-data, health, sex-life, sexual-orientation",
		"special categories of data that the purpose touches"},
	{SECTION_PURPOSE, "answer-window", VALUE_DURATION, false, false, "0", 0,
		3660LL * DAY, NULL, ACCEPT_DURATION,
		"how long a reply to the person's own message may go"},
	{SECTION_PURPOSE, "max-answers", VALUE_NUMBER, false, false, "5", 1,
		1000, "messages", "a number",
		"how often one message of the person may be answered so"},
	{SECTION_PURPOSE, "max-unanswered", VALUE_NUMBER, false, false, "0", 0,
		1000000, "messages", "a number; 0 for no limit",
		"how many messages may go without a contact in between"},
	{SECTION_PURPOSE, "min-interval", VALUE_DURATION, false, false, "0", 0,
		3660LL * DAY, NULL, ACCEPT_DURATION,
		"the least time between two messages"},
	{SECTION_PURPOSE, "require-notice", VALUE_WORD, true, false, NULL, 0, 0,
		NULL, "text, headers",
		"where the first message tells of the right to object"},
	{SECTION_PURPOSE, "notice", VALUE_PATTERN, false, false, NULL, 0, 2000,
		NULL, "/PATTERN/ with flags i, m, s, x, as '/unsubscribe/i'",
		"what the notice in the text looks like"},
	{SECTION_PURPOSE, "unsubscribe-headers", VALUE_YES_NO, false, false,
		NULL, 0, 0, NULL, "yes, no",
		"whether messages get the headers to unsubscribe"},

	{SECTION_CLASSIFY, "purpose", VALUE_PURPOSE_OR_NONE, false, true, NULL,
		0, 0, NULL, "the name of a purpose, or none",
		"the purpose that such messages serve"},
	{SECTION_CLASSIFY, "sender", VALUE_ADDRESS_GLOB, true, false, NULL, 0,
		320, NULL, ACCEPT_GLOB, "envelope senders"},
	{SECTION_CLASSIFY, "recipient", VALUE_ADDRESS_GLOB, true, false, NULL,
		0, 320, NULL, ACCEPT_GLOB, "envelope recipients"},
	{SECTION_CLASSIFY, "auth-user", VALUE_GLOB, true, false, NULL, 1, 320,
		NULL, ACCEPT_GLOB, "logins of the sender"},
	{SECTION_CLASSIFY, "client", VALUE_CIDR, true, false, NULL, 0, 0, NULL,
		ACCEPT_CIDR, "addresses that the message comes from"},
	{SECTION_CLASSIFY, "listener", VALUE_GLOB, true, false, NULL, 1, 320,
		NULL, ACCEPT_GLOB, "the MTA's daemon name or port"},
	{SECTION_CLASSIFY, "header", VALUE_HEADER, true, false, NULL, 0, 2000,
		NULL, "NAME: /PATTERN/ with flags i, m, s, x, as "
		"'X-Mailer: /Mautic/i'",
		"headers, decoded, that a regular expression finds"},

	{SECTION_PURPOSE_HEADER, "name", VALUE_HEADER_NAME, false, false,
		"X-Robinson-Purpose", 1, 64, NULL, "the name of a header",
		"the header that names the purpose"},
	{SECTION_PURPOSE_HEADER, "sender", VALUE_ADDRESS_GLOB, true, false,
		NULL, 0, 320, NULL, ACCEPT_GLOB, "envelope senders trusted"},
	{SECTION_PURPOSE_HEADER, "auth-user", VALUE_GLOB, true, false, NULL, 1,
		320, NULL, ACCEPT_GLOB, "logins trusted"},
	{SECTION_PURPOSE_HEADER, "client", VALUE_CIDR, true, false, NULL, 0, 0,
		NULL, ACCEPT_CIDR, "client addresses trusted"},

	{SECTION_QUARANTINE, "keep", VALUE_DURATION, false, false, "7 days",
		3600, 366LL * DAY, NULL, ACCEPT_DURATION,
		"how long a message is held before it is deleted"},
	{SECTION_QUARANTINE, "max-message", VALUE_SIZE, false, false, "25 MB",
		1000, 1000000000, "octets", ACCEPT_SIZE,
		"a larger message is not held but refused"},
	{SECTION_QUARANTINE, "max-total", VALUE_SIZE, false, false, "2 GB",
		1000, 1000000000000000, "octets", ACCEPT_SIZE,
		"what is held altogether; more is deferred"},

	{SECTION_RELEASE, "via", VALUE_ROUTE, false, false,
		"smtp:127.0.0.1:25", 0, 0, NULL,
		"smtp:HOST:PORT, sendmail:/PATH",
		"how released messages and notices are handed to the MTA"},
	{SECTION_RELEASE, "token-header", VALUE_HEADER_NAME, false, false,
		"X-Robinson-Release", 1, 64, NULL, "the name of a header",
		"the header of a released message, removed by the milter"},
	{SECTION_RELEASE, "token-lifetime", VALUE_DURATION, false, false,
		"1 hour", 60, 7 * DAY, NULL, ACCEPT_DURATION,
		"how long a released message may take to come back"},

	{SECTION_NOTICES, "from", VALUE_MAILBOX, false, false, NULL, 0, 0,
		NULL, "an address, as \"postmaster@firma.example\"",
		"whom notices come from and are answered to"},
	{SECTION_NOTICES, "language", VALUE_NAME, false, false, NULL, 2, 35,
		NULL, "a language, as \"pl\"",
		"the language of notices, if not reply-language"},
	{SECTION_NOTICES, "digest-to", VALUE_MAILBOX, false, false, NULL, 0, 0,
		NULL, "an address, as \"postmaster@firma.example\"",
		"whom the digest of what is held goes to"},
	{SECTION_NOTICES, "tell-deleted", VALUE_YES_NO, false, false, "yes", 0,
		0, NULL, "yes, no",
		"whether a sender is told that a person deleted what was held"},
	{SECTION_NOTICES, "tell-released", VALUE_YES_NO, false, false, "yes", 0,
		0, NULL, "yes, no",
		"whether a sender is told that a person released what was "
		"held"},

	{SECTION_INBOUND, "listener", VALUE_GLOB, true, false, NULL, 1, 320,
		NULL, ACCEPT_GLOB,
		"the MTA's daemon name or port that strangers write to"},
	{SECTION_INBOUND, "own-reports", VALUE_GLOB, true, false, NULL, 1, 320,
		NULL, ACCEPT_GLOB,
		"the MTA's daemon name or port that its own reports come by"},
	{SECTION_INBOUND, "trusted-authserv", VALUE_GLOB, true, false, NULL, 1,
		255, NULL, "names that begin Authentication-Results, as "
		"\"mx.firma.example\"",
		"whose Authentication-Results are believed"},
	{SECTION_INBOUND, "stop-words", VALUE_PHRASE, true, false, NULL, 1, 100,
		"octets", "a few words, as \"remove me\"",
		"more words with which a sentence begins that wants no more"},
	{SECTION_INBOUND, "automatic-subjects", VALUE_PHRASE, true, false, NULL,
		1, 100, "octets", "a few words, as \"at the trade fair\"",
		"more words with which the subject of an automatic reply "
		"begins"},
	{SECTION_INBOUND, "source", VALUE_NAME, false, false, NULL, 1, 64, NULL,
		ACCEPT_NAME, "the source that a contact by mail has"},
	{SECTION_INBOUND, "spool", VALUE_PATH, false, false,
		"/var/lib/robinson/inbound", 1, 4000, NULL, "an absolute path",
		"the directory of what waits to be examined"},
	{SECTION_INBOUND, "spool-max", VALUE_SIZE, false, false, "256 MB",
		2000000, 1000000000000, "octets", ACCEPT_SIZE,
		"what waits altogether; more is not examined"},
	{SECTION_INBOUND, "dns-timeout", VALUE_DURATION, false, false,
		"20 seconds", 1, 300, NULL, ACCEPT_DURATION,
		"how long the DNS is asked about one message"},
	{SECTION_INBOUND, "spf", VALUE_YES_NO, false, false, "yes", 0, 0, NULL,
		"yes, no", "whether the DNS is asked for the sender's SPF"},
	{SECTION_INBOUND, "helper", VALUE_PATH, false, false, NULL, 1, 4000,
		NULL, "an absolute path",
		"the program that reads what strangers send"},
	{SECTION_INBOUND, "unconfirmed-per-hour", VALUE_NUMBER, false, false,
		"20", 1, 1000000, "objections", "a number",
		"how many objections without proof one client may send"},
	{SECTION_INBOUND, "confirm-objection", VALUE_TEXT, true, false, NULL, 1,
		900, "octets", "texts: the subject, then each paragraph",
		"the mail that confirms an objection to who made it by mail"},

	{SECTION_JOURNAL, "retain", VALUE_PERIOD, false, false, NULL, 2, 24,
		NULL, "a number and days, weeks, months or years, as \"3 years\"",
		"how long entries are kept; without it for ever"},
	{SECTION_JOURNAL, "retain-numbers", VALUE_PERIOD, false, false, NULL, 2,
		24, NULL,
		"a number and days, weeks, months or years, as \"5 years\"",
		"how long daily numbers are kept; without it for ever"},
	{SECTION_PURGE, "notify-command", VALUE_PATH, false, false, NULL, 1,
		4000, NULL, "an absolute path",
		"a program that is given the references of removed persons"},
	{SECTION_PURGE, "notify-file", VALUE_PATH, false, false, NULL, 1, 4000,
		NULL, "an absolute path",
		"a file that the references of removed persons are added to"},
	{SECTION_PURGE, "notify-timeout", VALUE_DURATION, false, false,
		"5 minutes", 1, 86400, NULL, ACCEPT_DURATION,
		"how long the program may take"},
	{SECTION_REQUESTS, "holidays", VALUE_WORD, false, false, "none", 0, 0,
		NULL, "none, pl",
		"whose public holidays a deadline does not end on"},
	{SECTION_REQUESTS, "more-holidays", VALUE_DATE, true, false, NULL, 10,
		10, NULL, "dates, as \"2018-11-12\"",
		"further days that a deadline does not end on"},
	{SECTION_REQUESTS, "retain", VALUE_PERIOD, false, false, "3 years", 2,
		24, NULL,
		"a number and days, weeks, months or years, as \"3 years\"",
		"how long a closed request stays in the register"},
	{SECTION_UNSUBSCRIBE, "url", VALUE_TOKEN_URL, false, false, NULL, 10,
		200, "octets", "https://HOST/PATH/, as "
		"\"https://firma.example/u/\"",
		"the public page; the token follows it"},
	{SECTION_UNSUBSCRIBE, "address", VALUE_MAILBOX, false, false, NULL, 0,
		0, NULL, "an address, as \"unsubscribe@firma.example\"",
		"the mailbox to unsubscribe by mail"},
	{SECTION_UNSUBSCRIBE, "own-headers", VALUE_WORD, false, false, "keep",
		0, 0, NULL, "keep, replace",
		"what becomes of a message's own List-Unsubscribe"},
	{SECTION_UNSUBSCRIBE, "token-keys", VALUE_PATH, false, false,
		"/etc/robinson/token-keys", 1, 4000, NULL, "an absolute path",
		"the file of the token keys, for the public page"},
	{SECTION_UNSUBSCRIBE, "listen", VALUE_SOCKET, false, false,
		"inet:8892@127.0.0.1", 0, 0, NULL,
		"unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST, fd:N",
		"where the public page listens"},
	{SECTION_UNSUBSCRIBE, "certificate", VALUE_PATH, false, false, NULL, 1,
		4000, NULL, "an absolute path",
		"the page's certificate, PEM; without it a proxy has one"},
	{SECTION_UNSUBSCRIBE, "private-key", VALUE_PATH, false, false, NULL, 1,
		4000, NULL, "an absolute path", "the certificate's key, PEM"},
	{SECTION_UNSUBSCRIBE, "recorder", VALUE_SOCKET, false, false,
		"unix:/run/robinson/recorder.sock", 0, 0, NULL, "unix:/PATH",
		"where the recorder takes the page's objections"},
	{SECTION_UNSUBSCRIBE, "spool", VALUE_PATH, false, false,
		"/var/lib/robinson-unsubscribe", 1, 4000, NULL,
		"an absolute path",
		"the directory of clicks that wait for the recorder"},
	{SECTION_UNSUBSCRIBE, "user", VALUE_TEXT, false, false, NULL, 1, 64,
		NULL, "the name of a user", "whom the public page runs as"},
	{SECTION_UNSUBSCRIBE, "trusted-proxies", VALUE_CIDR, true, false, NULL,
		0, 0, NULL, ACCEPT_CIDR, "proxies whose X-Forwarded-For counts"},
	{SECTION_UNSUBSCRIBE, "clicks-per-minute", VALUE_NUMBER, false, false,
		"120", 1, 1000000, "clicks", "a number",
		"how many clicks one client may make"},
	{SECTION_UNSUBSCRIBE, "max-connections", VALUE_NUMBER, false, false,
		"256", 1, 100000, "connections", "a number",
		"how many connections the public page has at once"},

	{SECTION_STAFF, "url", VALUE_ORIGIN, false, true, NULL, 1, 200,
		"octets", "https://HOST or http://localhost, as "
		"\"https://desk.firma.example\"",
		"where browsers find the staff pages"},
	{SECTION_STAFF, "listen", VALUE_SOCKET, false, false,
		"inet:8893@127.0.0.1", 0, 0, NULL,
		"unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST, HOST on loopback",
		"where the staff pages listen, for a proxy with TLS"},
	{SECTION_STAFF, "user", VALUE_TEXT, false, false, NULL, 1, 64, NULL,
		"the name of a user",
		"whom the process runs as that speaks with browsers"},
	{SECTION_STAFF, "proxy-user", VALUE_TEXT, false, false, NULL, 1, 64,
		NULL, "the name of a user",
		"the proxy whose header says who has logged in"},
	{SECTION_STAFF, "proxy-header", VALUE_HEADER_NAME, false, false,
		"X-Remote-User", 1, 64, NULL, "the name of a header",
		"the header in which it says so"},
	{SECTION_STAFF, "trusted-proxies", VALUE_CIDR, true, false, NULL, 0, 0,
		NULL, ACCEPT_CIDR, "proxies whose X-Forwarded-For counts"},
	{SECTION_STAFF, "session-idle", VALUE_DURATION, false, false,
		"30 minutes", 60, 7 * DAY, NULL, ACCEPT_DURATION,
		"a session ends when nothing is done for so long"},
	{SECTION_STAFF, "session-max", VALUE_DURATION, false, false,
		"12 hours", 60, 31 * DAY, NULL, ACCEPT_DURATION,
		"a session ends so long after the login"},
	{SECTION_STAFF, "second-factor", VALUE_WORD, false, false, "required",
		0, 0, NULL, "required, optional",
		"whether officers and admins need a second factor"},
	{SECTION_STAFF, "proxy-asks-second-factor", VALUE_YES_NO, false, false,
		"no", 0, 0, NULL, "yes, no",
		"whether ours is not asked of officers and admins whom the "
		"proxy names"},
	{SECTION_STAFF, "checks-per-day", VALUE_NUMBER, false, false, "100000",
		1, 100000000, "addresses", "a number",
		"how many addresses one salesperson may ask about in a day"},
	{SECTION_STAFF, "answers-confirmed", VALUE_YES_NO, false, false, "yes",
		0, 0, NULL, "yes, no",
		"whether a contact that a salesperson enters waits until it "
		"is confirmed"},
	{SECTION_STAFF, "max-connections", VALUE_NUMBER, false, false, "256",
		1, 100000, "connections", "a number",
		"how many connections the staff pages have at once"},
	{SECTION_STAFF, "metrics", VALUE_SOCKET, false, false, NULL, 0, 0, NULL,
		"unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST, HOST on loopback",
		"where Prometheus reads the metrics of the staff pages"},
	{SECTION_STAFF, "workbook-helper", VALUE_PATH, false, false, NULL, 1,
		4000, NULL, "an absolute path",
		"the program that reads, confined, what is uploaded"},

	{SECTION_CONTROLLER, "name", VALUE_TEXT, false, false, NULL, 1, 200,
		"octets", "the name of the firm",
		"whose data it is: the pages and the record speak for it"},
	{SECTION_CONTROLLER, "address", VALUE_TEXT, false, false, NULL, 1, 300,
		"octets", "a postal address, on one line", "where the firm is"},
	{SECTION_CONTROLLER, "contact", VALUE_TEXT, true, false, NULL, 1, 200,
		"octets", "mail addresses, telephone numbers, pages",
		"how the firm is reached"},
	{SECTION_CONTROLLER, "joint-controllers", VALUE_TEXT, true, false, NULL,
		1, 300, "octets", "firms, each with how it is reached",
		"who decides on the processing beside the firm"},
	{SECTION_CONTROLLER, "representative", VALUE_TEXT, false, false, NULL,
		1, 300, "octets", "a name, and how it is reached",
		"the representative of a firm outside the Union"},
	SHOWN_KEY(SECTION_CONTROLLER, "authority",
		"pl: Prezes Urz\xc4\x99" "du Ochrony Danych Osobowych",
		"the supervisory authority that a person is sent to"),
	{SECTION_OFFICER, "name", VALUE_TEXT, false, false, NULL, 1, 200,
		"octets", "a name, or none",
		"the officer; none where none is designated"},
	{SECTION_OFFICER, "contact", VALUE_TEXT, true, false, NULL, 1, 200,
		"octets", "mail addresses, telephone numbers, pages",
		"how the officer is reached"},
	DISCLOSURE_KEYS(SECTION_PROCESSING),
	SHOWN_KEY(SECTION_PROCESSING, "security",
		"pl: szyfrowanie kopii zapasowych",
		"technical and organisational measures, in general"),

	{SECTION_LIST, "format", VALUE_WORD, false, true, NULL, 0, 0, NULL,
		"ecg, adigital-sha256, md5, sha1, sha256, sha512, addresses",
		"how the list is handed out"},
	{SECTION_LIST, "file", VALUE_PATH, false, true, NULL, 1, 4000, NULL,
		"an absolute path",
		"where \"robinson lists update\" installs the list"},
	{SECTION_LIST, "max-age", VALUE_DURATION, false, false, NULL, 3600,
		3660LL * DAY, NULL, ACCEPT_DURATION,
		"an older list is a fault, see on-fault"},
	{SECTION_LIST, "purposes", VALUE_PURPOSE, true, false, NULL, 0, 0, NULL,
		"names of purposes", "the purposes it is asked for; none: all"},
	{SECTION_LIST, "unless", VALUE_BASIS, true, false, NULL, 0, 0, NULL,
		"consent, explicit-consent, contract, legal-obligation, "
		"vital-interests, public-task, legitimate-interest, soft-opt-in",
		"a basis that outweighs an entry where it stands"},

	{SECTION_ADDRESS_RULE, "separators", VALUE_SEPARATORS, false, false,
		NULL, 0, 8, "octets", "ASCII punctuation, or nothing",
		"characters that begin a sub-address"},
	{SECTION_ADDRESS_RULE, "ignore-dots", VALUE_YES_NO, false, false, "no",
		0, 0, NULL, "yes, no", "whether dots of the local part count"},
	{SECTION_ADDRESS_RULE, "alias-of", VALUE_DOMAIN, false, false, NULL, 0,
		0, NULL, "a domain name",
		"the domain that has the same mailboxes"},

	ACTION_KEY("objected", "reject", "the person objected"),
	ACTION_KEY("objection-unconfirmed", "hold",
		"the person may have objected, which nothing proves"),
	ACTION_KEY("listed", "reject", "on a do-not-mail list"),
	ACTION_KEY("restricted", "reject", "processing is restricted"),
	ACTION_KEY("unknown", "hold", "no record of the person"),
	ACTION_KEY("withdrawn", "reject", "the consent was withdrawn"),
	ACTION_KEY("special-category", "reject",
		"no explicit consent for special categories"),
	ACTION_KEY("incompatible", "hold",
		"the data was not collected for the purpose"),
	ACTION_KEY("basis-expired", "hold", "the consent has expired"),
	ACTION_KEY("no-basis", "hold", "no accepted legal basis stands"),
	ACTION_KEY("retention-expired", "reject", "the retention has ended"),
	ACTION_KEY("undeliverable", "reject", "the address is known to fail"),
	ACTION_KEY("unanswered", "hold", "too many messages without a contact"),
	ACTION_KEY("too-soon", "hold", "the least interval has not passed"),
	ACTION_KEY("no-notice", "flag", "no notice of the right to object"),
	ACTION_KEY("allowed", "accept", "nothing stands against it"),

	REPLY_KEY("objected", "refusal: the person objected"),
	REPLY_KEY("objection-unconfirmed", "refusal: an objection without proof"),
	REPLY_KEY("listed", "refusal: on a do-not-mail list"),
	REPLY_KEY("restricted", "refusal: processing is restricted"),
	REPLY_KEY("unknown", "refusal: no record of the person"),
	REPLY_KEY("withdrawn", "refusal: the consent was withdrawn"),
	REPLY_KEY("special-category", "refusal: no explicit consent"),
	REPLY_KEY("incompatible", "refusal: not collected for the purpose"),
	REPLY_KEY("basis-expired", "refusal: the consent has expired"),
	REPLY_KEY("no-basis", "refusal: no accepted legal basis stands"),
	REPLY_KEY("retention-expired", "refusal: the retention has ended"),
	REPLY_KEY("undeliverable", "refusal: the address is known to fail"),
	REPLY_KEY("unanswered", "refusal: too many messages unanswered"),
	REPLY_KEY("too-soon", "refusal: the least interval has not passed"),
	REPLY_KEY("no-notice", "refusal: no notice of the right to object"),
	REPLY_KEY("bad-address", "refusal: the address cannot be parsed"),
	REPLY_KEY("fault", "deferral: no answer can be had at present"),
};
/* clang-format on */

const size_t schema_keys_len = sizeof(schema_keys) / sizeof(schema_keys[0]);

const struct schema_key *schema_key(enum section_id section, const char *name)
{
	for (size_t i = 0; i < schema_keys_len; i++)
		if (schema_keys[i].section == section &&
			strcmp(schema_keys[i].name, name) == 0)
			return &schema_keys[i];
	return NULL;
}

const struct schema_section *schema_section(
	enum section_id parent, const char *name)
{
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		const struct schema_section *s = &schema_sections[i];

		if (s->name && (s->parents & SECTION_BIT(parent)) &&
			strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

const char *schema_near_key(enum section_id section, const char *name)
{
	struct suggestion best;

	suggestion_init(&best, name);
	for (size_t i = 0; i < schema_keys_len; i++)
		if (schema_keys[i].section == section)
			suggestion_offer(&best, schema_keys[i].name);
	return best.word;
}

const char *schema_near_section(enum section_id parent, const char *name)
{
	struct suggestion best;

	suggestion_init(&best, name);
	for (size_t i = 0; i < SECTION_COUNT; i++)
		if (schema_sections[i].parents & SECTION_BIT(parent))
			suggestion_offer(&best, schema_sections[i].name);
	return best.word;
}
