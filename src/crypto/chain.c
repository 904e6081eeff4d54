/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/chain.h"

#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/derive_private.h"

struct chain {
	EVP_MAC_CTX *ctx;
	EVP_MAC_CTX *checkpoint;
};

enum err chain_new(const struct keyfile *keys, struct chain **chain_r)
{
	struct chain *chain = calloc(1, sizeof(*chain));
	enum err e = chain ? derive_mac(keys, 0, LABEL_JOURNAL, &chain->ctx) :
			     ERR_NOMEM;

	if (!e)
		e = derive_mac(keys, 0, LABEL_CHECKPOINT, &chain->checkpoint);
	if (e)
		chain_free(&chain);
	*chain_r = chain;
	return e;
}

void chain_free(struct chain **chain)
{
	if (*chain) {
		EVP_MAC_CTX_free((*chain)->ctx);
		EVP_MAC_CTX_free((*chain)->checkpoint);
	}
	free(*chain);
	*chain = NULL;
}

enum err chain_next(struct chain *chain,
	const unsigned char previous[CHAIN_MAC_LEN], const void *entry,
	size_t entry_len, unsigned char mac_r[CHAIN_MAC_LEN])
{
	size_t len;

	if (!EVP_MAC_init(chain->ctx, NULL, 0, NULL) ||
		!EVP_MAC_update(chain->ctx, previous, CHAIN_MAC_LEN) ||
		!EVP_MAC_update(chain->ctx, entry, entry_len) ||
		!EVP_MAC_final(chain->ctx, mac_r, &len, CHAIN_MAC_LEN))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err chain_sign(struct chain *chain, const void *bytes, size_t len,
	unsigned char sign_r[CHAIN_MAC_LEN])
{
	size_t out;

	if (!EVP_MAC_init(chain->checkpoint, NULL, 0, NULL) ||
		!EVP_MAC_update(chain->checkpoint, bytes, len) ||
		!EVP_MAC_final(chain->checkpoint, sign_r, &out, CHAIN_MAC_LEN))
		return ERR_NOMEM;
	return ERR_OK;
}

bool chain_is_same(const unsigned char a[CHAIN_MAC_LEN],
	const unsigned char b[CHAIN_MAC_LEN])
{
	return CRYPTO_memcmp(a, b, CHAIN_MAC_LEN) == 0;
}
