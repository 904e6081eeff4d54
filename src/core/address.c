/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#define DEFAULT_SEPARATORS "+"
/* Folding and composing make a code point at most nine times as long. */
#define LOCAL_ROOM (ADDRESS_LOCAL_MAX * 9)
#define SETTLE_ROUNDS 8

/* A local part without its quotes, ASCII already in lower case. */
struct local {
	char bytes[LOCAL_ROOM];
	size_t len;
	bool is_ascii;
};

static enum err invalid(const char **cause_r, const char *cause)
{
	*cause_r = cause;
	return ERR_INVALID;
}

/* RFC 5321 4.1.2 Atom, RFC 6531 3.3: what needs no quotes, but for dots. */
static bool is_atom_char(unsigned char c)
{
	static const bool atom[256] = {
		['0'] = 1,
		['1'] = 1,
		['2'] = 1,
		['3'] = 1,
		['4'] = 1,
		['5'] = 1,
		['6'] = 1,
		['7'] = 1,
		['8'] = 1,
		['9'] = 1,
		['!'] = 1,
		['#'] = 1,
		['$'] = 1,
		['%'] = 1,
		['&'] = 1,
		['\''] = 1,
		['*'] = 1,
		['+'] = 1,
		['-'] = 1,
		['/'] = 1,
		['='] = 1,
		['?'] = 1,
		['^'] = 1,
		['_'] = 1,
		['`'] = 1,
		['{'] = 1,
		['|'] = 1,
		['}'] = 1,
		['~'] = 1,
	};

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || atom[c] ||
		c >= 0x80;
}

static void local_add(struct local *l, unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (unsigned char)(c + ('a' - 'A'));
	if (c >= 0x80)
		l->is_ascii = false;
	l->bytes[l->len++] = (char)c;
}

/* "text" begins with a quotation mark; *used_r is where its end is passed. */
static enum err read_quoted(const char *text, size_t len, struct local *l,
	size_t *used_r, const char **cause_r)
{
	size_t i;

	for (i = 1; i < len && text[i] != '"'; i++) {
		if (text[i] == '\\' && ++i == len)
			break;
		if (i >= ADDRESS_LOCAL_MAX)
			return invalid(
				cause_r, "local part longer than 64 octets");
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return invalid(
				cause_r, "control character in the local part");
		local_add(l, (unsigned char)text[i]);
	}
	if (i >= len)
		return invalid(cause_r, "unfinished quotation");
	*used_r = i + 1;
	return ERR_OK;
}

static enum err read_plain(const char *text, size_t len, struct local *l,
	size_t *used_r, const char **cause_r)
{
	size_t i;

	for (i = 0; i < len && text[i] != '@'; i++) {
		unsigned char c = (unsigned char)text[i];

		if (i >= ADDRESS_LOCAL_MAX)
			return invalid(
				cause_r, "local part longer than 64 octets");
		if (c == '.') {
			if (i == 0 || text[i - 1] == '.')
				return invalid(cause_r,
					"misplaced dot in the local part");
		} else if (c < ' ' || c == 0x7f) {
			return invalid(
				cause_r, "control character in the local part");
		} else if (!is_atom_char(c)) {
			return invalid(cause_r,
				"character not allowed in the local part");
		}
		local_add(l, c);
	}
	if (i > 0 && text[i - 1] == '.')
		return invalid(cause_r, "misplaced dot in the local part");
	*used_r = i;
	return ERR_OK;
}

/* Reads up to the @ and leaves in *used_r how far that was. */
static enum err read_local(const char *text, size_t len, struct local *l,
	size_t *used_r, const char **cause_r)
{
	enum err e;

	l->len = 0;
	l->is_ascii = true;
	if (len > 0 && text[0] == '"')
		e = read_quoted(text, len, l, used_r, cause_r);
	else
		e = read_plain(text, len, l, used_r, cause_r);
	if (e)
		return e;
	if (*used_r > ADDRESS_LOCAL_MAX)
		return invalid(cause_r, "local part longer than 64 octets");
	if (*used_r == len)
		return invalid(cause_r, "no @");
	if (text[*used_r] != '@')
		return invalid(cause_r, "text after the quotation");
	if (l->len == 0)
		return invalid(cause_r, "empty local part");
	return ERR_OK;
}

