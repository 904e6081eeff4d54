/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>

static const struct {
	const char *name;
	size_t len;
} kinds[DIGEST_KINDS] = {
	[DIGEST_MD5] = {"MD5", 16},
	[DIGEST_SHA1] = {"SHA1", 20},
	[DIGEST_SHA256] = {"SHA256", 32},
	[DIGEST_SHA512] = {"SHA512", 64},
};

struct digester {
	EVP_MD_CTX *contexts[DIGEST_KINDS]; /* NULL: not asked for yet */
};

size_t digest_len(enum digest_kind kind)
{
	return kinds[kind].len;
}

enum err digester_new(struct digester **d_r)
{
	*d_r = calloc(1, sizeof(**d_r));
	return *d_r ? ERR_OK : ERR_NOMEM;
}

void digester_free(struct digester **d)
{
	if (!*d)
		return;
	for (int i = 0; i < DIGEST_KINDS; i++)
		EVP_MD_CTX_free((*d)->contexts[i]);
	free(*d);
	*d = NULL;
}

static enum err open_context(struct digester *d, enum digest_kind kind)
{
	EVP_MD *md = EVP_MD_fetch(NULL, kinds[kind].name, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	enum err e = ERR_OK;

	if (!ctx)
		e = ERR_NOMEM;
	else if (!md || !EVP_DigestInit_ex2(ctx, md, NULL))
		e = ERR_UNAVAILABLE;
	EVP_MD_free(md); /* the context has a reference of its own */
	if (e)
		EVP_MD_CTX_free(ctx);
	else
		d->contexts[kind] = ctx;
	return e;
}

enum err digest_begin(struct digester *d, enum digest_kind kind)
{
	if (!d->contexts[kind])
		return open_context(d, kind);
	/* The algorithm stays: only the state begins anew. */
	return EVP_DigestInit_ex2(d->contexts[kind], NULL, NULL) ? ERR_OK :
								   ERR_NOMEM;
}

enum err digest_add(struct digester *d, enum digest_kind kind,
	const void *bytes, size_t len)
{
	return EVP_DigestUpdate(d->contexts[kind], bytes, len) ? ERR_OK :
								 ERR_NOMEM;
}

enum err digest_end(
	struct digester *d, enum digest_kind kind, unsigned char *digest_r)
{
	return EVP_DigestFinal_ex(d->contexts[kind], digest_r, NULL) ?
		ERR_OK :
		ERR_NOMEM;
}

enum err digest_of(struct digester *d, enum digest_kind kind, const void *bytes,
	size_t len, unsigned char *digest_r)
{
	enum err e = digest_begin(d, kind);

	if (!e)
		e = digest_add(d, kind, bytes, len);
	if (!e)
		e = digest_end(d, kind, digest_r);
	return e;
}
