/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plain.h - what the program's own names mean, in words for everybody
 *
 * For whoever reads a document or a page and does not know the program: "the
 * person objected", not "objected". The texts are English; they are marked for
 * the translators, and whoever writes them translates them.
 *
 * Threads: pure
 * Source:  GDPR Art. 12(1)
 */
#ifndef ROBINSON_CORE_PLAIN_H
#define ROBINSON_CORE_PLAIN_H

#include "core/policy.h"

const char *plain_reason(enum reason reason); /* "": of no reason */
const char *plain_action(enum action action);
/* With its article: "consent (GDPR Art. 6(1)(a))". */
const char *plain_basis(enum basis basis);

#endif
