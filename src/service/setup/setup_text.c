/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/setup/setup_text.h"

#include <stdbool.h>
#include <string.h>

/* All are put between quotation marks. */
static bool is_plain(const char *value)
{
	if (!value)
		return true;
	for (; *value; value++)
		if (strchr("\"'\\", *value) || (unsigned char)*value < ' ')
			return false;
	return true;
}

static bool are_plain(const struct setup_choice *c)
{
	const char *const values[] = {c->profile, c->timezone, c->holidays,
		c->state, c->key_file, c->user, c->socket, c->socket_group,
		c->release};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (!is_plain(values[i]))
			return false;
	for (size_t i = 0; i < c->domains_len; i++)
		if (!is_plain(c->domains[i]))
			return false;
	for (size_t i = 0; i < c->languages_len; i++)
		if (!is_plain(c->languages[i]))
			return false;
	return true;
}

static void add_head(const struct setup_choice *c, struct buf *out)
{
	buf_adds(out,
		"# robinson.conf, written by \"robinson setup\"; "
		"robinson.conf(5) has every key.\n"
		"# After a change:\n"
		"#\n"
		"#\trobinson config check && robinson reload\n"
		"#\n"
		"# A line that begins with # and a blank is a remark. One that "
		"begins with #\n"
		"# and no blank is something for you to fill in and switch "
		"on.\n"
		"\n"
		"# What the law of one country asks for, in relations, "
		"purposes and lists. A data\n"
		"# protection officer must confirm it. What stands below it "
		"here wins, a block as\n"
		"# a whole.\n");
	buf_addf(out, "include(\"%s\")\n\n", c->profile);
}

static void add_firm(const struct setup_choice *c, struct buf *out)
{
	buf_adds(out,
		"# The firm "
		"------------------------------------------------------------"
		"-----\n\n"
		"# observe: everything is decided and recorded, no mail is "
		"changed or stopped. Look\n"
		"# at \"robinson journal\" for some weeks before you write "
		"enforce.\n"
		"mode = observe\n\n"
		"# All mail domains of the firm. Its own people are no "
		"marketing targets, and are\n"
		"# told what became of their mail.\n"
		"own-domains = {");
	for (size_t i = 0; i < c->domains_len; i++)
		buf_addf(out, "%s\"%s\"", i ? ", " : "", c->domains[i]);
	buf_adds(out, "}\n\n");
	if (c->timezone)
		buf_addf(out,
			"# Days of periods begin and end in this time zone, "
			"this machine's: is it the firm's?\n"
			"timezone = \"%s\"\n\n",
			c->timezone);
	buf_addf(out,
		"# Where the persons are kept, under keys that only the key "
		"file can make. Keep a\n"
		"# copy of the key file in a safe place: without it nothing "
		"here can be found again.\n"
		"store    = \"sqlite:%s/robinson.db\"\n"
		"key-file = \"%s\"\n\n",
		c->state, c->key_file);
}

static void add_mail(const struct setup_choice *c, struct buf *out)
{
	buf_addf(out,
		"# Where the mail server asks.\n"
		"milter {\n"
		"    socket = \"%s\"\n",
		c->socket);
	if (c->socket_group)
		buf_addf(out,
			"    socket-mode  = \"0660\"\n"
			"    socket-group = \"%s\"\n",
			c->socket_group);
	buf_addf(out,
		"    user = \"%s\"\n"
		"}\n\n"
		"# Once mode is enforce: marketing mail while the store cannot "
		"answer. defer, hold\n"
		"# or accept.\n"
		"on-fault = defer\n\n"
		"# What is held then, sealed: for how long and how much of "
		"it.\n"
		"quarantine { keep = \"7 days\"  max-total = \"2 GB\" }\n\n",
		c->user);
	if (c->release)
		buf_addf(out,
			"# Where released messages and notices go.\n"
			"release { via = \"%s\" }\n\n",
			c->release);
	buf_addf(out,
		"# The letters to senders and to the postmaster.\n"
		"notices {\n"
		"    language   = \"%s\"\n"
		"    #from      = \"postmaster@%s\"\n"
		"    #digest-to = \"postmaster@%s\"\n"
		"}\n\n",
		c->languages[0], c->domains[0], c->domains[0]);
}

static void add_time(const struct setup_choice *c, struct buf *out)
{
	buf_adds(out,
		"# How long verdicts and acts stay on record: a proposal.\n"
		"journal { retain = \"3 years\" }\n\n"
		"# Requests of persons are answered within a month (GDPR Art. "
		"12(3)); no deadline ends\n"
		"# on a Saturday, a Sunday or a holiday.\n");
	if (c->holidays)
		buf_addf(out, "requests { holidays = %s }\n\n", c->holidays);
	else
		buf_adds(out, "#requests { more-holidays = {} }\n\n");
}

