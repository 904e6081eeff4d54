/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/route.h"

#include <string.h>

/* "/u/" of "https://firma.example/u/". */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return path ? path : "/";
}

enum route route_find(
	const char *url, const char *path, char token_r[UNSUBSCRIBE_TEXT_SIZE])
{
	const char *before = path_of(url);
	size_t len = strlen(before);

	token_r[0] = '\0';
	if (strncmp(path, before, len) != 0 || path[len] == '\0')
		return ROUTE_NOWHERE;
	(void)unsubscribe_text_read(path + len, token_r);
	return ROUTE_TOKEN;
}
