/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/examine.h"

#include "inbound/parts.h"
#include "lib/rows.h"

#define TOKEN_OF(rest)                                                    \
	"AQEKCsomeTokenThatIsLongEnoughToBeOneOfOursAndThatNobodyCanOpen" \
	"BecauseItIsMadeUpForThisTest_-abcd0123456" rest
#define TOKEN TOKEN_OF("789")
#define REPLY                                      \
	"From: Adam Nowak <adam@klient.example>\n" \
	"To: biuro@firma.example\n"                \
	"Message-ID: <1@klient.example>\n"         \
	"In-Reply-To: <oferta@firma.example>\n"
#define PLAIN "Content-Type: text/plain; charset=utf-8\n"

struct row {
	const char *name;
	const char *head;
	const char *body;
	enum inbound_meaning meaning;
	/* The word, the token, or those concerned, divided by blanks. */
	const char *what;
	const char *sender; /* NULL: adam@klient.example */
	const char *to; /* NULL: biuro@firma.example */
};

static const struct row letters[] = {
	{.name = "a letter",
		REPLY "Subject: pytanie\n",
		"Ile to kosztuje?\n",
		INBOUND_LETTER},
	{.name = "a letter without body",
		REPLY "Subject: Re: oferta\n",
		"",
		INBOUND_LETTER},
	{.name = "a letter without head", "", "x\n", INBOUND_LETTER},
	{.name = "CRLF",
		"From: a@b.example\r\nSubject: x\r\n",
		"Witam\r\n",
		INBOUND_LETTER},
	{.name = "Auto-Submitted: no is a letter",
		REPLY "Auto-Submitted: no\n",
		"x\n",
		INBOUND_LETTER},
	{.name = "X-Auto-Response-Suppress: None",
		REPLY "X-Auto-Response-Suppress: None\n",
		"x\n",
		INBOUND_LETTER},
	{.name = "Precedence: first-class",
		REPLY "Precedence: first-class\n",
		"x\n",
		INBOUND_LETTER},
	{.name = "a meeting accepted",
		REPLY "Content-Type: text/calendar; method=REPLY\n",
		"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
		INBOUND_LETTER},
};

static const struct row automatic[] = {
	{.name = "Auto-Submitted: auto-replied",
		REPLY "Auto-Submitted: auto-replied\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "with parameters",
		REPLY
		"Auto-Submitted: auto-replied; owner-email=\"a@b.example\"\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "folded, in capitals",
		REPLY "AUTO-SUBMITTED:\n AUTO-GENERATED\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "no and something else",
		REPLY "Auto-Submitted: no\nAuto-Submitted: auto-replied\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "Gmail's vacation responder",
		REPLY "Subject: Urlop Re: oferta\nPrecedence: bulk\n"
		      "X-Autoreply: yes\nAuto-Submitted: auto-replied\n",
		"Jestem na urlopie do 5 lipca.\n",
		INBOUND_NOTHING},
	{.name = "Exchange out of office",
		REPLY "Subject: Automatic reply: oferta\n"
		      "X-MS-Exchange-Inbox-Rules-Loop: adam@klient.example\n"
		      "X-Auto-Response-Suppress: All\n"
		      "auto-submitted: auto-generated\n",
		"Stop\n",
		INBOUND_NOTHING},
	{.name = "Outlook in Polish, by its subject alone",
		REPLY
		"Subject: =?utf-8?Q?Odpowied=C5=BA_automatyczna:_oferta?=\n",
		"Jestem poza biurem.\n",
		INBOUND_NOTHING},
	{.name = "the other Polish subject",
		REPLY "Subject: "
		      "=?iso-8859-2?Q?Automatyczna_odpowied=BC=3A_oferta?=\n",
		"Do zobaczenia.\n",
		INBOUND_NOTHING},
	{.name = "Precedence: auto_reply",
		REPLY "Precedence: auto_reply\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "Precedence: junk",
		REPLY "Precedence: junk\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "X-Autorespond",
		REPLY "X-Autorespond: urlop\n",
		"x\n",
		INBOUND_NOTHING},
	{.name = "null sender", REPLY, "x\n", INBOUND_NOTHING, NULL, ""},
	{.name = "null Return-Path",
		"Return-Path: <>\n" REPLY,
		"x\n",
		INBOUND_NOTHING},
	{.name = "a mailing list",
		REPLY "List-Id: <dyskusja.lista.example>\n"
		      "List-Post: <mailto:dyskusja@lista.example>\n",
		"stop\n",
		INBOUND_NOTHING},
	{.name = "somebody else's newsletter",
		REPLY "List-Unsubscribe: <https://sklep.example/u>\n",
		"Wyprzedaż!\n",
		INBOUND_NOTHING},
	{.name = "a stop word in an automatic reply",
		REPLY "Auto-Submitted: auto-replied\n",
		"Stop\n",
		INBOUND_NOTHING},
	{.name = "by the subject alone, without a colon",
		REPLY "Subject: Out of Office\n",
		"Thank you for your email.\n",
		INBOUND_NOTHING},
	{.name = "a subject without diacritics",
		REPLY "Subject: ODP: NIEOBECNOSC W BIURZE\n",
		"Wracam 5 lipca.\n",
		INBOUND_NOTHING},
	{.name = "a mark and no stop word is no contact",
		REPLY "X-Auto-Response-Suppress: All\n",
		"Ile to kosztuje?\n",
		INBOUND_NOTHING},
	{.name = "a read receipt",
		REPLY "Content-Type: multipart/report; boundary=b;\n"
		      "\treport-type=disposition-notification\n",
		"--b\nContent-Type: text/plain\n\nPrzeczytano.\n"
		"--b\nContent-Type: message/disposition-notification\n\n"
		"Disposition: manual-action/MDN-sent-manually; displayed\n"
		"--b--\n",
		INBOUND_NOTHING},
	{.name = "a read receipt that was cut",
		REPLY "Content-Type: multipart/report; boundary=b;\n"
		      "\treport-type=disposition-notification\n",
		"",
		INBOUND_NOTHING},
};

