/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue_hf_private.h - Sendmail's control files
 *
 * Errors:  ERR_CORRUPT, ERR_NOMEM
 * Threads: pure
 * Source:  "Sendmail Installation and Operation Guide", appendix B
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_HF_PRIVATE_H
#define ROBINSON_MTA_MTA_QUEUE_HF_PRIVATE_H

#include "service/mta/mta_queue.h"

/* Adds the message of one of Sendmail's control files ("hf" and its queue
 * id); its files and size are the caller's to fill in. ERR_CORRUPT. Pure. */
enum err mta_queue_hf_parse(
	const char *queue_id, const char *text, struct mta_queue *q) MUST_CHECK;

#endif
