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
		c->state, c->key_file, c->user, c->socket, c->socket_group};

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

#define WIDTH 78

/* A remark, its words in lines of the usual width. */
static void add_remark(struct buf *out, const char *words)
{
	size_t column = 0;

	while (*words) {
		size_t len = strcspn(words, " ");

		if (column > 0 && column + 1 + len > WIDTH) {
			(void)buf_addc(out, '\n');
			column = 0;
		}
		(void)buf_addf(
			out, "%s %.*s", column ? "" : "#", (int)len, words);
		column += (column ? 1 : 2) + len;
		words += len;
		words += strspn(words, " ");
	}
	(void)buf_addc(out, '\n');
}

/* "# The firm ------------" */
static void add_title(struct buf *out, const char *title)
{
	size_t len = strlen(title) + 3;

	(void)buf_addf(out, "# %s ", title);
	for (; len < WIDTH; len++)
		(void)buf_addc(out, '-');
	(void)buf_adds(out, "\n\n");
}

static void add_head(const struct setup_choice *c, struct buf *out)
{
	add_remark(out,
		"robinson.conf, written by \"robinson setup\"; "
		"robinson.conf(5) has every key. After a change:");
	(void)buf_adds(
		out, "#\n#\trobinson config check && robinson reload\n#\n");
	add_remark(out,
		"A line that begins with # and a blank is a remark. One that "
		"begins with # and no blank is something for you to fill in "
		"and switch on.");
	(void)buf_addc(out, '\n');
	add_remark(out,
		"What the law of one country asks for, in relations, purposes "
		"and lists. A data protection officer must confirm it. What "
		"stands below it here wins, a block as a whole.");
	(void)buf_addf(out, "include(\"%s\")\n\n", c->profile);
}

static void add_firm(const struct setup_choice *c, struct buf *out)
{
	add_title(out, "The firm");
	add_remark(out,
		"observe: everything is decided and recorded, no mail is "
		"changed or stopped. Look at \"robinson journal\" for some "
		"weeks before you write enforce.");
	(void)buf_adds(out, "mode = observe\n\n");
	add_remark(out,
		"All mail domains of the firm. Its own people are no marketing "
		"targets, and are told what became of their mail.");
	(void)buf_adds(out, "own-domains = {");
	for (size_t i = 0; i < c->domains_len; i++)
		(void)buf_addf(out, "%s\"%s\"", i ? ", " : "", c->domains[i]);
	(void)buf_adds(out, "}\n\n");
	if (c->timezone) {
		add_remark(out,
			"Days of periods begin and end in this time zone, this "
			"machine's: is it the firm's?");
		(void)buf_addf(out, "timezone = \"%s\"\n\n", c->timezone);
	}
	add_remark(out,
		"Where the persons are kept, under keys that only the key file "
		"can make. Keep a copy of the key file in a safe place: "
		"without it nothing here can be found again.");
	(void)buf_addf(out,
		"store    = \"sqlite:%s/robinson.db\"\n"
		"key-file = \"%s\"\n\n",
		c->state, c->key_file);
}

static void add_milter(const struct setup_choice *c, struct buf *out)
{
	add_remark(out, "Where the mail server asks.");
	(void)buf_addf(out,
		"milter {\n"
		"    socket       = \"%s\"\n",
		c->socket);
	if (c->socket_group)
		(void)buf_addf(out,
			"    socket-mode  = \"0660\"\n"
			"    socket-group = \"%s\"\n",
			c->socket_group);
	(void)buf_addf(out,
		"    user         = \"%s\"\n"
		"}\n\n",
		c->user);
}

static void add_mail(const struct setup_choice *c, struct buf *out)
{
	add_remark(out,
		"Once mode is enforce: marketing mail while the store cannot "
		"answer. defer, hold or accept.");
	(void)buf_adds(out, "on-fault = defer\n\n");
	add_remark(out,
		"What is held then, sealed: for how long and how much of it.");
	(void)buf_adds(out,
		"quarantine { keep = \"7 days\"  max-total = \"2 GB\" "
		"}\n\n");
	add_remark(out,
		"What senders read, in the mail server's answer and in "
		"letters, "
		"and the postmaster's letters; and whom senders may ask.");
	(void)buf_addf(out,
		"reply-language = \"%s\"\n"
		"#reply-contact = \"postmaster@%s\"\n"
		"notices {\n"
		"    #from      = \"postmaster@%s\"\n"
		"    #digest-to = \"postmaster@%s\"\n"
		"}\n\n",
		c->languages[0], c->domains[0], c->domains[0], c->domains[0]);
}

static void add_time(const struct setup_choice *c, struct buf *out)
{
	add_remark(
		out, "How long verdicts and acts stay on record: a proposal.");
	(void)buf_adds(out, "journal { retain = \"3 years\" }\n\n");
	add_remark(out,
		"Requests of persons are answered within a month (GDPR Art. "
		"12(3)); no deadline ends on a Saturday, a Sunday or a "
		"holiday.");
	if (c->holidays)
		(void)buf_addf(
			out, "requests { holidays = %s }\n\n", c->holidays);
	else
		(void)buf_adds(out,
			"#requests { more-holidays = {\"2027-01-01\"} }\n\n");
}

