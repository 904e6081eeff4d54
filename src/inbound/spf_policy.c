/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/spf_policy.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VERSION_LEN 6 /* "v=spf1" */
#define TERM_MAX 500
/* More than what a macro and the text after it take beside their letters. */
#define MACRO_ROOM 20
#define NETWORK_NAME 4 /* "ip4:" */

struct policy {
	struct buf *out;
	const struct spf_client *client;
	const char *redirect; /* its domain-spec; NULL: none */
	size_t redirect_len;
	bool has_exp;
};

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

/* ----------------------------------------------------------------- domains */

/* RFC 7208 12: toplabel; it is not all of digits, and no "-" at its ends. */
static bool is_toplabel(const char *text, size_t len)
{
	bool has_letter = false;

	if (len == 0 || !is_alnum(text[0]) || !is_alnum(text[len - 1]))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_alnum(text[i]) && text[i] != '-')
			return false;
		has_letter = has_letter || !is_digit(text[i]);
	}
	return has_letter;
}

/* After "%"; the length of the macro, or 0. */
static size_t macro_len(const char *at, size_t len)
{
	size_t i = 2;

	if (len > 0 && strchr("%_-", at[0]))
		return 1;
	/* c, r and t are for explanations only (7.2). */
	if (len < 3 || at[0] != '{' || !at[1] ||
		!strchr("slodiphvSLODIPHV", at[1]))
		return 0;
	/* "0" labels are none (7.1). */
	if (i < len && at[i] == '0')
		return 0;
	while (i < len && is_digit(at[i]))
		i++;
	if (i < len && (at[i] == 'r' || at[i] == 'R'))
		i++;
	while (i < len && at[i] && strchr(".-+,/_=", at[i]))
		i++;
	return i < len && at[i] == '}' ? i + 1 : 0;
}

/* *tail_r: where the literal text after the last macro begins. */
static bool is_macro_string(const char *text, size_t len, size_t *tail_r)
{
	*tail_r = 0;
	for (size_t i = 0; i < len; i++) {
		size_t macro;

		if (text[i] < '!' || text[i] > '~')
			return false;
		if (text[i] != '%')
			continue;
		macro = macro_len(text + i + 1, len - i - 1);
		if (macro == 0)
			return false;
		i += macro;
		*tail_r = i + 1;
	}
	return true;
}

/* domain-spec: ends in a macro, or in "." and a toplabel. */
static bool is_domain_spec(const char *text, size_t len)
{
	size_t tail, dot;

	if (len == 0 || !is_macro_string(text, len, &tail))
		return false;
	if (tail == len)
		return true;
	if (text[len - 1] == '.')
		len--;
	for (dot = len; dot > tail && text[dot - 1] != '.'; dot--)
		;
	return dot > tail && is_toplabel(text + dot, len - dot);
}

/* ---------------------------------------------------------- prefix lengths */

/* "0", or a number without leading nought, up to "most". */
static bool is_prefix(const char *text, size_t len, unsigned most)
{
	unsigned number = 0;

	if (len == 0 || len > 3 || (len > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		number = number * 10 + (unsigned)(text[i] - '0');
	}
	return number <= most;
}

struct prefixes {
	const char *ip4, *ip6; /* digits; NULL: none */
	size_t ip4_len, ip6_len;
};

static size_t digits_before(const char *text, size_t end)
{
	size_t n = 0;

	while (n < end && is_digit(text[end - n - 1]))
		n++;
	return n;
}

/* Takes "/24", "//64" or "/24//64" off the end. */
static bool take_prefixes(const char *text, size_t *len, struct prefixes *p_r)
{
	size_t n = digits_before(text, *len);

	*p_r = (struct prefixes){0};
	if (n > 0 && n + 2 <= *len && text[*len - n - 1] == '/' &&
		text[*len - n - 2] == '/') {
		p_r->ip6 = text + *len - n;
		p_r->ip6_len = n;
		*len -= n + 2;
		n = digits_before(text, *len);
	}
	if (n > 0 && n + 1 <= *len && text[*len - n - 1] == '/') {
		p_r->ip4 = text + *len - n;
		p_r->ip4_len = n;
		*len -= n + 1;
	}
	return (!p_r->ip4 || is_prefix(p_r->ip4, p_r->ip4_len, 32)) &&
		(!p_r->ip6 || is_prefix(p_r->ip6, p_r->ip6_len, 128));
}

/* ------------------------------------------------------------------- terms */

static void put(struct policy *p, char qualifier, const char *text, size_t len)
{
	(void)buf_addc(p->out, ' ');
	(void)buf_addc(p->out, qualifier);
	(void)buf_add(p->out, text, len);
}

static bool name_is(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && strncasecmp(text, name, len) == 0;
}

/* a, mx: [":" domain-spec] [prefix lengths] */
static bool take_hosts(struct policy *p, char qualifier, const char *term,
	size_t len, size_t name)
{
	struct prefixes prefixes;

	if (!take_prefixes(term, &len, &prefixes))
		return false;
	if (len > name &&
		(term[name] != ':' ||
			!is_domain_spec(term + name + 1, len - name - 1)))
		return false;
	put(p, qualifier, term, len);
	if (p->client->is_ip6 && prefixes.ip6)
		(void)buf_addf(
			p->out, "//%.*s", (int)prefixes.ip6_len, prefixes.ip6);
	if (!p->client->is_ip6 && prefixes.ip4)
		(void)buf_addf(
			p->out, "/%.*s", (int)prefixes.ip4_len, prefixes.ip4);
	return true;
}

static bool is_within(const unsigned char *client, const unsigned char *network,
	unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(client, network, whole) == 0 &&
		(rest == 0 ||
			(client[whole] ^ network[whole]) >> (8 - rest) == 0);
}

/* RFC 7208 5.6: a network of the other family matches nothing. */
static bool take_network(struct policy *p, char qualifier, const char *term,
	size_t len, bool is_ip6)
{
	const unsigned most = is_ip6 ? 128 : 32;
	char address[INET6_ADDRSTRLEN];
	unsigned char octets[16];
	const char *slash = memchr(term, '/', len);
	size_t end = slash ? (size_t)(slash - term) : len;
	unsigned bits = most;

	if (end < NETWORK_NAME + 1 || end - NETWORK_NAME >= sizeof(address))
		return false;
	if (slash) {
		if (!is_prefix(slash + 1, len - end - 1, most))
			return false;
		/* It ends at a blank or the policy's end. */
		bits = (unsigned)strtoul(slash + 1, NULL, 10);
	}
	memcpy(address, term + NETWORK_NAME, end - NETWORK_NAME);
	address[end - NETWORK_NAME] = '\0';
	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, address, octets) != 1)
		return false;
	if (is_ip6 == p->client->is_ip6 &&
		is_within(p->client->octets, octets, bits))
		put(p, qualifier, "all", 3);
	return true;
}

