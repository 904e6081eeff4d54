/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "config/settings.h"

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool covers(const struct settings_cidr *cidr,
	const unsigned char address[CLIENT_LEN])
{
	bool is_v4 = memcmp(address, mapped, sizeof(mapped)) == 0;
	const unsigned char *octets = is_v4 ? address + 12 : address;
	size_t whole = cidr->prefix_len / 8;
	unsigned rest = cidr->prefix_len % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	if (cidr->family != (is_v4 ? AF_INET : AF_INET6) ||
		memcmp(cidr->address, octets, whole) != 0)
		return false;
	return rest == 0 ||
		(cidr->address[whole] & mask) == (octets[whole] & mask);
}

struct trust {
	const struct settings_cidr *proxies;
	size_t len;
};

static bool is_trusted(
	const struct trust *trust, const unsigned char address[CLIENT_LEN])
{
	for (size_t i = 0; i < trust->len; i++)
		if (covers(&trust->proxies[i], address))
			return true;
	return false;
}

static void set_v4(unsigned char *client, const void *octets)
{
	memcpy(client, mapped, sizeof(mapped));
	memcpy(client + 12, octets, 4);
}

static bool read_peer(const struct sockaddr *peer, unsigned char *client)
{
	const struct sockaddr_in *in = (const void *)peer;
	const struct sockaddr_in6 *in6 = (const void *)peer;

	if (peer && peer->sa_family == AF_INET) {
		set_v4(client, &in->sin_addr);
		return true;
	}
	if (peer && peer->sa_family == AF_INET6) {
		memcpy(client, &in6->sin6_addr, CLIENT_LEN);
		return true;
	}
	memset(client, 0, CLIENT_LEN);
	return false;
}

/* "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711" */
static bool read_text(const char *at, size_t len, unsigned char *client)
{
	char text[INET6_ADDRSTRLEN + 8];
	unsigned char octets[CLIENT_LEN];
	char *end;

	while (len > 0 && strchr(" \t", at[len - 1]))
		len--;
	while (len > 0 && strchr(" \t", *at)) {
		at++;
		len--;
	}
	if (len == 0 || len >= sizeof(text))
		return false;
	memcpy(text, at, len);
	text[len] = '\0';
	if (text[0] == '[') {
		end = strchr(text, ']');
		if (!end)
			return false;
		*end = '\0';
		return inet_pton(AF_INET6, text + 1, client) == 1;
	}
	end = strchr(text, ':');
	if (end && !strchr(end + 1, ':'))
		*end = '\0';
	if (inet_pton(AF_INET, text, octets) == 1) {
		set_v4(client, octets);
		return true;
	}
	return inet_pton(AF_INET6, text, client) == 1;
}

/* From the nearest proxy outward, as long as who speaks is trusted. True: all
 * of the line were. */
static bool follow(
	const struct trust *trust, const char *line, unsigned char *client)
{
	size_t end = strlen(line);

	if (end == 0)
		return false;
	while (end > 0) {
		unsigned char next[CLIENT_LEN];
		size_t begin = end;

		while (begin > 0 && line[begin - 1] != ',')
			begin--;
		if (!read_text(line + begin, end - begin, next))
			return false;
		memcpy(client, next, CLIENT_LEN);
		if (!is_trusted(trust, client))
			return false;
		end = begin > 0 ? begin - 1 : 0;
	}
	return true;
}

void client_forwarded_add(struct client_forwarded *forwarded, const char *line)
{
	if (forwarded->len == CLIENT_LINES_MAX)
		memmove(forwarded->lines, forwarded->lines + 1,
			--forwarded->len * sizeof(*forwarded->lines));
	forwarded->lines[forwarded->len++] = line;
}

/* The network of an address; there is but one of "::1". */
static void cut(unsigned char *client)
{
	static const unsigned char loopback[CLIENT_LEN] = {[15] = 1};

	if (memcmp(client, mapped, sizeof(mapped)) != 0 &&
		memcmp(client, loopback, sizeof(loopback)) != 0)
		memset(client + 8, 0, CLIENT_LEN - 8);
}

void client_find(const struct settings_cidr *trusted, size_t trusted_len,
	bool trusts_local, const struct sockaddr *peer,
	const struct client_forwarded *forwarded,
	unsigned char client_r[CLIENT_LEN])
{
	static const unsigned char this_host[4] = {127, 0, 0, 1};
	const struct trust trust = {trusted, trusted_len};
	bool is_inet = read_peer(peer, client_r);
	bool goes_on;

	if (!is_inet && !trusts_local)
		set_v4(client_r, this_host);
	goes_on = (!is_inet && trusts_local) || is_trusted(&trust, client_r);

	for (size_t i = forwarded->len; goes_on && i > 0; i--)
		goes_on = follow(&trust, forwarded->lines[i - 1], client_r);
	cut(client_r);
}
