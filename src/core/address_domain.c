/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address.h"

#include <idn2.h>
#include <string.h>
#include <unistr.h>

#define LABEL_MAX 63
#define A_LABEL_PREFIX "xn--"
#define A_LABEL_PREFIX_LEN 4

static enum err invalid(const char **cause_r, const char *cause)
{
	*cause_r = cause;
	return ERR_INVALID;
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* RFC 5321 4.1.3: what may stand between the brackets. */
static enum err copy_literal(
	const char *text, size_t len, char *domain_r, const char **cause_r)
{
	if (len < 3 || text[len - 1] != ']')
		return invalid(cause_r, "unfinished address literal");
	if (len > ADDRESS_DOMAIN_MAX)
		return invalid(cause_r, "domain longer than 255 octets");
	for (size_t i = 1; i < len - 1; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c >= 0x7f || strchr("[\\]@", c))
			return invalid(cause_r,
				"character not allowed in an address literal");
	}
	memcpy(domain_r, text, len);
	domain_r[len] = '\0';
	return ERR_OK;
}

/* Letters, digits and inner hyphens (RFC 1123 2.1), in labels of 1 to 63. */
static enum err check_labels(const char *domain, const char **cause_r)
{
	size_t label_len = 0;

	for (const char *p = domain;; p++) {
		if (*p == '.' || *p == '\0') {
			if (label_len == 0)
				return invalid(cause_r, "empty domain label");
			if (label_len > LABEL_MAX)
				return invalid(cause_r,
					"domain label longer than 63 octets");
			if (p[-1] == '-')
				return invalid(cause_r,
					"domain label ends with a hyphen");
			if (*p == '\0')
				return ERR_OK;
			label_len = 0;
			continue;
		}
		if (*p == '-' && label_len == 0)
			return invalid(
				cause_r, "domain label begins with a hyphen");
		if (*p != '-' && !is_letter_or_digit(*p))
			return invalid(
				cause_r, "character not allowed in the domain");
		label_len++;
	}
}

/* Beyond plain ASCII: something to be mapped, or an A-label, which may be
 * written in more ways than one or be none at all. */
static bool needs_idna(const char *text, size_t len)
{
	size_t label = 0;

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return true;
		if (text[i] == '.') {
			label = i + 1;
		} else if (text[i] == '-' && i == label + 3 &&
			text[i - 1] == '-' && ascii_lower(text[label]) == 'x' &&
			ascii_lower(text[label + 1]) == 'n') {
			return true;
		}
	}
	return false;
}

/* To A-labels as RFC 5891 and UTS 46 (nontransitional) have it. */
static enum err map_idna(
	const char *text, size_t len, char *domain_r, const char **cause_r)
{
	uint8_t source[ADDRESS_DOMAIN_MAX + 2];
	uint8_t *mapped;
	size_t mapped_len;
	int rc;

	if (u8_check((const uint8_t *)text, len))
		return invalid(cause_r, "not valid UTF-8");
	memcpy(source, text, len);
	source[len] = '\0';
	rc = idn2_lookup_u8(
		source, &mapped, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (rc == IDN2_MALLOC)
		return ERR_NOMEM;
	if (rc != IDN2_OK)
		return invalid(cause_r, "not a valid internationalised domain");
	mapped_len = strlen((const char *)mapped);
	if (mapped_len > ADDRESS_DOMAIN_MAX + 1) {
		idn2_free(mapped);
		return invalid(cause_r, "domain longer than 255 octets");
	}
	memcpy(domain_r, mapped, mapped_len + 1);
	idn2_free(mapped);
	return ERR_OK;
}

/* The last dot of "example.com." names the root; it is the same domain. */
static void drop_root_dot(char *domain, size_t *len)
{
	if (*len > 1 && domain[*len - 1] == '.')
		domain[--*len] = '\0';
}

static enum err parse_name(
	const char *text, size_t len, char *domain_r, const char **cause_r)
{
	char name[ADDRESS_DOMAIN_MAX + 2];
	enum err e;

	if (len > ADDRESS_DOMAIN_MAX + 1)
		return invalid(cause_r, "domain longer than 255 octets");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c == 0x7f)
			return invalid(
				cause_r, "character not allowed in the domain");
		name[i] = ascii_lower(text[i]);
	}
	name[len] = '\0';
	if (needs_idna(text, len)) {
		e = map_idna(text, len, name, cause_r);
		if (e)
			return e;
		len = strlen(name);
	}
	drop_root_dot(name, &len);
	if (len > ADDRESS_DOMAIN_MAX)
		return invalid(cause_r, "domain longer than 255 octets");
	e = check_labels(name, cause_r);
	if (e)
		return e;
	memcpy(domain_r, name, len + 1);
	return ERR_OK;
}

enum err address_domain_parse(
	const char *text, size_t text_len, char *domain_r, const char **cause_r)
{
	const char *cause;

	if (!cause_r)
		cause_r = &cause;
	if (text_len == 0)
		return invalid(cause_r, "empty domain");
	if (text[0] == '[')
		return copy_literal(text, text_len, domain_r, cause_r);
	return parse_name(text, text_len, domain_r, cause_r);
}

enum err address_domain_unicode(const char *domain, char *text_r, size_t size)
{
	char *mapped;
	size_t len;
	int rc;

	if (domain[0] == '[' || !strstr(domain, A_LABEL_PREFIX))
		return ERR_NOT_FOUND;
	rc = idn2_to_unicode_8z8z(domain, &mapped, 0);
	if (rc == IDN2_MALLOC)
		return ERR_NOMEM;
	if (rc != IDN2_OK)
		return ERR_INVALID;
	len = strlen(mapped);
	if (len < size)
		memcpy(text_r, mapped, len + 1);
	idn2_free(mapped);
	return len < size ? ERR_OK : ERR_LIMIT;
}

const char *address_domain_parent(const char *domain)
{
	const char *dot;

	if (domain[0] == '[')
		return NULL;
	dot = strchr(domain, '.');
	return dot ? dot + 1 : NULL;
}

bool address_domain_is_within(const char *domain, const char *of)
{
	for (; domain; domain = address_domain_parent(domain)) {
		if (strcmp(domain, of) == 0)
			return true;
	}
	return false;
}
