/* SPDX-License-Identifier: BSD-2-Clause */
/* What a person wrote, piece by piece: fields, ids, HTML, the opening, stop. */
#include <stdio.h>

#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/ids.h"
#include "inbound/opening.h"
#include "inbound/parts.h"
#include "inbound/stop.h"
#include "lib/rows.h"

/* ----------------------------------------------------------------- fields */

static const struct fields_row {
	const char *name;
	const char *text;
	const char *shown; /* "name=value|" of each, then the rest */
} fields_rows[] = {
	{"fields: one", "A: b\n", "A=b|"},
	{"fields: without a line end", "A: b", "A=b|"},
	{"fields: CRLF and a body", "A: b\r\nC: d\r\n\r\nx", "A=b|C=d|x"},
	{"fields: LF and a body", "A: b\n\nx\n", "A=b|x\n"},
	{"fields: a body alone", "\nx", "x"},
	{"fields: a body alone, CRLF", "\r\nx", "x"},
	{"fields: nothing", "", ""},
	{"fields: an empty line alone", "\n", ""},
	{"fields: CR alone is no empty line", "A: b\n\rC: d\n", "A=b|\rC=d|"},
	{"fields: folded", "A: b\r\n c\n\td\nE: f\n", "A=b   c  d|E=f|"},
	{"fields: folded at the end", "A: b\n c", "A=b  c|"},
	{"fields: blanks around", "A \t:\t b \t\n", "A=b|"},
	{"fields: an empty value", "A:\nB: \n", "A=|B=|"},
	{"fields: a line without a colon", "A b\nC: d\n", "C=d|"},
	{"fields: a name with a blank", "A b: c\nC: d\n", "C=d|"},
	{"fields: no name", ": c\nC: d\n", "C=d|"},
	{"fields: a continuation of nothing", " A: b\nC: d\n", "C=d|"},
	{"fields: the colon is in the next line", "A\n b: c\nC: d\n", "C=d|"},
	{"fields: colons in a value", "A: b: c:\n", "A=b: c:|"},
};

static void check_fields(void **state)
{
	const struct fields_row *r = *state;
	struct fields fields;
	char shown[200] = "";
	const char *rest;

	assert_int_equal(
		fields_parse(r->text, strlen(r->text), &fields, &rest), ERR_OK);
	for (size_t i = 0; i < fields.len; i++) {
		size_t len = strlen(shown);

		(void)snprintf(shown + len, sizeof(shown) - len, "%s=%s|",
			fields.items[i].name, fields.items[i].value);
	}
	strcat(shown, rest);
	assert_string_equal(shown, r->shown);
	fields_free(&fields);
	assert_int_equal(
		fields_parse(r->text, strlen(r->text), &fields, NULL), ERR_OK);
	fields_free(&fields);
	fields_free(&fields);
}

static void test_fields_get(void **state)
{
	static const char text[] = "A: 1\nB: 2\na: 3\n";
	struct fields fields;

	(void)state;
	assert_int_equal(
		fields_parse(text, strlen(text), &fields, NULL), ERR_OK);
	assert_string_equal(fields_get(&fields, "a", 0), "1");
	assert_string_equal(fields_get(&fields, "A", 1), "3");
	assert_null(fields_get(&fields, "A", 2));
	assert_string_equal(fields_get(&fields, "b", 0), "2");
	assert_null(fields_get(&fields, "C", 0));
	fields_free(&fields);
}

static void test_many_fields(void **state)
{
	char *text = malloc((FIELDS_MAX + 1) * 5 + 1), *at = text;
	struct fields fields;
	const char *rest;

	(void)state;
	assert_non_null(text);
	for (int i = 0; i <= FIELDS_MAX; i++, at += 5)
		memcpy(at, "A: b\n", 6);
	assert_int_equal(
		fields_parse(text, strlen(text), &fields, &rest), ERR_OK);
	assert_int_equal(fields.len, FIELDS_MAX);
	assert_string_equal(rest, "");
	fields_free(&fields);
	free(text);
}

