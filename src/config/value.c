/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include "config/value_private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "core/comparable.h"

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9');
}

bool value_is_name(const char *text)
{
	size_t len = strlen(text);

	if (!len || len > VALUE_NAME_MAX || !is_alnum(text[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && !strchr("._-", text[i]))
			return false;
	return true;
}

/* RFC 5322 3.6.8: printable US-ASCII but the colon. */
bool value_is_header_name(const char *text, size_t len)
{
	if (!len || len > VALUE_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || text[i] == ':')
			return false;
	return true;
}

int value_word_index(const char *words, const char *word)
{
	size_t word_len = strlen(word);

	for (int i = 0; *words; i++) {
		size_t len = strcspn(words, ", ");

		if (len == word_len && memcmp(words, word, len) == 0)
			return i;
		words += len;
		words += strspn(words, ", ");
	}
	return -1;
}

static void set_near(struct value_fault *fault, const struct suggestion *s)
{
	if (!s->word)
		return;
	memcpy(fault->near, s->word, s->word_len);
	fault->near[s->word_len] = '\0';
}

static enum err fail(struct value_fault *fault, const char *why)
{
	(void)buf_adds(&fault->why, why);
	return ERR_INVALID;
}

static enum err fail_near(
	struct value_fault *fault, const char *text, const char *words)
{
	struct suggestion best;

	suggestion_init(&best, text);
	suggestion_offer_words(&best, words);
	set_near(fault, &best);
	return ERR_INVALID;
}

/* The first word of the text that is none of "words" and near to one. */
static enum err fail_near_part(
	struct value_fault *fault, const char *text, const char *words)
{
	while (*text) {
		size_t len = strcspn(text, " \t");
		struct suggestion best;

		suggestion_init_len(&best, text, len);
		suggestion_offer_words(&best, words);
		if (best.word && best.distance > 0) {
			set_near(fault, &best);
			return ERR_INVALID;
		}
		text += len;
		text += strspn(text, " \t");
	}
	return ERR_INVALID;
}

/* What stands before the colon. */
static enum err fail_near_kind(
	struct value_fault *fault, const char *text, const char *words)
{
	struct suggestion best;

	suggestion_init_len(&best, text, strcspn(text, ":"));
	suggestion_offer_words(&best, words);
	set_near(fault, &best);
	return ERR_INVALID;
}

static enum err fail_bounds(
	const struct schema_key *key, struct value_fault *fault)
{
	bool elapsed = key->type == VALUE_DURATION;

	(void)buf_addf(&fault->why, "from %lld to %lld%s%s",
		(long long)key->min, (long long)key->max,
		elapsed || key->unit ? " " : "",
		elapsed           ? "seconds" :
			key->unit ? key->unit :
				    "");
	return ERR_INVALID;
}

static enum err parse_number(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	size_t len = strlen(text);

	if (!len || strspn(text, "0123456789") != len)
		return ERR_INVALID;
	if (len > 18)
		return fail_bounds(key, fault);
	v->number = strtoll(text, NULL, 10);
	if (v->number < key->min || v->number > key->max)
		return fail_bounds(key, fault);
	return ERR_OK;
}

static enum err parse_duration(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	if (duration_parse(text, &v->number) != ERR_OK)
		return fail_near_part(fault, text,
			"seconds, second, minutes, minute, hours, hour, days, "
			"day, weeks, week");
	if (v->number < key->min || v->number > key->max)
		return fail_bounds(key, fault);
	return ERR_OK;
}

/* Decimal as disks and mail limits are sold: 1 kB is 1000 octets. */
static enum err parse_size(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	static const char units[] = "B, kB, MB, GB, TB";
	size_t digits = strspn(text, "0123456789");
	const char *unit = text + digits + strspn(text + digits, " ");
	int power = *unit ? value_word_index(units, unit) : 0;

	if (!digits || power < 0)
		return digits ? fail_near(fault, unit, units) : ERR_INVALID;
	if (digits > 15)
		return fail_bounds(key, fault);
	v->number = strtoll(text, NULL, 10);
	for (; power > 0; power--)
		if (v->number > key->max)
			return fail_bounds(key, fault);
		else
			v->number *= 1000;
	if (v->number < key->min || v->number > key->max)
		return fail_bounds(key, fault);
	return ERR_OK;
}

static enum err parse_octal(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	size_t len = strlen(text);

	if (!len || len > 6 || strspn(text, "01234567") != len)
		return ERR_INVALID;
	v->number = strtoll(text, NULL, 8);
	if (v->number > key->max)
		return fail(fault, "0000 to 0777");
	return ERR_OK;
}

static enum err parse_yes_no(
	const char *text, struct value *v, struct value_fault *fault)
{
	int at = value_word_index("no, yes, off, on, false, true", text);

	if (at < 0)
		return fail_near(fault, text, "yes, no");
	v->number = at % 2;
	return ERR_OK;
}

static enum err parse_word(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	v->number = value_word_index(key->accepted, text);
	return v->number >= 0 ? ERR_OK : fail_near(fault, text, key->accepted);
}

static enum err parse_zone(const char *text, struct value_fault *fault)
{
	struct zone *zone = NULL;
	enum err e = zone_open(text, &zone);

	zone_free(&zone);
	return e ? fail(fault, "the tz database has no such name") : ERR_OK;
}

static enum err parse_path(const char *text)
{
	return text[0] == '/' && text[1] ? ERR_OK : ERR_INVALID;
}

static enum err parse_store(const char *text, struct value_fault *fault)
{
	if (strncmp(text, "sqlite:", 7) == 0)
		return parse_path(text + 7) == ERR_OK ?
			ERR_OK :
			fail(fault, "the path must be absolute");
	if (strncmp(text, "postgresql://", 13) == 0)
#ifdef HAVE_PGSQL
		return ERR_OK;
#else
		return fail(fault, "this build has no PostgreSQL store");
#endif
	if (text[0] == '/')
		(void)buf_addf(&fault->why, "write sqlite:%s", text);
	else if (strncmp(text, "pgsql:", 6) == 0 ||
		strncmp(text, "postgres", 8) == 0)
		return fail(fault, "write postgresql://HOST/DATABASE");
	return ERR_INVALID;
}

static bool is_number_up_to(const char *text, size_t len, long max)
{
	if (!len || len > 6 || strspn(text, "0123456789") < len)
		return false;
	return strtol(text, NULL, 10) <= max;
}

static enum err parse_socket(const char *text, struct value_fault *fault)
{
	const char *rest = strchr(text, ':'), *at;
	size_t kind_len = rest ? (size_t)(rest - text) : 0;

	if (!rest)
		return text[0] == '/' ?
			fail(fault, "write unix: before a path") :
			ERR_INVALID;
	rest++;
	if (kind_len == 4 && memcmp(text, "unix", 4) == 0) {
		if (strlen(rest) >= sizeof(((struct sockaddr_un *)0)->sun_path))
			return fail(fault,
				"a socket's path has at most 107 "
				"octets");
		return parse_path(rest);
	}
	if (kind_len == 2 && memcmp(text, "fd", 2) == 0)
		return is_number_up_to(rest, strlen(rest), 65535) ? ERR_OK :
								    ERR_INVALID;
	if ((kind_len != 4 && kind_len != 5) ||
		memcmp(text, "inet6", kind_len) != 0)
		return fail_near_kind(fault, text, "unix, inet, inet6, fd");
	at = strchr(rest, '@');
	if (!at)
		/* Postfix writes it the other way round. */
		return fail(fault,
			strchr(rest, ':') ? "write PORT@HOST, not HOST:PORT" :
					    "name the host to listen on, as "
					    "PORT@127.0.0.1");
	if (!at[1] || strpbrk(at + 1, " \t@") ||
		!is_number_up_to(rest, (size_t)(at - rest), 65535) ||
		strtol(rest, NULL, 10) < 1)
		return fail(fault, "a port is a number from 1 to 65535");
	return ERR_OK;
}

/* "smtp:HOST:PORT", "smtp:[::1]:25", "sendmail:/usr/sbin/sendmail" */
static enum err parse_route(
	const char *text, struct value *v, struct value_fault *fault)
{
	const char *host, *colon;

	if (strncmp(text, "sendmail:", 9) == 0)
		return parse_path(text + 9) == ERR_OK ?
			ERR_OK :
			fail(fault, "the path must be absolute");
	if (strncmp(text, "smtp:", 5) != 0)
		return fail_near_kind(fault, text, "smtp, sendmail");
	host = text + 5;
	colon = strrchr(host, ':');
	if (!colon || colon == host || strpbrk(host, " \t@/"))
		return fail(fault, "a host, a colon and a port");
	if (!is_number_up_to(colon + 1, strlen(colon + 1), 65535) ||
		strtol(colon + 1, NULL, 10) < 1)
		return fail(fault, "a port is a number from 1 to 65535");
	v->number = strtol(colon + 1, NULL, 10);
	v->host_at = 5;
	v->host_len = (size_t)(colon - host);
	if (*host == '[' && colon[-1] == ']' && v->host_len > 2) {
		v->host_at++;
		v->host_len -= 2;
	} else if (memchr(host, ':', v->host_len) || strpbrk(host, "[]")) {
		return fail(fault, "write [ and ] around an IPv6 address");
	}
	return ERR_OK;
}

static enum err parse_mailbox(const char *text, struct value_fault *fault)
{
	const struct address_rules none = {0};
	const char *cause = NULL;
	struct address address;

	if (strpbrk(text, " \t<>"))
		return fail(fault, "the address alone, without a name");
	if (address_parse(&none, text, strlen(text), &address, &cause) ==
		ERR_OK)
		return ERR_OK;
	return fail(fault, cause ? cause : "");
}

static enum err parse_domain(
	const char *text, struct value *v, struct value_fault *fault)
{
	const char *cause = NULL;

	if (address_domain_parse(text, strlen(text), v->domain, &cause) ==
		ERR_OK)
		return ERR_OK;
	return fail(fault, cause ? cause : "");
}

static enum err parse_separators(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	if ((int64_t)strlen(text) > key->max)
		return fail_bounds(key, fault);
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~' || is_alnum(*text))
			return ERR_INVALID;
		if (*text == '@' || *text == '"' || *text == '\\')
			return fail(fault, "not @, \" or \\");
	}
	return ERR_OK;
}

static enum err parse_basis(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	enum basis basis;

	if (value_word_index(key->accepted, text) < 0) {
		/* A relation carries what the firm itself can show; consent
		 * is each person's own (Art. 7(1)). */
		if (basis_parse(text, &basis) == ERR_OK)
			return fail(fault,
				strstr(text, "consent") ?
					"consent is each person's own: it is "
					"recorded with \"robinson grant\"" :
					"a relation cannot carry it");
		return fail_near(fault, text, key->accepted);
	}
	if (basis_parse(text, &basis) != ERR_OK)
		return ERR_INVALID;
	v->number = basis;
	return ERR_OK;
}

/* A day of the calendar in one form only: it is compared, not read. */
static enum err parse_date(
	const char *text, struct value *v, struct value_fault *fault)
{
	static const char form[] = "0000-00-00";
	struct civil c = {0};
	int *part = &c.year;

	if (strlen(text) != strlen(form))
		return ERR_INVALID;
	for (size_t i = 0; form[i]; i++) {
		if (form[i] == '-' && text[i] == '-')
			part = part == &c.year ? &c.month : &c.day;
		else if (form[i] == '0' && text[i] >= '0' && text[i] <= '9')
			*part = *part * 10 + (text[i] - '0');
		else
			return ERR_INVALID;
	}
	if (!civil_is_valid(&c))
		return fail(fault, "there is no such day");
	v->number = civil_days(c.year, c.month, c.day);
	return ERR_OK;
}

static enum err parse_period(
	const char *text, struct value *v, struct value_fault *fault)
{
	if (period_parse(text, &v->retain.period) == ERR_OK)
		return ERR_OK;
	return fail_near_part(fault, text,
		"days, day, weeks, week, months, month, years, year");
}

static enum err parse_retain(
	const char *text, struct value *v, struct value_fault *fault)
{
	if (retain_rule_parse(text, &v->retain) == ERR_OK)
		return ERR_OK;
	return fail_near_part(fault, text,
		"days, day, weeks, week, months, month, years, year, after, "
		"last-contact, relation-end, collection");
}

static enum err parse_address_glob(const struct schema_key *key,
	const char *text, struct value_fault *fault)
{
	const char *at = strchr(text, '@');

	if ((int64_t)strlen(text) > key->max)
		return fail(fault, "an address has at most 320 octets");
	if (strpbrk(text, " \t<>,"))
		return fail(fault,
			"an address without blanks, commas and "
			"angle brackets");
	if (!*text)
		return fail(fault,
			"the null sender meets no pattern: name auth-user, "
			"client or header");
	if (!strpbrk(text, "*?") && !at)
		return fail(fault,
			"no address looks so: write '*@DOMAIN' for "
			"a domain");
	if (at && strchr(at + 1, '@') && !strchr(text, '"'))
		return fail(fault, "no address has two @");
	return ERR_OK;
}

static enum err parse_glob(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	int64_t len = (int64_t)strlen(text);

	return len < key->min || len > key->max ? fail_bounds(key, fault) :
						  ERR_OK;
}

/* Bits behind the prefix that are set; they are cleared. */
static bool clear_host_bits(struct settings_cidr *cidr)
{
	unsigned bits = cidr->family == AF_INET ? 32 : 128;
	bool had = false;

	for (unsigned i = cidr->prefix_len; i < bits; i++) {
		unsigned char bit = (unsigned char)(0x80 >> (i % 8));

		had = had || (cidr->address[i / 8] & bit);
		cidr->address[i / 8] &= (unsigned char)~bit;
	}
	return had;
}

static enum err parse_cidr(
	const char *text, struct value *v, struct value_fault *fault)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	char host[INET6_ADDRSTRLEN];
	unsigned bits;

	v->cidr = (struct settings_cidr){0};
	if (len >= sizeof(host))
		return ERR_INVALID;
	memcpy(host, text, len);
	host[len] = '\0';
	if (inet_pton(AF_INET, host, v->cidr.address) == 1)
		v->cidr.family = AF_INET;
	else if (inet_pton(AF_INET6, host, v->cidr.address) == 1)
		v->cidr.family = AF_INET6;
	else
		return ERR_INVALID;
	bits = v->cidr.family == AF_INET ? 32 : 128;
	v->cidr.prefix_len = bits;
	if (!slash)
		return ERR_OK;
	if (!is_number_up_to(slash + 1, strlen(slash + 1), (long)bits)) {
		(void)buf_addf(&fault->why, "a prefix of 0 to %u bits", bits);
		return ERR_INVALID;
	}
	v->cidr.prefix_len = (unsigned)strtoul(slash + 1, NULL, 10);
	if (!clear_host_bits(&v->cidr))
		return ERR_OK;
	(void)inet_ntop(v->cidr.family, v->cidr.address, host, sizeof(host));
	(void)buf_addf(&fault->why,
		"address bits behind the prefix: write "
		"%s/%u",
		host, v->cidr.prefix_len);
	return ERR_INVALID;
}

