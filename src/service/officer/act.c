/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/act.h"

#include <string.h>

#include "service/person/record.h"
#include "service/person/rectify.h"
#include "service/person/requests.h"
#include "service/report/export.h"
#include "service/retention/purge.h"

static enum err erase(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	const struct purge_erasure erasure = {
		.who = act->who, .without_objection = act->without_objection};
	enum err e = purge_erase(desk, &erasure, said);

	/* Nothing was there; what is kept of it is on record. */
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err restrict_processing(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	return record_restrict(desk, act->who, said);
}

static enum err lift_restriction(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	return record_restrict_lift(desk, act->who, said);
}

static enum err rectify(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	const struct rectify_options options = {.from = act->who,
		.to = act->to,
		.without_objection = act->without_objection};

	if (!act->to || act->to[0] == '\0')
		return desk_fail(
			desk, ERR_INVALID, "the new address is missing");
	return rectify_address(desk, &options, said);
}

static enum err object(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	return record_object(desk,
		&(struct record_object){.who = act->who,
			.purpose = act->purpose,
			.at_utc = act->at_utc,
			.is_day = act->is_day,
			.channel = act->channel},
		said);
}

static enum err lift_objection(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	return record_object_lift(desk,
		&(struct record_object_lift){.who = act->who,
			.purpose = act->purpose,
			.reason = act->reason},
		said);
}

static enum err withdraw(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	if (!act->purpose)
		return desk_fail(desk, ERR_INVALID,
			"a consent is withdrawn for one purpose: the purpose "
			"is missing");
	return record_withdraw(desk,
		&(struct record_withdraw){.who = act->who,
			.purpose = act->purpose,
			.at_utc = act->at_utc,
			.is_day = act->is_day},
		said);
}

static enum err hand_out(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	(void)said;
	return export_journal(desk, act->who);
}

static const struct kind {
	const char *name;
	/* What stands in the register as the outcome of a request. */
	const char *outcome;
	enum err (*run)(struct desk *desk, const struct officer_act *act,
		struct buf *said);
} kinds[] = {
	[ACT_ERASE] = {"erase", "erased", erase},
	[ACT_RESTRICT] = {"restrict", "restricted", restrict_processing},
	[ACT_RESTRICT_LIFT] = {"restrict-lift", "restriction lifted",
		lift_restriction},
	[ACT_RECTIFY] = {"rectify", "rectified", rectify},
	[ACT_OBJECT] = {"object", "objection recorded", object},
	[ACT_OBJECT_LIFT] = {"object-lift", "objection lifted", lift_objection},
	[ACT_WITHDRAW] = {"withdraw", "withdrawal recorded", withdraw},
	[ACT_EXPORT] = {"export", "data handed out", hand_out},
};

const char *officer_act_name(enum officer_act_kind kind)
{
	return kinds[kind].name;
}

enum err officer_act_parse(const char *name, enum officer_act_kind *kind_r)
{
	for (int i = 0; i < OFFICER_ACTS; i++) {
		if (strcmp(name, kinds[i].name) != 0)
			continue;
		*kind_r = (enum officer_act_kind)i;
		return ERR_OK;
	}
	return ERR_INVALID;
}

enum err officer_do(
	struct desk *desk, const struct officer_act *act, struct buf *said)
{
	const struct kind *kind = &kinds[act->kind];
	enum err e = ERR_OK;

	if (act->request)
		e = requests_check(desk, act->request, act->who);
	if (!e)
		e = kind->run(desk, act, said);
	/* What is rehearsed closes nothing. */
	if (e || !act->request || desk->rehearsal)
		return e;
	return requests_close(desk, act->request, kind->outcome, said);
}
