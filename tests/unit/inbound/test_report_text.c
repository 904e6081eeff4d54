/* SPDX-License-Identifier: BSD-2-Clause */
/* Delivery reports without a machine-readable part: each source with each
 * reason. Only "no such user" is a bad address. */
#include "inbound/examine.h"
#include "inbound/parts.h"
#include "lib/rows.h"

#include <stdlib.h>
#include <string.h>

#define DAEMON "From: MAILER-DAEMON@mx.klient.example\nSubject: failure\n"
#define JAN "jan@klient.example"
#define HEAD                                              \
	"Return-Path: <biuro@firma.example>\n"            \
	"Received: from a by b; Mon, 11 Jun 2018 09:00\n" \
	"From: biuro@firma.example\nTo: " JAN "\n"        \
	"Message-ID: <oferta@firma.example>\nSubject: oferta\n\nSpam\n"
#define EXIM                                                             \
	"This message was created automatically by mail delivery "       \
	"software.\n\n"                                                  \
	"A message that you sent could not be delivered to one or more " \
	"of its\nrecipients. This is a permanent error. The following "  \
	"address(es) failed:\n\n"
#define EXIM_COPY                                                    \
	"\n------ This is a copy of the message, including all the " \
	"headers. ------\n\n"

/* "*" in a text stands for the reason. */
struct source {
	const char *name;
	const char *head;
	const char *text;
	const char *source; /* as "why" names it; NULL: "name" */
};