/* A key whose texts are in each language: #name = {"pl: ", "en: "} */
static void add_texts(
	const struct setup_choice *c, const char *key, struct buf *out)
{
	(void)buf_addf(out, "    #%s = {", key);
	for (size_t i = 0; i < c->languages_len; i++)
		(void)buf_addf(
			out, "%s\"%s: \"", i ? ", " : "", c->languages[i]);
	(void)buf_adds(out, "}\n");
}

static void add_record(const struct setup_choice *c, struct buf *out)
{
	add_title(out, "Who you are, for persons and authorities");
	add_remark(out,
		"The page of a person's own data and the record of processing "
		"(GDPR Art. 15(1), 30(1)) say what stands here, and promise "
		"nothing else.");
	(void)buf_adds(out,
		"\n#controller {\n"
		"    #name    = \"\"            # the firm, as registered\n"
		"    #address = \"\"\n"
		"    #contact = {\"\"}          # mail, telephone\n");
	add_texts(c, "authority", out);
	(void)buf_adds(out,
		"#}\n"
		"#officer {\n"
		"    #name    = \"\"            # none: none is designated "
		"(Art. 37)\n"
		"    #contact = {\"\"}\n"
		"#}\n"
		"#processing {\n");
	add_texts(c, "person-categories", out);
	add_texts(c, "data-categories", out);
	add_texts(c, "disclosed-to", out);
	(void)buf_adds(out, "    #transfers = {\"none\"}\n");
	add_texts(c, "security", out);
	(void)buf_adds(out, "#}\n\n");
}

static void add_sources(const struct setup_choice *c, struct buf *out)
{
	add_title(out, "Where data comes from");
	add_remark(out,
		"One block for each system that knows persons, with what they "
		"were told it is for. {}: for technical reasons; nothing may "
		"be sold with it.");
	(void)buf_adds(out,
		"\n#source \"shop\" {\n"
		"    #collected-for = {\"followup\", \"newsletter\"}\n");
	add_texts(c, "shown-as", out);
	(void)buf_adds(out, "#}\n\n");
}

static void add_assessment(struct buf *out)
{
	add_remark(out,
		"A legitimate interest stands for nobody until you have "
		"weighed "
		"it and name the assessment (GDPR Art. 6(1)(f), 5(2)). Where "
		"the law of your country allows it for e-mail at all, write "
		"the "
		"block of that purpose anew. \"config check\" reminds you of "
		"one that has none.");
	(void)buf_adds(out,
		"\n#purpose \"followup\" {\n"
		"    #bases = {\"legitimate-interest\", \"consent\"}\n"
		"    #assessment = \"\"\n"
		"    #require-notice = {\"headers\"}\n"
		"#}\n\n");
}

static void add_classify(const struct setup_choice *c, struct buf *out)
{
	add_title(out, "Which message serves which purpose");
	add_remark(out,
		"Tried in order. What no block names is not marketing and "
		"passes at once.");
	(void)buf_addc(out, '\n');
	add_remark(out,
		"The logins of those who sell, as SASL writes them; and before "
		"it what they send that is no marketing.");
	(void)buf_addf(out,
		"#classify \"invoices\" { purpose = none      sender = "
		"{\"invoices@%s\"} }\n"
		"#classify \"sales\"    { purpose = followup  auth-user = "
		"{\"LOGIN\"} }\n\n",
		c->domains[0]);
	add_remark(out,
		"Mail with a button to unsubscribe is most likely a "
		"newsletter. "
		"Mailing lists of colleagues have one too: give them a block "
		"before this one where there are any.");
	(void)buf_adds(out,
		"classify \"newsletters\" {\n"
		"    purpose = newsletter\n"
		"    header  = {\"List-Unsubscribe: /./\"}\n"
		"}\n\n");
}

static void add_later(const struct setup_choice *c, struct buf *out)
{
	add_title(out, "Later");
	add_remark(out,
		"What strangers write: a letter, an objection, a report of a "
		"bad address. The mail is neither changed nor delayed. "
		"\"robinson doctor\" says what the mail server needs.");
	(void)buf_adds(out,
		"#inbound { source = \"mail\" }\n"
		"#source \"mail\" { collected-for = {\"followup\"} }\n\n");
	add_remark(out,
		"How a recipient says \"no more\": headers for mail programs, "
		"and the page of robinson-unsubscribe(8).");
	(void)buf_addf(out,
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
	add_milter(choice, out);
	add_mail(choice, out);
	add_time(choice, out);
	add_record(choice, out);
	add_sources(choice, out);
	add_assessment(out);
	add_classify(choice, out);
	add_later(choice, out);
	return buf_err(out);
}
