/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/document/translation.h"
#include "service/officer/parcel.h"
#include "service/report/advise.h"
#include "service/report/report.h"

#define NOBODY 0
#define FIGURES "figures"
#define NAME_SIZE 400
#define THRESHOLD 0.02
#define MAIN_BEGIN "<main>\n"
#define MAIN_END "</main>"
#define STYLE_BEGIN "<style>"
#define STYLE_END "</style>"

static const char *const languages[] = {"en", "pl"};

#define LANGUAGES (sizeof(languages) / sizeof(*languages))

static enum err put(struct desk *desk, const char *name, const struct buf *text)
{
	enum err e = buf_err(text);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	return parcel_put(desk, NOBODY, name, buf_text(text), text->len);
}

/* A page of ours allows no style of its own: the sheet has it. */
static enum err add_without_style(
	struct buf *out, const char *text, const char *end)
{
	while (text < end) {
		const char *style = strstr(text, STYLE_BEGIN);
		const char *after = style ? strstr(style, STYLE_END) : NULL;

		if (!after || after > end)
			style = after = end;
		(void)buf_add(out, text, (size_t)(style - text));
		text = after < end ? after + strlen(STYLE_END) : end;
	}
	return buf_err(out);
}

/* What is within <main>, for a page that has a frame of its own. */
static enum err put_main(
	struct desk *desk, const char *name, const struct buf *page)
{
	const char *begin = strstr(buf_text(page), MAIN_BEGIN);
	const char *end = begin ? strstr(begin, MAIN_END) : NULL;
	struct buf plain;
	enum err e;

	if (buf_err(page) || !end)
		return desk_fail(
			desk, ERR_LIMIT, "%s: the page is too long", name);
	begin += strlen(MAIN_BEGIN);
	buf_init(&plain, FIGURES_PAGE_MAX);
	e = add_without_style(&plain, begin, end);
	e = e ? desk_fail(desk, e, "%s", err_text(e)) :
		parcel_put(desk, NOBODY, name, buf_text(&plain), plain.len);
	buf_free(&plain);
	return e;
}

/* ----------------------------------------------------------------- report */

static json_t *purposes_value(const struct report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->purposes_len; i++) {
		const struct report_purpose *p = &report->purposes[i];

		json_array_append_new(list,
			json_pack("{s:s, s:I, s:I}", "name", p->rule->name,
				"may_go", (json_int_t)report_may_go(report, p),
				"grants", (json_int_t)p->grants));
	}
	return list;
}

static json_t *findings_value(const struct report *report)
{
	int errors = 0, warnings = 0;

	for (size_t i = 0; i < report->findings.len; i++) {
		enum severity s = report->findings.items[i].severity;

		errors += s == SEVERITY_ERROR;
		warnings += s == SEVERITY_WARNING;
	}
	return json_pack("{s:i, s:i}", "errors", errors, "warnings", warnings);
}

static enum err put_figures(struct desk *desk, const struct report *report)
{
	int64_t ended = 0;
	struct buf text;
	char *dumped;
	json_t *value;
	enum err e;

	for (size_t i = 0; i < report->groups_len; i++)
		ended += report->groups[i].ended;
	value = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}",
		"persons", (json_int_t)report->persons, "without_basis",
		(json_int_t)report->without_basis, "restricted",
		(json_int_t)report->restricted, "undeliverable",
		(json_int_t)report->undeliverable, "unproven",
		(json_int_t)report->unproven, "ended", (json_int_t)ended,
		"objections_kept", (json_int_t)report->objections_kept,
		"purposes", purposes_value(report), "findings",
		findings_value(report));
	dumped = value ? json_dumps(value, JSON_COMPACT) : NULL;
	json_decref(value);
	if (!dumped)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	buf_init(&text, FIGURES_PAGE_MAX);
	(void)buf_adds(&text, dumped);
	free(dumped);
	e = put(desk, FIGURES, &text);
	buf_free(&text);
	return e;
}

