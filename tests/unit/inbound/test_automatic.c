/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subjects of automatic replies and of persons' letters. The rows were not
 * tuned to every fourth of them (unseen); of persons' none is taken.
 *
 *     test_automatic --misses     shows each seen subject taken wrongly
 */
#include "inbound/automatic.h"

#include <stdio.h>

#include "core/comparable.h"
#include "inbound/automatic_rows.h"
#include "inbound/automatic_subject.h"
#include "inbound/stop_text.h"
#include "lib/rows.h"

static const char *const machines[] = {
	"Automatic reply: Spring offer",
	"Out of Office",
	"AUTO: Nowak, Adam is out of the office. (returning 05/01/2010)",
	"Auto-Reply: your message of 12 May",
	"Out of Office reply",
	"OOO: back on Monday",
	"I am out of the office until 3 September",
	"RE: Out of the office Re: Offer?",
	"[EXTERNAL] Automatic reply: Offer for August",
	"Out-of-Office AutoReply: Offer 2027",
	"John Smith is out of the office.",
	"On annual leave until 14th July",
	"Away from my desk",
	"[Auto-Reply] Thank you for contacting us",
	"Autoreply: Newsletter",
	"Jane Doe/Sales/ACME is away (back 4/12)",
	"Vacation Re: your offer",
	"***SPAM*** Out of office",
	"Automated response from the sales desk",
	"Out of office: Can we talk?",
	"Automatyczna odpowiedź: Oferta na sierpień",
	"automatyczna odpowiedz: oferta",
	"AUTOMATYCZNA ODPOWIEDŹ",
	"Odpowiedź automatyczna: Zapytanie",
	"Autoodpowiedź: Oferta",
	"Poza biurem",
	"Odp: Poza biurem: Oferta",
	"Nieobecność",
	"Nieobecność w biurze do 15.08",
	"Nieobecność: Jan Kowalski",
	"Nieobecność 3-10 sierpnia",
	"Jestem na urlopie",
	"Jestem na urlopie do 20 lipca",
	"Przebywam na urlopie wypoczynkowym",
	"Urlop",
	"Urlop do 15 sierpnia",
	"Urlop Re: Oferta wiosenna",
	"Informacja o nieobecności w pracy",
	"Jan Kowalski jest nieobecny do 12.07",
	"Re: [biuro] Nieobecność - zastępstwo Anna Nowak",
	"Urlop macierzyński: Anna Nowak",
	"Abwesenheit",
	"Abwesenheitsnotiz: Ihr Angebot",
	"Abwesend bis 12. August",
	"AW: Abwesenheit: Angebot",
	"Automatische Antwort: Angebot",
	"Ich bin im Urlaub bis 03.09.",
	"Max Mustermann ist außer Haus.",
	"Nicht im Büro",
	"Urlaub bis 15. August",
	"Abwesenheitsnachricht",
	"ABWESENHEIT VOM 1.8. BIS 14.8.",
	"Bin ausser Haus Re: Angebot",
	"Réponse automatique : votre offre",
	"Reponse automatique: offre",
	"Absence du bureau",
	"RE: Absence : offre",
	"Je suis en congés jusqu’au 25 août",
	"Absent du 3 au 24 août",
	"Message d'absence",
	"Marie Dupont est absente du bureau",
	"Respuesta automática: Oferta",
	"Fuera de la oficina",
	"RESPUESTA AUTOMATICA",
	"Fuera de oficina hasta el 5 de septiembre",
	"Ausente hasta el lunes",
	"Estoy de vacaciones",
	"Risposta automatica: Offerta",
	"Fuori sede",
	"R: Fuori ufficio: offerta",
	"In ferie dal 10 al 25 agosto",
	"Sono in ferie fino al 24 agosto",
	"Assente fino al 3 giugno",
	"Resposta automática: Proposta",
	"Fora do escritório",
	"De férias até 12 de agosto",
	"Automatická odpověď: Nabídka",
	"Automaticka odpoved",
	"Mimo kancelář",
	"Nepřítomnost do 5.8.",
	"Dovolená do 15. srpna",
	"Autosvar: Tilbud",
	"Automatiskt svar: Erbjudande",
	"Frånvarande till 12 augusti",
	"Fravær: tilbud",
	"SV: Autosvar",
	"Automatisch antwoord: Aanbieding",
	"Afwezig tot 12 augustus",
	"Niet op kantoor",
	"Afwezigheidsbericht",
	"Автоматический ответ: Предложение",
	"автоматический ответ",
	"В отпуске до 15 августа",
	"Автоответ: оферта",
	"Отв: Вне офиса",
	"Automatikus válasz: Ajánlat",
	"Automaattinen vastaus: Tarjous",
	"Otomatik Yanıt: Teklif",
	"Răspuns automat: Ofertă",
	"Αυτόματη απάντηση: Προσφορά",
	"Automatski odgovor: ponuda",
	"Samodejni odgovor: ponudba",
	"Abwesenheitsinfo: Angebot",
	"Automatyczna odpowiedź na Państwa wiadomość",
	"Currently out of the office - limited access to e-mail",
	"Abwesenheitsassistent: Müller",
	"Zwolnienie lekarskie do 30.06",
};

