/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "house.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "crypto/unsubscribe.h"
#include "inbound/inbound.h"
#include "milter/intake_worker.h"
#include "spool/spool.h"

/* The helper cannot be started: what is taken stays in the spool. */
#define INBOUND                                                 \
	"inbound { helper = '/no/such/helper' source = 'mail' " \
	"spool = '%s' %s }\n"                                   \
	"source 'mail' { collected-for = {'followup'} }\n"      \
	"unsubscribe { address = 'stop@lists.example' "         \
	"url = 'https://firma.example/u/' }\n%s"

struct scene {
	struct house house;
	struct tempdir spool_dir;
	char path[PATH_MAX / 2];
	struct intake_worker *intake;
	struct answer body, end; /* what the MTA was told */
};

static void scene_open(struct scene *s, const char *inbound, const char *more)
{
	char text[3000], cause[OFFICE_CAUSE_SIZE];

	tempdir_make(&s->spool_dir);
	tempdir_path(&s->spool_dir, "spool", s->path);
	snprintf(text, sizeof(text), INBOUND, s->path, inbound, more);
	house_open(&s->house, text, true);
	assert_int_equal(
		intake_worker_new(s->house.office, &s->intake), ERR_OK);
	/* A store that is there, and keys. */
	assert_int_equal(office_ready(s->house.office, cause), ERR_OK);
	intake_worker_tend(s->intake);
	s->house.session->incoming.intake = s->intake;
}

static void scene_close(struct scene *s)
{
	intake_worker_free(&s->intake);
	house_close(&s->house);
	tempdir_remove(&s->spool_dir);
}

/* What was spooled last; false: nothing. */
static bool spooled(struct scene *s, struct buf *bytes, const char **queue_id_r,
	struct inbound_question *q_r)
{
	char cause[SPOOL_CAUSE_SIZE];
	struct spool_item item;
	struct spool *spool;
	size_t at;
	int64_t utc;
	bool found;

	assert_int_equal(
		spool_open(s->path, "inbound", 1 << 20, &spool, cause), ERR_OK);
	found = spool_take(spool, 0, &item) == ERR_OK;
	if (found) {
		assert_int_equal(spool_read(spool, office_keys(s->house.office),
					 &item, &utc, bytes),
			ERR_OK);
		assert_int_equal(utc, NOW);
		at = 2 + (size_t)(unsigned char)bytes->data[1] + 1;
		*queue_id_r = bytes->data + 2;
		at += INBOUND_LENGTH_SIZE;
		assert_int_equal(inbound_question_decode(bytes->data + at,
					 bytes->len - at, q_r),
			ERR_OK);
	}
	spool_close(&spool);
	return found;
}

struct letter {
	const char *name;
	const char *inbound; /* more of the section */
	const char *more; /* of the configuration */
	const char *login;
	const char *listener;
	const char *port;
	const char *sender; /* NULL: <jan@kunde.example> */
	const char *recipients[3]; /* of them none: <ania@firma.example> */
	const char *header; /* NULL: none but those that all have */
	bool is_taken;
	bool is_own; /* it came the way of our own MTA's reports */
};

#define REPORT "Content-Type: multipart/report;\n\tboundary=b"

