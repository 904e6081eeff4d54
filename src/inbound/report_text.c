/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/report_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define LINE_SIZE 1200 /* the rest of a longer line is not read */

/* One recipient and what is said of it. */
struct entry {
	struct report_address address;
	struct buf said;
};

struct reading {
	const struct report_source *source;
	struct entry *entries; /* INBOUND_FAILURES_MAX have room */
	size_t len;
	struct entry *at; /* what is read belongs to it; NULL: to none yet */
	bool is_of_others; /* but to somebody who did not fail, or to a host */
	struct buf reason; /* is_reason_first: above the next recipient */
};

/* ---------------------------------------------------------- which row it is */

static bool has_name(const struct report_letter *letter)
{
	static const char *const names[] = {"mailer-daemon", "mailerdaemon",
		"mail delivery", "mail.delivery", "postmaster", "post_master",
		"mdaemon", "microsoftexchange", "mail-daemon"};
	const char *from = fields_get(letter->head, "From", 0);

	for (size_t i = 0; from && i < sizeof(names) / sizeof(*names); i++)
		if (strcasestr(from, names[i]))
			return true;
	return false;
}

/* A machine sends with a null sender, or by a name that machines have; where
 * nothing else speaks for a report, both. */
static bool is_machine(
	const struct report_source *source, const struct report_letter *letter)
{
	bool is_null = *letter->sender == '\0';

	return source->is_any ? is_null && has_name(letter) :
				is_null || has_name(letter);
}

static bool fits(
	const struct report_source *source, const struct report_letter *letter)
{
	const char *value =
		source->field ? fields_get(letter->head, source->field, 0) : "";

	return value && (!source->says || strcasestr(value, source->says)) &&
		(!source->opening || strcasestr(letter->text, source->opening));
}

static const struct report_source *source_of(const struct report_letter *letter)
{
	const struct report_source *source = report_sources;

	while (source->name && !fits(source, letter))
		source++;
	return source->name && is_machine(source, letter) ? source : NULL;
}

/* --------------------------------------------------------------- recipients */

static struct entry *entry_find(struct reading *r, const char *text)
{
	for (size_t i = 0; i < r->len; i++)
		if (strcasecmp(r->entries[i].address.text, text) == 0)
			return &r->entries[i];
	return NULL;
}

/* NULL: there is no room for another. */
static struct entry *entry_add(
	struct reading *r, const struct report_address *address)
{
	struct entry *entry = entry_find(r, address->text);

	if (entry || r->len == INBOUND_FAILURES_MAX)
		return entry;
	entry = &r->entries[r->len++];
	entry->address = *address;
	buf_init(&entry->said, BAD_ADDRESS_TEXT_MAX);
	return entry;
}

static bool address_at(const char *at, struct report_address *address_r)
{
	char token[ADDRESS_TEXT_MAX];
	size_t len;

	at += strspn(at, " \t\"'<>*-");
	len = strcspn(at, " \t>\"'<,;()[]:|");
	while (len > 0 && at[len - 1] == '.')
		len--;
	if (len == 0 || len >= sizeof(token) || !memchr(at, '@', len))
		return false;
	memcpy(token, at, len);
	token[len] = '\0';
	*address_r = (struct report_address){.status = ""};
	return report_address_get(token, address_r);
}

/* X-Failed-Recipients: several are divided by commas. */
static void take_failed(struct reading *r, const struct fields *head)
{
	const char *value;

	for (size_t n = 0; (value = fields_get(head, r->source->field, n)); n++)
		while (*value) {
			struct report_address address;

			if (address_at(value, &address))
				(void)entry_add(r, &address);
			value += strcspn(value, ",");
			value += *value == ',';
		}
}

/* -------------------------------------------------------------------- lines */

/* The length of "550 " or "550-" with which a line begins; 0: none. */
static size_t reply_len(const char *line)
{
	return strspn(line, "0123456789") == 3 && line[3] &&
			strchr(" -", line[3]) ?
		4 :
		0;
}

static const char *behind(const char *line, const char *before)
{
	line += strspn(line, " \t");
	line += reply_len(line);
	if (before && strncasecmp(line, before, strlen(before)) == 0)
		line += strlen(before);
	return line;
}

/* The first that stands in the line. */
static bool address_within(const char *line, struct report_address *address_r)
{
	while (*line && !address_at(line, address_r)) {
		line += strcspn(line, " \t<([:");
		line += strspn(line, " \t<([:");
	}
	return *line != '\0';
}

static bool is_of_address(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 ||
		(c && strchr("._%+=-", c));
}

/* "joann@klient.example" does not name "ann@klient.example". */
static bool names(const char *line, const char *address)
{
	size_t len = strlen(address);

	for (const char *at = line; (at = strcasestr(at, address)); at++) {
		bool is_cut = at[len] == '.' && !is_of_address(at[len + 1]);

		if ((at == line || !is_of_address(at[-1])) &&
			(is_cut || !is_of_address(at[len])))
			return true;
	}
	return false;
}

/* Whom a line is about. NULL: it names nobody, or, *is_other_r, none of those
 * that failed. */
static struct entry *entry_of(
	struct reading *r, const char *line, bool *is_other_r)
{
	const char *at = behind(line, r->source->before);
	struct report_address address;
	struct entry *entry = NULL;
	bool has_address = r->source->is_within ? address_within(at, &address) :
						  address_at(at, &address);

