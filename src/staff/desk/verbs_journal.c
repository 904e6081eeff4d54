/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the journal: a person's, and who looked at persons. */
#include "service/archive/journal_back.h"
#include "staff/desk/verbs_person.h"

#define ENTRIES_MOST 50
/* As long as somebody waits for a page. */
#define LOOK_NS INT64_C(1500000000)

static void put_entry(
	void *arg, const struct journal_entry *entry, const char *sender)
{
	struct call *call = arg;
	json_t *list = json_object_get(call->result, "entries");
	bool is_verdict = entry->kind == JOURNAL_VERDICT;
	char at[INSTANT_TEXT_SIZE];

	instant_format_iso(call->desk->settings->zone, entry->at_utc, at);
	if (json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:b, s:s?, "
			      "s:s?}",
			    "ref", entry->ref, "at", at, "kind",
			    journal_kind_name(entry->kind), "purpose",
			    entry->purpose, "reason",
			    is_verdict && entry->reason ?
				    reason_name(entry->reason) :
				    NULL,
			    "action",
			    is_verdict ? action_name(entry->action) : NULL,
			    "enforced", entry->is_enforced, "detail",
			    entry->detail, "who", sender)))
		call->is_out_of_memory = true;
}

static enum err answer(
	struct call *call, const char *address, enum journal_kind kind)
{
	const struct journal_back_query query = {.address = address,
		.kind = kind,
		.before_seq = (uint64_t)call_int(call, "before", 0),
		.most = ENTRIES_MOST,
		.time_ns = LOOK_NS};
	struct journal_back_place place;
	char at[INSTANT_TEXT_SIZE];
	enum err e;

	call_put(call, "entries", json_array());
	e = journal_back(call->desk, &query, put_entry, call, &place);
	if (e)
		return e;
	call_put_int(call, "next", (int64_t)place.next_seq);
	call_put_int(call, "percent", place.percent);
	if (place.looked_to_utc == INSTANT_NONE)
		return ERR_OK;
	instant_format_iso(call->desk->settings->zone, place.looked_to_utc, at);
	call_put_text(call, "looked_to", at);
	return ERR_OK;
}

static enum err journal(struct call *call)
{
	char who[PERSON_WHO_SIZE];
	enum err e = person_of(call, who);

	call_put_text(call, "ref", call_text(call, "ref"));
	return e ? e : answer(call, who, 0);
}

static enum err looked(struct call *call)
{
	return answer(call, NULL, JOURNAL_LOOKED);
}

const struct verb verbs_journal[] = {
	{"person.journal", VERB_OFFICER, VERB_LONG, journal,
		{{"ref", ARG_TEXT, SEALED_WORD_SIZE, ARG_MUST},
			{"before", ARG_INT, INT64_MAX, ARG_MAY}}},
	{"looked.list", VERB_OFFICER, VERB_LONG, looked,
		{{"before", ARG_INT, INT64_MAX, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