#define HTML "Content-Type: text/html; charset=utf-8\n"

static const struct row stops[] = {
	{.name = "rezygnuję on top",
		REPLY PLAIN,
		"Rezygnuję.\n\nPozdrawiam\nAdam\n\n> Szanowny Panie,\n"
		"> oferta\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "without Polish letters",
		REPLY PLAIN,
		"rezygnuje z tych maili\n",
		INBOUND_STOP,
		"rezygnuje"},
	{.name = "in capitals, with marks",
		REPLY PLAIN,
		"*** STOP!!! ***\n",
		INBOUND_STOP,
		"stop"},
	{.name = "decomposed letters",
		REPLY PLAIN,
		"Rezygnuje\xcc\xa8\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "with what takes no room between its letters",
		REPLY PLAIN,
		"\xe2\x80\x8bsto\xc2\xadp\xe2\x80\x8b\n",
		INBOUND_STOP,
		"stop"},
	{.name = "in ISO-8859-2, quoted-printable",
		REPLY "Content-Type: text/plain; charset=iso-8859-2\n"
		      "Content-Transfer-Encoding: quoted-printable\n",
		"Rezygnuj=EA\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "in windows-1250, 8bit",
		REPLY "Content-Type: text/plain; charset=windows-1250\n",
		"Wypisuj\xea si\xea\n",
		INBOUND_STOP,
		"wypisuję się"},
	{.name = "base64",
		REPLY PLAIN "Content-Transfer-Encoding: base64\n",
		"UmV6eWdudWrEmQ==\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "a phrase with other blanks",
		REPLY PLAIN,
		"wypisz   mnie, proszę\n",
		INBOUND_STOP,
		"wypisz mnie"},
	{.name = "the subject",
		REPLY "Subject: Re: STOP\n",
		"\n",
		INBOUND_STOP,
		"stop"},
	{.name = "the subject after Odp and AW",
		REPLY "Subject: Odp.: AW: RE[2]: Unsubscribe!\n",
		"Dear Sirs\n",
		INBOUND_STOP,
		"unsubscribe"},
	{.name = "an encoded subject",
		REPLY "Subject: =?utf-8?Q?Rezygnuj=C4=99?=\n",
		"\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "a subject that only begins so",
		REPLY "Subject: Stop smoking campaign\n",
		"Dear Sirs\n",
		INBOUND_LETTER},
	{.name = "a word that only begins so",
		REPLY PLAIN,
		"Stopniowo poprawiamy.\n",
		INBOUND_LETTER},
	{.name = "below the greeting",
		REPLY PLAIN,
		"Dzień dobry,\nstop\n",
		INBOUND_STOP,
		"stop"},
	{.name = "only in what is quoted",
		REPLY PLAIN,
		"> stop\n>> rezygnuję\nDziękuję za ofertę\n",
		INBOUND_LETTER},
	{.name = "nothing but a quotation",
		REPLY PLAIN,
		"> stop\n",
		INBOUND_LETTER},
	{.name = "below the quotation",
		REPLY PLAIN,
		"On Mon, 11 Jun 2018 at 09:00, Firma wrote:\n> oferta\n> stop\n"
		"\nUnsubscribe\n",
		INBOUND_STOP,
		"unsubscribe"},
	{.name = "an attribution of two lines",
		REPLY PLAIN,
		"W dniu 2018-06-11 o 09:00 Firma\n<biuro@firma.example> "
		"pisze:\n"
		"> oferta\n\nrezygnuję\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "an attribution and no mark",
		REPLY PLAIN,
		"On Monday Firma wrote:\nstop\n",
		INBOUND_LETTER},
	{.name = "Outlook's original message",
		REPLY PLAIN,
		"-----Original Message-----\nFrom: Firma\nstop\n",
		INBOUND_LETTER},
	{.name = "above Outlook's original message",
		REPLY PLAIN,
		"stop\n-----Wiadomość oryginalna-----\nOd: Firma\n",
		INBOUND_STOP,
		"stop"},
	{.name = "Outlook's quoted head",
		REPLY PLAIN,
		"Od: Firma\nWysłano: poniedziałek\nDo: Adam\n\nstop\n",
		INBOUND_LETTER},
	{.name = "a signature is no text",
		REPLY PLAIN,
		"-- \nstop\n",
		INBOUND_LETTER},
	{.name = "a page",
		REPLY HTML,
		"<html><head><title>stop</title><style>p{}</style></head><body>"
		"<div>Rezygnuj&#281;</div><div>Adam</div></body></html>\n",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "a page as Gmail writes it",
		REPLY HTML,
		"<div dir=\"ltr\">wypisz&nbsp;mnie</div><br>"
		"<div class=\"gmail_quote\"><div dir=\"ltr\">pon., 11 cze 2018 "
		"o "
		"09:00 Firma &lt;a@b&gt; napisa&#x142;(a):<br></div>"
		"<blockquote>oferta</blockquote></div>\n",
		INBOUND_STOP,
		"wypisz mnie"},
	{.name = "a page that only quotes",
		REPLY HTML,
		"<blockquote>stop</blockquote><p>Dziękuję</p>\n",
		INBOUND_LETTER},
	{.name = "a page, below the quotation",
		REPLY HTML,
		"<div>On Monday, Firma wrote:</div><blockquote><p>a</p>"
		"<blockquote>b</blockquote></blockquote><p>Stop</p>\n",
		INBOUND_STOP,
		"stop"},
	{.name = "a page with a comment and an odd attribute",
		REPLY HTML,
		"<!-- > --><p title='a > b'>stop</p>\n",
		INBOUND_STOP,
		"stop"},
	{.name = "of two forms the plain one",
		REPLY "Content-Type: multipart/alternative; boundary=b\n",
		"--b\nContent-Type: text/html\n\n<p>list</p>\n"
		"--b\nContent-Type: text/plain\n\nstop\n--b--\n",
		INBOUND_STOP,
		"stop"},
	{.name = "deep inside",
		REPLY "Content-Type: multipart/mixed; boundary=a\n",
		"--a\nContent-Type: multipart/related; boundary=b\n\n"
		"--b\nContent-Type: text/plain\n\nstop\n--b--\n--a--\n",
		INBOUND_STOP,
		"stop"},
	{.name = "an attachment is not the letter",
		REPLY "Content-Type: multipart/mixed; boundary=a\n",
		"--a\nContent-Type: text/plain\nContent-Disposition: "
		"attachment\n"
		"\nstop\n--a\nContent-Type: text/plain\n\nWitam\n--a--\n",
		INBOUND_LETTER},
	{.name = "a forwarded message is not the letter",
		REPLY "Content-Type: multipart/mixed; boundary=a\n",
		"--a\nContent-Type: message/rfc822\n\nSubject: "
		"x\n\nstop\n--a--\n",
		INBOUND_LETTER},
	{.name = "a body that was cut",
		REPLY "Content-Type: multipart/mixed; boundary=a\n",
		"--a\nContent-Type: text/plain\n\nrezygnuję z",
		INBOUND_STOP,
		"rezygnuję"},
	{.name = "polite, below the greeting",
		REPLY "Subject: Re: Oferta\n" PLAIN,
		"Dzień dobry,\n\nproszę o usunięcie mojego adresu z Państwa "
		"bazy.\n\nPozdrawiam\nAdam Nowak\n",
		INBOUND_STOP,
		"usunięcie mojego adresu"},
	{.name = "below a gateway's banner",
		REPLY "Subject: Re: Oferta\n" PLAIN,
		"[EXTERNAL EMAIL]\n\nUnsubscribe\n",
		INBOUND_STOP,
		"unsubscribe"},
	{.name = "a page with letters by name",
		REPLY HTML,
		"<p>Merci de me d&eacute;sinscrire.</p>\n",
		INBOUND_STOP,
		"Merci de me désinscrire"},
	{.name = "a position of the order",
		REPLY "Subject: Re: Oferta\n" PLAIN,
		"Proszę o usunięcie pozycji 3 z oferty.\n",
		INBOUND_LETTER},
	{.name = "no more than",
		REPLY "Subject: Re: Oferta\n" PLAIN,
		"No more than 100 pieces, please quote.\n",
		INBOUND_LETTER},
	{.name = "the subject is our own",
		REPLY "Subject: Re: Unsubscribe from boring mails\n" PLAIN,
		"How much is it?\n",
		INBOUND_LETTER},
	{.name = "an unknown charset",
		REPLY "Content-Type: text/plain; charset=x-nobody\n",
		"stop\n",
		INBOUND_STOP,
		"stop"},
	{.name = "no UTF-8",
		REPLY PLAIN,
		"stop \xff\xfe\n",
		INBOUND_STOP,
		"stop"},
};

