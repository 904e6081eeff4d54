/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/postconf.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/tool.h"

#define ARGS_MAX 8
#define TIMEOUT_S 20

const char *postconf_find(void)
{
	static const char *const places[] = {"/usr/sbin/postconf",
		"/usr/local/sbin/postconf", "/usr/bin/postconf",
		"/opt/postfix/sbin/postconf"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

void postconf_beside(
	const char *postconf, const char *name, char *path_r, size_t size)
{
	snprintf(path_r, size, "%.*s%s",
		(int)(strrchr(postconf, '/') + 1 - postconf), postconf, name);
}

enum err postconf_run(const char *program, const char *config,
	const char *const *args, struct buf *out, struct buf *said)
{
	const char *argv[ARGS_MAX + 4] = {program};
	struct tool tool = {.argv = argv, .timeout_s = TIMEOUT_S};
	struct tool_result result;
	size_t n = 1;
	enum err e;

	if (config) {
		argv[n++] = "-c";
		argv[n++] = config;
	}
	for (size_t i = 0; args[i]; i++) {
		if (i == ARGS_MAX)
			return ERR_LIMIT;
		argv[n++] = args[i];
	}
	e = tool_run(&tool, out, said, &result);
	return !e && result.status != 0 ? ERR_UNAVAILABLE : e;
}
