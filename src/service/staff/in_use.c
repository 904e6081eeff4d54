/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/staff/in_use.h"

#include "service/staff/job.h"
#include "service/staff/session_private.h"

struct counting {
	const struct desk *desk;
	struct staff_in_use *in_use;
};

static bool count_session(void *arg, const struct store_login *login)
{
	const struct counting *c = arg;

	c->in_use->sessions += !session_is_over(c->desk, login);
	return true;
}

static bool count_job(void *arg, const struct store_job *job)
{
	const struct counting *c = arg;

	if (job->kind >= STORE_JOB_KINDS_END)
		return true;
	c->in_use->jobs_waiting += job->state == STAFF_JOB_WAITING;
	c->in_use->jobs_running += job->state == STAFF_JOB_RUNNING;
	return true;
}

enum err staff_in_use(struct desk *desk, struct staff_in_use *in_use_r)
{
	struct counting c = {desk, in_use_r};
	enum err e;

	*in_use_r = (struct staff_in_use){0};
	e = store_logins_each(desk->session, count_session, &c);
	if (!e)
		e = store_job_each(desk->session, 0, count_job, &c);
	return e ? desk_store_fail(desk, e, "counting sessions and jobs") : e;
}
