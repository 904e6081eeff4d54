/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/bad_address.h"

#include <string.h>

#include "lib/rows.h"

struct row {
	const char *name;
	const char *status;
	const char *diagnostic;
	const char *row; /* NULL: whichever */
	const char *told; /* the status that comes out of it; NULL: any */
};

static const struct row bad[] = {
	{"5.1.1 alone", "5.1.1", NULL, "status", "5.1.1"},
	{"with words behind it", "5.1.1 (unknown)", "", "status", "5.1.1"},
	{"a bad domain", "5.1.2", NULL, "status", NULL},
	{"bad syntax", "5.1.3", NULL, "status", NULL},
	{"moved", "5.1.6", NULL, "status", NULL},
	{"nobody, in Exchange", "5.1.10", NULL, "status", NULL},
	{"a telling diagnostic", "5.0.0", "smtp; 550 User not found",
		"no such user", "5.0.0"},
	{"the code of the diagnostic", "5.0.0", "smtp;550 5.1.1 <a@b.example>",
		"status", "5.1.1"},
	{"it overrides a temporary status", "4.0.0",
		"smtp; 550 5.1.1 no such user here", "no such user", "5.1.1"},
	{"Microsoft 365", "5.4.1",
		"smtp; 550 5.4.1 Recipient address rejected: Access denied. "
		"[AM4EUR03FT012.eop-EUR03.prod.protection.outlook.com]",
		"recipient rejected by Microsoft 365", "5.4.1"},
	{"Outlook.com", "5.5.0",
		"smtp; 550 Requested action not taken: mailbox unavailable "
		"(-2147467259:-467259:-2147467259)",
		"mailbox unavailable at Outlook.com", "5.5.0"},
	{"5.2.1, and why", "5.2.1", "smtp; 550 5.2.1 no such user", NULL, NULL},
	{"5.3.0, and why", "5.3.0", "smtp; 553 unknown user", NULL, NULL},
	{"5.7.1, and why", "5.7.1",
		"smtp; 554 5.7.1 <a@b.example>: Recipient address rejected: "
		"User unknown in relay recipient table",
		"no such user", "5.7.1"},
	{"a domain that is not there", "5.4.4",
		"X-Postfix; Host or domain name not found. Name service error "
		"for name=klient.example type=A: Host not found",
		"no such domain", "5.4.4"},
	{"5.1.0, and why", "5.1.0", "smtp; 550 5.1.0 Address unknown", NULL,
		NULL},
	{"a curly apostrophe", NULL, "The address couldn\xe2\x80\x99t be found",
		NULL, ""},
	{"hosts and addresses say nothing", "5.1.1",
		"smtp; 550 5.1.1 <spam@klient.example> unknown user, says "
		"spam.blocked.example, see https://policy.example/spam",
		"no such user", NULL},
	{"four numbers are no code", NULL,
		"host 5.7.26.4 said: 550 no such user", NULL, ""},
	{"a number within a sentence is no reply", NULL,
		"550 no such user (4213 or 450 of them)", NULL, NULL},
	{"what another server told Microsoft", "5.1.351",
		"smtp;550 5.1.351 Remote server returned unknown recipient or "
		"mailbox unavailable -> 550 Unknown user",
		"no such user", "5.1.351"},
	{"an invalid domain", "5.4.4", "smtp; 550 5.4.4 Invalid domain",
		"no such domain", "5.4.4"},
	{"not in a list of users", NULL,
		"User not listed in public Name & Address Book", "no such user",
		""},
	{"Polish", "5.0.0", "smtp; 550 Konto nie istnieje", "no such user",
		NULL},
	{"German", "5.0.0", "smtp; 550 Benutzer unbekannt", "no such user",
		NULL},
	{"French", "5.0.0", "smtp; 550 Adresse inconnue", "no such user", NULL},
	{"Spanish", "5.0.0", "smtp; 550 La cuenta no existe", "no such user",
		NULL},
	{"what stands behind SES's own words", "5.0.0",
		"smtp; 5.1.0 - Unknown address error 550-'5.1.1 user unknown'",
		"no such user", NULL},
};

