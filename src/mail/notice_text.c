/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_text.h"

#include <string.h>
#include <strings.h>

static const char *const tags[NOTICE_LANGUAGES] = {
	[NOTICE_EN] = "en",
	[NOTICE_PL] = "pl",
};

static const char *const texts[NOTICE_TEXTS][NOTICE_LANGUAGES] = {
	[TEXT_SUBJECT_REFUSED] = {"Not sent to some recipients [${reference}]",
		"Nie wysłano do niektórych odbiorców [${reference}]"},
	[TEXT_SUBJECT_HELD] = {"Held, not sent yet [${reference}]",
		"Wstrzymano, jeszcze nie wysłano [${reference}]"},
	[TEXT_SUBJECT_EXPIRED] = {"Held too long, not sent [${reference}]",
		"Wstrzymano zbyt długo, nie wysłano [${reference}]"},
	[TEXT_SUBJECT_DELETED] = {"Held and deleted, not sent [${reference}]",
		"Wstrzymano i usunięto, nie wysłano [${reference}]"},
	[TEXT_SUBJECT_RELEASED] = {"Held, now sent [${reference}]",
		"Wstrzymano, teraz wysłano [${reference}]"},
	[TEXT_WHO] = {"This is Robinson on ${host}. It asks, before a "
		      "marketing "
		      "message leaves, whether each recipient may be written "
		      "to (GDPR).",
		"Tu Robinson na ${host}. Zanim wiadomość marketingowa "
		"wyjdzie, sprawdza, czy do każdego z odbiorców wolno pisać "
		"(RODO)."},
	[TEXT_YOUR_MESSAGE] = {"Your message\n"
			       "    Subject:   ${subject}\n"
			       "    Date:      ${date}\n"
			       "    Reference: ${reference}",
		"Twoja wiadomość\n"
		"    Temat: ${subject}\n"
		"    Data:  ${date}\n"
		"    Numer: ${reference}"},
	[TEXT_REFUSED] = {"It was NOT sent to these recipients. Sending it "
			  "again will not help as long as the reason stands:",
		"NIE wysłano jej do tych odbiorców. Ponowne wysłanie nie "
		"pomoże, dopóki trwa przyczyna:"},
	[TEXT_HELD] = {"It is HELD and not sent yet to these recipients. A "
		       "person decides whether it may go:",
		"WSTRZYMANO ją i jeszcze nie wysłano do tych odbiorców. "
		"Człowiek decyduje, czy może wyjść:"},
	[TEXT_HELD_UNTIL] = {"If nobody releases it until ${until}, it is "
			     "deleted and you are told.",
		"Jeżeli nikt jej nie zwolni do ${until}, zostanie usunięta, "
		"a Ty dostaniesz wiadomość."},
	[TEXT_HOW_TO_ASK] = {"To ask for its release, answer this mail, leave "
			     "${reference} in the subject, and say why these "
			     "recipients may be written to.",
		"Aby poprosić o zwolnienie, odpowiedz na tę wiadomość, "
		"zostaw ${reference} w temacie i napisz, dlaczego do tych "
		"odbiorców wolno pisać."},
	[TEXT_EXPIRED] = {"It was held for these recipients and nobody "
			  "released it in time. It is deleted now and will "
			  "NOT be sent:",
		"Wstrzymano ją dla tych odbiorców i nikt jej w porę nie "
		"zwolnił. Została usunięta i NIE będzie wysłana:"},
	[TEXT_DELETED] = {"It was held for these recipients, and whoever "
			  "decides about it has deleted it. It will NOT be "
			  "sent:",
		"Wstrzymano ją dla tych odbiorców, a osoba, która o tym "
		"decyduje, ją usunęła. NIE będzie wysłana:"},
	[TEXT_RELEASED] = {"It was held for these recipients, and whoever "
			   "decides about it has released it. It has been "
			   "sent to them now:",
		"Wstrzymano ją dla tych odbiorców, a osoba, która o tym "
		"decyduje, ją zwolniła. Teraz została do nich wysłana:"},
	[TEXT_REST_WENT_OUT] = {"To all other recipients it was sent.",
		"Do wszystkich pozostałych odbiorców została wysłana."},
	[TEXT_ASK] = {"Questions? Ask ${contact}",
		"Pytania? Zapytaj: ${contact}"},
	[TEXT_PAGE] = {"More about it: ${link}", "Więcej o tym: ${link}"},
	[TEXT_RECIPIENT] = {"    ${recipient}\n        ${reason}${article}; "
			    "reference ${ref}",
		"    ${recipient}\n        ${reason}${article}; numer ${ref}"},
	[TEXT_SINCE] = {"since ${date}", "od ${date}"},
	[TEXT_DIGEST_SUBJECT] = {"Quarantine on ${host}: ${count} held",
		"Kwarantanna na ${host}: wstrzymane: ${count}"},
	[TEXT_DIGEST_NONE] = {"Nothing is held.", "Nic nie jest wstrzymane."},
	[TEXT_DIGEST_TOTAL] = {"Messages held: ${count}",
		"Wstrzymane wiadomości: ${count}"},
	[TEXT_DIGEST_OLDEST] = {"The oldest came on ${date}.",
		"Najstarsza przyszła ${date}."},
	[TEXT_DIGEST_FIRST_END] = {"The next to be deleted ends on ${date}.",
		"Najbliższe usunięcie: ${date}."},
	[TEXT_DIGEST_REASONS] = {"By reason", "Według przyczyny"},
	[TEXT_DIGEST_SENDERS] = {"By sender", "Według nadawcy"},
	[TEXT_DIGEST_MESSAGES] = {"Those held longest, and what can be done "
				  "about each",
		"Wstrzymane najdłużej i co można zrobić z każdą"},
	[TEXT_DIGEST_MORE] = {"Not shown here: ${count} more.",
		"Niepokazane tutaj: jeszcze ${count}."},
	[TEXT_DIGEST_HOW] = {"\"robinson quarantine list\" shows them, "
			     "\"robinson quarantine release ID --reason "
			     "TEXT\" sends one.",
		"\"robinson quarantine list\" pokazuje je, \"robinson "
		"quarantine release ID --reason TEKST\" wysyła jedną."},
};