#define TO_UNSUBSCRIBE NULL, "unsubscribe@firma.example"

static const struct row unsubscribes[] = {
	{.name = "with a token",
		REPLY "Subject: " TOKEN "\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN,
		TO_UNSUBSCRIBE},
	{.name = "a longer one",
		REPLY "Subject: " TOKEN_OF("78901234567890123456789") "z\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN_OF("78901234567890123456789") "z",
		TO_UNSUBSCRIBE},
	{.name = "as somebody answers",
		REPLY "Subject: Re: " TOKEN " proszę\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN,
		TO_UNSUBSCRIBE},
	{.name = "folded inside",
		REPLY "Subject: unsubscribe\n "
		      "AQEKCsomeTokenThatIsLongEnoughToBeOneOfOursAndThatNobody"
		      "CanOpen\n"
		      " BecauseItIsMadeUpForThisTest_-abcd0123456789\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN,
		TO_UNSUBSCRIBE},
	{.name = "encoded words",
		REPLY
		"Subject: =?us-ascii?Q?"
		"AQEKCsomeTokenThatIsLongEnoughToBeOneOfOursAndThat?=\n"
		" =?us-ascii?Q?NobodyCanOpenBecauseItIsMadeUpForThisTest=5F-"
		"abcd0123456789?=\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN,
		TO_UNSUBSCRIBE},
	{.name = "without token",
		REPLY "Subject: rezygnuję\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "too short for a token",
		REPLY "Subject: " TOKEN_OF("78") "\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "too long for a token",
		REPLY "Subject: " TOKEN_OF("7890") "\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "another spelling of the address",
		REPLY "Subject: x\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		NULL,
		"<Unsubscribe+x@FIRMA.example>"},
	{.name = "among other recipients",
		REPLY "Subject: x\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		NULL,
		"biuro@firma.example unsubscribe@firma.example"},
	{.name = "sent by a provider's machine, with token",
		REPLY "Auto-Submitted: auto-generated\nSubject: " TOKEN "\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		TOKEN,
		TO_UNSUBSCRIBE},
	{.name = "as Apple Mail sends it, without token",
		REPLY "Auto-Submitted: auto-replied\nSubject: unsubscribe\n"
		      "X-Apple-Unsubscribe: true\n" PLAIN,
		"Apple Mail sent this email to unsubscribe from the message "
		"\"Oferta\".\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "an automatic reply without token",
		REPLY "Auto-Submitted: auto-replied\nSubject: Urlop\n",
		"\n",
		INBOUND_NOTHING,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "Apple Mail, without token",
		REPLY "Subject: unsubscribe\nAuto-Submitted: auto-replied\n"
		      "X-Apple-Unsubscribe: true\n",
		"Apple Mail sent this email to unsubscribe from the message "
		"\"Out of the office?\".\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "sent by a provider's machine, without token",
		REPLY "Auto-Submitted: auto-generated\nSubject: x\n",
		"\n",
		INBOUND_UNSUBSCRIBE,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "an absence to the mailbox, by its text",
		REPLY "Auto-Submitted: auto-replied\nSubject: Re: oferta\n",
		"Dzień dobry,\n\nprzebywam na urlopie do 5 lipca.\n",
		INBOUND_NOTHING,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "an absence to the mailbox, by its subject alone",
		REPLY "Subject: Out of Office\n",
		"Thank you for your message.\n",
		INBOUND_NOTHING,
		NULL,
		TO_UNSUBSCRIBE},
	{.name = "a token elsewhere is none",
		REPLY "Subject: " TOKEN "\n",
		"Witam\n",
		INBOUND_LETTER},
};

