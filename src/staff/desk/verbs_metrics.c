/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of the metrics only the store knows. The web process asks for it by
 * itself, for whoever reads them at the socket of the host: there is no session,
 * no route leads here, and what is said names nobody.
 */
#include "service/staff/in_use.h"
#include "staff/desk/verbs.h"

static enum err metrics(struct call *call)
{
	struct staff_in_use in_use;
	enum err e = staff_in_use(call->desk, &in_use);

	if (e)
		return e;
	call_put_int(call, "sessions", in_use.sessions);
	call_put_int(call, "waiting", in_use.jobs_waiting);
	call_put_int(call, "running", in_use.jobs_running);
	return ERR_OK;
}

const struct verb verbs_metrics[] = {
	{"metrics", VERB_STAFF, VERB_OPEN, metrics,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