static const struct source sources[] = {
	{"Exim", DAEMON "X-Failed-Recipients: " JAN "\n",
		EXIM "  " JAN "\n    SMTP error from remote mail server after "
		     "RCPT TO:<" JAN ">:\n    host mx.klient.example "
		     "[192.0.2.1]: *\n" EXIM_COPY HEAD,
		NULL},
	{"Exim without its field", DAEMON,
		EXIM "  " JAN "\n    host mx [192.0.2.1]: *\n" EXIM_COPY HEAD,
		"Exim"},
	{"X-Failed-Recipients", DAEMON "X-Failed-Recipients: " JAN "\n",
		"Twoja wiadomosc nie dotarla:\n" JAN "\n*\n" HEAD, NULL},
	{"mail.ru", "From: mailer-daemon@corp.mail.ru\n",
		EXIM JAN "\n *\n\n" HEAD, NULL},
	{"GMX", "From: \"GMX Mailer Daemon\" <mailer-daemon@gmx.example>\n",
		EXIM "\"" JAN "\":\nSMTP error from remote server after RCPT "
		     "command:\nhost: mx.klient.example\n*\n"
		     "--- The header of the original message is following. "
		     "---\n\n" HEAD,
		NULL},
	{"Zoho", "From: mailer-daemon@mail.zoho.example\n",
		"This message was created automatically by mail delivery "
		"software.\n A message that you sent could not be delivered to "
		"one or more of its recipients. This is a permanent "
		"error.\n\n" JAN " ERROR_CODE :550, *\n\n" HEAD,
		NULL},
	{"Yahoo", "From: MAILER-DAEMON@yahoo.example\n",
		"Sorry, we were unable to deliver your message to the "
		"following address.\n\n<" JAN ">:\nRemote host said: *\n\n"
		"--- Below this line is a copy of the message.\n\n" HEAD,
		NULL},
	{"qmail", DAEMON,
		"Hi. This is the qmail-send program at mx.klient.example.\n"
		"I'm afraid I wasn't able to deliver your message to the "
		"following addresses.\nThis is a permanent error; I've given "
		"up. Sorry it didn't work out.\n\n<" JAN ">:\n"
		"192.0.2.1 does not like recipient.\nRemote host said: *\n"
		"Giving up on 192.0.2.1.\n\n"
		"--- Below this line is a copy of the message.\n\n" HEAD,
		NULL},
	{"Gmail", DAEMON,
		"Delivery to the following recipient failed permanently:\n\n"
		"     " JAN "\n\nTechnical details of permanent failure:\n"
		"The error that the other server returned was: *\n\n"
		"----- Original message -----\n\n" HEAD,
		NULL},
	{"Gmail, newer", DAEMON,
		"** Message not delivered **\n\nYour message wasn't delivered "
		"to " JAN " because:\n\n*\n\n" HEAD,
		"Gmail"},
	{"Exchange 2003", DAEMON,
		"Your message did not reach some or all of the intended "
		"recipients.\n\n      Subject: oferta\n"
		"      Sent: 2018-06-11 09:00\n\nThe following recipient(s) "
		"could not be reached:\n\n      " JAN " on 2018-06-11 09:00\n"
		"            *\n            <mx.klient.example>\n\n" HEAD,
		NULL},
	{"Exchange 2007", DAEMON,
		"Delivery has failed to these recipients or distribution "
		"lists:\n\n" JAN "<mailto:" JAN ">\nYour message wasn't "
		"taken.\n\nDiagnostic information for administrators:\n\n"
		"Generating server: mx.klient.example\n\n" JAN "\n#*##\n\n"
		"Original message headers:\n\n" HEAD,
		NULL},
	{"Microsoft 365", DAEMON,
		"Your message to " JAN " couldn't be delivered.\n\n*\n\n"
		"Original Message Headers:\n\n" HEAD,
		NULL},
	{"Notes", DAEMON,
		"------- Failure Reasons  --------\n\n*\n" JAN "\n\n"
		"------- Returned Message --------\n\n" HEAD,
		NULL},
	{"Notes, newer", DAEMON,
		"Your message\n\n  Subject: oferta\n\nwas not delivered to:\n\n"
		"  " JAN "\n\nbecause:\n\n  *\n\n" HEAD,
		"Notes"},
	{"Sendmail", DAEMON,
		"The original message was received at Mon, 11 Jun 2018\n\n"
		"   ----- The following addresses had permanent fatal errors "
		"-----\n<" JAN ">\n\n"
		"   ----- Transcript of session follows -----\n"
		"... while talking to mx.klient.example.:\n"
		">>> RCPT To:<" JAN ">\n<<< *\n\n"
		"   ----- Original message follows -----\n\n" HEAD,
		NULL},
	{"old Sendmail", DAEMON,
		"   ----- Transcript of session follows -----\n"
		"550 " JAN "... *\n\n"
		"   ----- Unsent message follows -----\n" HEAD,
		NULL},
	{"DragonFly", DAEMON,
		"Hello!\n\nThis is the DragonFly Mail Agent v0.11 at mx.\n\n"
		"There was an error delivering your mail to <" JAN ">.\n\n"
		"mx.klient.example [192.0.2.1] did not like our RCPT TO:\n*\n\n"
		"Message headers follow:\n\n" HEAD,
		NULL},
	{"Postfix", DAEMON,
		"I'm sorry to have to inform you that your message could not\n"
		"be delivered to one or more recipients. It's attached "
		"below.\n\nYour message could not be delivered to one or more "
		"recipients.\n\n<" JAN ">: host mx.klient.example[192.0.2.1] "
		"said: *\n    (in reply to RCPT TO command)\n\n" HEAD,
		NULL},
	{"Courier", DAEMON,
		"UNDELIVERABLE MAIL\n\nYour message to the following "
		"recipients cannot be delivered:\n\n<" JAN ">:\n"
		"    mx.klient.example [192.0.2.1]:\n<<< *\n\n" HEAD,
		NULL},
	{"GroupWise", DAEMON,
		"The message that you sent was undeliverable to the "
		"following:\n\t" JAN " (*)\n\n" HEAD,
		NULL},
	{"MailMarshal", DAEMON,
		"Your message was not delivered to the following "
		"recipients:\n\n   " JAN "\n   *\n\n" HEAD,
		NULL},
	{"Exchange 5", DAEMON,
		"Your message\n\n  To:      " JAN "\n  Subject: oferta\n\n"
		"did not reach the following recipient(s):\n\n" JAN
		" on Mon, 11 Jun 2018 09:00\n    *\n    MSEXCH:IMS\n\n" HEAD,
		NULL},
	{"OpenSMTPD", DAEMON,
		"    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT "
		"REPLY.\n\n    An error has occurred while attempting to "
		"deliver a message for\n    the following list of "
		"recipients:\n\n" JAN ": *\n\n"
		"    Below is a copy of the original message:\n\n" HEAD,
		NULL},
	{"the reason in a line with the recipient", DAEMON,
		"1 error(s):\nSMTP Server <mx.klient.example> rejected "
		"recipient <" JAN ">. It responded as follows: [*]\n\n" HEAD,
		"a mail server"},
	{"the reason above the recipient", DAEMON,
		"Fehler beim Zustellen.\n*\n\nDetails:\nan " JAN
		"\nGroesse 200\n\n" HEAD,
		"a mail server"},
	{"a list of addresses", DAEMON,
		"|---- Message log follows: ----|\n"
		"|---- Failed addresses follow: ----|\n " JAN " ... *\n"
		"|---- Message text follows: ----|\n" HEAD,
		"a mail server"},
	{"marks before the recipient", DAEMON,
		"   ----- The following addresses had permanent fatal errors "
		"-----\n\n>>> " JAN " <" JAN ">\n\n"
		"   ----- Transcript of session follows -----\n*\n\n" HEAD,
		"Sendmail"},
	{"parts that cannot be told apart",
		DAEMON "Content-Type: multipart/report; boundary=x;\n"
		       " report-type=delivery-status\n",
		"--y\nContent-Type: text/plain\n\n<" JAN ">: host mx said:\n"
		"    *\n\n--y\nContent-Description: Undelivered Message\n"
		"Content-Type: message/rfc822\n\n" HEAD "--y--\n",
		"a mail server"},
	{"mail gateway", DAEMON,
		"Your message could not be delivered to the following "
		"recipients:\n" JAN "\nReason: *\n\n" HEAD,
		NULL},
};