#define REPORT(text, fields, returned)                               \
	"--b\nContent-Type: text/plain\n\n" text "\n"                \
	"--b\nContent-Type: message/delivery-status\n\n" fields "\n" \
	"--b\nContent-Type: " returned "\n--b--\n"
#define DSN                                                              \
	"From: MAILER-DAEMON@mx.example\nSubject: Undelivered\n"         \
	"Content-Type: multipart/report; report-type=delivery-status;\n" \
	" boundary=\"b\"\n"
#define RETURNED                                        \
	"message/rfc822\n\nFrom: biuro@firma.example\n" \
	"Message-ID: <oferta@firma.example>\nSubject: oferta\n\nDzień dobry\n"
#define HEADERS                                              \
	"text/rfc822-headers\n\nFrom: biuro@firma.example\n" \
	"Message-ID:\n <oferta@firma.example>\nSubject: oferta\n"

static const struct row failures[] = {
	{.name = "Postfix",
		DSN,
		REPORT("I'm sorry to have to inform you",
			"Reporting-MTA: dns; mx.firma.example\n"
			"X-Postfix-Queue-ID: 4B2\n\n"
			"Final-Recipient: rfc822; jan@klient.example\n"
			"Original-Recipient: rfc822;jan@klient.example\n"
			"Action: failed\nStatus: 5.1.1\n"
			"Diagnostic-Code: smtp; 550 5.1.1 unknown\n",
			RETURNED),
		INBOUND_FAILURE,
		"jan@klient.example",
		""},
	{.name = "Gmail",
		DSN,
		REPORT("Address not found",
			"Reporting-MTA: dns; googlemail.com\n"
			"Arrival-Date: Mon, 11 Jun 2018 00:00:01 -0700 (PDT)\n"
			"X-Original-Message-ID: <oferta@firma.example>\n\n"
			"Final-Recipient: rfc822; jan@gmail.com\n"
			"Action: failed\nStatus: 5.1.1\n"
			"Remote-MTA: dns; gmail-smtp-in.l.google.com\n",
			RETURNED),
		INBOUND_FAILURE,
		"jan@gmail.com",
		""},
	{.name = "Exchange Online",
		DSN,
		REPORT("Your message could not be delivered",
			"Reporting-MTA: dns;AM0PR01.eurprd01.prod.outlook.com\n"
			"Received-From-MTA: dns;mx.firma.example\n\n"
			"Final-Recipient: rfc822;jan@klient.example\n"
			"Action: failed\nStatus: 5.1.10\n"
			"Diagnostic-Code: smtp;550 5.1.10 "
			"RESOLVER.ADR.RecipientNotFound\n",
			HEADERS),
		INBOUND_FAILURE,
		"jan@klient.example",
		""},
	{.name = "Sendmail, two of three",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; mx.firma.example\n\n"
			"Final-Recipient: RFC822; a@klient.example\n"
			"Action: failed\nStatus: 5.1.1 (unknown user)\n\n"
			"Final-Recipient: RFC822; b@klient.example\n"
			"Action: delayed\nStatus: 4.2.2\n\n"
			"Final-Recipient: RFC822; c@klient.example\n"
			"Action: Failed\nStatus: 5.1.2\n",
			HEADERS),
		INBOUND_FAILURE,
		"a@klient.example c@klient.example",
		""},
	{.name = "the original recipient counts",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Original-Recipient: rfc822;jan@klient.example\n"
			"Final-Recipient: rfc822;konto123@inny.example\n"
			"Action: failed\nStatus: 5.1.1\n",
			HEADERS),
		INBOUND_FAILURE,
		"jan@klient.example",
		""},
	{.name = "coded as xtext",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Original-Recipient: "
			"rfc822;jan+2Bx+3Dy@klient.example\n"
			"Action: failed\nStatus: 5.1.1\n",
			HEADERS),
		INBOUND_FAILURE,
		"jan+x=y@klient.example",
		""},
	{.name = "a sub-address is no xtext",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822;<jan+42@klient.example>\n"
			"Action: failed\nStatus: 5.1.1\n",
			HEADERS),
		INBOUND_FAILURE,
		"jan+42@klient.example",
		""},
	{.name = "an internationalised one",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: utf-8;\\x{17C}aneta@klient.example\n"
			"Action: failed\nStatus: 5.1.1\n",
			HEADERS),
		INBOUND_FAILURE,
		"żaneta@klient.example",
		""},
	{.name = "an unknown type of address",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: x400; /C=PL/\n"
			"Action: failed\nStatus: 5.1.1\n",
			HEADERS),
		INBOUND_NOTHING,
		NULL,
		""},
	{.name = "a full mailbox",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822; a@klient.example\n"
			"Action: failed\nStatus: 5.2.2\n",
			HEADERS),
		INBOUND_NOTHING,
		NULL,
		""},
	{.name = "delayed",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822; a@klient.example\n"
			"Action: delayed\nStatus: 4.1.1\n",
			HEADERS),
		INBOUND_NOTHING,
		NULL,
		""},
	{.name = "delivered",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822; a@klient.example\n"
			"Action: delivered\nStatus: 2.1.5\n",
			HEADERS),
		INBOUND_NOTHING,
		NULL,
		""},
	{.name = "a status about the sender",
		DSN,
		REPORT("x",
			"Reporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822; a@klient.example\n"
			"Action: failed\nStatus: 5.1.8\n",
			HEADERS),
		INBOUND_NOTHING,
		NULL,
		""},
	{.name = "the second part alone",
		DSN,
		"--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; "
		"a@b.example\n"
		"Action: failed\nStatus: 5.1.1\n",
		INBOUND_FAILURE,
		"a@b.example",
		""},
	{.name = "a bounce in words only",
		"From: MAILER-DAEMON@mx.example\n",
		"User unknown: jan@klient.example\n",
		INBOUND_FAILURE,
		"jan@klient.example",
		""},
	{.name = "words of a machine that tell of no failure",
		"From: MAILER-DAEMON@mx.example\n",
		"Your message to jan@klient.example waits for its owner.\n",
		INBOUND_NOTHING,
		NULL,
		""},
};

