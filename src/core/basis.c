/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/subject.h"

#include <string.h>

static const char *const names[BASIS_COUNT] = {
	[BASIS_CONSENT] = "consent",
	[BASIS_EXPLICIT_CONSENT] = "explicit-consent",
	[BASIS_CONTRACT] = "contract",
	[BASIS_LEGAL_OBLIGATION] = "legal-obligation",
	[BASIS_VITAL_INTERESTS] = "vital-interests",
	[BASIS_PUBLIC_TASK] = "public-task",
	[BASIS_LEGITIMATE_INTEREST] = "legitimate-interest",
	[BASIS_SOFT_OPT_IN] = "soft-opt-in",
};

const char *basis_name(enum basis basis)
{
	if ((unsigned)basis >= BASIS_COUNT)
		return "unknown";
	return names[basis];
}

enum err basis_parse(const char *name, enum basis *basis_r)
{
	for (unsigned i = 0; i < BASIS_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*basis_r = (enum basis)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}
