/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/spf.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "inbound/spf_layer.h"

#define DOMAIN_TEXT_MAX 253
#define LABEL_MAX 63

struct spf {
	SPF_server_t *server;
	SPF_dns_server_t layer;
	struct spf_asking asking;
};

static void say_nothing(const char *file, int line, const char *text)
{
	(void)file;
	(void)line;
	(void)text;
}

/* libspf2 calls this for errors that it cannot recover from: the process ends,
 * and the daemon starts another helper. */
static void __attribute__((noreturn))
give_up(const char *file, int line, const char *text)
{
	(void)file;
	(void)line;
	(void)text;
	_exit(1);
}

enum err spf_open(struct dns *dns, struct spf **spf_r)
{
	struct spf *spf = calloc(1, sizeof(*spf));

	*spf_r = NULL;
	if (!spf)
		return ERR_NOMEM;
	SPF_error_handler = give_up;
	SPF_warning_handler = say_nothing;
	SPF_info_handler = say_nothing;
	SPF_debug_handler = say_nothing;
	spf_layer_init(&spf->layer, &spf->asking);
	spf->asking.dns = dns;
	spf->server = SPF_server_new_dns(&spf->layer, 0);
	if (!spf->server) {
		free(spf);
		return ERR_NOMEM;
	}
	*spf_r = spf;
	return ERR_OK;
}

void spf_free(struct spf **spf)
{
	if (*spf)
		SPF_server_free((*spf)->server);
	free(*spf);
	*spf = NULL;
}

/* RFC 7208 4.3: labels that the DNS can hold, and more than one. */
static bool is_askable(const char *domain)
{
	size_t len = strlen(domain), label = 0;
	unsigned labels = 0;

	if (len > 0 && domain[len - 1] == '.')
		len--;
	if (len == 0 || len > DOMAIN_TEXT_MAX || domain[0] == '[')
		return false;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && domain[i] != '.') {
			label++;
			continue;
		}
		if (label == 0 || label > LABEL_MAX)
			return false;
		labels++;
		label = 0;
	}
	return labels > 1;
}

static const char *plain_domain(const struct spf_question *q)
{
	const char *at = strrchr(q->sender, '@');

	if (*q->sender == '\0')
		return q->helo ? q->helo : "";
	return at ? at + 1 : "";
}

bool spf_domain(
	const struct spf_question *q, char domain_r[ADDRESS_DOMAIN_MAX + 1])
{
	const char *domain = plain_domain(q);

	return is_askable(domain) &&
		address_domain_parse(domain, strlen(domain), domain_r, NULL) ==
		ERR_OK;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text > 0x7f)
			return false;
	return true;
}

/* "local@domain" as libspf2 is to take it: never empty, and a domain in
 * U-labels as A-labels. */
static bool put_sender(const struct spf_question *q, struct buf *out)
{
	const char *at = strrchr(q->sender, '@');
	const char *domain = plain_domain(q);
	char mapped[ADDRESS_DOMAIN_MAX + 1];

	if (!is_askable(domain))
		return false;
	if (!is_ascii(domain)) {
		if (!spf_domain(q, mapped))
			return false;
		domain = mapped;
	}
	if (at && at > q->sender)
		(void)buf_add(out, q->sender, (size_t)(at - q->sender));
	else
		/* RFC 7208 2.4, 4.3 */
		(void)buf_adds(out, "postmaster");
	(void)buf_addc(out, '@');
	(void)buf_adds(out, domain);
	return buf_err(out) == ERR_OK;
}

/* false: no address, or this very machine's. */
static bool put_client(SPF_request_t *request, const char *client)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET6, client, &v6) == 1) {
		if (!IN6_IS_ADDR_V4MAPPED(&v6))
			return !IN6_IS_ADDR_LOOPBACK(&v6) &&
				SPF_request_set_ipv6(request, v6) ==
				SPF_E_SUCCESS;
		memcpy(&v4, &v6.s6_addr[12], sizeof(v4));
	} else if (inet_pton(AF_INET, client, &v4) != 1) {
		return false;
	}
	/* libspf2 lets 127.0.0.0/8 pass whatever is asked. */
	return ntohl(v4.s_addr) >> 24 != IN_LOOPBACKNET &&
		SPF_request_set_ipv4(request, v4) == SPF_E_SUCCESS;
}

static const char *result_name(const struct spf *spf, SPF_result_t result)
{
	if (spf->asking.is_over)
		return "permerror";
	switch (result) {
	case SPF_RESULT_PASS:
		return "pass";
	case SPF_RESULT_FAIL:
		return "fail";
	case SPF_RESULT_SOFTFAIL:
		return "softfail";
	case SPF_RESULT_NEUTRAL:
		return "neutral";
	case SPF_RESULT_NONE:
		return "none";
	case SPF_RESULT_TEMPERROR:
		return "temperror";
	case SPF_RESULT_INVALID:
	case SPF_RESULT_PERMERROR:
		break;
	}
	return "permerror";
}

static const char *evaluate(struct spf *spf, SPF_request_t *request)
{
	SPF_response_t *response = NULL;
	const char *name = "temperror";

	(void)SPF_request_query_mailfrom(request, &response);
	if (response) {
		name = result_name(spf, SPF_response_result(response));
		SPF_response_free(response);
	}
	return name;
}

const char *spf_check(
	struct spf *spf, const struct spf_question *q, bool *is_late_r)
{
	SPF_request_t *request = SPF_request_new(spf->server);
	const char *name = "none";
	struct buf sender;

	*is_late_r = false;
	if (!request)
		return "temperror";
	spf->asking = (struct spf_asking){.dns = spf->asking.dns,
		.until_ms = clock_monotonic_ms() + q->timeout_ms};
	buf_init(&sender, 4096);
	if (put_sender(q, &sender) && put_client(request, q->client)) {
		if (SPF_server_set_rec_dom(
			    spf->server, q->host ? q->host : "unknown") ||
			SPF_request_set_helo_dom(request,
				q->helo && *q->helo ? q->helo : "unknown") ||
			SPF_request_set_env_from(request, buf_text(&sender)))
			name = "temperror";
		else
			name = evaluate(spf, request);
	}
	buf_free(&sender);
	SPF_request_free(request);
	*is_late_r = spf->asking.is_late;
	spf_asking_end(&spf->asking);
	return name;
}
