/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks that no message reaches, and logins that no message has. */
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "config/build_private.h"

/* Comparisons of values; past these nothing more is said of hidden blocks. */
#define COMPARISONS_MAX 5000000

#define LOGIN_SIZE 400

#define WARN(b, sc, key, n, ...) \
	scope_problem(b, PROBLEM_WARNING, sc, key, n, __VA_ARGS__)

static bool has_conditions(const struct builder *b, const struct scope *sc)
{
	for (size_t i = 0; i < schema_keys_len; i++)
		if (schema_keys[i].section == SECTION_CLASSIFY &&
			schema_keys[i].is_list &&
			scope_tried(b, sc, schema_keys[i].name))
			return true;
	return false;
}

/* ---------------------------------------------------------------- hidden */

/* Whether whatever meets "narrow" meets "wide" too. Read as text a star of
 * "narrow" is taken by nothing but a star of "wide", or by its question mark,
 * which is one character only: that case is left alone. */
static bool glob_covers(const char *wide, const char *narrow)
{
	if (strcasecmp(wide, narrow) == 0)
		return true;
	if (strchr(wide, '?') && strchr(narrow, '*'))
		return false;
	return glob_match(wide, narrow, strlen(narrow));
}

static bool address_covers(const struct settings_address *wide,
	const struct settings_address *narrow)
{
	bool takes_all = strcmp(wide->local, "*") == 0;

	if (strcasecmp(wide->text, narrow->text) == 0)
		return true;
	if (!wide->domain)
		return takes_all ||
			(!narrow->domain &&
				glob_covers(wide->local, narrow->local));
	if (!narrow->domain || !glob_covers(wide->domain, narrow->domain))
		return false;
	if (takes_all && !wide->has_tag)
		return true;
	return wide->has_tag == narrow->has_tag &&
		glob_covers(wide->local, narrow->local);
}

static bool cidr_covers(
	const struct settings_cidr *wide, const struct settings_cidr *narrow)
{
	size_t whole = wide->prefix_len / 8;
	unsigned mask = (0xff00u >> (wide->prefix_len % 8)) & 0xff;

	if (wide->family != narrow->family ||
		wide->prefix_len > narrow->prefix_len ||
		memcmp(wide->address, narrow->address, whole) != 0)
		return false;
	return mask == 0 ||
		(wide->address[whole] & mask) ==
		(narrow->address[whole] & mask);
}

static bool header_covers(const struct settings_header *wide,
	const struct settings_header *narrow)
{
	return strcasecmp(wide->name, narrow->name) == 0 &&
		strcmp(wide->pattern, narrow->pattern) == 0;
}

/* One condition of two blocks. */
struct pair {
	const struct settings_classify *wide, *narrow;
	size_t *left; /* comparisons */
};

typedef bool value_covers(const struct pair *p, size_t wide, size_t narrow);

static bool sender_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return address_covers(
		&p->wide->sender.items[wide], &p->narrow->sender.items[narrow]);
}

static bool recipient_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return address_covers(&p->wide->recipient.items[wide],
		&p->narrow->recipient.items[narrow]);
}

static bool user_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return glob_covers(p->wide->auth_user.items[wide],
		p->narrow->auth_user.items[narrow]);
}

static bool listener_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return glob_covers(p->wide->listener.items[wide],
		p->narrow->listener.items[narrow]);
}

static bool client_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return cidr_covers(&p->wide->client[wide], &p->narrow->client[narrow]);
}

static bool field_covers(const struct pair *p, size_t wide, size_t narrow)
{
	return header_covers(
		&p->wide->header[wide], &p->narrow->header[narrow]);
}

/* A condition that "wide" has and "narrow" has not excludes some of the
 * latter's messages; one that only "narrow" has does not matter. */
static bool condition_covers(const struct pair *p, size_t wide_len,
	size_t narrow_len, value_covers *covers)
{
	if (wide_len == 0)
		return true;
	if (narrow_len == 0 || *p->left / wide_len < narrow_len)
		return false;
	*p->left -= wide_len * narrow_len;
	for (size_t n = 0; n < narrow_len; n++) {
		size_t w = 0;

		while (w < wide_len && !covers(p, w, n))
			w++;
		if (w == wide_len)
			return false;
	}
	return true;
}