static const char *const persons[] = {
	"Urlop w sierpniu - oferta?",
	"Re: out of stock",
	"Out of office hours support - price",
	"Out of office furniture, please quote",
	"Out of office?",
	"Automatic reply in Outlook - how do I set it?",
	"Auto-reply software licence",
	"Fwd: Automatic reply: your order",
	"Auto: pytanie o leasing",
	"Auto zastępcze",
	"Automatic doors for our office",
	"Vacation rental in August",
	"Vacation 2027 offer",
	"Holiday party catering",
	"Away day for the team",
	"Absence of the delivery note",
	"Leave a review?",
	"On leave policies - question",
	"On holiday packages - price list",
	"Closed deal with Smith",
	"Question about your offer",
	"Re: Offer for August",
	"Meeting moved to Tuesday",
	"The office is out of paper",
	"My colleague is out of the office, who can help me",
	"Who is out of the office today",
	"Please confirm your price",
	"Autonomous mower offer",
	"Out of warranty repair",
	"Travelling exhibition stand",
	"Jestem na urlopie, czy mogę dostać ofertę w poniedziałek?",
	"Urlop dla 15 osób w Zakopanem",
	"Urlop - hotel w górach",
	"Urlop 2027",
	"Urlopy pracownicze - oprogramowanie",
	"Nieobecność na spotkaniu 5 lipca",
	"Nieobecność handlowca na targach",
	"Poza biurem w terenie",
	"Poza ofertą proszę o cennik",
	"Delegacja do Niemiec - samochód",
	"Automatyczna skrzynia biegów - wycena",
	"Automatyczne bramy",
	"Odpowiedź na ofertę",
	"Odp: zapytanie ofertowe",
	"Wakacje z dziećmi - pytanie",
	"Ferie zimowe 2027 - rezerwacja",
	"Zwolnienie z kaucji",
	"Biuro w centrum - wynajem",
	"Czy jesteście na urlopie?",
	"Przerwa w dostawie prądu",
	"Potwierdzenie zamówienia 77",
	"Dziękuję za ofertę",
	"Abwesenheit beim Termin am Montag",
	"Urlaub am Bodensee - Angebot?",
	"Urlaub für 15 Personen",
	"Automatische Türen - Angebot bitte",
	"Antwort auf Ihr Angebot",
	"AW: Angebot Nr. 15",
	"Ich bin ab Montag wieder in Berlin - Termin?",
	"Ich bin derzeit auf der Suche nach einem Lieferanten",
	"Betriebsferien planen mit Ihrer Software",
	"Abwesenheitsverwaltung - Preise",
	"Ferien auf dem Bauernhof",
	"Krankenversicherung",
	"Absence de facture",
	"Absence à la réunion de mardi",
	"Vacances en Corse - devis",
	"Congés payés : votre logiciel",
	"Réponse à votre offre",
	"Portes automatiques",
	"Je suis intéressé par votre offre",
	"Vacaciones en Mallorca: precio",
	"Respuesta a su oferta",
	"De baja en la lista, por favor",
	"Puertas automáticas",
	"Actualmente estoy buscando proveedor",
	"Ferie in Sicilia: preventivo",
	"Assenza di documenti",
	"Risposta alla vostra offerta",
	"Attualmente sono interessato alla vostra offerta",
	"Férias no Algarve - orçamento",
	"Dovolená v Chorvatsku - nabídka",
	"Odpověď na nabídku",
	"Semester i Sverige - pris",
	"Ferie i Norge, tilbud?",
	"Svar: tilbud",
	"Vakantiehuis te huur",
	"Verlof aanvragen in uw software",
	"Отпуск в Крыму: цена",
	"Ответ на предложение",
	"Автомобиль: вопрос",
	"",
	"   ",
	"[",
	"Re:",
	"Re: Re: [lista] ",
};