static uint32_t pattern_flags(const char *flags, char *bad_r)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;

	*bad_r = '\0';
	for (; *flags; flags++) {
		if (*flags == 'i')
			options |= PCRE2_CASELESS;
		else if (*flags == 'm')
			options |= PCRE2_MULTILINE;
		else if (*flags == 's')
			options |= PCRE2_DOTALL;
		else if (*flags == 'x')
			options |= PCRE2_EXTENDED;
		else
			*bad_r = *flags;
	}
	return options;
}

/* In the form in which the values are compared. */
static enum err compile_pattern(const char *written, size_t len,
	uint32_t options, struct value *v, struct value_fault *fault)
{
	PCRE2_SIZE offset;
	PCRE2_UCHAR text[120];
	char *pattern;
	int code;
	enum err e = comparable_make(written, len, &pattern);

	if (e == ERR_INVALID)
		(void)buf_adds(&fault->why, "the pattern is no UTF-8");
	if (e)
		return e;
	v->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		options, &code, &offset, NULL);
	free(pattern);
	if (!v->code) {
		if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
			text[0] = '\0';
		(void)buf_addf(&fault->why,
			"the pattern fails at character "
			"%zu: %s",
			(size_t)offset + 1, (const char *)text);
		return ERR_INVALID;
	}
	/* Without JIT the interpreter does the same, more slowly. */
	(void)pcre2_jit_compile(v->code, PCRE2_JIT_COMPLETE);
	return ERR_OK;
}

