/* SPDX-License-Identifier: BSD-2-Clause */
/* What a marketing message gets, and what it must have, before it goes. */
#include "house.h"

#include "crypto/unsubscribe.h"
#include "service/person/record.h"

#define PAGE "url = 'https://firma.example/u/' "
#define BOX "address = 'Un%Sub+x@firma.example' "
#define BOX_URI "mailto:un%25sub+x@firma.example?subject="
#define SECTION(keys) "inbound { }\nunsubscribe { " keys "}\n"

enum form {
	FORM_NONE,
	FORM_BOTH,
	FORM_PAGE,
	FORM_BOX
};

struct row {
	const char *name;
	const char *more; /* configuration */
	const char *recipients;
	const char *own; /* its own List-Unsubscribe */
	enum answer_kind at_end;
	enum form form;
	const char *purpose; /* of the token; NULL: there is no token */
};

static const struct row rows[] = {
	{"page and mailbox", SECTION(PAGE BOX), "a@any.example", NULL,
		ANSWER_ACCEPT, FORM_BOTH, "anything"},
	{"the page alone", SECTION(PAGE), "a@any.example", NULL, ANSWER_ACCEPT,
		FORM_PAGE, "anything"},
	{"the mailbox alone", SECTION(BOX), "a@any.example", NULL,
		ANSWER_ACCEPT, FORM_BOX, "anything"},
	{"no section", "", "a@any.example", NULL, ANSWER_ACCEPT, FORM_NONE,
		NULL},
	{"a flagged one has them too", SECTION(PAGE BOX), "a@g.example", NULL,
		ANSWER_ACCEPT, FORM_BOTH, "gift"},
	{"what the MTA holds may go later, without our being asked",
		SECTION(PAGE BOX), "a@h.example", NULL, ANSWER_HOLD, FORM_BOTH,
		"followup"},
	{"what is refused has none", SECTION(PAGE BOX), "a@n.example", NULL,
		ANSWER_REFUSE, FORM_NONE, NULL},
	{"several of one purpose", SECTION(PAGE BOX),
		"a@any.example b@any.example", NULL, ANSWER_ACCEPT, FORM_BOX,
		"anything"},
	{"several of several purposes: no token", SECTION(PAGE BOX),
		"a@any.example b@g.example", NULL, ANSWER_ACCEPT, FORM_BOX,
		NULL},
	{"one, and a colleague", SECTION(PAGE BOX),
		"a@any.example b@firma.example", NULL, ANSWER_ACCEPT, FORM_BOX,
		"anything"},
	{"one, and one who is no target", SECTION(PAGE BOX),
		"a@any.example b@example.com", NULL, ANSWER_ACCEPT, FORM_BOX,
		"anything"},
	{"several without a mailbox", SECTION(PAGE),
		"a@any.example b@any.example", NULL, ANSWER_ACCEPT, FORM_NONE,
		NULL},
	{"colleagues alone", SECTION(PAGE BOX), "b@firma.example", NULL,
		ANSWER_ACCEPT, FORM_NONE, NULL},
	{"own ones are kept", SECTION(PAGE BOX), "a@any.example", "<x:y>",
		ANSWER_ACCEPT, FORM_NONE, NULL},
	{"own ones are replaced", SECTION(PAGE BOX "own-headers = replace "),
		"a@any.example", "<x:y>", ANSWER_ACCEPT, FORM_BOTH, "anything"},
	{"to observe", "mode = observe\n" SECTION(PAGE BOX), "a@any.example",
		NULL, ANSWER_ACCEPT, FORM_NONE, NULL},
	{"one of two is refused: the rest is for one",
		"mixed = split\nhold-in = mta\n" SECTION(PAGE BOX),
		"a@any.example b@n.example", NULL, ANSWER_ACCEPT, FORM_BOTH,
		"anything"},
	{"of three two are left",
		"mixed = split\nhold-in = mta\n" SECTION(PAGE BOX),
		"a@any.example b@n.example c@any.example", NULL, ANSWER_ACCEPT,
		FORM_BOX, "anything"},
};

static void give(struct house *h, const char *recipients)
{
	char who[100];

	while (*recipients) {
		size_t len = strcspn(recipients, " ");

		(void)snprintf(who, sizeof(who), "%.*s", (int)len, recipients);
		assert_int_equal(rcpt(h, who).kind, ANSWER_CONTINUE);
		recipients += len + strspn(recipients + len, " ");
	}
}

/* By sendmail(1), so that everything is answered at the end. */
static void begin(struct house *h, const char *recipients)
{
	h->session->mta = (struct mta_capabilities){
		.gives_body = true, .can_delete = true};
	assert_int_equal(mail_from(h, "x@firma.example", "ewa", "0").kind,
		ANSWER_CONTINUE);
	give(h, recipients);
	session_header(h->session, "Message-ID", "<1@firma.example>");
}