static const struct word_row {
	const char *name;
	const char *value, *word;
	bool is_it;
} word_rows[] = {
	{"word: alone", "auto-replied", "auto-replied", true},
	{"word: in capitals", "AUTO-REPLIED", "auto-replied", true},
	{"word: before a parameter", "no; x", "no", true},
	{"word: before a blank", "no x", "no", true},
	{"word: before a tab", "no\tx", "no", true},
	{"word: before a remark", "no(x)", "no", true},
	{"word: the begin of another", "nothing", "no", false},
	{"word: shorter", "n", "no", false},
	{"word: not at the begin", "x no", "no", false},
	{"word: none", "", "no", false},
};

static void check_word(void **state)
{
	const struct word_row *r = *state;

	assert_int_equal(fields_word_is(r->value, r->word), r->is_it);
}

/* -------------------------------------------------------------------- ids */

static const struct from_row {
	const char *name;
	const char *head;
	const char *from; /* NULL: nobody can tell */
} from_rows[] = {
	{"from: an address", "From: a@x.example\n", "a@x.example"},
	{"from: a name", "From: Adam <a@x.example>\n", "a@x.example"},
	{"from: a name in quotes", "From: \"N, A\" <a@x.example>\n",
		"a@x.example"},
	{"from: an @ in quotes", "From: \"b@y\" <a@x.example>\n",
		"a@x.example"},
	{"from: a mark in quotes", "From: \"\\\"b@y\" <a@x.example>\n",
		"a@x.example"},
	{"from: an @ in a remark", "From: a@x.example (b@y, c)\n",
		"a@x.example"},
	{"from: a remark in a remark", "From: a@x.example ((b)@y)\n",
		"a@x.example"},
	{"from: a bracket in a remark", "From: a@x.example (\\)@y)\n",
		"a@x.example"},
	{"from: two", "From: a@x.example, b@y.example\n", NULL},
	{"from: an address as a name", "From: b@y <a@x.example>\n", NULL},
	{"from: a group", "From: g: a@x.example;\n", NULL},
	{"from: a route", "From: <@y:a@x.example>\n", NULL},
	{"from: two fields", "From: a@x.example\nFrom: a@x.example\n", NULL},
	{"from: no field", "To: a@x.example\n", NULL},
	{"from: empty", "From:\n", NULL},
	{"from: a name alone", "From: Adam\n", NULL},
	{"from: quotes without an end", "From: \"a@x.example\n", NULL},
	{"from: a remark without an end", "From: a@x.example (b\n", NULL},
	{"from: an escape at the end", "From: a@x.example (\\\n", NULL},
	{"from: no address", "From: a@x..example\n", NULL},
};

static void check_from(void **state)
{
	const struct from_row *r = *state;
	char from[ADDRESS_TEXT_MAX * 2] = "";
	struct fields fields;

	assert_int_equal(
		fields_parse(r->head, strlen(r->head), &fields, NULL), ERR_OK);
	assert_int_equal(ids_from(&fields, from), r->from != NULL);
	if (r->from)
		assert_string_equal(from, r->from);
	fields_free(&fields);
}

static const struct ids_row {
	const char *name;
	const char *text;
	const char *ids; /* each with "|" */
} ids_rows[] = {
	{"ids: one", "<1@x>", "1@x|"},
	{"ids: several", "<1@x> (y) <2@x>,<3@x>", "1@x|2@x|3@x|"},
	{"ids: none", "1@x", ""},
	{"ids: empty", "<><1@x>", "1@x|"},
	{"ids: with a blank", "<1 @x><2@x>", "2@x|"},
	{"ids: without an end", "<1@x", ""},
	{"ids: begun anew", "<1@x<2@x>", "2@x|"},
};

static void check_ids(void **state)
{
	const struct ids_row *r = *state;
	char found[100] = "", id[ID_TEXT_SIZE];
	const char *at = r->text;

	while (ids_next(&at, id)) {
		strcat(found, id);
		strcat(found, "|");
	}
	assert_string_equal(found, r->ids);
}

static void test_long_id(void **state)
{
	char text[ID_TEXT_SIZE + 10] = "<", id[ID_TEXT_SIZE];
	const char *at = text;

	(void)state;
	memset(text + 1, 'x', ID_TEXT_SIZE);
	text[1 + ID_TEXT_SIZE] = '>';
	assert_false(ids_next(&at, id));
	text[ID_TEXT_SIZE] = '>';
	at = text;
	assert_true(ids_next(&at, id));
	assert_int_equal(strlen(id), ID_TEXT_SIZE - 1);
}

