/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/report/export_text_private.h"

#include <string.h>
#include <strings.h>

#include "core/subject.h"

/* clang-format off */
static const char *const texts[EXPORT_TEXTS][EXPORT_LANGUAGES] = {
	[SAY_LANGUAGE] = {"en", "pl"},
	[SAY_TITLE] = {"Your data", "Twoje dane"},
	[SAY_ABOUT] = {"All that our register of marketing mail holds about",
		"Wszystko, co w naszym rejestrze korespondencji marketingowej "
		"zapisano o"},
	[SAY_BY] = {"—", "—"},
	[SAY_MADE] = {"As of", "Stan na"},
	[SAY_UNKNOWN_PERSON] = {
		"There is no record of you. What stands below is kept so that "
		"your wishes are honoured and decisions can be shown.",
		"Nie ma o Tobie zapisu. To, co poniżej, przechowujemy po to, by "
		"uszanować Twoje życzenia i móc wykazać podjęte decyzje."},
	[SAY_RESTRICTED] = {"Processing is restricted since",
		"Przetwarzanie jest ograniczone od"},
	[SAY_WHO] = {"Who is responsible for your data",
		"Kto odpowiada za Twoje dane"},
	[SAY_CONTROLLER] = {"Controller", "Administrator danych"},
	[SAY_POSTAL] = {"Address", "Adres"},
	[SAY_REACHED] = {"How to reach us", "Kontakt z nami"},
	[SAY_JOINT] = {"Together with (GDPR Art. 26)", "Wspólnie z (art. 26 RODO)"},
	[SAY_REPRESENTATIVE] = {"Representative in the Union (GDPR Art. 27)",
		"Przedstawiciel w Unii (art. 27 RODO)"},
	[SAY_OFFICER] = {"Data protection officer",
		"Inspektor ochrony danych"},
	[SAY_GIVEN] = {"Which data, and who else is given it",
		"Jakie to dane i komu je ujawniamy"},
	[SAY_DATA] = {"Data", "Dane"},
	[SAY_RECIPIENTS] = {"Recipients", "Odbiorcy danych"},
	[SAY_TRANSFERS] = {"Outside the Union", "Poza Unią"},
	[SAY_NOBODY] = {"none", "brak"},
	[SAY_NOT_TOLD] = {"not recorded here; please ask",
		"tu nie zapisano; prosimy zapytać"},
	[SAY_LOGIC] = {"How it is decided", "Jak zapada decyzja"},
	[SAY_LOGIC_NOTE] = {
		"A program decides for each message whether it may go to you. "
		"It asks, in this order, whether one of the following holds; "
		"the first that holds decides (GDPR Art. 15(1)(h)). It makes "
		"no profile of you.",
		"O każdej wiadomości do Ciebie decyduje program. Sprawdza w tej "
		"kolejności, czy zachodzi któraś z poniższych okoliczności; "
		"rozstrzyga pierwsza, która zachodzi (art. 15 ust. 1 lit. h "
		"RODO). Nie tworzy Twojego profilu."},
	[SAY_PURPOSES] = {"May we write to you?", "Czy możemy do Ciebie pisać?"},
	[SAY_PURPOSES_NOTE] = {
		"For each purpose, what would be decided today, and why.",
		"Dla każdego celu: co zostałoby dziś zdecydowane i dlaczego."},
	[SAY_PURPOSE] = {"Purpose", "Cel"},
	[SAY_NOW] = {"Today", "Dziś"},
	[SAY_WHY] = {"Why", "Dlaczego"},
	[SAY_ACCEPTS] = {"It may rest on", "Dopuszczalne podstawy"},
	[SAY_STANDS] = {"In your case", "W Twoim przypadku"},
	[SAY_NONE] = {"nothing", "żadna"},
	[SAY_ASSESSMENT] = {"assessment", "ocena"},
	[SAY_MAY] = {"yes", "tak"},
	[SAY_MAY_NOT] = {"no", "nie"},
	[SAY_WAITS] = {"a person would decide", "zdecydowałby człowiek"},
	[SAY_LISTS_SILENT] = {"a do-not-mail list could not be asked",
		"nie udało się zapytać listy Robinsona"},
	[SAY_ORIGIN] = {"Where your data comes from, and how long it is kept",
		"Skąd mamy Twoje dane i jak długo je przechowujemy"},
	[SAY_SOURCE] = {"Source", "Źródło"},
	[SAY_COLLECTED] = {"Collected", "Zebrano"},
	[SAY_COLLECTED_FOR] = {"Collected for", "Zebrano w celu"},
	[SAY_REFERENCE] = {"Your number in our other system",
		"Twój numer w naszym innym systemie"},
	[SAY_KEPT] = {"Kept until", "Przechowujemy do"},
	[SAY_KEPT_UNLIMITED] = {"as long as the relation lasts",
		"zakończenia relacji"},
	[SAY_KEPT_ENDED] = {"the time has ended: it is due to be deleted",
		"okres minął: dane są do usunięcia"},
	[SAY_RELATION] = {"Relation", "Relacja"},
	[SAY_SINCE] = {"since", "od"},
	[SAY_UNTIL] = {"until", "do"},
	[SAY_LASTS] = {"lasts", "trwa"},
	[SAY_WISHES] = {"What you agreed and objected to",
		"Na co wyrażono zgodę, a wobec czego sprzeciw"},
	[SAY_GRANT] = {"Consent", "Zgoda"},
	[SAY_WITHDRAWAL] = {"Consent withdrawn", "Wycofanie zgody"},
	[SAY_OBJECTION] = {"Objection", "Sprzeciw"},
	[SAY_LIFT] = {"Objection ended by a later consent",
		"Sprzeciw zniesiony późniejszą zgodą"},
	[SAY_ALL_MARKETING] = {"all direct marketing",
		"cały marketing bezpośredni"},
	[SAY_BY_DOMAIN] = {"for your whole domain", "dla całej domeny"},
	[SAY_UNCONFIRMED] = {"its sender is not proven",
		"nadawca niepotwierdzony"},
	[SAY_EXPIRES] = {"expires", "wygasa"},
	[SAY_EVIDENCE] = {"evidence", "dowód"},
	[SAY_CHANNEL] = {"by", "sposób:"},
	[SAY_NO_WISHES] = {"Nothing is on record.", "Nic nie zapisano."},
	[SAY_EVENTS] = {"What you did, and what was sent to you",
		"Co zdarzyło się z Twojej strony i co do Ciebie wysłano"},
	[SAY_DATE] = {"Date", "Data"},
	[SAY_WHAT] = {"What", "Co"},
	[SAY_DETAILS] = {"Details", "Szczegóły"},
	[SAY_CONTACT] = {"You contacted us", "Kontakt z Twojej strony"},
	[SAY_LETTER] = {"Your letter, which may still be answered",
		"Twoja wiadomość, na którą możemy jeszcze odpowiedzieć"},
	[SAY_FAILURE] = {"Mail could not be delivered",
		"Wiadomości nie dało się doręczyć"},
	[SAY_REPORT] = {"A report that mail could not be delivered, which "
			"nothing proved",
		"Niepotwierdzone zawiadomienie o niedoręczeniu wiadomości"},
	[SAY_DOUBTED] = {"Your message, which may be an objection: somebody "
			 "has to decide",
		"Twoja wiadomość, która może być sprzeciwem: ktoś musi to "
		"rozstrzygnąć"},
	[SAY_STATEMENT] = {"One of our staff says that you did this; it is not "
			   "confirmed yet",
		"Nasz pracownik podaje, że tak było; nie zostało to jeszcze "
		"potwierdzone"},
	[SAY_NOTE] = {"note", "notatka"},
	[SAY_SEND] = {"A message was sent to you", "Wysłano do Ciebie wiadomość"},
	[SAY_HELD] = {"A message to you was stopped",
		"Zatrzymano wiadomość do Ciebie"},
	[SAY_NO_EVENTS] = {"Nothing is on record.", "Nic nie zapisano."},
	[SAY_JOURNAL] = {"What was decided and done",
		"Co zdecydowano i zrobiono"},
	[SAY_JOURNAL_NOTE] = {
		"From the journal, which holds a coded key instead of your "
		"address. Names of other persons are left out.",
		"Z dziennika, który zamiast adresu zawiera zaszyfrowany klucz. "
		"Nazwiska innych osób pominięto."},
	[SAY_NO_JOURNAL] = {"The journal has no entries about you.",
		"W dzienniku nie ma wpisów o Tobie."},
	[SAY_OBSERVED] = {"observed only", "tylko obserwacja"},
	[SAY_REQUESTS] = {"Your requests", "Twoje wnioski"},
	[SAY_ANSWER_DUE] = {"to be answered until", "odpowiedź należy się do"},
	[SAY_ANSWERED] = {"answered", "odpowiedziano"},
	[SAY_RIGHTS] = {"Your rights", "Twoje prawa"},
	[SAY_RIGHTS_NOTE] = {
		"Using them is free of charge, and an answer is due within one "
		"month (GDPR Art. 12(3) and (5)).",
		"Korzystanie z nich jest bezpłatne, a odpowiedź należy się w "
		"ciągu miesiąca (art. 12 ust. 3 i 5 RODO)."},
	[SAY_ASK_AT] = {"Ask us at:", "Prosimy o kontakt:"},
	[SAY_BY_REPLY] = {
		"Answer any message with \xe2\x80\x9cstop\xe2\x80\x9d.",
		"Odpowiedz „stop” na dowolną wiadomość."},
	[SAY_BY_LINK] = {"Use the unsubscribe link of a message.",
		"Użyj linku do rezygnacji w wiadomości."},
	[SAY_BY_MAIL] = {"Write to", "Napisz na adres"},
	[SAY_ANY_AUTHORITY] = {
		"There is one in the country where you live or work.",
		"Jest taki w kraju, w którym mieszkasz lub pracujesz."},
	[SAY_RIGHT_OBJECT] = {
		"Object to marketing at any time, without giving reasons (GDPR "
		"Art. 21(2) and (3)).",
		"Sprzeciw wobec marketingu w każdej chwili, bez podawania "
		"powodów (art. 21 ust. 2 i 3 RODO)."},
	[SAY_RIGHT_WITHDRAW] = {
		"Withdraw a consent at any time; what was done before stays "
		"lawful (GDPR Art. 7(3)).",
		"Wycofanie zgody w każdej chwili; to, co zrobiono wcześniej, "
		"pozostaje zgodne z prawem (art. 7 ust. 3 RODO)."},
	[SAY_RIGHT_ERASE] = {
		"Have your data erased (GDPR Art. 17). An objection stays as a coded "
		"key, so that it can be honoured.",
		"Usunięcie danych (art. 17 RODO). Sprzeciw zostaje jako zaszyfrowany "
		"klucz, aby można go było uszanować."},
	[SAY_RIGHT_RECTIFY] = {
		"Have wrong data corrected, a changed address for instance "
		"(GDPR Art. 16).",
		"Sprostowanie błędnych danych, na przykład zmienionego adresu "
		"(art. 16 RODO)."},
	[SAY_RIGHT_RESTRICT] = {
		"Have the processing restricted while something is in dispute "
		"(GDPR Art. 18).",
		"Ograniczenie przetwarzania, dopóki coś jest sporne (art. 18 RODO)."},
	[SAY_RIGHT_PORT] = {
		"Get this data as a file for programs and hand it on (GDPR "
		"Art. 15 and 20).",
		"Otrzymanie tych danych w pliku dla programów i przekazanie ich "
		"dalej (art. 15 i 20 RODO)."},
	[SAY_RIGHT_COMPLAIN] = {
		"Complain to a supervisory authority (GDPR Art. 77).",
		"Skarga do organu nadzorczego (art. 77 RODO)."},
	[SAY_NOT_KNOWN] = {"not known", "nie wiadomo"},
};