/* The English words are those of core/reason.c. */
static const char *const polish_reasons[REASON_COUNT] = {
	[REASON_OBJECTED] = "sprzeciw tej osoby",
	[REASON_OBJECTION_UNCONFIRMED] = "sprzeciw czeka na potwierdzenie",
	[REASON_LISTED] = "na liście osób, które nie chcą reklam",
	[REASON_RESTRICTED] = "przetwarzanie jest ograniczone",
	[REASON_UNKNOWN] = "nic nie wiadomo o tej osobie",
	[REASON_WITHDRAWN] = "zgoda wycofana",
	[REASON_SPECIAL_CATEGORY] = "brak wyraźnej zgody na dane wrażliwe",
	[REASON_INCOMPATIBLE] = "danych nie zebrano w tym celu",
	[REASON_BASIS_EXPIRED] = "zgoda wygasła",
	[REASON_NO_BASIS] = "brak podstawy prawnej",
	[REASON_RETENTION_EXPIRED] = "minął okres przechowywania danych",
	[REASON_UNDELIVERABLE] = "wcześniejszej poczty nie dało się doręczyć",
	[REASON_UNANSWERED] = "zbyt wiele wiadomości bez odpowiedzi",
	[REASON_TOO_SOON] = "za wcześnie po ostatniej wiadomości",
	[REASON_NO_NOTICE] = "brak informacji o prawie do sprzeciwu",
	[REASON_ALLOWED] = "dozwolone",
	[REASON_BAD_ADDRESS] = "nieprawidłowy adres",
	[REASON_NOT_MARKETING] = "nie jest to marketing",
};

const char *notice_text(enum notice_language language, enum notice_text id)
{
	return texts[id][language];
}

const char *notice_reason(enum notice_language language, enum reason reason)
{
	if (language != NOTICE_PL)
		return reason_words(reason);
	if ((unsigned)reason >= REASON_COUNT || !polish_reasons[reason])
		return "";
	return polish_reasons[reason];
}

const char *notice_language_tag(enum notice_language language)
{
	return tags[language];
}

enum err notice_language_parse(
	const char *tag, enum notice_language *language_r)
{
	size_t len = strcspn(tag, "_-.@");

	*language_r = NOTICE_EN;
	for (unsigned i = 0; i < NOTICE_LANGUAGES; i++) {
		if (strlen(tags[i]) == len &&
			strncasecmp(tags[i], tag, len) == 0) {
			*language_r = (enum notice_language)i;
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

static const char *find(const struct notice_variable *variables, size_t len,
	const char *name, size_t name_len)
{
	for (size_t i = 0; i < len; i++)
		if (strlen(variables[i].name) == name_len &&
			memcmp(variables[i].name, name, name_len) == 0)
			return variables[i].value;
	return NULL;
}

enum err notice_fill(struct buf *out, const char *text,
	const struct notice_variable *variables, size_t len)
{
	while (*text) {
		const char *value = NULL, *end = NULL;

		if (text[0] == '$' && text[1] == '{')
			end = strchr(text, '}');
		if (end)
			value = find(variables, len, text + 2,
				(size_t)(end - text) - 2);
		if (value) {
			(void)buf_adds(out, value);
			text = end + 1;
		} else {
			(void)buf_addc(out, *text++);
		}
	}
	return buf_err(out);
}