/* ------------------------------------------------------------------- HTML */

static const struct html_row {
	const char *name;
	const char *html, *text;
} html_rows[] = {
	{"html: text", "stop", "stop"},
	{"html: ends of blocks", "<p>a</p><div>b</div>c<br>d",
		"\na\n\nb\nc\nd"},
	{"html: what is no block", "<b>a</b><i>b</i>", "ab"},
	{"html: in capitals", "<P>a<BR/>b", "\na\nb"},
	{"html: line ends are blanks", "a\r\nb\tc", "a  b c"},
	{"html: what is hidden", "<style>p{}</style>a<script>x</script>b",
		"ab"},
	{"html: a shorter one behind a longer one",
		"<script>x</script><style>y</style>a<head>z</head>b", "ab"},
	{"html: tags in what is hidden", "<head><p>x</p></body></head>a", "a"},
	{"html: a hidden one within a hidden one",
		"<head><title>x</title>y</head>a", "a"},
	{"html: hidden to the end", "a<script>x", "a"},
	{"html: a quotation", "a<blockquote>x</blockquote>b", "a\n>\nb"},
	{"html: a quotation in a quotation",
		"a<blockquote>x<blockquote>y</blockquote>z</blockquote>b",
		"a\n>\nb"},
	{"html: an end too many", "</blockquote>a", "a"},
	{"html: attributes", "<p title='>' x=\"'>\">a", "\na"},
	{"html: a remark", "a<!-- <p>x -- > -->b", "ab"},
	{"html: a remark without an end", "a<!-- x", "a"},
	{"html: a tag without an end", "a<p", "a\n"},
	{"html: a longer name", "<px>a<paragraph>b", "ab"},
	{"html: letters by name", "&amp;&lt;&gt;&quot;&apos;&oacute;&szlig;",
		"&<>\"'\xc3\xb3\xc3\x9f"},
	{"html: a blank by name", "a&nbsp;b", "a b"},
	{"html: letters of Western Europe", "&Agrave;&ntilde;&ccedil;&yuml;",
		"\xc3\x80\xc3\xb1\xc3\xa7\xc3\xbf"},
	{"html: Polish letters", "&lstrok;&eogon;&Zdot;",
		"\xc5\x82\xc4\x99\xc5\xbb"},
	{"html: a name that is none", "a&foo;b", "ab"},
	{"html: no name", "a & b&c", "a & b&c"},
	{"html: a name that is too long", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;",
		"&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;"},
	{"html: by number", "&#83;&#x74;&#X6F;p", "Stop"},
	{"html: a blank by number", "a&#160;b&#xa0;c", "a b c"},
	{"html: number nought", "a&#0;b", "ab"},
	{"html: the last number", "&#x10ffff;", "\xf4\x8f\xbf\xbf"},
	{"html: a number behind it", "a&#x110000;b", "ab"},
	{"html: half a character", "a&#xd800;b", "ab"},
};

static void check_html(void **state)
{
	const struct html_row *r = *state;
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(html_to_text(r->html, &out), ERR_OK);
	assert_string_equal(buf_text(&out), r->text);
	buf_free(&out);
}

/* ---------------------------------------------------------------- opening */

