/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The web process of robinson-staff alone, for tests that are its desk:
 *     staff-web CONFIGURATION DESK-FD LISTEN-FD [METRICS-FD]
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/process.h"
#include "config/start.h"
#include "staff/web/web.h"

int main(int argc, char **argv)
{
	struct staff_web_options options = {
		.clock = &clock_system, .metrics_fd = -1};
	int status;

	process_begin();
	if (argc != 4 && argc != 5)
		return EX_USAGE;
	log_open("staff-web", LOG_TO_STDERR, LOG_LEVEL_INFO);
	status = start_settings("staff-web", argv[1], &options.settings);
	if (status != EX_OK)
		return status;
	options.desk_fd = (int)strtol(argv[2], NULL, 10);
	options.listen_fd = (int)strtol(argv[3], NULL, 10);
	if (argc == 5)
		options.metrics_fd = (int)strtol(argv[4], NULL, 10);
	status = staff_web_main(&options);
	settings_unref(&options.settings);
	return status;
}
