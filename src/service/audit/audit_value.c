/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/audit/audit_value.h"

#include <ctype.h>
#include <string.h>

#include "service/document/translation.h"

#define COMPACT_SIZE 40
#define TEXT_LEN 40 /* octets and words from which on a value is a text */
#define TEXT_WORDS 6

static const struct {
	const char *name, *words;
} kinds[AUDIT_DATA_COUNT] = {
	[AUDIT_PLAIN] = {"plain", N_("nothing of the kind")},
	[AUDIT_NATIONAL_ID] = {"national-id", N_("national numbers (PESEL)")},
	[AUDIT_DOCUMENT] = {"identity-document",
		N_("numbers of identity documents")},
	[AUDIT_TAX_ID] = {"tax-id", N_("tax numbers (NIP)")},
	[AUDIT_BANK] = {"bank-account", N_("bank accounts")},
	[AUDIT_BIRTH] = {"birth-date", N_("dates of birth or ages")},
	[AUDIT_HEALTH] = {"health", N_("health")},
	[AUDIT_RELIGION] = {"religion", N_("religion or belief")},
	[AUDIT_POLITICS] = {"politics", N_("political opinions or a party")},
	[AUDIT_UNION] = {"trade-union", N_("trade union membership")},
	[AUDIT_ORIGIN] = {"origin", N_("racial or ethnic origin")},
	[AUDIT_SEX] = {"sex-life", N_("sex life or sexual orientation")},
	[AUDIT_BODY] = {"genetic-or-biometric",
		N_("genetic or biometric data")},
	[AUDIT_FREE_TEXT] = {"free-text", N_("free text")},
};

const char *audit_data_name(enum audit_data data)
{
	return kinds[data].name;
}

const char *audit_data_words(enum audit_data data)
{
	return kinds[data].words;
}

bool audit_data_is_special(enum audit_data data)
{
	return data >= AUDIT_HEALTH && data <= AUDIT_BODY;
}

/* ---------------------------------------------------------- check digits */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Without blanks and hyphens; 0: it is longer than any number. */
static size_t compact(
	const char *value, size_t len, char compact_r[COMPACT_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (value[i] == ' ' || value[i] == '-')
			continue;
		if (n + 1 == COMPACT_SIZE)
			return 0;
		compact_r[n++] = (char)toupper((unsigned char)value[i]);
	}
	compact_r[n] = '\0';
	return n;
}

static bool are_digits(const char *text)
{
	return text[0] && text[strspn(text, "0123456789")] == '\0';
}

static int weigh(const char *digits, const int *weights, size_t len)
{
	int sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (digits[i] - '0') * weights[i];
	return sum;
}

/* Year, month (with the century in it) and day, and a check digit. */
bool audit_is_pesel(const char *value, size_t len)
{
	static const int weights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
	char digits[COMPACT_SIZE];
	int month, day;

	if (compact(value, len, digits) != 11 || !are_digits(digits))
		return false;
	month = ((digits[2] - '0') * 10 + digits[3] - '0') % 20;
	day = (digits[4] - '0') * 10 + digits[5] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
		weigh(digits, weights, 11) % 10 == 0;
}

bool audit_is_nip(const char *value, size_t len)
{
	static const int weights[] = {6, 5, 7, 2, 3, 4, 5, 6, 7};
	char text[COMPACT_SIZE];
	const char *digits = text;

	if (compact(value, len, text) < 10)
		return false;
	if (strncmp(text, "PL", 2) == 0)
		digits += 2;
	return strlen(digits) == 10 && are_digits(digits) &&
		weigh(digits, weights, 9) % 11 == digits[9] - '0';
}

static int mod97(int rest, const char *text)
{
	for (; *text; text++) {
		if (is_upper(*text))
			rest = (rest * 100 + *text - 'A' + 10) % 97;
		else
			rest = (rest * 10 + *text - '0') % 97;
	}
	return rest;
}

