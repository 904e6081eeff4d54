/* SPDX-License-Identifier: BSD-2-Clause */
/* A verdict of the journal once more, under other rules. */
#include "service/verdict/simulate_decide_private.h"

#include <stdio.h>

#include "lib/rows.h"
#include "lib/settings_text.h"
#include "unit/core/story.h"

#define CONTACT "known source:chat collected:2018-05-28 contact:2018-05-28 "
#define PROSPECT CONTACT "relation:prospect,2018-05-28 "
#define HEAD                                                                 \
	"timezone = 'Europe/Warsaw'\nkey-file = '/k'\nstore = 'sqlite:/d'\n" \
	"source 'chat' { collected-for = {'p', 'q'} }\n"                     \
	"relation 'prospect' { retain = {'1 year after last-contact'}"       \
	" bases = {'legitimate-interest'} }\n"                               \
	"purpose 'q' { bases = {'legitimate-interest'} assessment = 'L' }\n"
#define P(more)                                                                \
	"purpose 'p' { bases = {'legitimate-interest'} assessment = 'L' " more \
	" }\n"
#define R "purpose 'r' { bases = {'legitimate-interest'} assessment = 'L' }\n"
#define LIST(name, more) \
	"list '" name "' { file = '/" name "' format = sha256 " more " }\n"

/* Where an answer is none any more the journal does not tell whether it went
 * past an objection of the domain. */
