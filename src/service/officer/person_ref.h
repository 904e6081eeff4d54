/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person_ref.h - by what the page of a person is known, without their address
 *
 * An address may be in no URL, no log and not in the store. Whoever opens a
 * person types it once; what stands in the URL of the pages after that is the
 * address, sealed. It is of use to nobody but the account that opened the
 * person, and not for longer than a working day.
 *
 * Shape:   before it is sealed (crypto/sealed_word.h): the instant at which it
 *          was made, in seconds, a blank, the address as it was typed
 * Errors:  ERR_LIMIT: the address is longer than any may be; ERR_NOT_FOUND:
 *          not made for this account, or too long ago; ERR_UNAVAILABLE: the
 *          keys; desk->cause
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(c), 32(1)(a)
 */
#ifndef ROBINSON_OFFICER_PERSON_REF_H
#define ROBINSON_OFFICER_PERSON_REF_H

#include "crypto/sealed_word.h"
#include "service/office/desk.h"

#define PERSON_REF_LASTS_S (12 * 3600)
#define PERSON_WHO_SIZE (SEALED_WORD_TEXT_MAX + 1)

enum err person_ref_make(struct desk *desk, int64_t account, const char *who,
	char ref_r[SEALED_WORD_SIZE]) MUST_CHECK;
enum err person_ref_open(struct desk *desk, int64_t account, const char *ref,
	char who_r[PERSON_WHO_SIZE]) MUST_CHECK;

#endif
