/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W5 D23 */
/* A person has another address: GDPR Art. 16. */
#include "unit/service/ear.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#include "service/person/rectify.h"

#define OLD "adam.nowak@example.com"
#define NEW "adam@example.net"
#define STEPS 6

static void act(struct house *h, const struct step *step)
{
	struct buf said;

	buf_init(&said, 8000);
	IS(run_step(h, step, &said), ERR_OK);
	buf_free(&said);
}

static void act_all(struct house *h, const struct step steps[STEPS])
{
	for (size_t i = 0; i < STEPS && steps[i].act != END; i++)
		act(h, &steps[i]);
}

static enum err rectify(struct house *h, struct buf *said)
{
	return rectify_address(h->desk,
		&(struct rectify_options){.from = OLD, .to = NEW}, said);
}

static void must_rectify(struct house *h)
{
	struct buf said;

	buf_init(&said, 8000);
	IS(rectify(h, &said), ERR_OK);
	buf_free(&said);
}

/* ------------------------------------------------------------------ wishes */

#define MEET(who)                                                     \
	{                                                             \
		.act = CONTACT, who, "chat", "prospect", "2018-06-10" \
	}
#define CONSENT(who, at)                                    \
	{                                                   \
		.act = GRANT, who, "newsletter", "form", at \
	}
#define AGAINST(who, at)                                   \
	{                                                  \
		.act = OBJECT, who, "newsletter", NULL, at \
	}
#define BACK(who, at)                                        \
	{                                                    \
		.act = WITHDRAW, who, "newsletter", NULL, at \
	}

/* What is decided about the newsletter under the new address. What either
 * objected to or withdrew stays so, though the other consented later. */
static const struct wish_row {
	const char *name;
	struct step steps[STEPS]; /* both are on record and had consented */
	const char *reason;
	unsigned kept; /* recorded anew */
} wish_rows[] = {
	{"neither objects", {{.act = END}}, "allowed", 0},
	{"the old one objected", {AGAINST(OLD, "2018-06-05 12:00")}, "objected",
		0},
	{"the new one objected", {AGAINST(NEW, "2018-06-05 12:00")}, "objected",
		0},
	{"the old one objected, the new one consented later",
		{AGAINST(OLD, "2018-06-05 12:00"), CONSENT(NEW, "2018-06-08")},
		"objected", 0},
	{"the old one objected, the new one lifted its own",
		{AGAINST(OLD, "2018-06-05 12:00"),
			AGAINST(NEW, "2018-06-02 12:00"),
			CONSENT(NEW, "2018-06-08")},
		"objected", 1},
	{"it was lifted in the days to come",
		{AGAINST(OLD, "2018-06-05 12:00"),
			AGAINST(NEW, "2018-06-02 12:00"),
			CONSENT(NEW, "2018-07-02 01:00")},
		"objected", 1},
	{"the new one objected, the old one lifted its own",
		{AGAINST(NEW, "2018-06-05 12:00"),
			AGAINST(OLD, "2018-06-02 12:00"),
			CONSENT(OLD, "2018-06-08")},
		"objected", 1},
	{"both lifted their own",
		{AGAINST(NEW, "2018-06-05 12:00"),
			AGAINST(OLD, "2018-06-02 12:00"),
			CONSENT(OLD, "2018-06-08"), CONSENT(NEW, "2018-06-09")},
		"allowed", 0},
	{"the lift came before the other objection",
		{AGAINST(NEW, "2018-06-02 12:00"), CONSENT(NEW, "2018-06-04"),
			AGAINST(OLD, "2018-06-05 12:00")},
		"objected", 0},
	{"the old one withdrew", {BACK(OLD, "2018-06-05 12:00")}, "withdrawn",
		0},
	{"the old one withdrew, the new one consented later",
		{BACK(OLD, "2018-06-05 12:00"), CONSENT(NEW, "2018-06-08")},
		"withdrawn", 1},
	{"it consented in the days to come",
		{BACK(OLD, "2018-06-05 12:00"),
			CONSENT(NEW, "2018-07-02 01:00")},
		"withdrawn", 1},
	{"the new one withdrew, the old one consented later",
		{BACK(NEW, "2018-06-05 12:00"), CONSENT(OLD, "2018-06-08")},
		"withdrawn", 1},
	{"the later consent has no evidence",
		{BACK(OLD, "2018-06-05 12:00"),
			{.act = GRANT, NEW, "newsletter", NULL, "2018-06-08"}},
		"withdrawn", 0},
	{"the later consent is for another purpose",
		{BACK(OLD, "2018-06-05 12:00"),
			{.act = GRANT, NEW, "followup", "form", "2018-06-08"}},
		"withdrawn", 0},
	{"the old one withdrew, and consented again",
		{BACK(OLD, "2018-06-05 12:00"), CONSENT(OLD, "2018-06-08")},
		"allowed", 0},
	{"both withdrew, and consented again",
		{BACK(OLD, "2018-06-05 12:00"), CONSENT(OLD, "2018-06-08"),
			BACK(NEW, "2018-06-06 12:00"),
			CONSENT(NEW, "2018-06-09")},
		"allowed", 0},
};

