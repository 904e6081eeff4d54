/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/dns.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define ANSWER_SIZE 65536
#define QUERY_SIZE 512
/* A lost datagram is asked again, of the next server. */
#define PATIENCE_MS 800
#define ROUNDS 3

union server {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct dns {
	struct __res_state libc; /* for making queries; it sends none */
	union server servers[MAXNS];
	unsigned len;
	unsigned first; /* whom to ask first */
	unsigned char query[QUERY_SIZE];
	size_t query_len;
	unsigned char answer[ANSWER_SIZE];
};

/* Without servers. */
static enum err begin(struct dns **dns_r)
{
	struct dns *dns = calloc(1, sizeof(*dns));

	*dns_r = NULL;
	if (!dns)
		return ERR_NOMEM;
	if (res_ninit(&dns->libc) != 0) {
		free(dns);
		return ERR_UNAVAILABLE;
	}
	*dns_r = dns;
	return ERR_OK;
}

enum err dns_open(struct dns **dns_r)
{
	enum err e = begin(dns_r);
	struct dns *dns = *dns_r;

	if (e)
		return e;
	for (int i = 0; i < dns->libc.nscount && i < MAXNS; i++) {
		union server *server = &dns->servers[dns->len++];
		const struct sockaddr_in6 *v6 = dns->libc._u._ext.nsaddrs[i];

		if (v6)
			server->v6 = *v6;
		else
			server->v4 = dns->libc.nsaddr_list[i];
	}
	return ERR_OK;
}

enum err dns_open_at(
	const struct sockaddr_in *servers, size_t len, struct dns **dns_r)
{
	enum err e = begin(dns_r);

	for (size_t i = 0; !e && i < len && i < MAXNS; i++)
		(*dns_r)->servers[(*dns_r)->len++].v4 = servers[i];
	return e;
}

void dns_free(struct dns **dns)
{
	if (*dns)
		res_nclose(&(*dns)->libc);
	free(*dns);
	*dns = NULL;
}

static bool wait_for(int fd, short events, int64_t until_ms)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left;
	int n;

