/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/overview.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "lists/list_cache.h"
#include "service/archive/journal_overview.h"
#include "service/office/control.h"
#include "service/officer/overview_private.h"
#include "service/officer/person_private.h"
#include "service/person/requests.h"
#include "store/quarantine.h"

struct making {
	struct desk *desk;
	json_t *value;
	int64_t first_day, last_day;
	struct overview counted;
	bool failed;
};

static void set(struct making *m, const char *name, json_t *value)
{
	m->failed |= json_object_set_new(m->value, name, value) != 0;
}

static void append(struct making *m, json_t *list, json_t *item)
{
	m->failed |= json_array_append_new(list, item) != 0;
}

/* ------------------------------------------------------------------- days */

struct day {
	int64_t by_action[2][ACTION_COUNT]; /* observed, enforced */
};

static json_t *actions(const int64_t by_action[ACTION_COUNT])
{
	json_t *value = json_object();

	for (int a = 0; a < ACTION_COUNT; a++)
		json_object_set_new(value, action_name((enum action)a),
			json_integer(by_action[a]));
	return value;
}

/* Whoever is accepted is let through, observed or not. */
static bool counts_as_enforced(const struct overview_cell *cell)
{
	return cell->is_enforced || cell->action == ACTION_ACCEPT;
}

static void add_days(struct making *m)
{
	size_t len = (size_t)(m->last_day - m->first_day + 1);
	struct day *days = calloc(len, sizeof(*days));
	json_t *list = json_array();

	m->failed |= !days;
	for (size_t i = 0; days && i < m->counted.len; i++) {
		const struct overview_cell *c = &m->counted.cells[i];

		if (c->part == OVERVIEW_VERDICTS)
			days[c->first_day - m->first_day]
				.by_action[counts_as_enforced(c)][c->action] +=
				c->count;
	}
	for (size_t i = 0; days && i < len; i++) {
		json_t *day = actions(days[i].by_action[1]);
		char text[OVERVIEW_DAY_SIZE];

		overview_day(m->first_day + (int64_t)i, text);
		json_object_set_new(day, "day", json_string(text));
		json_object_set_new(
			day, "observed", actions(days[i].by_action[0]));
		append(m, list, day);
	}
	free(days);
	set(m, "days", list);
}

/* ---------------------------------------------------------------- reasons */

struct why {
	enum reason reason;
	enum action action;
	const char *purpose;
	int64_t count;
};

/* A text of the overview has one address. */
static int by_why(const void *a, const void *b)
{
	const struct why *x = a, *y = b;

	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	if (x->action != y->action)
		return x->action < y->action ? -1 : 1;
	return strcmp(
		x->purpose ? x->purpose : "", y->purpose ? y->purpose : "");
}

static int by_count(const void *a, const void *b)
{
	const struct why *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return by_why(a, b);
}

static void add_why(void *kept, const void *item)
{
	((struct why *)kept)->count += ((const struct why *)item)->count;
}

static json_t *shown_as(const struct making *m, const char *purpose)
{
	return purpose ? officer_purpose_texts(m->desk->settings, purpose) :
			 json_array();
}

static void add_reasons(struct making *m)
{
	struct why *whys = calloc(m->counted.len + 1, sizeof(*whys));
	json_t *list = json_array();
	size_t len = 0;

	m->failed |= !whys;
	for (size_t i = 0; whys && i < m->counted.len; i++) {
		const struct overview_cell *c = &m->counted.cells[i];

		if (c->part == OVERVIEW_VERDICTS && c->reason)
			whys[len++] = (struct why){
				c->reason, c->action, c->purpose, c->count};
	}
	if (whys) {
		len = array_join(whys, len, sizeof(*whys), by_why, add_why);
		qsort(whys, len, sizeof(*whys), by_count);
	}
	for (size_t i = 0; i < len && i < OVERVIEW_REASONS_MAX; i++)
		append(m, list,
			json_pack("{s:s, s:s, s:o, s:o, s:I}", "reason",
				reason_name(whys[i].reason), "action",
				action_name(whys[i].action), "purpose",
				officer_text(whys[i].purpose), "shown_as",
				shown_as(m, whys[i].purpose), "count",
				(json_int_t)whys[i].count));
	free(whys);
	set(m, "reasons", list);
}

/* ------------------------------------------------------------ what came in */

static const char *column_of(const struct overview_cell *cell)
{
	if (cell->meaning == JOURNAL_BY_COMPLAINT)
		return "complaints";
	switch ((int)cell->kind) {
	case JOURNAL_OBJECTION:
		return "objections";
	case JOURNAL_WITHDRAWAL:
		return "withdrawals";
	case JOURNAL_CONTACT:
		return "contacts";
	default:
		return NULL;
	}
}

static json_t *row_of(struct making *m, json_t *list, const char *purpose)
{
	json_t *row;
	size_t i;

	json_array_foreach(list, i, row)
	{
		const char *name =
			json_string_value(json_object_get(row, "purpose"));

		if ((!name && !purpose) ||
			(name && purpose && strcmp(name, purpose) == 0))
			return row;
	}
	row = json_pack("{s:o, s:o, s:i, s:i, s:i, s:i}", "purpose",
		officer_text(purpose), "shown_as", shown_as(m, purpose),
		"objections", 0, "withdrawals", 0, "complaints", 0, "contacts",
		0);
	append(m, list, row);
	return row;
}

static void add_came(struct making *m)
{
	json_t *list = json_array();
	int64_t failures = 0;

	for (size_t i = 0; i < m->counted.len; i++) {
		const struct overview_cell *c = &m->counted.cells[i];
		const char *column = column_of(c);
		json_t *row;

		if (c->kind == JOURNAL_FAILURE)
			failures += c->count;
		if (!column)
			continue;
		row = row_of(m, list, c->purpose);
		json_object_set_new(row, column,
			json_integer(json_integer_value(
					     json_object_get(row, column)) +
				c->count));
	}
	set(m, "came", list);
	set(m, "failures", json_integer(failures));
}

