/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/setup_plan.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "config/shown.h"
#include "core/address.h"
#include "service/mta/mta_files.h"
#include "service/mta/postconf.h"
#include "service/setup/setup_postfix.h"
#include "service/setup/setup_text.h"

#define TEXT_MAX ((size_t)4 << 20)
#define SAID_MAX ((size_t)1000)
#define ZONEINFO "zoneinfo/"
#define STATE LOCALSTATEDIR "/lib/robinson"
#define USER "robinson"
#define SENDMAIL_CF "/etc/mail/sendmail.cf"
#define SENDMAIL_SOCKET "unix:/run/robinson/milter.sock"

void setup_plan_init(struct setup_plan *plan, struct cli *cli)
{
	*plan = (struct setup_plan){.cli = cli};
	mta_domains_init(&plan->found);
	buf_init(&plan->parameters, TEXT_MAX);
	plan->texts = (struct postfix_texts){"", "", ""};
	postfix_conf_init(&plan->conf, &plan->texts);
}

void setup_words_free(struct setup_words *words)
{
	for (size_t i = 0; i < words->len; i++)
		free(words->items[i]);
	words->len = 0;
}

void setup_plan_free(struct setup_plan *plan)
{
	setup_words_free(&plan->domains);
	setup_words_free(&plan->languages);
	mta_domains_free(&plan->found);
	postfix_conf_free(&plan->conf);
	buf_free(&plan->parameters);
}

/* ----------------------------------------------------------------- words */

static enum err refuse(const struct setup_plan *plan, const char *word,
	const char *what, const char *accepted)
{
	cli_fail(plan->cli, EX_USAGE, "%s: found \"%s\", accepted: %s", what,
		word, accepted);
	return ERR_INVALID;
}

static enum err words_add(const struct setup_plan *plan,
	struct setup_words *words, const char *word)
{
	for (size_t i = 0; i < words->len; i++)
		if (strcmp(words->items[i], word) == 0)
			return ERR_OK;
	if (words->len == SETUP_WORDS_MAX) {
		cli_fail(plan->cli, EX_USAGE,
			"more than %d are given; the others can be written "
			"into the configuration",
			SETUP_WORDS_MAX);
		return ERR_LIMIT;
	}
	words->items[words->len] = strdup(word);
	if (!words->items[words->len])
		return ERR_NOMEM;
	words->len++;
	return ERR_OK;
}

enum err setup_plan_domain(void *plan, const char *word)
{
	struct setup_plan *p = plan;
	char name[ADDRESS_DOMAIN_MAX + 1];

	if (!strchr(word, '.') ||
		address_domain_parse(word, strlen(word), name, NULL) ||
		*name == '[')
		return refuse(p, word, "domain",
			"a mail domain of the firm's, as in its addresses");
	return words_add(p, &p->domains, name);
}

enum err setup_plan_language(void *plan, const char *word)
{
	struct setup_plan *p = plan;

	for (size_t i = 0; i < SHOWN_LANGUAGES; i++)
		if (strcmp(shown_languages[i], word) == 0)
			return words_add(p, &p->languages, word);
	return refuse(p, word, "language", "en, pl");
}

enum err setup_plan_profile(void *plan, const char *word)
{
	struct setup_plan *p = plan;

	p->known = setup_profile_find(word);
	if (p->known)
		snprintf(p->profile, sizeof(p->profile), "%s/%s.conf",
			PROFILESDIR, word);
	else if (*word == '/' && strlen(word) < sizeof(p->profile))
		snprintf(p->profile, sizeof(p->profile), "%s", word);
	else
		return refuse(p, word, "profile",
			"eu, pl, de, at, fr, es, or the whole path of a file");
	if (access(p->profile, R_OK) == 0)
		return ERR_OK;
	cli_fail(p->cli, EX_NOINPUT, "%s: %s", p->profile, strerror(errno));
	return ERR_NOT_FOUND;
}

enum err setup_plan_mta(void *plan, const char *word)
{
	struct setup_plan *p = plan;

	if (strcmp(word, "postfix") == 0)
		p->mta = SETUP_MTA_POSTFIX;
	else if (strcmp(word, "sendmail") == 0)
		p->mta = SETUP_MTA_SENDMAIL;
	else
		return refuse(p, word, "mta", "postfix, sendmail");
	p->is_mta_told = true;
	return ERR_OK;
}

/* ---------------------------------------------------------------- the mta */

bool setup_plan_proposes(const struct mta_domain *domain)
{
	return domain->role == MTA_DOMAIN_MAIL ||
		domain->role == MTA_DOMAIN_ORIGIN;
}

static enum setup_mta find_mta(const struct setup_plan *plan)
{
	if (plan->postfix_config)
		return SETUP_MTA_POSTFIX;
	if (plan->sendmail_cf)
		return SETUP_MTA_SENDMAIL;
	if (plan->postconf)
		return SETUP_MTA_POSTFIX;
	return access(SENDMAIL_CF, F_OK) == 0 ? SETUP_MTA_SENDMAIL :
						SETUP_MTA_UNKNOWN;
}

