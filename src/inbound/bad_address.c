/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/bad_address.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------- tables */

enum code_says {
	SAYS_OTHER, /* something else than an address, and for good */
	SAYS_BAD,
	SAYS_LITTLE, /* servers use it for everything: the words decide */
	SAYS_TEMPORARY
};

struct code_row {
	const char *code;
	enum code_says says;
};

/* Codes of class 5; those that are not here are SAYS_OTHER. */
static const struct code_row codes[] = {
	{"5.1.1", SAYS_BAD},
	{"5.1.2", SAYS_BAD},
	{"5.1.3", SAYS_BAD},
	{"5.1.6", SAYS_BAD},
	{"5.1.10", SAYS_BAD},
	{"5.1.350", SAYS_LITTLE}, /* Microsoft: what another server replied */
	{"5.1.351", SAYS_LITTLE},
	{"5.0.0", SAYS_LITTLE},
	{"5.1.0", SAYS_LITTLE},
	{"5.2.1", SAYS_LITTLE},
	{"5.3.0", SAYS_LITTLE},
	{"5.4.1", SAYS_LITTLE},
	{"5.4.4", SAYS_LITTLE},
	{"5.5.0", SAYS_LITTLE},
	{"5.7.1", SAYS_LITTLE},
};

/* A row speaks if one of its words is there and, where it has a code, the
 * code is too. */
struct words_row {
	const char *row;
	const char *code; /* NULL: any, or none */
	const char *const *words; /* lower case; ended by NULL */
};

static const char *const temporary[] = {"temporary", "temporarily",
	"try again later", "not found, try again", "retry later", "greylisted",
	"greylisting", "graylisted", "deferred", "delayed", "will be retried",
	"will retry", "will keep trying", "still trying", "timed out",
	"timeout", "connection refused", "no route to host",
	"has not yet been delivered", "message is still in queue", NULL};
static const char *const full[] = {"quota", "overquota", "mailbox full",
	"mailbox is full", "mailbox for this user is full", "inbox is full",
	"mailfolder is full", "exceeded storage", "storage allocation",
	"insufficient storage", "insufficient system storage",
	"not enough storage", "not enough space", "disk full",
	"exceeds allowed size", "is full", NULL};
static const char *const large[] = {"too large", "too big", "message size",
	"size limit", "exceeds the maximum", "maximum size", "maxsize",
	"too long", NULL};
static const char *const rate[] = {"too many", "rate limit", "rate limited",
	"rate limits", "throttled", "throttling", "too fast", "too much mail",
	"limit exceeded", "exceeded the limit", NULL};
static const char *const block[] = {"spam", "antispam", "anti-spam",
	"unsolicited", "junk", "bulk", "blacklist", "blacklisted", "blocklist",
	"blocklisted", "block list", "black list", "blocked", "denylist",
	"spamhaus", "spamcop", "barracuda", "rbl", "dnsbl", "reputation",
	"listed by", "is listed in", "been listed in", "was listed in",
	"listed at", "banned", "virus", "malware", "phishing", "suspicious",
	"content rejected", "message content", "poor reputation",
	"is not allowed to send", "not accept mail from", "client host",
	"reverse dns", "ptr record", NULL};
static const char *const policy[] = {"policy", "policies", "spf", "dkim",
	"dmarc", "unauthenticated", "authentication", "authenticated",
	"authorized", "authorised", "unauthorized", "not permitted",
	"permission", "relay access denied", "relaying denied",
	"relaying not allowed", "unable to relay", "relaying not permitted",
	"relay not permitted", "relay denied", "not allowed to relay",
	"sender address rejected", "sender rejected", "sender denied",
	"sender verify failed", "unknown sender", "senderid", "encryption",
	"certificate", "tls required", "restricted", "prohibited", NULL};