/* ----------------------------------------------------- what there is now */

static enum err add_quarantine(struct making *m)
{
	struct held_sum sum;
	enum err e = store_held_sum(m->desk->session, &sum);

	if (e)
		return desk_store_fail(m->desk, e, "reading");
	set(m, "quarantine",
		json_pack("{s:I, s:I, s:I}", "messages",
			(json_int_t)sum.messages, "bytes",
			(json_int_t)sum.bytes, "limit",
			(json_int_t)
				m->desk->settings->quarantine.max_total_bytes));
	return ERR_OK;
}

static void add_list(
	struct making *m, const struct settings_dnm *dnm, json_t *list)
{
	struct desk *desk = m->desk;
	char cause[LISTFILE_CAUSE_SIZE] = "", ignored[LISTFILE_CAUSE_SIZE];
	struct listfile_info info = {.dated_utc = INSTANT_NONE};
	struct listfile *file = NULL;
	bool is_usable = list_cache_get(office_list_cache(desk->office), dnm,
				 desk->now_utc, &file, cause) == ERR_OK;
	bool has_info = listfile_peek(dnm->file, &info, ignored) == ERR_OK;

	if (is_usable)
		listfile_unref(&file);
	append(m, list,
		json_pack("{s:s, s:b, s:o, s:o, s:o, s:I, s:o}", "name",
			dnm->name, "usable", is_usable, "cause",
			officer_text(is_usable ? NULL : cause), "dated",
			officer_instant(desk->settings,
				has_info ? info.dated_utc : INSTANT_NONE),
			"age_s",
			has_info ?
				json_integer(desk->now_utc - info.dated_utc) :
				json_null(),
			"max_age_s", (json_int_t)dnm->max_age_s, "entries",
			has_info ? json_integer((json_int_t)info.count) :
				   json_null()));
}

static void add_lists(struct making *m)
{
	const struct settings *s = m->desk->settings;
	json_t *list = json_array();

	for (size_t i = 0; i < s->dnm_len; i++)
		add_list(m, &s->dnm[i], list);
	set(m, "lists", list);
}

struct due {
	int64_t open, overdue;
	struct requests_item next[OVERVIEW_REQUESTS]; /* by due date */
	size_t len;
};

static bool note_request(void *arg, const struct requests_item *item)
{
	struct due *due = arg;
	size_t at;

	due->open++;
	due->overdue += item->is_late;
	for (at = due->len; at > 0 && due->next[at - 1].due_utc > item->due_utc;
		at--)
		if (at < OVERVIEW_REQUESTS)
			due->next[at] = due->next[at - 1];
	if (at < OVERVIEW_REQUESTS)
		due->next[at] = *item;
	due->len += due->len < OVERVIEW_REQUESTS;
	return true;
}

static enum err add_requests(struct making *m)
{
	const struct settings *s = m->desk->settings;
	struct due due = {.open = 0};
	json_t *list = json_array();
	enum err e = requests_each(m->desk,
		&(struct requests_query){.is_open = true}, note_request, &due);

	for (size_t i = 0; i < due.len; i++)
		append(m, list,
			json_pack("{s:I, s:i, s:o, s:o, s:b}", "id",
				(json_int_t)due.next[i].request.id, "article",
				due.next[i].request.article, "received",
				officer_instant(
					s, due.next[i].request.received_utc),
				"due", officer_instant(s, due.next[i].due_utc),
				"late", due.next[i].is_late));
	set(m, "requests",
		json_pack("{s:I, s:I, s:o}", "open", (json_int_t)due.open,
			"overdue", (json_int_t)due.overdue, "next", list));
	return e;
}

static void add_faults(struct making *m)
{
	const struct settings *s = m->desk->settings;
	char cause[LISTENING_CAUSE_SIZE];
	struct buf text;

	buf_init(&text, CONTROL_ANSWER_MAX);
	set(m, "faults",
		control_metrics(s, &text, cause) == ERR_OK ?
			overview_faults(s, buf_text(&text)) :
			json_null());
	buf_free(&text);
}

static enum err add_counted(struct making *m)
{
	const struct overview_query query = {.first_day = m->first_day,
		.last_day = m->last_day,
		.step = OVERVIEW_DAYS};
	char first[OVERVIEW_DAY_SIZE], last[OVERVIEW_DAY_SIZE];
	enum err e = overview_make(m->desk, &query, &m->counted);

	if (e)
		return e;
	overview_day(m->first_day, first);
	overview_day(m->last_day, last);
	set(m, "made", officer_instant(m->desk->settings, m->desk->now_utc));
	set(m, "first_day", json_string(first));
	set(m, "last_day", json_string(last));
	add_days(m);
	add_reasons(m);
	add_came(m);
	overview_free(&m->counted);
	return ERR_OK;
}

enum err officer_overview(struct desk *desk, int days, json_t **overview_r)
{
	struct making m = {.desk = desk, .value = json_object()};
	enum err e;

	if (days < 1)
		days = 1;
	if (days > OVERVIEW_DAYS_MAX)
		days = OVERVIEW_DAYS_MAX;
	m.last_day = store_day(desk->now_utc);
	m.first_day = m.last_day - days + 1;
	e = add_counted(&m);
	if (!e)
		e = add_quarantine(&m);
	if (!e)
		e = add_requests(&m);
	if (!e) {
		add_lists(&m);
		add_faults(&m);
	}
	if (!e && m.failed)
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (e)
		json_decref(m.value);
	*overview_r = e ? NULL : m.value;
	return e;
}