static void check_wish(void **state)
{
	static const struct step both[STEPS] = {MEET(OLD), MEET(NEW),
		CONSENT(OLD, "2018-05-30"), CONSENT(NEW, "2018-05-30")};
	const struct wish_row *row = *state;
	char kept[100];
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 8000);
	act_all(&h, both);
	act_all(&h, row->steps);
	IS(rectify(&h, &said), ERR_OK);
	assert_string_equal(
		house_reason(&h, NEW, "newsletter", NULL), row->reason);
	/* So it stays when what was dated ahead has come. */
	assert_string_equal(
		house_reason(&h, NEW, "newsletter", "2018-07-03"), row->reason);
	assert_non_null(strstr(buf_text(&said), "Both are one person now: "));
	(void)snprintf(kept, sizeof(kept),
		"Recorded anew, because the other address consented later: "
		"%u objections or withdrawals.\n",
		row->kept);
	IS(strstr(buf_text(&said), kept) != NULL, row->kept > 0);
	IS(strstr(buf_text(&said), "Recorded anew") != NULL, row->kept > 0);
	buf_free(&said);
	house_close(&h);
}

/* Whoever may not be written to under one of two addresses may not be under
 * the one that is left, for the wishes of the person. */
static unsigned dice(uint64_t *seed, unsigned sides)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % sides;
}

static bool is_against(const char *reason)
{
	return strcmp(reason, "objected") == 0 ||
		strcmp(reason, "withdrawn") == 0;
}

static void random_wishes(struct house *h, const char *who, uint64_t *seed)
{
	static const enum act acts[] = {GRANT, OBJECT, WITHDRAW};
	const struct step consent = CONSENT(who, "2018-05-30");
	const struct step meet = MEET(who);

	act(h, &meet);
	act(h, &consent);
	for (unsigned i = dice(seed, 4); i > 0; i--) {
		char at[32];
		const struct step step = {.act = acts[dice(seed, 3)],
			.who = who,
			.a = "newsletter",
			.b = "form",
			.at = at};

		(void)snprintf(at, sizeof(at), "2018-06-%02u%s",
			2 + dice(seed, 28), dice(seed, 2) ? " 12:00" : "");
		act(h, &step);
	}
}

static void test_never_widens(void **state)
{
	uint64_t seed = 20180525;

	(void)state;
	print_message("# seed %llu\n", (unsigned long long)seed);
	for (int i = 0; i < 12; i++) {
		struct house h;
		bool is_refused;

		house_open(&h);
		random_wishes(&h, OLD, &seed);
		random_wishes(&h, NEW, &seed);
		is_refused =
			is_against(house_reason(&h, OLD, "newsletter", NULL)) ||
			is_against(house_reason(&h, NEW, "newsletter", NULL));
		must_rectify(&h);
		IS(is_against(house_reason(&h, NEW, "newsletter", NULL)),
			is_refused);
		house_close(&h);
	}
}

/* ------------------------------------------------------------ what is known */

/* Each alone is something that is known of an address. */
static const struct known_row {
	const char *name;
	struct step steps[STEPS];
	const char *counts;
} known_rows[] = {
	{"a record", {MEET(OLD)},
		"0 consents, 0 objections, 0 withdrawals and 0 sends"},
	{"a consent", {CONSENT(OLD, "2018-06-01")},
		"1 consents, 0 objections, 0 withdrawals and 0 sends"},
	{"an objection", {AGAINST(OLD, "2018-06-01")},
		"0 consents, 1 objections, 0 withdrawals and 0 sends"},
	{"a withdrawal", {BACK(OLD, "2018-06-01")},
		"0 consents, 0 objections, 1 withdrawals and 0 sends"},
};

