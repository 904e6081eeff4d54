/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "config/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/visible.h"

static bool fail(const struct options_program *program, int *status_r)
{
	fputs(program->help, stderr);
	*status_r = EX_USAGE;
	return false;
}

bool options_read(const struct options_program *program, int argc, char **argv,
	struct options *options_r, int *status_r)
{
	/* --locale stands first, where it can be left out. */
	static const char shorts[] = "l:c:fnvh";
	static const struct option longs[] = {
		{"locale", required_argument, NULL, 'l'},
		{"config", required_argument, NULL, 'c'},
		{"foreground", no_argument, NULL, 'f'},
		{"check", no_argument, NULL, 'n'},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	bool has_locale = program->locale_dir != NULL;
	int c;

	*status_r = EX_OK;
	*options_r = (struct options){
		.config = SYSCONFDIR "/robinson/robinson.conf",
		.locale_dir = program->locale_dir,
	};
	while ((c = getopt_long(argc, argv, shorts + (has_locale ? 0 : 2),
			longs + (has_locale ? 0 : 1), NULL)) != -1) {
		switch (c) {
		case 'l':
			options_r->locale_dir = optarg;
			break;
		case 'c':
			options_r->config = optarg;
			break;
		case 'f':
			options_r->in_foreground = true;
			break;
		case 'n':
			options_r->only_check = true;
			break;
		case 'v':
			options_r->is_verbose = true;
			break;
		case 'h':
			fputs(program->help, stdout);
			return false;
		case 'V':
			printf("%s " PACKAGE_VERSION "\n", program->name);
			return false;
		default:
			return fail(program, status_r);
		}
	}
	if (optind == argc)
		return true;
	visible_printf(stderr, "%s: unexpected argument \"%s\"\n",
		program->name, argv[optind]);
	return fail(program, status_r);
}
