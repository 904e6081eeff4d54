/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules N3 */
/*
 * Address rules that change: nobody who objected is freed by it, and nobody's
 * consent becomes another's.
 */
#include "core/policy_find.h"
#include "unit/service/ear.h"

#include "lib/random.h"
#include "service/person/objections.h"
#include "service/person/record.h"
#include "service/person/rectify.h"
#include "service/retention/purge.h"
#include "service/verdict/judge.h"
#include "store/rekey.h"

#define DOTS "address-rule 'example.com' { ignore-dots = yes }\n"
#define MINUS "address-rule 'example.com' { separators = '+-' }\n"
#define NO_TAGS "sub-address-separators = ''\n"
#define ALIAS "address-rule 'pm.example' { alias-of = 'post.example' }\n"
#define ALL_RULES                                                          \
	"address-rule 'example.com' { separators = '+-' ignore-dots = yes" \
	" }\n" ALIAS
#define PLAIN "ewa.nowak@example.com"
#define BARE "ewanowak@example.com"

static struct buf said;

static enum err object(struct house *h, const char *who, const char *at)
{
	const struct record_object act = {
		.who = who, .at_utc = house_instant(h, at), .channel = "phone"};

	return record_object(h->desk, &act, &said);
}

static enum err lift_for(struct house *h, const char *who, const char *purpose)
{
	const struct record_object_lift act = {
		.who = who, .purpose = purpose, .reason = "a mistake"};

	return record_object_lift(h->desk, &act, &said);
}

static enum err lift(struct house *h, const char *who)
{
	return lift_for(h, who, NULL);
}

static enum err grant(struct house *h, const char *who, const char *at)
{
	const struct record_grant act = {.who = who,
		.purpose = "followup",
		.basis = "consent",
		.at_utc = house_instant(h, at),
		.expires_utc = INSTANT_NONE,
		.evidence = "form 7"};

	return record_grant(h->desk, &act, &said);
}

static enum err meet(struct house *h, const char *who)
{
	const struct record_contact act = {.who = who,
		.at_utc = house_instant(h, "2018-06-25 10:00"),
		.source = "chat",
		.relation = "prospect"};

	return record_contact(h->desk, &act, &said);
}

/* What a check says and what live mail gets are the same. */
static void is(struct house *h, const char *who, const char *expected)
{
	struct judge_item item = {.recipient = who,
		.purpose = policy_purpose(&h->settings->policy, "followup")};
	struct judge *judge;

	assert_string_equal(house_reason(h, who, "followup", NULL), expected);
	IS(judge_new(h->office, &judge), ERR_OK);
	IS(judge_decide(judge, h->settings, NULL, &item, 1), ERR_OK);
	assert_string_equal(reason_name(item.verdict.reason), expected);
	judge_free(&judge);
}

/* Live mail alone, with nobody who looked before. */
static void is_live(struct house *h, const char *who, enum reason expected)
{
	struct judge_item item = {.recipient = who,
		.purpose = policy_purpose(&h->settings->policy, "followup")};
	struct judge *judge;

	IS(judge_new(h->office, &judge), ERR_OK);
	IS(judge_decide(judge, h->settings, NULL, &item, 1), ERR_OK);
	IS(item.verdict.reason, expected);
	judge_free(&judge);
}

static void open_house(struct house *h, const char *more)
{
	buf_init(&said, 100000);
	house_open_with(h, more);
}

static void close_house(struct house *h)
{
	house_close(h);
	buf_free(&said);
}

/* ------------------------------------------------------------------ rows */

static const struct change_row {
	const char *name;
	const char *before, *after;
	const char *who; /* objected before */
	const char *mail_to; /* the same person afterwards */
} change_rows[] = {
	{"dots count no more", "", DOTS, PLAIN, PLAIN},
	{"dots count no more, and another spelling", "", DOTS, PLAIN,
		"ewa.nowak+x@example.com"},
	{"dots count again", DOTS, "", PLAIN, PLAIN},
	{"dots count again, for the other one as well", DOTS, "", PLAIN, BARE},
	{"another separator", "", MINUS, "jan-news@example.com",
		"jan-news@example.com"},
	{"a separator less", MINUS, "", "jan-news@example.com",
		"jan-news@example.com"},
	{"tags count", "", NO_TAGS, "jan+news@example.com",
		"jan+news@example.com"},
	{"tags count no more", NO_TAGS, "", "jan+news@example.com",
		"jan+news@example.com"},
	{"a domain becomes an alias", "", ALIAS, "tom@pm.example",
		"tom@pm.example"},
	{"it is one no more", ALIAS, "", "tom@pm.example", "tom@pm.example"},
	{"it is one no more, for the other name as well", ALIAS, "",
		"tom@pm.example", "tom@post.example"},
	{"all at once", "", ALL_RULES, "jan-news@example.com",
		"Jan-News@Example.com"},
	{"all at once, and back", ALL_RULES, "", PLAIN, PLAIN},
};

