/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules M6 */
#include "house.h"

#include "milter/notice_sender.h"
#include "service/mailer/outbox.h"
#include "service/person/record.h"
#include "service/quarantine/quarantine.h"

#define BODY "Good morning,\r\nhere is our offer.\r\n"

/* The house, with an MTA that agrees to everything and a notice sender. */
static void open_split(struct house *h, const char *more)
{
	house_open(h, more, true);
	assert_int_equal(
		notice_sender_new(h->office, &h->session->notices), ERR_OK);
	h->session->mta = (struct mta_capabilities){
		.gives_body = true,

		.can_delete = true,
	};
}

static void close_split(struct house *h)
{
	struct notice_sender *notices = h->session->notices;

	house_close(h);
	notice_sender_free(&notices);
}

static size_t letters(const struct house *h)
{
	return notice_sender_waiting(h->session->notices);
}

/* "a@x b@y" */
static void give_recipients(struct house *h, const char *recipients)
{
	char who[100];

	while (*recipients) {
		size_t len = strcspn(recipients, " ");

		snprintf(who, sizeof(who), "%.*s", (int)len, recipients);
		assert_int_equal(rcpt(h, who).kind, ANSWER_CONTINUE);
		recipients += len + strspn(recipients + len, " ");
	}
}

static void give_head(struct house *h)
{
	session_header(h->session, "From", "<x@firma.example>");
	session_header(h->session, "Subject", "Our offer");
	session_header(h->session, "Message-ID", "<1@firma.example>");
}

static struct answer end(struct house *h)
{
	struct answer answer = session_end(h->session, "Q1");

	session_settled(h->session, true);
	return answer;
}

/* By sendmail(1), so that everything is answered at the end. */
static struct answer deliver(struct house *h, const char *sender,
	const char *recipients, const char *body)
{
	assert_int_equal(
		mail_from(h, sender, "ewa", "0").kind, ANSWER_CONTINUE);
	give_recipients(h, recipients);
	give_head(h);
	if (body)
		(void)session_body(h->session, body, strlen(body));
	return end(h);
}

/* --------------------------------------------------------- what is held */

struct found {
	size_t messages, recipients;
	struct held_id id;
	char text[200];
	size_t len;
};

static bool find(void *arg, const struct quarantine_entry *entry)
{
	struct found *found = arg;

	found->messages++;
	found->recipients += entry->recipients_len;
	found->id = entry->held.id;
	assert_false(entry->is_damaged);
	assert_string_equal(entry->summary.subject, "Our offer");
	return true;
}

static struct desk *desk_of(struct house *h)
{
	char cause[DESK_CAUSE_SIZE];
	struct desk *desk;

	assert_int_equal(desk_open(h->office, "piotr", &desk, cause), ERR_OK);
	return desk;
}

static struct found look(struct house *h)
{
	const struct held_filter all = {
		.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
	};
	struct found found = {0};
	struct desk *desk = desk_of(h);

	assert_int_equal(quarantine_list(desk, &all, find, &found), ERR_OK);
	desk_close(&desk);
	return found;
}

/* ------------------------------------------------------------------ rows */

#define ROBINSON "hold-in = robinson\nmixed = split\n"
#define ALL "hold-in = robinson\nmixed = all\n"
#define MTA "hold-in = mta\nmixed = split\n"

struct row {
	const char *name;
	const char *more;
	const char *sender;
	const char *recipients;
	enum answer_kind kind;
	const char *code;
	const char *off; /* a letter for each recipient: - stays */
	size_t held; /* recipients in the quarantine */
	size_t letters;
};

#define US "<x@firma.example>"
#define OUTSIDE "<x@else.example>"
#define ANYWAY "untellable = hold\n"