static const struct letter letters[] = {
	{.name = "a letter to the firm", .is_taken = true},
	{.name = "a bounce", .sender = "<>", .is_taken = true},
	{.name = "a report",
		.sender = "<>",
		.header = REPORT,
		.is_taken = true},
	{.name = "a reply",
		.header = "In-Reply-To: <1@firma.example>",
		.is_taken = true},
	{.name = "a reply that names what it follows",
		.header = "references: <1@firma.example>",
		.is_taken = true},
	{.name = "to the address for unsubscribing",
		.recipients = {"<Stop+now@Lists.Example>"},
		.is_taken = true},
	{.name = "to another at that domain",
		.recipients = {"<go@lists.example>"}},
	{.name = "to nobody of the firm", .recipients = {"<a@b.example>"}},
	{.name = "to somebody of the firm, too",
		.recipients = {"<a@b.example>", "<Jan@FIRMA.example>"},
		.is_taken = true},
	{.name = "of somebody who logged in", .login = "ania"},
	{.name = "an answer to a notice",
		.login = "ania",
		.more = "hold-in = robinson\n",
		.recipients = {"<Postmaster+held@firma.example>"},
		.is_taken = true},
	{.name = "an answer where notices come from elsewhere",
		.login = "ania",
		.more = "hold-in = robinson\n"
			"notices { from = 'mail@kunde.example' }\n",
		.recipients = {"<postmaster@firma.example>"}},
	{.name = "an answer where the mail server holds",
		.login = "ania",
		.recipients = {"<postmaster@firma.example>"}},
	{.name = "by sendmail(1)", .port = "0"},
	{.name = "a report of our own MTA",
		.sender = "<>",
		.port = "0",
		.header = REPORT,
		.is_taken = true,
		.is_own = true},
	{.name = "a report of our own MTA, where strangers write elsewhere",
		.inbound = "listener = {'smtp'}",
		.sender = "<>",
		.port = "0",
		.header = REPORT,
		.is_taken = true,
		.is_own = true},
	{.name = "a report by sendmail(1) that has a sender",
		.port = "0",
		.header = REPORT},
	{.name = "by sendmail(1) from the null sender",
		.sender = "<>",
		.port = "0"},
	{.name = "by sendmail(1) from the null sender, a reply",
		.sender = "<>",
		.port = "0",
		.header = "In-Reply-To: <1@firma.example>"},
	{.name = "by sendmail(1) from the null sender, to unsubscribe",
		.sender = "<>",
		.port = "0",
		.recipients = {"<stop@lists.example>"}},
	{.name = "a report by the way of our own MTA's",
		.inbound = "own-reports = {'REPORTS'}",
		.sender = "<>",
		.listener = "REPORTS",
		.port = "10027",
		.header = REPORT,
		.is_taken = true,
		.is_own = true},
	{.name = "a letter by the way of our own MTA's",
		.inbound = "own-reports = {'REPORTS'}",
		.listener = "REPORTS",
		.port = "10027",
		.is_taken = true},
	{.name = "a letter by that way, where strangers write elsewhere",
		.inbound = "own-reports = {'REPORTS'} listener = {'smtp'}",
		.listener = "REPORTS",
		.port = "10027"},
	{.name = "of the null sender by that way, and no report",
		.inbound = "own-reports = {'REPORTS'}",
		.sender = "<>",
		.listener = "REPORTS",
		.port = "10027"},
	{.name = "by sendmail(1), where such reports have a daemon",
		.inbound = "own-reports = {'REPORTS'}",
		.port = "0"},
	{.name = "a report by another way",
		.inbound = "own-reports = {'REPORTS'}",
		.sender = "<>",
		.listener = "smtp",
		.port = "25",
		.header = REPORT,
		.is_taken = true},
	{.name = "a report of somebody who logged in",
		.sender = "<>",
		.login = "ania",
		.port = "0",
		.header = REPORT},
	{.name = "where strangers write",
		.inbound = "listener = {'smtp', '26'}",
		.listener = "smtp",
		.is_taken = true},
	{.name = "where strangers write, by port",
		.inbound = "listener = {'smtp', '26'}",
		.port = "26",
		.is_taken = true},
	{.name = "elsewhere",
		.inbound = "listener = {'smtp', '26'}",
		.listener = "submission",
		.port = "587"},
	{.name = "while we only observe",
		.more = "mode = observe",
		.is_taken = true},
	{.name = "with a quarantine of our own",
		.more = "hold-in = robinson",
		.header = "In-Reply-To: <1@firma.example>",
		.is_taken = true},
	{.name = "an address that is none",
		.recipients = {"<@@firma.example>"}},
};

