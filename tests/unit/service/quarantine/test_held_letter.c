/* SPDX-License-Identifier: BSD-2-Clause */
/* What the sender is told of what was held: of each act once, in the
 * transaction of the act. */
#include "config.h"

#include "unit/service/held_house.h"

#include "service/mailer/outbox.h"
#include "service/quarantine/held_letter_private.h"

#define OWN "own-domains = {'firma.example'}\n"

/* ------------------------------------------------------------ the outbox */

static int64_t letters(struct house *h)
{
	struct store_outbox_sum sum;

	assert_int_equal(outbox_sum(h->office, &sum), ERR_OK);
	return sum.letters;
}

/* The letter, as the notice sender takes it once it may. */
static void take(struct house *h, struct outbox_letter *letter)
{
	wait_for(h, HELD_LETTER_SETTLE_SECONDS);
	assert_int_equal(outbox_take(h->office, 0, letter), ERR_OK);
	assert_int_equal(letter->sealed, ERR_OK);
}

static bool says(const struct outbox_letter *letter, const char *what)
{
	return memmem(letter->text, letter->len, what, strlen(what)) != NULL;
}

static void open_again(struct house *h)
{
	static const struct clock_source clock = {moving_now, NULL};
	const struct office_options options = {
		.settings = h->settings, .clock = &clock};

	desk_close(&h->desk);
	hold_free(&h->hold);
	judge_free(&h->judge);
	office_close(&h->office);
	assert_int_equal(office_open(&options, &h->office), ERR_OK);
	assert_int_equal(judge_new(h->office, &h->judge), ERR_OK);
	assert_int_equal(hold_new(h->office, &h->hold), ERR_OK);
	desk_renew(h);
}

/* -------------------------------------------------------------- the acts */

static void release(struct house *h, const struct held_id *id, unsigned n,
	const char *address, struct held_letter *letter)
{
	const struct release_end how = {
		.outcome = RELEASE_TAKEN, .detail = "250 ok", .letter = letter};
	char token[TOKEN_TEXT_SIZE];

	assert_int_equal(begin(h, id, n, token), ERR_OK);
	assert_int_equal(pass(h, token, "Oferta tajna", address), PASS_GOOD);
	desk_renew(h);
	assert_int_equal(quarantine_release_end(h->desk, id, n, &how), ERR_OK);
}

enum act {
	ACT_DELETE,
	ACT_EXPIRE,
	ACT_RELEASE
};

static void perform(struct house *h, enum act act, const struct held_id *id)
{
	struct held_letter letter = {0};
	int64_t ids[2] = {0};
	size_t deleted;

	switch (act) {
	case ACT_DELETE:
		assert_int_equal(
			quarantine_delete(h->desk, id, "no", ids), ERR_OK);
		break;
	case ACT_EXPIRE:
		wait_for(h, 7 * DAY + 1);
		assert_int_equal(
			quarantine_expire(h->desk, 2, ids, &deleted), ERR_OK);
		assert_int_equal(deleted, 1);
		break;
	case ACT_RELEASE:
		release(h, id, 0, ADAM, &letter);
		release(h, id, 1, EVA, &letter);
		held_letter_free(&letter);
		break;
	}
}

static const struct act_row {
	const char *name;
	enum act act;
	const char *sender;
	const char *settings;
	const char *says; /* NULL: there is no letter */
} act_rows[] = {
	{"a deletion is told", ACT_DELETE, "<ania@firma.example>", OWN,
		"Status: 5.7.1"},
	{"an expiry is told", ACT_EXPIRE, "ania@firma.example", OWN,
		"Status: 5.4.7"},
	{"a release is told", ACT_RELEASE, "<ania@firma.example>", OWN,
		"Action: relayed"},
	{"a subdomain is the firm's", ACT_RELEASE, "<ania@shop.firma.example>",
		OWN, "Action: relayed"},
	{"no word of a deletion", ACT_DELETE, "<ania@firma.example>",
		OWN "notices { tell-deleted = no }", NULL},
	{"a deletion without word of releases", ACT_DELETE,
		"<ania@firma.example>", OWN "notices { tell-released = no }",
		"Status: 5.7.1"},
	{"no word of a release", ACT_RELEASE, "<ania@firma.example>",
		OWN "notices { tell-released = no }", NULL},
	{"an expiry is told always", ACT_EXPIRE, "<ania@firma.example>",
		OWN "notices { tell-released = no  tell-deleted = no }",
		"Status: 5.4.7"},
	{"nobody answers a bounce: deletion", ACT_DELETE, "<>", OWN, NULL},
	{"nobody answers a bounce: expiry", ACT_EXPIRE, "", OWN, NULL},
	{"nobody answers a bounce: release", ACT_RELEASE, "<>", OWN, NULL},
	{"a stranger is not told: deletion", ACT_DELETE, "<x@example.org>", OWN,
		NULL},
	{"a stranger is not told: release", ACT_RELEASE, "<x@example.org>", OWN,
		NULL},
	{"one that cannot be used: deletion", ACT_DELETE, "<ania@@x", OWN,
		NULL},
	{"one that cannot be used: release", ACT_RELEASE, "<a b@firma.example>",
		OWN, NULL},
	{"without own domains nobody is told", ACT_DELETE,
		"<ania@firma.example>", "", NULL},
};

