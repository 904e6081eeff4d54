/* SPDX-License-Identifier: BSD-2-Clause */
/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "service/audit/audit_value.h"

static const struct heading {
	const char *name; /* the heading itself */
	enum audit_data data;
} headings[] = {
	{"PESEL", AUDIT_NATIONAL_ID},
	{"Nr PESEL klienta", AUDIT_NATIONAL_ID},
	{"NIP", AUDIT_TAX_ID},
	{"Tax-ID", AUDIT_TAX_ID},
	{"Turnip", AUDIT_PLAIN},
	{"Data urodzenia", AUDIT_BIRTH},
	{"DATA_URODZENIA", AUDIT_BIRTH},
	{"DateOfBirth", AUDIT_BIRTH},
	{"birthdate", AUDIT_BIRTH},
	{"Wiek", AUDIT_BIRTH},
	{"Page", AUDIT_PLAIN},
	{"IBAN", AUDIT_BANK},
	{"Numer rachunku", AUDIT_BANK},
	{"Account Name", AUDIT_PLAIN},
	{"Dowód osobisty", AUDIT_DOCUMENT},
	{"Choroby przewlekłe", AUDIT_HEALTH},
	{"Niepełnosprawność", AUDIT_HEALTH},
	{"Health status", AUDIT_HEALTH},
	{"Wyznanie", AUDIT_RELIGION},
	{"Religion", AUDIT_RELIGION},
	{"Poglądy polityczne", AUDIT_POLITICS},
	{"Partia", AUDIT_POLITICS},
	{"Party", AUDIT_POLITICS},
	{"Third party", AUDIT_PLAIN},
	{"Związek zawodowy", AUDIT_UNION},
	{"Trade Union", AUDIT_UNION},
	{"European Union", AUDIT_PLAIN},
	{"Pochodzenie etniczne", AUDIT_ORIGIN},
	{"Źródło", AUDIT_PLAIN},
	{"Orientacja seksualna", AUDIT_SEX},
	{"Biometria", AUDIT_BODY},
	{"Uwagi", AUDIT_FREE_TEXT},
	{"Notes", AUDIT_FREE_TEXT},
	{"Notebook model", AUDIT_PLAIN},
	{"Company", AUDIT_PLAIN},
	{"", AUDIT_PLAIN},
};

static void check_heading(void **state)
{
	const struct heading *r = *state;

	assert_string_equal(audit_data_name(audit_heading(r->name)),
		audit_data_name(r->data));
}

static const struct number {
	const char *name; /* the value itself */
	bool (*is)(const char *value, size_t len);
	bool holds;
} numbers[] = {
	{"44051401359", audit_is_pesel, true},
	{"02070803628", audit_is_pesel, true},
	{"44051401358", audit_is_pesel, false},
	{"44951401359", audit_is_pesel, false},
	{"4405140135", audit_is_pesel, false},
	{"4405140135x", audit_is_pesel, false},
	{"", audit_is_pesel, false},
	{"1234563218", audit_is_nip, true},
	{"123-456-32-18", audit_is_nip, true},
	{"PL 1234563218", audit_is_nip, true},
	{"1234563217", audit_is_nip, false},
	{"PL12345632", audit_is_nip, false},
	{"PL61109010140000071219812874", audit_is_account, true},
	{"61 1090 1014 0000 0712 1981 2874", audit_is_account, true},
	{"GB82 WEST 1234 5698 7654 32", audit_is_account, true},
	{"DE89370400440532013000", audit_is_account, true},
	{"DE89370400440532013001", audit_is_account, false},
	{"PL6110901014000007121981287", audit_is_account, false},
	{"DEXX370400440532013000", audit_is_account, false},
	{"a long text with no account in it at all, ever", audit_is_account,
		false},
	{"ABA300000", audit_is_document, true},
	{"ABA300001", audit_is_document, false},
	{"AB1300000", audit_is_document, false},
};

static void check_number(void **state)
{
	const struct number *r = *state;

	assert_int_equal(r->is(r->name, strlen(r->name)), r->holds);
}

