/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/options.h"

#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

static void print_help(FILE *out)
{
	fputs("usage: robinson-unsubscribe [-fnv] [-c FILE] [-l DIRECTORY]\n"
	      "\n"
	      "  -c, --config FILE       configuration (default " SYSCONFDIR
	      "/robinson/robinson.conf)\n"
	      "  -l, --locale DIRECTORY  translations (default " LOCALEDIR ")\n"
	      "  -f, --foreground        stay in the foreground, log to "
	      "standard error\n"
	      "  -n, --check             check configuration and keys and "
	      "exit\n"
	      "  -v, --verbose           log more\n"
	      "  -h, --help              print this\n"
	      "      --version           print the version\n",
		out);
}

static bool fail(const char *argument, int *status_r)
{
	if (argument)
		fprintf(stderr,
			"robinson-unsubscribe: unexpected argument \"%s\"\n",
			argument);
	print_help(stderr);
	*status_r = EX_USAGE;
	return false;
}

bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r)
{
	static const struct option longs[] = {
		{"config", required_argument, NULL, 'c'},
		{"locale", required_argument, NULL, 'l'},
		{"foreground", no_argument, NULL, 'f'},
		{"check", no_argument, NULL, 'n'},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	int c;

	*status_r = EX_OK;
	*options_r = (struct options){
		.config = SYSCONFDIR "/robinson/robinson.conf",
		.locale_dir = LOCALEDIR,
	};
	while ((c = getopt_long(argc, argv, "c:l:fnvh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			options_r->config = optarg;
			break;
		case 'l':
			options_r->locale_dir = optarg;
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
			print_help(stdout);
			return false;
		case 'V':
			puts("robinson-unsubscribe " PACKAGE_VERSION);
			return false;
		default:
			return fail(NULL, status_r);
		}
	}
	return optind == argc || fail(argv[optind], status_r);
}
