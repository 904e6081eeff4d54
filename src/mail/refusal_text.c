/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/refusal_text.h"

#include <string.h>

/* clang-format off */
static const char *const texts[REFUSAL_TEXTS][NOTICE_LANGUAGES] = {
	[REFUSAL_MORE] = {
		"and ${count} more; nobody got this message",
		"i jeszcze ${count}; nikt nie dostał tej wiadomości"},
	[REFUSAL_WITHOUT_ONE] = {
		"nobody got this message: send it again without this "
		"recipient",
		"nikt nie dostał tej wiadomości: wyślij ją ponownie bez tego "
		"odbiorcy"},
	[REFUSAL_WITHOUT_SOME] = {
		"nobody got this message: send it again without these "
		"recipients",
		"nikt nie dostał tej wiadomości: wyślij ją ponownie bez tych "
		"odbiorców"},
	[REFUSAL_ASK] = {
		"Questions? Ask ${contact}",
		"Pytania? Zapytaj: ${contact}"},
	[REFUSAL_REFERENCE] = {
		"ref ${ref}[, ${link}]",
		"numer ${ref}[, ${link}]"},
	[REFUSAL_NOT_SHOWN] = {
		"recipient not shown",
		"adres niepokazany"},
	[REFUSAL_NOT_KNOWN] = {
		"unknown",
		"nie wiadomo kiedy"},
	[REFUSAL_FAULT] = {
		"it cannot be known now whether this may be sent; please try "
		"again later",
		"nie można teraz ustalić, czy wolno to wysłać; spróbuj "
		"ponownie później"},
	[REFUSAL_TOO_MANY] = {
		"too many recipients",
		"zbyt wielu odbiorców"},
	[REFUSAL_HEAD_TOO_LARGE] = {
		"the head of this message is too large",
		"nagłówek tej wiadomości jest zbyt duży"},
	[REFUSAL_BAD_PURPOSE] = {
		"${header}: \"${found}\" is no purpose of this installation",
		"${header}: „${found}” nie jest celem znanym tej instalacji"},
	[REFUSAL_FULL] = {
		"this message must be held and the quarantine is full; please "
		"try again later",
		"tę wiadomość trzeba wstrzymać, a kwarantanna jest pełna; "
		"spróbuj ponownie później"},
	[REFUSAL_TOO_LARGE_TO_HOLD] = {
		"this message must be held and is too large for the "
		"quarantine; nobody got it",
		"tę wiadomość trzeba wstrzymać, a jest zbyt duża dla "
		"kwarantanny; nikt jej nie dostał"},
	[REFUSAL_TOKEN] = {
		"the release of this message is not valid, or was used before",
		"zwolnienie tej wiadomości jest nieważne albo było już użyte"},
	[REFUSAL_NOT_NOTED] = {
		"what you ask for cannot be noted now; please try again later",
		"nie można teraz zapisać tej prośby; spróbuj ponownie "
		"później"},
};

#define NOT_PERMITTED \
	{"may not be written to; please ask the data protection officer" \
	 "[: ${officer}]", \
	 "do tej osoby nie wolno pisać; zapytaj inspektora ochrony danych" \
	 "[: ${officer}]"}

