/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/page.h"
#include "config/shown.h"

#include <stdio.h>
#include <string.h>

#include "base/html.h"
#include "base/zone.h"
#include "core/policy_find.h"
#include "unsubscribe/style.h"

#define DATE_SIZE 64

const char page_policy[] = "default-src 'none'; style-src 'sha256-" STYLE_DIGEST
			   "'; form-action 'self'; base-uri 'none'; "
			   "frame-ancestors 'none'";

static const char *const months[] = {N_("January"), N_("February"), N_("March"),
	N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
	N_("September"), N_("October"), N_("November"), N_("December")};

static const struct {
	unsigned status;
	const char *title;
	const char *line;
} kinds[] = {
	[PAGE_ASK] = {200, N_("No more marketing mail?"), "Ready."},
	[PAGE_DONE] = {200, N_("Done"), "Done."},
	/* Accepted, but not carried out yet: RFC 9110, 15.3.3. */
	[PAGE_NOTED] = {202, N_("Noted"), "Noted; not on record yet."},
	[PAGE_UNDONE] = {200, N_("Taken back"), "Taken back."},
	[PAGE_NOT_UNDONE] = {409, N_("There is nothing to take back"),
		"There is nothing to take back."},
	[PAGE_LATER] = {503, N_("Not possible just now"),
		"Not possible just now."},
	[PAGE_UNKNOWN] = {404, N_("This link is not valid"),
		"This link is not valid."},
	[PAGE_NOWHERE] = {404, N_("There is nothing here"),
		"There is nothing here."},
	[PAGE_UNCLEAR] = {400, N_("This was not understood"),
		"This was not understood."},
	[PAGE_METHOD] = {405, N_("This was not understood"),
		"This method is not accepted."},
	[PAGE_TOO_MANY] = {429, N_("Too many requests"), "Too many requests."},
	[PAGE_TOO_LARGE] = {413, N_("This was not understood"),
		"This request is too large."},
};

unsigned page_status(enum page_kind kind)
{
	return kinds[kind].status;
}

const char *page_line(enum page_kind kind)
{
	return kinds[kind].line;
}

static const char *tr(const struct web_page *p, const char *text)
{
	return catalogue_get(p->languages[p->language].catalogue, text);
}

static const char *controller(const struct web_page *p)
{
	const char *name = settings_controller_name(p->settings);

	return name ? name : "";
}

/* The day the message was made, in the firm's zone, as people write it. */
static void write_date(const struct web_page *p, char date_r[DATE_SIZE])
{
	struct civil day;

	zone_to_civil(p->settings->zone, p->opened->made_utc, &day);
	snprintf(date_r, DATE_SIZE, "%d %s %d", day.day,
		tr(p, months[day.month - 1]), day.year);
}

/* What people call the purpose, in the language of the page. */
static const char *purpose_text(const struct web_page *p)
{
	const char *code = p->languages[p->language].code;
	const struct policy *policy = &p->settings->policy;
	const char *name = p->opened->purpose;
	const struct policy_purpose *purpose = policy_purpose(policy, name);

	if (!purpose)
		return name;
	return shown_name(
		&p->settings->purposes[purpose - policy->purposes].shown_as,
		code, name);
}

/* ---------------------------------------------------------------- parts */

/* A text of ours with places for the firm's words: %1 the purpose, %2
 * the firm, %3 the day. */
static void add_text(
	const struct web_page *p, struct buf *out, const char *text)
{
	char date[DATE_SIZE] = "";
	const char *at;

	while ((at = strchr(text, '%')) != NULL) {
		(void)html_add_len(out, text, (size_t)(at - text));
		text = at + 2;
		switch (at[1]) {
		case '1':
			(void)html_add(out, purpose_text(p));
			break;
		case '2':
			(void)html_add(out, controller(p));
			break;
		case '3':
			write_date(p, date);
			(void)html_add(out, date);
			break;
		default:
			buf_addc(out, '%');
			text = at + 1;
			break;
		}
	}
	(void)html_add(out, text);
}

static void add_element(const struct web_page *p, struct buf *out,
	const char *begin, const char *text, const char *end)
{
	buf_adds(out, begin);
	add_text(p, out, tr(p, text));
	buf_adds(out, end);
	buf_addc(out, '\n');
}