static const struct {
	const char *name;
	const char *words[EXPORT_LANGUAGES];
} words[] = {
	/* what a salesperson said */
	{"call", {"a telephone call", "rozmowa telefoniczna"}},
	{"meeting", {"a meeting", "spotkanie"}},
	{"order", {"an order", "zamówienie"}},
	{"letter", {"a letter", "list"}},
	/* bases */
	{"consent", {"your consent (GDPR Art. 6(1)(a))",
		"Twoja zgoda (art. 6 ust. 1 lit. a RODO)"}},
	{"explicit-consent", {"your explicit consent (GDPR Art. 9(2)(a))",
		"Twoja wyraźna zgoda (art. 9 ust. 2 lit. a RODO)"}},
	{"contract", {"a contract (GDPR Art. 6(1)(b))",
		"umowa (art. 6 ust. 1 lit. b RODO)"}},
	{"legal-obligation", {"a legal obligation (GDPR Art. 6(1)(c))",
		"obowiązek prawny (art. 6 ust. 1 lit. c RODO)"}},
	{"vital-interests", {"vital interests (GDPR Art. 6(1)(d))",
		"żywotne interesy (art. 6 ust. 1 lit. d RODO)"}},
	{"public-task", {"a public task (GDPR Art. 6(1)(e))",
		"zadanie publiczne (art. 6 ust. 1 lit. e RODO)"}},
	{"legitimate-interest", {"a legitimate interest (GDPR Art. 6(1)(f))",
		"prawnie uzasadniony interes (art. 6 ust. 1 lit. f RODO)"}},
	{"soft-opt-in", {"your purchase (Directive 2002/58 Art. 13(2))",
		"Twój zakup (dyrektywa 2002/58 art. 13 ust. 2)"}},
	/* reasons */
	{"objected", {"you objected", "zgłoszono sprzeciw"}},
	{"objection-unconfirmed", {"an objection came in your name, not "
		"confirmed yet", "zgłoszono sprzeciw, jeszcze niepotwierdzony"}},
	{"listed", {"you are on a do-not-mail list",
		"Twój adres jest na liście Robinsona"}},
	{"restricted", {"the processing is restricted",
		"przetwarzanie jest ograniczone"}},
	{"unknown", {"there is no record of you", "nie ma o Tobie zapisu"}},
	{"withdrawn", {"you withdrew your consent", "zgoda została wycofana"}},
	{"special-category", {"no explicit consent for sensitive data",
		"brak wyraźnej zgody na dane wrażliwe"}},
	{"incompatible", {"your data was not collected for this",
		"danych nie zebrano w tym celu"}},
	{"basis-expired", {"your consent has expired", "zgoda wygasła"}},
	{"no-basis", {"there is no legal basis", "brak podstawy prawnej"}},
	{"retention-expired", {"the time to keep your data has ended",
		"minął okres przechowywania danych"}},
	{"undeliverable", {"earlier mail could not be delivered",
		"wcześniejszej poczty nie dało się doręczyć"}},
	{"unanswered", {"enough was sent without an answer",
		"wysłano dość bez odpowiedzi"}},
	{"too-soon", {"it is too soon after the last message",
		"za wcześnie po ostatniej wiadomości"}},
	{"no-notice", {"the message did not tell of your right to object",
		"wiadomość nie informowała o prawie do sprzeciwu"}},
	{"allowed", {"nothing stands against it",
		"nic nie stoi na przeszkodzie"}},
	/* what became of a message */
	{"accept", {"sent", "wysłano"}},
	{"flag", {"sent, marked", "wysłano z oznaczeniem"}},
	{"hold", {"stopped for a decision", "wstrzymano do decyzji"}},
	{"reject", {"not sent", "nie wysłano"}},
	/* kinds of entries */
	{"verdict", {"a message to you", "wiadomość do Ciebie"}},
	{"objection", {"objection recorded", "zapisano sprzeciw"}},
	{"statement-confirmed", {"what our staff said was confirmed",
		"potwierdzono informację od naszego pracownika"}},
	{"statement-refused", {"what our staff said was not confirmed",
		"nie potwierdzono informacji od naszego pracownika"}},
	{"objection-lifted", {"objection lifted", "zniesiono sprzeciw"}},
	{"withdrawal", {"withdrawal recorded", "zapisano wycofanie zgody"}},
	{"grant", {"consent recorded", "zapisano zgodę"}},
	{"contact", {"contact recorded", "zapisano kontakt"}},
	{"relation", {"relation recorded", "zapisano relację"}},
	{"restriction", {"processing restricted", "ograniczono przetwarzanie"}},
	{"restriction-lifted", {"restriction lifted",
		"zniesiono ograniczenie"}},
	{"import", {"imported from a file", "zaimportowano z pliku"}},
	{"failure", {"delivery failed", "doręczenie nie powiodło się"}},
	{"erased", {"data erased", "usunięto dane"}},
	{"exported", {"data handed out", "wydano dane"}},
	{"rectified", {"address corrected", "sprostowano adres"}},
	{"register", {"your request", "Twój wniosek"}},
	/* states of a held message; "released" and "deleted" are entries, too */
	{"held", {"waits for a decision", "czeka na decyzję"}},
	{"releasing", {"is being released", "jest zwalniana"}},
	{"passed", {"released", "zwolniona"}},
	{"released", {"released", "zwolniono"}},
	{"deleted", {"deleted", "usunięto"}},
	{"expired", {"deleted, its time had ended", "usunięto po czasie"}},
};

