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

enum route route_find(const char *url, const char *path, const char **token_r)
{
	const char *before = path_of(url);
	size_t len = strlen(before);

	*token_r = "";
	if (strncmp(path, before, len) != 0 || path[len] == '\0' ||
		strchr(path + len, '/'))
		return ROUTE_NOWHERE;
	*token_r = path + len;
	return ROUTE_TOKEN;
}

enum method route_method(const char *method)
{
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return METHOD_GET;
	return strcmp(method, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}
