/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D20 */
/* Without memory there is no verdict, and never a wrong one. */
#include "lib/no_memory.h"
#include "unit/service/verdict/judge_bench.h"

#include <signal.h>
#include <stdio.h>

#include "service/person/record.h"
#include "service/verdict/check_door.h"
#include "service/verdict/dnm.h"
#include "service/verdict/explain.h"
#include "service/verdict/judge_release.h"
#include "service/verdict/rehearse.h"
#include "service/verdict/routes.h"
#include "service/verdict/simulate.h"
#include "service/verdict/unnamed.h"

#define PAIR "jan%example.com@firma.example"

static struct bench bench;
static char door_path[PATH_MAX / 2];

static void tell(char text[NO_MEMORY_TEXT], const char *what, const char *more)
{
	size_t len = strlen(text);

	(void)snprintf(text + len, NO_MEMORY_TEXT - len, "%s %s;", what,
		more ? more : "-");
}

static struct judge_item item_of(const char *who)
{
	return (struct judge_item){.recipient = who,
		.purpose = policy_purpose(
			&bench.h.settings->policy, "newsletter")};
}

/* With a judge that has nothing yet. */
static enum err with_judge(char text[NO_MEMORY_TEXT],
	enum err (*act)(struct judge *judge, char text[NO_MEMORY_TEXT]))
{
	struct judge *judge;
	enum err e = judge_new(bench.h.office, &judge);

	if (!e)
		e = act(judge, text);
	if (e && judge)
		assert_true(*judge_cause(judge));
	judge_free(&judge);
	return e;
}

/* What was decided before the fault is decided as without it. */
static enum err decide(struct judge *judge, char text[NO_MEMORY_TEXT])
{
	static const enum reason reasons[] = {
		REASON_UNKNOWN, REASON_NO_BASIS, REASON_OBJECTED};
	struct judge_item items[] = {
		item_of(JAN), item_of(ADAM), item_of("a@sub.gone.example")};
	enum err e;

	judge_begin(judge);
	judge_set_in_reply_to(judge, "<1@x>");
	e = judge_decide(judge, bench.h.settings, &bench.mark, items, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(e || items[i].is_decided);
		if (items[i].is_decided)
			IS(items[i].verdict.reason, reasons[i]);
	}
	assert_false(e && items[2].is_decided);
	tell(text, "decided", NULL);
	return e;
}

static enum err do_decide(void *arg, char text[NO_MEMORY_TEXT])
{
	(void)arg;
	return with_judge(text, decide);
}

static enum err release(struct judge *judge, char text[NO_MEMORY_TEXT])
{
	struct judge_item item = item_of("<jan%gone.example@relay.example>");
	enum err e =
		judge_release(judge, bench.h.settings, "", &bench.mark, &item);

	if (!e)
		tell(text, "released", reason_name(item.verdict.reason));
	return e;
}

static enum err do_release(void *arg, char text[NO_MEMORY_TEXT])
{
	(void)arg;
	return with_judge(text, release);
}

static enum err key_of(struct judge *judge, char text[NO_MEMORY_TEXT])
{
	const struct pseudonym expected = ear_key(&bench.h, JAN);
	struct pseudonym key = {{0}};
	enum err e = judge_key(judge, bench.h.settings, JAN, &key);

	assert_int_not_equal(e, ERR_INVALID);
	if (!e)
		tell(text, "key",
			memcmp(&key, &expected, sizeof(key)) == 0 ? "his" :
								    "other");
	return e;
}

static enum err do_key(void *arg, char text[NO_MEMORY_TEXT])
{
	(void)arg;
	return with_judge(text, key_of);
}

static enum err mark(struct judge *judge, char text[NO_MEMORY_TEXT])
{
	const struct judge_message message = {"1@x", 3, "today ania"};
	struct message_mark m, expected;
	enum err e = judge_message_mark(judge, &message, &m);

	if (e)
		return e;
	IS(judge_message_mark(bench.judge, &message, &expected), ERR_OK);
	tell(text, "mark",
		memcmp(&m, &expected, sizeof(m)) == 0 ? "same" : "other");
	return e;
}

static enum err do_mark(void *arg, char text[NO_MEMORY_TEXT])
{
	(void)arg;
	return with_judge(text, mark);
}

/* What is not recorded leaves no reference. */
static enum err record(struct judge *judge, char text[NO_MEMORY_TEXT])
{
	struct judge_item item = {.recipient = JAN,
		.purpose =
			policy_purpose(&bench.h.settings->policy, "newsletter"),
		.is_decided = true,
		.is_target = true};
	enum err e =
		judge_record(judge, &bench.envelope, &bench.mark, &item, 1);