static void check_known(void **state)
{
	const struct known_row *row = *state;
	char text[400];
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 8000);
	act_all(&h, row->steps);
	IS(rectify(&h, &said), ERR_OK);
	(void)snprintf(text, sizeof(text),
		"The new address was not known: %s come along.\nUnder the old "
		"address an objection to all direct marketing is on record.\n",
		row->counts);
	assert_string_equal(buf_text(&said), text);
	buf_free(&said);
	house_close(&h);
}

static void add_lift(struct house *h, const char *who)
{
	const struct objection_lift lift = {.purpose = "newsletter",
		.at_utc = HOUSE_NOW - DAY,
		.recorded_utc = HOUSE_NOW - DAY};
	const struct pseudonym key = ear_key(h, who);

	IS(store_write_begin(h->desk->session), ERR_OK);
	IS(store_lift_add(h->desk->session, &key, &lift), ERR_OK);
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static void test_sends_and_lifts(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 8000);
	ear_send(&h, OLD, NEAR, "2018-06-20");
	add_lift(&h, NEW);
	IS(rectify(&h, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said),
		"Both are one person now: 0 consents, 0 objections, 0 "
		"withdrawals and 1 sends come along.\n"));
	house_close(&h);
	house_open(&h);
	add_lift(&h, OLD);
	buf_reset(&said);
	IS(rectify(&h, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said), "was not known: 0 consents"));
	buf_free(&said);
	house_close(&h);
}

/* -------------------------------------------------------------- the record */

static struct store_person record(struct house *h, const char *who)
{
	const struct pseudonym key = ear_key(h, who);
	struct store_person person;

	IS(store_person_get(h->desk->session, &key, &person), ERR_OK);
	return person;
}