static const struct row rows[] = {
	{"all may", ROBINSON, US, "a@any.example b@any.example", ANSWER_ACCEPT,
		NULL, "--", 0, 0},
	{"one may not", ROBINSON, US, "a@any.example b@n.example",
		ANSWER_ACCEPT, NULL, "-r", 0, 1},
	{"one is held", ROBINSON, US, "a@any.example b@h.example",
		ANSWER_ACCEPT, NULL, "-h", 1, 1},
	{"one of each", ROBINSON, US, "a@any.example b@n.example c@h.example",
		ANSWER_ACCEPT, NULL, "-rh", 1, 1},
	{"held and refused, nobody gets it", ROBINSON, US,
		"b@n.example c@h.example", ANSWER_DISCARD, NULL, "rh", 1, 1},
	{"all held", ROBINSON, US, "c@h.example d@h.example", ANSWER_DISCARD,
		NULL, "hh", 2, 1},
	{"all held, and nobody is told", ROBINSON "notify-held = no\n", US,
		"c@h.example", ANSWER_DISCARD, NULL, "h", 1, 0},
	{"all refused", ROBINSON, US, "b@n.example c@n.example", ANSWER_REFUSE,
		"550", "rr", 0, 0},
	{"a colleague beside one who is refused", ROBINSON, US,
		"a@firma.example b@n.example", ANSWER_ACCEPT, NULL, "-r", 0, 1},
	{"an address that is none beside others", ROBINSON, US,
		"a@any.example \"@n.example", ANSWER_ACCEPT, NULL, "-r", 0, 1},
	{"from a subdomain: told", ROBINSON, "<x@crm.firma.example>",
		"a@any.example b@n.example c@h.example", ANSWER_ACCEPT, NULL,
		"-rh", 1, 1},
	{"from outside: all may", ROBINSON, OUTSIDE,
		"a@any.example b@any.example", ANSWER_ACCEPT, NULL, "--", 0, 0},
	{"from outside: one of each", ROBINSON, OUTSIDE,
		"a@any.example b@n.example c@h.example", ANSWER_REFUSE, "550",
		"rr", 0, 0},
	{"from outside: one may not", ROBINSON, OUTSIDE,
		"a@any.example b@n.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside: all held", ROBINSON, OUTSIDE, "c@h.example d@h.example",
		ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside: a colleague beside one held", ROBINSON, OUTSIDE,
		"a@firma.example c@h.example", ANSWER_REFUSE, "550", NULL, 0,
		0},
	{"from outside, mixed = all: one held", ALL, OUTSIDE,
		"a@any.example c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside, hold-in = mta", MTA, OUTSIDE,
		"a@any.example c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside, notify-held = no", ROBINSON "notify-held = no\n",
		OUTSIDE, "c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside, no recipient can be taken off", ROBINSON, OUTSIDE,
		"a@any.example b@n.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"from outside, observed", ROBINSON "mode = observe\n", OUTSIDE,
		"a@any.example b@n.example c@h.example", ANSWER_ACCEPT, NULL,
		"---", 0, 0},
	{"from outside, larger than max-message",
		ROBINSON "quarantine { max-message = 1000 }\n", OUTSIDE,
		"a@any.example c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"untellable = hold: one of each", ROBINSON ANYWAY, OUTSIDE,
		"a@any.example b@n.example c@h.example", ANSWER_ACCEPT, NULL,
		"-rh", 1, 0},
	{"untellable = hold: all held", ROBINSON ANYWAY, OUTSIDE,
		"c@h.example d@h.example", ANSWER_DISCARD, NULL, "hh", 2, 0},
	{"untellable = hold: the MTA holds", MTA ANYWAY, OUTSIDE,
		"a@any.example c@h.example", ANSWER_HOLD, NULL, "--", 0, 0},
	{"null sender: one held", ROBINSON ANYWAY, "<>",
		"a@any.example c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"null sender: one may not", ROBINSON ANYWAY, "<>",
		"a@any.example b@n.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"null sender: the MTA would hold", MTA ANYWAY, "<>", "c@h.example",
		ANSWER_REFUSE, "550", NULL, 0, 0},
	{"null sender: all may", ROBINSON ANYWAY, "<>", "a@any.example",
		ANSWER_ACCEPT, NULL, "-", 0, 0},
	{"no address: one held", ROBINSON ANYWAY, "<x@firma..example>",
		"a@any.example c@h.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"a name alone: one may not", ROBINSON ANYWAY, "<x>",
		"a@any.example b@n.example", ANSWER_REFUSE, "550", NULL, 0, 0},
	{"observed", ROBINSON "mode = observe\n", US,
		"a@any.example b@n.example c@h.example", ANSWER_ACCEPT, NULL,
		"-rh", 0, 0},
	{"mixed = all: one refused refuses all", ALL, US,
		"a@any.example b@n.example c@h.example", ANSWER_REFUSE, "550",
		"rrr", 0, 0},
	{"mixed = all: one held holds all", ALL, US,
		"a@any.example c@h.example", ANSWER_DISCARD, NULL, "hh", 2, 1},
	{"mixed = all: colleagues get theirs", ALL, US,
		"a@firma.example c@h.example", ANSWER_ACCEPT, NULL, "-h", 1, 1},
	{"the MTA holds whole messages", MTA, US, "a@any.example c@h.example",
		ANSWER_HOLD, NULL, "--", 0, 0},
	{"without those who are refused", MTA, US,
		"a@any.example b@n.example c@h.example", ANSWER_HOLD, NULL,
		"-r-", 0, 1},
	{"larger than max-message",
		ROBINSON "quarantine { max-message = 1000 }\n", US,
		"a@any.example c@h.example", ANSWER_REFUSE, "552", NULL, 0, 0},
	{"more than max-total",
		ROBINSON
		"quarantine { max-message = 1350  max-total = 1350 }\n",
		US, "a@any.example c@h.example", ANSWER_REFUSE, "452", NULL, 0,
		0},
};