/* A refusal because of the sender says nothing about the recipient. */
static const char *const sender[] = {"sender address", "sender domain",
	"sender's domain", "domain of sender", "domain of the sender",
	"domain of your", "sender does not exist", "sender not exist",
	"envelope sender", "return path", "your domain", "your ip",
	"your server", "mail from command", "after mail from",
	"reply to mail from", "response to mail from", "helo", "helo command",
	"ehlo", "rdns", "reverse lookup", "reverse address", NULL};
static const char *const route[] = {"loop", "loops back", "looping",
	"hop count", "too many hops", "configuration error",
	"system not accepting", NULL};

/* The account is there; its owner may come back. */
static const char *const disabled[] = {"is disabled", "been disabled",
	"account disabled", "mailbox disabled", "user disabled", "suspended",
	"is inactive", "been inactive", "account inactive", "mailbox inactive",
	"is not active", "is locked", "account locked", NULL};
/* A program that the address runs has failed. */
static const char *const program[] = {"command output", "command died",
	"command failed", "couldn't create", "can't create",
	"unknown mailer error", NULL};

/* Against a bad address, whatever the code. */
static const struct words_row against[] = {
	{"temporary", NULL, temporary},
	{"mailbox full", NULL, full},
	{"message too large", NULL, large},
	{"rate", NULL, rate},
	{"blocked", NULL, block},
	{"policy", NULL, policy},
	{"about the sender", NULL, sender},
	{"routing", NULL, route},
	{"account disabled", NULL, disabled},
	{"a program failed", NULL, program},
};

static const char *const rejected[] = {"recipient address rejected", NULL};
static const char *const unavailable[] = {"mailbox unavailable", NULL};
static const char *const no_domain[] = {"host not found", "domain not found",
	"domain name not found", "no such domain", "domain does not exist",
	"nxdomain", "non-existent domain", "nonexistent domain", "unknown host",
	"host unknown", "name or service not known",
	"couldn't find any host named", "unrouteable mail domain",
	"dns error: domain", "domain that does not exist", "invalid domain",
	"illegal host/domain name", "no such host", "no data known",
	"domain couldn't be found", "unrouteable address", "not found in dns",
	NULL};
static const char *const no_user[] = {"user unknown", "unknown user",
	"user is unknown", "user not known", "no such user", "no such account",
	"no such recipient", "no such mailbox", "no such address",
	"no such person", "no such local user", "no such email address",
	"user not found", "user was not found", "user does not exist",
	"user doesn't exist", "does not exist", "doesn't exist", "do not exist",
	"no longer exists", "not exist", "recipient not found",
	"recipient unknown", "unknown recipient", "recipient is unknown",
	"recipient not recognized", "name is not recognized",
	"unrecognized recipient", "invalid recipient", "invalid mailbox",
	"invalid address", "invalid user", "mailbox not found",
	"mailbox not known", "unknown mailbox", "mailbox unknown",
	"unknown address", "address unknown", "address not found",
	"unknown local part", "unknown local-part", "unknown account",
	"account not found", "account has been deleted",
	"no mailbox here by that name", "no mailbox by that name",
	"doesn't have a account", /* its host is a name */
	"doesn't have an account", "not a valid mailbox", "not a valid user",
	"not a valid recipient", "not our customer", "not a known user",
	"is not known here", "not listed in domino directory",
	"not listed in public name", "not listed in address book",
	"not unique or not listed", "couldn't be found", "could not be found",
	"was not found", "wasn't found", "no user by that name",
	"no account by that name", "bad destination mailbox",
	"address no longer valid", "unknown or illegal alias", "user_unknown",
	"bad address", "invalid final delivery userid",
	"unknown in local recipient table", "unknown in relay recipient table",
	"unknown in virtual mailbox table", "unknown in virtual alias table",
	"addressee unknown", "no longer in use", "not a local user",
	"is not a registered", "no mailbox here", "no mailbox with that name",
	"no user with that name", "empfänger unbekannt",
	"unbekannter empfänger", "empfänger existiert nicht",
	"benutzer unbekannt", "unbekannter benutzer", "adresse existiert nicht",
	"postfach existiert nicht", "adresse unbekannt", "unbekannte adresse",
	"utilisateur inconnu", "adresse inconnue", "n'existe pas", "no existe",
	"destinatario desconocido", "utente sconosciuto", "non esiste",
	"adres nie istnieje", "konto nie istnieje", "skrzynka nie istnieje",
	"użytkownik nie istnieje", "nieznany odbiorca", "nieznany adresat",
	"brak takiego użytkownika", "brak takiego konta",
	"ディレクトリには見つかりません", "ディレクトリのリストにありません",
	"destinataire inconnu", "usuario desconocido", "nieznany użytkownik",
	"nie ma takiego użytkownika", NULL};

