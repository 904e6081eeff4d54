/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/retention/ended.h"

enum err ended_retention(const struct policy *policy, struct subject *scratch,
	const struct store_person *person, int64_t now_utc,
	struct retention *retention_r)
{
	const struct relation_span span = {person->relation,
		person->relation_since_utc, person->relation_end_utc};
	enum err e = ERR_OK;

	subject_reset(scratch);
	scratch->known = true;
	scratch->collected_utc = person->collected_utc;
	if (person->relation)
		e = subject_add_relation(scratch, &span);
	if (!e && person->last_contact_utc != INSTANT_NONE)
		e = subject_add_contact(scratch, person->last_contact_utc);
	if (e)
		return e;
	*retention_r = policy_retention(policy, scratch, now_utc, true);
	return ERR_OK;
}

bool ended_is_over(struct retention retention, int64_t at_utc)
{
	return retention.kind == RETENTION_ENDED ||
		(retention.kind == RETENTION_AT && retention.end_utc < at_utc);
}

int64_t ended_silent_since(const struct store_person *person)
{
	return person->last_contact_utc != INSTANT_NONE ?
		person->last_contact_utc :
		person->collected_utc;
}

int ended_days(const struct zone *zone, int64_t from_utc, int64_t to_utc)
{
	struct civil from, to;
	int64_t days;

	zone_to_civil(zone, from_utc, &from);
	zone_to_civil(zone, to_utc, &to);
	days = civil_days(to.year, to.month, to.day) -
		civil_days(from.year, from.month, from.day);
	return days < 0 ? 0 : (int)days;
}
