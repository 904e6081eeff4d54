/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/plain.h"

/* For the translators. */
#define N_(text) (text)

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

const char *plain_reason(enum reason reason)
{
	return reasons[reason] ? reasons[reason] : "";
}

const char *plain_action(enum action action)
{
	return actions[action];
}

const char *plain_basis(enum basis basis)
{
	return bases[basis];
}