/* For one. */
static const struct words_row in_favour[] = {
	{"recipient rejected by Microsoft 365", "5.4.1", rejected},
	{"mailbox unavailable at Outlook.com", "5.5.0", unavailable},
	{"no such domain", NULL, no_domain},
	{"no such user", NULL, no_user},
};

/* -------------------------------------------------------------------- words */

static bool is_run(unsigned char c)
{
	return isalnum(c) || strchr("._%+=-@/:", c) || c >= 0x80;
}

static bool is_of_name(char before, char behind)
{
	unsigned char a = (unsigned char)before, b = (unsigned char)behind;

	return isalnum(a) && isalnum(b) && (isalpha(a) || isalpha(b));
}

/* An address, a host or a link: names like "spam.example" say nothing. A code
 * has digits beside its dots. */
static bool is_name(const char *run, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (run[i] == '@' ||
			(run[i] == '.' && i > 0 && i + 1 < len &&
				is_of_name(run[i - 1], run[i + 1])))
			return true;
	return false;
}

/* Lower case, one blank for several, names left out. */
static void fold(const char *text, char folded_r[BAD_ADDRESS_TEXT_MAX])
{
	size_t used = 0;

	while (*text && used + 2 < BAD_ADDRESS_TEXT_MAX) {
		size_t len = 0;

		while (text[len] && is_run((unsigned char)text[len]))
			len++;
		if (len == 0 && isspace((unsigned char)*text)) {
			if (used == 0 || folded_r[used - 1] != ' ')
				folded_r[used++] = ' ';
			text++;
			continue;
		}
		if (len == 0) {
			folded_r[used++] = *text++;
			continue;
		}
		if (is_name(text, len)) {
			text += len;
			continue;
		}
		for (size_t i = 0; i < len && used + 2 < BAD_ADDRESS_TEXT_MAX;
			i++) {
			/* U+2019, the apostrophe of typesetters */
			if (i + 2 < len &&
				strncmp(text + i, "\xe2\x80\x99", 3) == 0) {
				folded_r[used++] = '\'';
				i += 2;
				continue;
			}
			folded_r[used++] =
				(char)tolower((unsigned char)text[i]);
		}
		text += len;
	}
	folded_r[used] = '\0';
}

static bool has_word(const char *folded, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = folded; (at = strstr(at, word)); at++)
		if ((at == folded || !isalnum((unsigned char)at[-1])) &&
			!isalnum((unsigned char)at[len]))
			return true;
	return false;
}

static const char *row_that_speaks(const struct words_row *rows, size_t len,
	const char *folded, const char *code)
{
	for (size_t i = 0; i < len; i++) {
		if (rows[i].code && strcmp(rows[i].code, code) != 0)
			continue;
		for (const char *const *word = rows[i].words; *word; word++)
			if (has_word(folded, *word))
				return rows[i].row;
	}
	return NULL;
}

#define ROW_THAT_SPEAKS(rows, folded, code) \
	row_that_speaks(rows, sizeof(rows) / sizeof(*(rows)), folded, code)

/* What says nothing: how Amazon SES and Zoho head whatever the recipient's
 * server replied, and what a server only supposes. */