static bool take_mechanism(struct policy *p, const char *term, size_t len)
{
	char qualifier = '+';
	size_t name;

	if (strchr("+-?~", *term)) {
		qualifier = *term++;
		len--;
	}
	for (name = 0; name < len && is_alnum(term[name]); name++)
		;
	if (name_is(term, name, "a") || name_is(term, name, "mx"))
		return take_hosts(p, qualifier, term, len, name);
	if (name < len && term[name] == ':' &&
		(name_is(term, name, "ip4") || name_is(term, name, "ip6")))
		return take_network(p, qualifier, term, len, term[2] == '6');
	if (name_is(term, name, "all") ||
		(name_is(term, name, "ptr") && name == len)) {
		put(p, qualifier, term, len);
		return name == len;
	}
	if (!name_is(term, name, "include") && !name_is(term, name, "exists") &&
		!name_is(term, name, "ptr"))
		return false;
	put(p, qualifier, term, len);
	return name < len && term[name] == ':' &&
		is_domain_spec(term + name + 1, len - name - 1);
}

/* RFC 7208 6: redirect and exp at most once each. */
static bool take_modifier(
	struct policy *p, const char *term, size_t len, size_t name)
{
	const char *value = term + name + 1;
	size_t value_len = len - name - 1, tail;

	if (name_is(term, name, "redirect")) {
		if (p->redirect || !is_domain_spec(value, value_len))
			return false;
		p->redirect = value;
		p->redirect_len = value_len;
		return true;
	}
	if (name_is(term, name, "exp")) {
		if (p->has_exp || !is_domain_spec(value, value_len))
			return false;
		p->has_exp = true;
		return true;
	}
	return is_macro_string(value, value_len, &tail);
}

/* libspf2 1.2.10 compiles a term into 511 octets and miscounts what is left
 * of them where literal text and macros take turns (CVE-2023-42118). */
static bool is_compilable(const char *term, size_t len)
{
	size_t need = len + MACRO_ROOM;

	for (size_t i = 0; i < len; i++)
		if (term[i] == '%')
			need += MACRO_ROOM;
	return need <= TERM_MAX;
}

static bool take_term(struct policy *p, const char *term, size_t len)
{
	size_t name = 0;

	if (!is_compilable(term, len))
		return false;
	if (is_alpha(term[0]))
		while (name < len &&
			(is_alnum(term[name]) || strchr("-_.", term[name])))
			name++;
	if (name > 0 && name < len && term[name] == '=')
		return take_modifier(p, term, len, name);
	return take_mechanism(p, term, len);
}

enum err spf_policy_clean(
	const char *policy, const struct spf_client *client, struct buf *out)
{
	struct policy p = {.out = out, .client = client};
	const char *at = policy + VERSION_LEN;

	(void)buf_adds(out, "v=spf1");
	while (*at) {
		size_t len;

		at += strspn(at, " ");
		len = strcspn(at, " ");
		if (len > 0 && !take_term(&p, at, len))
			return ERR_INVALID;
		at += len;
	}
	if (p.redirect) {
		(void)buf_adds(out, " redirect=");
		(void)buf_add(out, p.redirect, p.redirect_len);
	}
	return buf_err(out);
}
