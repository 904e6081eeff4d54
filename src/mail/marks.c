/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* strcasestr() is an extension */

#include "mail/marks.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* A name that ends with a star stands for all names that begin so. One of the
 * words must be in the value; NULL: any value will do. */
struct known_mark {
	const char *name;
	const char *const *words;
	enum mark mark;
};

static const char *const bulk[] = {"bulk", NULL};

/* Programs that write to many, as they name themselves. */
static const char *const tools[] = {"acymailing", "activecampaign", "brevo",
	"campaign monitor", "campaigner", "civicrm", "cleverreach",
	"constant contact", "e-goi", "edrone", "emaillabs", "emarsys",
	"freshmail", "getresponse", "hubspot", "inxmail", "klaviyo", "listmonk",
	"mailchimp", "mailerlite", "mailgun", "mailjet", "mailman", "mailpoet",
	"mailup", "mailwizz", "mandrill", "mautic", "newsletter", "omnisend",
	"phplist", "postmark", "rapidmail", "salesforce", "salesmanago",
	"sarbacane", "sendgrid", "sendinblue", "sendy", "sympa", NULL};

static const struct known_mark known[] = {
	{"List-Unsubscribe", NULL, MARK_SENT_IN_BULK},
	{"List-Unsubscribe-Post", NULL, MARK_SENT_IN_BULK},
	{"List-Id", NULL, MARK_SENT_IN_BULK},
	{"Precedence", bulk, MARK_WEAK},
	{"Feedback-ID", NULL, MARK_SENT_IN_BULK},
	{"X-CSA-Complaints", NULL, MARK_SENT_IN_BULK},
	{"X-Campaign*", NULL, MARK_SENT_IN_BULK},
	{"X-Mailgun-*", NULL, MARK_SENT_IN_BULK},
	{"X-SG-EID", NULL, MARK_SENT_IN_BULK},
	{"X-Listmonk-Campaign", NULL, MARK_SENT_IN_BULK},
	{"X-Mailer", tools, MARK_SENT_IN_BULK},
};

#define KNOWN_LEN (sizeof(known) / sizeof(known[0]))

static bool name_is(const struct known_mark *k, const char *name)
{
	size_t len = strlen(k->name);

	if (k->name[len - 1] == '*')
		return strncasecmp(name, k->name, len - 1) == 0;
	return strcasecmp(name, k->name) == 0;
}

static bool value_is(const struct known_mark *k, const char *value)
{
	if (!k->words)
		return true;
	for (const char *const *word = k->words; *word; word++)
		if (strcasestr(value, *word))
			return true;
	return false;
}

bool marks_is_name(const char *name)
{
	for (size_t i = 0; i < KNOWN_LEN; i++)
		if (name_is(&known[i], name))
			return true;
	return false;
}

enum mark marks_find(const char *name, const char *value)
{
	for (size_t i = 0; i < KNOWN_LEN; i++)
		if (name_is(&known[i], name) && value_is(&known[i], value))
			return known[i].mark;
	return MARK_NONE;
}

const char *marks_name(const char *name, const char *value, unsigned *rank_r)
{
	for (size_t i = 0; i < KNOWN_LEN; i++) {
		if (!name_is(&known[i], name) || !value_is(&known[i], value))
			continue;
		*rank_r = (unsigned)i;
		if (known[i].mark == MARK_WEAK)
			*rank_r += KNOWN_LEN;
		return known[i].name;
	}
	return NULL;
}