/* An IBAN, or a Polish account without its "PL". */
bool audit_is_account(const char *value, size_t len)
{
	char text[COMPACT_SIZE], head[5] = "PL";
	size_t n = compact(value, len, text);
	const char *rest = text + 4;

	if (n == 26 && are_digits(text)) {
		memcpy(head + 2, text, 2);
		rest = text + 2;
	} else {
		if (n < 15 || n > 34 || !is_upper(text[0]) ||
			!is_upper(text[1]))
			return false;
		memcpy(head, text, 4);
	}
	if (strspn(rest, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") !=
			strlen(rest) ||
		!are_digits(head + 2))
		return false;
	return mod97(mod97(0, rest), head) == 1;
}

/* The Polish identity card: three letters, a check digit, five digits. */
bool audit_is_document(const char *value, size_t len)
{
	static const int weights[] = {7, 3, 1, 9, 7, 3, 1, 7, 3};
	char text[COMPACT_SIZE];
	int sum = 0;

	if (compact(value, len, text) != 9 || !are_digits(text + 3))
		return false;
	for (size_t i = 0; i < 9; i++) {
		if (i < 3 && !is_upper(text[i]))
			return false;
		sum += weights[i] *
			(i < 3 ? text[i] - 'A' + 10 : text[i] - '0');
	}
	return sum % 10 == 0;
}

/* --------------------------------------------------------------- samples */

/* The year of 1968-05-28 and 28.05.1968; 0: it is no day. */
static int year_of(const char *value, size_t len)
{
	static const char *const forms[] = {"0000-00-00", "00.00.0000"};

	for (size_t f = 0; len == 10 && f < 2; f++) {
		const char *form = forms[f];
		const char *year = value + (f == 0 ? 0 : 6);
		size_t i = 0;

		while (i < 10 &&
			(form[i] == '0' ? isdigit((unsigned char)value[i]) :
					  value[i] == form[i]))
			i++;
		if (i == 10)
			return (year[0] - '0') * 1000 + (year[1] - '0') * 100 +
				(year[2] - '0') * 10 + year[3] - '0';
	}
	return 0;
}

static bool is_text(const char *value, size_t len)
{
	size_t words = 1;

	if (len < TEXT_LEN)
		return false;
	for (size_t i = 1; i < len; i++)
		words += value[i] == ' ' && value[i - 1] != ' ';
	return words >= TEXT_WORDS;
}

static void add_date(struct audit_sample *s, int born, int year)
{
	if (born < year - 120)
		return;
	s->dates++;
	s->dates_grown += born <= year - 16;
	s->dates_old += born <= year - 40;
}

void audit_sample_add(
	struct audit_sample *s, const char *value, size_t len, int year)
{
	bool has_text = is_text(value, len);
	unsigned told;

	if (len == 0)
		return;
	s->seen++;
	s->of[AUDIT_NATIONAL_ID] += audit_is_pesel(value, len);
	s->of[AUDIT_TAX_ID] += audit_is_nip(value, len);
	s->of[AUDIT_BANK] += audit_is_account(value, len);
	s->of[AUDIT_DOCUMENT] += audit_is_document(value, len);
	s->of[AUDIT_FREE_TEXT] += has_text;
	add_date(s, year_of(value, len), year);
	told = audit_words(value, len);
	for (unsigned d = AUDIT_HEALTH; told && d <= AUDIT_BODY; d++)
		s->of[d] += (told & AUDIT_BIT(d)) != 0;
	if (has_text)
		s->in_texts |= told;
}

static bool holds_text(const struct audit_sample *s)
{
	return s->of[AUDIT_FREE_TEXT] >= 1 &&
		s->of[AUDIT_FREE_TEXT] * 10 >= s->seen;
}

/* Enough of them that chance does not explain it: one in ten numbers passes a
 * check digit, one in a hundred that of an account. Where people write what
 * they like, one word about one person is enough (Art. 9(1) knows no number);
 * in a column of names of streets and firms it is not. */
static bool is_told(
	const struct audit_sample *s, enum audit_data data, bool free_text)
{
	if (!audit_data_is_special(data))
		return s->of[data] >= 3 && s->of[data] * 2 >= s->seen;
	if (free_text)
		return s->of[data] > 0;
	if (s->in_texts & AUDIT_BIT(data))
		return true;
	return s->of[data] >= 3 && s->of[data] * 20 >= s->seen;
}

static bool are_births(const struct audit_sample *s)
{
	/* Days on which customers came are younger than most people. */
	return s->dates >= 10 && s->dates * 10 >= s->seen * 9 &&
		s->dates_grown * 10 >= s->dates * 9 &&
		s->dates_old * 10 >= s->dates;
}

unsigned audit_sample_tell(
	const struct audit_sample *s, enum audit_data heading)
{
	bool free_text = heading == AUDIT_FREE_TEXT || holds_text(s);
	unsigned holds = 0;

	/* A heading over an empty column is no data. */
	if (s->seen == 0)
		return 0;
	if (heading != AUDIT_PLAIN)
		holds |= AUDIT_BIT(heading);
	for (unsigned d = AUDIT_NATIONAL_ID; d <= AUDIT_BODY; d++)
		if (is_told(s, (enum audit_data)d, free_text))
			holds |= AUDIT_BIT(d);
	if (are_births(s))
		holds |= AUDIT_BIT(AUDIT_BIRTH);
	if (holds_text(s))
		holds |= AUDIT_BIT(AUDIT_FREE_TEXT);
	return holds;
}

enum audit_data audit_heaviest(unsigned holds)
{
	static const enum audit_data order[] = {AUDIT_HEALTH, AUDIT_RELIGION,
		AUDIT_POLITICS, AUDIT_UNION, AUDIT_ORIGIN, AUDIT_SEX,
		AUDIT_BODY, AUDIT_NATIONAL_ID, AUDIT_DOCUMENT, AUDIT_BANK,
		AUDIT_BIRTH, AUDIT_TAX_ID, AUDIT_FREE_TEXT};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (holds & AUDIT_BIT(order[i]))
			return order[i];
	return AUDIT_PLAIN;
}
