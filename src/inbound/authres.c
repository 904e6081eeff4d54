/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/authres.h"

#include <string.h>
#include <strings.h>

#include "core/address.h"
#include "core/align.h"

#define WORD_MAX 512
#define RESULTS_MAX 100
#define COMMENT_DEPTH_MAX 20

struct word {
	char text[WORD_MAX];
	size_t len;
};

/* The properties that can prove something. */
enum property {
	HEADER_D,
	HEADER_I,
	HEADER_FROM,
	SMTP_MAILFROM,
	SMTP_HELO,
	PROPERTIES
};

static const char *const property_names[PROPERTIES] = {
	"header.d", "header.i", "header.from", "smtp.mailfrom", "smtp.helo"};

struct result {
	struct word method;
	struct word verdict;
	struct word values[PROPERTIES];
	unsigned seen[PROPERTIES];
};

/* ---------------------------------------------------------------- scanning */

/* RFC 5322 3.2.2; false: a comment without end. */
static bool skip_blanks(const char **at)
{
	unsigned depth = 0;
	const char *c = *at;

	for (; *c; c++) {
		if (*c == '(') {
			if (++depth > COMMENT_DEPTH_MAX)
				return false;
		} else if (depth > 0 && *c == ')') {
			depth--;
		} else if (depth > 0 && *c == '\\') {
			if (*++c == '\0')
				return false;
		} else if (depth == 0 && *c != ' ' && *c != '\t') {
			break;
		}
	}
	*at = c;
	return depth == 0;
}

static bool word_add(struct word *w, char c)
{
	if (w->len + 1 >= WORD_MAX)
		return false;
	w->text[w->len++] = c;
	w->text[w->len] = '\0';
	return true;
}

static bool read_quoted(const char **at, struct word *w)
{
	const char *c = *at + 1;

	for (; *c && *c != '"'; c++) {
		if (*c == '\\' && *++c == '\0')
			return false;
		if (!word_add(w, *c))
			return false;
	}
	if (*c != '"')
		return false;
	*at = c + 1;
	return true;
}

/* Up to one of "stops", a blank or a comment; quoted strings within it, as
 * in a local part, are unquoted. */
static bool read_word(const char **at, const char *stops, struct word *w_r)
{
	w_r->len = 0;
	w_r->text[0] = '\0';
	while (**at && !strchr(" \t(;", **at) && !strchr(stops, **at)) {
		if (**at == '"') {
			if (!read_quoted(at, w_r))
				return false;
		} else if (!word_add(w_r, *(*at)++)) {
			return false;
		}
	}
	return w_r->len > 0;
}

static bool expect(const char **at, char c)
{
	if (!skip_blanks(at) || **at != c)
		return false;
	++*at;
	return skip_blanks(at);
}

/* A version that is given must be 1 (RFC 8601 2.2). */
static bool read_version(const char **at)
{
	struct word version;

	return skip_blanks(at) && read_word(at, "=/", &version) &&
		strcmp(version.text, "1") == 0;
}

/* ----------------------------------------------------------------- results */

static bool read_property(const char **at, struct result *r)
{
	struct word name, value;

	if (!read_word(at, "=", &name) || !expect(at, '=') ||
		!read_word(at, "", &value))
		return false;
	for (int i = 0; i < PROPERTIES; i++)
		if (strcasecmp(name.text, property_names[i]) == 0) {
			r->values[i] = value;
			r->seen[i]++;
		}
	return true;
}

/* method ["/" version] "=" result *(property) */
static bool read_result(const char **at, struct result *r)
{
	memset(r, 0, sizeof(*r));
	if (!skip_blanks(at) || !read_word(at, "=/", &r->method) ||
		!skip_blanks(at))
		return false;
	if (**at == '/') {
		++*at;
		if (!read_version(at))
			return false;
	}
	if (!expect(at, '=') || !read_word(at, "=", &r->verdict))
		return false;
	for (;;) {
		if (!skip_blanks(at))
			return false;
		if (**at == '\0' || **at == ';')
			return true;
		if (!read_property(at, r))
			return false;
	}
}

/* ------------------------------------------------------------------- proof */

/* "user@example.com", "@example.com", "example.com" */
static bool domain_of(
	const struct word *value, char domain_r[ADDRESS_DOMAIN_MAX + 1])
{
	const char *at = strrchr(value->text, '@');
	const char *domain = at ? at + 1 : value->text;

	return address_domain_parse(domain, strlen(domain), domain_r, NULL) ==
		ERR_OK;
}

/* Of a property that is given twice, nobody knows which value holds. */
static bool is_aligned(
	const struct result *r, enum property property, const char *from)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];

	return r->seen[property] == 1 &&
		domain_of(&r->values[property], domain) &&
		domain_aligned(domain, from);
}

static bool is_from(const struct result *r, const char *from)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];

	return r->seen[HEADER_FROM] == 1 &&
		domain_of(&r->values[HEADER_FROM], domain) &&
		strcmp(domain, from) == 0;
}

static enum inbound_proof proof_of(const struct result *r, const char *from)
{
	const char *method = r->method.text;

	if (strcasecmp(r->verdict.text, "pass") != 0)
		return INBOUND_UNPROVEN;
	if (strcasecmp(method, "dmarc") == 0 && is_from(r, from))
		return INBOUND_AR_DMARC;
	if (strcasecmp(method, "dkim") == 0 &&
		(is_aligned(r, HEADER_D, from) ||
			is_aligned(r, HEADER_I, from)))
		return INBOUND_AR_DKIM;
	if (strcasecmp(method, "spf") == 0) {
		if (is_aligned(r, SMTP_MAILFROM, from))
			return INBOUND_AR_SPF;
		/* Where there is a MAIL FROM, it was not the HELO that
		 * passed; "<>" is no MAIL FROM. */
		if ((r->seen[SMTP_MAILFROM] == 0 ||
			    strcmp(r->values[SMTP_MAILFROM].text, "<>") == 0) &&
			is_aligned(r, SMTP_HELO, from))
			return INBOUND_AR_SPF;
	}
	return INBOUND_UNPROVEN;
}

static bool is_trusted(const char *id, const struct inbound_list *trusted)
{
	for (size_t i = 0; i < trusted->len; i++)
		if (strcasecmp(id, trusted->items[i]) == 0)
			return true;
	return false;
}

/* authserv-id [version]; after it comes ";" or nothing more. */
static bool read_id(const char **at, const struct inbound_list *trusted)
{
	struct word id;

	if (!skip_blanks(at) || !read_word(at, "=", &id) ||
		!is_trusted(id.text, trusted) || !skip_blanks(at))
		return false;
	if (**at && **at != ';' && !read_version(at))
		return false;
	return skip_blanks(at) && **at == ';';
}

enum inbound_proof authres_proof(
	const char *value, const struct inbound_list *trusted, const char *from)
{
	enum inbound_proof best = INBOUND_UNPROVEN;
	const char *at = value;
	struct result r;

	if (!read_id(&at, trusted))
		return INBOUND_UNPROVEN;
	for (unsigned i = 0; *at == ';' && i < RESULTS_MAX; i++) {
		enum inbound_proof proof;

		at++;
		if (!skip_blanks(&at))
			return INBOUND_UNPROVEN;
		/* "none", and a last ";" that some servers write */
		if (*at == '\0' || strcasecmp(at, "none") == 0)
			break;
		if (!read_result(&at, &r))
			return INBOUND_UNPROVEN;
		proof = proof_of(&r, from);
		if (best == INBOUND_UNPROVEN)
			best = proof;
	}
	return best;
}
