/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_verify.h - whether the store is what was written: the chain of the
 * journal, and against it the wishes and restrictions
 *
 * Errors:  ERR_CORRUPT something is not; ERR_UNAVAILABLE the store;
 *          desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(f), 5(2), 32(1)(b)
 */
#ifndef ROBINSON_ARCHIVE_JOURNAL_VERIFY_H
#define ROBINSON_ARCHIVE_JOURNAL_VERIFY_H

#include "service/office/desk.h"

struct journal_verified {
	uint64_t entries; /* of the journal, up to where it breaks */
	uint64_t rows; /* wishes and restrictions */
	uint64_t faults; /* among them, told or not */
};

/* How many of one sort are told; the others are counted. */
#define VERIFY_TOLD_MAX 100

/* "line" is called with a sentence for each fault of the wishes and
 * restrictions; the chain's break is the desk's cause. */
enum err journal_verify(struct desk *desk,
	void (*line)(void *arg, const char *text), void *arg,
	struct journal_verified *verified_r) MUST_CHECK;

#endif