static const struct row {
	const char *name;
	const char *present, *other;
	const char *facts;
	const char *purpose;
	enum reason past, now;
	enum simulate_doubt doubt;
	const char *list;
	bool is_solicited;
	const char *asked;
} rows_of_verdicts[] = {
	{"the same rules", P(""), P(""), PROSPECT, "p", REASON_ALLOWED,
		REASON_ALLOWED, SIMULATE_KNOWN, NULL, false, NULL},
	{"a basis less", P(""), "purpose 'p' { bases = {'consent'} }\n",
		PROSPECT, "p", REASON_ALLOWED, REASON_NO_BASIS, SIMULATE_KNOWN,
		NULL, false, NULL},
	{"no such purpose", P("") R, P(""), PROSPECT, "r", REASON_ALLOWED, 0,
		SIMULATE_NO_PURPOSE, NULL, false, NULL},
	{"no such purpose before", P(""), P("") R, PROSPECT, "r",
		REASON_ALLOWED, 0, SIMULATE_CHANGED, NULL, false, NULL},
	{"the person is gone", P(""), P(""), "", "p", REASON_ALLOWED, 0,
		SIMULATE_PURGED, NULL, false, NULL},
	{"and was not there then", P(""), P(""), "", "p", REASON_UNKNOWN,
		REASON_UNKNOWN, SIMULATE_KNOWN, NULL, false, NULL},
	{"another record since", P(""), P(""), PROSPECT, "p", REASON_RESTRICTED,
		0, SIMULATE_CHANGED, NULL, false, NULL},
	{"a limit, and nothing sent before", P(""), P("max-unanswered = 1"),
		PROSPECT, "p", REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN,
		NULL, false, NULL},
	{"a limit, and one sent before", P(""), P("max-unanswered = 1"),
		PROSPECT "send:p,2018-06-01,a send:p,2018-06-10,b", "p",
		REASON_ALLOWED, REASON_UNANSWERED, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"a limit, and its own send only", P(""), P("max-unanswered = 1"),
		PROSPECT "send:p,2018-06-10,b", "p", REASON_ALLOWED,
		REASON_ALLOWED, SIMULATE_KNOWN, NULL, false, NULL},
	{"a limit, and a later send", P(""), P("max-unanswered = 1"),
		PROSPECT "send:p,2018-06-10,b send:p,2018-06-11,c", "p",
		REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"a limit, and one for another purpose", P(""), P("max-unanswered = 1"),
		PROSPECT "send:q,2018-06-01,a send:p,2018-06-10,b", "p",
		REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"a limit: perhaps the same message again", P(""),
		P("max-unanswered = 1"), PROSPECT "send:p,2018-06-09,a", "p",
		REASON_ALLOWED, 0, SIMULATE_AGAIN, NULL, false, NULL},
	{"of another purpose it is not the same", P(""),
		P("max-unanswered = 1"),
		PROSPECT "send:p,2018-06-08,a send:q,2018-06-09,b", "p",
		REASON_ALLOWED, 0, SIMULATE_AGAIN, NULL, false, NULL},
	{"nor is what went then for another purpose", P(""),
		P("max-unanswered = 1"),
		PROSPECT "send:p,2018-06-09,a send:q,2018-06-10,b", "p",
		REASON_ALLOWED, 0, SIMULATE_AGAIN, NULL, false, NULL},
	{"held by a limit that is none any more", P("max-unanswered = 1"),
		P(""), PROSPECT "send:p,2018-06-01,a", "p", REASON_UNANSWERED,
		REASON_ALLOWED, SIMULATE_KNOWN, NULL, false, NULL},
	{"on a list", LIST("a", "") P(""), P(""), PROSPECT, "p", REASON_LISTED,
		REASON_ALLOWED, SIMULATE_KNOWN, "a", false, NULL},
	{"on a list that stays", LIST("a", "") P(""), LIST("a", "") P(""),
		PROSPECT, "p", REASON_LISTED, REASON_LISTED, SIMULATE_KNOWN,
		"a", false, NULL},
	{"not on a list that stays", LIST("a", "") P(""), LIST("a", "") P(""),
		PROSPECT, "p", REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN,
		NULL, false, NULL},
	{"perhaps on a new list", P(""), LIST("a", "") P(""), PROSPECT, "p",
		REASON_ALLOWED, 0, SIMULATE_LIST, NULL, false, NULL},
	{"a notice that was not asked for", P(""),
		P("require-notice = 'text' notice = '/x/'"), PROSPECT, "p",
		REASON_ALLOWED, 0, SIMULATE_NOTICE, NULL, false, NULL},
	{"the same notice", P("require-notice = 'text' notice = '/x/'"),
		P("require-notice = 'text' notice = '/x/'"), PROSPECT, "p",
		REASON_NO_NOTICE, REASON_NO_NOTICE, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"another notice", P("require-notice = 'text' notice = '/x/'"),
		P("require-notice = 'text' notice = '/y/'"), PROSPECT, "p",
		REASON_NO_NOTICE, 0, SIMULATE_NOTICE, NULL, false, NULL},
	{"the same notice, and it was there",
		P("require-notice = 'text' notice = '/x/'"),
		P("require-notice = 'text' notice = '/x/'"), PROSPECT, "p",
		REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"another notice, and the first was there",
		P("require-notice = 'text' notice = '/x/'"),
		P("require-notice = 'text' notice = '/y/'"), PROSPECT, "p",
		REASON_ALLOWED, 0, SIMULATE_NOTICE, NULL, false, NULL},
	{"no notice any more", P("require-notice = 'text' notice = '/x/'"),
		P(""), PROSPECT, "p", REASON_NO_NOTICE, REASON_ALLOWED,
		SIMULATE_KNOWN, NULL, false, NULL},
	{"an objection on record", P(""), P(""),
		PROSPECT "objection:*,2018-06-01", "p", REASON_OBJECTED,
		REASON_OBJECTED, SIMULATE_KNOWN, NULL, false, NULL},
	{"an objection of the domain", P(""), P(""), PROSPECT, "p",
		REASON_OBJECTED, REASON_OBJECTED, SIMULATE_KNOWN, NULL, false,
		NULL},
	{"an answer, and still one", P("answer-window = '10 days'"),
		P("answer-window = '10 days'"), CONTACT, "p", REASON_ALLOWED,
		REASON_ALLOWED, SIMULATE_KNOWN, NULL, true, "2018-06-05"},
	{"an answer, and no window any more", P("answer-window = '10 days'"),
		P(""), CONTACT, "p", REASON_ALLOWED, 0, SIMULATE_DOMAIN, NULL,
		true, "2018-06-05"},
	{"an answer to what is too old now", P("answer-window = '10 days'"),
		P("answer-window = '3 days'"), CONTACT, "p", REASON_ALLOWED, 0,
		SIMULATE_DOMAIN, NULL, true, "2018-06-05"},
	{"an answer to what just is not", P("answer-window = '10 days'"),
		P("answer-window = '5 days'"), CONTACT, "p", REASON_ALLOWED,
		REASON_ALLOWED, SIMULATE_KNOWN, NULL, true, "2018-06-05"},
	{"an answer to what is as old as the window",
		P("answer-window = '10 days'"), P("answer-window = '9 days'"),
		CONTACT, "p", REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN,
		NULL, true, "2018-06-01"},
	{"an answer to what is a second older", P("answer-window = '10 days'"),
		P("answer-window = '9 days'"), CONTACT, "p", REASON_ALLOWED, 0,
		SIMULATE_DOMAIN, NULL, true, "2018-05-31 23:59:59"},
	{"an answer to what is dated a day ahead",
		P("answer-window = '10 days'"), P("answer-window = '9 days'"),
		CONTACT, "p", REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN,
		NULL, true, "2018-06-11"},
	{"an answer to what is dated a second later",
		P("answer-window = '10 days'"), P("answer-window = '9 days'"),
		CONTACT, "p", REASON_ALLOWED, REASON_NO_BASIS, SIMULATE_KNOWN,
		NULL, true, "2018-06-11 00:00:01"},
	{"an answer to what is forgotten", P("answer-window = '10 days'"),
		P("answer-window = '3 days'"), CONTACT, "p", REASON_ALLOWED, 0,
		SIMULATE_DOMAIN, NULL, true, NULL},
	{"an answer to what is forgotten, and the same window",
		P("answer-window = '10 days'"), P("answer-window = '10 days'"),
		CONTACT, "p", REASON_ALLOWED, REASON_ALLOWED, SIMULATE_KNOWN,
		NULL, true, NULL},
	{"an answer to what is forgotten, and no window any more",
		P("answer-window = '10 days'"), P(""), CONTACT, "p",
		REASON_ALLOWED, 0, SIMULATE_DOMAIN, NULL, true, NULL},
	{"no answer, and the same window", P("answer-window = '10 days'"),
		P("answer-window = '10 days'"), CONTACT, "p", REASON_NO_BASIS,
		REASON_NO_BASIS, SIMULATE_KNOWN, NULL, false, NULL},
	{"no answer, but perhaps now", P(""), P("answer-window = '10 days'"),
		CONTACT, "p", REASON_NO_BASIS, 0, SIMULATE_ANSWER, NULL, false,
		NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char text[2000];
	struct simulate_rules rules;
	const struct settings *present, *other;
	enum simulate_doubt doubt;
	struct verdict verdict;
	struct story story;
	struct simulate_past past = {.reason = r->past,
		.purpose = r->purpose,
		.list = r->list,
		.is_solicited = r->is_solicited};
	size_t sends_len, objections_len;

	(void)snprintf(text, sizeof(text), HEAD "%s", r->present);
	present = settings_must(text);
	(void)snprintf(text, sizeof(text), HEAD "%s", r->other);
	other = settings_must(text);
	story_read(&story, present->zone, r->facts);
	past.at_utc = story_instant(present->zone, "2018-06-10");
	past.asked_utc = story_instant(present->zone, r->asked);
	sends_len = story.subject.sends_len;
	objections_len = story.subject.objections_len;
	assert_int_equal(simulate_rules_init(&rules, present, other), ERR_OK);
	/* Twice: the subject is as it was. */
	for (int round = 0; round < 2; round++) {
		assert_int_equal(simulate_decide(&rules, &past, &story.subject,
					 &doubt, &verdict),
			ERR_OK);
		assert_string_equal(simulate_doubt_name(doubt),
			simulate_doubt_name(r->doubt));
		if (r->now)
			assert_string_equal(reason_name(verdict.reason),
				reason_name(r->now));
		assert_int_equal(story.subject.sends_len, sends_len);
		assert_int_equal(story.subject.objections_len, objections_len);
	}
	story_free(&story);
	settings_unref(&present);
	settings_unref(&other);
}

/* Lists of either configuration, each once, and no more than can be tried. */
static void test_lists(void **state)
{
	(void)state;
	for (int n = 8; n <= 9; n++) {
		char text[4000] = HEAD P(""), more[200];
		struct simulate_rules rules;
		const struct settings *present, *other;

		for (int i = 0; i < n; i++) {
			(void)snprintf(
				more, sizeof(more), LIST("l%d", ""), i, i);
			strcat(text, more);
		}
		present = settings_must(text);
		other = settings_must(HEAD P("") LIST("l0", "") LIST("l1", ""));
		assert_int_equal(simulate_rules_init(&rules, present, other),
			n == 8 ? ERR_OK : ERR_LIMIT);
		assert_int_equal(rules.lists_len, 8);
		assert_string_equal(rules.lists[7], "l7");
		assert_int_equal(simulate_rules_init(&rules, other, present),
			n == 8 ? ERR_OK : ERR_LIMIT);
		settings_unref(&present);
		settings_unref(&other);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_verdicts, check_row);
	rows_add_one(&rows, "lists", test_lists, NULL);
	return rows_run("decided again", &rows);
}
