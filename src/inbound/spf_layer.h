/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spf_layer.h - what libspf2 asks the DNS through
 *
 * The layer's struct is libspf2's own; its hook is a
 * struct spf_asking, good for one question.
 *
 * Threads: one
 * Source:  RFC 7208 4.4, 4.5, 4.6.4, 5.4, 5.5
 */
#ifndef ROBINSON_INBOUND_SPF_LAYER_H
#define ROBINSON_INBOUND_SPF_LAYER_H

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>

/* The names of the types come from <arpa/nameser.h>. */
#define HAVE_NS_TYPE 1
#include <spf2/spf.h>
#include <spf2/spf_dns.h>

#include "inbound/dns.h"

#define SPF_NAMES_MAX 10 /* of one MX or PTR record set */

struct spf_asking {
	struct dns *dns;
	int64_t until_ms;
	unsigned terms; /* that asked the DNS */
	unsigned voids;
	bool has_begun; /* the domain's own record was asked for */
	bool is_over; /* a limit was passed: the result is permerror */
	bool is_late; /* the time ended before there was an answer */
	/* Names whose addresses come next and belong to the term before. */
	char *names[SPF_NAMES_MAX];
	unsigned names_len, names_next;
	bool are_hosts; /* of a PTR: failures are skipped */
};

void spf_layer_init(SPF_dns_server_t *layer, struct spf_asking *asking);
void spf_asking_end(struct spf_asking *asking);

#endif
