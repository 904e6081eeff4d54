/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sort_private.h - sorting very many digests in place
 *
 * Shape:   "count" digests of "len" bytes each, without gaps
 * Threads: pure; takes no memory but some stack: the digests may lie in a
 *          mapped file that is larger than the memory
 * Source:  McIlroy, Bostic, McIlroy: Engineering Radix Sort (1993)
 */
#ifndef ROBINSON_LISTS_SORT_PRIVATE_H
#define ROBINSON_LISTS_SORT_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

void sort_digests(unsigned char *digests, uint64_t count, size_t len);
/* Sorted digests, each once, at the beginning; how many they are. */
uint64_t sort_unique(unsigned char *digests, uint64_t count, size_t len);

#endif