/* What an entry of the journal adds is made of such clauses. */
static const struct {
	const char *name;
	const char *words[EXPORT_LANGUAGES];
} clauses[] = {
	{"call", {"a telephone call", "rozmowa telefoniczna"}},
	{"meeting", {"a meeting", "spotkanie"}},
	{"order", {"an order", "zamówienie"}},
	{"letter", {"a letter", "list"}},
	{"by address", {"of the address", "dla adresu"}},
	{"by domain", {"of the whole domain", "dla całej domeny"}},
	{"by mail", {"by mail", "pocztą elektroniczną"}},
	{"contact", {"contact", "kontakt"}},
	{"new record", {"new record", "nowy zapis"}},
	{"likely", {"likely", "prawdopodobny"}},
	{"unconfirmed", {"its sender is not proven",
		"nadawca niepotwierdzony"}},
	{"proof none", {"without proof of the sender",
		"bez potwierdzenia nadawcy"}},
	{"proof token", {"proven by the link of a message",
		"potwierdzony odnośnikiem z wiadomości"}},
	{"without evidence", {"without evidence", "bez dowodu"}},
	{"does not stand", {"does not stand", "nie obowiązuje"}},
	{"by a later grant with evidence", {"by a later consent with evidence",
		"przez późniejszą zgodę z dowodem"}},
	{"delivery report", {"delivery report",
		"zawiadomienie o niedoręczeniu"}},
	{"undone by who clicked", {"taken back by who clicked",
		"cofnięte przez osobę, która kliknęła"}},
	{"on request", {"on request", "na wniosek"}},
};

