/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/options.h"

static const struct options_program staff = {
	.name = "robinson-staff",
	.help = "usage: robinson-staff [-fnv] [-c FILE]\n"
		"\n"
		"  -c, --config FILE   configuration (default " SYSCONFDIR
		"/robinson/robinson.conf)\n"
		"  -f, --foreground    stay in the foreground, log to standard "
		"error\n"
		"  -n, --check         check the configuration and exit\n"
		"  -v, --verbose       log more\n"
		"  -h, --help          print this\n"
		"      --version       print the version\n",
};

bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r)
{
	return options_read(&staff, argc, argv, options_r, status_r);
}
