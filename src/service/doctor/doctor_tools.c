/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tool.h"
#include "service/doctor/doctor.h"
#include "service/mta/doctor_mta.h"
#include "service/mta/mta_files.h"
#include "service/mta/postconf.h"
#include "service/mta/sendmail_domains.h"

#define TEXT_MAX ((size_t)4 << 20)
#define SAID_MAX 1000
#define TOOL_TIMEOUT_S 20

static enum err ask_postconf(const char *postconf, const char *config,
	const char *flag, struct buf *out, struct findings *f)
{
	const char *const args[] = {flag, NULL};
	const char *text;
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = postconf_run(postconf, config, args, out, &said);
	text = said.len ? buf_text(&said) : err_text(e);
	if (e)
		findings_add(f, SEVERITY_ERROR, "postfix", "%s %s: %.*s",
			postconf, flag ? flag : "", (int)strcspn(text, "\n"),
			text);
	buf_free(&said);
	return e;
}

/* Where postmap(1) is, and whose configuration it reads. */
struct tables {
	char postmap[PATH_MAX];
	const char *config;
};

/* "postmap -q" is silent where there is no such key. */
static enum err ask_postmap(
	void *arg, const char *table, const char *key, struct buf *value)
{
	const struct tables *tables = arg;
	const char *argv[] = {
		tables->postmap, "-q", key, table, NULL, NULL, NULL};
	struct tool tool = {.argv = argv, .timeout_s = TOOL_TIMEOUT_S};
	struct tool_result result;
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	if (tables->config) {
		argv[1] = "-c";
		argv[2] = tables->config;
		argv[3] = "-q";
		argv[4] = key;
		argv[5] = table;
	}
	e = tool_run(&tool, value, &said, &result);
	if (!e && result.status != 0)
		e = said.len || result.status != 1 ? ERR_UNAVAILABLE :
						     ERR_NOT_FOUND;
	buf_free(&said);
	if (!e && value->len && value->data[value->len - 1] == '\n')
		value->data[--value->len] = '\0';
	return e;
}

/* The senders by whom mail is classified, for as long as the settings. */
static const char **senders_of(const struct settings *s, size_t *len_r)
{
	size_t len = s->purpose_senders.len, n = 0;
	const char **all;

	for (size_t i = 0; i < s->classify_len; i++)
		len += s->classify[i].sender.len;
	all = calloc(len + 1, sizeof(*all));
	for (size_t i = 0; all && i < s->classify_len; i++)
		for (size_t j = 0; j < s->classify[i].sender.len; j++)
			all[n++] = s->classify[i].sender.items[j].text;
	for (size_t i = 0; all && i < s->purpose_senders.len; i++)
		all[n++] = s->purpose_senders.items[i].text;
	*len_r = n;
	return all;
}

static void examine_postfix(const struct postfix_texts *texts,
	const char *postconf, const char *config, const struct settings *s,
	struct findings *f)
{
	struct tables tables = {.config = config};
	struct doctor_postfix postfix = {
		.texts = *texts,
		.socket = s->milter.socket,
		.query = ask_postmap,
		.read = mta_file_read,
		.arg = &tables,
	};
	const char **senders = senders_of(s, &postfix.senders_len);

	if (!senders) {
		f->failed = ERR_NOMEM;
		return;
	}
	postfix.senders = senders;
	postfix.settings = s;
	postconf_beside(
		postconf, "postmap", tables.postmap, sizeof(tables.postmap));
	doctor_postfix(&postfix, f);
	free(senders);
}

static void look_at_postfix(const char *postconf, const char *config,
	const struct settings *s, char user_r[DOCTOR_USER_SIZE],
	struct findings *f)
{
	struct buf parameters, services, overrides;
	struct postfix_conf conf;
	enum err e;

	buf_init(&parameters, TEXT_MAX);
	buf_init(&services, TEXT_MAX);
	buf_init(&overrides, TEXT_MAX);
	e = ask_postconf(postconf, config, NULL, &parameters, f);
	if (!e)
		e = ask_postconf(postconf, config, "-M", &services, f);
	if (!e)
		e = ask_postconf(postconf, config, "-P", &overrides, f);
	if (!e) {
		const struct postfix_texts texts = {buf_text(&parameters),
			buf_text(&services), buf_text(&overrides)};

		examine_postfix(&texts, postconf, config, s, f);
		postfix_conf_init(&conf, &texts);
		snprintf(user_r, DOCTOR_USER_SIZE, "%s",
			postfix_value(&conf, NULL, "mail_owner"));
		postfix_conf_free(&conf);
	}
	buf_free(&parameters);
	buf_free(&services);
	buf_free(&overrides);
}

static void examine_sendmail(
	const char *cf, const struct settings *s, struct findings *f)
{
	struct mta_domains m;

	doctor_sendmail(cf, s->milter.socket, f);
	doctor_sendmail_reports(cf, s, f);
	mta_domains_init(&m);
	sendmail_domains(cf, mta_file_read, NULL, &m);
	mta_domains_compare(&m, s, f);
	mta_domains_free(&m);
}

static void look_at_sendmail(
	const char *path, const struct settings *s, struct findings *f)
{
	struct buf cf;
	enum err e;

	buf_init(&cf, TEXT_MAX);
	errno = 0;
	e = mta_file_read(NULL, path, &cf);
	if (e)
		findings_add(f, SEVERITY_ERROR, "sendmail",
			"%s cannot be read: %s", path,
			errno ? strerror(errno) : err_text(e));
	else
		examine_sendmail(buf_text(&cf), s, f);
	buf_free(&cf);
}

void doctor_mta(const struct settings *s, const struct doctor_options *options,
	char mta_user_r[DOCTOR_USER_SIZE], struct findings *f)
{
	static const char own_cf[] = "/etc/mail/sendmail.cf";
	const char *postconf = postconf_find();
	bool asks_sendmail = options->sendmail_cf != NULL;
	bool asks_postfix =
		options->postfix_config || (postconf && !asks_sendmail);

	mta_user_r[0] = '\0';
	if (asks_postfix && !postconf) {
		findings_add(f, SEVERITY_ERROR, "postfix",
			"postconf is not found: is Postfix installed?");
	} else if (asks_postfix) {
		look_at_postfix(
			postconf, options->postfix_config, s, mta_user_r, f);
	}
	if (asks_sendmail) {
		look_at_sendmail(options->sendmail_cf, s, f);
	} else if (!asks_postfix && access(own_cf, R_OK) == 0) {
		look_at_sendmail(own_cf, s, f);
	} else if (!asks_postfix) {
		findings_add(f, SEVERITY_ERROR, "mta",
			"neither Postfix nor Sendmail is found");
		findings_mend(f,
			"robinson doctor --postfix-config DIR, or "
			"--sendmail-cf FILE");
	}
}
