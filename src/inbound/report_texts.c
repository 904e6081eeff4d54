/* SPDX-License-Identifier: BSD-2-Clause */
/* Who writes delivery reports in words, and how they begin. The first row that
 * fits is taken: those that know a provider stand above those that know a
 * program. */
#include <stddef.h>

#include "inbound/report_text.h"

const struct report_source report_sources[] = {
	{.name = "mail.ru",
		.field = "From",
		.says = "mail.ru",
		.opening = "could not be delivered"},
	{.name = "GMX",
		.field = "From",
		.says = "gmx.",
		.opening = "could not be delivered"},
	{.name = "Zoho",
		.field = "From",
		.says = "zoho",
		.opening = "could not be delivered"},
	{.name = "Yahoo",
		.opening = "unable to deliver your message to the following "
			   "address"},
	{.name = "Exim",
		.field = "X-Failed-Recipients",
		.opening = "could not be delivered",
		.names_failed = true},
	{.name = "X-Failed-Recipients",
		.field = "X-Failed-Recipients",
		.names_failed = true},
	{.name = "Exim", .opening = "The following address(es) failed:"},
	{.name = "qmail", .opening = "This is the qmail-send program"},
	{.name = "Gmail",
		.opening = "Delivery to the following recipient failed "
			   "permanently"},
	{.name = "Gmail",
		.opening = "Your message wasn't delivered to",
		.before = "Your message wasn't delivered to"},
	{.name = "Exchange 2003",
		.opening = "did not reach some or all of the intended "
			   "recipients"},
	{.name = "Exchange 5",
		.opening = "did not reach the following recipient(s)"},
	{.name = "Exchange 2007",
		.opening = "Delivery has failed to these recipients"},
	{.name = "Microsoft 365",
		.opening = "couldn't be delivered",
		.before = "Your message to"},
	{.name = "Notes",
		.opening = "------- Failure Reasons",
		.is_reason_first = true},
	{.name = "Notes", .opening = "was not delivered to:"},
	{.name = "Sendmail",
		.opening = "The following addresses had permanent"},
	{.name = "old Sendmail",
		.opening = "----- Transcript of session follows -----"},
	{.name = "DragonFly",
		.opening = "This is the DragonFly Mail Agent",
		.before = "There was an error delivering your mail to"},
	{.name = "Postfix",
		.opening = "could not be delivered to one or more recipients"},
	{.name = "Courier", .opening = "UNDELIVERABLE MAIL"},
	{.name = "IMail",
		.opening = "Unknown user:",
		.before = "Unknown user:"},
	{.name = "IMail",
		.opening = "Invalid final delivery userid:",
		.before = "Invalid final delivery userid:"},
	{.name = "OpenSMTPD", .opening = "attempting to deliver a message for"},
	{.name = "GroupWise", .opening = "was undeliverable to the following"},
	{.name = "MailMarshal",
		.opening = "was not delivered to the following recipients"},
	{.name = "mail gateway",
		.opening = "could not be delivered to the following"},
	/* No row above: what any mail server says, line by line. */
	{.name = "a mail server", .is_any = true, .is_within = true},
	{.name = NULL},
};

const struct report_source report_beside = {
	.name = "a mail server", .is_within = true, .names_failed = true};

const char *const report_ends[] = {"--- Below this line is a copy",
	"------ This is a copy of", "--- Original message",
	"----- Original message", "-----Original Message",
	"----- Unsent message", "--- Unsent message",
	"------- Returned Message", "----- Returned message",
	"--- Returned message", "Message headers follow:",
	"Original message headers:", "Original message follows",
	"----- Message header follows",
	"--- The header of the original message",
	"Below is a copy of the original message",
	"Included is a copy of the message", "-------original message",
	"Message text follows:", "\nReturn-Path:", "\nReceived:",
	"\nDKIM-Signature:", NULL};