static const char *const bad[] = {"550 5.1.1 No such user", "550 User unknown",
	"550 5.7.1 Recipient does not exist",
	"554 delivery error: this user doesn't have a yahoo.com account",
	"Sorry, no mailbox here by that name. (#5.1.1)"};
static const char *const not_bad[] = {"452 4.2.2 Mailbox full",
	"550 5.1.1 over quota", "550 5.7.1 blocked as spam",
	"552 5.3.4 message too large", "550 rejected by policy",
	"550 user unknown, try again later", "451 4.3.0 no such user yet",
	"550 5.1.1 too many recipients this hour", "550 not taken",
	"timed out"};

static struct examined *hear(const char *head, const char *body)
{
	static const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {
		.sender = "", .head = head, .body = body};
	struct examined *examined;

	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	return examined;
}

static char *with_reason(const char *text, const char *reason)
{
	const char *star = strchr(text, '*');
	struct buf body;

	/* "** Message not delivered **" */
	while (star[1] == '*' || star[-1] == '*')
		star = strchr(star + 1, '*');
	buf_init(&body, 10000);
	(void)buf_addf(
		&body, "%.*s%s%s", (int)(star - text), text, reason, star + 1);
	return buf_detach(&body);
}

static void check_bad(const struct source *source, const char *reason)
{
	char *body = with_reason(source->text, reason);
	struct examined *examined = hear(source->head, body);
	const struct inbound_answer *a = examined_answer(examined);

	assert_string_equal(inbound_meaning_name(a->meaning), "failure");
	assert_int_equal(a->concerned.len, 1);
	assert_string_equal(a->concerned.items[0], JAN);
	assert_non_null(
		strstr(a->why, source->source ? source->source : source->name));
	assert_non_null(a->original_id);
	assert_string_equal(a->original_id, "oferta@firma.example");
	examined_free(&examined);
	free(body);
}

static void check_not_bad(const struct source *source, const char *reason)
{
	char *body = with_reason(source->text, reason);
	struct examined *examined = hear(source->head, body);

	assert_string_equal(
		inbound_meaning_name(examined_answer(examined)->meaning),
		"nothing");
	examined_free(&examined);
	free(body);
}

static void check_source(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check_bad(*state, bad[i]);
	for (size_t i = 0; i < sizeof(not_bad) / sizeof(*not_bad); i++)
		check_not_bad(*state, not_bad[i]);
}

/* IMail's line is the reason itself. */
static void test_imail(void **state)
{
	struct examined *examined = hear(DAEMON,
		"Unknown user: " JAN "\n\nOriginal message "
		"follows.\n\n" HEAD);

	(void)state;
	assert_int_equal(examined_answer(examined)->meaning, INBOUND_FAILURE);
	assert_int_equal(examined_answer(examined)->concerned.len, 1);
	examined_free(&examined);
}