static const char *const reasons[REASON_COUNT][NOTICE_LANGUAGES] = {
	[REASON_OBJECTED] = {
		"objected to such mail[ on ${since}]",
		"ta osoba nie życzy sobie takich wiadomości[ (sprzeciw z "
		"${since})]"},
	[REASON_OBJECTION_UNCONFIRMED] = {
		"may have objected to such mail[ on ${since}]; the objection "
		"is not confirmed yet",
		"ta osoba być może nie życzy sobie takich wiadomości[ "
		"(sprzeciw z ${since})]; ktoś musi to najpierw sprawdzić"},
	[REASON_LISTED] = {
		"is on a do-not-mail list[: ${list}]",
		"ta osoba jest na liście tych, którzy nie chcą reklam[: "
		"${list}]"},
	[REASON_RESTRICTED] = NOT_PERMITTED,
	[REASON_UNKNOWN] = {
		"is not on record, so nothing shows that we may write",
		"tej osoby nie ma w rejestrze, więc nic nie wskazuje, że "
		"wolno do niej pisać"},
	[REASON_WITHDRAWN] = {
		"has withdrawn the consent to such mail[ on ${since}]",
		"ta osoba wycofała zgodę na takie wiadomości[ ${since}]"},
	[REASON_SPECIAL_CATEGORY] = NOT_PERMITTED,
	[REASON_INCOMPATIBLE] = {
		"did not give the address for mail of this kind",
		"adresu tej osoby nie zebrano do takich wiadomości"},
	[REASON_BASIS_EXPIRED] = {
		"agreed to such mail for a time that is over[ since ${since}]",
		"zgoda tej osoby była na pewien czas i wygasła[ ${since}]"},
	[REASON_NO_BASIS] = {
		"has not agreed to such mail, and nothing else allows it",
		"ta osoba nie zgodziła się na takie wiadomości i nic innego "
		"na nie nie pozwala"},
	[REASON_RETENTION_EXPIRED] = {
		"may no longer be written to: the time for keeping this "
		"person's data ended[ on ${since}][, last contact "
		"${last_contact}]",
		"do tej osoby nie wolno już pisać: czas przechowywania jej "
		"danych minął[ ${since}][, ostatni kontakt "
		"${last_contact}]"},
	[REASON_UNDELIVERABLE] = {
		"cannot be reached: earlier mail came back[ on ${since}]",
		"ten adres nie działa: wcześniejsza poczta wróciła[ "
		"${since}]"},
	[REASON_UNANSWERED] = {
		"has left our last messages unanswered[, last contact "
		"${last_contact}]; wait for a word from them",
		"ta osoba nie odpowiada na nasze wiadomości[ (ostatni "
		"kontakt ${last_contact})]; poczekaj, aż się odezwie"},
	[REASON_TOO_SOON] = {
		"was written to not long ago[, on ${since}]; it is too soon "
		"for the next message[, which may go from ${next}]",
		"do tej osoby pisano niedawno[ (${since})][; następna "
		"wiadomość może wyjść od ${next}]"},
	[REASON_NO_NOTICE] = {
		"cannot get this message: it has no notice of the right to "
		"object",
		"ta wiadomość musi mówić o prawie do sprzeciwu, a nie mówi"},
	[REASON_ALLOWED] = {
		"may be written to",
		"do tej osoby wolno pisać"},
	[REASON_BAD_ADDRESS] = {
		"is not a valid address[: ${cause}]",
		"to nie jest poprawny adres[ (${cause})]"},
	[REASON_NOT_MARKETING] = {
		"may be written to: the mail is no marketing",
		"wolno pisać: to nie jest reklama"},
};

static const char *const not_permitted[NOTICE_LANGUAGES] = {
	"may not be written to, ask the data protection officer",
	"nie wolno pisać, zapytaj inspektora ochrony danych",
};

