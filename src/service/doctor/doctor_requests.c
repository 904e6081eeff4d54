/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/doctor/doctor.h"

#include <inttypes.h>

#include "service/person/record_act.h"
#include "service/person/requests.h"

#define NAME "doctor"
/* What ends within a week is near enough to be told. */
#define SOON_S (7 * (int64_t)86400)

struct register_sum {
	int64_t now_utc;
	int64_t open, overdue, soon;
	int64_t due_utc; /* the earliest; INSTANT_NONE: none is open */
};

static bool sum_up(void *arg, const struct requests_item *item)
{
	struct register_sum *sum = arg;

	sum->open++;
	if (item->is_late)
		sum->overdue++;
	else if (item->due_utc <= sum->now_utc + SOON_S)
		sum->soon++;
	if (sum->due_utc == INSTANT_NONE || item->due_utc < sum->due_utc)
		sum->due_utc = item->due_utc;
	return true;
}

/* GDPR Art. 12(3): one month, or three where that was told in the first. */
static void tell(const struct desk *desk, const struct register_sum *sum,
	struct findings *f)
{
	char due[INSTANT_TEXT_SIZE];

	record_date(desk, sum->due_utc, due);
	if (sum->overdue > 0) {
		findings_add(f, SEVERITY_WARNING, "requests",
			"requests of persons that are overdue: %" PRId64
			", the first since %s (GDPR Art. 12(3))",
			sum->overdue, due);
		findings_mend(f, "robinson requests list --overdue");
	}
	if (sum->soon > 0) {
		findings_add(f, SEVERITY_WARNING, "requests",
			"requests of persons to be answered within a week: "
			"%" PRId64 "%s%s",
			sum->soon, sum->overdue ? "" : ", the first until ",
			sum->overdue ? "" : due);
		findings_mend(f, "robinson requests list --open");
	}
	if (sum->overdue == 0 && sum->soon == 0)
		findings_add(f, SEVERITY_FINE, "requests",
			"no request of a person is overdue or due within a "
			"week; open: %" PRId64,
			sum->open);
}

void doctor_requests(const struct settings *s, const struct clock_source *clock,
	struct findings *f)
{
	static const struct requests_query open = {.is_open = true};
	struct office_options options = {.settings = s, .clock = clock};
	struct register_sum sum = {
		.now_utc = clock_now(clock), .due_utc = INSTANT_NONE};
	char cause[DESK_CAUSE_SIZE];
	struct office *office;
	struct desk *desk = NULL;

	if (office_open(&options, &office)) {
		f->failed = ERR_NOMEM;
		return;
	}
	/* That the store or the keys are away is told where they are looked
	 * at. */
	if (!desk_open(office, NAME, &desk, cause)) {
		if (requests_each(desk, &open, sum_up, &sum))
			findings_add(f, SEVERITY_ERROR, "requests", "%s",
				desk->cause);
		else
			tell(desk, &sum, f);
	}
	desk_close(&desk);
	office_close(&office);
}