/* Sendmail tells of other hosts between. */
static void test_hosts(void **state)
{
	struct examined *examined = hear(DAEMON,
		"   ----- Transcript of session follows -----\n"
		"550 klient.example (smtp)... 550 Host unknown\n"
		"554 <" JAN ">... 550 Host unknown (Authoritative answer)\n"
		"421 mx.b.example (smtp)... Deferred: Connection timed out\n"
		"   ----- Unsent message follows -----\n" HEAD);
	const struct inbound_answer *a = examined_answer(examined);

	(void)state;
	assert_int_equal(a->meaning, INBOUND_FAILURE);
	assert_int_equal(a->concerned.len, 1);
	assert_string_equal(a->concerned.items[0], JAN);
	examined_free(&examined);
}

#define PARTS                                                  \
	DAEMON "Content-Type: multipart/report; boundary=b;\n" \
	       " report-type=delivery-status\n"
#define STATUS(address)                                          \
	"Final-Recipient: rfc822; " address "\nAction: failed\n" \
	"Status: 5.0.0\n\n"

/* The machine-readable part says nothing, what is written for people does;
 * only of those whom the part names. */
static void test_beside(void **state)
{
	struct examined *examined = hear(PARTS,
		"--b\n\nAn error has occurred while attempting to deliver a "
		"message for\n\n" JAN ": Domain does not exist\n"
		"a@b.example: 552 5.2.2 Mailbox full\n"
		"c@b.example: no such user\n\n"
		"--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; mx.klient.example\n\n" STATUS(JAN)
			STATUS("a@b.example") "--b--\n");
	const struct inbound_answer *a = examined_answer(examined);

	(void)state;
	assert_int_equal(a->meaning, INBOUND_FAILURE);
	assert_int_equal(a->concerned.len, 1);
	assert_string_equal(a->concerned.items[0], JAN);
	examined_free(&examined);
}

/* An address that is part of another one, and one that did not fail. */
static void test_others(void **state)
{
	struct examined *examined = hear(DAEMON
		"X-Failed-Recipients: ann@b.example, joann@b.example\n",
		EXIM "  host mx: error after RCPT TO:<joann@b.example>:\n"
		     "    550 5.1.1 user unknown\n"
		     "  host mx: error after RCPT TO:<ann@b.example>.\n"
		     "    552 5.2.2 over quota\n");
	const struct inbound_answer *a = examined_answer(examined);

	(void)state;
	assert_int_equal(a->concerned.len, 1);
	assert_string_equal(a->concerned.items[0], "joann@b.example");
	examined_free(&examined);
	examined = hear(PARTS,
		"--b\n\n" JAN ": not taken\n"
		"from <biuro@firma.example> to <c@b.example>: user unknown\n\n"
		"--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; mx.klient.example\n\n" STATUS(
			JAN) "--b--\n");
	assert_int_equal(examined_answer(examined)->concerned.len, 0);
	examined_free(&examined);
}

/* Letters that would be read again and again take no time. */
static void test_hostile(void **state)
{
	static const char begin[] =
		"--b\nContent-Type: message/delivery-status\n\n"
		"Final-Recipient: rfc822; " JAN "\nAction: failed\n"
		"Status: 5.0.0\nDiagnostic-Code: smtp; ";
	char *body = malloc(INBOUND_BODY_MAX);
	struct examined *examined;

	(void)state;
	assert_non_null(body);
	memset(body, '4', INBOUND_BODY_MAX);
	memcpy(body, begin, strlen(begin));
	body[INBOUND_BODY_MAX - 1] = '\0';
	examined = hear(PARTS, body);
	assert_int_equal(examined_answer(examined)->concerned.len, 0);
	examined_free(&examined);
	memset(body + 46, '\n', INBOUND_BODY_MAX - 47);
	examined = hear(PARTS, body);
	assert_int_equal(examined_answer(examined)->concerned.len, 0);
	examined_free(&examined);
	free(body);
}

/* The reason behind the status, and a recipient that is no address. */
static void test_status_only(void **state)
{
	struct examined *examined = hear(PARTS,
		"--b\n\n550 5.1.2 <" JAN ">... Host unknown\n\n"
		"--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; mx.klient.example\n\n" STATUS(
			"@mx.klient.example") "--b--\n");

	(void)state;
	assert_int_equal(examined_answer(examined)->concerned.len, 1);
	examined_free(&examined);
	examined = hear(PARTS,
		"--b\n\nNo.\n\n--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; mx.klient.example\n\n"
		"Final-Recipient: rfc822; " JAN "\nAction: failed\n"
		"Status: 5.4.4 (Illegal host/domain name found)\n\n--b--\n");
	assert_int_equal(examined_answer(examined)->concerned.len, 1);
	examined_free(&examined);
}

