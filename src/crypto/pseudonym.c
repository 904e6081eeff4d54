/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/pseudonym.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/derive_private.h"
#include "crypto/secret_private.h"

#define SIV_KEY_LEN 64
#define SIV_TAG_LEN 16
#define NAME_MAX_LEN (SEALED_NAME_MAX - SIV_TAG_LEN)

struct pseudonymizer {
	EVP_MAC_CTX *person;
	EVP_MAC_CTX *message;
	EVP_MAC_CTX *older[KEYFILE_GENERATIONS_MAX]; /* newest first */
	size_t older_len;
	EVP_CIPHER *siv;
	EVP_CIPHER_CTX *cipher;
	unsigned char siv_keys[KEYFILE_GENERATIONS_MAX][SIV_KEY_LEN];
	size_t siv_len; /* newest first; retired ones too */
};

static enum err derive_older(
	const struct keyfile *keys, size_t newest, struct pseudonymizer *p)
{
	enum err e = ERR_OK;

	for (size_t i = newest; !e && i-- > 0;) {
		if (keyfile_generation(keys, i).is_retired)
			continue;
		e = derive_mac(
			keys, i, LABEL_PSEUDONYM, &p->older[p->older_len]);
		p->older_len++;
	}
	return e;
}

static enum err derive_names(
	const struct keyfile *keys, size_t newest, struct pseudonymizer *p)
{
	enum err e = ERR_OK;

	for (size_t i = newest + 1; !e && i-- > 0;)
		e = keyfile_derive(keys, i, LABEL_NAME,
			p->siv_keys[p->siv_len++], SIV_KEY_LEN);
	return e;
}

enum err pseudonymizer_new(
	const struct keyfile *keys, struct pseudonymizer **p_r)
{
	size_t newest = keyfile_generations(keys) - 1;
	struct pseudonymizer *p = secret_new(sizeof(*p));
	enum err e = p ? ERR_OK : ERR_NOMEM;

	if (!e)
		e = derive_mac(keys, newest, LABEL_PSEUDONYM, &p->person);
	if (!e)
		e = derive_mac(keys, 0, LABEL_MESSAGE, &p->message);
	if (!e)
		e = derive_older(keys, newest, p);
	if (!e)
		e = derive_names(keys, newest, p);
	if (!e) {
		p->siv = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
		p->cipher = EVP_CIPHER_CTX_new();
		if (!p->siv || !p->cipher)
			e = ERR_NOMEM;
	}
	if (e)
		pseudonymizer_free(&p);
	*p_r = p;
	return e;
}

void pseudonymizer_free(struct pseudonymizer **p)
{
	if (!*p)
		return;
	EVP_MAC_CTX_free((*p)->person);
	EVP_MAC_CTX_free((*p)->message);
	for (size_t i = 0; i < (*p)->older_len; i++)
		EVP_MAC_CTX_free((*p)->older[i]);
	EVP_CIPHER_CTX_free((*p)->cipher);
	EVP_CIPHER_free((*p)->siv);
	secret_free(*p);
	*p = NULL;
}