/* "/Mautic/i" */
static enum err parse_pattern(
	const char *text, struct value *v, struct value_fault *fault)
{
	const char *end = strrchr(text, '/');
	uint32_t options;
	char bad;

	if (*text != '/' || end == text)
		return fail(fault, "the pattern stands between slashes");
	options = pattern_flags(end + 1, &bad);
	if (bad)
		return fail(fault, "flags are i, m, s, x");
	return compile_pattern(
		text + 1, (size_t)(end - text) - 1, options, v, fault);
}

/* "X-Mailer: /Mautic/i" */
static enum err parse_header(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	const char *colon = strchr(text, ':');

	if ((int64_t)strlen(text) > key->max)
		return fail_bounds(key, fault);
	if (!colon || !value_is_header_name(text, (size_t)(colon - text)))
		return fail(fault, "a header's name and a colon come first");
	v->header_name_len = (size_t)(colon - text);
	return parse_pattern(colon + 1 + strspn(colon + 1, " \t"), v, fault);
}

static enum err parse_bare_pattern(const struct schema_key *key,
	const char *text, struct value *v, struct value_fault *fault)
{
	if ((int64_t)strlen(text) > key->max)
		return fail_bounds(key, fault);
	return parse_pattern(text, v, fault);
}

static enum err parse_phrase(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	size_t len = strlen(text);

	if ((int64_t)len < key->min || (int64_t)len > key->max)
		return fail_bounds(key, fault);
	if (text[0] == ' ' || text[len - 1] == ' ' || strstr(text, "  "))
		return fail(fault, "one blank between words and none around");
	return ERR_OK;
}

