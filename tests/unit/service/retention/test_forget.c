/* SPDX-License-Identifier: BSD-2-Clause */
/* Letters, events and reports of which nobody has any use left. */
#include "unit/service/ear.h"

#include "service/retention/forget_private.h"
#include "store/doubt.h"

/* The longest window is that of "slow"; held messages are kept ten days. */
#define CONFIG                                                               \
	EAR_CONFIG("20")                                                     \
	"purpose 'slow' { bases = {'consent'} answer-window = '30 days' }\n" \
	"purpose 'quick' { bases = {'consent'} answer-window = '1 day' }\n"  \
	"quarantine { keep = '10 days' }\n"

#define WINDOW (30 * DAY)
#define KEEP (10 * DAY)
#define EVENTS (90 * DAY)

static const unsigned char mark[OBJECTION_MARK_LEN] = {7};

static void write_begin(struct house *h)
{
	IS(store_write_begin(h->desk->session), ERR_OK);
}

static void write_commit(struct house *h)
{
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static bool has_letter(struct house *h, int64_t at_utc)
{
	const struct pseudonym key = ear_key(h, JAN);
	const unsigned char message[MESSAGE_DIGEST_LEN] = {9};
	struct store_correspondence asked;
	enum err e;

	write_begin(h);
	IS(store_correspondence_add(
		   h->desk->session, &key, message, at_utc, false),
		ERR_OK);
	write_commit(h);
	IS(forget_correspondence(h->desk), ERR_OK);
	IS(store_read_begin(h->desk->session), ERR_OK);
	e = store_correspondence_get(
		h->desk->session, &key, message, "slow", &asked);
	store_read_end(h->desk->session);
	return e == ERR_OK;
}

/* One that is there is not recorded twice. */
static bool has_event(struct house *h, int64_t at_utc)
{
	const unsigned char id[STORE_EVENT_LEN] = {3};
	enum err e;

	write_begin(h);
	IS(store_event_add(h->desk->session, id, at_utc), ERR_OK);
	write_commit(h);
	IS(forget_correspondence(h->desk), ERR_OK);
	write_begin(h);
	e = store_event_add(h->desk->session, id, at_utc);
	store_write_rollback(h->desk->session);
	return e == ERR_EXISTS;
}

/* A click may be undone up to its last instant. */
static bool has_undo(struct house *h, int64_t at_utc)
{
	const struct pseudonym key = ear_key(h, JAN);
	const struct objection o = {
		.at_utc = HOUSE_NOW - DAY, .recorded_utc = HOUSE_NOW - DAY};
	struct store_undo undo = {.digest = {5}, .until_utc = at_utc};
	enum err e;

	memcpy(undo.mark, mark, sizeof(mark));
	write_begin(h);
	IS(store_objection_add_by(h->desk->session, &key, &o, mark), ERR_OK);
	IS(store_undo_add(h->desk->session, &key, &undo), ERR_OK);
	write_commit(h);
	IS(forget_correspondence(h->desk), ERR_OK);
	write_begin(h);
	e = store_undo_use(h->desk->session, mark, undo.digest, at_utc);
	store_write_rollback(h->desk->session);
	return e == ERR_OK;
}

static bool count_doubt(void *arg, const struct store_doubt *doubt)
{
	(void)doubt;
	++*(size_t *)arg;
	return true;
}

static bool has_report(struct house *h, int64_t at_utc)
{
	const struct store_doubt doubt = {.at_utc = at_utc,
		.kind = DOUBT_REPORT,
		.cause = DOUBT_NO_SEND,
		.key = ear_key(h, JAN)};
	size_t len = 0;

	write_begin(h);
	IS(store_doubt_add(h->desk->session, &doubt), ERR_OK);
	write_commit(h);
	IS(forget_correspondence(h->desk), ERR_OK);
	IS(store_doubts_each(h->desk->session, NULL, count_doubt, &len),
		ERR_OK);
	return len == 1;
}

static const struct row {
	const char *name;
	bool (*is_left)(struct house *h, int64_t at_utc);
	int64_t age_s; /* of the oldest that is kept */
} rows_of_ages[] = {
	{"a letter, as long as it may be answered", has_letter, WINDOW},
	{"an event, as long as it may come again", has_event, EVENTS},
	{"what undoes a click, as long as it may", has_undo, 0},
	{"a report, as long as what is held", has_report, KEEP},
};

static void check_age(void **state)
{
	const struct row *row = *state;

	for (int older = 0; older <= 1; older++) {
		struct house h;

		ear_open(&h, CONFIG);
		/* Reckoned from now, not from when the desk was opened. */
		h.desk->now_utc = HOUSE_NOW + 1000 * DAY;
		IS(row->is_left(&h, HOUSE_NOW - row->age_s - older), !older);
		IS(h.desk->now_utc, HOUSE_NOW);
		house_close(&h);
	}
}

static void test_fault(void **state)
{
	static const char *const tables[] = {"asked", "event", "undo", "doubt"};

	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		char sql[100];
		struct house h;

		ear_open(&h, CONFIG);
		(void)snprintf(sql, sizeof(sql),
			"ALTER TABLE %s RENAME TO away", tables[i]);
		ear_sql(&h, sql);
		IS(forget_correspondence(h.desk), ERR_UNAVAILABLE);
		assert_non_null(strstr(h.desk->cause, "forgetting letters"));
		house_close(&h);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_ages, check_age);
	rows_add_one(&rows, "a store that fails", test_fault, NULL);
	return rows_run("forget", &rows);
}
