/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that come in pieces. What is done with one is another subject's: its
 * verb starts the job.
 */
#include <string.h>

#include "service/staff/job.h"
#include "staff/desk/verbs.h"

/* Who may upload what. */
static const struct {
	const char *name;
	enum staff_job_kind kind;
	unsigned roles;
} uses[] = {
	{"list", STAFF_JOB_LIST, VERB_SALES | VERB_OFFICER},
	{"audit", STAFF_JOB_AUDIT, VERB_OFFICER},
};

static enum err begin(struct call *call)
{
	const char *kind = call_text(call, "kind");
	char id[STAFF_JOB_ID_SIZE];
	enum err e = ERR_NOT_FOUND;

	/* So that nobody waits for the last piece to hear it. */
	if (call_int(call, "size", 0) > STAFF_JOB_INPUT_MAX)
		return call_cause(call, ERR_LIMIT,
			N_("The file is too large: at most 32 MB."), NULL);
	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
		if (strcmp(uses[i].name, kind) != 0)
			continue;
		if (!(uses[i].roles & VERB_ROLE(call->session->account->role)))
			return call_denied(call);
		e = staff_upload_begin(call->desk, call_account(call),
			uses[i].kind, call_text(call, "name"), id);
	}
	if (e == ERR_LIMIT)
		return call_cause(call, e,
			N_("There are ten lists and results of yours already. "
			   "Delete one first."),
			NULL);
	if (!e)
		call_put_text(call, "id", id);
	return e;
}

static enum err told(struct call *call, enum err e)
{
	if (e == ERR_LIMIT)
		return call_cause(call, e,
			N_("The file is too large: at most 32 MB."), NULL);
	if (e == ERR_INVALID)
		return call_cause(call, e,
			N_("The upload was cut off. Please send the file "
			   "again."),
			NULL);
	return e;
}

static enum err append(struct call *call)
{
	return told(call,
		staff_upload_append(call->desk, call_account(call),
			call_text(call, "id"), (unsigned)call_int(call, "n", 0),
			call->request->blob, call->request->blob_len));
}

static enum err end(struct call *call)
{
	return told(call,
		staff_upload_end(
			call->desk, call_account(call), call_text(call, "id")));
}

static enum err drop(struct call *call)
{
	return staff_job_drop(
		call->desk, call_account(call), call_text(call, "id"));
}

#define ID                                                      \
	{                                                       \
		"id", ARG_TEXT, STAFF_JOB_ID_SIZE - 1, ARG_MUST \
	}

const struct verb verbs_upload[] = {
	{"upload.begin", VERB_SALES | VERB_OFFICER, VERB_CHANGES, begin,
		{{"kind", ARG_TEXT, 16, ARG_MUST},
			{"name", ARG_TEXT, 255, ARG_MAY},
			{"size", ARG_INT, INT64_MAX, ARG_MAY}}},
	{"upload.append", VERB_SALES | VERB_OFFICER, VERB_CHANGES, append,
		{ID, {"n", ARG_INT, STORE_JOB_CHUNKS_MAX, ARG_MUST}}},
	{"upload.end", VERB_SALES | VERB_OFFICER, VERB_CHANGES, end, {ID}},
	{"upload.drop", VERB_SALES | VERB_OFFICER, VERB_CHANGES, drop, {ID}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