/* Days of two records, and of the one that both become. */
static const struct merge_row {
	const char *name;
	/* Relation, since when, last contact, restricted since. */
	const char *old[4], *new[4], *after[4];
	size_t contacts;
} merge_rows[] = {
	{"the old one's contact is the latest",
		{"prospect", "2018-05-01", "2018-06-10", NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", "2018-06-10", NULL}, 2},
	{"the new one's contact is the latest",
		{"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", "2018-06-10", NULL},
		{"prospect", "2018-05-01", "2018-06-10", NULL}, 2},
	{"one contact of both", {"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL}, 1},
	{"no contact of the old one", {"prospect", "2018-05-01", NULL, NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL}, 1},
	{"no contact of the new one",
		{"prospect", "2018-05-01", "2018-06-01", NULL},
		{"prospect", "2018-05-01", NULL, NULL},
		{"prospect", "2018-05-01", "2018-06-01", NULL}, 1},
	{"the later relation is the old one's",
		{"customer", "2018-06-01", NULL, NULL},
		{"prospect", "2018-05-01", NULL, NULL},
		{"customer", "2018-06-01", NULL, NULL}, 0},
	{"the later relation is the new one's",
		{"prospect", "2018-05-01", NULL, NULL},
		{"customer", "2018-06-01", NULL, NULL},
		{"customer", "2018-06-01", NULL, NULL}, 0},
	{"the old one is restricted",
		{"prospect", "2018-05-01", NULL, "2018-06-05"},
		{"prospect", "2018-05-01", NULL, NULL},
		{"prospect", "2018-05-01", NULL, "2018-06-05"}, 0},
	{"the new one is restricted", {"prospect", "2018-05-01", NULL, NULL},
		{"prospect", "2018-05-01", NULL, "2018-06-05"},
		{"prospect", "2018-05-01", NULL, "2018-06-05"}, 0},
	{"both are, the old one before",
		{"prospect", "2018-05-01", NULL, "2018-06-04"},
		{"prospect", "2018-05-01", NULL, "2018-06-05"},
		{"prospect", "2018-05-01", NULL, "2018-06-04"}, 0},
	{"both are, the new one before",
		{"prospect", "2018-05-01", NULL, "2018-06-06"},
		{"prospect", "2018-05-01", NULL, "2018-06-05"},
		{"prospect", "2018-05-01", NULL, "2018-06-05"}, 0},
};

static void put(struct house *h, const char *who, const char *const days[4],
	const char *source, const char *ref)
{
	const struct pseudonym key = ear_key(h, who);
	const struct store_person person = {.relation = days[0],
		.relation_since_utc = house_instant(h, days[1]),
		.relation_end_utc = INSTANT_NONE,
		.source = source,
		.collected_utc = house_instant(h, days[1]),
		.last_contact_utc = house_instant(h, days[2]),
		.failure_utc = house_instant(h, "2018-06-02"),
		.restricted_utc = house_instant(h, days[3]),
		.ref = ref};

	IS(store_write_begin(h->desk->session), ERR_OK);
	IS(store_person_put(h->desk->session, &key, &person), ERR_OK);
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static void check_merge(void **state)
{
	const struct merge_row *row = *state;
	struct store_person merged, left;
	struct pseudonym old;
	struct subject s;
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 8000);
	put(&h, OLD, row->old, "chat", NULL);
	put(&h, NEW, row->new, "chat", NULL);
	IS(rectify(&h, &said), ERR_OK);
	IS(strstr(buf_text(&said), ", and so does the restriction.") != NULL,
		row->old[3] != NULL);
	merged = record(&h, NEW);
	assert_string_equal(merged.relation, row->after[0]);
	IS(merged.relation_since_utc, house_instant(&h, row->after[1]));
	IS(merged.last_contact_utc, house_instant(&h, row->after[2]));
	IS(merged.restricted_utc, house_instant(&h, row->after[3]));
	subject_init(&s);
	ear_subject(&h, NEW, &s);
	IS(s.contacts_len, row->contacts);
	subject_free(&s);
	/* Under the old address the restriction stays, and nothing else. */
	old = ear_key(&h, OLD);
	IS(store_person_get(h.desk->session, &old, &left),
		row->old[3] ? ERR_OK : ERR_NOT_FOUND);
	if (row->old[3]) {
		IS(left.restricted_utc, house_instant(&h, row->old[3]));
		assert_true(!left.relation && !left.source && !left.ref);
		IS(left.relation_since_utc, INSTANT_NONE);
		IS(left.relation_end_utc, INSTANT_NONE);
		IS(left.collected_utc, INSTANT_NONE);
		IS(left.last_contact_utc, INSTANT_NONE);
		IS(left.failure_utc, INSTANT_NONE);
	}
	buf_free(&said);
	house_close(&h);
}

/* Two references cannot be one: the other is told. */
static const struct ref_row {
	const char *name;
	const char *old, *new;
	const char *ref;
	bool is_told;
} ref_rows[] = {
	{"no reference", NULL, NULL, NULL, false},
	{"the old one's alone", "crm:1", NULL, "crm:1", false},
	{"the new one's alone", NULL, "crm:2", "crm:2", false},
	{"the same", "crm:1", "crm:1", "crm:1", false},
	{"two", "crm:1", "crm:2", "crm:2", true},
};

static void check_ref(void **state)
{
	static const char *const days[4] = {"prospect", "2018-05-01"};
	const struct ref_row *row = *state;
	struct store_person merged;
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 8000);
	put(&h, OLD, days, "chat", row->old);
	put(&h, NEW, days, "chat", row->new);
	IS(rectify(&h, &said), ERR_OK);
	merged = record(&h, NEW);
	assert_string_equal(
		merged.ref ? merged.ref : "-", row->ref ? row->ref : "-");
	IS(strstr(buf_text(&said),
		   "The reference stays \"crm:2\"; the old address had "
		   "\"crm:1\": join both in your other system.\n") != NULL,
		row->is_told);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, wish_rows, check_wish);
	rows_add_one(
		&rows, "never widens what is allowed", test_never_widens, NULL);
	rows_add(&rows, known_rows, check_known);
	rows_add_one(&rows, "sends and lifts are known, too",
		test_sends_and_lifts, NULL);
	rows_add(&rows, merge_rows, check_merge);
	rows_add(&rows, ref_rows, check_ref);
	return rows_run("rectify", &rows);
}