static void add_paragraph(
	const struct web_page *p, struct buf *out, const char *text)
{
	add_element(p, out, "<p>", text, "</p>");
}

/*
 * One button. There is no session and no cookie that another site's form
 * could misuse: the token in the address is all that gives the right to say
 * no more, and whoever has it may as well send it. To take it back needs the
 * secret of the page that answered the click.
 */
static void add_button(const struct web_page *p, struct buf *out,
	const char *scope, const char *style, const char *text)
{
	buf_adds(out, "<form method=\"post\" action=\"");
	(void)html_add(out, p->token);
	if (p->is_language_asked) {
		buf_adds(out, "?lang=");
		(void)html_add(out, p->languages[p->language].code);
	}
	buf_adds(out, "\">");
	if (p->secret) {
		buf_adds(out, "<input type=\"hidden\" name=\"undo\" value=\"");
		(void)html_add(out, p->secret);
		buf_adds(out, "\">");
	}
	buf_adds(out, "<button name=\"scope\" value=\"");
	(void)html_add(out, scope);
	buf_adds(out, "\" class=\"");
	(void)html_add(out, style);
	buf_adds(out, "\">");
	add_text(p, out, tr(p, text));
	buf_adds(out, "</button></form>\n");
}

static void add_both_buttons(const struct web_page *p, struct buf *out)
{
	add_button(p, out, "purpose", "key", N_("No more “%1”"));
	add_button(p, out, "all", "plain", N_("No marketing mail at all"));
}

static void add_mailbox(
	const struct web_page *p, struct buf *out, const char *before)
{
	const char *address = p->settings->unsubscribe.address;

	if (!address)
		return;
	buf_adds(out, "<p>");
	add_text(p, out, tr(p, before));
	buf_adds(out, " <a href=\"mailto:");
	(void)html_add(out, address);
	buf_adds(out, "\">");
	(void)html_add(out, address);
	buf_adds(out, "</a></p>\n");
}

/* --------------------------------------------------------------- bodies */

static void write_ask(const struct web_page *p, struct buf *out)
{
	add_paragraph(p, out,
		N_("%2 wrote to you on %3: a message of the kind “%1”. "
		   "Which mail do you no longer want?"));
	add_both_buttons(p, out);
	add_element(p, out, "<p class=\"soft\">",
		N_("It takes effect at once, costs nothing and needs no "
		   "reason. Messages that are no marketing, such as answers to "
		   "your questions or invoices, still reach you."),
		"</p>");
}

static void write_done(const struct web_page *p, struct buf *out)
{
	if (p->scope == CLICK_ALL)
		add_paragraph(p, out,
			N_("%2 sends you no more marketing mail, from now "
			   "on."));
	else
		add_paragraph(p, out,
			N_("%2 sends you no more messages of the kind “%1”, "
			   "from now on."));
	add_paragraph(p, out, N_("You need do nothing else."));
	if (p->scope != CLICK_ALL)
		add_button(
			p, out, "all", "plain", N_("No marketing mail at all"));
	buf_adds(out, "</div><div class=\"card\">");
	add_element(p, out, "<h2>", N_("Was it a mistake?"), "</h2>");
	if (!p->secret) {
		add_paragraph(p, out, N_("Writing to %2 is enough."));
		return;
	}
	add_paragraph(p, out,
		N_("Within an hour you can take it back here, on this page "
		   "alone. Later, writing to %2 is enough."));
	add_button(p, out, "undo", "plain", N_("Take it back"));
}

static void write_noted(const struct web_page *p, struct buf *out)
{
	if (p->scope == CLICK_ALL)
		add_paragraph(p, out,
			N_("We have noted that %2 shall send you no more "
			   "marketing mail."));
	else
		add_paragraph(p, out,
			N_("We have noted that %2 shall send you no more "
			   "messages of the kind “%1”."));
	add_paragraph(p, out,
		N_("Our records cannot be reached at this moment. Your wish is "
		   "kept safely and is put on record as soon as they are back, "
		   "before any further marketing mail leaves this server."));
	add_paragraph(p, out, N_("You need do nothing else."));
}

