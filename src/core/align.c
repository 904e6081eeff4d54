/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/align.h"

#include <libpsl.h>
#include <string.h>

#include "core/address.h"

static bool speaks_for(const char *parent, const char *child)
{
	const psl_ctx_t *list = psl_builtin();

	return list && address_domain_is_within(child, parent) &&
		!psl_is_public_suffix(list, parent);
}

bool domain_aligned(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return true;
	return speaks_for(a, b) || speaks_for(b, a);
}

const char *domain_registered(const char *domain)
{
	const psl_ctx_t *list = psl_builtin();
	const char *part = list ? psl_registrable_domain(list, domain) : NULL;

	return part ? part : domain;
}