static const char *const articles[REASON_COUNT][NOTICE_LANGUAGES] = {
	[REASON_OBJECTED] = {"Art. 21(3) GDPR", "art. 21 ust. 3 RODO"},
	[REASON_OBJECTION_UNCONFIRMED] = {
		"Art. 12(6) and 21(3) GDPR",
		"art. 12 ust. 6 i art. 21 ust. 3 RODO"},
	[REASON_LISTED] = {
		"Art. 7(2) Directive 2000/31",
		"art. 7 ust. 2 dyrektywy 2000/31"},
	[REASON_RESTRICTED] = {"GDPR", "RODO"},
	[REASON_UNKNOWN] = {
		"Art. 5(2) and 6(1) GDPR",
		"art. 5 ust. 2 i art. 6 ust. 1 RODO"},
	[REASON_WITHDRAWN] = {"Art. 7(3) GDPR", "art. 7 ust. 3 RODO"},
	[REASON_SPECIAL_CATEGORY] = {"GDPR", "RODO"},
	[REASON_INCOMPATIBLE] = {
		"Art. 5(1)(b) and 6(4) GDPR",
		"art. 5 ust. 1 lit. b i art. 6 ust. 4 RODO"},
	[REASON_BASIS_EXPIRED] = {
		"Art. 5(1)(e) and 7 GDPR",
		"art. 5 ust. 1 lit. e i art. 7 RODO"},
	[REASON_NO_BASIS] = {
		"Art. 6(1) GDPR, Art. 13 Directive 2002/58",
		"art. 6 ust. 1 RODO, art. 13 dyrektywy 2002/58"},
	[REASON_RETENTION_EXPIRED] = {
		"Art. 5(1)(e) GDPR", "art. 5 ust. 1 lit. e RODO"},
	[REASON_UNDELIVERABLE] = {
		"Art. 5(1)(d) GDPR", "art. 5 ust. 1 lit. d RODO"},
	[REASON_UNANSWERED] = {
		"Art. 6(1)(f) GDPR", "art. 6 ust. 1 lit. f RODO"},
	[REASON_TOO_SOON] = {
		"Art. 6(1)(f) GDPR", "art. 6 ust. 1 lit. f RODO"},
	[REASON_NO_NOTICE] = {"Art. 21(4) GDPR", "art. 21 ust. 4 RODO"},
	[REASON_ALLOWED] = {"", ""},
	[REASON_BAD_ADDRESS] = {"RFC 5321 4.1.2", "RFC 5321 4.1.2"},
	[REASON_NOT_MARKETING] = {"", ""},
};
/* clang-format on */

static bool is_reason(enum reason reason)
{
	return (unsigned)reason >= REASON_OBJECTED &&
		(unsigned)reason < REASON_COUNT;
}

enum notice_language refusal_language(const struct settings *s)
{
	enum notice_language language = NOTICE_EN;

	if (s && s->reply_language &&
		notice_language_parse(s->reply_language, &language))
		return NOTICE_EN;
	return language;
}

const char *refusal_text(enum notice_language language, enum refusal_text id)
{
	return texts[id][language];
}

const char *refusal_reason(enum notice_language language, enum reason reason)
{
	return is_reason(reason) ? reasons[reason][language] : "";
}

const char *refusal_words(enum notice_language language, enum reason reason)
{
	return reason_is_confidential(reason) ? not_permitted[language] :
						notice_reason(language, reason);
}

const char *refusal_article(enum notice_language language, enum reason reason)
{
	return is_reason(reason) ? articles[reason][language] : "";
}

const char *refusal_name(enum reason reason)
{
	return reason_is_confidential(reason) ? "not-permitted" :
						reason_name(reason);
}

/* ------------------------------------------------------------- variables */

static const struct notice_variable *find(
	const struct notice_variable *variables, size_t len, const char *name,
	size_t name_len)
{
	for (size_t i = 0; i < len; i++)
		if (strlen(variables[i].name) == name_len &&
			memcmp(variables[i].name, name, name_len) == 0)
			return &variables[i];
	return NULL;
}

/* Whether every variable up to "end" has a value. */
static bool has_all(const char *text, const char *end,
	const struct notice_variable *variables, size_t len)
{
	while ((text = strstr(text, "${")) && text < end) {
		const char *close = strchr(text, '}');
		const struct notice_variable *v;

		if (!close)
			return true;
		v = find(variables, len, text + 2, (size_t)(close - text) - 2);
		if (v && !v->value)
			return false;
		text = close;
	}
	return true;
}

enum err refusal_fill(struct buf *out, const char *text,
	const struct notice_variable *variables, size_t len)
{
	while (*text) {
		const struct notice_variable *v = NULL;
		const char *end = NULL;

		if (text[0] == '$' && text[1] == '{')
			end = strchr(text, '}');
		else if (text[0] == '[')
			end = strchr(text, ']');
		if (end && text[0] == '[' &&
			!has_all(text, end, variables, len)) {
			text = end + 1;
			continue;
		}
		if (end && text[0] == '$')
			v = find(variables, len, text + 2,
				(size_t)(end - text) - 2);
		if (v) {
			(void)buf_adds(out, v->value ? v->value : "");
			text = end + 1;
		} else {
			if (*text != '[' && *text != ']')
				(void)buf_addc(out, *text);
			text++;
		}
	}
	return buf_err(out);
}