static const struct values {
	const char *name;
	const char *value, *other; /* "each" of the one to one of the other */
	unsigned each, rounds;
	enum audit_data data;
	const char *heading;
} samples[] = {
	{"all are PESEL", "44051401359", NULL, 1, 10, AUDIT_NATIONAL_ID, ""},
	{"two are not enough", "44051401359", NULL, 1, 2, AUDIT_PLAIN, ""},
	{"one in ten passes by chance", "x", "44051401359", 9, 10, AUDIT_PLAIN,
		""},
	{"accounts", "PL61109010140000071219812874", "-", 1, 5, AUDIT_BANK, ""},
	{"born long ago", "1968-05-28", "12.04.1991", 1, 20, AUDIT_BIRTH, ""},
	{"customers since", "2004-05-28", "12.04.2009", 1, 20, AUDIT_PLAIN, ""},
	{"a few dates", "1968-05-28", NULL, 1, 5, AUDIT_PLAIN, ""},
	{"a word of religion", "Rzymskokatolickie", "brak", 1, 4,
		AUDIT_RELIGION, ""},
	{"a word of health", "cukrzyca typu 2", "-", 1, 4, AUDIT_HEALTH, ""},
	{"a union", "NSZZ Solidarność", "-", 1, 4, AUDIT_UNION, ""},
	{"a text now and then", "-",
		"he asked to be called only after six in the evening", 8, 3,
		AUDIT_FREE_TEXT, ""},
	{"long, but no text", "https://www.example.com/a/very/long/address/",
		NULL, 1, 20, AUDIT_PLAIN, ""},
	{"nothing", "", NULL, 1, 20, AUDIT_PLAIN, ""},
	{"notes of health, under a name for notes", "ma cukrzycę typu 2", "-",
		1, 4, AUDIT_HEALTH, "Uwagi"},
	{"the same, under a name for nothing", "ma cukrzycę typu 2", "-", 1, 4,
		AUDIT_HEALTH, "Pole7"},
	{"the same, under a name for something else", "ma cukrzycę typu 2", "-",
		1, 4, AUDIT_HEALTH, "NIP"},
	{"one note among many", "-", "jest w ciąży", 200, 1, AUDIT_HEALTH,
		"notes"},
	{"one sentence among many", "-",
		"prosi o telefon po dziewiętnastej, bo po chemioterapii śpi",
		200, 1, AUDIT_HEALTH, "Pole7"},
	{"a few words among many", "-", "alergia na orzechy", 15, 3,
		AUDIT_HEALTH, "Pole7"},
	{"a firm among many", "-", "Centrum Alergologii", 200, 5, AUDIT_PLAIN,
		"Pole7"},
	{"a street", "al. Solidarności 5", "ul. Katolicka 2", 1, 20,
		AUDIT_FREE_TEXT, "Uwagi"},
	{"notes without such words", "call back in May", "-", 1, 20,
		AUDIT_FREE_TEXT, "notes"},
	{"numbers, under a name for notes", "44051401359", NULL, 1, 10,
		AUDIT_NATIONAL_ID, "Uwagi"},
	{"a heading that weighs more", "2", "-", 1, 4, AUDIT_HEALTH, "Choroby"},
};

static void check_sample(void **state)
{
	const struct values *r = *state;
	struct audit_sample s = {0};

	for (unsigned i = 0; i < r->rounds; i++) {
		for (unsigned n = 0; n < r->each; n++)
			audit_sample_add(&s, r->value, strlen(r->value), 2026);
		if (r->other)
			audit_sample_add(&s, r->other, strlen(r->other), 2026);
	}
	assert_string_equal(audit_data_name(audit_heaviest(audit_sample_tell(
				    &s, audit_heading(r->heading)))),
		audit_data_name(r->data));
}

/* Every category that values name, wherever in a long text. */
static const struct told {
	const char *name; /* the words */
	size_t before; /* octets in front of them */
	unsigned words;
} long_texts[] = {
	{"he is diabetic", 0, AUDIT_BIT(AUDIT_HEALTH)},
	{"he is diabetic", 240, AUDIT_BIT(AUDIT_HEALTH)},
	{"he is diabetic", 251, AUDIT_BIT(AUDIT_HEALTH)},
	{"he is diabetic", 5000, AUDIT_BIT(AUDIT_HEALTH)},
	{"członek związku zawodowego, katolik", 245,
		AUDIT_BIT(AUDIT_UNION) | AUDIT_BIT(AUDIT_RELIGION)},
	{"disabled the account, no longer a patient man", 0, 0},
	{"spotkanie przy al. Solidarności 5", 0, 0},
	{"przewodniczący NSZZ Solidarność", 0, AUDIT_BIT(AUDIT_UNION)},
	{"", 1000, 0},
};

static void check_told(void **state)
{
	const struct told *r = *state;
	char text[6000];

	assert_true(r->before + strlen(r->name) < sizeof(text));
	for (size_t i = 0; i < r->before; i++)
		text[i] = i % 7 == 6 ? ' ' : 'x';
	memcpy(text + r->before, r->name, strlen(r->name));
	if (r->before > 0)
		text[r->before - 1] = ' ';
	assert_int_equal(
		audit_words(text, r->before + strlen(r->name)), r->words);
}

static const struct reference {
	const char *name;
	bool is_ref;
} references[] = {
	{"ID", true},
	{"Record ID", true},
	{"uuid", true},
	{"Numer klienta", true},
	{"Tax ID", false},
	{"Idea", false},
};

static void check_reference(void **state)
{
	const struct reference *r = *state;

	assert_int_equal(audit_heading_is_ref(r->name), r->is_ref);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, headings, check_heading);
	rows_add(&all, numbers, check_number);
	rows_add(&all, samples, check_sample);
	rows_add(&all, long_texts, check_told);
	rows_add(&all, references, check_reference);
	return rows_run("audit values", &all);
}
