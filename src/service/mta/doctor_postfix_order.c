/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "service/mta/doctor_postfix_private.h"

#define LIST_MAX ((size_t)8 << 10)

/* Where a milter should stand. */
enum rank {
	RANK_REFUSES,
	RANK_OURS,
	RANK_SIGNS
};

static enum rank rank_of(
	const struct look *l, const struct milter_item *item, bool is_behind)
{
	if (look_is_ours(l, item))
		return RANK_OURS;
	switch (milter_work(item->address)) {
	case MILTER_SIGNS:
		return RANK_SIGNS;
	case MILTER_REFUSES:
		return RANK_REFUSES;
	case MILTER_DOES_BOTH:
	case MILTER_WORK_UNKNOWN:
		break;
	}
	/* It stays on its side. */
	return is_behind ? RANK_SIGNS : RANK_REFUSES;
}

void doctor_postfix_pack(struct buf *out, const char *list)
{
	static const char blanks[] = " \t";

	for (; *list; list++) {
		const char *next = list + strspn(list, blanks);

		if (next == list) {
			(void)buf_addc(out, *list);
			continue;
		}
		if (out->len && !strchr(",={", out->data[out->len - 1]) &&
			!(*next == '\0' || strchr(",=}", *next)))
			(void)buf_addc(out, ',');
		list = next - 1;
	}
}

static void add_item(struct buf *out, const struct milter_item *item)
{
	size_t len = strlen(item->options);

	while (len && strchr(" \t", item->options[len - 1]))
		len--;
	if (out->len)
		(void)buf_adds(out, ", ");
	if (len)
		(void)buf_addf(out, "{ %s%.*s }", item->address, (int)len,
			item->options);
	else
		(void)buf_adds(out, item->address);
}

/* The list as it should be: who refuses, Robinson, who signs. */
static void order_list(const struct look *l, const char *list, struct buf *out)
{
	for (int rank = RANK_REFUSES; rank <= RANK_SIGNS; rank++) {
		const char *at = list;
		struct milter_item item;
		bool is_behind = false;

		while (milter_list_next(&at, &item)) {
			is_behind |= look_is_ours(l, &item);
			if ((int)rank_of(l, &item, is_behind) == rank)
				add_item(out, &item);
		}
	}
}

static void tell(const struct look *l, const char *where,
	const struct milter_item *item, bool is_behind, const char *mend)
{
	enum milter_work work = milter_work(item->address);

	if (work == MILTER_DOES_BOTH) {
		findings_add(l->f, SEVERITY_FINE, POSTFIX_AREA,
			"%s: %s stands %s Robinson; %s", where, item->address,
			is_behind ? "behind" : "before",
			is_behind ? "a message that it refuses was counted as "
				    "sent; one instance of it that refuses "
				    "before, one that signs behind is better" :
				    "should it sign, too, what it signs does "
				    "not cover what Robinson adds: then let "
				    "another instance behind Robinson sign");
	} else if (!is_behind && work == MILTER_SIGNS) {
		findings_add(l->f, SEVERITY_WARNING, POSTFIX_AREA,
			"%s: %s comes before Robinson; what it signs does not "
			"cover the headers that Robinson adds",
			where, item->address);
		findings_mend(l->f, "%s", mend);
	} else if (is_behind && work == MILTER_REFUSES) {
		findings_add(l->f, SEVERITY_WARNING, POSTFIX_AREA,
			"%s: %s comes behind Robinson: what it refuses, "
			"Robinson has counted as sent",
			where, item->address);
		findings_mend(l->f, "%s", mend);
	}
}

void doctor_postfix_order(const struct look *l, const char *where,
	const char *list, const char *line, bool is_packed)
{
	struct milter_item item;
	const char *at = list;
	bool is_behind = false;
	struct buf ordered, mend;

	buf_init(&ordered, LIST_MAX);
	buf_init(&mend, LIST_MAX);
	order_list(l, list, &ordered);
	(void)buf_adds(&mend, line);
	if (is_packed)
		doctor_postfix_pack(&mend, buf_text(&ordered));
	else
		(void)buf_adds(&mend, buf_text(&ordered));
	(void)buf_addc(&mend, '\'');
	while (milter_list_next(&at, &item)) {
		if (look_is_ours(l, &item))
			is_behind = true;
		else
			tell(l, where, &item, is_behind, buf_text(&mend));
	}
	buf_free(&mend);
	buf_free(&ordered);
}
