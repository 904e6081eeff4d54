/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/finder_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/address.h"
#include "core/mailbox.h"
#include "crypto/text.h"

#define FROM "held from "
#define TO "held to "
#define TEXT_SIZE (sizeof(FROM) + MAILBOX_TEXT_SIZE)

struct finder {
	struct text_keeper *keeper;
};

enum err finder_new(const struct keyfile *keys, struct finder **finder_r)
{
	struct finder *d = calloc(1, sizeof(*d));
	enum err e = d ? text_keeper_new(keys, &d->keeper) : ERR_NOMEM;

	if (e) {
		free(d);
		d = NULL;
	}
	*finder_r = d;
	return e;
}

void finder_free(struct finder **finder)
{
	if (!*finder)
		return;
	text_keeper_free(&(*finder)->keeper);
	free(*finder);
	*finder = NULL;
}

static enum err digest(struct finder *d, const char *what, const char *at,
	const char *text, struct held_digest *digest_r)
{
	unsigned char whole[TEXT_DIGEST_LEN];
	char full[TEXT_SIZE];
	enum err e;

	*digest_r = (struct held_digest){.len = 0};
	if (!*text)
		return ERR_OK;
	(void)snprintf(full, sizeof(full), "%s%s%s", what, at, text);
	e = text_digest(d->keeper, full, strlen(full), whole);
	if (e)
		return e;
	digest_r->len = HELD_DIGEST_LEN;
	memcpy(digest_r->bytes, whole, HELD_DIGEST_LEN);
	return ERR_OK;
}

/* Only for what is no address. */
static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + ('a' - 'A'));
}

/* The plain form, or what there is of it; the domain "" where there is none. */
static enum err read_address(const char *text, char whole_r[MAILBOX_TEXT_SIZE],
	char domain_r[ADDRESS_DOMAIN_MAX + 1])
{
	struct mailbox mailbox;
	struct address address;
	enum err e;

	domain_r[0] = '\0';
	if (mailbox_mend(text, &mailbox, NULL))
		(void)snprintf(whole_r, MAILBOX_TEXT_SIZE, "%s", text);
	else
		mailbox_write(&mailbox, whole_r);
	e = address_plain(whole_r, strlen(whole_r), &address, NULL);
	if (e == ERR_INVALID) {
		lower(whole_r);
		return ERR_OK;
	}
	if (e)
		return e;
	memcpy(whole_r, address.text, address.text_len + 1);
	(void)snprintf(domain_r, ADDRESS_DOMAIN_MAX + 1, "%s",
		address_domain(&address));
	return ERR_OK;
}

enum err finder_sender(struct finder *d, const char *text,
	struct held_digest *sender_r, struct held_digest *domain_r)
{
	char whole[MAILBOX_TEXT_SIZE], domain[ADDRESS_DOMAIN_MAX + 1];
	enum err e = read_address(text, whole, domain);

	if (!e)
		e = digest(d, FROM, "", whole, sender_r);
	return e ? e : finder_sender_domain(d, domain, domain_r);
}

enum err finder_recipient(
	struct finder *d, const char *text, struct held_digest *domain_r)
{
	char whole[MAILBOX_TEXT_SIZE], domain[ADDRESS_DOMAIN_MAX + 1];
	enum err e = read_address(text, whole, domain);

	return e ? e : finder_recipient_domain(d, domain, domain_r);
}

enum err finder_sender_domain(
	struct finder *d, const char *domain, struct held_digest *domain_r)
{
	return digest(d, FROM, "@", domain, domain_r);
}

enum err finder_recipient_domain(
	struct finder *d, const char *domain, struct held_digest *domain_r)
{
	return digest(d, TO, "@", domain, domain_r);
}