static void pass(struct scene *s, const struct letter *l)
{
	const char *const *to = l->recipients;
	static const char *const one[] = {"<ania@firma.example>", NULL};
	const struct mail_facts facts = {
		.sender = l->sender ? l->sender : "<jan@kunde.example>",
		.auth_user = l->login,
		.host = "mx.firma.example",
		.client_address = "192.0.2.7",
		.listener_name = l->listener,
		.listener_port = l->port,
	};
	struct session *session = s->house.session;
	char name[64];

	session_helo(session, "mail.kunde.example");
	s->body = s->end = (struct answer){.kind = ANSWER_ACCEPT};
	if (session_mail(session, &facts).kind != ANSWER_CONTINUE)
		return;
	for (to = to[0] ? to : one; *to; to++)
		assert_int_equal(session_rcpt(session,
					 &(struct rcpt_facts){.recipient = *to})
					 .kind,
			ANSWER_CONTINUE);
	session_header(session, "From", "Jan <jan@kunde.example>");
	if (!l->header || strncmp(l->header, "subject:", 8) != 0)
		session_header(session, "Subject", "Re: Our\n offer");
	if (l->header) {
		snprintf(name, sizeof(name), "%.*s",
			(int)strcspn(l->header, ":"), l->header);
		session_header(session, name, l->header + strlen(name) + 2);
	}
	s->body = session_body(session, "first\0 line\r\n", 13);
	if (s->body.kind == ANSWER_ACCEPT)
		return;
	if (s->body.kind == ANSWER_CONTINUE)
		s->body = session_body(session, "second line\r\n", 13);
	s->end = session_end(session, "4Xyz");
	assert_int_not_equal(s->end.kind, ANSWER_REFUSE);
	session_settled(session, session_take(session, &s->end));
}

static void check_letter(void **state)
{
	const struct letter *l = *state;
	struct inbound_question q = {0};
	const char *queue_id = NULL;
	struct scene s;
	struct buf bytes;

	buf_init(&bytes, SPOOL_EVENT_MAX);
	scene_open(&s, l->inbound ? l->inbound : "", l->more ? l->more : "");
	pass(&s, l);
	session_reset(s.house.session);
	assert_int_equal(spooled(&s, &bytes, &queue_id, &q), l->is_taken);
	if (l->is_taken) {
		assert_non_null(queue_id);
		assert_string_equal(queue_id, "4Xyz");
		assert_int_equal(q.login != NULL, l->login != NULL);
		if (q.login)
			assert_string_equal(q.login, l->login);
		assert_int_equal(q.is_from_own_mta, l->is_own);
		if (l->is_own)
			assert_null(q.client);
		else
			assert_string_equal(q.client, "192.0.2.7");
		assert_string_equal(q.helo, "mail.kunde.example");
		assert_string_equal(q.host, "mx.firma.example");
		assert_string_equal(
			q.sender, l->sender ? "" : "jan@kunde.example");
		assert_int_equal(q.recipients.len, 1);
		assert_non_null(strstr(q.head,
			"From: Jan <jan@kunde.example>\r\n"
			"Subject: Re: Our\n offer\r\n"));
		assert_string_equal(q.body, "first line\r\nsecond line\r\n");
		inbound_question_free(&q);
	} else {
		/* Nothing is waited for on its account. */
		assert_int_not_equal(s.body.kind, ANSWER_CONTINUE);
	}
	scene_close(&s);
	buf_free(&bytes);
}

static void check_not_settled(void **state)
{
	struct session *session;
	struct inbound_question q;
	const char *queue_id;
	struct scene s;
	struct buf bytes;

	(void)state;
	buf_init(&bytes, SPOOL_EVENT_MAX);
	scene_open(&s, "", "");
	session = s.house.session;
	(void)mail_from(&s.house, "<jan@kunde.example>", NULL, "25");
	(void)rcpt(&s.house, "<ania@firma.example>");
	session_header(session, "From", "jan@kunde.example");
	(void)session_end(session, "4Xyz");
	/* The MTA did not take the answer: the message comes again. */
	session_settled(session, false);
	session_reset(session);
	assert_false(spooled(&s, &bytes, &queue_id, &q));
	/* Nor one that was given up. */
	(void)mail_from(&s.house, "<jan@kunde.example>", NULL, "25");
	(void)rcpt(&s.house, "<ania@firma.example>");
	session_reset(session);
	assert_false(spooled(&s, &bytes, &queue_id, &q));
	scene_close(&s);
	buf_free(&bytes);
}