#define ARF                                                              \
	"From: complaints@yahoo.example\nSubject: complaint\n"           \
	"Content-Type: multipart/report; report-type=feedback-report;\n" \
	" boundary=b\n"
#define FEEDBACK(fields, head)                                       \
	"--b\nContent-Type: text/plain\n\nThis is an abuse report\n" \
	"--b\nContent-Type: message/feedback-report\n\n" fields "\n" \
	"--b\nContent-Type: message/rfc822\n\n" head "\n\nx\n--b--\n"
#define ABUSE "Feedback-Type: abuse\nUser-Agent: a/1\nVersion: 1\n"

static const struct row complaints[] = {
	{.name = "a complaint",
		ARF,
		FEEDBACK(ABUSE "Original-Rcpt-To: <jan@klient.example>\n",
			"Subject: x"),
		INBOUND_COMPLAINT,
		"jan@klient.example"},
	{.name = "with a null sender",
		ARF,
		FEEDBACK(ABUSE "Original-Rcpt-To: jan@klient.example\n",
			"Subject: x"),
		INBOUND_COMPLAINT,
		"jan@klient.example",
		""},
	{.name = "of several",
		ARF,
		FEEDBACK(ABUSE "Original-Rcpt-To: <a@klient.example>\n"
			       "Original-Rcpt-To: <b@klient.example>\n"
			       "Original-Rcpt-To: <a@klient.example>\n",
			"Subject: x"),
		INBOUND_COMPLAINT,
		"a@klient.example b@klient.example"},
	{.name = "Yahoo: redacted, by our token",
		ARF,
		FEEDBACK(ABUSE "Original-Rcpt-To: redacted\n",
			"Message-ID: <oferta@firma.example>\n"
			"To: redacted@yahoo.example\n"
			"List-Unsubscribe: <https://firma.example/u/" TOKEN
			">,\n <mailto:unsubscribe@firma.example?subject=" TOKEN
			">"),
		INBOUND_COMPLAINT,
		TOKEN},
	{.name = "the token in another field",
		ARF,
		FEEDBACK(ABUSE, "X-Unsub: <https://firma.example/u/" TOKEN ">"),
		INBOUND_COMPLAINT,
		TOKEN},
	{.name = "nobody is named",
		ARF,
		FEEDBACK(ABUSE, "Subject: x"),
		INBOUND_COMPLAINT},
	{.name = "not spam after all",
		ARF,
		FEEDBACK("Feedback-Type: not-spam\nVersion: 1\n"
			 "Original-Rcpt-To: <a@klient.example>\n",
			"Subject: x"),
		INBOUND_NOTHING},
	{.name = "a failed authentication",
		ARF,
		FEEDBACK("Feedback-Type: auth-failure\nVersion: 1\n",
			"Subject: x"),
		INBOUND_NOTHING},
	{.name = "without a type",
		ARF,
		FEEDBACK("Version: 1\n", "Subject: x"),
		INBOUND_NOTHING},
};

