/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/spf_layer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "inbound/spf.h"
#include "inbound/spf_policy.h"

#define VERSION "v=spf1"
#define POLICY_MAX ((size_t)65536)

static void names_forget(struct spf_asking *a)
{
	for (unsigned i = 0; i < a->names_len; i++)
		free(a->names[i]);
	a->names_len = a->names_next = 0;
}

void spf_asking_end(struct spf_asking *asking)
{
	names_forget(asking);
}

/* RFC 7208 4.6.4: counted over the whole evaluation, includes and all. */
static void count_term(struct spf_asking *a)
{
	if (++a->terms > SPF_TERMS_MAX)
		a->is_over = true;
}

static void count_void(struct spf_asking *a)
{
	if (++a->voids > SPF_VOIDS_MAX)
		a->is_over = true;
}

/* ---------------------------------------------------- records from answers */

static bool put_octets(SPF_dns_rr_t *rr, const unsigned char *data, size_t len)
{
	if (SPF_dns_rr_buf_realloc(rr, rr->num_rr, len) != SPF_E_SUCCESS)
		return false;
	memcpy(rr->rr[rr->num_rr++], data, len);
	return true;
}

static bool put_name(SPF_dns_rr_t *rr, const ns_msg *msg,
	const unsigned char *data, size_t len)
{
	char name[NS_MAXDNAME];
	size_t skip = rr->rr_type == ns_t_mx ? NS_INT16SZ : 0;

	if (len <= skip ||
		ns_name_uncompress(ns_msg_base(*msg), ns_msg_end(*msg),
			data + skip, name, sizeof(name)) < 0)
		return false;
	return put_octets(rr, (const unsigned char *)name, strlen(name) + 1);
}

/* RFC 7208 3.3: the strings of one record are one text. A NUL, which would
 * end it early, stays visible as what no policy may hold. */
static bool put_text(SPF_dns_rr_t *rr, const unsigned char *data, size_t len)
{
	size_t at = 0, used = 0;
	char *text;

	if (SPF_dns_rr_buf_realloc(rr, rr->num_rr, len + 1) != SPF_E_SUCCESS)
		return false;
	text = rr->rr[rr->num_rr++]->txt;
	while (at < len) {
		size_t part = data[at++];

		if (part > len - at)
			part = len - at;
		for (; part > 0; part--, at++)
			text[used++] = data[at] ? (char)data[at] : '\1';
	}
	text[used] = '\0';
	return true;
}

static bool put_record(SPF_dns_rr_t *rr, const ns_msg *msg, const ns_rr *from)
{
	const unsigned char *data = ns_rr_rdata(*from);
	size_t len = ns_rr_rdlen(*from);

	/* Of a chain of CNAMEs only its end was asked for. */
	if (ns_rr_type(*from) != rr->rr_type)
		return true;
	switch ((int)rr->rr_type) {
	case ns_t_a:
		return len == sizeof(struct in_addr) &&
			put_octets(rr, data, len);
	case ns_t_aaaa:
		return len == sizeof(struct in6_addr) &&
			put_octets(rr, data, len);
	case ns_t_mx:
	case ns_t_ptr:
		/* RFC 7208 5.5: of more host names only the first ten. */
		if (rr->rr_type == ns_t_ptr && rr->num_rr >= SPF_NAMES_MAX)
			return true;
		return put_name(rr, msg, data, len);
	case ns_t_txt:
		return put_text(rr, data, len);
	default:
		return false;
	}
}

static int records_get(
	SPF_dns_rr_t *rr, const unsigned char *answer, size_t len)
{
	ns_msg msg;
	ns_rr from;

	if (ns_initparse(answer, (int)len, &msg) < 0)
		return TRY_AGAIN;
	for (int i = 0; i < ns_msg_count(msg, ns_s_an); i++)
		if (ns_parserr(&msg, ns_s_an, i, &from) < 0 ||
			!put_record(rr, &msg, &from))
			return TRY_AGAIN;
	return rr->num_rr > 0 ? NETDB_SUCCESS : NO_DATA;
}

/* ----------------------------------------------------------------- lookups */

/* A name that no query can hold does not exist (RFC 7208 4.8). */
static int ask(struct spf_asking *a, SPF_dns_rr_t *rr, const char *name)
{
	const unsigned char *answer;
	size_t len;

	if (a->is_over)
		return TRY_AGAIN;
	switch (dns_ask(
		a->dns, name, (int)rr->rr_type, a->until_ms, &answer, &len)) {
	case DNS_FOUND:
		return records_get(rr, answer, len);
	case DNS_NO_NAME:
		return HOST_NOT_FOUND;
	case DNS_NO_ANSWER:
		a->is_late |= clock_monotonic_ms() >= a->until_ms;
		break;
	}
	return TRY_AGAIN;
}

static void names_keep(struct spf_asking *a, const SPF_dns_rr_t *rr)
{
	names_forget(a);
	a->are_hosts = rr->rr_type == ns_t_ptr;
	for (int i = 0; i < rr->num_rr && a->names_len < SPF_NAMES_MAX; i++) {
		char *name = strdup(rr->rr[i]->ptr);

		if (!name)
			return;
		a->names[a->names_len++] = name;
	}
}

/* libspf2 asks for the addresses of an MX's or PTR's names in their order,
 * right after it. */
static bool belongs_to_term_before(
	struct spf_asking *a, const char *name, ns_type type)
{
	if ((type != ns_t_a && type != ns_t_aaaa) ||
		a->names_next >= a->names_len ||
		strcmp(a->names[a->names_next], name) != 0)
		return false;
	a->names_next++;
	return true;
}