/* A key whose texts are in each language: #name = {"pl: ", "en: "} */
static void add_texts(const struct setup_choice *c, const char *key,
	const char *remark, struct buf *out)
{
	buf_addf(out, "    #%s = {", key);
	for (size_t i = 0; i < c->languages_len; i++)
		buf_addf(out, "%s\"%s: \"", i ? ", " : "", c->languages[i]);
	buf_addf(out, "}%s%s\n", *remark ? "    # " : "", remark);
}

static void add_record(const struct setup_choice *c, struct buf *out)
{
	buf_adds(out,
		"# Who you are, for persons and authorities "
		"--------------------------------\n"
		"# The page of a person's own data and the record of "
		"processing (GDPR Art. 15(1),\n"
		"# 30(1)) say what stands here, and promise nothing else.\n\n"
		"#controller {\n"
		"    #name    = \"\"            # the firm, as registered\n"
		"    #address = \"\"\n"
		"    #contact = {\"\"}          # mail, telephone\n");
	add_texts(c, "authority", "who supervises it", out);
	buf_adds(out,
		"#}\n"
		"#officer {\n"
		"    #name    = \"\"            # none: none is designated "
		"(Art. 37)\n"
		"    #contact = {\"\"}\n"
		"#}\n"
		"#processing {\n");
	add_texts(c, "person-categories", "", out);
	add_texts(c, "data-categories", "", out);
	add_texts(c, "disclosed-to", "", out);
	buf_adds(out, "    #transfers = {\"none\"}\n");
	add_texts(c, "security", "", out);
	buf_adds(out, "#}\n\n");
}

static void add_sources(const struct setup_choice *c, struct buf *out)
{
	buf_adds(out,
		"# Where data comes from "
		"----------------------------------------------------\n"
		"# One block for each system that knows persons, with what "
		"they were told it is\n"
		"# for. {}: for technical reasons; nothing may be sold with "
		"it.\n\n"
		"#source \"shop\" {\n"
		"    #collected-for = {\"followup\", \"newsletter\"}\n");
	add_texts(c, "shown-as", "", out);
	buf_adds(out, "#}\n\n");
}

static void add_assessment(struct buf *out)
{
	buf_adds(out,
		"# A legitimate interest stands for nobody until you have "
		"weighed it and name the\n"
		"# assessment (GDPR Art. 6(1)(f), 5(2)). Where the law of "
		"your country allows it for\n"
		"# e-mail at all, write the block of that purpose anew. "
		"\"config check\" reminds you\n"
		"# of one that has none:\n\n"
		"#purpose \"followup\" {\n"
		"    #bases = {\"legitimate-interest\", \"consent\"}\n"
		"    #assessment = \"\"\n"
		"    #require-notice = {\"headers\"}\n"
		"#}\n\n");
}

static void add_classify(const struct setup_choice *c, struct buf *out)
{
	buf_addf(out,
		"# Which message serves which purpose "
		"---------------------------------------\n"
		"# Tried in order. What no block names is not marketing and "
		"passes at once.\n\n"
		"# The logins of those who sell, as SASL writes them; and what "
		"they send that is no\n"
		"# marketing, before it.\n"
		"#classify \"invoices\" { purpose = none      sender = "
		"{\"invoices@%s\"} }\n"
		"#classify \"sales\"    { purpose = followup  auth-user = "
		"{\"LOGIN\"} }\n\n"
		"# Mail with a button to unsubscribe is most likely a "
		"newsletter. Mailing lists of\n"
		"# colleagues have one too: give them a block before this one "
		"where there are any.\n"
		"classify \"newsletters\" { purpose = newsletter  header = "
		"{\"List-Unsubscribe: /./\"} }\n\n",
		c->domains[0]);
}

static void add_later(const struct setup_choice *c, struct buf *out)
{
	buf_addf(out,
		"# Later "
		"--------------------------------------------------------------"
		"------\n\n"
		"# What strangers write: a letter, an objection, a report of a "
		"bad address. The mail\n"
		"# is neither changed nor delayed. \"robinson doctor\" says "
		"what the mail server needs.\n"
		"#inbound { source = \"mail\" }\n"
		"#source \"mail\" { collected-for = {\"followup\"} }\n\n"
		"# How a recipient says \"no more\": headers for mail "
		"programs, "
		"and the page of\n"
		"# robinson-unsubscribe(8).\n"
		"#unsubscribe {\n"
		"    #url     = \"https://www.%s/u/\"\n"
		"    #address = \"unsubscribe@%s\"\n"
		"#}\n",
		c->domains[0], c->domains[0]);
}

enum err setup_text(const struct setup_choice *choice, struct buf *out)
{
	if (!are_plain(choice))
		return ERR_INVALID;
	add_head(choice, out);
	add_firm(choice, out);
	add_mail(choice, out);
	add_time(choice, out);
	add_record(choice, out);
	add_sources(choice, out);
	add_assessment(out);
	add_classify(choice, out);
	add_later(choice, out);
	return buf_err(out);
}