/* RFC 8058 section 3.1: an HTTPS URI; RFC 2369 section 2: between angle
 * brackets, so without what would end them. */
static enum err parse_token_url(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	size_t len = strlen(text);
	const char *host = text + 8;

	if (strncmp(text, "http://", 7) == 0)
		return fail(
			fault, "mail programs click on https only (RFC 8058)");
	if (strncmp(text, "https://", 8) != 0)
		return ERR_INVALID;
	if ((int64_t)len > key->max)
		return fail_bounds(key, fault);
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' ||
			strchr("<>\",\\^`{|}?#", text[i]))
			return fail(fault,
				"an address without blanks, quotes, commas, "
				"brackets, ? and #");
	if (strspn(host, "/:@") || strcspn(host, "@") < strcspn(host, "/"))
		return fail(fault, "a host, without a user");
	if (text[len - 1] != '/')
		return fail(fault, "the token follows a / at the end");
	return ERR_OK;
}

static enum err parse_origin(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	const char *why;

	if ((int64_t)strlen(text) > key->max)
		return fail_bounds(key, fault);
	if (value_is_origin(text, &why))
		return ERR_OK;
	return why ? fail(fault, why) : ERR_INVALID;
}

static enum err parse_action(
	const char *text, struct value *v, struct value_fault *fault)
{
	enum action action;

	if (action_parse(text, &action) != ERR_OK)
		return fail_near(fault, text, "accept, flag, hold, reject");
	v->number = action;
	return ERR_OK;
}