	IS(item.is_recorded, e == ERR_OK);
	IS(*item.ref != '\0', e == ERR_OK);
	tell(text, "recorded", NULL);
	return e;
}

static enum err do_record(void *arg, char text[NO_MEMORY_TEXT])
{
	(void)arg;
	return with_judge(text, record);
}

static enum err do_check(void *arg, char text[NO_MEMORY_TEXT])
{
	const char *const texts[] = {
		JAN, "x@sub.gone.example", "nobody", PAIR, JAN};
	struct check_item items[5];
	struct check_query query;
	enum err e;

	(void)arg;
	for (size_t i = 0; i < 5; i++)
		items[i] = (struct check_item){
			.text = texts[i], .text_len = strlen(texts[i])};
	check_query_init(bench.h.desk,
		policy_purpose(&bench.h.settings->policy, "newsletter"),
		INSTANT_NONE, &query);
	e = check_batch(bench.h.desk, &query, items, 5);
	for (size_t i = 0; !e && i < 5; i++)
		tell(text, texts[i], reason_name(items[i].verdict.reason));
	return e;
}

static enum err do_explain(void *arg, char text[NO_MEMORY_TEXT])
{
	struct explain_event *events = NULL;
	bool held[REASON_COUNT];
	struct check_query query;
	struct explanation x;
	struct verdict verdict;
	size_t len;
	enum err e = explain_get(bench.h.desk, ADAM, HOUSE_NOW, true, &x);

	(void)arg;
	if (e)
		return e;
	check_query_init(bench.h.desk,
		policy_purpose(&bench.h.settings->policy, "newsletter"),
		INSTANT_NONE, &query);
	e = explain_rules(bench.h.desk, &x, &query, held, &verdict);
	if (!e)
		e = explain_events(&x, HOUSE_NOW, &events, &len);
	if (!e) {
		tell(text, "explained", reason_name(verdict.reason));
		for (size_t i = 0; i < len; i++)
			tell(text, "event", events[i].name);
		free(events);
	}
	explanation_free(&x);
	return e;
}

static enum err do_simulate(void *arg, char text[NO_MEMORY_TEXT])
{
	struct simulation s;
	char number[64];
	enum err e =
		simulate_run(bench.h.desk, bench.h.settings, INSTANT_NONE, &s);

	(void)arg;
	if (!e) {
		int64_t sum = 0;

		for (size_t i = 0; i < s.len; i++)
			sum += s.cells[i].count;
		for (size_t i = 0; i < s.len; i++)
			tell(text, s.cells[i].purpose, s.cells[i].sender);
		(void)snprintf(number, sizeof(number), "%d of %d",
			(int)s.verdicts, (int)sum);
		tell(text, "simulated", number);
	}
	simulate_free(&s);
	return e;
}

static enum err do_routes(void *arg, char text[NO_MEMORY_TEXT])
{
	const struct routes_question q = {.settings = bench.h.settings,
		.host = "",
		.wire = "<jan%a.example%b.example@firma.example>"};
	struct routes_answer answer;
	struct routes *one = NULL;
	enum err e = routes_find(&q, &answer);

	(void)arg;
	for (size_t i = 0; !e && i < answer.routes->len; i++)
		tell(text, "route", answer.routes->mailboxes[i]);
	if (!e)
		e = routes_new(JAN, &one);
	if (!e)
		tell(text, "one", one->mailboxes[0]);
	routes_free(&one);
	routes_free(&answer.routes);
	return e;
}

static enum err do_list(void *arg, char text[NO_MEMORY_TEXT])
{
	struct dnm *listed;
	enum err e = dnm_new(bench.h.office, &listed);

	(void)arg;
	IS(listed != NULL, e == ERR_OK);
	tell(text, "a list may be asked", NULL);
	dnm_free(&listed);
	return e;
}

/* Answered by the rules, or not at all. */
static enum err do_rehearse(void *arg, char text[NO_MEMORY_TEXT])
{
	struct rehearsal_recipient one = {.address = ADAM};
	struct message message;
	struct notice_scan scan;
	struct rehearsal r = {.message = &message,
		.text = &scan,
		.recipients = &one,
		.recipients_len = 1};
	enum err e;

