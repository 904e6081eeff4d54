/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_files.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "service/mta/main_cf_private.h"
#include "service/mta/mta_logins_private.h"
#include "service/mta/postfix_domains_private.h"
#include "service/mta/sendmail_domains.h"

#define AREA "domains"
#define TEXT_MAX ((size_t)4 << 20)
#define HOST_SIZE 256

static const char postfix_own[] = "/etc/postfix";
static const char sendmail_own[] = "/etc/mail/sendmail.cf";

enum err mta_file_read(void *unused, const char *path, struct buf *text)
{
	enum err e = file_read_path(path, text);

	(void)unused;
	return e == ERR_DENIED ? ERR_IO : e;
}

static void tell_unread(const char *path, enum err e, struct findings *f)
{
	findings_add(f, SEVERITY_WARNING, AREA,
		"own-domains cannot be compared with the mail server's: %s: %s",
		path, e == ERR_IO ? strerror(errno) : err_text(e));
}

static enum err read_main_cf(
	const char *path, struct buf *text, struct buf *parameters)
{
	char host[HOST_SIZE];
	enum err e = mta_file_read(NULL, path, text);

	if (e)
		return e;
	if (gethostname(host, sizeof(host)) != 0)
		snprintf(host, sizeof(host), "localhost");
	host[sizeof(host) - 1] = '\0';
	return main_cf_parameters(buf_text(text), host, parameters);
}

/* "s" and "f" are NULL where nothing is compared. */
static enum err postfix_of(const char *path, const struct settings *s,
	struct mta_domains *m, struct findings *f)
{
	const struct postfix_lookup lookup = {.read = mta_file_read};
	struct buf text, parameters;
	enum err e;

	buf_init(&text, TEXT_MAX);
	buf_init(&parameters, TEXT_MAX);
	e = read_main_cf(path, &text, &parameters);
	if (!e) {
		const struct postfix_texts texts = {
			buf_text(&parameters), "", ""};
		struct postfix_conf conf;

		postfix_conf_init(&conf, &texts);
		postfix_domains(&conf, &lookup, s, m);
		if (f) {
			mta_domains_compare(m, s, f);
			mta_logins_compare(&conf, s, f);
		}
		postfix_conf_free(&conf);
	}
	buf_free(&parameters);
	buf_free(&text);
	return e;
}

static enum err look_at_postfix(
	const char *path, const struct settings *s, struct findings *f)
{
	struct mta_domains m;
	enum err e;

	mta_domains_init(&m);
	e = postfix_of(path, s, &m, f);
	mta_domains_free(&m);
	return e;
}

static enum err sendmail_of(const char *path, struct mta_domains *m)
{
	struct buf cf;
	enum err e;

	buf_init(&cf, TEXT_MAX);
	e = mta_file_read(NULL, path, &cf);
	if (!e)
		sendmail_domains(buf_text(&cf), mta_file_read, NULL, m);
	buf_free(&cf);
	return e;
}

static enum err look_at_sendmail(
	const char *path, const struct settings *s, struct findings *f)
{
	struct mta_domains m;
	enum err e;

	mta_domains_init(&m);
	e = sendmail_of(path, &m);
	if (!e)
		mta_domains_compare(&m, s, f);
	mta_domains_free(&m);
	return e;
}

static void main_cf_of(const struct mta_files *files, char path_r[PATH_MAX])
{
	snprintf(path_r, PATH_MAX, "%.4000s/main.cf",
		files->postfix_config ? files->postfix_config : postfix_own);
}

enum err mta_files_domains(const struct mta_files *files, struct mta_domains *m)
{
	char main_cf[PATH_MAX];
	enum err e = ERR_NOT_FOUND;

	main_cf_of(files, main_cf);
	if (files->postfix_config || !files->sendmail_cf)
		e = postfix_of(main_cf, NULL, m, NULL);
	if (e == ERR_NOT_FOUND && !files->postfix_config)
		e = sendmail_of(
			files->sendmail_cf ? files->sendmail_cf : sendmail_own,
			m);
	return e ? e : m->failed;
}

void mta_files_compare(const struct mta_files *files, const struct settings *s,
	struct findings *f)
{
	char main_cf[PATH_MAX];
	enum err e = ERR_NOT_FOUND;

	main_cf_of(files, main_cf);
	if (files->postfix_config || !files->sendmail_cf) {
		e = look_at_postfix(main_cf, s, f);
		if (e && (files->postfix_config || e != ERR_NOT_FOUND))
			tell_unread(main_cf, e, f);
	}
	if (files->sendmail_cf) {
		e = look_at_sendmail(files->sendmail_cf, s, f);
		if (e)
			tell_unread(files->sendmail_cf, e, f);
	} else if (!files->postfix_config && e == ERR_NOT_FOUND) {
		e = look_at_sendmail(sendmail_own, s, f);
		if (e && e != ERR_NOT_FOUND)
			tell_unread(sendmail_own, e, f);
	}
}