/* Nobody can see these, so nobody can tell two such addresses apart. The two
 * joiners are allowed: Indic scripts and Persian need them. */
static bool is_unseen(ucs4_t c)
{
	if (c == 0x200c || c == 0x200d)
		return false;
	return uc_is_general_category_withtable(c,
		UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Z);
}

static enum err check_unicode(const struct local *l, const char **cause_r)
{
	const uint8_t *p = (const uint8_t *)l->bytes;
	const uint8_t *end = p + l->len;

	if (u8_check(p, l->len))
		return invalid(cause_r, "not valid UTF-8");
	while (p < end) {
		ucs4_t c;

		p += u8_mbtouc(&c, p, (size_t)(end - p));
		if (c >= 0x80 && is_unseen(c))
			return invalid(cause_r,
				"invisible character in the local part");
	}
	return ERR_OK;
}

/* Case-folded and composed (NFC). */
static enum err fold(struct local *l, const char **cause_r)
{
	uint8_t room[LOCAL_ROOM];
	size_t len = sizeof(room);
	uint8_t *folded = u8_casefold((const uint8_t *)l->bytes, l->len, NULL,
		UNINORM_NFC, room, &len);

	if (!folded && errno == ENOMEM)
		return ERR_NOMEM;
	if (!folded)
		return invalid(cause_r, "not valid UTF-8");
	/* Only then did the result not fit and was allocated. */
	if (folded != room) {
		free(folded);
		return invalid(cause_r, "local part longer than 64 octets");
	}
	memcpy(l->bytes, room, len);
	l->len = len;
	return ERR_OK;
}

/* RFC 5233: from the first separator on, if anything stands before it. */
static void drop_subaddress(struct local *l, const char *separators)
{
	for (size_t i = 1; i < l->len; i++) {
		if (l->bytes[i] != '\0' && strchr(separators, l->bytes[i])) {
			l->len = i;
			return;
		}
	}
}

static void drop_dots(struct local *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->len; i++)
		kept += l->bytes[i] != '.';
	if (kept == 0)
		return;
	kept = 0;
	for (size_t i = 0; i < l->len; i++) {
		if (l->bytes[i] != '.')
			l->bytes[kept++] = l->bytes[i];
	}
	l->len = kept;
}

static void reduce(struct local *l, const char *separators, bool ignore_dots)
{
	drop_subaddress(l, separators);
	if (ignore_dots)
		drop_dots(l);
}

/*
 * Dropping a dot may bring two characters together that compose to one, and
 * composing may swallow a separator: so it is repeated until nothing
 * changes. Plain ASCII is settled at once.
 */
static enum err settle(struct local *l, const char *separators,
	bool ignore_dots, bool *is_plain, const char **cause_r)
{
	size_t len = l->len;

	if (l->is_ascii) {
		reduce(l, separators, ignore_dots);
		*is_plain &= l->len == len;
		return ERR_OK;
	}
	for (int round = 0; round < SETTLE_ROUNDS; round++) {
		struct local before = *l;
		enum err e = fold(l, cause_r);

		if (e)
			return e;
		len = l->len;
		reduce(l, separators, ignore_dots);
		*is_plain &= l->len == len;
		if (l->len == before.len &&
			memcmp(l->bytes, before.bytes, l->len) == 0)
			return ERR_OK;
	}
	return invalid(cause_r, "local part without a canonical form");
}

static bool needs_quotes(const struct local *l)
{
	if (l->bytes[0] == '.' || l->bytes[l->len - 1] == '.')
		return true;
	for (size_t i = 0; i < l->len; i++) {
		if (l->bytes[i] == '.' ?
				l->bytes[i - 1] == '.' :
				!is_atom_char((unsigned char)l->bytes[i]))
			return true;
	}
	return false;
}