int setup_plan_look(struct setup_plan *plan)
{
	const struct mta_files files = {
		plan->postfix_config, plan->sendmail_cf};
	enum err e = mta_files_domains(&files, &plan->found);

	plan->postconf = postconf_find();
	plan->is_mta_told =
		plan->is_mta_told || plan->postfix_config || plan->sendmail_cf;
	if (plan->mta == SETUP_MTA_UNKNOWN)
		plan->mta = find_mta(plan);
	/* What cannot be read is not proposed. */
	return e == ERR_NOMEM ?
		cli_fail(plan->cli, EX_OSERR, "%s", err_text(e)) :
		EX_OK;
}

static int ask_postfix(struct setup_plan *plan)
{
	const char *const args[] = {NULL};
	struct buf said;
	enum err e;

	if (!plan->postconf)
		return cli_fail(plan->cli, EX_UNAVAILABLE,
			"postconf is not found: is Postfix installed?");
	buf_init(&said, SAID_MAX);
	e = postconf_run(plan->postconf, plan->postfix_config, args,
		&plan->parameters, &said);
	if (e)
		cli_fail(plan->cli, cli_status(e), "%s: %s", plan->postconf,
			said.len ? buf_text(&said) : err_text(e));
	buf_free(&said);
	plan->texts.parameters = buf_text(&plan->parameters);
	return e ? cli_status(e) : EX_OK;
}

int setup_plan_find_mta(struct setup_plan *plan)
{
	switch (plan->mta) {
	case SETUP_MTA_POSTFIX:
		return ask_postfix(plan);
	case SETUP_MTA_SENDMAIL:
		return EX_OK;
	case SETUP_MTA_UNKNOWN:
		break;
	}
	return cli_fail(plan->cli, EX_UNAVAILABLE,
		"neither Postfix nor Sendmail is found; --mta says which it "
		"will be");
}

int setup_plan_complete(struct setup_plan *plan)
{
	const char *language = "en";

	if (plan->domains.len == 0)
		return cli_usage(plan->cli, "--domain is missing");
	if (!*plan->profile)
		return cli_usage(plan->cli, "--profile is missing");
	if (plan->known)
		language = plan->known->language;
	if (plan->languages.len == 0 && setup_plan_language(plan, language))
		return EX_OSERR;
	return EX_OK;
}

/* ------------------------------------------------------------------- text */

/* The machine's own, for a profile without one. */
static bool find_timezone(char *zone_r, size_t size)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/etc/localtime", path, sizeof(path) - 1);
	const char *name;

	if (len < 0)
		return false;
	path[len] = '\0';
	name = strstr(path, ZONEINFO);
	if (!name)
		return false;
	snprintf(zone_r, size, "%s", name + strlen(ZONEINFO));
	return true;
}

/* The group of whoever connects. */
static void find_group(struct setup_plan *plan, char group_r[SETUP_GROUP_SIZE])
{
	const char *owner = postfix_value(&plan->conf, NULL, "mail_owner");
	const struct passwd *user = getpwnam(owner);
	const struct group *group = user ? getgrgid(user->pw_gid) : NULL;

	snprintf(group_r, SETUP_GROUP_SIZE, "%s",
		group ? group->gr_name : owner);
}

int setup_plan_text(struct setup_plan *plan, struct buf *out)
{
	char keys[PATH_MAX + 8], socket[PATH_MAX], directory[PATH_MAX];
	char group[SETUP_GROUP_SIZE], zone[PATH_MAX] = "Etc/UTC";
	bool is_postfix = plan->mta == SETUP_MTA_POSTFIX;
	struct setup_choice choice = {
		.domains = (const char *const *)plan->domains.items,
		.domains_len = plan->domains.len,
		.profile = plan->profile,
		.holidays = plan->known ? plan->known->holidays : NULL,
		.languages = (const char *const *)plan->languages.items,
		.languages_len = plan->languages.len,
		.state = plan->state ? plan->state : STATE,
		.key_file = keys,
		.user = plan->user ? plan->user : USER,
		.socket = SENDMAIL_SOCKET,
	};
	enum err e;

	file_directory(plan->cli->config_path, directory);
	snprintf(keys, sizeof(keys), "%s/keys", directory);
	if (plan->known && !plan->known->has_timezone) {
		(void)find_timezone(zone, sizeof(zone));
		choice.timezone = zone;
	}
	if (is_postfix) {
		snprintf(socket, sizeof(socket), "unix:%s/" SETUP_SOCKET_BELOW,
			postfix_value(&plan->conf, NULL, "queue_directory"));
		find_group(plan, group);
		choice.socket = socket;
		choice.socket_group = group;
	}
	e = setup_text(&choice, out);
	return e ? cli_fail(plan->cli, cli_status(e),
			   "a path or a name has a quotation mark or a "
			   "backslash in it, or the text is too long: %s",
			   err_text(e)) :
		   EX_OK;
}