static void check_act(void **state)
{
	const struct act_row *row = *state;
	struct outbox_letter letter = {0};
	struct held_id id;
	struct house h;

	house_open(&h, row->settings);
	h.sender = row->sender;
	id = held(&h);
	perform(&h, row->act, &id);
	/* Whoever acted may die now. */
	open_again(&h);
	assert_int_equal(letters(&h), row->says ? 1 : 0);
	if (row->says) {
		take(&h, &letter);
		assert_true(says(&letter, row->says));
		assert_true(says(&letter, "Adam.Nowak@example.com"));
		assert_true(says(&letter, "eva.weber@example.net"));
		assert_true(says(&letter, id.text));
		assert_false(says(&letter, "rabat"));
		assert_string_equal(letter.to, row->sender);
		outbox_letter_free(&letter);
	}
	house_close(&h);
}

/* ------------------------------------------------------------- not twice */

/* What fails is not told of. */
static void test_failures(void **state)
{
	struct held_id id, none = {"000000000000"};
	struct house h;
	int64_t letter;

	(void)state;
	house_open(&h, OWN);
	id = held(&h);
	assert_int_equal(
		quarantine_delete(h.desk, &none, "no", &letter), ERR_NOT_FOUND);
	assert_int_equal(
		quarantine_delete(h.desk, &id, " ", &letter), ERR_INVALID);
	assert_int_equal(letters(&h), 0);
	assert_int_equal(quarantine_delete(h.desk, &id, "no", &letter), ERR_OK);
	assert_int_equal(
		quarantine_delete(h.desk, &id, "no", &letter), ERR_NOT_FOUND);
	assert_int_equal(letter, 0);
	assert_int_equal(letters(&h), 1);
	house_close(&h);
}

/* What the MTA did not take is held again, without a word. */
static void test_returned(void **state)
{
	const struct release_end returned = {
		.outcome = RELEASE_REJECTED, .detail = "450 later"};
	const struct release_end unclear = {.outcome = RELEASE_UNCLEAR};
	const struct release_end taken = {.outcome = RELEASE_TAKEN};
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, OWN);
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(
		quarantine_release_end(h.desk, &id, 0, &returned), ERR_OK);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(
		quarantine_release_end(h.desk, &id, 0, &unclear), ERR_OK);
	assert_int_equal(letters(&h), 0);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
	assert_int_equal(
		quarantine_release_end(h.desk, &id, 0, &taken), ERR_OK);
	assert_int_equal(
		quarantine_release_end(h.desk, &id, 0, &taken), ERR_NOT_FOUND);
	assert_int_equal(letters(&h), 1);
	house_close(&h);
}

/* The notice sender took the letter between two releases of one run. */
static void test_taken_between(void **state)
{
	struct outbox_letter first = {0}, second = {0};
	struct held_letter run = {0};
	struct held_id id;
	struct house h;

	(void)state;
	house_open(&h, OWN);
	id = held(&h);
	release(&h, &id, 0, ADAM, &run);
	assert_int_equal(letters(&h), 1);
	/* Not before the run has had its time. */
	assert_int_equal(outbox_take(h.office, 0, &first), ERR_NOT_FOUND);
	take(&h, &first);
	release(&h, &id, 1, EVA, &run);
	assert_int_equal(letters(&h), 2);
	assert_int_equal(outbox_take(h.office, run.id, &second), ERR_OK);
	assert_true(says(&first, "Adam.Nowak@") && !says(&first, "eva.weber"));
	assert_true(
		says(&second, "eva.weber@") && !says(&second, "Adam.Nowak"));
	/* They are two notices: no reader takes one for the other. */
	assert_true(says(&first, ".released-0."));
	assert_true(says(&second, ".released-1."));
	outbox_letter_free(&first);
	outbox_letter_free(&second);
	held_letter_free(&run);
	house_close(&h);
}

/* Deleted after the milter let it through to one of them, and before that was
 * settled: that one got it. */
static void test_passed(void **state)
{
	const struct release_end taken = {.outcome = RELEASE_TAKEN};
	struct outbox_letter letter = {0};
	char token[TOKEN_TEXT_SIZE];
	struct held_id id;
	struct house h;
	int64_t made;

	(void)state;
	house_open(&h, OWN);
	id = held(&h);
	assert_int_equal(begin(&h, &id, 0, token), ERR_OK);
	assert_int_equal(pass(&h, token, "Oferta tajna", ADAM), PASS_GOOD);
	desk_renew(&h);
	assert_int_equal(quarantine_delete(h.desk, &id, "no", &made), ERR_OK);
	assert_int_equal(
		quarantine_release_end(h.desk, &id, 0, &taken), ERR_NOT_FOUND);
	assert_int_equal(letters(&h), 1);
	take(&h, &letter);
	assert_int_equal(letter.id, made);
	assert_true(says(&letter, "Action: relayed"));
	assert_true(says(&letter, "Action: failed"));
	outbox_letter_free(&letter);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, act_rows, check_act);
	rows_add_one(&rows, "what fails is not told", test_failures, NULL);
	rows_add_one(
		&rows, "what is held again is not told", test_returned, NULL);
	rows_add_one(&rows, "a letter taken between two releases",
		test_taken_between, NULL);
	rows_add_one(&rows, "deleted when one had got it", test_passed, NULL);
	return rows_run("held_letter", &rows);
}
