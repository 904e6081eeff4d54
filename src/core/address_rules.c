/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address_rules.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_SEPARATORS "+"
#define NONE "none"
#define WORDS_MAX 4
#define ASCII_LEN 128

static const char *default_of(const struct address_rules *rules)
{
	return rules->default_separators ? rules->default_separators :
					   DEFAULT_SEPARATORS;
}

void address_rule_of(const struct address_rules *rules, const char *domain,
	struct address_rule *rule_r)
{
	*rule_r = (struct address_rule){.domain = domain};
	for (size_t i = 0; i < rules->len; i++)
		if (strcmp(rules->rules[i].domain, domain) == 0)
			*rule_r = rules->rules[i];
	if (!rule_r->separators)
		rule_r->separators = default_of(rules);
}

/* ---------------------------------------------------------------- format */

/* In order, each once: strchr() looks for each of them alike. */
static void sort_separators(const char *from, char to_r[ASCII_LEN])
{
	size_t len = 0;

	for (char c = 1; c > 0; c = (char)(c == 127 ? 0 : c + 1))
		if (strchr(from, c))
			to_r[len++] = c;
	to_r[len] = '\0';
}

static void add_separators(struct buf *out, const char *sorted)
{
	buf_adds(out, *sorted ? sorted : NONE);
}

static void add_rule(struct buf *out, const struct address_rules *rules,
	const struct address_rule *rule)
{
	char own[ASCII_LEN], others[ASCII_LEN];

	if (rule->alias_of) {
		buf_addf(out, "alias %s %s\n", rule->domain, rule->alias_of);
		return;
	}
	sort_separators(default_of(rules), others);
	sort_separators(
		rule->separators ? rule->separators : default_of(rules), own);
	if (!rule->ignore_dots && strcmp(own, others) == 0)
		return;
	buf_addf(out, "rule %s ", rule->domain);
	add_separators(out, own);
	buf_adds(out, rule->ignore_dots ? " dots\n" : " nodots\n");
}

enum err address_rules_format(
	const struct address_rules *rules, struct buf *out)
{
	char sorted[ASCII_LEN];

	sort_separators(default_of(rules), sorted);
	buf_adds(out, "separators ");
	add_separators(out, sorted);
	buf_adds(out, "\n");
	for (size_t i = 0; i < rules->len; i++)
		add_rule(out, rules, &rules->rules[i]);
	return buf_err(out);
}

/* ----------------------------------------------------------------- parse */

/* Cuts the line's words apart in its own bytes. */
static size_t cut_words(char *line, char *words[WORDS_MAX])
{
	size_t n = 0;

	while (line && n < WORDS_MAX) {
		words[n++] = line;
		line = strchr(line, ' ');
		if (line)
			*line++ = '\0';
	}
	return line ? WORDS_MAX + 1 : n;
}

static const char *separators_in(const char *word)
{
	return strcmp(word, NONE) == 0 ? "" : word;
}

/* They are searched by halves. */
static bool is_behind_last(
	const struct address_rules_copy *c, const char *domain)
{
	return *domain &&
		(c->rules.len == 0 ||
			strcmp(c->list[c->rules.len - 1].domain, domain) < 0);
}

static enum err take_line(struct address_rules_copy *c, char *line)
{
	char *words[WORDS_MAX];
	size_t n = cut_words(line, words);
	struct address_rule *rule = &c->list[c->rules.len];

	if (!c->rules.default_separators) {
		if (n != 2 || strcmp(words[0], "separators") != 0)
			return ERR_CORRUPT;
		c->rules.default_separators = separators_in(words[1]);
		return ERR_OK;
	}
	if (n < 3 || !is_behind_last(c, words[1]))
		return ERR_CORRUPT;
	*rule = (struct address_rule){.domain = words[1]};
	if (n == 3 && strcmp(words[0], "alias") == 0 && *words[2]) {
		rule->alias_of = words[2];
	} else if (n == 4 && strcmp(words[0], "rule") == 0) {
		rule->separators = separators_in(words[2]);
		rule->ignore_dots = strcmp(words[3], "dots") == 0;
		if (!rule->ignore_dots && strcmp(words[3], "nodots") != 0)
			return ERR_CORRUPT;
	} else {
		return ERR_CORRUPT;
	}
	c->rules.len++;
	return ERR_OK;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

enum err address_rules_parse(
	const char *text, struct address_rules_copy *copy_r)
{
	struct address_rules_copy c = {
		.list = calloc(count_lines(text) + 1, sizeof(*c.list)),
		.text = strdup(text),
	};
	char *line = c.text;
	enum err e = c.list && c.text ? ERR_OK : ERR_NOMEM;

	while (!e && *line) {
		char *end = strchr(line, '\n');

		if (!end) {
			e = ERR_CORRUPT;
			break;
		}
		*end = '\0';
		e = take_line(&c, line);
		line = end + 1;
	}
	if (!e && !c.rules.default_separators)
		e = ERR_CORRUPT;
	if (e) {
		address_rules_free(&c);
		return e;
	}
	c.rules.rules = c.list;
	*copy_r = c;
	return ERR_OK;
}

void address_rules_free(struct address_rules_copy *copy)
{
	free(copy->list);
	free(copy->text);
	*copy = (struct address_rules_copy){.list = NULL};
}
