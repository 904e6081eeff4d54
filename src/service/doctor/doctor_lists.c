/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "base/access.h"
#include "lists/list_cache.h"
#include "service/doctor/doctor.h"

/* A list that is almost too old: there is still time to fetch a new one. */
#define NEARLY 5 /* the last fifth of its time */

static void look_at_reader(const struct settings *s,
	const struct settings_dnm *dnm, struct findings *f)
{
	char why[ACCESS_CAUSE_SIZE];
	struct access_user user;

	/* That the user is none is told where the keys are looked at. */
	if (!s->milter.user || access_user(s->milter.user, &user) ||
		access_path(&user, dnm->file, ACCESS_READ, why) != ERR_DENIED)
		return;
	findings_add(f, SEVERITY_ERROR, "lists",
		"the daemon's user %s cannot read %s: %s", s->milter.user,
		dnm->file, why);
	findings_mend(f, "chown %s %s", s->milter.user, dnm->file);
}

static void look_at_list(const struct settings *s,
	const struct settings_dnm *dnm, struct list_cache *cache,
	int64_t now_utc, struct findings *f)
{
	char cause[LISTFILE_CAUSE_SIZE], age[LIST_CACHE_AGE_SIZE];
	const struct listfile_info *info;
	struct listfile *list;
	int64_t left;

	if (list_cache_get(cache, dnm, now_utc, &list, cause)) {
		findings_add(f, SEVERITY_ERROR, "lists",
			"%s; marketing mail of its purposes is not judged "
			"until it is right",
			cause);
		findings_mend(f, "robinson lists update %s FILE", dnm->name);
		return;
	}
	info = listfile_info(list);
	list_cache_age(info->dated_utc, now_utc, age);
	left = info->dated_utc + dnm->max_age_s - now_utc;
	findings_add(f,
		dnm->max_age_s && left < dnm->max_age_s / NEARLY ?
			SEVERITY_WARNING :
			SEVERITY_FINE,
		"lists", "list \"%s\" has %" PRIu64 " digests and is %s old%s",
		dnm->name, info->count, age,
		dnm->max_age_s && left < dnm->max_age_s / NEARLY ?
			": it will soon be too old" :
			"");
	if (dnm->max_age_s && left < dnm->max_age_s / NEARLY)
		findings_mend(f, "robinson lists update %s FILE", dnm->name);
	listfile_unref(&list);
	look_at_reader(s, dnm, f);
}

void doctor_lists(const struct settings *s, const struct clock_source *clock,
	struct findings *f)
{
	struct list_cache *cache;

	if (list_cache_new(&cache)) {
		f->failed = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < s->dnm_len; i++)
		look_at_list(s, &s->dnm[i], cache, clock_now(clock), f);
	list_cache_free(&cache);
}