#define JMRP(from)                                           \
	"From: " from "\nSubject: complaint about message\n" \
	"Content-Type: multipart/mixed; boundary=b\n"
#define JMRP_RETURNED(fields)                          \
	"--b\nContent-Type: message/rfc822\n\n" fields \
	"From: biuro@firma.example\nSubject: Oferta\n\nOferta\n--b--\n"

static const struct row jmrp[] = {
	{.name = "Outlook.com",
		JMRP("staff@hotmail.com"),
		JMRP_RETURNED(
			"X-HmXmrOriginalRecipient: <jan@outlook.example>\n"),
		INBOUND_COMPLAINT,
		"jan@outlook.example"},
	{.name = "Outlook.com, by our token",
		JMRP("Staff <STAFF@hotmail.com>"),
		JMRP_RETURNED(
			"List-Unsubscribe: <https://firma.example/u/" TOKEN
			">\n"),
		INBOUND_COMPLAINT,
		TOKEN},
	{.name = "Outlook.com, of nobody",
		JMRP("staff@hotmail.com"),
		JMRP_RETURNED("X-HmXmrOriginalRecipient: someone\n"),
		INBOUND_COMPLAINT},
	{.name = "the same from somebody else",
		JMRP("adam@hotmail.com"),
		JMRP_RETURNED(
			"X-HmXmrOriginalRecipient: <jan@outlook.example>\n"),
		INBOUND_LETTER},
	{.name = "a letter from there",
		"From: staff@hotmail.com\n",
		"Ile to kosztuje?\n",
		INBOUND_LETTER},
};

static const char *const words[] = {"stop", "unsubscribe", "rezygnuję",
	"rezygnuje", "wypisz mnie", "wypisuję się"};

