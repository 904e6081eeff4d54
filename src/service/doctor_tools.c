/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/doctor.h"
#include "service/doctor_mta.h"
#include "service/tool.h"

#define TEXT_MAX ((size_t)4 << 20)
#define SAID_MAX 1000
#define TOOL_TIMEOUT_S 20

static const char *find_postconf(void)
{
	static const char *const places[] = {"/usr/sbin/postconf",
		"/usr/local/sbin/postconf", "/usr/bin/postconf",
		"/opt/postfix/sbin/postconf"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

static enum err ask_postconf(const char *postconf, const char *config,
	const char *flag, struct buf *out, struct findings *f)
{
	const char *argv[5] = {postconf, flag};
	struct tool tool = {.argv = argv, .timeout_s = TOOL_TIMEOUT_S};
	struct tool_result result;
	const char *text;
	struct buf said;
	enum err e;

	if (config) {
		argv[2] = "-c";
		argv[3] = config;
	}
	buf_init(&said, SAID_MAX);
	e = tool_run(&tool, out, &said, &result);
	if (!e && result.status != 0)
		e = ERR_UNAVAILABLE;
	text = said.len ? buf_text(&said) : err_text(e);
	if (e)
		findings_add(f, SEVERITY_ERROR, "postfix", "%s %s: %.*s",
			postconf, flag, (int)strcspn(text, "\n"), text);
	buf_free(&said);
	return e;
}

static void look_at_postfix(const char *postconf, const char *config,
	const struct settings *s, char user_r[DOCTOR_USER_SIZE],
	struct findings *f)
{
	struct buf parameters, services, overrides;
	enum err e;

	buf_init(&parameters, TEXT_MAX);
	buf_init(&services, TEXT_MAX);
	buf_init(&overrides, TEXT_MAX);
	e = ask_postconf(postconf, config, "-x", &parameters, f);
	if (!e)
		e = ask_postconf(postconf, config, "-M", &services, f);
	if (!e)
		e = ask_postconf(postconf, config, "-P", &overrides, f);
	if (!e) {
		const struct postfix_texts texts = {buf_text(&parameters),
			buf_text(&services), buf_text(&overrides)};

		doctor_postfix(&texts, s->milter.socket, f);
		(void)doctor_value(texts.parameters, "mail_owner", user_r,
			DOCTOR_USER_SIZE);
	}
	buf_free(&parameters);
	buf_free(&services);
	buf_free(&overrides);
}

static void look_at_sendmail(
	const char *path, const struct settings *s, struct findings *f)
{
	FILE *file = fopen(path, "re");
	char chunk[4096];
	struct buf cf;
	size_t n;

	if (!file) {
		findings_add(f, SEVERITY_ERROR, "sendmail",
			"%s cannot be read: %s", path, strerror(errno));
		return;
	}
	buf_init(&cf, TEXT_MAX);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		(void)buf_add(&cf, chunk, n);
	fclose(file);
	if (buf_err(&cf))
		findings_add(f, SEVERITY_ERROR, "sendmail", "%s: %s", path,
			err_text(buf_err(&cf)));
	else
		doctor_sendmail(buf_text(&cf), s->milter.socket, f);
	buf_free(&cf);
}

void doctor_mta(const struct settings *s, const struct doctor_options *options,
	char mta_user_r[DOCTOR_USER_SIZE], struct findings *f)
{
	static const char own_cf[] = "/etc/mail/sendmail.cf";
	const char *postconf = find_postconf();
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