static bool block_covers(const struct pair *p)
{
	const struct settings_classify *w = p->wide, *n = p->narrow;

	return condition_covers(
		       p, w->client_len, n->client_len, client_covers) &&
		condition_covers(
			p, w->header_len, n->header_len, field_covers) &&
		condition_covers(
			p, w->auth_user.len, n->auth_user.len, user_covers) &&
		condition_covers(
			p, w->listener.len, n->listener.len, listener_covers) &&
		condition_covers(
			p, w->sender.len, n->sender.len, sender_covers) &&
		condition_covers(p, w->recipient.len, n->recipient.len,
			recipient_covers);
}

/* The first block before the n-th that takes whatever the n-th would. What is
 * refused of a block's conditions is an error of its own. */
static const struct settings_classify *find_hiding(
	const struct settings *s, size_t n, size_t *left)
{
	for (size_t i = 0; i < n; i++) {
		const struct pair p = {&s->classify[i], &s->classify[n], left};

		if (block_covers(&p))
			return p.wide;
	}
	return NULL;
}

static void warn_hidden(struct builder *b, const struct scope *top)
{
	size_t left = COMPARISONS_MAX;

	for (size_t i = 0; i < b->s->classify_len; i++) {
		struct scope sc = scope_section(b, top, SECTION_CLASSIFY, i);
		const struct settings_classify *before =
			find_hiding(b->s, i, &left);

		if (before)
			WARN(b, &sc, NULL, 0,
				"is never reached: classify \"%s\" before it "
				"takes every message that could meet it",
				before->name);
		else if (!has_conditions(b, &sc))
			WARN(b, &sc, NULL, 0,
				"has no condition and takes every message");
	}
}

/* ---------------------------------------------------------------- logins */

/* A login of a domain that is written out. */
static bool has_domain(const char *login)
{
	const char *at = strchr(login, '@');

	return at && at[1] && !strpbrk(at, "*?");
}

/* A login that has no domain whatever its stars stand for. */
static bool is_bare(const char *login)
{
	return !strpbrk(login, "@*?");
}

/* Whether a pattern of the list also meets the login with a domain: then both
 * ways of writing it are meant. */
static bool has_both(const struct settings_list *list, const char *bare)
{
	char local[LOGIN_SIZE];

	for (size_t i = 0; i < list->len; i++) {
		const char *item = list->items[i];
		size_t len = strcspn(item, "@");

		if ((!item[len] && (len == 0 || item[len - 1] != '*')) ||
			len >= sizeof(local))
			continue;
		memcpy(local, item, len);
		local[len] = '\0';
		if (glob_match(local, bare, strlen(bare)))
			return true;
	}
	return false;
}

struct login {
	const char *text; /* NULL: there is none */
	const char *block;
};

static struct login find_with_domain(const struct settings *s)
{
	for (size_t i = 0; i < s->classify_len; i++)
		for (size_t n = 0; n < s->classify[i].auth_user.len; n++)
			if (has_domain(s->classify[i].auth_user.items[n]))
				return (struct login){
					s->classify[i].auth_user.items[n],
					s->classify[i].name};
	for (size_t n = 0; n < s->purpose_users.len; n++)
		if (has_domain(s->purpose_users.items[n]))
			return (struct login){s->purpose_users.items[n], NULL};
	return (struct login){NULL, NULL};
}

static void warn_logins_in(struct builder *b, const struct scope *sc,
	const struct settings_list *list, const struct login *other)
{
	for (size_t n = 0; n < list->len; n++) {
		if (!is_bare(list->items[n]) || has_both(list, list->items[n]))
			continue;
		WARN(b, sc, "auth-user", n,
			"found \"%s\" without a domain, and \"%s\" with one in "
			"%s%s%s: SASL writes all logins the same way, so that "
			"one of them is met by nobody",
			list->items[n], other->text,
			other->block ? "classify \"" : "purpose-header",
			other->block ? other->block : "",
			other->block ? "\"" : "");
		return;
	}
}

/* SASL writes "ania" or "ania@firma.example", as its realm or its list of users
 * has it; a pattern of the other form never matches. */
static void warn_logins(struct builder *b, const struct scope *top)
{
	const struct login other = find_with_domain(b->s);
	struct scope sc;

	if (!other.text)
		return;
	for (size_t i = 0; i < b->s->classify_len; i++) {
		sc = scope_section(b, top, SECTION_CLASSIFY, i);
		warn_logins_in(b, &sc, &b->s->classify[i].auth_user, &other);
	}
	if (!b->s->purpose_users.len)
		return;
	sc = scope_section(b, top, SECTION_PURPOSE_HEADER, 0);
	warn_logins_in(b, &sc, &b->s->purpose_users, &other);
}

void warn_classify(struct builder *b, const struct scope *top)
{
	if (b->problems->errors == 0)
		warn_hidden(b, top);
	warn_logins(b, top);
}
