/* SPDX-License-Identifier: BSD-2-Clause */
/* German; umlauts written out as two letters stand beside those without
 * their dots. */
#include "inbound/stop_grammar.h"

static const struct stop_words words[] = {
	{STOP_POLITE,
		"bitte danke vielen dank hiermit umgehend sofort "
		"freundlich* hoeflich hoflich gruss gruesse grusse"},
	{STOP_GREETING,
		"hallo guten_tag guten tag sehr geehrte geehrter damen "
		"herren servus moin gruss_gott"},
	{STOP_I, "ich wir"},
	{STOP_ME, "mich mir uns"},
	{STOP_MY, "mein* unser*"},
	{STOP_NOT, "nicht nie niemals"},
	{STOP_NONE, "nichts kein* ohne"},
	{STOP_MORE,
		"mehr weiter weitere* weiterhin kunftig* kuenftig* zukunft "
		"ferner langer laenger zukunftig* zukuenftig*"},
	{STOP_WANT,
		"akzeptier* brauch* mochte* moechte* will wollen wunsch* "
		"wuensch* "
		"brauche*"},
	{STOP_RECEIVE,
		"erhalt* bekomm* empfang* empfing* zubekomm* erhielt "
		"kriegen"},
	{STOP_SEND,
		"send* schick* zusend* zuschick* zusendung* versand "
		"ubersend* uebersend* sendet sende zugesend* zugeschickt "
		"mailen zustell* versend*"},
	{STOP_REACH,
		"informier* anzuschreib* anzumail* zu_schreiben schreib* "
		"kontakt* "
		"anschreib* angeschrieben* mailen "
		"belastig* belaestig* behellig* zuspam* spammen "
		"kontaktier*"},
	{STOP_CEASE,
		"horen_sie_endlich_auf hort_endlich_auf verschon* erspar* "
		"abstell* aufzuhoren horen_sie_auf "
		"hoeren_sie_auf hort_auf "
		"hoert_auf hor_auf "
		"unterlass* stoppt stoppe stoppen stop verzicht* abseh* "
		"einstell* schluss "
		"beend* aufhoren aufhoeren stellen_sie unterbind*"},
	{STOP_UNSUBSCRIBE,
		"ausgetragen abmeld* abzumeld* "
		"austrag* "
		"auszutrag* deabonn* abgemeldet"},
	{STOP_REMOVE,
		"raus* sperr* tilg* losch* loesch* entfern* streich* "
		"gestrichen geloscht* "
		"geloescht* streichung rausnehm* herausnehm* herauszunehm* "
		"austragen zu_losch* ausschliess* abmeld*"},
	{STOP_TAKE,
		"bestelle sehen melde trage streiche nehmen nehmt nimm tragen "
		"tragt trag "
		"melden meldet "
		"werfen"},
	{STOP_OFF, "aus von raus heraus ab vom"},
	{STOP_LIST,
		"konto datei* kundendatei* list* verteil* mailinglist* "
		"datenbank* "
		"empfangerlist* "
		"empfaengerlist* adressbestand kartei system* emailverteil* "
		"mailverteil* newsletter* adressbuch* adresslist* "
		"kontaktlist*"},
	{STOP_ADDRESS,
		"namen adress* daten mailadress* emailadress* email* mail "
		"kontaktdaten anschrift"},
	{STOP_MAIL, "mail* email* nachricht* schreiben post mitteilung*"},
	{STOP_AD,
		"marketingmail* werb* newsletter* spam* direktwerb* reklame* "
		"werbemail* rundmail* rundschreib* massenmail*"},
	{STOP_OFFER,
		"angebot* information* infos info prospekt* katalog* "
		"zusendung*"},
	{STOP_OBJECT,
		"untersag* verbiet* widersprech* widerspruch widerspreche"},
	{STOP_WITHDRAW,
		"verweiger* widerruf* zuruckzieh* zurueckzieh* ziehe nehme"},
	{STOP_CONSENT,
		"einverst* einwillig* zustimm* zugestimmt erlaubnis "
		"eingewilligt genehmig*"},
	{STOP_PROCESS,
		"nutzung verarbeit* verwend* nutzen speicher* "
		"verwerten"},
	{STOP_CANCEL, "kundig* kuendig* storn* beend* abbestell* abzubestell*"},
	{STOP_SUBSCRIPTION, "abo abos abonnement* newsletterabo*"},
	{STOP_INTEREST, "interess* bedarf"},
	{STOP_HOW, "wie"},
	{STOP_WHERE, "woher wer"},
	{STOP_BE, "werden"},
	{STOP_SIGNED_UP,
		"angemeldet bestellt abonniert angefordert "
		"eingetragen"},
	{STOP_PEACE, "robinsonliste sperrliste in_ruhe"},
	{STOP_BARE,
		"aufhoren abbestellung stop stopp abmelden abmeldung "
		"abbestellen austragen "
		"loschen loeschen widerspruch austragung streichen"},
	{STOP_THIS, "das dies diese* solche* so davon dergleichen etwas"},
	{STOP_RIGHT, "recht widerspruchsrecht"},
	{STOP_BUSINESS,
		"lizenz* techniker* verlangerung* versicherung* monteur* warum "
		"wieso redner* logo buchung* mahnung* bewerb* schulung* "
		"kurs kurses konferenz* rechnung* bestell "
		"bestellung* lieferung* liefer* "
		"position* auftrag* termin* vertrag* vertrage preis* ware "
		"waren muster* stuck stueck fertig* produktion* zeichnung* "
		"rabatt* mehrwert* zahlung* maschine* teil teile ersatzteil* "
		"palett* kolleg* anhang software* programm* kunde kunden "
		"teilnehm* einladung* projekt* benutzer* frage fragen "
		"ausfuhrung* lieferant* besprech* zeile* punkt* wartung* "
		"anlage* montage* kauf* fahrzeug* kalender* halle wand tur "
		"preiserhohung* heizung* hausmeister* kurier* spediteur* "
		"gutschrift* dokument* seite mitarbeiter* versandart "
		"teilliefer* bohrung* rezept* mangel* werkzeug* kabel* "
		"preislist* zoger* zoeger*"},
	{STOP_MEANS,
		"per_mail per_email per_post per_brief im_spam spamordner "
		"spamfilter"},
	{STOP_FROM, "aus von vom"},
	{STOP_UNWELCOME,
		"unerwunscht* unerwuenscht* nicht_erwunscht nicht_erwuenscht"},
	{STOP_PURPOSE, "marketing*"},
	{STOP_GOODS, "produkt* dienst* leistung*"},
	{0, NULL},
};