static void check_change(void **state)
{
	const struct change_row *r = *state;
	struct house h;

	open_house(&h, r->before);
	IS(meet(&h, r->who), ERR_OK);
	is(&h, r->who, "allowed");
	IS(object(&h, r->who, NULL), ERR_OK);
	is(&h, r->who, "objected");
	house_change(&h, r->after);
	is_live(&h, r->mail_to, REASON_OBJECTED);
	is(&h, r->mail_to, "objected");
	house_change(&h, r->before);
	is_live(&h, r->who, REASON_OBJECTED);
	/* A lift reaches all: nothing brings it back. */
	house_change(&h, r->after);
	IS(lift(&h, r->mail_to), ERR_OK);
	if (strcmp(house_reason(&h, r->mail_to, "followup", NULL),
		    "objected") == 0)
		fail_msg("lifted, and objected still");
	close_house(&h);
}

/* A store that was used before it kept its rules: those of then are not
 * known, and the plain form is looked under. */
static void test_from_before(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, NO_TAGS);
	IS(object(&h, "jan+news@example.com", NULL), ERR_OK);
	ear_sql(&h, "DELETE FROM address_rules; DELETE FROM joined");
	house_change(&h, "");
	is_live(&h, "jan+news@example.com", REASON_OBJECTED);
	is(&h, "jan@example.com", "objected");
	close_house(&h);
}

static int64_t count(struct house *h, const char *sql)
{
	const char *path = strchr(h->settings->store, ':') + 1;
	sqlite3_stmt *stmt;
	int64_t value;
	sqlite3 *db;

	IS(sqlite3_open(path, &db), SQLITE_OK);
	IS(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	IS(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

static void test_rules_are_kept(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, "");
	is(&h, PLAIN, "unknown");
	IS(count(&h, "SELECT count(*) FROM address_rules"), 1);
	house_change(&h, DOTS);
	is(&h, PLAIN, "unknown");
	house_change(&h, "");
	is(&h, PLAIN, "unknown");
	house_change(&h, "address-rule 'example.org' { separators = '+' }\n");
	is(&h, PLAIN, "unknown");
	IS(count(&h, "SELECT count(*) FROM address_rules"), 2);
	IS(count(&h, "SELECT since FROM address_rules WHERE id = 2"),
		HOUSE_NOW);
	close_house(&h);
}

/* ------------------------------------------------- nobody gets another's */

static void test_two_become_one(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, "");
	IS(meet(&h, PLAIN), ERR_OK);
	IS(object(&h, PLAIN, "2018-06-01 10:00"), ERR_OK);
	IS(meet(&h, BARE), ERR_OK);
	IS(object(&h, BARE, "2018-06-01 10:00"), ERR_OK);
	IS(grant(&h, BARE, "2018-06-10 10:00"), ERR_OK);
	is_live(&h, BARE, REASON_ALLOWED);
	is(&h, PLAIN, "objected");
	/* The consent of the one is no consent of the other. */
	house_change(&h, DOTS);
	is_live(&h, PLAIN, REASON_OBJECTED);
	is(&h, BARE, "objected");
	/* Staff see one person from now on. */
	IS(lift(&h, BARE), ERR_OK);
	IS(lift_for(&h, BARE, "followup"), ERR_OK);
	is(&h, PLAIN, "allowed");
	close_house(&h);
}

static void test_withdrawal_of_one(void **state)
{
	struct record_withdraw act = {.who = PLAIN, .purpose = "followup"};
	struct house h;

	(void)state;
	open_house(&h, "");
	act.at_utc = house_instant(&h, "2018-06-01 10:00");
	IS(record_withdraw(h.desk, &act, &said), ERR_OK);
	IS(meet(&h, BARE), ERR_OK);
	IS(grant(&h, BARE, "2018-06-10 10:00"), ERR_OK);
	is(&h, PLAIN, "withdrawn");
	house_change(&h, DOTS);
	is_live(&h, PLAIN, REASON_WITHDRAWN);
	is(&h, BARE, "withdrawn");
	close_house(&h);
}

static void test_one_becomes_two(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, DOTS);
	IS(meet(&h, PLAIN), ERR_OK);
	IS(grant(&h, PLAIN, "2018-06-10 10:00"), ERR_OK);
	is(&h, PLAIN, "allowed");
	is(&h, BARE, "allowed");
	house_change(&h, "");
	/* Whose consent it was nobody can tell: it stays where it is. */
	is(&h, PLAIN, "unknown");
	is(&h, BARE, "allowed");
	/* What the other says now is not undone with this one. */
	IS(object(&h, BARE, NULL), ERR_OK);
	is(&h, PLAIN, "objected");
	IS(lift(&h, PLAIN), ERR_OK);
	is(&h, PLAIN, "unknown");
	is(&h, BARE, "objected");
	close_house(&h);
}

