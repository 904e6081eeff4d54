/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/words.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 64

static const char *const severities[] = {
	[SEVERITY_FINE] = N_("fine"),
	[SEVERITY_WARNING] = N_("warning"),
	[SEVERITY_ERROR] = N_("error"),
};

static const char *const reasons[REASON_COUNT] = {
	[REASON_OBJECTED] = N_("the person objected"),
	[REASON_OBJECTION_UNCONFIRMED] =
		N_("an objection is not confirmed yet"),
	[REASON_LISTED] = N_("on a do-not-mail list"),
	[REASON_RESTRICTED] = N_("the processing is restricted"),
	[REASON_UNKNOWN] = N_("there is no record of the person"),
	[REASON_WITHDRAWN] = N_("the consent was withdrawn"),
	[REASON_SPECIAL_CATEGORY] = N_("no explicit consent for sensitive "
				       "data"),
	[REASON_INCOMPATIBLE] = N_("the data was not collected for this"),
	[REASON_BASIS_EXPIRED] = N_("the consent has expired"),
	[REASON_NO_BASIS] = N_("there is no legal basis"),
	[REASON_RETENTION_EXPIRED] = N_("the time to keep the data has ended"),
	[REASON_UNDELIVERABLE] = N_("earlier mail could not be delivered"),
	[REASON_UNANSWERED] = N_("enough was sent without an answer"),
	[REASON_TOO_SOON] = N_("it is too soon after the last message"),
	[REASON_NO_NOTICE] = N_("the message has no notice of the right to "
				"object"),
	[REASON_ALLOWED] = N_("nothing stands against it"),
	[REASON_BAD_ADDRESS] = N_("the address is not valid"),
	[REASON_NOT_MARKETING] = N_("it is no marketing"),
};

static const char *const actions[ACTION_COUNT] = {
	[ACTION_ACCEPT] = N_("delivered"),
	[ACTION_FLAG] = N_("delivered with a mark"),
	[ACTION_HOLD] = N_("held for a person to decide"),
	[ACTION_REJECT] = N_("refused"),
};

static const char *const bases[BASIS_COUNT] = {
	[BASIS_CONSENT] = N_("consent (GDPR Art. 6(1)(a))"),
	[BASIS_EXPLICIT_CONSENT] = N_("explicit consent (GDPR Art. 9(2)(a))"),
	[BASIS_CONTRACT] = N_("contract (GDPR Art. 6(1)(b))"),
	[BASIS_LEGAL_OBLIGATION] = N_("legal obligation (GDPR Art. 6(1)(c))"),
	[BASIS_VITAL_INTERESTS] = N_("vital interests (GDPR Art. 6(1)(d))"),
	[BASIS_PUBLIC_TASK] = N_("public task (GDPR Art. 6(1)(e))"),
	[BASIS_LEGITIMATE_INTEREST] = N_("legitimate interest (GDPR Art. "
					 "6(1)(f))"),
	[BASIS_SOFT_OPT_IN] = N_("own customer, similar products (Directive "
				 "2002/58 Art. 13(2))"),
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
	return reasons[reason] ? tr(t, reasons[reason]) : "";
}

const char *words_action(const struct translation *t, enum action action)
{
	return tr(t, actions[action]);
}

const char *words_basis(const struct translation *t, enum basis basis)
{
	return tr(t, bases[basis]);
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
