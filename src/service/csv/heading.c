/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/heading.h"

#include <string.h>

#include "service/csv/words_private.h"

/*
 * Stems as words_private.h compares them: in small letters, without diacritics; a
 * blank at the end: the word ends there.
 */
#define STEMS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

/* A yes in such a column is a wish against writing. */
static const char *const *const against = STEMS(
	/* English, and what tools write: Salesforce, HubSpot, Dynamics,
	 * SuiteCRM, Mautic, Mailchimp, Brevo */
	"opt out", "opted out", "email opt out", "email opted out",
	"has opted out", "unsub", "is unsub", "do not contact", "do not email",
	"do not e mail", "do not mail", "do not bulk", "do not allow bulk",
	"do not allow e", "do not market", "do not send", "do not solicit",
	"do not disturb", "dont contact", "dont email", "dont mail",
	"dont send", "don t contact", "don t email", "don t mail", "don t send",
	"dnc ", "no email", "no e mail", "no mail", "no marketing",
	"no newsletter", "no contact", "no bulk", "no spam", "do not call or e",
	"do not call or m", "blacklist", "blocklist", "black list",
	"block list", "email blacklist", "email blocklist", "suppress",
	"objected", "objection", "objects to", "complain", "spam compl",
	"spam report", "marked as spam", "refused", "refuses", "exclude from",
	"excluded from", "robinson",
	/* Polish */
	"wypisa", "wypisz", "rezygn", "zrezygn", "sprzeciw", "nie kontakt",
	"nie wysyl", "nie mail", "nie email", "nie e mail", "nie przysyl",
	"nie chce", "nie zycz", "zakaz kontakt", "zakaz wysyl",
	"zakaz marketing", "odmow", "odmaw", "bez reklam", "bez marketing",
	"bez mailing", "bez newslet", "czarna lista", "czarnej liscie",
	/* German */
	"abgemeldet", "abmeld", "newsletter abgemeldet", "widerspr",
	"werbewiderspr", "werbesperr", "mailsperr", "emailsperr",
	"e mail sperr", "email sperr", "kontaktsperr", "sperrvermerk",
	"sperrliste", "keine werb", "keine e mail", "keine mail", "kein e mail",
	"kein newslet", "keinen newslet", "kein kontakt", "nicht kontakt",
	"nicht anschreib", "nicht mehr schreib", "nicht anmail", "ausgetragen",
	/* French */
	"desinscri", "desabonn", "oppose", "opposition", "ne pas contact",
	"ne pas envoy", "ne pas soll", "ne pas demarch", "ne pas ecri",
	"ne plus", "ne souhaite p", "ne veut p", "liste noire", "refus ",
	"refuse ", "stop email", "stop e mail", "stop mail", "stop pub",
	"pas de pub", "pas de newslet", "pas d email", "pas d e mail",
	"pas de mail",
	/* Spanish */
	"baja ", "dado de baja", "no contactar", "no enviar", "no molestar",
	"no desea", "no quiere", "no escribir", "no recibir", "sin publicid",
	"lista negra", "excluido", "oposic", "se opone");

/* A yes here says that consent was refused or taken back. */
static const char *const *const refused = STEMS("withdrawn", "withdrew",
	"consent withdr", "withdrawal of", "consent revoked", "revoked consent",
	"revoked", "consent refused", "no consent", "not consent", "wycofan",
	"cofniet", "brak zgod", "nie wyrazil", "zgoda wycof", "widerruf",
	"keine einwillig", "kein einverst", "retrait du consent",
	"retrait consent", "consentement retire", "revoque", "sans consent",
	"revocado", "revocacion", "sin consent");

/* A no here is a refusal. */
static const char *const *const consents = STEMS("consent", "opt in",
	"opted in", "email opt in", "email opted in", "is opted in",
	"double opt in", "doi ", "subscribed", "is subscribed", "accepts mark",
	"accept mark", "accepts email", "accepts e mail", "accepts newslet",
	"accepts bulk", "marketing permi", "email permi", "permission",
	"allow email", "allow mark", "allow newslet", "allow bulk",
	"allowed to email", "can email", "can contact", "may email",
	"may contact", "agree to", "agreed to", "agrees to", "mailable", "zgod",
	"wyraza zgod", "zapisan", "subskrybuj", "einwillig", "zustimm",
	"einverstand", "angemeldet", "newsletter angemeldet", "abonniert",
	"werbeerlaub", "werbeeinwill", "werbezustimm", "erlaubnis", "abonne ",
	"abonnee ", "inscrit", "accepte", "d accord", "suscrito", "acepta",
	"autoriza", "desea recibir", "quiere recibir");

