/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/audit_value.h"

#include <ctype.h>
#include <string.h>

#define FOLDED_SIZE 256
#define COMPACT_SIZE 40
#define TEXT_LEN 40 /* octets and words from which on a value is a text */
#define TEXT_WORDS 6

static const struct {
	const char *name, *words;
} kinds[AUDIT_DATA_COUNT] = {
	[AUDIT_PLAIN] = {"plain", "nothing of the kind"},
	[AUDIT_NATIONAL_ID] = {"national-id", "national numbers (PESEL)"},
	[AUDIT_DOCUMENT] = {"identity-document",
		"numbers of identity documents"},
	[AUDIT_TAX_ID] = {"tax-id", "tax numbers (NIP)"},
	[AUDIT_BANK] = {"bank-account", "bank accounts"},
	[AUDIT_BIRTH] = {"birth-date", "dates of birth or ages"},
	[AUDIT_HEALTH] = {"health", "health"},
	[AUDIT_RELIGION] = {"religion", "religion or belief"},
	[AUDIT_POLITICS] = {"politics", "political opinions or a party"},
	[AUDIT_UNION] = {"trade-union", "trade union membership"},
	[AUDIT_ORIGIN] = {"origin", "racial or ethnic origin"},
	[AUDIT_FREE_TEXT] = {"free-text", "free text"},
};

/* Beginnings of words, a blank where one begins or ends. */
struct stems {
	enum audit_data data;
	const char *const *items;
};

#define STEMS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static const struct stems headings[] = {
	{AUDIT_NATIONAL_ID,
		STEMS(" pesel", " national id", " national number", " ssn ",
			" social security", " personal number")},
	{AUDIT_DOCUMENT,
		STEMS(" dowod", " nr dowodu", " passport", " paszport",
			" identity card", " id card", " driving licen",
			" prawo jazdy")},
	{AUDIT_TAX_ID, STEMS(" nip ", " tax id", " tax number", " vat id")},
	{AUDIT_BANK,
		STEMS(" iban", " nrb ", " bank", " rachun", " nr konta ",
			" numer konta", " credit card", " karta platn")},
	{AUDIT_BIRTH,
		STEMS(" urodz", " ur ", " birth", " dob ", " wiek ", " age ",
			" imieniny")},
	{AUDIT_HEALTH,
		STEMS(" zdrow", " health", " chorob", " diagno", " disease",
			" medic", " medycz", " leki ", " lekarz", " allerg",
			" alerg", " niepelnospr", " disab", " ciaz", " pregnan",
			" szczepie", " vaccin")},
	{AUDIT_RELIGION,
		STEMS(" relig", " wyznan", " denominat", " church", " kosciol",
			" parafi", " belief", " swiatopogl")},
	{AUDIT_POLITICS,
		STEMS(" polit", " partia", " partii ", " przynaleznosc part",
			" party ", " elector", " wyborc")},
	{AUDIT_UNION,
		STEMS(" trade union", " labor union", " labour union",
			" union member", " zwiazek zaw", " zwiazki zaw",
			" zwiazku zaw", " zwiazkow")},
	{AUDIT_ORIGIN,
		STEMS(" etni", " ethni", " rasa ", " race ", " narodowosc")},
	{AUDIT_FREE_TEXT,
		STEMS(" notatk", " notes ", " note ", " uwag", " komentarz",
			" comment", " remark", " opis", " description",
			" memo ", " adnotac")},
};

/* "party" of these is none. */
static const char *const third_parties[] = {" third party", " party size"};

static const struct stems values[] = {
	{AUDIT_HEALTH,
		STEMS(" cukrzyc", " diabet", " astm", " asthma", " nowotw",
			" cancer", " alerg", " allerg", " ciaz", " pregnan",
			" depresj", " depressi", " niepelnospr", " disab",
			" hiv ", " nadcisni", " epilep", " padaczk")},
	{AUDIT_RELIGION,
		STEMS(" katoli", " rzymskokatol", " catholic", " protestan",
			" ewangeli", " prawoslaw", " orthodox", " muzulman",
			" islam", " muslim", " judaiz", " jewish", " zydows",
			" buddy", " buddhis", " ateist", " atheis",
			" swiadek jehowy")},
	{AUDIT_POLITICS,
		STEMS(" platforma obyw", " koalicja obyw", " prawo i sprawiedl",
			" lewica ", " konfederacja ", " polska 2050",
			" stronnictwo lud", " republican ", " democrat ",
			" labour party", " socialist", " socjalist",
			" conservative party")},
	{AUDIT_UNION,
		STEMS(" nszz ", " solidarnosc", " opzz ", " sierpien 80",
			" zwiazek zaw", " trade union")},
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
	return data >= AUDIT_HEALTH && data <= AUDIT_ORIGIN;
}