static size_t split(char *text, const char **items, size_t most)
{
	size_t n = 0;

	for (char *at = text; *at && n < most; n++) {
		items[n] = at;
		at += strcspn(at, " ");
		if (*at)
			*at++ = '\0';
	}
	return n;
}

static void check_concerned(const struct inbound_answer *a, const char *what)
{
	struct buf text;

	buf_init(&text, 10000);
	for (size_t i = 0; i < a->concerned.len; i++)
		(void)buf_addf(
			&text, "%s%s", i ? " " : "", a->concerned.items[i]);
	assert_string_equal(buf_text(&text), what);
	buf_free(&text);
	assert_int_equal(a->statuses.len,
		a->meaning == INBOUND_FAILURE ? a->concerned.len : 0);
	for (size_t i = 0; i < a->statuses.len; i++)
		assert_true(!*a->statuses.items[i] ||
			strncmp(a->statuses.items[i], "5.", 2) == 0);
}

static void check_answer(const struct row *row, const struct inbound_answer *a)
{
	const char *what = row->what ? row->what : "";

	assert_string_equal(inbound_meaning_name(a->meaning),
		inbound_meaning_name(row->meaning));
	assert_non_null(a->why);
	assert_string_equal(
		a->word ? a->word : "", a->meaning == INBOUND_STOP ? what : "");
	assert_int_equal(a->grade != INBOUND_UNSAID,
		a->meaning == INBOUND_STOP ||
			a->meaning == INBOUND_UNSUBSCRIBE);
	if (strlen(what) > 100)
		assert_string_equal(a->token ? a->token : "", what);
	else
		assert_null(a->token);
	check_concerned(a,
		a->meaning >= INBOUND_COMPLAINT && strlen(what) <= 100 ? what :
									 "");
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct inbound_hello hello = {
		.unsubscribe_address = "unsubscribe@firma.example",
		.stop_words = {(const char **)(uintptr_t)words,
			sizeof(words) / sizeof(*words)},
	};
	const struct examiner by = {.hello = &hello};
	const char *recipients[5];
	char *to = strdup(row->to ? row->to : "biuro@firma.example");
	struct inbound_question q = {.number = 42,
		.sender = row->sender ? row->sender : "adam@klient.example",
		.head = row->head,
		.body = row->body};
	struct examined *examined;
	struct buf packet;

	assert_non_null(to);
	q.recipients =
		(struct inbound_list){recipients, split(to, recipients, 5)};
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_int_equal(examined_answer(examined)->number, 42);
	check_answer(row, examined_answer(examined));
	/* It fits into its packet. */
	buf_init(&packet, INBOUND_PACKET_MAX);
	assert_int_equal(
		inbound_answer_encode(examined_answer(examined), &packet),
		ERR_OK);
	buf_free(&packet);
	examined_free(&examined);
	free(to);
}

struct doubt_row {
	const char *name;
	const char *head;
	enum inbound_meaning meaning;
	enum inbound_grade grade;
};

/* What a machine's marks are worth beside a person's stop. */
static const struct doubt_row doubts[] = {
	{"no mark", "Subject: x\n", INBOUND_STOP, INBOUND_CERTAIN},
	{"one mark does not doubt", "X-Auto-Response-Suppress: All\n",
		INBOUND_STOP, INBOUND_CERTAIN},
	{"nor does that of a list", "Precedence: list\n", INBOUND_STOP,
		INBOUND_CERTAIN},
	{"two marks do", "Precedence: list\nX-Auto-Response-Suppress: OOF\n",
		INBOUND_STOP, INBOUND_LIKELY},
	{"a mark and a subject do",
		"Precedence: bulk\nSubject: Out of Office\n", INBOUND_STOP,
		INBOUND_LIKELY},
	{"proof", "Auto-Submitted: auto-replied\n", INBOUND_NOTHING,
		INBOUND_UNSAID},
};

static void check_doubt(void **state)
{
	const struct doubt_row *row = *state;
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {.sender = "adam@klient.example",
		.head = row->head,
		.body = "Please unsubscribe me.\n"};
	struct examined *examined;

	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_int_equal(examined_answer(examined)->meaning, row->meaning);
	assert_int_equal(examined_answer(examined)->grade, row->grade);
	examined_free(&examined);
}

struct request_row {
	const char *name;
	const char *head;
	const char *body;
	const char *words; /* NULL: none */
	enum inbound_meaning meaning;
};

