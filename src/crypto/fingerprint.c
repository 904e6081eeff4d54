/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/fingerprint.h"

#include <string.h>
#include <strings.h>

#include <openssl/evp.h>

/* Those that an MTA may add come first: their bits are written into tokens,
 * so their order stays. */
static const char *const names[FINGERPRINT_NAMES] = {"From", "To", "Date",
	"Message-ID", "Sender", "Reply-To", "Cc", "Bcc", "Subject",
	"In-Reply-To", "References", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Content-Disposition", "List-Unsubscribe",
	"List-Unsubscribe-Post", "Auto-Submitted"};
#define MAY_BE_ADDED 0x0fu

enum err fingerprint_begin(struct fingerprint *f)
{
	memset(f, 0, sizeof(*f));
	f->body = EVP_MD_CTX_new();
	if (!f->body || !EVP_DigestInit_ex2(f->body, EVP_sha256(), NULL)) {
		fingerprint_end(f);
		return ERR_NOMEM;
	}
	return ERR_OK;
}

void fingerprint_end(struct fingerprint *f)
{
	EVP_MD_CTX_free(f->body);
	f->body = NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool add_value(EVP_MD_CTX *ctx, const char *value)
{
	bool ok = true, any = false;

	while (ok && *value) {
		size_t len = 0;

		while (is_blank(*value))
			value++;
		while (value[len] && !is_blank(value[len]))
			len++;
		if (len && any)
			ok = EVP_DigestUpdate(ctx, " ", 1);
		ok = ok && EVP_DigestUpdate(ctx, value, len);
		any = any || len;
		value += len;
	}
	return ok;
}

/* hash = SHA-256(hash of the fields before || value): so fields of one name
 * cannot be cut differently. */
static enum err add_field(
	unsigned char hash[FINGERPRINT_LEN], const char *value)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex2(ctx, EVP_sha256(), NULL) &&
		EVP_DigestUpdate(ctx, hash, FINGERPRINT_LEN) &&
		add_value(ctx, value) && EVP_DigestFinal_ex(ctx, hash, NULL);

	EVP_MD_CTX_free(ctx);
	return ok ? ERR_OK : ERR_NOMEM;
}

enum err fingerprint_header(
	struct fingerprint *f, const char *name, const char *value)
{
	for (size_t i = 0; i < FINGERPRINT_NAMES; i++) {
		if (strcasecmp(names[i], name) != 0)
			continue;
		f->seen |= 1u << i;
		return add_field(f->fields[i], value);
	}
	return ERR_OK;
}

static bool add_body(struct fingerprint *f, const char *bytes, size_t len)
{
	bool ok = true;

	for (; ok && f->empty_lines; f->empty_lines--)
		ok = EVP_DigestUpdate(f->body, "\n", 1);
	return ok && EVP_DigestUpdate(f->body, bytes, len);
}

enum err fingerprint_body(struct fingerprint *f, const void *bytes, size_t len)
{
	const char *at = bytes, *end = at + len;
	bool ok = true;

	while (ok && at < end) {
		const char *run = at;

		while (at < end && *at != '\r' && *at != '\n')
			at++;
		if (at > run)
			ok = add_body(f, run, (size_t)(at - run));
		if (at < end && *at++ == '\n')
			f->empty_lines++;
	}
	return ok ? ERR_OK : ERR_NOMEM;
}

unsigned fingerprint_absent(const struct fingerprint *f)
{
	return ~f->seen & MAY_BE_ADDED;
}

enum err fingerprint_final(struct fingerprint *f, unsigned absent,
	unsigned char digest_r[FINGERPRINT_LEN])
{
	static const unsigned char nothing[FINGERPRINT_LEN];
	EVP_MD_CTX *ctx = f->body;
	bool ok = f->has_ended || EVP_DigestFinal_ex(ctx, f->body_hash, NULL);

	f->has_ended = ok;
	ok = ok && EVP_DigestInit_ex2(ctx, EVP_sha256(), NULL);
	for (unsigned i = 0; ok && i < FINGERPRINT_NAMES; i++) {
		bool ignored = absent & MAY_BE_ADDED & (1u << i);

		ok = EVP_DigestUpdate(
			ctx, ignored ? nothing : f->fields[i], FINGERPRINT_LEN);
	}
	ok = ok && EVP_DigestUpdate(ctx, f->body_hash, FINGERPRINT_LEN) &&
		EVP_DigestFinal_ex(ctx, digest_r, NULL);
	return ok ? ERR_OK : ERR_NOMEM;
}