/* The letter that a Polish one of two octets stands for; 0: it is none. */
static char plain_letter(unsigned char first, unsigned char second)
{
	static const struct {
		unsigned char first, upper, lower;
		char plain;
	} letters[] = {
		{0xc4, 0x84, 0x85, 'a'},
		{0xc4, 0x86, 0x87, 'c'},
		{0xc4, 0x98, 0x99, 'e'},
		{0xc5, 0x81, 0x82, 'l'},
		{0xc5, 0x83, 0x84, 'n'},
		{0xc3, 0x93, 0xb3, 'o'},
		{0xc5, 0x9a, 0x9b, 's'},
		{0xc5, 0xb9, 0xba, 'z'},
		{0xc5, 0xbb, 0xbc, 'z'},
	};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i].first == first &&
			(letters[i].upper == second ||
				letters[i].lower == second))
			return letters[i].plain;
	return 0;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Words in lower case, one blank around each; what does not fit is cut off. */
static void fold(const char *text, size_t len, char folded_r[FOLDED_SIZE])
{
	size_t n = 0;

	folded_r[n++] = ' ';
	for (size_t i = 0; i < len && n + 3 < FOLDED_SIZE; i++) {
		char c = text[i];
		char plain = i + 1 < len ? plain_letter((unsigned char)c,
						   (unsigned char)text[i + 1]) :
					   0;

		/* "DateOfBirth" */
		if (i > 0 && is_upper(c) && is_lower(text[i - 1]))
			folded_r[n++] = ' ';
		if (plain) {
			folded_r[n++] = plain;
			i++;
		} else if (is_upper(c)) {
			folded_r[n++] = (char)(c - 'A' + 'a');
		} else if (is_lower(c) || isdigit((unsigned char)c)) {
			folded_r[n++] = c;
		} else if (folded_r[n - 1] != ' ') {
			folded_r[n++] = ' ';
		}
	}
	if (folded_r[n - 1] != ' ')
		folded_r[n++] = ' ';
	folded_r[n] = '\0';
}

static bool has_stem(const char *folded, const char *const *stems)
{
	for (; *stems; stems++)
		if (strstr(folded, *stems))
			return true;
	return false;
}

static bool is_third_party(const char *folded)
{
	for (size_t i = 0; i < sizeof(third_parties) / sizeof(*third_parties);
		i++)
		if (strstr(folded, third_parties[i]))
			return true;
	return false;
}

enum audit_data audit_heading(const char *heading)
{
	char folded[FOLDED_SIZE];

	fold(heading, strlen(heading), folded);
	if (is_third_party(folded))
		return AUDIT_PLAIN;
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (has_stem(folded, headings[i].items))
			return headings[i].data;
	return AUDIT_PLAIN;
}

bool audit_heading_is_ref(const char *heading)
{
	static const char *const names[] = {" id ", " ref ", " reference ",
		" uuid ", " record id ", " contact id ", " person id ",
		" customer id ", " identyfikator ", " id klienta ",
		" id kontaktu ", " nr klienta ", " numer klienta "};
	char folded[FOLDED_SIZE];

	fold(heading, strlen(heading), folded);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(folded, names[i]) == 0)
			return true;
	return false;
}

bool audit_data_is_category(enum audit_data data, const char *category)
{
	return audit_data_is_special(data) && audit_heading(category) == data;
}

/* ---------------------------------------------------------- check digits */

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
	char folded[FOLDED_SIZE];

	if (len == 0)
		return;
	s->seen++;
	s->of[AUDIT_NATIONAL_ID] += audit_is_pesel(value, len);
	s->of[AUDIT_TAX_ID] += audit_is_nip(value, len);
	s->of[AUDIT_BANK] += audit_is_account(value, len);
	s->of[AUDIT_DOCUMENT] += audit_is_document(value, len);
	s->of[AUDIT_FREE_TEXT] += is_text(value, len);
	add_date(s, year_of(value, len), year);
	fold(value, len, folded);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		s->of[values[i].data] += has_stem(folded, values[i].items);
}

/* Enough of them that chance does not explain it: one in ten numbers passes a
 * check digit, one in a hundred that of an account. */
enum audit_data audit_sample_tell(const struct audit_sample *s)
{
	for (unsigned d = AUDIT_NATIONAL_ID; d <= AUDIT_BANK; d++)
		if (s->of[d] >= 3 && s->of[d] * 2 >= s->seen)
			return (enum audit_data)d;
	for (unsigned d = AUDIT_HEALTH; d <= AUDIT_ORIGIN; d++)
		if (s->of[d] >= 3 && s->of[d] * 5 >= s->seen)
			return (enum audit_data)d;
	/* Days on which customers came are younger than most people. */
	if (s->dates >= 10 && s->dates * 10 >= s->seen * 9 &&
		s->dates_grown * 10 >= s->dates * 9 &&
		s->dates_old * 10 >= s->dates)
		return AUDIT_BIRTH;
	if (s->of[AUDIT_FREE_TEXT] >= 1 &&
		s->of[AUDIT_FREE_TEXT] * 10 >= s->seen)
		return AUDIT_FREE_TEXT;
	return AUDIT_PLAIN;
}
