/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_find.h - what a policy has under a name
 *
 * Owns:    what is found is the policy's
 * Threads: all functions are pure
 */
#ifndef ROBINSON_CORE_POLICY_FIND_H
#define ROBINSON_CORE_POLICY_FIND_H

#include "core/policy.h"

/* NULL: the policy has none of that name. */
const struct policy_relation *policy_relation(
	const struct policy *p, const char *name);
const struct policy_source *policy_source(
	const struct policy *p, const char *name);
const struct policy_purpose *policy_purpose(
	const struct policy *p, const char *name);
/* The answer window of the purpose that has the longest; 0: none has one. */
int64_t policy_longest_window(const struct policy *p);

#endif
