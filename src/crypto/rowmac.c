/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/rowmac.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/derive_private.h"

/* A row comes in many pieces of a few octets, of which each call would cost
 * more than its digest: they are gathered. */
#define GATHERED_MAX 512

struct row_mac {
	EVP_MAC_CTX *ctx;
	unsigned char gathered[GATHERED_MAX];
	size_t len;
};

enum err row_mac_new(const struct keyfile *keys, struct row_mac **mac_r)
{
	struct row_mac *mac = calloc(1, sizeof(*mac));
	enum err e = mac ? derive_lasting_mac(keys, 0, USE_ROW, &mac->ctx) :
			   ERR_NOMEM;

	if (e)
		row_mac_free(&mac);
	*mac_r = mac;
	return e;
}

void row_mac_free(struct row_mac **mac)
{
	if (*mac) {
		EVP_MAC_CTX_free((*mac)->ctx);
		OPENSSL_cleanse((*mac)->gathered, (*mac)->len);
	}
	free(*mac);
	*mac = NULL;
}

enum err row_mac_begin(struct row_mac *mac)
{
	mac->len = 0;
	return EVP_MAC_init(mac->ctx, NULL, 0, NULL) ? ERR_OK : ERR_NOMEM;
}

static enum err pass_on(struct row_mac *mac, const void *bytes, size_t len)
{
	return EVP_MAC_update(mac->ctx, bytes, len) ? ERR_OK : ERR_NOMEM;
}

enum err row_mac_add(struct row_mac *mac, const void *bytes, size_t len)
{
	enum err e = ERR_OK;

	if (len > GATHERED_MAX - mac->len) {
		e = pass_on(mac, mac->gathered, mac->len);
		mac->len = 0;
	}
	if (e)
		return e;
	if (len > GATHERED_MAX)
		return pass_on(mac, bytes, len);
	memcpy(mac->gathered + mac->len, bytes, len);
	mac->len += len;
	return ERR_OK;
}

enum err row_mac_end(struct row_mac *mac, unsigned char mac_r[ROW_MAC_LEN])
{
	enum err e = pass_on(mac, mac->gathered, mac->len);
	size_t len;

	if (!e && !EVP_MAC_final(mac->ctx, mac_r, &len, ROW_MAC_LEN))
		e = ERR_NOMEM;
	return e;
}
