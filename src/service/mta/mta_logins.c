/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_logins_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/glob.h"

#define AREA "logins"

#define LOGIN_SIZE 1000

static bool list_meets(const struct settings_list *list, const char *login)
{
	for (size_t i = 0; i < list->len; i++)
		if (glob_match(list->items[i], login, strlen(login)))
			return true;
	return false;
}

/* The first without a domain, whatever its stars stand for, that the list has
 * not with the domain as well; NULL: none. */
static const char *find_bare(
	const struct settings_list *list, const char *realm)
{
	char login[LOGIN_SIZE];

	for (size_t i = 0; i < list->len; i++) {
		if (strpbrk(list->items[i], "@*?"))
			continue;
		(void)snprintf(
			login, sizeof(login), "%s@%s", list->items[i], realm);
		if (!list_meets(list, login))
			return list->items[i];
	}
	return NULL;
}

static void tell(struct findings *f, const char *place, const char *title,
	const char *login, const char *realm)
{
	findings_add(f, SEVERITY_WARNING, AREA,
		"%s%s%s%s: auth-user \"%s\" is met by nobody: Postfix has "
		"smtpd_sasl_local_domain = %s, so that SASL writes \"%s@%s\"",
		place, title ? " \"" : "", title ? title : "",
		title ? "\"" : "", login, realm, login, realm);
	findings_mend(f, "in robinson.conf: \"%s@%s\" instead of \"%s\"", login,
		realm, login);
}

void mta_logins_compare(
	struct postfix_conf *conf, const struct settings *s, struct findings *f)
{
	const char *type = postfix_value(conf, NULL, "smtpd_sasl_type");
	const char *realm =
		postfix_value(conf, NULL, "smtpd_sasl_local_domain");
	const char *login;

	/* The default, which main.cf need not name. */
	if (!*realm || (*type && strcasecmp(type, "cyrus") != 0))
		return;
	for (size_t i = 0; i < s->classify_len; i++) {
		login = find_bare(&s->classify[i].auth_user, realm);
		if (login)
			tell(f, "classify", s->classify[i].name, login, realm);
	}
	login = find_bare(&s->purpose_users, realm);
	if (login)
		tell(f, "purpose-header", NULL, login, realm);
}