static void test_restriction(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, DOTS);
	IS(meet(&h, PLAIN), ERR_OK);
	IS(record_restrict(h.desk, PLAIN, &said), ERR_OK);
	house_change(&h, "");
	is_live(&h, PLAIN, REASON_RESTRICTED);
	is(&h, BARE, "restricted");
	IS(record_restrict_lift(h.desk, PLAIN, &said), ERR_OK);
	is_live(&h, PLAIN, REASON_UNKNOWN);
	is(&h, BARE, "restricted");
	close_house(&h);
	open_house(&h, "");
	IS(meet(&h, PLAIN), ERR_OK);
	IS(record_restrict(h.desk, PLAIN, &said), ERR_OK);
	house_change(&h, DOTS);
	is_live(&h, PLAIN, REASON_RESTRICTED);
	IS(record_restrict_lift(h.desk, PLAIN, &said), ERR_OK);
	is(&h, PLAIN, "allowed");
	house_change(&h, "");
	is_live(&h, PLAIN, REASON_UNKNOWN);
	close_house(&h);
}

/* -------------------------------------------------------------- the rest */

static void test_domains(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, ALIAS);
	IS(object(&h, "@pm.example", NULL), ERR_OK);
	is(&h, "tom@pm.example", "objected");
	is(&h, "tom@post.example", "objected");
	is(&h, "tom@mail.post.example", "objected");
	is(&h, "tom@other.example", "unknown");
	IS(lift(&h, "@post.example"), ERR_OK);
	is(&h, "tom@pm.example", "unknown");
	IS(object(&h, "@post.example", NULL), ERR_OK);
	is(&h, "tom@pm.example", "objected");
	house_change(&h, "");
	is_live(&h, "tom@pm.example", REASON_OBJECTED);
	is(&h, "tom@post.example", "objected");
	IS(lift(&h, "@pm.example"), ERR_OK);
	is(&h, "tom@post.example", "unknown");
	close_house(&h);
}

/* A token was made when the person had another key. */
static void test_old_token(void **state)
{
	struct intake_click click = {.scope = INTAKE_ALL,
		.at_utc = HOUSE_NOW,
		.has_secret = true, /* of zeros */
		.id = {1}};
	char text[UNSUBSCRIBE_TEXT_SIZE];
	struct house h;

	(void)state;
	open_house(&h, EAR_CONFIG("20"));
	IS(meet(&h, PLAIN), ERR_OK);
	ear_token(&h, PLAIN, "followup", text);
	house_change(&h, EAR_CONFIG("20") DOTS);
	is(&h, PLAIN, "allowed");
	is(&h, BARE, "allowed");
	click.token = text;
	IS(intake_click(h.desk, &click, &said), ERR_OK);
	/* Though it names a key that this spelling does not lead to. */
	is_live(&h, BARE, REASON_OBJECTED);
	is(&h, PLAIN, "objected");
	click.is_undo = true;
	click.id[0] = 2;
	IS(intake_click(h.desk, &click, &said), ERR_OK);
	is_live(&h, BARE, REASON_ALLOWED);
	is(&h, PLAIN, "allowed");
	close_house(&h);
}

static void test_nothing_is_left(void **state)
{
	struct house h;

	(void)state;
	open_house(&h, "");
	IS(meet(&h, PLAIN), ERR_OK);
	IS(object(&h, PLAIN, "2018-06-01 10:00"), ERR_OK);
	IS(grant(&h, PLAIN, "2018-06-10 10:00"), ERR_OK);
	house_change(&h, DOTS);
	is(&h, PLAIN, "allowed");
	IS(purge_erase(h.desk,
		   &(struct purge_erasure){
			   .who = BARE, .without_objection = true},
		   &said),
		ERR_OK);
	IS(count(&h, "SELECT count(*) FROM subject"), 0);
	IS(count(&h, "SELECT count(*) FROM fact WHERE kind <> 1"), 0);
	IS(count(&h, "SELECT count(*) FROM fact WHERE evidence IS NOT NULL"),
		0);
	is(&h, PLAIN, "objected");
	close_house(&h);
}