/* What somebody of the firm answers to a notice, whatever it says. */
static const struct request_row requests[] = {
	{"its own words", "", "She asked us.\nBy telephone.\n\n> It is HELD\n",
		"She asked us. By telephone.", INBOUND_REQUEST},
	{"a page", "Content-Type: text/html; charset=utf-8\n",
		"<p>Prosi\xc5\x82"
		"a o to</p>",
		"Prosi\xc5\x82"
		"a o to",
		INBOUND_REQUEST},
	{"that looks like a stop", "", "unsubscribe\n", "unsubscribe",
		INBOUND_REQUEST},
	{"no words", "", "> It is HELD\n", NULL, INBOUND_REQUEST},
	{"nothing", "", "", NULL, INBOUND_REQUEST},
	{"a machine's", "Auto-Submitted: auto-replied\n", "I am away.\n", NULL,
		INBOUND_NOTHING},
	{"with the mark of a mail system", "X-Auto-Response-Suppress: All\n",
		"She asked us.\n", "She asked us.", INBOUND_REQUEST},
};

static void check_request(void **state)
{
	const struct request_row *row = *state;
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	char head[400];
	const struct inbound_question q = {.sender = "ania@firma.example",
		.head = head,
		.body = row->body,
		.login = "ania"};
	const struct inbound_answer *a;
	struct examined *examined;

	snprintf(head, sizeof(head),
		"Subject: =?utf-8?q?Odp=3A?= Held,\n not sent [X]\n"
		"In-Reply-To: <n@x>\n%s",
		row->head);
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	a = examined_answer(examined);
	assert_int_equal(a->meaning, row->meaning);
	assert_string_equal(a->answered.items[0], "n@x");
	assert_int_equal(a->word != NULL, row->words != NULL);
	if (row->words)
		assert_string_equal(a->word, row->words);
	if (row->meaning == INBOUND_REQUEST)
		assert_string_equal(a->subject, "Odp: Held, not sent [X]");
	examined_free(&examined);
}

/* Long words are cut, and no character with them. */
static void test_long_request(void **state)
{
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	char body[2002];
	const struct inbound_question q = {
		.sender = "a@b", .head = "", .body = body, .login = "ania"};
	struct examined *examined;

	(void)state;
	for (size_t i = 0; i < 2000; i += 2)
		memcpy(body + i, "\xc5\x82", 3);
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_int_equal(strlen(examined_answer(examined)->word), 398);
	examined_free(&examined);
}

/* Who wrote, which message, in which thread. */
static void test_thread(void **state)
{
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {.sender = "",
		.head = "From: \"Nowak, Adam\" <Adam@Klient.example> (x, y)\n"
			"Message-ID: (c) <m@x>\n"
			"In-Reply-To: <c@x>\nReferences: <a@x> "
			"<b@x>\n\t<c@x>\n",
		.body = ""};
	struct examined *examined;
	const struct inbound_answer *a;

	(void)state;
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	a = examined_answer(examined);
	assert_string_equal(a->from, "Adam@Klient.example");
	assert_string_equal(a->message_id, "m@x");
	assert_int_equal(a->answered.len, 3);
	assert_string_equal(a->answered.items[0], "c@x");
	assert_string_equal(a->answered.items[1], "b@x");
	assert_string_equal(a->answered.items[2], "a@x");
	examined_free(&examined);
}

static void test_returned(void **state)
{
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	const struct inbound_question q = {.sender = "",
		.head = failures[2].head,
		.body = failures[2].body};
	struct examined *examined;

	(void)state;
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_string_equal(
		examined_answer(examined)->original_id, "oferta@firma.example");
	examined_free(&examined);
}

/* The nesting of a message is no reason to go as deep. */
static void test_deep(void **state)
{
	const struct inbound_hello hello = {0};
	const struct examiner by = {.hello = &hello};
	struct inbound_question q = {.sender = "a@b.example",
		.head = "Content-Type: multipart/mixed; boundary=b0\n"};
	struct examined *examined;
	struct buf body;

	(void)state;
	buf_init(&body, INBOUND_BODY_MAX);
	for (unsigned i = 0; !buf_err(&body); i++)
		(void)buf_addf(&body,
			"--b%u\nContent-Type: multipart/mixed; "
			"boundary=b%u\n\n",
			i, i + 1);
	q.body = buf_text(&body);
	assert_int_equal(examine(&by, &q, &examined), ERR_OK);
	assert_int_equal(examined_answer(examined)->meaning, INBOUND_LETTER);
	examined_free(&examined);
	buf_free(&body);
}

int main(void)
{
	struct rows rows = {0};

	parts_begin();
	rows_add(&rows, letters, check_row);
	rows_add(&rows, automatic, check_row);
	rows_add(&rows, doubts, check_doubt);
	rows_add(&rows, stops, check_row);
	rows_add(&rows, unsubscribes, check_row);
	rows_add(&rows, failures, check_row);
	rows_add(&rows, complaints, check_row);
	rows_add(&rows, jmrp, check_row);
	rows_add(&rows, requests, check_request);
	rows_add_one(&rows, "long words of a request", test_long_request, NULL);
	rows_add_one(&rows, "who, what, in answer to what", test_thread, NULL);
	rows_add_one(&rows, "the message returned", test_returned, NULL);
	rows_add_one(&rows, "nested as deep as it goes", test_deep, NULL);
	return rows_run("examine", &rows);
}
