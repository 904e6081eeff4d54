/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/flood.h"

#include <arpa/inet.h>
#include <pthread.h>
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

struct client {
	bool is_used;
	struct client_net net;
	int64_t since_utc; /* its hour's beginning */
	int taken, over;
};

struct flood {
	pthread_mutex_t lock;
	struct client clients[CLIENTS_MAX];
};

enum err flood_new(struct flood **flood_r)
{
	struct flood *f = calloc(1, sizeof(*f));

	*flood_r = f;
	if (!f)
		return ERR_NOMEM;
	pthread_mutex_init(&f->lock, NULL);
	return ERR_OK;
}

void flood_free(struct flood **flood)
{
	if (!*flood)
		return;
	pthread_mutex_destroy(&(*flood)->lock);
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

static bool is_same(const struct client_net *a, const struct client_net *b)
{
	return a->family == b->family &&
		memcmp(a->bytes, b->bytes, NET_LEN) == 0;
}

/* What waited while the store was away comes in no order. */
static bool is_its_hour(const struct client *c, int64_t at_utc)
{
	return at_utc > c->since_utc - HOUR_S && at_utc < c->since_utc + HOUR_S;
}

static struct client *find(
	struct flood *f, const struct client_net *net, int64_t at_utc)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &f->clients[i];

		if (c->is_used && is_same(&c->net, net))
			return is_its_hour(c, at_utc) ? c : NULL;
	}
	return NULL;
}

static bool is_better_place(
	const struct client *a, const struct client *b, int64_t at_utc)
{
	bool a_lives = a->is_used && is_its_hour(a, at_utc);
	bool b_lives = b->is_used && is_its_hour(b, at_utc);

	if (a_lives != b_lives)
		return !a_lives;
	return a_lives && a->taken + a->over < b->taken + b->over;
}

static struct client *place_for(
	struct flood *f, const struct client_net *net, int64_t at_utc)
{
	struct client *best = &f->clients[0];

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &f->clients[i];

		if (c->is_used && is_same(&c->net, net)) {
			best = c; /* of an hour that is over */
			break;
		}
		if (is_better_place(c, best, at_utc))
			best = c;
	}
	*best = (struct client){
		.is_used = true, .net = *net, .since_utc = at_utc};
	return best;
}

enum flood_answer flood_take(
	struct flood *flood, const char *client, int64_t at_utc, int limit)
{
	struct client_net net = net_of(client);
	enum flood_answer answer = FLOOD_WITHIN;
	struct client *c;

	pthread_mutex_lock(&flood->lock);
	c = find(flood, &net, at_utc);
	if (!c)
		c = place_for(flood, &net, at_utc);
	if (c->taken < limit)
		c->taken++;
	else
		answer = c->over++ == 0 ? FLOOD_BEGINS : FLOOD_GOES_ON;
	pthread_mutex_unlock(&flood->lock);
	return answer;
}

void flood_give_back(struct flood *flood, const char *client, int64_t at_utc,
	int taken, int over)
{
	struct client_net net = net_of(client);
	struct client *c;

	pthread_mutex_lock(&flood->lock);
	c = find(flood, &net, at_utc);
	if (c) {
		c->taken -= taken < c->taken ? taken : c->taken;
		c->over -= over < c->over ? over : c->over;
	}
	pthread_mutex_unlock(&flood->lock);
}