static void write_undone(const struct web_page *p, struct buf *out)
{
	add_paragraph(p, out,
		N_("What was recorded by your click is taken back: %2 may "
		   "write to you as before."));
	buf_adds(out, "</div><div class=\"card\">");
	add_element(p, out, "<h2>", N_("Changed your mind?"), "</h2>");
	add_both_buttons(p, out);
}

static void write_not_undone(const struct web_page *p, struct buf *out)
{
	add_paragraph(p, out,
		N_("A click can be taken back once, within an hour, and only "
		   "from the page that answered it. What is on record stays "
		   "on record."));
	add_mailbox(p, out, N_("If it was a mistake, please write to"));
}

static void write_later(const struct web_page *p, struct buf *out)
{
	add_paragraph(p, out,
		N_("Our records cannot be reached at this moment, and nothing "
		   "was changed. Please try again in a few minutes."));
	add_mailbox(p, out, N_("Or write to"));
}

static void write_unknown(const struct web_page *p, struct buf *out)
{
	add_paragraph(p, out,
		N_("It may be incomplete, or too old. Nothing was changed."));
	add_mailbox(p, out, N_("To get no more marketing mail, write to"));
}

static void write_body(const struct web_page *p, struct buf *out)
{
	switch (p->kind) {
	case PAGE_ASK:
		write_ask(p, out);
		break;
	case PAGE_DONE:
		write_done(p, out);
		break;
	case PAGE_NOTED:
		write_noted(p, out);
		break;
	case PAGE_UNDONE:
		write_undone(p, out);
		break;
	case PAGE_NOT_UNDONE:
		write_not_undone(p, out);
		break;
	case PAGE_LATER:
		write_later(p, out);
		break;
	case PAGE_UNKNOWN:
		write_unknown(p, out);
		break;
	case PAGE_NOWHERE:
		add_paragraph(p, out,
			N_("To unsubscribe, please open the link in the "
			   "message that you were sent."));
		break;
	case PAGE_UNCLEAR:
	case PAGE_METHOD:
	case PAGE_TOO_LARGE:
		add_paragraph(p, out,
			N_("Nothing was changed. Please open the link in the "
			   "message that you were sent once more."));
		break;
	case PAGE_TOO_MANY:
		add_paragraph(
			p, out, N_("Please wait a minute, then try again."));
		break;
	}
}

/* Where nothing has happened yet, the page may as well be read in another
 * language; elsewhere asking again would forget what happened. */
static void write_languages(const struct web_page *p, struct buf *out)
{
	if (p->kind != PAGE_ASK || p->languages_len < 2)
		return;
	buf_adds(out, "<footer><nav aria-label=\"");
	(void)html_add(out, tr(p, N_("Language")));
	buf_adds(out, "\"><ul>");
	for (size_t i = 0; i < p->languages_len; i++) {
		const struct page_language *l = &p->languages[i];

		buf_adds(out, "<li>");
		if (i == p->language)
			buf_addf(out,
				"<span lang=\"%s\" aria-current=\"true\">",
				l->code);
		else
			buf_addf(out,
				"<a lang=\"%s\" hreflang=\"%s\" "
				"href=\"?lang=%s\">",
				l->code, l->code, l->code);
		(void)html_add(out, l->name);
		buf_adds(out, i == p->language ? "</span></li>" : "</a></li>");
	}
	buf_adds(out, "</ul></nav></footer>\n");
}

void page_write(const struct web_page *page, struct buf *out)
{
	const char *title = tr(page, kinds[page->kind].title);

	buf_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n",
		page->languages[page->language].code);
	buf_adds(out,
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex, nofollow\">\n"
		"<title>");
	(void)html_add(out, title);
	buf_adds(out, " · ");
	(void)html_add(out, controller(page));
	buf_adds(out,
		"</title>\n<style>" STYLE_TEXT "</style>\n"
		"</head>\n<body>\n<header><p>");
	(void)html_add(out, controller(page));
	buf_adds(out, "</p></header>\n<main>\n<div class=\"card\">\n<h1>");
	(void)html_add(out, title);
	buf_adds(out, "</h1>\n");
	write_body(page, out);
	buf_adds(out, "</div>\n</main>\n");
	write_languages(page, out);
	buf_adds(out, "</body>\n</html>\n");
}