/* The ways that the program itself writes down; staff have their own words. */
static const struct {
	const char *name;
	const char *words[EXPORT_LANGUAGES];
} channels[] = {
	{"mail", {"mail", "poczta elektroniczna"}},
	{"phone", {"telephone", "telefon"}},
	{"click", {"link of a message", "odnośnik w wiadomości"}},
	{"reply", {"reply to a message", "odpowiedź na wiadomość"}},
	{"complaint", {"complaint to the mail provider",
		"skarga u dostawcy poczty"}},
	{"erasure", {"erasure", "usunięcie danych"}},
	{"rectification", {"rectification", "sprostowanie"}},
	{"import", {"import", "import"}},
	{"not said", {"not known", "nie wiadomo"}},
};

/* Citations of reasons, reason.h, in the order of the rules, and of requests. */
static const char *const articles[][EXPORT_LANGUAGES] = {
	{"GDPR Art. 21(3)", "art. 21 ust. 3 RODO"},
	{"GDPR Art. 12(6), 21(3)",
		"art. 12 ust. 6 i art. 21 ust. 3 RODO"},
	{"Directive 2000/31 Art. 7(2)", "dyrektywa 2000/31 art. 7 ust. 2"},
	{"GDPR Art. 18", "art. 18 RODO"},
	{"GDPR Art. 5(2), 6(1)", "art. 5 ust. 2 i art. 6 ust. 1 RODO"},
	{"GDPR Art. 7(3)", "art. 7 ust. 3 RODO"},
	{"GDPR Art. 9(1), 9(2)(a)",
		"art. 9 ust. 1 i art. 9 ust. 2 lit. a RODO"},
	{"GDPR Art. 5(1)(b), 6(4)",
		"art. 5 ust. 1 lit. b i art. 6 ust. 4 RODO"},
	{"GDPR Art. 5(1)(e), 7", "art. 5 ust. 1 lit. e i art. 7 RODO"},
	{"GDPR Art. 6(1), Directive 2002/58 Art. 13",
		"art. 6 ust. 1 RODO, dyrektywa 2002/58 art. 13"},
	{"GDPR Art. 5(1)(e)", "art. 5 ust. 1 lit. e RODO"},
	{"GDPR Art. 5(1)(d)", "art. 5 ust. 1 lit. d RODO"},
	{"GDPR Art. 6(1)(f)", "art. 6 ust. 1 lit. f RODO"},
	{"GDPR Art. 21(4)", "art. 21 ust. 4 RODO"},
	{"GDPR Art. 15", "art. 15 RODO"},
	{"GDPR Art. 16", "art. 16 RODO"},
	{"GDPR Art. 17", "art. 17 RODO"},
	{"GDPR Art. 20", "art. 20 RODO"},
	{"GDPR Art. 21", "art. 21 RODO"},
};
/* clang-format on */

