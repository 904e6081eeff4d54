/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/names.h"

#include "config/shown.h"
#include "core/policy_find.h"

const char *names_purpose(const struct settings *settings,
	const struct translation *t, const char *name)
{
	const struct policy_purpose *rule =
		policy_purpose(&settings->policy, name);
	size_t i = rule ? (size_t)(rule - settings->policy.purposes) : 0;

	if (!rule)
		return name;
	return shown_name(
		&settings->purposes[i].shown_as, translation_code(t), name);
}

const char *names_relation(const struct settings *settings,
	const struct translation *t, const char *name)
{
	const struct policy_relation *rule =
		policy_relation(&settings->policy, name);
	size_t i = rule ? (size_t)(rule - settings->policy.relations) : 0;

	if (!rule)
		return name;
	return shown_name(
		&settings->relations_shown_as[i], translation_code(t), name);
}

const char *names_source(const struct settings *settings,
	const struct translation *t, const char *name)
{
	const struct policy_source *rule =
		policy_source(&settings->policy, name);
	size_t i = rule ? (size_t)(rule - settings->policy.sources) : 0;

	if (!rule)
		return name;
	return shown_name(
		&settings->sources_shown_as[i], translation_code(t), name);
}
