/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/opening.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* A mail client breaks "On ... somebody wrote:" into so many lines. */
#define ATTRIBUTION_LINES 3
/* "Kind regards, Adam Nowak" */
#define CLOSING_LEN 40

struct line {
	const char *text;
	size_t len;
};

/* false: the text is at its end. No-break spaces are blanks too. */
static bool line_next(const char **at, struct line *line_r)
{
	const char *begin = *at, *end;

	if (*begin == '\0')
		return false;
	end = strchrnul(begin, '\n');
	*at = *end ? end + 1 : end;
	for (;;) {
		if (begin < end && strchr(" \t\r", *begin))
			begin++;
		else if (end - begin >= 2 && memcmp(begin, "\xc2\xa0", 2) == 0)
			begin += 2;
		else if (end - begin >= 3 &&
			memcmp(begin, "\xef\xbb\xbf", 3) == 0)
			begin += 3;
		else
			break;
	}
	while (end > begin && strchr(" \t\r", end[-1]))
		end--;
	*line_r = (struct line){begin, (size_t)(end - begin)};
	return true;
}

static bool begins(const struct line *line, const char *with)
{
	size_t len = strlen(with);

	return line->len >= len && strncasecmp(line->text, with, len) == 0;
}

static bool contains(const struct line *line, const char *what)
{
	return memmem(line->text, line->len, what, strlen(what)) != NULL;
}

static bool begins_one_of(const struct line *line, const char *const *words)
{
	for (; *words; words++)
		if (begins(line, *words))
			return true;
	return false;
}

/* Everything from this line on is the quoted message, or a signature. */
static bool is_end(const struct line *line)
{
	static const char *const verbs[] = {
		" wrote:", " pisze:", " napisał:", " napisała:", " napisał(a):",
		" schrieb:", " a écrit :", " escribió:", NULL};

	if (line->len == 2 && memcmp(line->text, "--", 2) == 0)
		return true;
	if (begins(line, "-----") || begins(line, "__________"))
		return true;
	for (const char *const *verb = verbs; *verb; verb++)
		if (contains(line, *verb) && line->text[line->len - 1] == ':')
			return true;
	return false;
}

/* "From: somebody", "Sent: then": how Outlook quotes. */
static bool is_quoted_head(const struct line *line, const char *rest)
{
	static const char *const from[] = {
		"From:", "Od:", "Von:", "De:", "*From:*", "*Od:*", NULL};
	static const char *const sent[] = {"Sent:", "Date:", "To:", "Wysłano:",
		"Wyslano:", "Data:", "Do:", "Gesendet:", "An:", "Envoyé",
		"À:", "*Sent:*", "*Wysłano:*", NULL};
	struct line next;

	if (!begins_one_of(line, from))
		return false;
	while (line_next(&rest, &next))
		if (next.len > 0)
			return begins_one_of(&next, sent);
	return false;
}

static bool has_digit(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->text[i] >= '0' && line->text[i] <= '9')
			return true;
	return false;
}

/* "On 11 June 2018\nsomebody wrote:\n\n> ...": the quotation's begin, or
 * NULL. A line above it that tells no date is the writer's own. */
static const char *attribution_end(const struct line *line, const char *rest)
{
	struct line last = *line, next;

	for (int i = 0; i < ATTRIBUTION_LINES; i++) {
		bool is_last = last.text[last.len - 1] == ':';
		const char *here;

		if (i == 0 && !is_last && !has_digit(line))
			return NULL;
		do {
			here = rest;
			if (!line_next(&rest, &next) ||
				(next.len == 0 && !is_last))
				return NULL;
		} while (next.len == 0);
		if (next.text[0] == '>')
			return is_last ? here : NULL;
		last = next;
	}
	return NULL;
}

/* ------------------------------------------- what others put into a letter */

static bool is_phone_line(const struct line *line)
{
	static const char *const begins_with[] = {"Sent from my ",
		"Sent from Mail", "Sent from Outlook", "Sent from Yahoo",
		"Sent via ", "Sent with ", "Get Outlook for ",
		"Get BlueMail for ", "Wysłane z ", "Wysłano z ",
		"Pobierz aplikację Outlook", "Pobierz program Outlook",
		"Von meinem ", "Gesendet von ", "Gesendet mit ",
		"Diese Nachricht wurde von meinem ", "Holen Sie sich Outlook",
		"Outlook für ", "Envoyé de mon ", "Envoyé depuis ",
		"Envoyé à partir de ", "Télécharger Outlook", "Obtenez Outlook",
		"Enviado desde ", "Enviado con ", "Obtener Outlook", NULL};

	return begins_one_of(line, begins_with);
}

