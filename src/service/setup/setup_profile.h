/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_profile.h - the national profiles that come with Robinson
 *
 * Shape:   a row for each file of conf/profiles
 * Threads: constant
 */
#ifndef ROBINSON_SETUP_PROFILE_H
#define ROBINSON_SETUP_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

struct setup_profile {
	const char *name; /* "pl", as of pl.conf */
	const char *country;
	const char *language; /* of those that Robinson has texts in */
	const char *holidays; /* of section "requests"; NULL: none are known */
	bool has_timezone; /* the file sets one */
};

extern const struct setup_profile setup_profiles[];
extern const size_t setup_profiles_len;

/* NULL: there is none of that name. */
const struct setup_profile *setup_profile_find(const char *name);
/* By the end of a domain: "pl" of firma.pl; "eu" where no other is meant. */
const struct setup_profile *setup_profile_of(const char *domain);

#endif