static const struct opening_row {
	const char *name;
	const char *text;
	const char *line; /* NULL: nothing of the writer's own */
} opening_rows[] = {
	{"opening: a line", "stop\n", "stop"},
	{"opening: without a line end", "stop", "stop"},
	{"opening: blanks around", " \t stop \r\n", "stop"},
	{"opening: no-break blanks", "\xc2\xa0\xef\xbb\xbfstop", "stop"},
	{"opening: behind empty lines", "\n \n\r\nstop\n", "stop"},
	{"opening: behind a quotation", "> x\n>y\nstop\n", "stop"},
	{"opening: nothing", "", NULL},
	{"opening: empty lines", "\n\n", NULL},
	{"opening: a quotation alone", "> x\n", NULL},
	{"opening: a signature", "--\nstop\n", NULL},
	{"opening: a signature with a blank", "-- \nstop\n", NULL},
	{"opening: two hyphens and more", "--x\n", "--x"},
	{"opening: a rule of Outlook", "-----Original Message-----\nstop",
		NULL},
	{"opening: four hyphens", "----\nstop", "----"},
	{"opening: a line of underscores", "__________\nstop", NULL},
	{"opening: nine underscores", "_________\nstop", "_________"},
	{"opening: somebody wrote, nothing quoted", "Ania pisze:\nstop", NULL},
	{"opening: wrote within a line", "Ania wrote: no\nx\n",
		"Ania wrote: no"},
	{"opening: a colon at the end", "please:\nx\n", "please:"},
	{"opening: wrote in German", "Ania schrieb:\nx\n", NULL},
	{"opening: somebody wrote and a quotation",
		"On 11 June Ania wrote:\n> x\nstop\n", "stop"},
	{"opening: over two lines", "On 11 June\nAnia wrote:\n> x\nstop\n",
		"stop"},
	{"opening: over three lines",
		"On 11 June\nAnia <a@b>\nwrote:\n> x\nstop\n", "stop"},
	{"opening: over four lines", "On 11 June\na\nb\nwrote:\n> x\nstop\n",
		"On 11 June"},
	{"opening: a line of the writer's own above it",
		"please\nAnia wrote:\n> x\n", "please"},
	{"opening: an empty line before the quotation",
		"On 11 June Ania wrote:\n\n> x\nstop\n", "stop"},
	{"opening: a date and a quotation", "On 11 June\n> x\nstop\n",
		"On 11 June"},
	{"opening: an empty line within", "On 11 June\n\nwrote:\n> x\nstop\n",
		"On 11 June"},
	{"opening: a head of Outlook", "From: Ania\nSent: 11 June\nstop\n",
		NULL},
	{"opening: a head in Polish", "Od: Ania\n\nWys\xc5\x82\x61no: x\n",
		NULL},
	{"opening: a From that is no head", "From: now on stop\nplease\n",
		"From: now on stop"},
	{"opening: a From at the end", "From: Ania\n", "From: Ania"},
};

/* The first of the writer's own lines. */
static void check_opening(void **state)
{
	const struct opening_row *r = *state;
	struct buf own;
	const char *line;

	buf_init(&own, 10000);
	assert_int_equal(opening_read(r->text, &own), ERR_OK);
	line = buf_text(&own);
	line += strspn(line, "\n");
	assert_int_equal(*line != '\0', r->line != NULL);
	if (r->line)
		assert_int_equal(strcspn(line, "\n"), strlen(r->line));
	if (r->line)
		assert_memory_equal(line, r->line, strlen(r->line));
	buf_free(&own);
}

static const struct own_row {
	const char *name;
	const char *text;
	const char *own; /* its lines, divided by a bar */
} own_rows[] = {
	{"own words: behind a quotation", "a\n> x\nb\n", "a|b|"},
	{"own words: an empty line", "a\n\nb\n", "a||b|"},
	{"own words: up to the closing", "a\nKind regards\nAdam\n", "a|"},
	{"own words: up to the closing, in Polish", "a\nPozdrawiam,\nAdam\n",
		"a|"},
	{"own words: no closing but a sentence",
		"a\nPozdrawiam i prosz\xc4\x99 mnie wypisa\xc4\x87 z tej "
		"listy\n",
		"a|Pozdrawiam i prosz\xc4\x99 mnie wypisa\xc4\x87 z tej "
		"listy|"},
	{"own words: no closing on top", "Saludos\na\n", "Saludos|a|"},
	{"own words: a telephone", "a\nSent from my iPhone\n", "a|"},
	{"own words: a telephone, in German", "a\nVon meinem iPhone gesendet\n",
		"a|"},
	{"own words: a banner", "[EXTERNAL EMAIL]\n\na\n", "|a|"},
	{"own words: a banner on the same line", "[EXTERN] a\n", "a|"},
	{"own words: brackets of the writer", "[x] a\n", "[x] a|"},
	{"own words: a banner of three lines",
		"CAUTION: This email originated from outside of the\n"
		"organization. Do not click links or open attachments unless\n"
		"you recognize the sender.\n\na\n",
		"|a|"},
	{"own words: a banner without an empty line",
		"EXTERNAL EMAIL: do not click links\na\n", "a|"},
};

