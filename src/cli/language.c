/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/language.h"

#include "config/shown.h"

int cli_language_check(const struct cli *cli, const char *language)
{
	if (!language || shown_has_language(language))
		return EX_OK;
	return cli_usage(
		cli, "--language: found \"%s\", accepted: en, pl", language);
}

const char *cli_language(const struct cli *cli, const char *language)
{
	const struct settings *s = cli->desk->settings;
	const char *configured =
		s->notices.language ? s->notices.language : s->reply_language;

	if (language)
		return language;
	return configured && shown_has_language(configured) ?
		configured :
		shown_languages[0];
}

int cli_language_open(const struct cli *cli, const char *language,
	struct translation *translation_r)
{
	enum err e =
		translation_open(cli_language(cli, language), translation_r);

	return e ? cli_fail(cli, cli_status(e), "--language: %s", err_text(e)) :
		   EX_OK;
}
