/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/words.h"

#include <stdio.h>
#include <string.h>

#include "core/plain.h"

#define NUMBER_SIZE 64

static const char *const severities[] = {
	[SEVERITY_FINE] = N_("fine"),
	[SEVERITY_WARNING] = N_("warning"),
	[SEVERITY_ERROR] = N_("error"),
};

/* Those of robinson.conf(5). */
static const struct {
	const char *name, *words;
} categories[] = {
	{"racial-or-ethnic-origin", N_("racial or ethnic origin")},
	{"political-opinions", N_("political opinions")},
	{"religion-or-belief", N_("religion or belief")},
	{"trade-union-membership", N_("trade union membership")},
	{"genetic-data", N_("genetic data")},
	{"biometric-data", N_("biometric data")},
	{"health", N_("health")},
	{"sex-life", N_("sex life")},
	{"sexual-orientation", N_("sexual orientation")},
};

/* Those of reason.h; a test looks for each. */
static const char *const articles[] = {
	N_("GDPR Art. 21(3)"),
	N_("GDPR Art. 12(6), 21(3)"),
	N_("Directive 2000/31 Art. 7(2)"),
	N_("GDPR Art. 18"),
	N_("GDPR Art. 5(2), 6(1)"),
	N_("GDPR Art. 7(3)"),
	N_("GDPR Art. 9(1), 9(2)(a)"),
	N_("GDPR Art. 5(1)(b), 6(4)"),
	N_("GDPR Art. 5(1)(e), 7"),
	N_("GDPR Art. 6(1), Directive 2002/58 Art. 13"),
	N_("GDPR Art. 5(1)(e)"),
	N_("GDPR Art. 5(1)(d)"),
	N_("GDPR Art. 6(1)(f)"),
	N_("GDPR Art. 21(4)"),
	"RFC 5321 4.1.2",
};

const char *words_severity(const struct translation *t, enum severity severity)
{
	return tr(t, severities[severity]);
}

const char *words_reason(const struct translation *t, enum reason reason)
{
	const char *words = plain_reason(reason);

	return *words ? tr(t, words) : "";
}

const char *words_action(const struct translation *t, enum action action)
{
	return tr(t, plain_action(action));
}

const char *words_basis(const struct translation *t, enum basis basis)
{
	return tr(t, plain_basis(basis));
}

const char *words_category(const struct translation *t, const char *name)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (strcmp(categories[i].name, name) == 0)
			return tr(t, categories[i].words);
	return name;
}

void words_period(const struct translation *t, const struct period *period,
	struct buf *out)
{
	int n = period->count;

	switch (period->unit) {
	case PERIOD_DAYS:
		buf_addf(out, tr_count(t, "%d day", "%d days", n), n);
		break;
	case PERIOD_WEEKS:
		buf_addf(out, tr_count(t, "%d week", "%d weeks", n), n);
		break;
	case PERIOD_MONTHS:
		buf_addf(out, tr_count(t, "%d month", "%d months", n), n);
		break;
	case PERIOD_YEARS:
		buf_addf(out, tr_count(t, "%d year", "%d years", n), n);
		break;
	}
}

void words_retain(const struct translation *t, const struct retain_rule *rule,
	struct buf *out)
{
	struct buf period;

	buf_init(&period, NUMBER_SIZE);
	words_period(t, &rule->period, &period);
	switch (rule->anchor) {
	case RETAIN_LAST_CONTACT:
		buf_addf(out, tr(t, "%s after the last contact"),
			buf_text(&period));
		break;
	case RETAIN_RELATION_END:
		buf_addf(out, tr(t, "%s after the relation's end"),
			buf_text(&period));
		break;
	case RETAIN_COLLECTION:
		buf_addf(out, tr(t, "%s after collection"), buf_text(&period));
		break;
	}
	buf_free(&period);
}

void words_percent(
	const struct translation *t, double share, int digits, struct buf *out)
{
	char number[NUMBER_SIZE];
	char *point;

	snprintf(number, sizeof(number), "%.*f", digits, share * 100);
	point = strchr(number, '.');
	if (point && strcmp(translation_code(t), "en") != 0)
		*point = ',';
	buf_addf(out, "%s\xC2\xA0%%", number);
}

const char *words_article(const struct translation *t, const char *article)
{
	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++)
		if (strcmp(articles[i], article) == 0)
			return tr(t, articles[i]);
	return article;
}