static enum err mac_two(EVP_MAC_CTX *ctx, const void *first, size_t first_len,
	const void *second, size_t second_len, unsigned char mac_r[32])
{
	size_t len;

	if (!EVP_MAC_init(ctx, NULL, 0, NULL) ||
		!EVP_MAC_update(ctx, first, first_len) ||
		!EVP_MAC_update(ctx, second, second_len) ||
		!EVP_MAC_final(ctx, mac_r, &len, 32))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err pseudonym_of_address(struct pseudonymizer *p, const struct address *a,
	struct pseudonym *key_r)
{
	return mac_two(p->person, a->text, a->text_len, "", 0, key_r->bytes);
}

enum err pseudonym_of_domain(
	struct pseudonymizer *p, const char *domain, struct pseudonym *key_r)
{
	return mac_two(p->person, "@", 1, domain, strlen(domain), key_r->bytes);
}

size_t pseudonym_older(const struct pseudonymizer *p)
{
	return p->older_len;
}

enum err pseudonym_of_address_before(struct pseudonymizer *p, size_t back,
	const struct address *a, struct pseudonym *key_r)
{
	return mac_two(
		p->older[back - 1], a->text, a->text_len, "", 0, key_r->bytes);
}

enum err pseudonym_of_domain_before(struct pseudonymizer *p, size_t back,
	const char *domain, struct pseudonym *key_r)
{
	return mac_two(p->older[back - 1], "@", 1, domain, strlen(domain),
		key_r->bytes);
}

enum err pseudonym_of_message(struct pseudonymizer *p, const char *message_id,
	size_t len, unsigned char digest_r[MESSAGE_DIGEST_LEN])
{
	unsigned char mac[32];
	enum err e = mac_two(p->message, message_id, len, "", 0, mac);

	if (!e)
		memcpy(digest_r, mac, MESSAGE_DIGEST_LEN);
	return e;
}

size_t pseudonym_names(const struct pseudonymizer *p)
{
	return p->siv_len;
}

enum err pseudonym_seal_name(struct pseudonymizer *p, const char *name,
	unsigned char sealed_r[SEALED_NAME_MAX], size_t *len_r)
{
	return pseudonym_seal_name_before(p, 0, name, sealed_r, len_r);
}

enum err pseudonym_seal_name_before(struct pseudonymizer *p, size_t back,
	const char *name, unsigned char sealed_r[SEALED_NAME_MAX],
	size_t *len_r)
{
	size_t name_len = strlen(name);
	int len = 0;

	*len_r = 0;
	if (name_len > NAME_MAX_LEN)
		return ERR_LIMIT;
	if (name_len == 0)
		return ERR_OK;
	if (!EVP_EncryptInit_ex2(
		    p->cipher, p->siv, p->siv_keys[back], NULL, NULL) ||
		!EVP_EncryptUpdate(p->cipher, sealed_r + SIV_TAG_LEN, &len,
			(const unsigned char *)name, (int)name_len) ||
		!EVP_CIPHER_CTX_ctrl(p->cipher, EVP_CTRL_AEAD_GET_TAG,
			SIV_TAG_LEN, sealed_r))
		return ERR_NOMEM;
	*len_r = SIV_TAG_LEN + (size_t)len;
	return ERR_OK;
}

static enum err open_name(struct pseudonymizer *p,
	const unsigned char key[SIV_KEY_LEN], const unsigned char *sealed,
	size_t len, char *name_r)
{
	unsigned char tag[SIV_TAG_LEN];
	int name_len = 0;

	memcpy(tag, sealed, SIV_TAG_LEN);
	if (!EVP_DecryptInit_ex2(p->cipher, p->siv, key, NULL, NULL) ||
		!EVP_CIPHER_CTX_ctrl(
			p->cipher, EVP_CTRL_AEAD_SET_TAG, SIV_TAG_LEN, tag))
		return ERR_NOMEM;
	if (EVP_DecryptUpdate(p->cipher, (unsigned char *)name_r, &name_len,
		    sealed + SIV_TAG_LEN, (int)(len - SIV_TAG_LEN)) <= 0) {
		name_r[0] = '\0';
		return ERR_CORRUPT;
	}
	name_r[name_len] = '\0';
	return ERR_OK;
}

enum err pseudonym_open_name(struct pseudonymizer *p,
	const unsigned char *sealed, size_t len, char *name_r)
{
	enum err e = ERR_CORRUPT;

	name_r[0] = '\0';
	if (len == 0)
		return ERR_OK;
	if (len <= SIV_TAG_LEN || len > SEALED_NAME_MAX)
		return ERR_CORRUPT;
	for (size_t i = 0; e == ERR_CORRUPT && i < p->siv_len; i++)
		e = open_name(p, p->siv_keys[i], sealed, len, name_r);
	return e;
}
