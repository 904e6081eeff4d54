/* SPDX-License-Identifier: BSD-2-Clause */
#include "house.h"

#include "milter/changes.h"

/* ---------------------------------------------------------- one recipient */

struct row {
	const char *name;
	const char *more; /* configuration */
	const char *login;
	const char *port;
	const char *recipient;
	bool with_keys;
	enum answer_kind at_mail, at_rcpt, at_end;
	const char *code; /* of a refusal */
};

static const struct row rows[] = {
	{"what no rule can match goes at MAIL", "", "bob", "25",
		"a@example.com", true, ANSWER_ACCEPT, 0, 0, NULL},
	{"from outside it is looked at to the end", "", NULL, "25",
		"a@example.com", true, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
	{"so it is where somebody may name the purpose",
		"purpose-header { auth-user = {'boss'} }\n", "bob", "25",
		"a@example.com", true, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
	{"refused at RCPT", "", "ola", "25", "a@example.com", true,
		ANSWER_CONTINUE, ANSWER_REFUSE, 0, "550"},
	{"an address that is none", "", "ola", "25", "nobody", true,
		ANSWER_CONTINUE, ANSWER_REFUSE, 0, "501"},
	{"mail of sendmail(1) is refused at its end", "", "ola", "0",
		"a@example.com", true, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_REFUSE, "550"},
	{"held at its end", "", "ania", "25", "a@example.com", true,
		ANSWER_CONTINUE, ANSWER_CONTINUE, ANSWER_HOLD, NULL},
	{"the firm's own domain is not asked about", "", "ola", "25",
		"a@firma.example", true, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
	{"observed, nothing is refused", "mode = observe\n", "ola", "25",
		"a@example.com", true, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
	{"declared not to be marketing", "", "kasia", "25", "a@example.com",
		true, ANSWER_CONTINUE, ANSWER_CONTINUE, ANSWER_ACCEPT, NULL},
	{"and it passes when it cannot be journaled", "", "kasia", "25",
		"a@example.com", false, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
	{"a fault defers", "", "ola", "25", "a@example.com", false,
		ANSWER_CONTINUE, ANSWER_REFUSE, 0, "451"},
	{"a fault of mail by sendmail(1) defers at its end", "", "ola", "0",
		"a@example.com", false, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_REFUSE, "451"},
	{"a fault holds", "on-fault = hold\n", "ola", "25", "a@example.com",
		false, ANSWER_CONTINUE, ANSWER_CONTINUE, ANSWER_HOLD, NULL},
	{"a fault accepts", "on-fault = accept\n", "ola", "25", "a@example.com",
		false, ANSWER_CONTINUE, ANSWER_CONTINUE, ANSWER_ACCEPT, NULL},
	{"a fault while observing changes nothing", "mode = observe\n", "ola",
		"25", "a@example.com", false, ANSWER_CONTINUE, ANSWER_CONTINUE,
		ANSWER_ACCEPT, NULL},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct answer answer;
	struct house h;

	house_open(&h, row->more, row->with_keys);
	/* Twice: nothing of a message may be left for the next. */
	for (int round = 0; round < 2; round++) {
		answer = mail_from(
			&h, "<x@firma.example>", row->login, row->port);
		assert_int_equal(answer.kind, row->at_mail);
		if (answer.kind != ANSWER_CONTINUE)
			continue;
		answer = rcpt(&h, row->recipient);
		assert_int_equal(answer.kind, row->at_rcpt);
		if (answer.kind == ANSWER_CONTINUE) {
			answer = session_end(h.session, "Q1");
			assert_int_equal(answer.kind, row->at_end);
		}
		if (row->code) {
			assert_string_equal(answer.code, row->code);
			assert_non_null(line(&h, 0));
		}
	}
	house_close(&h);
}

/* -------------------------------------------------------- several of them */

static void strictest_for_all(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	house_open(&h, "", true);
	(void)mail_from(&h, "x@firma.example", "ewa", "0");
	(void)rcpt(&h, "a@any.example");
	(void)rcpt(&h, "b@n.example");
	(void)rcpt(&h, "c@firma.example");
	answer = session_end(h.session, "Q1");
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_non_null(strstr(line(&h, 0), "<b@n.example>"));
	/* Not by SMTP: one line, as it stands in a bounce. */
	assert_non_null(strstr(line(&h, 0), "without this recipient"));
	assert_null(line(&h, 1));
	house_close(&h);
}

static void many_refused(void **state)
{
	struct answer answer;
	char name[40];
	struct house h;

	(void)state;
	house_open(&h, "", true);
	(void)mail_from(&h, "x@firma.example", "ola", "0");
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "u%d@example.com", i);
		assert_int_equal(rcpt(&h, name).kind, ANSWER_CONTINUE);
	}
	answer = session_end(h.session, "Q1");
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_non_null(strstr(line(&h, 30), "<u30@example.com>"));
	assert_string_equal(
		line(&h, 31), "and 69 more; nobody got this message");
	assert_null(line(&h, 32));
	house_close(&h);
}

/* What the MTA is asked to change, a line each; the one that begins with
 * "refuses" is not taken. */
struct changes {
	char text[2000];
	const char *refuses;
};

static bool note(struct changes *c, const char *what, const char *name,
	const char *value)
{
	size_t len = strlen(c->text);

	snprintf(c->text + len, sizeof(c->text) - len, "%s %s%s%s\n", what,
		name, *value ? ": " : "", value);
	return !c->refuses || strcmp(c->refuses, what) != 0;
}

static bool note_removal(void *arg, const char *name, int n)
{
	return note(arg, n == 1 ? "first off" : "second off", name, "");
}

static bool note_insertion(void *arg, const char *name, const char *value)
{
	return note(arg, "in front", name, value);
}

static bool note_replacement(void *arg, const char *name, const char *value)
{
	return note(arg, "now", name, value);
}

static bool note_recipient(void *arg, const char *recipient)
{
	return note(arg, "without", recipient, "");
}

static bool note_hold(void *arg, const char *reason)
{
	(void)reason;
	return note(arg, "held", "", "");
}

static bool make_changes(
	struct house *h, const struct answer *answer, struct changes *c)
{
	const struct change_verbs verbs = {
		.remove_header = note_removal,
		.insert_header = note_insertion,
		.replace_header = note_replacement,
		.remove_recipient = note_recipient,
		.hold = note_hold,
		.arg = c,
	};

	return changes_make(h->session, answer, &verbs);
}

static void flagged(void **state)
{
	struct answer answer;
	struct changes all = {.refuses = NULL}, part = {.refuses = "in front"};
	char wanted[500];
	struct house h;

	(void)state;
	house_open(&h, "subject-tag = '[?]'\n", true);
	(void)mail_from(&h, "x@firma.example", "jan", "25");
	(void)rcpt(&h, "<a@example.com>");
	session_header(h.session, "X-Robinson", "reason=allowed");
	session_header(h.session, "x-robinson", "again");
	session_header(h.session, "X-Robinson-Purpose", "gift");
	session_header(h.session, "Subject", "Hello");
	answer = session_end(h.session, "Q1");
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	assert_int_equal(
		strncmp(answer.flag, "reason=unknown; purpose=gift; ref=", 34),
		0);
	snprintf(wanted, sizeof(wanted),
		"second off X-Robinson\nfirst off X-Robinson\n"
		"first off X-Robinson-Purpose\nin front X-Robinson: %s\n",
		answer.flag);
	assert_false(make_changes(&h, &answer, &part));
	assert_string_equal(part.text, wanted);
	strcat(wanted, "now Subject: [?] Hello\n");
	assert_true(make_changes(&h, &answer, &all));
	assert_string_equal(all.text, wanted);
	/* What is thrown away is not changed; what is not ready does not go. */
	all.text[0] = '\0';
	answer.is_unready = true;
	assert_false(make_changes(&h, &answer, &all));
	answer.kind = ANSWER_DISCARD;
	assert_true(make_changes(&h, &answer, &all));
	assert_string_equal(all.text, "");
	house_close(&h);
}

static const struct null_row {
	const char *name;
	const char *sender;
	const char *headers[4]; /* name, value, ... */
	enum answer_kind kind;
} null_rows[] = {
	{"a bounce passes", "<>",
		{"Content-Type", "multipart/report; boundary=x"},
		ANSWER_ACCEPT},
	{"an automatic answer passes", "<>",
		{"auto-submitted", "Auto-Replied (vacation)"}, ANSWER_ACCEPT},
	{"a null sender alone proves nothing", "<>", {NULL}, ANSWER_REFUSE},
	{"nor one with blanks", "< >", {NULL}, ANSWER_REFUSE},
	{"nor a report that was sent in bulk", "<>",
		{"Content-Type", "multipart/report", "X-Campaign-Id", "7"},
		ANSWER_REFUSE},
	{"Precedence alone does not count", "<>",
		{"Content-Type", "multipart/report", "Precedence", "bulk"},
		ANSWER_ACCEPT},
};

/* Never at RCPT: only the headers tell. */
static void null_sender(void **state)
{
	const struct null_row *r = *state;
	struct house h;

	house_open(&h, "", true);
	assert_int_equal(
		mail_from(&h, r->sender, "ola", "25").kind, ANSWER_CONTINUE);
	assert_int_equal(rcpt(&h, "a@example.com").kind, ANSWER_CONTINUE);
	for (size_t i = 0; i < 4 && r->headers[i]; i += 2)
		session_header(h.session, r->headers[i], r->headers[i + 1]);
	assert_int_equal(session_end(h.session, "Q1").kind, r->kind);
	house_close(&h);
}

static const struct sent_row {
	const char *name;
	const char *wire;
	const char *told;
	bool is_refused;
} sent_rows[] = {
	{"to a person", "<a@example.com>", "a@example.com", true},
	{"the MTA tells the mailbox", "<Adam <a@example.com>>", "a@example.com",
		true},
	{"the MTA does not tell it", "<Adam <a@example.com>>", NULL, true},
	{"the firm's own", "<boss@firma.example>", "boss@firma.example", false},
	{"a name that the MTA does not complete", "<root>", "root", true},
	{"a name without a domain", "<root>", NULL, true},
	{"a local part that routes", "<a%example.com@firma.example>",
		"a%example.com@firma.example", true},
	{"the MTA has resolved it", "<a%example.com@firma.example>",
		"a@example.com", true},
	{"only the wire routes", "<example.com!a@firma.example>",
		"boss@firma.example", true},
	{"what the MTA tells is no address", "<boss@firma.example>", "boss",
		false},
	{"it routes within the firm", "<boss%firma.example@firma.example>",
		NULL, false},
	{"a name that routes", "<\"boss@firma.example\">", NULL, false},
	{"a name that routes to a person", "<\"a@example.com\">", NULL, true},
	{"it routes nowhere", "<boss%@firma.example>", NULL, true},
	{"at the host's own name", "<boss%@mx.firma.example>", NULL, true},
	{"at a literal", "<boss%x@[192.0.2.1]>", NULL, true},
	{"no end of hops",
		"<a%a.b%b.b%c.b%d.b%e.b%f.b%g.b%h.b%i.b%j.b%k.b%l.b%m.b%n.b"
		"%o.b%p.b@firma.example>",
		NULL, true},
};

static void sent_to(void **state)
{
	const struct sent_row *r = *state;
	const struct rcpt_facts facts = {
		.recipient = r->wire, .told_recipient = r->told};
	struct house h;

	house_open(&h, "", true);
	(void)mail_from(&h, "x@firma.example", "ola", "25");
	assert_int_equal(session_rcpt(h.session, &facts).kind,
		r->is_refused ? ANSWER_REFUSE : ANSWER_CONTINUE);
	house_close(&h);
}

/* Two senders, two purposes: the stricter verdict counts, whichever is told. */
static void two_senders(void **state)
{
	static const char *const wire[] = {
		"<hold@s.example>", "<let@s.example>"};
	struct mail_facts facts = {.host = "mx.firma.example"};
	struct house h;

	(void)state;
	house_open(&h,
		"untellable = hold\n"
		"classify 'x' { purpose = followup sender = 'hold@s.example' "
		"}\n"
		"classify 'y' { purpose = anything sender = 'let@s.example' "
		"}\n",
		true);
	for (size_t i = 0; i < 2; i++) {
		facts.sender = wire[i];
		facts.told_sender = i ? "hold@s.example" : "let@s.example";
		(void)session_mail(h.session, &facts);
		(void)rcpt(&h, "a@example.com");
		assert_int_equal(
			session_end(h.session, "Q1").kind, ANSWER_HOLD);
		assert_string_equal(
			h.session->to.items[0].purpose->name, "followup");
		session_settled(h.session, true);
	}
	house_close(&h);
}

struct told_row {
	const char *name;
	const char *more;
	const char *sender;
	const char *recipient;
	enum answer_kind kind; /* at RCPT */
};

static const struct told_row told_rows[] = {
	{"from a subdomain it waits", "", "<x@crm.firma.example>",
		"a@example.com", ANSWER_CONTINUE},
	{"from outside it is refused at RCPT", "", "<x@else.example>",
		"a@example.com", ANSWER_REFUSE},
	{"held in the MTA's quarantine, likewise", "hold-in = mta\n",
		"<x@else.example>", "a@example.com", ANSWER_REFUSE},
	{"untellable = hold: it waits", "untellable = hold\n",
		"<x@else.example>", "a@example.com", ANSWER_CONTINUE},
	{"no address, whatever is said", "untellable = hold\n",
		"<x@firma..example>", "a@example.com", ANSWER_REFUSE},
	{"a subdomain is judged", "", "<x@else.example>", "a@crm.firma.example",
		ANSWER_REFUSE},
	{"an own domain is not", "", "<x@else.example>", "a@firma.example",
		ANSWER_CONTINUE},
	{"observed", "mode = observe\n", "<x@else.example>", "a@example.com",
		ANSWER_CONTINUE},
};

/* Nobody could be told that this recipient is held. */
static void known_at_rcpt(void **state)
{
	const struct told_row *row = *state;
	struct answer answer;
	struct house h;

	house_open(&h, row->more, true);
	(void)mail_from(&h, row->sender, "ania", "25");
	answer = rcpt(&h, row->recipient);
	assert_int_equal(answer.kind, row->kind);
	if (answer.kind == ANSWER_REFUSE) {
		assert_string_equal(answer.code, "550");
		assert_non_null(strstr(line(&h, 0), row->recipient));
	}
	house_close(&h);
}

/* Stands for itself alone what the MTA would send to twice. */
static void one_person(void **state)
{
	static const char *const spellings[] = {"<a@g.example>",
		"<A@g.example>", "<\"a\"@g.example>", "<a+x@g.example>",
		"<a@G.example>"};
	static const bool is_off[] = {false, true, false, false, true};
	struct rcpt_facts facts = {.mailer = "smtp"};
	struct answer answer;
	struct house h;

	(void)state;
	house_open(&h, "", true);
	h.session->mta.can_delete = true;
	(void)mail_from(&h, "x@firma.example", "jan", "25");
	for (size_t i = 0; i < 5; i++) {
		facts.recipient = spellings[i];
		(void)session_rcpt(h.session, &facts);
	}
	answer = session_end(h.session, "Q1");
	assert_int_equal(answer.kind, ANSWER_ACCEPT);
	assert_true(answer.takes_off);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(h.session->to.each[i].is_off, is_off[i]);
		assert_int_equal(h.session->to.items[i].is_recorded, i == 0);
	}
	house_close(&h);
}

static void head_too_large(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	house_open(&h, "milter { max-header-bytes = 1024 }\n", true);
	(void)mail_from(&h, "x@firma.example", "ania", "25");
	(void)rcpt(&h, "a@example.com");
	for (int i = 0; i < 100; i++)
		session_header(h.session, "X-Long", "0123456789012345678");
	answer = session_end(h.session, "Q1");
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "552");
	/* Mail that is not marketing may be as large as the MTA lets it. */
	(void)mail_from(&h, "x@example.com", NULL, "25");
	(void)rcpt(&h, "a@firma.example");
	for (int i = 0; i < 100; i++)
		session_header(h.session, "X-Long", "0123456789012345678");
	assert_int_equal(session_end(h.session, "Q1").kind, ANSWER_ACCEPT);
	house_close(&h);
}

static void too_many_recipients(void **state)
{
	struct answer answer;
	struct house h;

	(void)state;
	house_open(&h, "milter { max-recipients = 2 }\n", true);
	(void)mail_from(&h, "x@firma.example", "ania", "25");
	assert_int_equal(rcpt(&h, "a@example.com").kind, ANSWER_CONTINUE);
	assert_int_equal(rcpt(&h, "b@example.com").kind, ANSWER_CONTINUE);
	answer = rcpt(&h, "c@example.com");
	assert_int_equal(answer.kind, ANSWER_REFUSE);
	assert_string_equal(answer.code, "452");
	house_close(&h);
}

static void settings_of_the_beginning(void **state)
{
	char cause[OFFICE_CAUSE_SIZE];
	const struct settings *fresh;
	char text[8000];
	struct house h;

	(void)state;
	house_open(&h, "", true);
	(void)mail_from(&h, "x@firma.example", "ania", "25");
	(void)rcpt(&h, "a@example.com");
	snprintf(text, sizeof(text),
		"%sstore = '%s'\nkey-file = '%s'\nmode = observe\n%s", rules,
		h.settings->store, h.settings->key_file, whole);
	fresh = settings_must(text);
	assert_int_equal(office_reload(h.office, fresh, cause), ERR_OK);
	assert_int_equal(session_end(h.session, "Q1").kind, ANSWER_HOLD);
	(void)mail_from(&h, "x@firma.example", "ania", "25");
	(void)rcpt(&h, "a@example.com");
	assert_int_equal(session_end(h.session, "Q2").kind, ANSWER_ACCEPT);
	settings_unref(&fresh);
	house_close(&h);
}

static void names_from_the_mta_are_harmless(void **state)
{
	struct house h;

	(void)state;
	house_open(&h, "", true);
	(void)mail_from(&h, "x@firma.example", "ania", "25");
	(void)session_rcpt(h.session,
		&(struct rcpt_facts){.recipient = "a@example.com",
			.queue_id = "Q 1\nforged: line"});
	assert_string_equal(h.session->queue_id, "Q?1?forged:?line");
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "the strictest verdict holds for all",
		strictest_for_all, NULL);
	rows_add_one(&all, "a hundred refused in 32 lines", many_refused, NULL);
	rows_add_one(
		&all, "flagged; headers of ours are counted", flagged, NULL);
	rows_add(&all, null_rows, null_sender);
	rows_add(&all, sent_rows, sent_to);
	rows_add(&all, told_rows, known_at_rcpt);
	rows_add_one(&all, "two senders, two purposes", two_senders, NULL);
	rows_add_one(&all, "one person in five spellings", one_person, NULL);
	rows_add_one(&all, "a head that is too large", head_too_large, NULL);
	rows_add_one(&all, "too many recipients", too_many_recipients, NULL);
	rows_add_one(&all, "a message ends under its own settings",
		settings_of_the_beginning, NULL);
	rows_add_one(&all, "no forged lines in the log",
		names_from_the_mta_are_harmless, NULL);
	return rows_run("session", &all);
}