/* A head or a body without end costs no more than its bound. */
static void check_bounds(void **state)
{
	static char value[100 * 1024];
	struct session *session;
	struct inbound_question q;
	const char *queue_id;
	struct scene s;
	struct buf bytes;
	struct answer answer = {.kind = ANSWER_CONTINUE};
	int pieces = 0;

	(void)state;
	memset(value, 'x', sizeof(value) - 1);
	buf_init(&bytes, SPOOL_EVENT_MAX);
	scene_open(&s, "", "");
	session = s.house.session;
	(void)mail_from(&s.house, "<>", NULL, "25");
	for (int i = 0; i < 300; i++)
		(void)rcpt(&s.house, "<ania@firma.example>");
	session_header(session, "In-Reply-To", "<1@firma.example>");
	for (int i = 0; i < 10; i++)
		session_header(session, "X-Long", value);
	session_header(session, "X-Last", "fits");
	while (answer.kind == ANSWER_CONTINUE && pieces++ < 100)
		answer = session_body(session, value, 60000);
	assert_int_equal(answer.kind, ANSWER_SKIP);
	assert_int_equal(pieces, 5);
	assert_int_equal(session_end(session, "4Xyz").kind, ANSWER_ACCEPT);
	session_settled(session, true);
	session_reset(session);
	assert_true(spooled(&s, &bytes, &queue_id, &q));
	assert_int_equal(q.recipients.len, INBOUND_RECIPIENTS_MAX);
	assert_true(strlen(q.head) <= INBOUND_HEAD_MAX);
	assert_non_null(strstr(q.head, "X-Last: fits\r\n"));
	assert_int_equal(strlen(q.body), INBOUND_BODY_MAX);
	assert_true(q.is_body_cut);
	inbound_question_free(&q);
	scene_close(&s);
	buf_free(&bytes);
}

enum carries {
	CARRIES_NONE,
	CARRIES_OURS,
	CARRIES_SEVERAL, /* names nobody */
	CARRIES_FORGED
};

static const struct full_row {
	const char *name;
	bool is_mailbox; /* it goes to the one for unsubscribing */
	enum carries token;
	bool is_own_full; /* the room of tokens is full, too */
	bool is_observed;
	bool is_deferred, is_kept;
} full_rows[] = {
	{.name = "a letter goes"},
	{.name = "a letter with a token is a letter", .token = CARRIES_OURS},
	{.name = "to the mailbox: it comes again",
		.is_mailbox = true,
		.is_deferred = true},
	{.name = "to the mailbox, a forged token: it comes again",
		.is_mailbox = true,
		.token = CARRIES_FORGED,
		.is_deferred = true},
	{.name = "to the mailbox, a token of several: it comes again",
		.is_mailbox = true,
		.token = CARRIES_SEVERAL,
		.is_deferred = true},
	{.name = "to the mailbox with a token: it has a room of its own",
		.is_mailbox = true,
		.token = CARRIES_OURS,
		.is_kept = true},
	{.name = "that is full, too: it comes again",
		.is_mailbox = true,
		.token = CARRIES_OURS,
		.is_own_full = true,
		.is_deferred = true},
	{.name = "that is full, too: a letter goes", .is_own_full = true},
	{.name = "while we only observe nothing is deferred",
		.is_mailbox = true,
		.is_observed = true},
};

static void subject_with(struct scene *s, enum carries which, char text_r[300])
{
	struct unsubscribe_token token = {.has_key = which != CARRIES_SEVERAL,
		.purpose = "followup",
		.made_utc = NOW};
	char text[UNSUBSCRIBE_TEXT_SIZE] = "";
	struct unsubscriber *u;

	if (which != CARRIES_NONE) {
		assert_int_equal(
			unsubscriber_new(office_keys(s->house.office), &u),
			ERR_OK);
		assert_int_equal(unsubscribe_seal(u, &token, text), ERR_OK);
		unsubscriber_free(&u);
	}
	if (which == CARRIES_FORGED)
		text[20] = text[20] == 'A' ? 'B' : 'A';
	snprintf(text_r, 300, "subject: unsubscribe\r\n %s", text);
}

