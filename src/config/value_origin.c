/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 6454 section 6.2: what a browser says in the header "Origin" is scheme,
 * host and port and nothing else, and is compared as it is. */
#include <stdlib.h>
#include <string.h>

#include "config/value_private.h"

#define HTTPS "https://"
#define HTTP "http://"
#define LOCAL "localhost"
#define DIGITS "0123456789"
#define HOST "abcdefghijklmnopqrstuvwxyz" DIGITS "-."

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* A browser leaves a scheme's own port out. */
static const char *port_fault(const char *port, const char *left_out)
{
	size_t len = strspn(port, DIGITS);

	if (port[len] != '\0')
		return "nothing behind host and port, no / either";
	if (len < 1 || len > 5 || *port == '0' || atol(port) > 65535)
		return "a port from 1 to 65535";
	return strcmp(port, left_out) == 0 ?
		"the port that the scheme has anyway is left out" :
		NULL;
}

bool value_is_origin(const char *text, const char **why_r)
{
	bool is_secure = starts(text, HTTPS);
	const char *host = text + strlen(is_secure ? HTTPS : HTTP);
	size_t len;

	*why_r = NULL;
	if (!is_secure && !starts(text, HTTP))
		return false;
	len = strspn(host, HOST);
	if (len == 0 || strchr("-.", host[0]) || strchr("-.", host[len - 1]) ||
		(host[len] != '\0' && !strchr(":/", host[len])))
		*why_r = "a host in small letters";
	else if (!is_secure && (len != strlen(LOCAL) || !starts(host, LOCAL)))
		*why_r = "without TLS only localhost: a browser keeps the "
			 "session's cookie for https alone";
	else if (host[len] == ':')
		*why_r = port_fault(host + len + 1, is_secure ? "443" : "80");
	else if (host[len] == '/')
		*why_r = "nothing behind host and port, no / either";
	return !*why_r;
}
