/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/export_text.h"

#include <string.h>
#include <strings.h>

/* clang-format off */
static const char *const texts[EXPORT_TEXTS][EXPORT_LANGUAGES] = {
	[SAY_LANGUAGE] = {"en", "pl"},
	[SAY_TITLE] = {"Your data", "Twoje dane"},
	[SAY_ABOUT] = {"All that is held about", "Wszystko, co przechowujemy o"},
	[SAY_BY] = {"by", "—"},
	[SAY_MADE] = {"As of", "Stan na"},
	[SAY_UNKNOWN_PERSON] = {
		"There is no record of you. What stands below is kept so that "
		"your wishes are honoured and decisions can be shown.",
		"Nie ma o Tobie zapisu. To, co poniżej, przechowujemy po to, by "
		"uszanować Twoje życzenia i móc wykazać podjęte decyzje."},
	[SAY_RESTRICTED] = {"Processing is restricted since",
		"Przetwarzanie jest ograniczone od"},
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
	[SAY_KEPT_ENDED] = {"ended: it is deleted with the next purge",
		"okres minął: dane znikną przy najbliższym usuwaniu"},
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
	[SAY_CHANNEL] = {"by", "drogą"},
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
		"A word to us is enough, by whatever way; giving reasons is not "
		"needed. We answer within one month, free of charge.",
		"Wystarczy słowo do nas, dowolną drogą, bez podawania powodów. "
		"Odpowiadamy w ciągu miesiąca, bezpłatnie."},
	[SAY_RIGHT_OBJECT] = {
		"Object to marketing at any time: answer any message with "
		"\xe2\x80\x9cstop\xe2\x80\x9d or use its unsubscribe link. It "
		"holds at once (GDPR Art. 21).",
		"Sprzeciw wobec marketingu w każdej chwili: odpowiedz "
		"„stop” na dowolną wiadomość albo użyj linku do rezygnacji. "
		"Działa od razu (art. 21 RODO)."},
	[SAY_RIGHT_WITHDRAW] = {
		"Withdraw a consent at any time; what was done before stays "
		"lawful (Art. 7(3)).",
		"Wycofanie zgody w każdej chwili; to, co zrobiono wcześniej, "
		"pozostaje zgodne z prawem (art. 7 ust. 3)."},
	[SAY_RIGHT_ERASE] = {
		"Have your data erased (Art. 17). An objection stays as a coded "
		"key, so that it can be honoured.",
		"Usunięcie danych (art. 17). Sprzeciw zostaje jako zaszyfrowany "
		"klucz, aby można go było uszanować."},
	[SAY_RIGHT_RECTIFY] = {
		"Have wrong data corrected, a changed address for instance "
		"(Art. 16).",
		"Sprostowanie błędnych danych, na przykład zmienionego adresu "
		"(art. 16)."},
	[SAY_RIGHT_RESTRICT] = {
		"Have the processing restricted while something is in dispute "
		"(Art. 18).",
		"Ograniczenie przetwarzania, dopóki coś jest sporne (art. 18)."},
	[SAY_RIGHT_PORT] = {
		"Get this data as a file for programs and hand it on (Art. 15 "
		"and 20).",
		"Otrzymanie tych danych w pliku dla programów i przekazanie ich "
		"dalej (art. 15 i 20)."},
	[SAY_RIGHT_COMPLAIN] = {
		"Complain to a supervisory authority (Art. 77); in Poland: "
		"Prezes Urzędu Ochrony Danych Osobowych, uodo.gov.pl.",
		"Skarga do organu nadzorczego (art. 77): Prezes Urzędu Ochrony "
		"Danych Osobowych, uodo.gov.pl."},
	[SAY_NOT_KNOWN] = {"not known", "nie wiadomo"},
};

static const struct {
	const char *name;
	const char *words[EXPORT_LANGUAGES];
} words[] = {
	/* bases */
	{"consent", {"your consent (Art. 6(1)(a))",
		"Twoja zgoda (art. 6 ust. 1 lit. a)"}},
	{"explicit-consent", {"your explicit consent (Art. 9(2)(a))",
		"Twoja wyraźna zgoda (art. 9 ust. 2 lit. a)"}},
	{"contract", {"a contract (Art. 6(1)(b))",
		"umowa (art. 6 ust. 1 lit. b)"}},
	{"legal-obligation", {"a legal obligation (Art. 6(1)(c))",
		"obowiązek prawny (art. 6 ust. 1 lit. c)"}},
	{"vital-interests", {"vital interests (Art. 6(1)(d))",
		"żywotne interesy (art. 6 ust. 1 lit. d)"}},
	{"public-task", {"a public task (Art. 6(1)(e))",
		"zadanie publiczne (art. 6 ust. 1 lit. e)"}},
	{"legitimate-interest", {"a legitimate interest (Art. 6(1)(f))",
		"prawnie uzasadniony interes (art. 6 ust. 1 lit. f)"}},
	{"soft-opt-in", {"your purchase (Directive 2002/58 Art. 13(2))",
		"Twój zakup (dyrektywa 2002/58 art. 13 ust. 2)"}},
	/* reasons */
	{"objected", {"you objected", "zgłoszono sprzeciw"}},
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