/* What the token at "text" says; its end. */
static const char *read_token(const struct house *h, const char *text,
	struct unsubscribe_token *token_r)
{
	size_t len = strcspn(text, ">");
	struct unsubscriber *u;

	assert_int_equal(unsubscriber_new(office_keys(h->office), &u), ERR_OK);
	assert_int_equal(unsubscribe_open(u, text, len, token_r), ERR_OK);
	unsubscriber_free(&u);
	return text + len + 1;
}

static const char *expect(const char *text, const char *begins)
{
	assert_memory_equal(text, begins, strlen(begins));
	return text + strlen(begins);
}

static void check_token(const struct house *h, const struct row *row,
	const struct unsubscribe_token *token)
{
	bool is_one = row->form != FORM_BOX || !strchr(row->recipients, ' ');

	assert_string_equal(token->purpose, row->purpose);
	assert_int_equal(token->made_utc, NOW);
	assert_int_equal(token->has_key, is_one);
	if (is_one)
		assert_memory_equal(&token->key, &h->session->to.items[0].key,
			sizeof(token->key));
}

static void check_form(const struct house *h, const struct row *row,
	const struct answer *answer)
{
	const char *at = answer->unsubscribe;
	struct unsubscribe_token token;

	assert_int_equal(answer->one_click,
		row->form == FORM_BOTH || row->form == FORM_PAGE);
	if (row->form == FORM_NONE) {
		assert_null(at);
		return;
	}
	assert_non_null(at);
	if (row->form != FORM_BOX) {
		at = expect(at, "<https://firma.example/u/");
		at = read_token(h, at, &token);
		check_token(h, row, &token);
		if (row->form == FORM_BOTH)
			at = expect(at, ",\n ");
	}
	if (row->form != FORM_PAGE) {
		at = expect(at, "<" BOX_URI);
		if (row->purpose) {
			at = read_token(h, at, &token);
			check_token(h, row, &token);
		} else {
			at = expect(at, "unsubscribe>");
		}
	}
	assert_string_equal(at, "");
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct answer answer;
	struct house h;

	house_open(&h, row->more, true);
	for (int round = 0; round < 2; round++) {
		begin(&h, row->recipients);
		if (row->own)
			session_header(h.session, "list-unsubscribe", row->own);
		answer = session_end(h.session, "Q1");
		assert_int_equal(answer.kind, row->at_end);
		assert_false(answer.is_unready);
		assert_int_equal(
			h.session->unsubscribe.own_list, row->own != NULL);
		check_form(&h, row, &answer);
		session_settled(h.session, true);
	}
	house_close(&h);
}

/* The longest page, mailbox and purpose: RFC 5322 2.1.1. */
static void test_longest(void **state)
{
	char more[1200], page[200], local[65];
	struct answer answer;
	struct house h;

	(void)state;
	memset(page, 'u', sizeof(page));
	memcpy(page, "https://", 8);
	memcpy(page + sizeof(page) - 2, "/", 2);
	page[20] = '/';
	memset(local, '%', 64);
	local[64] = '\0';
	(void)snprintf(more, sizeof(more),
		"inbound { }\nunsubscribe { url = '%s' address = "
		"'%s@firma.example' }\n"
		"purpose 'pppppppppppppppppppppppppppppppppppppppppppppppppppp"
		"pppppppppppp' { bases = {'consent'} "
		"actions { unknown = accept } }\n"
		"classify 'l' { purpose = "
		"pppppppppppppppppppppppppppppppppppppppppppppppppppp"
		"pppppppppppp recipient = {'*@l.example'} }\n",
		page, local);
	house_open(&h, more, true);
	begin(&h, "a@l.example");
	answer = session_end(h.session, "Q1");
	assert_non_null(answer.unsubscribe);
	assert_true(strlen(answer.unsubscribe) > 700);
	for (const char *at = answer.unsubscribe; *at;) {
		size_t len = strcspn(at, "\n");

		assert_true(strlen(UNSUBSCRIBE_LIST) + 2 + len <= 998);
		at += len + (at[len] == '\n');
	}
	house_close(&h);
}

/* ------------------------------------------------------------ the notice */

#define NOTICE(forms)                                               \
	"purpose 'told' { bases = {'consent'} actions { unknown = " \
	"reject } require-notice = {" forms "} "

/* Nobody is known here: the rule is reached by a person on record only, which
 * the stories have; here it is asked how much of the body is taken. */
struct body_row {
	const char *name;
	const char *more;
	const char *recipient;
	bool wants; /* the body at all */
	enum answer_kind at_body;
};