static const struct row not_bad[] = {
	{"Microsoft, without the words", "5.1.351",
		"smtp;550 5.1.351 Remote server said no", "nothing telling",
		NULL},
	{"SES's own words", "5.0.0",
		"smtp; 5.1.0 - Unknown address error 550-'5.7.1 Access denied'",
		"nothing telling", NULL},
	{"Zoho's own words", NULL,
		"Invalid Address, ERROR_CODE :550, ERROR_CODE :Requested "
		"action not taken: mailbox unavailable",
		"nothing telling", NULL},
	{"what is only supposed", NULL,
		"The group may not exist, or you may not write to it",
		"nothing telling", NULL},
	{"after MAIL FROM", "5.1.0",
		"after MAIL FROM:<a@b.example>: 553 a does not exist",
		"about the sender", NULL},
	{"a list of senders", NULL, "550 192.0.2.1 is listed in our list",
		"blocked", NULL},
	{"a disabled account", "5.0.0",
		"smtp; 554 This account has been disabled or discontinued",
		"account disabled", NULL},
	{"a suspended one", "5.1.1", "smtp; 550 user unknown (suspended)",
		"account disabled", NULL},
	{"a program failed", "5.1.1",
		"x-unix; procmail: Couldn't create \"/mail/neko\" id: neko: No "
		"such user",
		"a program failed", NULL},
	{"nothing at all", NULL, NULL, "nothing telling", ""},
	{"5.0.0 alone", "5.0.0", NULL, "nothing telling", NULL},
	{"a block", "5.1.1", "SMTP; 550 5.7.1 IP address blacklisted",
		"blocked", "5.7.1"},
	{"a full mailbox", "5.1.1", "smtp; 552 5.2.2 a@b.example",
		"a status of another kind", "5.2.2"},
	{"over quota", "5.1.1", "smtp; 550 user over quota", "mailbox full",
		NULL},
	{"SPF", "5.1.0",
		"smtp;550 5.1.0 192.0.2.1 is not allowed to send from "
		"<firma.example> per its SPF Record",
		NULL, NULL},
	{"a rate", "5.1.1",
		"smtp; 550 5.1.1 <a@b.example> - 203.0.113.2 has sent to too "
		"many recipients this hour",
		"rate", NULL},
	{"a size", "5.1.1", "smtp; 552 message too large", "message too large",
		NULL},
	{"spam", "5.0.0", "smtp; 554 no such user likes spam", "blocked", NULL},
	{"a policy", "5.7.1", "smtp; 550 5.7.1 rejected due to policy",
		"policy", NULL},
	{"relaying", "5.7.1", "smtp; 554 5.7.1 Relay access denied", "policy",
		NULL},
	{"a temporary status", "4.1.1", "smtp; user unknown", "temporary",
		NULL},
	{"a temporary code", "5.1.1", "smtp; 450 4.1.1 user unknown",
		"temporary", "4.1.1"},
	{"a temporary reply", "5.1.1", "smtp; 450 user unknown", "temporary",
		NULL},
	{"greylisting", "5.1.1", "smtp; 550 greylisted, try again later",
		"temporary", NULL},
	{"a domain that may come back", "5.4.4",
		"X-Postfix; Name service error: Host not found, try again",
		"temporary", NULL},
	{"about the sender", "5.1.8", NULL, "a status of another kind", NULL},
	{"the sender's address", "5.1.0",
		"smtp; 550 5.1.0 Sender address rejected: Domain not found",
		"policy", NULL},
	{"5.4.1 without the words", "5.4.1", "smtp; no answer from host", NULL,
		NULL},
	{"5.5.0 without the words", "5.5.0", "smtp; 550 not taken", NULL, NULL},
	{"mailbox unavailable without the code", "5.0.0",
		"smtp; 550 mailbox unavailable", NULL, NULL},
	{"one code of several speaks against it", "5.1.1",
		"smtp; 550 5.1.1 x (5.3.4 before)", NULL, "5.3.4"},
	{"the sender's domain", "5.7.1",
		"smtp; 550 Domain of sender address <a@b.example> does not "
		"exist",
		"about the sender", NULL},
	{"the client's name", "5.7.1",
		"smtp; 504 Helo command rejected: Host not found",
		"about the sender", NULL},
	{"in reply to another command", "5.0.0",
		"smtp; 550 no such user here (in reply to MAIL FROM command)",
		"about the sender", NULL},
	{"delivered", "2.1.5", NULL, NULL, NULL},
};

static void check(const struct row *row, bool is_bad)
{
	struct bad_address judged;

	bad_address_judge(row->status, row->diagnostic, &judged);
	assert_non_null(judged.row);
	if (row->row)
		assert_string_equal(judged.row, row->row);
	if (row->told)
		assert_string_equal(judged.status, row->told);
	assert_int_equal(judged.is_bad, is_bad);
}

static void check_bad(void **state)
{
	check(*state, true);
}

static void check_not_bad(void **state)
{
	check(*state, false);
}

static void test_long(void **state)
{
	static char text[4 * BAD_ADDRESS_TEXT_MAX];
	struct bad_address judged;

	(void)state;
	for (int c = 1; c < 256; c++) {
		memset(text, c, sizeof(text) - 1);
		bad_address_judge(text, text, &judged);
		assert_false(judged.is_bad);
	}
	memset(text, '.', sizeof(text) - 1);
	memcpy(text, "550 no such user", 16);
	bad_address_judge("5.0.0", text, &judged);
	assert_true(judged.is_bad);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, bad, check_bad);
	rows_add(&rows, not_bad, check_not_bad);
	rows_add_one(&rows, "long texts", test_long, NULL);
	return rows_run("bad address", &rows);
}