#define LEN(table) (sizeof(table) / sizeof(*(table)))

static bool shows_misses;
static const struct inbound_list nothing;

/* Of those that are unseen, or of those that are not. */
static unsigned taken(const char *const *subjects, size_t len, bool is_unseen,
	bool is_expected, unsigned *all_r)
{
	unsigned n = 0;

	*all_r = 0;
	for (size_t i = 0; i < len; i++) {
		const char *row;
		bool is;

		if ((i % 4 == 3) != is_unseen)
			continue;
		assert_int_equal(
			automatic_in_subject(&nothing, subjects[i], &row),
			ERR_OK);
		is = row != NULL;
		n += is;
		(*all_r)++;
		if (is != is_expected && shows_misses && !is_unseen)
			printf("#   %s: %s\n", is ? "taken" : "missed",
				subjects[i]);
	}
	printf("# %s, %s: %u of %u taken\n",
		is_expected ? "machines" : "persons",
		is_unseen ? "unseen" : "seen", n, *all_r);
	return n;
}

static void test_machines(void **state)
{
	unsigned all, n;

	(void)state;
	for (int is_unseen = 0; is_unseen < 2; is_unseen++) {
		n = taken(machines, LEN(machines), is_unseen, true, &all);
		assert_true(n * 100 >= all * 95);
	}
}

static void test_persons(void **state)
{
	unsigned all;

	(void)state;
	for (int is_unseen = 0; is_unseen < 2; is_unseen++)
		assert_int_equal(
			taken(persons, LEN(persons), is_unseen, false, &all),
			0);
}

/* ------------------------------------------------------------------- words */

static void check_words(const char *words)
{
	char word[STOP_WORD_SIZE];

	for (const char *at = words; *at;) {
		size_t len = strcspn(at, " ");

		assert_int_equal(
			comparable_fold(at, len, word, sizeof(word)), ERR_OK);
		assert_int_equal(strlen(word), len);
		assert_memory_equal(word, at, len);
		at += len;
		at += *at == ' ';
	}
}

static void check_list(const char *const *words)
{
	for (; *words; words++) {
		assert_null(strchr(*words, ' '));
		check_words(*words);
	}
}

/* A row that is not folded matches nothing. */
static void test_rows_are_folded(void **state)
{
	(void)state;
	for (size_t i = 0; i < automatic_rows_len; i++)
		check_words(automatic_rows[i].words);
	check_list(automatic_reply_prefixes);
	check_list(automatic_not_before);
	check_list(automatic_places);
	check_list(automatic_no_names);
	check_list(automatic_of_dates);
	check_list(automatic_following);
}

static void test_every_row_speaks(void **state)
{
	(void)state;
	for (size_t i = 0; i < automatic_rows_len; i++) {
		const struct automatic_row *row = &automatic_rows[i];
		char subject[200];
		const char *found;

		snprintf(subject, sizeof(subject), "%s%s",
			row->kind == AUTOMATIC_NAMED ? "Jan Nowak " : "",
			row->words);
		assert_int_equal(
			automatic_in_subject(&nothing, subject, &found),
			ERR_OK);
		if (!found)
			fail_msg("%s", subject);
	}
}

