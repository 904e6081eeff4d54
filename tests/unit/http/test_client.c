/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/un.h>

#include "config/settings.h"
#include "http/client.h"

/* 127.0.0.1, 192.0.2.0/24 and 2001:db8:ffff::/48 are trusted. */
static const struct settings_cidr proxies[] = {
	{AF_INET, {127, 0, 0, 1}, 32},
	{AF_INET, {192, 0, 2}, 24},
	{AF_INET6, {0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff}, 48},
};
#define PROXIES (sizeof(proxies) / sizeof(*proxies))

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
	{"loopback, IPv6", "::1", NULL, "::1"},
	{"behind a proxy", "127.0.0.1", "::1", "::1"},
	{"far too long", "127.0.0.1",
		"1111111111111111111111111111111111111111111111111111111111111",
		"::ffff:127.0.0.1"},
	{"spaces", "127.0.0.1", " \t198.51.100.1 \t", "::ffff:198.51.100.1"},
};

static const struct lines_row {
	const char *name;
	const char *peer;
	const char *lines[4];
	const char *expected;
} lines_rows[] = {
	{"the last line is the nearest proxy's", "127.0.0.1",
		{"10.0.0.1", "198.51.100.1"}, "::ffff:198.51.100.1"},
	{"a line made up before it", "127.0.0.1",
		{"203.0.113.5, 192.0.2.1", "198.51.100.1"},
		"::ffff:198.51.100.1"},
	{"the last line is a proxy's: the one before", "127.0.0.1",
		{"10.0.0.1, 198.51.100.1", "192.0.2.9"}, "::ffff:198.51.100.1"},
	{"over three lines", "127.0.0.1",
		{"10.0.0.1, 198.51.100.1", "192.0.2.8", "192.0.2.7, 192.0.2.9"},
		"::ffff:198.51.100.1"},
	{"proxies all the way", "127.0.0.1", {"192.0.2.8", "192.0.2.9"},
		"::ffff:192.0.2.8"},
	{"a last line that cannot be read ends it", "127.0.0.1",
		{"198.51.100.1", "unknown"}, "::ffff:127.0.0.1"},
	{"an empty last line ends it", "127.0.0.1", {"198.51.100.1", ""},
		"::ffff:127.0.0.1"},
	{"a first line that cannot be read", "127.0.0.1",
		{"unknown", "192.0.2.9"}, "::ffff:192.0.2.9"},
	{"of a stranger none", "203.0.113.7", {"198.51.100.1", "192.0.2.9"},
		"::ffff:203.0.113.7"},
};

static void find(const char *name, const struct client_forwarded *forwarded,
	const char *expected)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	unsigned char got[CLIENT_LEN], wanted[CLIENT_LEN];

	assert_int_equal(inet_pton(AF_INET, name, &v4.sin_addr), 1);
	assert_int_equal(inet_pton(AF_INET6, expected, wanted), 1);
	memset(got, 0xaa, sizeof(got));
	client_find(proxies, PROXIES, true, (const struct sockaddr *)&v4,
		forwarded, got);
	assert_memory_equal(got, wanted, CLIENT_LEN);
}

static void check_lines(void **state)
{
	const struct lines_row *r = *state;
	struct client_forwarded forwarded = {.len = 0};

	for (size_t i = 0; i < 4 && r->lines[i]; i++)
		client_forwarded_add(&forwarded, r->lines[i]);
	find(r->peer, &forwarded, r->expected);
}

/* Many made up lines do not push out the proxy's own. */
static void check_many(void **state)
{
	struct client_forwarded forwarded = {.len = 0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		client_forwarded_add(&forwarded, "10.0.0.1");
	client_forwarded_add(&forwarded, "198.51.100.1");
	client_forwarded_add(&forwarded, "192.0.2.9");
	find("127.0.0.1", &forwarded, "::ffff:198.51.100.1");
}

/* Of a Unix socket whose clients are not known to be the proxy. */
static const struct local_row {
	const char *name;
	size_t trusted_len; /* the first is 127.0.0.1 */
	const char *forwarded;
	const char *expected;
} local_rows[] = {
	{"somebody of this host is not believed", 0, "198.51.100.1",
		"::ffff:127.0.0.1"},
	{"nor says nothing", 0, NULL, "::ffff:127.0.0.1"},
	{"where 127.0.0.1 is trusted, they are", PROXIES, "198.51.100.1",
		"::ffff:198.51.100.1"},
};

static void check_local(void **state)
{
	const struct local_row *r = *state;
	struct client_forwarded forwarded = {.len = 0};
	unsigned char got[CLIENT_LEN], wanted[CLIENT_LEN];

	assert_int_equal(inet_pton(AF_INET6, r->expected, wanted), 1);
	if (r->forwarded)
		client_forwarded_add(&forwarded, r->forwarded);
	client_find(proxies, r->trusted_len, false, NULL, &forwarded, got);
	assert_memory_equal(got, wanted, CLIENT_LEN);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	struct client_forwarded forwarded = {.len = 0};
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
	if (r->forwarded)
		client_forwarded_add(&forwarded, r->forwarded);
	memset(got, 0xaa, sizeof(got));
	client_find(proxies, PROXIES, true, peer, &forwarded, got);
	assert_memory_equal(got, wanted, CLIENT_LEN);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, lines_rows, check_lines);
	rows_add(&all, local_rows, check_local);
	rows_add_one(&all, "more lines than are kept", check_many, NULL);
	return rows_run("clients", &all);
}
