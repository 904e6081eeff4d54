/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <strings.h>

#include "core/align.h"
#include "inbound/authres.h"
#include "inbound/examine_private.h"

/* What stands below a Received field was there before the last server took
 * the message: no server of ours wrote it. */
static enum inbound_proof proof_of_fields(
	struct examination *x, const char *domain)
{
	for (size_t i = 0; i < x->head.len; i++) {
		const struct field *field = &x->head.items[i];
		enum inbound_proof proof;

		if (strcasecmp(field->name, "Received") == 0)
			break;
		if (strcasecmp(field->name, "Authentication-Results") != 0)
			continue;
		proof = authres_proof(
			field->value, &x->by->hello->trusted_authserv, domain);
		if (proof)
			return proof;
	}
	return INBOUND_UNPROVEN;
}

static enum inbound_proof proof_of_spf(
	struct examination *x, const char *domain)
{
	const struct spf_question q = {
		.client = x->q->client,
		.helo = x->q->helo,
		.host = x->q->host,
		.sender = x->q->sender,
		.timeout_ms = x->by->hello->dns_timeout_ms,
	};
	char asked[ADDRESS_DOMAIN_MAX + 1];

	if (!x->by->ask_spf || x->by->hello->without_spf || !x->q->client)
		return INBOUND_UNPROVEN;
	x->a->spf = x->by->ask_spf(x->by->arg, &q, &x->a->is_late);
	return strcmp(x->a->spf, "pass") == 0 && spf_domain(&q, asked) &&
			domain_aligned(asked, domain) ?
		INBOUND_SPF :
		INBOUND_UNPROVEN;
}

void examine_proof(struct examination *x)
{
	struct address from;

	/* For these the sender does not matter. */
	if (x->a->meaning == INBOUND_NOTHING ||
		x->a->meaning == INBOUND_FAILURE ||
		x->a->meaning == INBOUND_REQUEST || !x->a->from ||
		address_parse(&(struct address_rules){0}, x->a->from,
			strlen(x->a->from), &from, NULL) != ERR_OK)
		return;
	x->a->proof = proof_of_fields(x, address_domain(&from));
	if (!x->a->proof)
		x->a->proof = proof_of_spf(x, address_domain(&from));
}