/* Speaks about another way to the person than mail by the net. */
static const char *const *const other_ways = STEMS("phone", "telephon", "telef",
	"tel ", "call", "do not call", "no call", "sms", "mms", "fax",
	"whatsapp", "viber", "messenger", "push", "mobile", "voice", "dzwon",
	"rozmow", "anruf", "appel", "llamad", "komork");
static const char *const *const letters = STEMS("postal", "post ", "postmail",
	"postmail", "postale", "snail", "direct mail", "poczta tradycyjn",
	"tradycyjn", "listown", "brief", "courrier postal", "correo postal",
	"bulk postal", "letter ");
static const char *const *const mails =
	STEMS("email", "e mail", "courriel", "correo elec", "elektron",
		"electron", "newslet", "mailing", "bulk mail", "bulk email");

/* What is said about a wish, not the wish. */
static const char *const *const details = STEMS("reason", "powod", "przyczyn",
	"grund", "raison", "motif", "motivo", "razon", "source", "zrodlo",
	"quelle", "origen", "by ", "przez", "channel", "kanal", "canal",
	"method", "comment", "komentarz", "kommentar", "note", "uwag",
	"campaign", "kampan", "user ", "operator");
/* Of these each row has one, whatever the person wants; or what the person
 * was told; or when. */
static const char *const *const harmless = STEMS("url", "link", "token", "hash",
	"id ", "ids ", "uuid", "guid", "count", "rate", "score", "text",
	"tresc", "wording", "wortlaut", "texte", "texto", "ip ", "version",
	"wersja", "language", "evidence", "proof", "dowod", "beleg", "nachweis",
	"preuve", "prueba", "form ", "formular", "cookie", "template");
static const char *const *const dates =
	STEMS("date", "datum", "fecha", "time", "timestamp", "at ", "since",
		"when", "dnia", "kiedy", "am ", "seit", "termin");

static const char *const *const statuses =
	STEMS("status", "statut", "state ", "estado", "stan ", "reason ");
static const char *const *const lawful =
	STEMS("lawful basis", "legal basis status");
static const char *const *const of_mail =
	STEMS("email", "e mail", "mail", "marketing", "subscri", "newslet",
		"mailing", "suppress", "abonne", "abo ", "suscri", "subskry");

/* A heading of nothing but these, one of the first kind at least, may be a
 * wish; nobody can tell which way. */
static const char *const *const topics = STEMS("newslet", "marketing",
	"mailing", "mailings", "werbung", "werbe", "werbemail", "publicit",
	"reklam", "promocj", "promotion", "promotions", "promociones", "ofert",
	"offers", "angebote", "offres", "advert", "rodo ", "gdpr ", "dsgvo ",
	"rgpd ", "subscription", "abonnement", "suscripcion", "subskrypcj",
	"preferenc", "preferenz", "einstellung", "mailing list", "block",
	"bloque", "zablokow", "gesperrt", "stop ", "removed", "usuniet",
	"entfernt", "left list", "contactable", "kontaktierbar");
static const char *const *const fillers = STEMS("email", "e ", "mail", "mails ",
	"emails", "pref", "flag", "ok ", "yes ", "no ", "tak ", "nie ", "ja ",
	"nein ", "oui ", "non ", "si ", "y ", "n ", "j ", "t ", "receive",
	"wants", "want ", "send ", "get ", "contact", "person", "customer",
	"kunde", "klient", "client", "cliente", "list", "lista", "liste", "na ",
	"do ", "of ", "to ", "for ", "the ", "our ", "info", "informac",
	"handlow", "commercial", "comercial", "kommerz", "by ", "via ", "per ",
	"von ", "der ", "die ", "de ", "la ", "le ", "les ", "des ", "el ",
	"los ", "por ", "par ", "erhalten", "recevoir", "recibir", "otrzymuj",
	"chce", "direct", "bezposredni", "profil");

/* An address of somebody else, or no address but something about mail. */
static const char *const *const no_address = STEMS("owner", "manager", "assign",
	"agent", "sales", "rep ", "seller", "opiekun", "wlasciciel",
	"handlowiec", "sender", "from", "created", "modified", "updated",
	"account manager", "besitzer", "betreuer", "proprietaire", "vendeur",
	"propietario", "comercial", "responsable", "user ", "domain", "domen",
	"domaine", "dominio", "status", "type", "typ ", "valid", "verif",
	"sent", "open", "click", "bounce", "deliver", "reply", "replied",
	"last", "first", "number", "count", "total", "date", "time", "hash",
	"id ", "md5", "sha", "subject", "templat", "campaign", "client ",
	"program", "format", "sequence", "list", "group", "score", "quality",
	"marketing", "newslet", "mailing", "permission", "source", "address 1",
	"street", "city", "zip", "postal", "ip ", "mac ", "web", "www", "url",
	"signature", "body", "text", "content", "preferr", "flag", "lang");
