/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/postfix_domains_private.h"

#include <string.h>

#include "service/mta/postfix_table_private.h"

#define WORD_SIZE 1000
#define FILE_MAX ((size_t)4 << 20)
#define VALUE_MAX ((size_t)8 << 10)

static const struct list {
	const char *parameter;
	enum mta_domain_role role;
} lists[] = {
	{"mydestination", MTA_DOMAIN_MAIL},
	{"virtual_mailbox_domains", MTA_DOMAIN_MAIL},
	{"virtual_alias_domains", MTA_DOMAIN_MAIL},
	{"myorigin", MTA_DOMAIN_ORIGIN},
	{"relay_domains", MTA_DOMAIN_RELAY},
};

/* A list in the making. */
struct reading {
	const struct postfix_lookup *lookup;
	const struct settings *settings;
	const struct list *list;
	struct mta_domains *m;
};

/* The caller frees the text of what could be read. */
static bool read_file(
	const struct reading *r, const char *path, struct buf *text)
{
	buf_init(text, FILE_MAX);
	if (r->lookup->read && !r->lookup->read(r->lookup->arg, path, text))
		return true;
	buf_free(text);
	return false;
}

/* One word a line, or several; also myorigin = /etc/mailname. */
static void add_file(const struct reading *r, const char *path)
{
	struct buf text;

	if (!read_file(r, path, &text)) {
		mta_domains_unread(r->m, path, r->list->parameter);
		return;
	}
	mta_domains_add_words(
		r->m, buf_text(&text), r->list->parameter, r->list->role);
	buf_free(&text);
}

/* "key value": the keys; addresses among them, as virtual(5) has them, are no
 * domains. */
static void add_keys(const struct reading *r, const char *text)
{
	for (; *text; text += *text == '\n') {
		size_t len = strcspn(text, " \t\r\n");

		if (len > 0 && *text != '#' && !memchr(text, '@', len))
			mta_domains_add(r->m, text, len, r->list->parameter,
				r->list->role);
		text += strcspn(text, "\n");
	}
}

/* The others of its keys stay unknown. */
static void ask_table(const struct reading *r, const char *table)
{
	bool is_asked = r->settings && r->lookup->query &&
		postfix_table_is_local(table);
	const struct settings *s = r->settings;

	for (size_t i = 0; is_asked && i < s->own_domains.len; i++) {
		const char *domain = s->own_domains.items[i];
		struct buf value;
		enum err e;

		buf_init(&value, VALUE_MAX);
		e = r->lookup->query(r->lookup->arg, table, domain, &value);
		buf_free(&value);
		if (!e)
			mta_domains_add(r->m, domain, strlen(domain),
				r->list->parameter, r->list->role);
		is_asked = !e || e == ERR_NOT_FOUND;
	}
	if (!is_asked)
		mta_domains_unread(r->m, table, r->list->parameter);
}

static void add_table(const struct reading *r, const char *table)
{
	const char *path = postfix_table_has_patterns(table) ?
		NULL :
		postfix_table_source(table);
	struct buf text;

	if (path && read_file(r, path, &text)) {
		add_keys(r, buf_text(&text));
		buf_free(&text);
		return;
	}
	ask_table(r, table);
}

static void add_word(const struct reading *r, const char *word)
{
	/* "!firma.example": what is not in a list that follows. */
	if (*word == '!')
		return;
	if (*word == '/')
		add_file(r, word);
	else if (*word != '[' && strchr(word, ':'))
		add_table(r, word);
	else
		mta_domains_add(r->m, word, strlen(word), r->list->parameter,
			r->list->role);
}

void postfix_domains(struct postfix_conf *conf,
	const struct postfix_lookup *lookup, const struct settings *s,
	struct mta_domains *m)
{
	struct reading r = {.lookup = lookup, .settings = s, .m = m};
	char word[WORD_SIZE];

	mta_domains_host(m, postfix_value(conf, NULL, "myhostname"));
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const char *at = postfix_value(conf, NULL, lists[i].parameter);

		r.list = &lists[i];
		while (postfix_table_next(&at, word, sizeof(word)))
			add_word(&r, word);
	}
	if (conf->failed)
		m->failed = conf->failed;
}
