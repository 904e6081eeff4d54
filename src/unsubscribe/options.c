/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/options.h"

static const struct options_program page = {
	.name = "robinson-unsubscribe",
	.help = "usage: robinson-unsubscribe [-fnv] [-c FILE] [-l DIRECTORY]\n"
		"\n"
		"  -c, --config FILE       configuration (default " SYSCONFDIR
		"/robinson/robinson.conf)\n"
		"  -l, --locale DIRECTORY  translations (default " LOCALEDIR
		")\n"
		"  -f, --foreground        stay in the foreground, log to "
		"standard error\n"
		"  -n, --check             check configuration and keys and "
		"exit\n"
		"  -v, --verbose           log more\n"
		"  -h, --help              print this\n"
		"      --version           print the version\n",
	.locale_dir = LOCALEDIR,
};

bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r)
{
	return options_read(&page, argc, argv, options_r, status_r);
}