	do {
		left = until_ms - clock_monotonic_ms();
		if (left <= 0)
			return false;
		n = poll(&p, 1, left > 60000 ? 60000 : (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n > 0;
}

static int connect_to(const union server *server, int type)
{
	int fd = socket(
		server->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, &server->any,
		    server->any.sa_family == AF_INET6 ? sizeof(server->v6) :
							sizeof(server->v4)) &&
		errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

/* ---------------------------------------------------------------- queries */

static bool query_make(struct dns *dns, const char *name, int type)
{
	uint16_t id;
	int len = res_nmkquery(&dns->libc, ns_o_query, name, ns_c_in, type,
		NULL, 0, NULL, dns->query, sizeof(dns->query));

	if (len < NS_HFIXEDSZ)
		return false;
	if (getrandom(&id, sizeof(id), 0) == (ssize_t)sizeof(id))
		memcpy(dns->query, &id, sizeof(id));
	dns->query_len = (size_t)len;
	return true;
}

/* Whether it answers our question: id, and the question repeated. */
static bool answer_is_ours(const struct dns *dns, size_t len)
{
	const HEADER *head = (const void *)dns->answer;
	size_t asked = dns->query_len - NS_HFIXEDSZ;

	if (len < dns->query_len || !head->qr || ntohs(head->qdcount) != 1 ||
		memcmp(dns->answer, dns->query, 2) != 0)
		return false;
	for (size_t i = 0; i < asked; i++) {
		unsigned char a = dns->answer[NS_HFIXEDSZ + i];
		unsigned char q = dns->query[NS_HFIXEDSZ + i];

		if (a >= 'A' && a <= 'Z')
			a = (unsigned char)(a + ('a' - 'A'));
		if (q >= 'A' && q <= 'Z')
			q = (unsigned char)(q + ('a' - 'A'));
		if (a != q)
			return false;
	}
	return true;
}

/* 0: none came */
static size_t ask_udp(
	struct dns *dns, const union server *server, int64_t until_ms)
{
	int fd = connect_to(server, SOCK_DGRAM);
	size_t got = 0;

	if (fd < 0)
		return 0;
	if (send(fd, dns->query, dns->query_len, MSG_NOSIGNAL) ==
		(ssize_t)dns->query_len) {
		while (got == 0 && wait_for(fd, POLLIN, until_ms)) {
			ssize_t n =
				recv(fd, dns->answer, sizeof(dns->answer), 0);

			/* Refused by its machine: no use to wait. */
			if (n < 0 && errno != EAGAIN && errno != EINTR)
				break;
			if (n > 0 && answer_is_ours(dns, (size_t)n))
				got = (size_t)n;
		}
	}
	close(fd);
	return got;
}

static bool stream_read(
	int fd, unsigned char *bytes, size_t len, int64_t until_ms)
{
	while (len > 0) {
		ssize_t n;

		if (!wait_for(fd, POLLIN, until_ms))
			return false;
		n = recv(fd, bytes, len, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static size_t ask_tcp(
	struct dns *dns, const union server *server, int64_t until_ms)
{
	int fd = connect_to(server, SOCK_STREAM);
	unsigned char packet[2 + QUERY_SIZE];
	size_t len, whole = 2 + dns->query_len, got = 0;

	if (fd < 0)
		return 0;
	packet[0] = (unsigned char)(dns->query_len >> 8);
	packet[1] = (unsigned char)(dns->query_len & 0xff);
	memcpy(packet + 2, dns->query, dns->query_len);
	/* So little goes into a new connection's buffer at once. */
	if (wait_for(fd, POLLOUT, until_ms) &&
		send(fd, packet, whole, MSG_NOSIGNAL) == (ssize_t)whole &&
		stream_read(fd, packet, 2, until_ms)) {
		len = (size_t)packet[0] << 8 | packet[1];
		if (stream_read(fd, dns->answer, len, until_ms) &&
			answer_is_ours(dns, len))
			got = len;
	}
	close(fd);
	return got;
}

/* "sharers": how many servers the time is for, this one among them. */
static size_t ask_server(struct dns *dns, const union server *server,
	unsigned sharers, int64_t until_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	int64_t share_ms = (until_ms - now_ms) / sharers;
	size_t len = ask_udp(dns, server,
		now_ms + (share_ms < PATIENCE_MS ? share_ms : PATIENCE_MS));

	if (len > 0 && ((const HEADER *)(const void *)dns->answer)->tc)
		len = ask_tcp(dns, server, until_ms);
	return len;
}

enum dns_status dns_ask(struct dns *dns, const char *name, int type,
	int64_t until_ms, const unsigned char **answer_r, size_t *len_r)
{
	const HEADER *head = (const void *)dns->answer;
	unsigned n = dns->first, servers = dns->len;

	if (!query_make(dns, name, type))
		return DNS_NO_NAME;
	for (unsigned i = 0; i < ROUNDS * servers;
		i++, n = n + 1 < servers ? n + 1 : 0) {
		size_t len;

		if (clock_monotonic_ms() >= until_ms)
			break;
		/* In the first round each has its share, and the last one what
		 * is left: one that is dead must not cost all of it. */
		len = ask_server(dns, &dns->servers[n],
			i < servers ? servers - i : 1, until_ms);
		if (len == 0)
			continue;
		*answer_r = dns->answer;
		*len_r = len;
		/* One that is dead must not cost each question its patience;
		 * but where none answers, the name is at fault, and says
		 * nothing of the servers. */
		if (head->rcode == ns_r_noerror || head->rcode == ns_r_nxdomain)
			dns->first = n;
		if (head->rcode == ns_r_noerror)
			return DNS_FOUND;
		if (head->rcode == ns_r_nxdomain)
			return DNS_NO_NAME;
		/* A server that cannot will not learn it in a moment. */
		if (i + 1 >= servers)
			break;
	}
	return DNS_NO_ANSWER;
}