static void test_long(void **state)
{
	char subject[5000];
	const char *row;

	(void)state;
	memset(subject, 'a', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	assert_int_equal(automatic_in_subject(&nothing, subject, &row), ERR_OK);
	assert_null(row);
	for (size_t i = 1; i < sizeof(subject) - 1; i += 2)
		subject[i] = ' ';
	assert_int_equal(automatic_in_subject(&nothing, subject, &row), ERR_OK);
	assert_null(row);
}

/* --------------------------------------------- the administrator's subjects */

static const char *own_said[] = {
	"na targach", "At the trade-fair", "\xc5\xbbo\xc5\x82\xc4\x85", "!"};
static const struct inbound_list own = {own_said, 4};

static const struct own_row {
	const char *name, *subject;
	const char *row; /* NULL: none speaks */
} own_rows[] = {
	{"own: as it is", "na targach", "na targach"},
	{"own: more behind it", "Na targach do piątku", "na targach"},
	{"own: a part of a word", "Na targachach", NULL},
	{"own: not at the begin", "Jestem na targach", NULL},
	{"own: behind a reply", "Odp: RE[2]: NA TARGACH!", "na targach"},
	{"own: behind a tag", "[EXTERNAL] Na  targach", "na targach"},
	{"own: other marks", "at the trade fair", "At the trade-fair"},
	{"own: without diacritics", "zola", "\xc5\xbbo\xc5\x82\xc4\x85"},
	{"own: a mark of its own",
		"Z\xcc\x87o\xc5\x82"
		"a\xcc\xa8",
		"\xc5\xbbo\xc5\x82\xc4\x85"},
	{"own: the table still speaks", "Out of office", "out of office"},
	{"own: words of nothing", "!", NULL},
	{"own: an empty subject", "", NULL},
};

static void check_own(void **state)
{
	const struct own_row *row = *state;
	const char *found;

	assert_int_equal(
		automatic_in_subject(&own, row->subject, &found), ERR_OK);
	if (row->row) {
		assert_non_null(found);
		assert_string_equal(found, row->row);
	} else {
		assert_null(found);
	}
}

static const struct own_text_row {
	const char *name, *text;
	bool is_own;
} own_text_rows[] = {
	{"own in a text: at its begin", "At the trade fair until Friday", true},
	{"own in a text: a sentence", "Hello! At the trade fair.", true},
	{"own in a text: a line", "Hello,\nat the trade fair\n", true},
	{"own in a text: in a sentence",
		"Please write me no more of what is new at the trade fair",
		false},
};

static void check_own_in_text(void **state)
{
	const struct own_text_row *row = *state;
	bool is;

	assert_int_equal(automatic_in_text(&own, row->text, &is), ERR_OK);
	assert_int_equal(is, row->is_own);
	assert_int_equal(automatic_in_text(&nothing, row->text, &is), ERR_OK);
	assert_false(is);
}

/* ------------------------------------------------------------------- marks */

struct mark_row {
	const char *name;
	const char *head;
	enum automatic_sign sign;
	bool is_answer;
	const char *sender; /* NULL: adam@klient.example */
};

static const struct mark_row marks[] = {
	{.name = "no mark", "X-Mailer: x\n", AUTOMATIC_NO_SIGN},
	{.name = "Auto-Submitted: no",
		"Auto-Submitted: No\n",
		AUTOMATIC_NO_SIGN},
	{.name = "Auto-Submitted",
		"Auto-Submitted: auto-notified\n",
		AUTOMATIC_PROVEN},
	{.name = "null sender", "X: y\n", AUTOMATIC_PROVEN, false, ""},
	{.name = "of a mail system",
		"From: MAILER-DAEMON@mx.example\n",
		AUTOMATIC_PROVEN,
		true,
		""},
	{.name = "null path", "Return-Path: <>\n", AUTOMATIC_PROVEN},
	{.name = "auto_reply", "Precedence: auto_reply\n", AUTOMATIC_PROVEN},
	{.name = "bulk", "Precedence: Bulk\n", AUTOMATIC_MARKED},
	{.name = "list", "Precedence: list\n", AUTOMATIC_MARKED},
	{.name = "junk", "Precedence: junk\n", AUTOMATIC_MARKED},
	{.name = "X-Precedence", "X-Precedence: bulk\n", AUTOMATIC_MARKED},
	{.name = "Preference", "Preference: auto_reply\n", AUTOMATIC_MARKED},
	{.name = "suppress",
		"X-Auto-Response-Suppress: DR, OOF\n",
		AUTOMATIC_MARKED},
	{.name = "suppress none",
		"X-Auto-Response-Suppress: None\n",
		AUTOMATIC_NO_SIGN},
	{.name = "X-Autoreply", "X-AutoReply: yes\n", AUTOMATIC_MARKED},
	{.name = "X-Autoreply-From",
		"X-Autoreply-From: a@b.example\n",
		AUTOMATIC_MARKED},
	{.name = "X-Auto-Reply-From",
		"X-Auto-Reply-From: a@b.example\n",
		AUTOMATIC_MARKED},
	{.name = "X-Autorespond", "X-Autorespond: urlop\n", AUTOMATIC_MARKED},
	{.name = "X-POST-MessageClass",
		"X-POST-MessageClass: 9; Autoresponder\n",
		AUTOMATIC_MARKED},
	{.name = "FirstClass",
		"X-FC-MachineGenerated: true\n",
		AUTOMATIC_MARKED},
	{.name = "FirstClass, false",
		"X-FC-MachineGenerated: false\n",
		AUTOMATIC_NO_SIGN},
	{.name = "Apple", "X-Apple-Action: VACATION\n", AUTOMATIC_MARKED, true},
	{.name = "Apple, another",
		"X-Apple-Action: forward\n",
		AUTOMATIC_NO_SIGN},
	{.name = "Delivered-To",
		"Delivered-To: Autoresponder\n",
		AUTOMATIC_MARKED},
	{.name = "Delivered-To a person",
		"Delivered-To: adam@klient.example\n",
		AUTOMATIC_NO_SIGN},
	{.name = "challenge",
		"X-Delivery-Agent: TMDA/1.1\n",
		AUTOMATIC_MARKED,
		true},
	{.name = "two marks",
		"Precedence: list\nX-Auto-Response-Suppress: All\n",
		AUTOMATIC_MARKED_TWICE},
	{.name = "three marks",
		"Precedence: bulk\nX-Precedence: bulk\nX-Autoreply: yes\n",
		AUTOMATIC_MARKED_TWICE},
	{.name = "a mark and proof",
		"Auto-Submitted: auto-replied\nPrecedence: bulk\n",
		AUTOMATIC_PROVEN},
};

static void check_mark(void **state)
{
	const struct mark_row *row = *state;
	struct fields head;
	const struct automatic_question q = {
		.head = &head,
		.sender = row->sender ? row->sender : "adam@klient.example",
		.subject = "Re: oferta",
		.own = &nothing,
	};
	struct automatic a;

	assert_int_equal(
		fields_parse(row->head, strlen(row->head), &head, NULL),
		ERR_OK);
	assert_int_equal(automatic_read(&q, &a), ERR_OK);
	fields_free(&head);
	assert_int_equal(a.sign, row->sign);
	assert_int_equal(a.is_answer, row->is_answer);
	assert_int_equal(a.why != NULL, row->sign != AUTOMATIC_NO_SIGN);
}

int main(int argc, char **argv)
{
	struct rows rows = {0};

	shows_misses = argc > 1 && strcmp(argv[1], "--misses") == 0;
	rows_add_one(&rows, "machines", test_machines, NULL);
	rows_add_one(&rows, "persons", test_persons, NULL);
	rows_add_one(&rows, "rows are folded", test_rows_are_folded, NULL);
	rows_add_one(&rows, "every row speaks", test_every_row_speaks, NULL);
	rows_add_one(&rows, "long subjects", test_long, NULL);
	rows_add(&rows, marks, check_mark);
	rows_add(&rows, own_rows, check_own);
	rows_add(&rows, own_text_rows, check_own_in_text);
	return rows_run("automatic", &rows);
}