static const struct body_row body_rows[] = {
	{"no purpose asks for the text", NOTICE("'headers'") "}\n",
		"a@any.example", false, ANSWER_SKIP},
	{"another purpose asks for the text",
		NOTICE("'text'") "notice = '/x/' }\n", "a@any.example", true,
		ANSWER_SKIP},
	{"a stranger is refused whatever the text says",
		NOTICE("'text'") "notice = '/x/' }\n"
				 "classify 't' { purpose = told "
				 "recipient = {'*@t.example'} }\n",
		"a@t.example", true, ANSWER_SKIP},
};

static void check_body(void **state)
{
	const struct body_row *row = *state;
	struct answer answer;
	struct house h;

	house_open(&h, row->more, true);
	assert_int_equal(session_wants_body(h.settings), row->wants);
	begin(&h, row->recipient);
	answer = session_body(h.session, "x\r\n", 3);
	assert_int_equal(answer.kind, row->at_body);
	assert_int_equal(h.session->notice.scan.body_len, 0);
	house_close(&h);
}

/* A person on record, whom nothing but the notice stands against. */
static void open_told(struct house *h, const char *more)
{
	const struct record_contact act = {.who = "a@t.example",
		.at_utc = NOW - 86400,
		.source = "s",
		.relation = "r"};
	char text[1000], cause[DESK_CAUSE_SIZE];
	struct desk *desk;
	struct buf said;

	(void)snprintf(text, sizeof(text),
		"%srelation 'r' { retain = {'1 year after last-contact'} "
		"bases = {'legitimate-interest'} }\n"
		"source 's' { collected-for = {'told'} }\n"
		"purpose 'told' { bases = {'legitimate-interest'} "
		"assessment = 'L' require-notice = {'text'} "
		"notice = '/no more/' actions { no-notice = reject } }\n"
		"classify 't' { purpose = told recipient = {'*@t.example'} }\n",
		more);
	house_open(h, text, true);
	buf_init(&said, 1000);
	assert_int_equal(desk_open(h->office, "piotr", &desk, cause), ERR_OK);
	assert_int_equal(record_contact(desk, &act, &said), ERR_OK);
	desk_close(&desk);
	buf_free(&said);
}

struct text_row {
	const char *name;
	const char *more;
	bool gives_body;
	size_t chunks; /* of 64 kB */
	size_t notice_in; /* which of them has it; 0: none */
	size_t wanted; /* after how many the MTA may skip the rest */
	enum answer_kind at_end;
	const char *code;
};

#define CHUNK 65536

static const struct text_row text_rows[] = {
	/* What follows may be another alternative, or a style. */
	{"at once", "", true, 8, 1, 9, ANSWER_ACCEPT, NULL},
	{"in the third of eight", "", true, 8, 3, 9, ANSWER_ACCEPT, NULL},
	{"in the last of a small message", "", true, 3, 3, 9, ANSWER_ACCEPT,
		NULL},
	{"nowhere in a large message", "", true, 40, 0, 16, ANSWER_REFUSE,
		"550"},
	{"behind the bound", "", true, 40, 17, 16, ANSWER_REFUSE, "550"},
	{"no body at all", "", true, 0, 0, 0, ANSWER_REFUSE, "550"},
	{"the MTA was not asked for the body", "", false, 0, 0, 0,
		ANSWER_REFUSE, "451"},
	{"to observe is to let it go", "mode = observe\n", false, 0, 0, 0,
		ANSWER_ACCEPT, NULL},
	{"on-fault is for faults, not for the notice", "on-fault = accept\n",
		true, 1, 0, 9, ANSWER_REFUSE, "550"},
};

static void check_text(void **state)
{
	const struct text_row *row = *state;
	static char chunk[CHUNK];
	struct answer answer;
	struct house h;

	open_told(&h, row->more);
	/* Twice; but when it went the person is told, and the body is let
	 * pass. */
	for (int round = 0; round < (row->code ? 2 : 1); round++) {
		begin(&h, "a@t.example");
		h.session->mta.gives_body = row->gives_body;
		for (size_t i = 1; i <= row->chunks; i++) {
			memset(chunk, ' ', sizeof(chunk));
			if (i == row->notice_in)
				memcpy(chunk + 100, "no more", 7);
			answer = session_body(h.session, chunk, CHUNK);
			assert_int_equal(answer.kind,
				i < row->wanted ? ANSWER_CONTINUE :
						  ANSWER_SKIP);
		}
		assert_true(h.session->notice.scan.body_len <= NOTICE_SCAN_MAX);
		answer = session_end(h.session, "Q1");
		assert_int_equal(answer.kind, row->at_end);
		if (row->code)
			assert_string_equal(answer.code, row->code);
		session_settled(h.session, true);
	}
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "the longest lines", test_longest, NULL);
	rows_add(&all, body_rows, check_body);
	rows_add(&all, text_rows, check_text);
	return rows_run("outgoing", &all);
}
