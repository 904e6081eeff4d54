/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns.h - one question to the name servers of resolv.conf, in bounded time
 *
 * libc's resolver counts its patience in whole seconds and may read its files
 * again at any time. Here the end of the time is an argument in milliseconds,
 * and after dns_open() no file is touched: only sockets.
 *
 * Units:   milliseconds of the monotonic clock (base/clock.h)
 * Errors:  DNS_NO_ANSWER is no answer: timeout, SERVFAIL and whatever else is
 *          neither "there is" nor "there is not"
 * Owns:    the answer's bytes are the struct's until the next question
 * Threads: a struct dns belongs to one thread
 * Source:  RFC 1035 4.1, 4.2; RFC 5452 9.2 (id and port not to be guessed)
 */
#ifndef ROBINSON_INBOUND_DNS_H
#define ROBINSON_INBOUND_DNS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct dns;

enum dns_status {
	DNS_FOUND, /* an answer section; what was asked may yet be missing */
	DNS_NO_NAME,
	DNS_NO_ANSWER
};

/* Reads resolv.conf. */
enum err dns_open(struct dns **dns_r) MUST_CHECK;
/* The same with servers of IPv4 in the place of those: at most three count. */
enum err dns_open_at(const struct sockaddr_in *servers, size_t len,
	struct dns **dns_r) MUST_CHECK;
void dns_free(struct dns **dns);

/* The server is asked first that was the last to know whether a name is there;
 * at first each has its share of the time. "type" as in <arpa/nameser.h>. A
 * name that cannot be asked for (a label of more than 63 octets, an empty one)
 * does not exist. */
enum dns_status dns_ask(struct dns *dns, const char *name, int type,
	int64_t until_ms, const unsigned char **answer_r, size_t *len_r);

#endif
