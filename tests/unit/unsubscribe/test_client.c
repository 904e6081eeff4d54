/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/un.h>

#include "unsubscribe/client.h"

/* 127.0.0.1, 192.0.2.0/24 and 2001:db8:ffff::/48 are trusted. */
static const struct settings_cidr proxies[] = {
	{AF_INET, {127, 0, 0, 1}, 32},
	{AF_INET, {192, 0, 2}, 24},
	{AF_INET6, {0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff}, 48},
};
static const struct settings_unsubscribe settings = {
	.trusted_proxies = proxies,
	.trusted_proxies_len = 3,
};

static const struct row {
	const char *name;
	const char *peer; /* NULL: a Unix socket */
	const char *forwarded;
	const char *expected;
} rows[] = {
	{"direct", "203.0.113.7", NULL, "::ffff:203.0.113.7"},
	{"direct, IPv6: its network", "2001:db8::1234:5", NULL, "2001:db8::"},
	{"mapped is IPv4", "::ffff:203.0.113.7", NULL, "::ffff:203.0.113.7"},
	{"a stranger is not believed", "203.0.113.7", "198.51.100.1",
		"::ffff:203.0.113.7"},
	{"a proxy is", "127.0.0.1", "198.51.100.1", "::ffff:198.51.100.1"},
	{"a mapped proxy is", "::ffff:127.0.0.1", "198.51.100.1",
		"::ffff:198.51.100.1"},
	{"an IPv6 proxy is", "2001:db8:ffff::1", "198.51.100.1",
		"::ffff:198.51.100.1"},
	{"beside the proxy's network", "192.0.3.1", "198.51.100.1",
		"::ffff:192.0.3.1"},
	{"a Unix socket is a proxy's", NULL, "198.51.100.1",
		"::ffff:198.51.100.1"},
	{"a Unix socket that says nothing", NULL, NULL, "::"},
	{"the last one counts, not what the client made up", "127.0.0.1",
		"10.0.0.1, 198.51.100.1", "::ffff:198.51.100.1"},
	{"through two proxies", "127.0.0.1",
		"10.0.0.1, 198.51.100.1, 192.0.2.9", "::ffff:198.51.100.1"},
	{"proxies all the way", "127.0.0.1", "192.0.2.8, 192.0.2.9",
		"::ffff:192.0.2.8"},
	{"with a port", "127.0.0.1", "198.51.100.1:4711",
		"::ffff:198.51.100.1"},
	{"IPv6 in brackets", "127.0.0.1", "[2001:db8::9]:4711", "2001:db8::"},
	{"IPv6 alone", "127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
	{"no address", "127.0.0.1", "unknown", "::ffff:127.0.0.1"},
	{"no address behind a good one", "127.0.0.1", "x, 198.51.100.1",
		"::ffff:198.51.100.1"},
	{"empty", "127.0.0.1", "", "::ffff:127.0.0.1"},
	{"commas", "127.0.0.1", ",,,", "::ffff:127.0.0.1"},
	{"an open bracket", "127.0.0.1", "[2001:db8::9", "::ffff:127.0.0.1"},
	{"far too long", "127.0.0.1",
		"1111111111111111111111111111111111111111111111111111111111111",
		"::ffff:127.0.0.1"},
	{"spaces", "127.0.0.1", " \t198.51.100.1 \t", "::ffff:198.51.100.1"},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	const struct sockaddr *peer = (const struct sockaddr *)&local;
	unsigned char got[CLIENT_LEN], wanted[CLIENT_LEN];

	if (r->peer && inet_pton(AF_INET, r->peer, &v4.sin_addr) == 1)
		peer = (const struct sockaddr *)&v4;
	else if (r->peer && inet_pton(AF_INET6, r->peer, &v6.sin6_addr) == 1)
		peer = (const struct sockaddr *)&v6;
	assert_int_equal(inet_pton(AF_INET6, r->expected, wanted), 1);
	memset(got, 0xaa, sizeof(got));
	client_find(&settings, peer, r->forwarded, got);
	assert_memory_equal(got, wanted, CLIENT_LEN);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("clients", &all);
}