static enum err parse_template(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	static const char names[] =
		"recipient, reason, words, since, "
		"last_contact, next, purpose, article, ref, "
		"contact, link";
	const char *at = text;
	char name[SUGGEST_MAX];

	if (!*text || (int64_t)strlen(text) > key->max)
		return fail_bounds(key, fault);
	while ((at = strstr(at, "${"))) {
		size_t len = strcspn(at += 2, "}");

		if (!at[len])
			return fail(fault, "a ${ without }");
		if (len >= sizeof(name))
			return fail(fault, "an unknown variable");
		memcpy(name, at, len);
		name[len] = '\0';
		if (value_word_index(names, name) < 0) {
			(void)buf_addf(&fault->why, "${%s} is unknown", name);
			return fail_near(fault, name, names);
		}
		at += len;
	}
	return ERR_OK;
}

static enum err parse_text(const struct schema_key *key, const char *text,
	struct value_fault *fault)
{
	int64_t len = (int64_t)strlen(text);

	if (len >= key->min && len <= key->max)
		return ERR_OK;
	(void)buf_addf(&fault->why, "from %lld to %lld octets",
		(long long)key->min, (long long)key->max);
	return ERR_INVALID;
}

static enum err parse_by_type(const struct schema_key *key, const char *text,
	struct value *v, struct value_fault *fault)
{
	switch (key->type) {
	case VALUE_TEXT:
		return parse_text(key, text, fault);
	case VALUE_NAME:
	case VALUE_PURPOSE:
	case VALUE_PURPOSE_OR_NONE:
		return value_is_name(text) ? ERR_OK : ERR_INVALID;
	case VALUE_WORD:
		return parse_word(key, text, v, fault);
	case VALUE_YES_NO:
		return parse_yes_no(text, v, fault);
	case VALUE_NUMBER:
		return parse_number(key, text, v, fault);
	case VALUE_DURATION:
		return parse_duration(key, text, v, fault);
	case VALUE_SIZE:
		return parse_size(key, text, v, fault);
	case VALUE_OCTAL:
		return parse_octal(key, text, v, fault);
	case VALUE_ZONE:
		return parse_zone(text, fault);
	case VALUE_STORE:
		return parse_store(text, fault);
	case VALUE_PATH:
		return parse_path(text);
	case VALUE_SOCKET:
		return parse_socket(text, fault);
	case VALUE_ROUTE:
		return parse_route(text, v, fault);
	case VALUE_MAILBOX:
		return parse_mailbox(text, fault);
	case VALUE_DOMAIN:
		return parse_domain(text, v, fault);
	case VALUE_SEPARATORS:
		return parse_separators(key, text, fault);
	case VALUE_HEADER_NAME:
		return value_is_header_name(text, strlen(text)) ? ERR_OK :
								  ERR_INVALID;
	case VALUE_BASIS:
		return parse_basis(key, text, v, fault);
	case VALUE_RETAIN:
		return parse_retain(text, v, fault);
	case VALUE_DATE:
		return parse_date(text, v, fault);
	case VALUE_PERIOD:
		return parse_period(text, v, fault);
	case VALUE_ADDRESS_GLOB:
		return parse_address_glob(key, text, fault);
	case VALUE_GLOB:
		return parse_glob(key, text, fault);
	case VALUE_CIDR:
		return parse_cidr(text, v, fault);
	case VALUE_HEADER:
		return parse_header(key, text, v, fault);
	case VALUE_PATTERN:
		return parse_bare_pattern(key, text, v, fault);
	case VALUE_PHRASE:
		return parse_phrase(key, text, fault);
	case VALUE_TOKEN_URL:
		return parse_token_url(key, text, fault);
	case VALUE_ORIGIN:
		return parse_origin(key, text, fault);
	case VALUE_ACTION:
		return parse_action(text, v, fault);
	case VALUE_TEMPLATE:
		return parse_template(key, text, fault);
	}
	return ERR_INVALID;
}

enum err value_parse(const struct schema_key *key, const char *text,
	struct value *value_r, struct value_fault *fault)
{
	*value_r = (struct value){0};
	buf_init(&fault->why, 1024);
	fault->near[0] = '\0';
	return parse_by_type(key, text, value_r, fault);
}

void value_clear(struct value *v)
{
	pcre2_code_free(v->code);
	v->code = NULL;
}