static void check_own(void **state)
{
	const struct own_row *r = *state;
	char text[1000];
	struct buf own;

	buf_init(&own, sizeof(text) - 1);
	assert_int_equal(opening_read(r->text, &own), ERR_OK);
	memcpy(text, buf_text(&own), own.len + 1);
	for (char *at = text; (at = strchr(at, '\n'));)
		*at = '|';
	assert_string_equal(text, r->own);
	buf_free(&own);
}

/* ------------------------------------------------------------------- stop */

static const char *said[] = {
	"stop", "please unsubscribe", "Rezygnuj\xc4\x99", "", "!?"};
static const struct inbound_list stop_words = {said, 5};

static const struct stop_row {
	const char *name;
	const char *text;
	const char *in_letter, *in_subject; /* NULL: nobody says so */
} stop_rows[] = {
	{"stop: alone", "stop", "stop", "stop"},
	{"stop: in capitals", "STOP", "stop", "stop"},
	{"stop: with marks", " *Stop!* ", "stop", "stop"},
	{"stop: goes on", "stop it", "stop", "stop it"},
	{"stop: a longer word", "stopgap", NULL, NULL},
	{"stop: not the first word", "at the bus stop", NULL, NULL},
	{"stop: two words", "Please,  unsubscribe.", "please unsubscribe",
		"please unsubscribe"},
	{"stop: half of two words", "please", NULL, NULL},
	{"stop: letters of others", "REZYGNUJ\xc4\x98", "Rezygnuj\xc4\x99",
		"Rezygnuj\xc4\x99"},
	{"stop: decomposed", "rezygnuje\xcc\xa8", "Rezygnuj\xc4\x99",
		"Rezygnuj\xc4\x99"},
	{"stop: what takes no room", "st\xc2\xado\xe2\x80\x8bp", "stop",
		"stop"},
	{"stop: nothing", "", NULL, NULL},
	{"stop: marks alone", "!?", NULL, NULL},
	{"stop: an answer", "Re: stop", NULL, "stop"},
	{"stop: an answer of an answer", "RE: Odp.: AW : stop", NULL, "stop"},
	{"stop: an answer with a number", "Re[2]: stop", NULL, "stop"},
	{"stop: an answer with a number in brackets", "Re (12): stop", NULL,
		"stop"},
	{"stop: an answer with a roof", "Re^2: stop", NULL, "stop"},
	{"stop: an answer close to it", "Re:stop", NULL, "stop"},
	{"stop: an answer to nothing", "Re:", NULL, NULL},
	{"stop: no answer", "Rest: stop", NULL, NULL},
	{"stop: no colon", "Re stop here", NULL, NULL},
};

static void assert_said(
	enum err e, const struct stop_found *found, const char *expected)
{
	assert_int_equal(e, expected ? ERR_OK : ERR_NOT_FOUND);
	assert_int_equal(found->grade != INBOUND_UNSAID, expected != NULL);
	assert_string_equal(found->said, expected ? expected : "");
}

static void check_stop(void **state)
{
	const struct stop_row *r = *state;
	struct stop_found found;
	enum err e =
		stop_in_letter(&stop_words, r->text, strlen(r->text), &found);

	assert_said(e, &found, r->in_letter);
	e = stop_in_subject(&stop_words, r->text, false, &found);
	assert_said(e, &found, r->in_subject);
}

/* The subject of a reply is our own. */
static const struct reply_row {
	const char *name;
	const char *subject;
	enum inbound_grade alone, in_reply;
} reply_rows[] = {
	{"reply: a word", "Re: stop", INBOUND_CERTAIN, INBOUND_LIKELY},
	{"reply: of the grammar", "AW: Abmelden", INBOUND_CERTAIN,
		INBOUND_LIKELY},
	{"reply: without a mark", "Abmelden", INBOUND_CERTAIN, INBOUND_CERTAIN},
	{"reply: within more", "Re: Oferta: wypisz mnie z listy",
		INBOUND_CERTAIN, INBOUND_UNSAID},
	{"reply: an offer", "Re: Oferta", INBOUND_UNSAID, INBOUND_UNSAID},
};