static SPF_dns_rr_t *lookup(
	SPF_dns_server_t *layer, const char *name, ns_type type, int cache)
{
	struct spf_asking *a = layer->hook;
	bool is_part = belongs_to_term_before(a, name, type);
	SPF_dns_rr_t *rr = SPF_dns_rr_new_init(layer, name, type, 0, TRY_AGAIN);

	(void)cache;
	if (!rr)
		return NULL;
	if (!is_part)
		count_term(a);
	rr->herrno = ask(a, rr, name);
	if (rr->herrno == HOST_NOT_FOUND || rr->herrno == NO_DATA)
		count_void(a);
	if (a->is_over)
		rr->herrno = TRY_AGAIN;
	else if (rr->herrno == TRY_AGAIN &&
		(type == ns_t_ptr || (is_part && a->are_hosts)))
		/* RFC 7208 5.5: no match rather than an error. */
		rr->herrno = HOST_NOT_FOUND;
	if (rr->herrno != NETDB_SUCCESS)
		rr->num_rr = 0;
	if (type == ns_t_mx || type == ns_t_ptr)
		names_keep(a, rr);
	return rr;
}

/* --------------------------------------------------------------- policies */

static bool is_policy(const char *text)
{
	size_t len = strlen(VERSION);

	return strncasecmp(text, VERSION, len) == 0 &&
		(text[len] == ' ' || text[len] == '\0');
}

static SPF_errcode_t give_up(
	SPF_response_t *response, SPF_result_t result, SPF_errcode_t error)
{
	response->result = result;
	response->reason = SPF_REASON_FAILURE;
	response->err = error;
	return error;
}

static struct spf_client client_of(const SPF_request_t *request)
{
	struct spf_client client = {.is_ip6 = request->client_ver == AF_INET6};

	if (client.is_ip6)
		memcpy(client.octets, &request->ipv6, sizeof(request->ipv6));
	else
		memcpy(client.octets, &request->ipv4, sizeof(request->ipv4));
	return client;
}

static SPF_errcode_t compile_policy(SPF_request_t *request,
	SPF_response_t *response, const char *policy, SPF_record_t **record_r)
{
	const struct spf_client client = client_of(request);
	SPF_errcode_t error = SPF_E_SYNTAX;
	struct buf clean;

	buf_init(&clean, POLICY_MAX);
	if (spf_policy_clean(policy, &client, &clean) == ERR_OK)
		error = SPF_record_compile(request->spf_server, response,
			record_r, buf_text(&clean));
	/* libspf2 leaves out what does not fit, and evaluates the rest. */
	if (SPF_response_errors(response) > 0)
		error = SPF_E_BIG_MECH;
	buf_free(&clean);
	return error == SPF_E_SUCCESS ?
		error :
		give_up(response, SPF_RESULT_PERMERROR, SPF_E_SYNTAX);
}

/* RFC 7208 4.5: none or exactly one of them. */
static SPF_errcode_t select_policy(SPF_request_t *request,
	SPF_response_t *response, const SPF_dns_rr_t *rr,
	SPF_record_t **record_r)
{
	const char *policy = NULL;

	for (int i = 0; i < rr->num_rr; i++) {
		if (!is_policy(rr->rr[i]->txt))
			continue;
		if (policy)
			return give_up(response, SPF_RESULT_PERMERROR,
				SPF_E_MULTIPLE_RECORDS);
		policy = rr->rr[i]->txt;
	}
	if (!policy)
		return give_up(response, SPF_RESULT_NONE, SPF_E_NOT_SPF);
	return compile_policy(request, response, policy, record_r);
}

/* Replaces libspf2's own search for a policy, which first asks for records of
 * the abolished type SPF (RFC 7208 3.1) and accepts octets that are not
 * allowed. */
static SPF_errcode_t get_policy(SPF_server_t *server, SPF_request_t *request,
	SPF_response_t *response, SPF_record_t **record_r)
{
	SPF_dns_server_t *layer = server->resolver;
	struct spf_asking *a = layer->hook;
	const char *domain = request->cur_dom;
	SPF_dns_rr_t *rr;
	SPF_errcode_t error;

	*record_r = NULL;
	if (a->has_begun)
		count_term(a);
	rr = SPF_dns_rr_new_init(layer, domain, ns_t_txt, 0, TRY_AGAIN);
	if (!rr)
		return give_up(response, SPF_RESULT_TEMPERROR, SPF_E_NO_MEMORY);
	rr->herrno = ask(a, rr, domain);
	if (a->has_begun &&
		(rr->herrno == HOST_NOT_FOUND || rr->herrno == NO_DATA))
		count_void(a);
	a->has_begun = true;
	names_forget(a);
	if (rr->herrno == TRY_AGAIN || a->is_over)
		error = give_up(
			response, SPF_RESULT_TEMPERROR, SPF_E_DNS_ERROR);
	else
		error = select_policy(request, response, rr, record_r);
	SPF_dns_rr_free(rr);
	return error;
}

/* Nobody reads the explanation: it is not asked for. */
static SPF_errcode_t get_explanation(
	SPF_server_t *server, const char *domain, char **text, size_t *len)
{
	(void)server;
	(void)domain;
	(void)text;
	(void)len;
	return SPF_E_SUCCESS;
}

void spf_layer_init(SPF_dns_server_t *layer, struct spf_asking *asking)
{
	*layer = (SPF_dns_server_t){
		.lookup = lookup,
		.get_spf = get_policy,
		.get_exp = get_explanation,
		.name = "robinson",
		.hook = asking,
	};
}