/* The findings are written in the language in which they are found. */
static enum err make_report(struct desk *desk,
	const struct translation *translation, bool with_figures)
{
	char name[NAME_SIZE];
	struct report report;
	struct buf page;
	enum err e = report_make(desk, translation, NULL, NULL, &report);

	if (e)
		return e;
	buf_init(&page, FIGURES_PAGE_MAX);
	snprintf(
		name, sizeof(name), "report %s", translation_code(translation));
	e = report_html(&report, &page);
	if (!e)
		e = put_main(desk, name, &page);
	if (!e && with_figures)
		e = put_figures(desk, &report);
	buf_free(&page);
	report_free(&report);
	return e;
}

/* ----------------------------------------------------------------- advice */

static enum err put_advice(struct desk *desk, struct advice *advice,
	const struct translation *translation)
{
	char name[NAME_SIZE];
	struct buf page;
	enum err e;

	advice->translation = translation;
	snprintf(name, sizeof(name), "advice %s %s",
		translation_code(translation), advice->relation->name);
	buf_init(&page, FIGURES_PAGE_MAX);
	e = advice_html(advice, &page);
	if (!e)
		e = put_main(desk, name, &page);
	buf_free(&page);
	return e;
}

static enum err make_advice(struct desk *desk, const char *relation,
	const struct translation translations[LANGUAGES])
{
	struct advice advice;
	enum err e = advise(desk, &translations[0], relation, THRESHOLD, NULL,
		NULL, &advice);

	if (e)
		return e;
	for (size_t i = 0; !e && i < LANGUAGES; i++)
		e = put_advice(desk, &advice, &translations[i]);
	advice_free(&advice);
	return e;
}

static enum err make_all(
	struct desk *desk, const struct translation translations[LANGUAGES])
{
	const struct policy *policy = &desk->settings->policy;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < LANGUAGES; i++)
		e = make_report(desk, &translations[i], i == 0);
	for (size_t i = 0; !e && i < policy->relations_len; i++)
		e = make_advice(desk, policy->relations[i].name, translations);
	return e;
}

enum err figures_make(struct desk *desk)
{
	struct translation translations[LANGUAGES] = {{NULL, NULL}};
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < LANGUAGES; i++)
		e = translation_open(languages[i], &translations[i]);
	e = e ? desk_fail(desk, e, "%s", err_text(e)) :
		make_all(desk, translations);
	for (size_t i = 0; i < LANGUAGES; i++)
		translation_free(&translations[i]);
	return e;
}

/* ---------------------------------------------------------------- reading */

enum err figures_get(struct desk *desk, json_t **figures_r, int64_t *made_utc_r)
{
	struct buf text;
	enum err e;

	*figures_r = NULL;
	buf_init(&text, FIGURES_PAGE_MAX);
	e = parcel_get(desk, NOBODY, FIGURES, &text, made_utc_r);
	if (!e)
		*figures_r = json_loads(buf_text(&text), 0, NULL);
	if (!e && !*figures_r)
		e = desk_fail(desk, ERR_NOT_FOUND,
			"the figures are of another version");
	buf_free(&text);
	return e;
}

enum err figures_report(struct desk *desk, const char *language,
	struct buf *html, int64_t *made_utc_r)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "report %s", language);
	return parcel_get(desk, NOBODY, name, html, made_utc_r);
}

enum err figures_advice(struct desk *desk, const char *language,
	const char *relation, struct buf *html, int64_t *made_utc_r)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "advice %s %s", language, relation);
	return parcel_get(desk, NOBODY, name, html, made_utc_r);
}

/* -------------------------------------------------------------------- when */

static bool is_night(const struct desk *desk)
{
	struct civil now;

	zone_to_civil(desk->settings->zone, desk->now_utc, &now);
	return now.hour >= FIGURES_FROM_HOUR && now.hour < FIGURES_TO_HOUR;
}

enum err figures_are_due(struct desk *desk, bool *are_due_r)
{
	int64_t made_utc = INSTANT_NONE, persons = 0;
	json_t *figures;
	enum err e = figures_get(desk, &figures, &made_utc);

	json_decref(figures);
	*are_due_r = false;
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (is_night(desk)) {
		*are_due_r = e || desk->now_utc - made_utc > FIGURES_AGE_S;
		return ERR_OK;
	}
	if (!e)
		return ERR_OK;
	e = store_subjects_count(desk->session, &persons);
	if (e)
		return desk_store_fail(desk, e, "counting");
	*are_due_r = persons <= FIGURES_FEW;
	return ERR_OK;
}
