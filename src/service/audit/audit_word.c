/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of headings and values, as Polish and English systems write them.
 */
#include "service/audit/audit_value.h"

#include <ctype.h>
#include <string.h>

#define FOLDED_SIZE 256
#define OVERLAP 48 /* octets; no stem is longer */

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
	{AUDIT_SEX,
		STEMS(" sex life", " sexual", " zycie seks", " orientacja seks",
			" seksual")},
	{AUDIT_BODY,
		STEMS(" genetic", " genety", " genom", " dna ", " biometr",
			" fingerprint", " odcisk palc", " odciski palc")},
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
			" cancer", " chemioterap", " chemotherap", " alerg",
			" allerg", " nietolerancj", " celiaki", " coeliac",
			" celiac", " ciaz", " pregnan", " depresj", " depressi",
			" schizofren", " schizophren", " autyz", " autis",
			" alkoholizm", " alcoholism", " uzaleznien",
			" niepelnospr", " disabilit", " disabled person",
			" inwalid", " niewidom", " nieslysz", " wheelchair",
			" hiv ", " nadcisni", " zawal serca", " heart attack",
			" udar mozgu", " stroke patient", " epilep", " padaczk",
			" migren", " migraine", " choroba ", " choroby ",
			" chorobe ", " chory ", " chora ", " choruj",
			" illness", " diagnos", " diagnoz", " lekarz stwierdz",
			" zwolnienie lekarsk", " zwolnieniu lekarsk",
			" sick leave", " leczenie ", " leczeniu ", " psychiatr",
			" insulin")},
	{AUDIT_RELIGION,
		STEMS(" katoli", " rzymskokatol", " catholic", " protestan",
			" ewangeli", " prawoslaw", " orthodox", " muzulman",
			" islam", " muslim", " judaiz", " jewish", " zydows",
			" buddy", " buddhis", " ateist", " atheis",
			" swiadek jehowy", " swiadkowie jehowy",
			" jehovah s wit")},
	{AUDIT_POLITICS,
		STEMS(" platforma obyw", " koalicja obyw", " prawo i sprawiedl",
			" lewica ", " konfederacja ", " polska 2050",
			" stronnictwo lud", " republican ", " democrat ",
			" labour party", " socialist", " socjalist",
			" conservative party")},
	{AUDIT_UNION,
		STEMS(" nszz ", " solidarnosc", " opzz ", " sierpien 80",
			" zwiazek zaw", " zwiazku zaw", " zwiazkowiec",
			" trade union", " labor union", " labour union",
			" union member")},
	{AUDIT_ORIGIN,
		STEMS(" pochodzenia rom", " narodowosci rom",
			" pochodzenia zyd", " roma origin", " ethnic")},
	{AUDIT_SEX,
		STEMS(" homoseks", " homosex", " biseks", " bisex", " lesbij",
			" lesbian", " transplciow", " transgender", " gej ",
			" gay ")},
	{AUDIT_BODY,
		STEMS(" badanie dna ", " dna test", " test genetycz",
			" genetic test", " odcisk palca", " odciski palcow",
			" fingerprint")},
};

/* What stands in front of the name of a street or a square. */
static const char *const street_words[] = {" al ", " aleja ", " aleje ",
	" alei ", " alejach ", " ul ", " ulica ", " ulicy ", " pl ", " plac ",
	" placu ", " rondo ", " rondzie ", " os ", " osiedle ", " osiedlu "};

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

/* Words in lower case, one blank around each. What does not fit is left: how
 * many octets were taken is returned. */
static size_t fold(const char *text, size_t len, char folded_r[FOLDED_SIZE])
{
	size_t n = 0, i;

	folded_r[n++] = ' ';
	for (i = 0; i < len && n + 3 < FOLDED_SIZE; i++) {
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
	return i;
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* "word" is the blank in front of a word. */
static bool is_any(const char *word, const char *const *stems)
{
	for (; *stems; stems++)
		if (word[1] == (*stems)[1] && begins(word, *stems))
			return true;
	return false;
}

static bool has_stem(const char *folded, const char *const *stems)
{
	for (const char *word = folded; word[1]; word = strchr(word + 1, ' '))
		if (is_any(word, stems))
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

	(void)fold(heading, strlen(heading), folded);
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

	(void)fold(heading, strlen(heading), folded);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(folded, names[i]) == 0)
			return true;
	return false;
}

bool audit_data_is_category(enum audit_data data, const char *category)
{
	return audit_data_is_special(data) && audit_heading(category) == data;
}

/* ---------------------------------------------------------------- values */

static bool is_street_word(const char *word)
{
	for (size_t i = 0; i < sizeof(street_words) / sizeof(*street_words);
		i++)
		if (begins(word, street_words[i]))
			return true;
	return false;
}

static unsigned words_in(const char *folded)
{
	bool is_street = false;
	unsigned told = 0;

	for (const char *word = folded; word[1]; word = strchr(word + 1, ' ')) {
		for (size_t i = 0;
			!is_street && i < sizeof(values) / sizeof(*values); i++)
			if (is_any(word, values[i].items))
				told |= AUDIT_BIT(values[i].data);
		is_street = is_street_word(word);
	}
	return told;
}

static bool is_word_octet(char c)
{
	return is_upper(c) || is_lower(c) || isdigit((unsigned char)c) ||
		(unsigned char)c >= 0x80;
}

unsigned audit_words(const char *value, size_t len)
{
	char folded[FOLDED_SIZE];
	unsigned told = 0;
	size_t at = 0;

	while (at < len) {
		size_t taken = fold(value + at, len - at, folded);

		told |= words_in(folded);
		if (at + taken >= len)
			break;
		/* A part begins where a word does, and repeats so much of the
		 * one before that no words that belong together are parted. */
		at += taken > 2 * OVERLAP ? taken - OVERLAP : taken;
		while (at < len && is_word_octet(value[at]))
			at++;
	}
	return told;
}