static void check_row(void **state)
{
	static const char marks[] = {'-', 'h', 'r'};
	const struct row *row = *state;
	struct answer answer;
	char body[1200];
	struct house h;

	memset(body, 'x', sizeof(body));
	body[sizeof(body) - 1] = '\0';
	open_split(&h, row->more);
	answer = deliver(&h, row->sender, row->recipients, body);
	assert_int_equal(answer.kind, row->kind);
	if (row->code)
		assert_string_equal(answer.code, row->code);
	for (size_t i = 0; row->off && row->off[i]; i++) {
		const struct recipient *r = &h.session->to.each[i];

		if (!answer.takes_off)
			continue;
		assert_int_equal(r->is_off, row->off[i] != '-');
		if (row->off[i] != '-')
			assert_int_equal(marks[r->disposition], row->off[i]);
	}
	/* Nobody is taken off where the message is not sent. */
	assert_int_equal(answer.takes_off,
		row->off && strpbrk(row->off, "-") && strpbrk(row->off, "rh") &&
			answer.kind != ANSWER_REFUSE &&
			h.settings->mode == MODE_ENFORCE);
	assert_int_equal(letters(&h), row->letters);
	assert_int_equal(look(&h).recipients, row->held);
	close_split(&h);
}

/* ---------------------------------------------------------------- single */

static void notice_says_what(void **state)
{
	struct outbox_letter letter;
	const char *text;
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	(void)deliver(&h, US, "a@any.example b@n.example c@h.example", BODY);
	/* Not due yet, but the first of all. */
	assert_int_equal(outbox_take(h.office, 1, &letter), ERR_OK);
	assert_int_equal(letter.sealed, ERR_OK);
	assert_string_equal(letter.to, "x@firma.example");
	assert_string_equal(letter.queue_id, "Q1");
	text = strndup(letter.text, letter.len);
	outbox_letter_free(&letter);
	assert_non_null(text);
	/* The reference in the journal is given with the record only. */
	assert_non_null(strstr(text, "AHVJ2YWQ"));
	assert_non_null(strstr(text, "x@firma.example"));
	assert_non_null(strstr(text, "b@n.example"));
	assert_non_null(strstr(text, "c@h.example"));
	assert_null(strstr(text, "a@any.example"));
	assert_non_null(strstr(text, "Action: failed"));
	assert_non_null(strstr(text, "Action: delayed"));
	assert_null(strstr(text, "here is our offer"));
	free((char *)text);
	close_split(&h);
}