enum err export_language(const char *tag, enum export_language *language_r)
{
	for (unsigned i = 0; i < EXPORT_LANGUAGES; i++) {
		const char *name = texts[SAY_LANGUAGE][i];

		if (strncasecmp(tag, name, 2) == 0 &&
			(tag[2] == '\0' || tag[2] == '-' || tag[2] == '_')) {
			*language_r = (enum export_language)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

const char *export_text(enum export_language language, enum export_text text)
{
	return texts[text][language];
}

const char *export_word(enum export_language language, const char *name)
{
	if (!name)
		return texts[SAY_NOT_KNOWN][language];
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].words[language];
	return name;
}

const char *export_channel(enum export_language language, const char *name)
{
	for (size_t i = 0; i < sizeof(channels) / sizeof(*channels); i++)
		if (strcmp(channels[i].name, name) == 0)
			return channels[i].words[language];
	return name;
}

const char *export_basis(enum export_language language, const char *name)
{
	enum basis basis;

	return basis_parse(name, &basis) ? name : export_word(language, name);
}

const char *export_clause(enum export_language language, const char *name)
{
	for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
		if (strcmp(clauses[i].name, name) == 0)
			return clauses[i].words[language];
	return name;
}

const char *export_article(enum export_language language, const char *article)
{
	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++)
		if (strcmp(articles[i][EXPORT_EN], article) == 0)
			return articles[i][language];
	return article;
}
