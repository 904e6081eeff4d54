/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/setup/setup_profile.h"

#include <string.h>

const struct setup_profile setup_profiles[] = {
	{"eu", "the European Union", "en", NULL, false},
	{"pl", "Poland", "pl", "pl", true},
	{"de", "Germany", "en", NULL, true},
	{"at", "Austria", "en", NULL, true},
	{"fr", "France", "en", NULL, true},
	{"es", "Spain", "en", NULL, true},
};

const size_t setup_profiles_len =
	sizeof(setup_profiles) / sizeof(setup_profiles[0]);

const struct setup_profile *setup_profile_find(const char *name)
{
	for (size_t i = 0; i < setup_profiles_len; i++)
		if (strcmp(setup_profiles[i].name, name) == 0)
			return &setup_profiles[i];
	return NULL;
}

const struct setup_profile *setup_profile_of(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	const struct setup_profile *found =
		dot ? setup_profile_find(dot + 1) : NULL;

	return found ? found : &setup_profiles[0];
}
