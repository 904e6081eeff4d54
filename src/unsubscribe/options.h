/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - what the page's daemon is told on its command line
 */
#ifndef ROBINSON_UNSUBSCRIBE_OPTIONS_H
#define ROBINSON_UNSUBSCRIBE_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *config;
	const char *locale_dir; /* -l */
	bool only_check; /* -n */
	bool in_foreground; /* -f */
	bool is_verbose; /* -v */
};

/* False: nothing is left to do but to exit with *status_r (help, version, a
 * wrong option). */
bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r);

#endif