	(void)arg;
	message_init(&message);
	notice_scan_init(&scan);
	e = message_sender(&message, &bench.h.settings->address_rules,
		"<told@firma.example>", NULL);
	if (!e) {
		(void)rehearsal_fill_text(&r, "object", 6);
		e = rehearse(bench.h.desk, &r);
	}
	assert_true(e || one.is_asked);
	if (!e)
		tell(text, "rehearsed", reason_name(one.verdict.reason));
	notice_scan_free(&scan);
	message_free(&message);
	return e;
}

/* What there is no memory for is not counted. */
static enum err do_count(void *arg, char text[NO_MEMORY_TEXT])
{
	struct unnamed *unnamed;
	enum err e = unnamed_new(&unnamed);

	(void)arg;
	IS(unnamed != NULL, e == ERR_OK);
	if (e)
		return e;
	unnamed_count(unnamed, HOUSE_NOW, NULL, JAN, "List-Id");
	if (unnamed_is_empty(unnamed))
		e = ERR_NOMEM;
	if (!e)
		e = unnamed_flush(unnamed, bench.h.desk);
	tell(text, "counted", NULL);
	unnamed_free(&unnamed);
	return e;
}

/* No descriptor is closed that is another's. */
static enum err do_open_door(void *arg, char text[NO_MEMORY_TEXT])
{
	struct settings settings = *bench.h.settings;
	char socket[PATH_MAX], cause[LISTENING_CAUSE_SIZE] = "";
	const int was = fcntl(STDIN_FILENO, F_GETFD);
	struct check_door *door;
	enum err e;

	(void)arg;
	(void)snprintf(socket, sizeof(socket), "unix:%s.2", door_path);
	settings.milter.check_socket = socket;
	e = check_door_open(&settings, (uid_t)-1, &door, cause);
	IS(door != NULL, e == ERR_OK);
	assert_true(e == ERR_OK || *cause != '\0');
	check_door_stop(&door);
	IS(fcntl(STDIN_FILENO, F_GETFD), was);
	tell(text, "opened", NULL);
	return e;
}

static enum err do_ask(void *arg, char text[NO_MEMORY_TEXT])
{
	const char *const who[] = {JAN};
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct buf answers;
	enum err e;

	(void)arg;
	buf_init(&answers, 1000);
	e = check_ask(door_path, "followup", who, 1, &answers, cause);
	if (!e)
		tell(text, "answered", buf_text(&answers));
	IS(*cause != '\0', e != ERR_OK);
	buf_free(&answers);
	return e;
}

static const struct row {
	const char *name;
	no_memory_act *act;
} rows_of_acts[] = {
	{"a verdict", do_decide},
	{"a release", do_release},
	{"a key", do_key},
	{"a mark", do_mark},
	{"a check", do_check},
	{"an explanation", do_explain},
	{"routes", do_routes},
	{"a simulation", do_simulate},
	{"a record", do_record},
	{"lists", do_list},
	{"a rehearsal", do_rehearse},
	{"unnamed mail", do_count},
	{"a door", do_open_door},
	{"a question at it", do_ask},
};

/* Has memory, as another process that is asked. */
static void open_door(struct check_door **door_r)
{
	struct settings settings = *bench.h.settings;
	char socket[PATH_MAX], cause[LISTENING_CAUSE_SIZE] = "";

	tempdir_path(&bench.h.dir, "check", door_path);
	(void)snprintf(socket, sizeof(socket), "unix:%s", door_path);
	settings.milter.check_socket = socket;
	IS(check_door_open(&settings, (uid_t)-1, door_r, cause), ERR_OK);
	IS(check_door_start(*door_r, bench.h.office), ERR_OK);
}

static void check_act(void **state)
{
	const struct row *row = *state;
	const struct record_object objection = {
		.who = "@gone.example", .at_utc = INSTANT_NONE};
	struct check_door *door;
	struct judge_item item;
	struct buf said;

	bench_open(&bench);
	open_door(&door);
	item = decided(&bench, JAN);
	buf_init(&said, 4096);
	IS(record_object(bench.h.desk, &objection, &said), ERR_OK);
	buf_free(&said);
	IS(judge_record(bench.judge, &bench.envelope, &bench.mark, &item, 1),
		ERR_OK);
	no_memory_try(row->act, NULL);
	check_door_stop(&door);
	bench_close(&bench);
}

int main(void)
{
	struct rows rows = {0};

	(void)signal(SIGPIPE, SIG_IGN);
	rows_add(&rows, rows_of_acts, check_act);
	return rows_run("verdict: no memory", &rows);
}