static const struct stop_row rows[] = {
	/* "nehmen Sie mich aus dem Verteiler" */
	STOP_CERTAIN({STOP_TAKE, 0}, {STOP_ME | STOP_MY, 2}, {STOP_OFF, 3},
		{STOP_LIST, 3}),
	STOP_CERTAIN(
		{STOP_TAKE, 0}, {STOP_ME, 2}, {STOP_OFF, 1}, {STOP_EDGE, 0}),
	STOP_CERTAIN({STOP_EDGE, 0}, {STOP_OFF, 1}, {STOP_LIST, 3},
		{STOP_TAKE | STOP_REMOVE, 3}),
	STOP_CERTAIN({STOP_ME, 0}, {STOP_OFF, 3}, {STOP_LIST, 3},
		{STOP_TAKE | STOP_REMOVE | STOP_UNSUBSCRIBE, 3}),
	STOP_CERTAIN({STOP_I, 0}, {STOP_REMOVE, 3}, {STOP_LIST, 3}),
	STOP_CERTAIN({STOP_WANT | STOP_I, 0}, {STOP_OFF, 2}, {STOP_LIST, 2},
		{STOP_REMOVE, 1}),
	STOP_CERTAIN({STOP_ME, 0}, {STOP_NOT, 0}, {STOP_MORE, 0},
		{STOP_ANY_SEND, 2}),
	STOP_CERTAIN({STOP_WANT, 0}, {STOP_AD, 2}, {STOP_NOT, 0}),
	STOP_LIKELY({STOP_ANY_MAIL, 0}, {STOP_CEASE, 2}),
	STOP_CERTAIN({STOP_MY, 0}, {STOP_ADDRESS, 2}, {STOP_REMOVE, 2}),
	/* "mich vom Newsletter abmelden", "den Newsletter abbestellen" */
	STOP_CERTAIN(
		{STOP_ME, 0}, {STOP_AD | STOP_LIST, 4}, {STOP_UNSUBSCRIBE, 3}),
	STOP_CERTAIN({STOP_I, 0}, {STOP_AD | STOP_LIST, 5},
		{STOP_UNSUBSCRIBE | STOP_CANCEL, 1}),
	STOP_CERTAIN({STOP_HOW, 0}, {STOP_I, 2},
		{STOP_AD | STOP_LIST | STOP_MAIL, 3},
		{STOP_UNSUBSCRIBE | STOP_CANCEL, 1}),
	STOP_CERTAIN({STOP_TAKE, 0}, {STOP_AD | STOP_LIST, 3}, {STOP_OFF, 2}),
	STOP_CERTAIN({STOP_TAKE, 0}, {STOP_OFF, 2},
		{STOP_ANY_MAIL | STOP_SEND, 2}, {STOP_OFF, 1}),
	STOP_CERTAIN({STOP_ADDRESS | STOP_MAILBOX, 0}, {STOP_OFF, 2},
		{STOP_LIST, 3}, {STOP_TAKE | STOP_REMOVE, 2}),
	STOP_CERTAIN({STOP_NONE, 0}, {STOP_AD, 1}, {STOP_WANT | STOP_SEND, 1}),
	STOP_LIKELY(
		{STOP_WANT, 0}, {STOP_THIS, 1}, {STOP_NOT, 0}, {STOP_MORE, 0}),
	STOP_CERTAIN({STOP_EDGE, 0}, {STOP_AD, 2},
		{STOP_UNSUBSCRIBE | STOP_CANCEL, 2}, {STOP_EDGE, 1}),
	/* "senden Sie mir keine Werbung", "schreiben Sie mir nicht mehr" */
	STOP_CERTAIN({STOP_SEND, 0}, {STOP_ME, 2}, {STOP_NONE, 2},
		{STOP_ANY_MAIL, 2}),
	STOP_CERTAIN(
		{STOP_ANY_SEND, 0}, {STOP_ME, 2}, {STOP_NO, 3}, {STOP_MORE, 0}),
	STOP_CERTAIN({STOP_ANY_MAIL, 0}, {STOP_NOT, 1}, {STOP_MORE, 0},
		{STOP_RECEIVE | STOP_SEND, 1}),
	STOP_CERTAIN({STOP_WANT, 0}, {STOP_NONE, 3}, {STOP_AD | STOP_MAIL, 2}),
	STOP_CERTAIN({STOP_MORE, 0}, {STOP_ANY_SEND | STOP_ANY_MAIL, 1},
		{STOP_CEASE, 2}),
	STOP_CERTAIN({STOP_CEASE, 0}, {STOP_MORE, 2},
		{STOP_SEND | STOP_ANY_MAIL, 1}),
	STOP_CERTAIN({STOP_CEASE, 0}, {STOP_ME, 2}, {STOP_ANY_MAIL, 2},
		{STOP_ANY_SEND, 2}),
	/* "dem Erhalt von Werbung nie zugestimmt" */
	STOP_CERTAIN({STOP_AD, 0}, {STOP_NO, 2}, {STOP_CONSENT, 1}),
	STOP_CERTAIN({STOP_MY, 0}, {STOP_CONSENT, 1}, {STOP_WITHDRAW, 3}),
	STOP_CERTAIN({STOP_REMOVE, 0}, {STOP_ME, 4}, {STOP_ADDRESS, 2}),
	{INBOUND_UNSAID, {{0}}},
};

const struct stop_language stop_de = {"German", words, rows};