static const char *const *const addresses = STEMS("email", "e mail", "mail",
	"courriel", "correo elec", "adres email", "adres e mail",
	"adresse mail", "adresse email", "adresse e mail", "mailadresse",
	"emailadres", "poczta elektr", "non primary email", "person email",
	"contact email", "primary email", "secondary email", "work email",
	"home email", "private email", "other email", "alternate email",
	"other mail");

static bool have(const struct words *words, const char *const *stems)
{
	for (; *stems; stems++)
		if (words_have(words, *stems))
			return true;
	return false;
}

/* "Data sprzeciwu": a date in Polish, in English not. */
static bool is_dated(const struct words *words)
{
	return have(words, dates) || strncmp(words->text, "data", 4) == 0;
}

static bool is_of_other_way(const struct words *words)
{
	if (have(words, letters))
		return !words_have(words, "email") &&
			!words_have(words, "e mail");
	return have(words, other_ways) && !have(words, mails) &&
		!words_have(words, "mail");
}

/* Whether the word at "at" begins with one of the stems; *len_r: its length. */
static bool begins_with(
	const struct words *words, size_t at, const char *const *stems)
{
	struct words rest = {.len = words->len - at};

	memcpy(rest.text, words->text + at, rest.len + 1);
	rest.begins[0] = true;
	for (size_t i = 1; i <= rest.len; i++)
		rest.begins[i] = words->begins[at + i];
	for (; *stems; stems++) {
		size_t n = strlen(*stems);
		bool is_whole = n > 0 && (*stems)[n - 1] == ' ';

		n -= is_whole;
		if (strchr(*stems, ' ') && !is_whole)
			continue;
		if (strncmp(rest.text, *stems, n) == 0 &&
			(!is_whole || rest.begins[n]))
			return true;
	}
	return false;
}

static bool is_topic_alone(const struct words *words)
{
	bool has_topic = false;

	for (size_t i = 0; i < words->len; i++) {
		if (!words->begins[i])
			continue;
		if (begins_with(words, i, topics))
			has_topic = true;
		else if (!begins_with(words, i, fillers))
			return false;
	}
	return has_topic;
}

static enum heading_sense sense_of_wish(const struct words *words)
{
	bool is_against = have(words, against);
	bool is_refusal = have(words, refused);
	bool is_consent = have(words, consents);

	if (!is_against && !is_refusal && !is_consent)
		return HEADING_OTHER;
	if (is_of_other_way(words) || have(words, harmless))
		return HEADING_OTHER;
	if (have(words, details))
		return is_against || is_refusal ? HEADING_DETAIL :
						  HEADING_OTHER;
	if (is_refusal)
		return HEADING_REFUSAL;
	if (is_against)
		return HEADING_OBJECTION;
	return is_dated(words) ? HEADING_OTHER : HEADING_CONSENT;
}

static bool is_same(const struct words *words, const char *name)
{
	return strcmp(words->text, name) == 0;
}

enum heading_sense heading_sense(const char *heading)
{
	struct words words;
	enum heading_sense sense;

	words_fold(heading, strlen(heading), &words);
	if (words.len == 0)
		return HEADING_OTHER;
	/* Amazon SES and Postmark: the reason is all that is told. */
	if (is_same(&words, "suppressionreason"))
		return HEADING_MAIL_STATUS;
	if (have(&words, lawful) && !have(&words, details))
		return HEADING_MAIL_STATUS;
	sense = sense_of_wish(&words);
	if (sense != HEADING_OTHER)
		return sense;
	if (have(&words, against) || have(&words, refused) ||
		have(&words, consents))
		return HEADING_OTHER; /* of another channel, or a detail */
	if (have(&words, statuses) && !is_dated(&words))
		return have(&words, of_mail) && !have(&words, harmless) &&
				!is_of_other_way(&words) ?
			HEADING_MAIL_STATUS :
			HEADING_STATUS;
	if (have(&words, addresses) && !have(&words, no_address))
		return HEADING_ADDRESS;
	return is_topic_alone(&words) ? HEADING_UNCLEAR : HEADING_OTHER;
}

bool heading_is_event_date(const char *heading)
{
	static const char *const names[] = {"lastupdatetime", "createdat",
		"created", "suppressedat", "suppressiondate", "date",
		"timestamp", "eventtime", "bouncedat", "unsubscribedat",
		"lastupdatedtime"};
	struct words words;

	words_fold(heading, strlen(heading), &words);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_same(&words, names[i]))
			return true;
	return false;
}

bool heading_is_suppression(const char *heading)
{
	struct words words;

	words_fold(heading, strlen(heading), &words);
	return is_same(&words, "suppressionreason") ||
		is_same(&words, "lastupdatetime");
}