	if (has_address)
		entry = r->source->names_failed ? entry_find(r, address.text) :
						  entry_add(r, &address);
	for (size_t i = 0; !entry && i < r->len; i++)
		if (names(line, r->entries[i].address.text))
			entry = &r->entries[i];
	*is_other_r = has_address && !entry;
	return entry;
}

/* "421 mx.example.com (smtp)... Deferred": Sendmail tells of a host. */
static bool is_of_host(const char *line)
{
	return reply_len(line) > 0 && strstr(line, ")... ");
}

/* Of a longer text, the beginning is kept. */
static void say(struct buf *said, const char *line)
{
	if (said->len + strlen(line) + 1 < BAD_ADDRESS_TEXT_MAX)
		(void)buf_addf(said, "%s\n", line);
}

static void take_line(struct reading *r, const char *line)
{
	struct entry *entry;
	bool is_other;

	/* The head of a part, where the parts could not be told apart. */
	if (strncasecmp(line, "Content-", 8) == 0)
		return;
	entry = entry_of(r, line, &is_other);
	if (entry || is_other || is_of_host(line)) {
		r->at = entry;
		r->is_of_others = !entry;
	}
	if (r->is_of_others)
		return;
	if (!r->at || (r->source->is_reason_first && !entry)) {
		say(&r->reason, line);
		return;
	}
	if (r->source->is_reason_first) {
		say(&r->at->said, buf_text(&r->reason));
		buf_free(&r->reason);
		buf_init(&r->reason, BAD_ADDRESS_TEXT_MAX);
	}
	say(&r->at->said, line);
}

static void take_lines(struct reading *r, const char *at, const char *end)
{
	char line[LINE_SIZE];

	while (at < end) {
		size_t whole = strcspn(at, "\n"), len = whole;

		if (len > (size_t)(end - at))
			len = whole = (size_t)(end - at);
		if (len >= sizeof(line))
			len = sizeof(line) - 1;
		memcpy(line, at, len);
		while (len > 0 && line[len - 1] == '\r')
			len--;
		line[len] = '\0';
		take_line(r, line);
		at += whole + (at + whole < end);
	}
}

/* -------------------------------------------------------------------- whole */

/* The line on which the row's words stand. */
static const char *begin_of(
	const struct report_source *source, const char *text)
{
	const char *at =
		source->opening ? strcasestr(text, source->opening) : text;

	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

static const char *end_of(const char *at)
{
	const char *first = NULL;

	for (const char *const *end = report_ends; *end; end++) {
		const char *found = strcasestr(at, *end);

		if (found && (!first || found < first))
			first = found;
	}
	return first;
}

/* After the dividing line; that line itself where it is already a field. */
static const char *returned_at(const char *end)
{
	if (*end != '\n')
		end += strcspn(end, "\n");
	return end + strspn(end, " \t\r\n");
}

/* Where one recipient is named, what stands above may be about it as well. */
static void judge_entry(struct reading *r, struct bad_address *judged_r)
{
	struct entry *entry = r->at;

	bad_address_judge(NULL, buf_text(&entry->said), judged_r);
	if (!judged_r->is_silent || r->len != 1 || !r->source->is_within)
		return;
	say(&r->reason, buf_text(&entry->said));
	bad_address_judge(NULL, buf_text(&r->reason), judged_r);
}

static void judge(struct reading *r, struct mail_report *report)
{
	for (r->at = r->entries; r->at < r->entries + r->len; r->at++) {
		struct bad_address judged;

		judge_entry(r, &judged);
		if (judged.is_bad) {
			memcpy(r->at->address.status, judged.status,
				sizeof(r->at->address.status));
			report_keep(report, &r->at->address);
		}
		if (judged.is_bad || report->len == 0)
			report->row = judged.row;
	}
}

/* The recipients that are known from elsewhere. */
static void take_known(struct reading *r, const struct report_letter *letter,
	const struct mail_report *report)
{
	if (!r->source->names_failed)
		return;
	if (!letter->is_beside)
		take_failed(r, letter->head);
	for (size_t i = 0; letter->is_beside && i < report->silent_len; i++)
		(void)entry_add(r, &report->silent[i]);
	if (r->len == 1)
		r->at = &r->entries[0];
}

static void read_text(struct reading *r, const struct report_letter *letter,
	const char **returned_r)
{
	const char *begin = begin_of(r->source, letter->text);
	const char *end = end_of(begin);

	if (end)
		*returned_r = returned_at(end);
	else
		end = begin + strlen(begin);
	if ((size_t)(end - begin) > REPORT_TEXT_MAX)
		end = begin + REPORT_TEXT_MAX;
	take_lines(r, begin, end);
}

enum err report_read_text(struct mail_report *report,
	const struct report_letter *letter, const char **source_r,
	const char **returned_r)
{
	struct reading r = {.source = letter->is_beside ? &report_beside :
							  source_of(letter)};

	*source_r = r.source ? r.source->name : NULL;
	*returned_r = NULL;
	if (!r.source)
		return ERR_NOT_FOUND;
	r.entries = calloc(INBOUND_FAILURES_MAX, sizeof(*r.entries));
	if (!r.entries)
		return ERR_NOMEM;
	buf_init(&r.reason, BAD_ADDRESS_TEXT_MAX);
	take_known(&r, letter, report);
	read_text(&r, letter, returned_r);
	judge(&r, report);
	for (size_t i = 0; i < r.len; i++)
		buf_free(&r.entries[i].said);
	buf_free(&r.reason);
	free(r.entries);
	return ERR_OK;
}