static void not_needed_not_collected(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	(void)mail_from(&h, US, "ewa", "0");
	(void)rcpt(&h, "a@any.example");
	give_head(&h);
	answer = session_body(h.session, BODY, sizeof(BODY) - 1);
	assert_int_equal(answer.kind, ANSWER_SKIP);
	assert_int_equal(end(&h).kind, ANSWER_ACCEPT);
	/* From outside and matched by no rule: not even the end is needed. */
	(void)mail_from(&h, "<a@else.example>", NULL, "25");
	(void)rcpt(&h, "x@firma.example");
	give_head(&h);
	answer = session_body(h.session, BODY, sizeof(BODY) - 1);
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	session_reset(h.session);
	/* But for a header of ours, which must be removed. */
	(void)mail_from(&h, "<a@else.example>", NULL, "25");
	(void)rcpt(&h, "x@firma.example");
	session_header(h.session, "X-Robinson-Release", "let me in");
	answer = session_body(h.session, BODY, sizeof(BODY) - 1);
	assert_int_equal(answer.kind, ANSWER_SKIP);
	assert_int_equal(end(&h).kind, ANSWER_ACCEPT);
	assert_int_equal(h.session->ours.token, 1);
	close_split(&h);
}

static void not_collected_is_deferred(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	open_split(&h, ROBINSON "on-fault = accept\n");
	h.session->mta.gives_body = false;
	answer = deliver(&h, US, "a@any.example c@h.example", NULL);
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "451");
	h.session->mta = (struct mta_capabilities){.gives_body = true};
	answer = deliver(&h, US, "a@any.example c@h.example", BODY);
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "451");
	assert_int_equal(look(&h).messages, 0);
	assert_int_equal(letters(&h), 0);
	close_split(&h);
}

static void fill_notices(struct house *h)
{
	while (notice_sender_reserve(h->session->notices) == ERR_OK)
		continue;
}

static void no_place_for_notices(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	fill_notices(&h);
	answer = deliver(&h, US, "a@any.example b@n.example", BODY);
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "451");
	answer = deliver(&h, US, "a@any.example c@h.example", BODY);
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	assert_int_equal(look(&h).messages, 1);
	close_split(&h);
}

static void taken_back(void **state)
{
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	(void)mail_from(&h, US, "ewa", "0");
	(void)rcpt(&h, "a@any.example");
	(void)rcpt(&h, "c@h.example");
	give_head(&h);
	(void)session_body(h.session, BODY, sizeof(BODY) - 1);
	assert_int_equal(session_end(h.session, "Q1").kind, ANSWER_ACCEPT);
	assert_int_equal(look(&h).messages, 1);
	session_settled(h.session, false);
	assert_int_equal(look(&h).messages, 0);
	assert_int_equal(letters(&h), 0);
	close_split(&h);
}

/* Refused in part, and the client never hears it: no notice is left. */
static void letter_taken_back(void **state)
{
	struct store_outbox_sum sum;
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	(void)mail_from(&h, US, "ewa", "0");
	(void)rcpt(&h, "a@any.example");
	(void)rcpt(&h, "b@n.example");
	give_head(&h);
	(void)session_body(h.session, BODY, sizeof(BODY) - 1);
	assert_int_equal(session_end(h.session, "Q1").kind, ANSWER_ACCEPT);
	assert_int_equal(outbox_sum(h.office, &sum), ERR_OK);
	assert_int_equal(sum.letters, 1);
	assert_int_equal(sum.next_utc, NOW + NOTICE_SENDER_SETTLE_SECONDS);
	session_settled(h.session, false);
	assert_int_equal(outbox_sum(h.office, &sum), ERR_OK);
	assert_int_equal(sum.letters, 0);
	close_split(&h);
}

static void empty_body(void **state)
{
	struct house h;

	(void)state;
	open_split(&h, ROBINSON);
	assert_int_equal(
		deliver(&h, US, "c@h.example", NULL).kind, ANSWER_DISCARD);
	assert_int_equal(look(&h).messages, 1);
	close_split(&h);
}