static void check_reply(void **state)
{
	const struct reply_row *r = *state;
	struct stop_found found;
	enum err e = stop_in_subject(&stop_words, r->subject, false, &found);

	assert_int_equal(found.grade, r->alone);
	assert_int_equal(e == ERR_OK, r->alone != INBOUND_UNSAID);
	e = stop_in_subject(&stop_words, r->subject, true, &found);
	assert_int_equal(found.grade, r->in_reply);
	assert_int_equal(e == ERR_OK, r->in_reply != INBOUND_UNSAID);
}

/* What a letter is looked at for, and what turns it round. */
static const struct grade_row {
	const char *name;
	const char *text;
	enum inbound_grade grade;
} grade_rows[] = {
	{"grade: the third sentence", "Hello Jane,\nOne. Two. Unsubscribe.",
		INBOUND_CERTAIN},
	{"grade: the fourth sentence", "One. Two. Three. Unsubscribe.",
		INBOUND_UNSAID},
	{"grade: a sentence over two lines",
		"I would be very grateful to you if you could remove me from\n"
		"your mailing list.",
		INBOUND_CERTAIN},
	{"grade: turned round", "Please do not unsubscribe me.",
		INBOUND_UNSAID},
	{"grade: turned round, in Polish",
		"Prosz\xc4\x99 nie usuwa\xc4\x87 "
		"mnie z listy.",
		INBOUND_UNSAID},
	{"grade: business before it", "Rezygnuj\xc4\x99 z pozycji 3.",
		INBOUND_UNSAID},
	{"grade: a mailbox", "Please remove adam@client.example.",
		INBOUND_CERTAIN},
	{"grade: a link is no word", "https://x.example/unsubscribe",
		INBOUND_UNSAID},
	{"grade: a stop within",
		"Na podst. art. 21 RODO wnosz\xc4\x99 "
		"sprzeciw wobec marketingu.",
		INBOUND_CERTAIN},
	{"grade: nothing but politeness", "Please! Thank you!", INBOUND_UNSAID},
};

static void check_grade(void **state)
{
	const struct grade_row *r = *state;
	const struct inbound_list none = {0};
	struct stop_found found;
	enum err e = stop_in_letter(&none, r->text, strlen(r->text), &found);

	assert_int_equal(found.grade, r->grade);
	assert_int_equal(e == ERR_OK, r->grade != INBOUND_UNSAID);
}

/* What stands behind so many words is not looked at; nothing takes long. */
static void test_long_text(void **state)
{
	static const char *const words[] = {"no ", "me ", "send ", "mail ",
		"more ", "want ", "remove ", "list ", "nie ", "x, "};
	const struct inbound_list none = {0};
	struct stop_found found;
	struct buf text;

	(void)state;
	buf_init(&text, 100000);
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(
			buf_adds(&text,
				words[i * i %
					(sizeof(words) / sizeof(*words))]),
			ERR_OK);
	assert_int_not_equal(
		stop_in_letter(&none, buf_text(&text), text.len, &found),
		ERR_NOMEM);
	buf_reset(&text);
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(buf_adds(&text, "x "), ERR_OK);
	assert_int_equal(buf_adds(&text, "unsubscribe me"), ERR_OK);
	assert_int_equal(
		stop_in_letter(&none, buf_text(&text), text.len, &found),
		ERR_NOT_FOUND);
	buf_free(&text);
}

int main(void)
{
	struct rows rows = {0};

	parts_begin();

	rows_add(&rows, fields_rows, check_fields);
	rows_add_one(&rows, "fields by name", test_fields_get, NULL);
	rows_add_one(&rows, "many fields", test_many_fields, NULL);
	rows_add(&rows, word_rows, check_word);
	rows_add(&rows, from_rows, check_from);
	rows_add(&rows, ids_rows, check_ids);
	rows_add_one(&rows, "a long id", test_long_id, NULL);
	rows_add(&rows, html_rows, check_html);
	rows_add(&rows, opening_rows, check_opening);
	rows_add(&rows, own_rows, check_own);
	rows_add(&rows, stop_rows, check_stop);
	rows_add(&rows, reply_rows, check_reply);
	rows_add(&rows, grade_rows, check_grade);
	rows_add_one(&rows, "a long text", test_long_text, NULL);
	return rows_run("words", &rows);
}
