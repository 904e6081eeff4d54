/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "cli/commands.h"

#include <string.h>

#include "service/csv/charset.h"

#define MTA_USAGE \
	"[--postfix-config DIR] [--sendmail-cf FILE] [--sendmail PROGRAM]"
#define HELD_USAGE                                                 \
	"[--held-for R] [--purpose P] [--address A] [--sender A] " \
	"[--older-than TIME] [--requested]"
#define PICK_USAGE "--all --count N " HELD_USAGE
#define PICK_DETAILS                                                           \
	"--all: whatever the filters of \"quarantine list\" find. Nothing is " \
	"done unless exactly\n--count match; how many do is said. Leave out "  \
	"--count to ask.\n"
#define CONFIRM "[--confirm --reason TEXT]"
#define GUARDED                                                             \
	"Exit status 75: nothing was removed, because the clock is not "    \
	"believed or more than\na fifth would go; --confirm says that you " \
	"have looked.\n"
#define DATES                                                               \
	"T is a date or a time: 2018-05-28, 28.05.2018, \"2018-05-28 "      \
	"10:00\", 2018-05-28T10:00:00+02:00; without a zone the firm's is " \
	"meant.\n"

const struct cli_command cli_commands[] = {
	{"import",
		"FILE.csv [--relation R] [--source S] [--map FIELD=COLUMN]... "
		"[--ignore COLUMN]... [--encoding E] [--all-objected | "
		"--undeliverable] [--dry-run]",
		"take persons from a CSV export",
		"Fields: email relation source collected last_contact "
		"relation_end ref\nobjected objected_at objected_purpose "
		"consent status purpose basis granted\nexpires withdrawn "
		"evidence undeliverable. A column of that name is found by\n"
		"itself, as are columns of addresses, opt-outs and consents "
		"under their usual\nnames; --map names another one, --ignore "
		"one that is none. --relation and\n--source fill what a row "
		"leaves empty. Separator, encoding and dates are found\nfrom "
		"the file; --encoding names one of\n" CHARSET_NAMES
		".\n--all-objected and --undeliverable: everybody in the file "
		"is, where no column\ntells another reason. Exit status 1: "
		"some lines were bad; 65: the file was refused,\nor a column "
		"may be an opt-out and is not understood: only wishes were "
		"recorded.\n",
		cmd_import},
	{"contact", "ADDRESS --at T --source S [--relation R] [--ref REF]",
		"record that the person wrote, called, chatted or bought",
		"The first contact of a person needs --relation; its date is "
		"the collection.\n" DATES,
		cmd_contact},
	{"relate", "ADDRESS --relation R [--at T] [--end T]",
		"record why the firm knows the person, and until when",
		"The relation changes only when dated later than the present "
		"one began.\n" DATES,
		cmd_relate},
	{"grant",
		"ADDRESS --purpose P --basis B --at T --evidence E "
		"[--expires T]",
		"record a consent; with evidence it ends an earlier objection",
		"B is consent or explicit-consent. Without evidence a grant is "
		"recorded but does\nnot stand (GDPR Art. 7(1)).\n" DATES,
		cmd_grant},
	{"withdraw", "ADDRESS --purpose P [--at T]",
		"record that a consent was withdrawn",
		"It counts with or without a grant (GDPR Art. 7(3)).\n" DATES,
		cmd_withdraw},
	{"object",
		"ADDRESS|@DOMAIN [--purpose P] [--at T] [--channel C] "
		"[--request ID] [--lift --reason TEXT]",
		"record an objection to one purpose or to all marketing",
		"@DOMAIN covers all its subdomains. --lift undoes a recording "
		"by mistake.\n" DATES,
		cmd_object},
	{"restrict", "ADDRESS [--request ID] [--lift]",
		"restrict the processing of a person's data",
		"GDPR Art. 18: nothing is sent, nothing is deleted. Of a "
		"person without a record\nthe key alone is kept, without the "
		"address.\n",
		cmd_restrict},
	{"check",
		"--purpose P [--at T] [--json] ADDRESS... | --file LIST.csv "
		"[--encoding E] | --socket PATH ADDRESS...",
		"say who may be written to",
		"Exit status 0: all may be written to; 1: some may not. --file "
		"copies the list\nwith action and reason added. --socket asks "
		"the daemon, without configuration and\nkeys: see check-socket "
		"in robinson.conf(5).\n" DATES,
		cmd_check},
	{"classify",
		"FILE.eml [--from SENDER] [--to RECIPIENT]... [--login LOGIN] "
		"[--client IP] [--listener NAME] [--port PORT] [--json]",
		"say a message's purpose, by which block, and the verdicts",
		"Nothing is recorded. FILE is a message, \"-\" standard input. "
		"Of the envelope --from\nand --to tell, else Return-Path or "
		"From, and To and Cc. Exit status 0: everybody\ngets it; 1: "
		"somebody does not, or no block names mail that bears marks "
		"of\nmarketing.\n",
		cmd_classify},
	{"explain", "ADDRESS [--purpose P] [--at T]",
		"show a person's timeline, and which rules apply", DATES,
		cmd_explain},
	{"hear",
		"FILE.eml... [--from SENDER] [--to RECIPIENT] [--client IP "
		"[--helo NAME]] [--json]",
		"say what would be made of incoming mail, and why",
		"Nothing is recorded. FILE is a message, \"-\" standard input. "
		"Of the envelope\n--from and --to tell, else Return-Path, "
		"Delivered-To, X-Original-To or To; with\n--client SPF is "
		"asked. Exit status 0: nothing against marketing; 1: an "
		"objection,\na complaint or a bad address.\n",
		cmd_hear},
	{"journal",
		"[--since T] [--until T] [--purpose P] [--sender S] "
		"[--reason R] [--address A] [--ref REF] [--json] [--sums] | "
		"--summary [--since T] [--until T] [--purpose P] [--sender S] "
		"[--reason R] [--by day|week] [--json | --mail]",
		"show what was decided and done, or count it",
		"S is a login, or where there was none the sender's address. "
		"--sums: also the sums\nover wishes and restrictions. "
		"--summary: daily numbers, which stay when the\njournal is "
		"trimmed, and mail with marks of marketing that no section "
		"names.\n--mail: those of the last seven days to the "
		"postmaster and the officer.\n" DATES,
		cmd_journal},
	{"journal verify", "[--head FILE]",
		"hold the journal, wishes and restrictions against each other",
		"--head: and see that it holds what \"journal head\" wrote. "
		"Exit status 1: an entry, a\nwish or a restriction was "
		"changed, removed or inserted.\n",
		cmd_journal_verify},
	{"objections list", "[--unconfirmed | --reports] [--json]",
		"show objections as the journal has them, or what was not "
		"certain",
		"--unconfirmed: those that wait, oldest first, with the words "
		"of their mails. Mail\nto these persons is held until somebody "
		"confirms them, drops them or says that it\nwas a letter. "
		"--reports: delivery reports that did not count, because "
		"nothing\nproved them.\n",
		cmd_objections_list},
	{"objections confirm", "REF...",
		"confirm an objection that was not certain", "",
		cmd_objections_confirm},
	{"objections drop", "REF... --reason TEXT",
		"take back an objection that somebody else sent, or that was "
		"meant otherwise",
		"Your login and the reason go into the journal. Of several "
		"all are dropped, or none.\n",
		cmd_objections_drop},
	{"objections letter", "REF... [--reason TEXT]",
		"drop what was no objection but a letter, and record the "
		"contact",
		"The contact is dated when the mail came, and an answer to it "
		"counts as one. You\nalso say that the person wrote it, where "
		"the sender is not proven. Your login and\nthe reason go into "
		"the journal. Of several all are letters, or none.\n",
		cmd_objections_letter},
	{"journal trim", CONFIRM,
		"remove the entries whose retention has ended",
		"For cron or a timer. What was tampered with stays: exit "
		"status 1.\n" GUARDED,
		cmd_journal_trim},
	{"journal head", "[FILE]",
		"tell the journal's last entries, to be kept elsewhere", "",
		cmd_journal_head},
	{"quarantine list", "[--long | --json] " HELD_USAGE " " MTA_USAGE,
		"show what is held, oldest first, a line each",
		"A line has id, date, sender, for how many it waits and why, "
		"and the subject;\n--long shows all that is known. --held-for "
		"R: for this reason (--reason says the\nsame here). --sender: "
		"the address in the envelope. --older-than \"14 days\": that\n"
		"came before. --requested: only what its sender asked for. "
		"With hold-in = mta, what\nlies in Postfix's hold queue or "
		"Sendmail's quarantine follows.\n",
		cmd_quarantine_list},
	{"quarantine search", "WORDS [--long | --json] " MTA_USAGE,
		"find what is held by sender, recipient, subject, queue id",
		"Case and diacritics do not matter. Exit status 1: nothing was "
		"found.\n",
		cmd_quarantine_search},
	{"quarantine show", "ID [--raw]",
		"show a held message: its text, and attachments by name, type, "
		"size",
		"Of HTML without plain text, what a reader sees of its words. "
		"--raw gives the message as it is, control characters "
		"included.\n",
		cmd_quarantine_show},
	{"quarantine release",
		"ID... | " PICK_USAGE
		" --reason TEXT [--to ADDRESS] " MTA_USAGE,
		"send a held message to all who wait for it, or to one",
		"The rules are asked again: after an objection, a withdrawal "
		"or "
		"a restriction, and\nwithout explicit consent for a special "
		"category, it is refused (GDPR Art. 21(3),\n7(3), 18, 9). Your "
		"login and the reason go into the journal. Exit status 1: "
		"somebody\ndid not get it.\n" PICK_DETAILS,
		cmd_quarantine_release},
	{"quarantine delete", "ID... | " PICK_USAGE " --reason TEXT " MTA_USAGE,
		"delete a held message",
		"Your login and the reason go into the journal.\n" PICK_DETAILS,
		cmd_quarantine_delete},
	{"quarantine extend", "ID... --until T", "keep a held message longer",
		"Not longer than a year from now.\n" DATES,
		cmd_quarantine_extend},
	{"quarantine request", "ID [--by NAME] [--reason TEXT]",
		"note that the sender asks for a release",
		"Whoever answers the notice from their own login asks without "
		"this. The first\nreason counts.\n",
		cmd_quarantine_request},
	{"quarantine expire", CONFIRM,
		"delete what was held too long, and tell the senders",
		"For cron or a timer. A sender who cannot be told now is told "
		"the next time.\n" GUARDED,
		cmd_quarantine_expire},
	{"quarantine digest", "",
		"mail the postmaster what is held, and how to decide about it",
		"For cron or a timer. It goes to digest-to of notices.\n",
		cmd_quarantine_digest},
	{"lists update", "NAME FILE [--dated T] [--force]",
		"check, sort and install a do-not-mail list",
		"NAME is a list of the configuration, FILE what its owner "
		"handed out. A file that is\ndamaged, of another format, empty "
		"or less than half of the installed list is\nrefused, and the "
		"old one stays; --force leaves out bad lines and takes what "
		"is\n"
		"implausible. --dated is the list's own date, from which its "
		"age counts.\n" DATES,
		cmd_lists_update},
	{"lists test", "ADDRESS", "say which do-not-mail lists have an address",
		"Exit status 0: none; 1: one or more.\n", cmd_lists_test},
	{"lists show", "", "show the do-not-mail lists: entries and age", "",
		cmd_lists_show},
	{"keys init", "", "create the key file",
		"An existing key file is never overwritten.\n", cmd_keys_init},
	{"keys unsubscribe", "[FILE]",
		"write the token keys for the public page",
		"To token-keys of unsubscribe, or to FILE; the group of an "
		"existing file is kept.\nThey open tokens and nothing "
		"else.\n",
		cmd_keys_unsubscribe},
	{"keys list", "", "show the generations of keys and what is under them",
		"", cmd_keys_list},
	{"keys rotate", "", "add a generation of keys, for all that is new",
		"Reload the daemons, and run \"keys unsubscribe\" for the "
		"public page. Persons come\nto the new generation when their "
		"address is next seen; objections under older\nones are "
		"honoured all the while.\n",
		cmd_keys_rotate},
	{"keys retire", "N [--lose-them]",
		"retire a generation of keys that nothing depends on",
		"Refused while an objection, a withdrawal or something sealed "
		"is under it, and while\na person is, unless --lose-them. Its "
		"unsubscribe links and backups cannot be\nopened afterwards. "
		"What the journal needs stays.\n",
		cmd_keys_retire},
	{"config check", "[--postfix-config DIR] [--sendmail-cf FILE]",
		"report everything wrong with the configuration",
		"Exit status 78 (EX_CONFIG) when there is an error; warnings "
		"alone are 0.\n",
		cmd_config_check},
	{"config show", "", "print the effective settings", "",
		cmd_config_show},
	{"due", "[--within 7d] [--relation R] [--format csv|json]",
		"list the references of persons whose time ends",
		"Without --within those whose retention has ended. Who has no "
		"reference is only\ncounted.\n",
		cmd_due},
	{"purge", "[--dry-run] [--relation R] [--unknown-relations] " CONFIRM,
		"remove the persons whose retention has ended",
		"Objections and withdrawals stay as a bare key; restricted "
		"persons are left alone\n(GDPR Art. 18). The references go to "
		"the systems of record. Persons of a relation\nthat the "
		"configuration does not know are left alone without "
		"--unknown-relations.\nExit status 1: something is "
		"left.\n" GUARDED,
		cmd_purge},
	{"erase", "ADDRESS [--dry-run] [--without-objection] [--request ID]",
		"erase a person who asked for it",
		"GDPR Art. 17: everything but objections and withdrawals, at "
		"once; and an objection\nto all direct marketing unless "
		"--without-objection. --dry-run says what would go.\n",
		cmd_erase},
	{"export", "ADDRESS [--html] [--language en|pl] [--request ID]",
		"give a person all that is held about them",
		"JSON by the schema urn:robinson:export:1, or with --html a "
		"page for the person\n(GDPR Art. 15, 20).\n",
		cmd_export},
	{"rectify", "OLD NEW [--dry-run] [--without-objection] [--request ID]",
		"a person has another address",
		"GDPR Art. 16: what is known under OLD is known under NEW, "
		"objections, withdrawals\nand restriction under both. OLD "
		"objects to all direct marketing from now on,\nunless "
		"--without-objection.\n",
		cmd_rectify},
#ifdef HAVE_STAFF
	{"staff add",
		"NAME --role R [--sender ADDRESS]... [--login LOGIN]... "
		"[--team T] [--lead] [--password-stdin]",
		"let somebody log in to the staff pages",
		"R is sales, postmaster, officer or admin. Of who sells, "
		"--sender and --login say\nwhich mail is theirs; a lead sees "
		"the mail of the team. Prints a first password,\nwhich is "
		"changed at the first login; --password-stdin takes one "
		"instead.\n",
		cmd_staff_add},
	{"staff list", "[--json]", "show who may log in to the staff pages", "",
		cmd_staff_list},
	{"staff change",
		"NAME [--role R] [--sender ADDRESS]... [--no-senders] "
		"[--login LOGIN]... [--no-logins] [--team T] "
		"[--lead | --no-lead] [--off | --on]",
		"change an account of staff",
		"What is given takes the place of what there was. --off: they "
		"cannot log in, and all\ntheir sessions end. The last admin "
		"stays one.\n",
		cmd_staff_change},
	{"staff password", "NAME [--forget-second-factor] [--password-stdin]",
		"give somebody a first password, and end their sessions",
		"--forget-second-factor: for who lost the telephone and the "
		"recovery codes.\n",
		cmd_staff_password},
	{"staff end", "NAME", "end all sessions of somebody", "",
		cmd_staff_end},
	{"staff remove", "NAME", "remove an account of staff",
		"The last admin cannot be removed.\n", cmd_staff_remove},
#endif
	{"requests list", "[--open] [--overdue] [--json]",
		"show what persons asked for, and until when",
		"--overdue: only what should be answered by now; exit status 1 "
		"if there is any.\n",
		cmd_requests_list},
	{"requests add",
		"ADDRESS --article N [--received T] [--by CHANNEL] "
		"[--identified TEXT]",
		"put a person's request on record",
		"N is 15 (access), 16 (rectification), 17 (erasure), 18 "
		"(restriction), 20\n(portability) or 21 (objection). It is to "
		"be answered within one month of receipt\n(GDPR Art. "
		"12(3)). TEXT says how it was made sure who asks (Art. "
		"12(6)).\n" DATES,
		cmd_requests_add},
	{"requests extend", "ID --reason TEXT --told T",
		"extend a request by two further months",
		"T is when the person was told, with the reason: within the "
		"first month.\n" DATES,
		cmd_requests_extend},
	{"requests close", "ID [--outcome TEXT]",
		"note that a request was answered", "", cmd_requests_close},
	{"advise",
		"--relation R [--threshold 2%] [--svg FILE] [--page FILE] "
		"[--language en|pl]",
		"advise how long silent persons are worth keeping",
		"From counts of past silences, without persons: the first day "
		"from which the chance\nof a contact within 30 days is below "
		"the threshold, with 95 % confidence. --page\nwrites the "
		"justification to file, in HTML where FILE ends in .html, else "
		"in\nMarkdown. Exit status 1: there is too little to advise "
		"on.\n",
		cmd_advise},
	{"backup", "FILE", "put the store away in one sealed file",
		"While others read and write it; FILE shows one instant. It "
		"opens with the key file,\nwhich is not in it and is to be "
		"kept apart from it.\n",
		cmd_backup},
	{"restore", "FILE | --confirm",
		"put a backup in the place of the store",
		"The daemons must be stopped. Objections, withdrawals, "
		"restrictions and erasures since\nthe backup are kept where "
		"the store in place can be read; otherwise all marketing\nmail "
		"is deferred until --confirm. Persons whose time is over are "
		"removed first.\n",
		cmd_restore},
	{"simulate", "--config NEW.conf [--since T] [--json]",
		"decide what is in the journal again under other rules",
		"NEW.conf is only read, and nothing is recorded. Says what "
		"would have been different,\nby reason, purpose and sender, "
		"and "
		"what cannot be known.\n" DATES,
		cmd_simulate},
	{"report", "[--html FILE|-] [--json FILE|-] [--language en|pl]",
		"the record of processing, and what is not in order",
		"Counts, no persons: sources, relations, purposes, bases, "
		"consents, what is past due,\nwho overruled holds. Exit status "
		"0: fine; 1: warnings; 2: errors.\n",
		cmd_report},
	{"audit",
		"EXPORT.csv... --source S [--map FIELD=COLUMN]... "
		"[--needed COLUMN]... [--html FILE] [--json FILE|-] "
		"[--work-list FILE.csv] [--language en|pl]",
		"compare another system's export with what is on record",
		"Nothing of it is stored. Who is in it though their time is "
		"over, they objected or\nare not known; who is in it twice; "
		"columns that are not needed. --work-list names\nthe rows by "
		"the system's own reference. Exit status 0: fine; 1: warnings; "
		"2: errors.\n",
		cmd_audit},
	{"setup",
		"[--domain D]... [--profile P] [--language L]... [--mta M] "
		"[--user NAME] [--state DIR] [--postfix-config DIR] "
		"[--sendmail-cf FILE] [--config FILE] [--apply] | --continue "
		"[--apply] ...",
		"write the first configuration, make keys and store, start",
		"On a terminal asks for what is not given. The configuration "
		"is in mode = observe, and\nan existing one is never "
		"overwritten. The lines for Postfix are shown, or typed with\n"
		"--apply, once the daemon answers. P is eu, pl, de, at, fr or "
		"es, or a file; L en or\npl; M postfix or sendmail. "
		"--continue goes on where a run stopped, with the "
		"configuration\nthat is there. Exit status 0: done; 1: done, "
		"and doctor finds errors.\n",
		cmd_setup},
	{"doctor",
		"[--postfix-config DIR] [--sendmail-cf FILE] [--sends-from "
		"ADDRESSES] "
		"[--json]",
		"look at the installation and say what mends it",
		"Configuration, MTA, socket, key file, store, lists, clock. "
		"Nothing is changed.\nExit status 0: fine; 1: warnings; 2: "
		"errors.\n",
		cmd_doctor},
	{"reload", "", "have the running daemon read its configuration again",
		"The configuration is checked first; a bad one is not handed "
		"over. The\ndaemon says whether it took it, at the socket "
		"beside the milter's own.\n",
		cmd_reload},
	{"metrics", "[--textfile FILE]",
		"print the running daemon's counters, as Prometheus text",
		"--textfile: to a file that is replaced as a whole, for the "
		"textfile collector of\nnode_exporter; it says robinson_up 0 "
		"where no daemon answers.\n",
		cmd_metrics},
};

const size_t cli_commands_len = sizeof(cli_commands) / sizeof(cli_commands[0]);

static bool names_two(const char *name, const char *first, const char *second)
{
	size_t len = strlen(first);

	return strncmp(name, first, len) == 0 && name[len] == ' ' &&
		strcmp(name + len + 1, second) == 0;
}

const struct cli_command *cli_command_find(int argc, char **argv, int *words_r)
{
	for (size_t i = 0; argc > 1 && i < cli_commands_len; i++) {
		if (names_two(cli_commands[i].name, argv[0], argv[1])) {
			*words_r = 2;
			return &cli_commands[i];
		}
	}
	for (size_t i = 0; argc > 0 && i < cli_commands_len; i++) {
		if (strcmp(cli_commands[i].name, argv[0]) == 0) {
			*words_r = 1;
			return &cli_commands[i];
		}
	}
	return NULL;
}