/* Only a short line is one: "Saludos, y no me escriban mas" is none. */
static bool is_closing(const struct line *line)
{
	static const char *const begins_with[] = {"Regards", "Kind regards",
		"Best regards", "Warm regards", "Best wishes",
		"Yours sincerely", "Yours faithfully", "Sincerely",
		"Pozdrawiam", "Pozdrowienia", "Z poważaniem", "Z powazaniem",
		"Z wyrazami szacunku", "Łączę pozdrowienia", "Mit freundlichen",
		"Mit freundlichem", "Freundliche Grüße", "Viele Grüße",
		"Beste Grüße", "Liebe Grüße", "Schöne Grüße", "MfG",
		"Hochachtungsvoll", "Cordialement", "Bien cordialement",
		"Bien à vous", "Sincères salutations", "Atentamente", "Saludos",
		"Un saludo", "Cordialmente", "Reciba un cordial", NULL};

	return line->len <= CLOSING_LEN && begins_one_of(line, begins_with);
}

/* What a mail gateway writes above a message from outside. */
static bool begins_banner(const struct line *line)
{
	static const char *const begins_with[] = {"CAUTION:", "CAUTION ",
		"WARNING:", "EXTERNAL:", "EXTERNAL EMAIL", "EXTERNAL E-MAIL",
		"EXTERNAL SENDER", "EXTERNAL MESSAGE", "*EXTERNAL",
		"**EXTERNAL", "***EXTERNAL", "This email originated",
		"This message originated", "This e-mail originated",
		"This message came from outside",
		"You don't often get email from",
		"You don’t often get email from",
		"Some people who received this message don't",
		"Nie otrzymujesz często wiadomości", "Wiadomość zewnętrzna",
		"UWAGA: wiadomość", "UWAGA! Wiadomość", "UWAGA: e-mail",
		"Ta wiadomość pochodzi",
		"ACHTUNG:", "VORSICHT:", "EXTERNE E-MAIL", "EXTERNE MAIL",
		"Diese E-Mail kommt von", "Diese E-Mail stammt",
		"Sie erhalten nicht häufig E-Mails",
		"ATTENTION :", "ATTENTION:", "Ce message provient",
		"Cet e-mail provient", "Cet email provient", "COURRIEL EXTERNE",
		"Vous ne recevez pas souvent",
		"PRECAUCIÓN:", "ATENCIÓN:", "Este correo proviene",
		"Este mensaje proviene", "CORREO EXTERNO",
		"No suele recibir correo", "Não costuma receber", NULL};

	return begins_one_of(line, begins_with);
}

/* The words in which a banner goes on in its next lines. */
static bool continues_banner(const struct line *line)
{
	static const char *const words[] = {"link", "attachment", "sender",
		"organization", "organisation", "recogni", "Learn why",
		"załącznik", "nadawc", "organizacj", "Anhäng", "Absender",
		"pièces jointes", "expéditeur", "adjunto", "remitente",
		"enlace", NULL};

	for (const char *const *word = words; *word; word++)
		if (contains(line, *word))
			return true;
	return false;
}

/* "[EXTERNAL]", "[EXTERN] Abmelden": what is left behind the bracket. */
static void leave_tag_out(struct line *line)
{
	static const char *const tags[] = {"[EXT", "[WARN", "[CAUTION", "[ZEWN",
		"[UWAGA", "[ACHTUNG", "[OUTSIDE", "[You don't often",
		"[Nie otrzymujesz", "[Sie erhalten nicht",
		"[Vous ne recevez pas", "[No suele recibir", NULL};
	const char *end;

	if (!begins_one_of(line, tags))
		return;
	end = memchr(line->text, ']', line->len);
	if (!end)
		return;
	line->len -= (size_t)(end + 1 - line->text);
	line->text = end + 1;
	while (line->len > 0 && strchr(" \t:-", *line->text)) {
		line->text++;
		line->len--;
	}
}

/* false: no banner begins here. Otherwise the rest is behind it. */
static bool skip_banner(const struct line *line, const char **rest)
{
	const char *at = *rest;
	struct line next;

	if (!begins_banner(line))
		return false;
	while (line_next(&at, &next) && next.len > 0 && continues_banner(&next))
		*rest = at;
	return true;
}

enum err opening_read(const char *text, struct buf *out)
{
	struct line line;
	bool has_begun = false;
	enum err e = ERR_OK;

	while (!e && line_next(&text, &line)) {
		const char *quotation;

		if (line.len == 0) {
			e = buf_addc(out, '\n');
			continue;
		}
		if (line.text[0] == '>')
			continue;
		quotation = attribution_end(&line, text);
		if (quotation) {
			text = quotation;
			continue;
		}
		if (is_end(&line) || is_quoted_head(&line, text) ||
			(has_begun && is_closing(&line)))
			return ERR_OK;
		leave_tag_out(&line);
		if (is_phone_line(&line) || skip_banner(&line, &text) ||
			line.len == 0)
			continue;
		has_begun = true;
		e = buf_add(out, line.text, line.len);
		if (!e)
			e = buf_addc(out, '\n');
	}
	return e;
}