/* --------------------------------------------------------------- release */

static void release(
	struct house *h, const struct found *found, char token[TOKEN_TEXT_SIZE])
{
	const struct quarantine_order order = {
		.id = found->id, .n = 0, .reason = "an old customer"};
	struct desk *desk = desk_of(h);

	assert_int_equal(quarantine_release_begin(desk, &order, token), ERR_OK);
	desk_close(&desk);
}

static void object(struct house *h, const char *who)
{
	const struct record_object act = {.who = who, .at_utc = INSTANT_NONE};
	struct desk *desk = desk_of(h);
	struct buf said;

	buf_init(&said, 1000);
	assert_int_equal(record_object(desk, &act, &said), ERR_OK);
	buf_free(&said);
	desk_close(&desk);
}

/* As the MTA gives it back: from our own machine, without a login. */
static struct answer come_back(struct house *h, const char *recipients,
	const char *token, const char *body)
{
	assert_int_equal(mail_from(h, US, NULL, "25").kind, ANSWER_CONTINUE);
	give_recipients(h, recipients);
	session_header(h->session, "Received", "from us by us");
	session_header(h->session, "X-Robinson-Release", token);
	give_head(h);
	(void)session_body(h->session, body, strlen(body));
	return end(h);
}

static void hold_one(struct house *h, char token[TOKEN_TEXT_SIZE])
{
	struct found found;

	open_split(h, ROBINSON);
	assert_int_equal(
		deliver(h, US, "c@h.example", BODY).kind, ANSWER_DISCARD);
	found = look(h);
	assert_int_equal(found.recipients, 1);
	release(h, &found, token);
}

static void released_once(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct answer answer;
	struct house h;

	(void)state;
	hold_one(&h, token);
	answer = come_back(&h, "<c@h.example>", token, BODY);
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	assert_int_equal(h.session->ours.token, 1);
	answer = come_back(&h, "<c@h.example>", token, BODY);
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "550");
	close_split(&h);
}

static void copied(void **state)
{
	static const struct {
		const char *recipients, *body;
	} wrong[] = {
		{"<d@h.example>", BODY},
		{"<c@h.example>", "Another text.\r\n"},
		{"<c@h.example> <d@h.example>", BODY},
		{"<c@firma.example>", BODY},
		{"nobody", BODY},
	};
	char token[TOKEN_TEXT_SIZE];
	struct answer answer;
	struct house h;

	(void)state;
	hold_one(&h, token);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		answer = come_back(
			&h, wrong[i].recipients, token, wrong[i].body);
		assert_int_equal(answer.kind, ANSWER_REFUSE);
		assert_string_equal(answer.code, "550");
	}
	/* It was not spent by these. */
	answer = come_back(&h, "<c@h.example>", token, BODY);
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	close_split(&h);
}

static void objected_meanwhile(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	struct answer answer;
	struct house h;

	(void)state;
	hold_one(&h, token);
	object(&h, "c@h.example");
	answer = come_back(&h, "<c@h.example>", token, BODY);
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "550");
	assert_non_null(strstr(line(&h, 0), "objected"));
	close_split(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "the notice says what became of whom",
		notice_says_what, NULL);
	rows_add_one(&all, "what cannot be held is not collected",
		not_needed_not_collected, NULL);
	rows_add_one(&all, "what was not collected cannot be held",
		not_collected_is_deferred, NULL);
	rows_add_one(
		&all, "an answer that the MTA did not take", taken_back, NULL);
	rows_add_one(&all, "a notice is taken back", letter_taken_back, NULL);
	rows_add_one(&all, "no place for notices", no_place_for_notices, NULL);
	rows_add_one(&all, "a message without a body", empty_body, NULL);
	rows_add_one(&all, "what is released goes once", released_once, NULL);
	rows_add_one(&all, "a token on another message or to another recipient",
		copied, NULL);
	rows_add_one(&all, "an objection after the release was signed",
		objected_meanwhile, NULL);
	return rows_run("split", &all);
}
