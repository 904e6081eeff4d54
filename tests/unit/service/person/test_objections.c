/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/ear.h"

#include "service/person/objections.h"

struct refs {
	char texts[4][JOURNAL_REF_SIZE];
	char *args[4];
	size_t len;
};

static bool note_ref(void *arg, const struct objections_item *item)
{
	struct refs *refs = arg;

	snprintf(refs->texts[refs->len], JOURNAL_REF_SIZE, "%s", item->ref);
	refs->args[refs->len] = refs->texts[refs->len];
	refs->len++;
	assert_null(item->purpose);
	return true;
}

static void make_three(struct house *h, struct refs *refs)
{
	static const struct said mails[] = {
		{.meaning = INBOUND_UNSUBSCRIBE, .from = JAN, .after_s = 1},
		{.meaning = INBOUND_STOP,
			.from = ADAM,
			.answers = NEAR,
			.after_s = 2},
		{.meaning = INBOUND_COMPLAINT, .concerns = EWA, .after_s = 3},
	};

	*refs = (struct refs){.len = 0};
	for (unsigned i = 0; i < 3; i++)
		ear_must(h, i, &mails[i]);
	IS(objections_each(h->desk, note_ref, refs), ERR_OK);
	IS(refs->len, 3);
}

static void test_confirm_and_drop(void **state)
{
	char no_ref[] = "no ref", absent[] = "DY9WMPCD";
	char *bad[] = {no_ref}, *none[] = {absent};
	struct refs refs, left = {.len = 0};
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	make_three(&h, &refs);
	IS(objections_confirm(h.desk, bad, 1, &said), ERR_INVALID);
	IS(objections_confirm(h.desk, none, 1, &said), ERR_NOT_FOUND);
	IS(objections_confirm(h.desk, refs.args, 1, &said), ERR_OK);
	IS(objections_confirm(h.desk, refs.args, 1, &said), ERR_NOT_FOUND);
	/* All or none. */
	IS(objections_drop(h.desk, refs.args, 3, "forged", &said),
		ERR_NOT_FOUND);
	IS(objections_drop(h.desk, refs.args + 1, 2, "", &said), ERR_INVALID);
	IS(objections_drop(h.desk, refs.args + 1, 2, "forged", &said), ERR_OK);
	IS(ear_objections(&h, JAN), 1);
	IS(ear_unconfirmed(&h, JAN), 0);
	IS(ear_objections(&h, ADAM) + ear_objections(&h, EWA), 0);
	IS(objections_each(h.desk, note_ref, &left), ERR_OK);
	IS(left.len, 0);
	IS(ear_journal(&h, JOURNAL_CONFIRMED, refs.texts[0]), 1);
	IS(ear_journal(&h, JOURNAL_DROPPED, "forged"), 2);
	buf_free(&said);
	house_close(&h);
}

/* The reference is that of the entry that tells of it. */
static bool is_of_entry(void *arg, const struct journal_entry *entry)
{
	const struct refs *refs = arg;

	assert_int_equal(entry->kind, JOURNAL_OBJECTION);
	assert_non_null(strstr(entry->detail, "unconfirmed"));
	assert_string_equal(entry->ref, refs->texts[0]);
	assert_string_equal(entry->queue_id, "4Qxyz");
	assert_string_equal(entry->host, "mx.firma.example");
	return true;
}

static void test_refs(void **state)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct refs refs;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	make_three(&h, &refs);
	filter.ref = refs.texts[0];
	IS(store_journal_each(h.desk->session, &filter, is_of_entry, &refs),
		ERR_OK);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"unconfirmed ones are confirmed, dropped",
			test_confirm_and_drop},
		{"an unconfirmed one is known by its entry", test_refs},
	};
	struct rows all = {0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("objections", &all);
}