/* Takes what is ever smaller, until not even an event without a body has room.
 * All of it waits: there is no helper. */
static void fill(struct scene *s, const char *head)
{
	static char body[INBOUND_BODY_MAX + 1];
	const char *to = "stop@lists.example";
	struct inbound_question q = {
		.client = "192.0.2.7",
		.sender = "jan@kunde.example",
		.recipients = {&to, 1},
		.head = head,
		.body = body,
	};

	for (size_t len = INBOUND_BODY_MAX; len > 0; len /= 2) {
		memset(body, 'x', len);
		body[len] = '\0';
		for (int i = 0; i < 100 &&
			!intake_worker_take(s->intake, &q, "4Fill", true);
			i++)
			;
	}
	q.body = "";
	assert_int_equal(
		intake_worker_take(s->intake, &q, "4Fill", true), ERR_LIMIT);
}

static void check_full(void **state)
{
	const struct full_row *row = *state;
	char subject[300];
	struct letter letter = {.header = subject};
	struct intake_worker_counts before, after;
	struct scene s;

	if (row->is_mailbox)
		letter.recipients[0] = "<stop@lists.example>";
	scene_open(&s, "spool-max = '2 MB'",
		row->is_observed ? "mode = observe" : "");
	if (row->is_own_full) {
		subject_with(&s, CARRIES_OURS, subject);
		fill(&s, subject);
	}
	fill(&s, "x:\r\n");
	subject_with(&s, row->token, subject);
	before = intake_worker_counts(s.intake);
	pass(&s, &letter);
	assert_int_equal(
		s.end.kind, row->is_deferred ? ANSWER_REFUSE : ANSWER_ACCEPT);
	if (row->is_deferred)
		assert_string_equal(s.end.code, "451");
	after = intake_worker_counts(s.intake);
	assert_int_equal(after.lost - before.lost, !row->is_kept);
	assert_int_equal(after.taken - before.taken, row->is_kept);
	session_reset(s.house.session);
	scene_close(&s);
}

static const struct head_row {
	const char *name;
	const char *recipients[2];
	bool is_refused;
} head_rows[] = {
	{"a large head: to us", {"<ania@firma.example>"}, false},
	{"a large head: to others, too",
		{"<ania@firma.example>", "<a@b.example>"}, true},
	{"a large head: by us to others", {"<ania%b.example@firma.example>"},
		true},
};

/* Where a header might tell that it is marketing. */
static void check_head(void **state)
{
	const struct head_row *row = *state;
	struct answer answer;
	struct scene s;

	scene_open(&s, "",
		"milter { max-header-bytes = 1024 }\n"
		"classify 'x' { purpose = followup"
		" header = {'X-Campaign: /./'} }\n");
	(void)mail_from(&s.house, "<jan@kunde.example>", NULL, "25");
	for (size_t i = 0; i < 2 && row->recipients[i]; i++)
		(void)rcpt(&s.house, row->recipients[i]);
	for (int i = 0; i < 100; i++)
		session_header(
			s.house.session, "X-Long", "0123456789012345678");
	answer = session_end(s.house.session, "Q1");
	assert_int_equal(
		answer.kind, row->is_refused ? ANSWER_REFUSE : ANSWER_ACCEPT);
	session_reset(s.house.session);
	scene_close(&s);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, letters, check_letter);
	rows_add_one(&rows, "what the MTA does not take is not examined",
		check_not_settled, NULL);
	rows_add_one(&rows, "heads and bodies without end", check_bounds, NULL);
	rows_add(&rows, full_rows, check_full);
	rows_add(&rows, head_rows, check_head);
	return rows_run("incoming", &rows);
}
