/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/intake/flood.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CLIENTS_MAX 512
#define HOUR_S 3600
#define NET_LEN 8 /* of an IPv6 address, what one customer is given */

struct client_net {
	int family; /* AF_UNSPEC: this host */
	unsigned char bytes[NET_LEN];
};

struct flood {
	struct rate *rate;
};

enum err flood_new(struct flood **flood_r)
{
	struct flood *f = calloc(1, sizeof(*f));
	enum err e = f ? rate_new(HOUR_S, CLIENTS_MAX, &f->rate) : ERR_NOMEM;

	*flood_r = f;
	if (e)
		flood_free(flood_r);
	return e;
}

void flood_free(struct flood **flood)
{
	if (!*flood)
		return;
	rate_free(&(*flood)->rate);
	free(*flood);
	*flood = NULL;
}

static struct client_net net_of(const char *text)
{
	struct client_net net = {.family = AF_UNSPEC};
	struct in6_addr v6;
	struct in_addr v4;

	if (text && strncasecmp(text, "IPv6:", 5) == 0)
		text += 5;
	if (text && inet_pton(AF_INET, text, &v4) == 1) {
		net.family = AF_INET;
		memcpy(net.bytes, &v4, sizeof(v4));
	} else if (text && inet_pton(AF_INET6, text, &v6) == 1) {
		bool is_v4 = IN6_IS_ADDR_V4MAPPED(&v6);

		net.family = is_v4 ? AF_INET : AF_INET6;
		memcpy(net.bytes, v6.s6_addr + (is_v4 ? 12 : 0),
			is_v4 ? sizeof(v4) : NET_LEN);
	}
	return net;
}

void flood_name(const char *client, char name_r[FLOOD_NAME_SIZE])
{
	struct client_net net = net_of(client);
	unsigned char v6[16] = {0};
	char text[INET6_ADDRSTRLEN] = "";

	memcpy(v6, net.bytes, NET_LEN);
	if (net.family == AF_UNSPEC ||
		!inet_ntop(net.family, v6, text, sizeof(text)))
		snprintf(name_r, FLOOD_NAME_SIZE, "this host");
	else
		snprintf(name_r, FLOOD_NAME_SIZE, "%s%s", text,
			net.family == AF_INET6 ? "/64" : "");
}

static void key_of(const char *client, unsigned char key_r[RATE_KEY_LEN])
{
	const struct client_net net = net_of(client);

	memset(key_r, 0, RATE_KEY_LEN);
	key_r[0] = (unsigned char)net.family;
	memcpy(key_r + 1, net.bytes, NET_LEN);
}

enum rate_result flood_take(
	struct flood *flood, const char *client, int64_t at_utc, int limit)
{
	unsigned char key[RATE_KEY_LEN];

	key_of(client, key);
	return rate_take(flood->rate, key, at_utc, limit);
}

void flood_give_back(struct flood *flood, const char *client, int64_t at_utc,
	int taken, int over)
{
	unsigned char key[RATE_KEY_LEN];

	key_of(client, key);
	rate_give_back(flood->rate, key, at_utc, taken, over);
}