/* Keys are changed as well as rules, in both orders. */
static void test_rotated(void **state)
{
	char cause[DESK_CAUSE_SIZE];
	struct store_generation n;
	unsigned number;
	struct house h;

	(void)state;
	open_house(&h, "");
	IS(meet(&h, PLAIN), ERR_OK);
	IS(object(&h, PLAIN, NULL), ERR_OK);
	IS(meet(&h, "jan-news@example.com"), ERR_OK);
	IS(object(&h, "jan-news@example.com", NULL), ERR_OK);
	house_change(&h, DOTS);
	is_live(&h, PLAIN, REASON_OBJECTED);
	IS(keyfile_rotate(h.settings->key_file, HOUSE_NOW, &number, cause),
		ERR_OK);
	house_change(&h, ALL_RULES);
	is_live(&h, PLAIN, REASON_OBJECTED);
	is_live(&h, "jan-news@example.com", REASON_OBJECTED);
	IS(store_generation_count(h.desk->session, 1, &n), ERR_OK);
	IS(n.objections, 0);
	IS(n.persons, 0);
	house_change(&h, "");
	is_live(&h, PLAIN, REASON_OBJECTED);
	is_live(&h, "jan-news@example.com", REASON_OBJECTED);
	close_house(&h);
}

/* -------------------------------------------------------------- property */

#define PERSONS 10
#define SETS 7

static void any_spelling(struct random *r, char *text, size_t size)
{
	static const char letters[] = "ab.+-";
	static const char *const domains[] = {
		"a.example", "b.example", "c.example"};
	char local[7];
	size_t len = 1 + random_below(r, sizeof(local) - 2);

	for (size_t i = 0; i < len; i++)
		local[i] = letters[random_below(r, sizeof(letters) - 1)];
	local[len] = '\0';
	snprintf(text, size, "\"%s\"@%s", local, domains[random_below(r, 3)]);
}

static void any_rules(struct random *r, char *text, size_t size)
{
	static const char *const separators[] = {"", "+", "-", "+-"};

	snprintf(text, size,
		"sub-address-separators = '%s'\n"
		"address-rule 'a.example' { separators = '%s' ignore-dots ="
		" %s }\n%s",
		separators[random_below(r, 4)], separators[random_below(r, 4)],
		random_below(r, 2) ? "yes" : "no",
		random_below(r, 2) ? "address-rule 'b.example' { alias-of ="
				     " 'a.example' }\n" :
				     "");
}

/* Whatever rules come, and whatever others agree to under other spellings. */
static void test_once_objected(void **state)
{
	char who[PERSONS][40], rules[400];
	bool objected[PERSONS];
	struct random r;

	(void)state;
	random_begin(&r, "once objected, always objected");
	for (int run = 0; run < 4; run++) {
		struct house h;

		memset(objected, 0, sizeof(objected));
		any_rules(&r, rules, sizeof(rules));
		open_house(&h, rules);
		for (size_t i = 0; i < PERSONS; i++)
			any_spelling(&r, who[i], sizeof(who[i]));
		for (int set = 0; set < SETS; set++) {
			for (size_t i = 0; i < PERSONS; i++) {
				if (random_below(&r, 3) == 0)
					IS(meet(&h, who[i]), ERR_OK);
				if (random_below(&r, 5) == 0) {
					IS(object(&h, who[i], NULL), ERR_OK);
					objected[i] = true;
				} else if (random_below(&r, 4) == 0) {
					/* Later than no objection. */
					IS(grant(&h, who[i],
						   "2018-06-30 10:00"),
						ERR_OK);
				}
			}
			any_rules(&r, rules, sizeof(rules));
			house_change(&h, rules);
			for (size_t i = 0; i < PERSONS; i++)
				if (objected[i])
					is_live(&h, who[i], REASON_OBJECTED);
		}
		close_house(&h);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, change_rows, check_change);
	rows_add_one(
		&rows, "rules that were never kept", test_from_before, NULL);
	rows_add_one(&rows, "every set of rules is kept once",
		test_rules_are_kept, NULL);
	rows_add_one(&rows, "two become one", test_two_become_one, NULL);
	rows_add_one(&rows, "what one withdrew the other does not grant",
		test_withdrawal_of_one, NULL);
	rows_add_one(&rows, "one becomes two", test_one_becomes_two, NULL);
	rows_add_one(&rows, "a restriction is copied and lifted",
		test_restriction, NULL);
	rows_add_one(&rows, "all names of a domain object", test_domains, NULL);
	rows_add_one(&rows, "a token of earlier rules", test_old_token, NULL);
	rows_add_one(&rows, "nothing is left under any key",
		test_nothing_is_left, NULL);
	rows_add_one(&rows, "keys are changed, too", test_rotated, NULL);
	rows_add_one(&rows, "once objected, always objected",
		test_once_objected, NULL);
	return rows_run("address rules that change", &rows);
}