static enum err write_local(
	const struct local *l, struct address *a, const char **cause_r)
{
	bool quoted = needs_quotes(l);
	size_t len = l->len + (quoted ? 2 : 0);
	char *out = a->text;

	for (size_t i = 0; quoted && i < l->len; i++)
		len += l->bytes[i] == '"' || l->bytes[i] == '\\';
	if (len > ADDRESS_LOCAL_MAX)
		return invalid(cause_r, "local part longer than 64 octets");
	a->local_len = len;
	if (!quoted) {
		memcpy(out, l->bytes, len);
		return ERR_OK;
	}
	*out++ = '"';
	for (size_t i = 0; i < l->len; i++) {
		if (l->bytes[i] == '"' || l->bytes[i] == '\\')
			*out++ = '\\';
		*out++ = l->bytes[i];
	}
	*out = '"';
	return ERR_OK;
}

static const struct address_rule *find_rule(
	const struct address_rules *rules, const char *domain)
{
	size_t low = 0;
	size_t high = rules->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(domain, rules->rules[middle].domain);

		if (order == 0)
			return &rules->rules[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The domain that an alias stands for, and its rule. */
static const struct address_rule *apply_alias(const struct address_rules *rules,
	const struct address_rule *alias, char *domain)
{
	size_t len = strlen(alias->alias_of);

	if (len > ADDRESS_DOMAIN_MAX)
		return alias;
	memcpy(domain, alias->alias_of, len + 1);
	return find_rule(rules, domain);
}

static const char *separators_of(
	const struct address_rules *rules, const struct address_rule *rule)
{
	if (rule && rule->separators)
		return rule->separators;
	return rules->default_separators ? rules->default_separators :
					   DEFAULT_SEPARATORS;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blanks, then angle brackets around the whole. */
static enum err unwrap(const char **text, size_t *len, const char **cause_r)
{
	while (*len > 0 && is_blank(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*text)[*len - 1]))
		(*len)--;
	if (*len > 0 && **text == '<') {
		if (*len < 2 || (*text)[*len - 1] != '>')
			return invalid(cause_r, "unbalanced angle brackets");
		(*text)++;
		*len -= 2;
	}
	if (*len == 0)
		return invalid(cause_r, "empty address");
	return ERR_OK;
}

static enum err split(const char *text, size_t len, struct local *l,
	char *domain, const char **cause_r)
{
	size_t used;
	enum err e = read_local(text, len, l, &used, cause_r);

	if (e)
		return e;
	text += used + 1;
	len -= used + 1;
	if (memchr(text, '@', len))
		return invalid(cause_r, "more than one @");
	return address_domain_parse(text, len, domain, cause_r);
}

enum err address_parse(const struct address_rules *rules, const char *text,
	size_t text_len, struct address *address_r, const char **cause_r)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	const struct address_rule *rule;
	const char *unasked;
	struct local l;
	size_t domain_len;
	bool is_plain;
	enum err e;

	if (!cause_r)
		cause_r = &unasked;
	e = unwrap(&text, &text_len, cause_r);
	if (!e)
		e = split(text, text_len, &l, domain, cause_r);
	if (!e && !l.is_ascii)
		e = check_unicode(&l, cause_r);
	if (e)
		return e;
	rule = find_rule(rules, domain);
	is_plain = !rule || !rule->alias_of;
	if (!is_plain)
		rule = apply_alias(rules, rule, domain);
	e = settle(&l, separators_of(rules, rule), rule && rule->ignore_dots,
		&is_plain, cause_r);
	if (!e)
		e = write_local(&l, address_r, cause_r);
	if (e)
		return e;
	domain_len = strlen(domain);
	address_r->text[address_r->local_len] = '@';
	memcpy(address_r->text + address_r->local_len + 1, domain,
		domain_len + 1);
	address_r->text_len = address_r->local_len + 1 + domain_len;
	address_r->is_plain = is_plain;
	return ERR_OK;
}

enum err address_plain(const char *text, size_t text_len,
	struct address *address_r, const char **cause_r)
{
	static const struct address_rules none = {.default_separators = ""};

	return address_parse(&none, text, text_len, address_r, cause_r);
}