static void drop_labels(char *folded)
{
	static const char *const labels[] = {"unknown address error",
		"invalid address, error_code", "may not exist",
		"might not exist", "does not exist or", "doesn't exist or",
		"n'existe pas ou"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		for (char *at; (at = strstr(folded, labels[i]));)
			memmove(at, at + strlen(labels[i]),
				strlen(at + strlen(labels[i])) + 1);
}

/* -------------------------------------------------------------------- codes */

static size_t digits(const char *at)
{
	return strspn(at, "0123456789");
}

/* The length of the code that begins here; 0: none. An IPv4 address is not a
 * code. */
static size_t code_len(const char *at)
{
	size_t subject, detail;

	if (!strchr("245", *at) || !*at || at[1] != '.')
		return 0;
	subject = digits(at + 2);
	if (subject < 1 || subject > 3 || at[2 + subject] != '.')
		return 0;
	detail = digits(at + 3 + subject);
	if (detail < 1 || detail > 3)
		return 0;
	at += 3 + subject + detail;
	return *at == '.' && digits(at + 1) > 0 ? 0 : 3 + subject + detail;
}

static bool code_next(const char **at, const char *begin,
	char code_r[BAD_ADDRESS_STATUS_MAX + 1])
{
	for (; **at; ++*at) {
		size_t len = code_len(*at);

		if (len == 0 ||
			(*at > begin &&
				(isalnum((unsigned char)(*at)[-1]) ||
					(*at)[-1] == '.')))
			continue;
		memcpy(code_r, *at, len);
		code_r[len] = '\0';
		*at += len;
		return true;
	}
	return false;
}

static enum code_says what_says(const char *code)
{
	if (*code != '5')
		return *code == '4' ? SAYS_TEMPORARY : SAYS_OTHER;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].says;
	return SAYS_OTHER;
}

/* Whether the server replied 4xx: at a line's begin or behind ":", ";", ">" or
 * "<", as all write it. */
static bool has_temporary_reply(const char *text)
{
	for (const char *at = text; *at; at++) {
		const char *before = at;

		if (*at != '4' || !isdigit((unsigned char)at[1]) ||
			!isdigit((unsigned char)at[2]) || !at[3] ||
			!strchr(" -", at[3]))
			continue;
		while (before > text && strchr(" \t", before[-1]))
			before--;
		if (before == text || strchr("\r\n:;<>", before[-1]))
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ verdict */

/* Of several codes, the one that does not tell of a bad address counts. */
static enum code_says read_codes(const char *text, struct bad_address *judged)
{
	char code[BAD_ADDRESS_STATUS_MAX + 1];
	enum code_says said = SAYS_LITTLE;
	const char *at = text;

	while (code_next(&at, text, code)) {
		enum code_says says = what_says(code);
		bool is_first = !*judged->status;

		if (is_first || (says != SAYS_LITTLE && said == SAYS_LITTLE) ||
			says == SAYS_OTHER || says == SAYS_TEMPORARY) {
			snprintf(judged->status, sizeof(judged->status), "%s",
				code);
			said = says;
		}
		if (says == SAYS_OTHER || says == SAYS_TEMPORARY)
			break;
	}
	return said;
}

void bad_address_judge(const char *status, const char *diagnostic,
	struct bad_address *judged_r)
{
	char folded[BAD_ADDRESS_TEXT_MAX];
	enum code_says said;
	const char *row;

	*judged_r = (struct bad_address){.row = "nothing telling"};
	if (!diagnostic)
		diagnostic = "";
	fold(diagnostic, folded);
	drop_labels(folded);
	said = read_codes(folded, judged_r);
	if (!*judged_r->status && status)
		said = read_codes(status, judged_r);
	row = ROW_THAT_SPEAKS(against, folded, "");
	if (said == SAYS_TEMPORARY || has_temporary_reply(diagnostic))
		row = "temporary";
	else if (said == SAYS_OTHER && !row)
		row = "a status of another kind";
	if (row) {
		judged_r->row = row;
		return;
	}
	row = ROW_THAT_SPEAKS(in_favour, folded, judged_r->status);
	if (!row && said == SAYS_BAD)
		row = "status";
	judged_r->is_bad = row != NULL;
	judged_r->is_silent = !row;
	if (row)
		judged_r->row = row;
}
