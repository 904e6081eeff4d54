/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/policy_find.h"

#include <string.h>

const struct policy_relation *policy_relation(
	const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->relations_len; i++) {
		if (strcmp(p->relations[i].name, name) == 0)
			return &p->relations[i];
	}
	return NULL;
}

const struct policy_source *policy_source(
	const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->sources_len; i++) {
		if (strcmp(p->sources[i].name, name) == 0)
			return &p->sources[i];
	}
	return NULL;
}

const struct policy_purpose *policy_purpose(
	const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->purposes_len; i++) {
		if (strcmp(p->purposes[i].name, name) == 0)
			return &p->purposes[i];
	}
	return NULL;
}

int64_t policy_longest_window(const struct policy *p)
{
	int64_t longest = 0;

	for (size_t i = 0; i < p->purposes_len; i++)
		if (p->purposes[i].answer_window_s > longest)
			longest = p->purposes[i].answer_window_s;
	return longest;
}