/* A gateway sends the report on as a message in a message. */
static void test_wrapped(void **state)
{
	struct examined *examined =
		hear(DAEMON "Content-Type: multipart/mixed; boundary=a\n",
			"--a\n\nA report came.\n--a\nContent-Type: "
			"message/rfc822\n\n" PARTS "\n--b\n\nNo.\n\n--b\n"
			"Content-Type: message/delivery-status\n\n"
			"Reporting-MTA: dns; mx.klient.example\n\n"
			"Final-Recipient: rfc822; " JAN "\nAction: failed\n"
			"Status: 5.1.1\n\n--b--\n--a--\n");

	(void)state;
	assert_int_equal(examined_answer(examined)->meaning, INBOUND_FAILURE);
	assert_int_equal(examined_answer(examined)->concerned.len, 1);
	examined_free(&examined);
}

/* Each recipient has a reason of its own. */
static void test_several(void **state)
{
	struct examined *examined = hear(DAEMON "X-Failed-Recipients: "
						"a@b.example, c@b.example,\n"
						" d@b.example\n",
		EXIM "  a@b.example\n    550 no such user\n"
		     "  c@b.example\n    550 5.2.2 over quota\n"
		     "  x@b.example\n    no such user\n"
		     "  d@b.example\n    Unrouteable address\n");
	const struct inbound_answer *a = examined_answer(examined);

	(void)state;
	assert_int_equal(a->meaning, INBOUND_FAILURE);
	assert_int_equal(a->concerned.len, 2);
	assert_string_equal(a->concerned.items[0], "a@b.example");
	assert_string_equal(a->concerned.items[1], "d@b.example");
	examined_free(&examined);
}

/* Who writes about a report is no machine. */
static void test_person(void **state)
{
	static const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {.sender = "adam@klient.example",
		.head = "From: Adam <adam@klient.example>\n",
		.body = EXIM "  " JAN "\n    550 no such user\n"};
	struct examined *examined;

	(void)state;
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_int_equal(examined_answer(examined)->meaning, INBOUND_LETTER);
	examined_free(&examined);
}

/* So does somebody who is away, by a machine without a machine's name. */
static void test_absent(void **state)
{
	struct examined *examined = hear("From: Jan <" JAN ">\n",
		"Jan no longer works here, " JAN " does not exist any more.\n");

	(void)state;
	assert_int_equal(examined_answer(examined)->meaning, INBOUND_NOTHING);
	assert_int_equal(examined_answer(examined)->concerned.len, 0);
	examined_free(&examined);
}

/* More recipients and longer lines than there is room for. */
static void test_bounds(void **state)
{
	struct examined *examined;
	struct buf body;

	(void)state;
	buf_init(&body, INBOUND_BODY_MAX);
	(void)buf_adds(&body, EXIM);
	for (unsigned i = 0; i < 2 * INBOUND_FAILURES_MAX; i++)
		(void)buf_addf(&body, "  a%u@b.example\n no such user\n", i);
	for (unsigned i = 0; i < 200; i++)
		(void)buf_addf(&body, "%s", "no such user, no such user, ");
	examined = hear(DAEMON, buf_text(&body));
	assert_int_equal(
		examined_answer(examined)->concerned.len, INBOUND_FAILURES_MAX);
	examined_free(&examined);
	buf_free(&body);
}

int main(void)
{
	struct rows rows = {0};

	parts_begin();
	rows_add(&rows, sources, check_source);
	rows_add_one(&rows, "IMail", test_imail, NULL);
	rows_add_one(&rows, "hosts", test_hosts, NULL);
	rows_add_one(&rows, "beside", test_beside, NULL);
	rows_add_one(&rows, "others", test_others, NULL);
	rows_add_one(&rows, "hostile", test_hostile, NULL);
	rows_add_one(&rows, "status only", test_status_only, NULL);
	rows_add_one(&rows, "wrapped", test_wrapped, NULL);
	rows_add_one(&rows, "absent", test_absent, NULL);
	rows_add_one(&rows, "several", test_several, NULL);
	rows_add_one(&rows, "a person", test_person, NULL);
	rows_add_one(&rows, "bounds", test_bounds, NULL);
	return rows_run("report text", &rows);
}
