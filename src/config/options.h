/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - a daemon's command line
 *
 * Owns:    nothing; what is read points into argv and struct options_program
 * Threads: only at the start
 */
#ifndef ROBINSON_CONFIG_OPTIONS_H
#define ROBINSON_CONFIG_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *config;
	const char *locale_dir; /* -l */
	bool only_check; /* -n */
	bool in_foreground; /* -f */
	bool is_verbose; /* -v */
};

struct options_program {
	const char *name;
	const char *help;
	const char *locale_dir; /* unless -l is given; NULL: there is no -l */
};

/* False: nothing is left to do but to exit with *status_r (help, version, a
 * wrong option). */
bool options_read(const struct options_program *program, int argc, char **argv,
	struct options *options_r, int *status_r);

#endif
