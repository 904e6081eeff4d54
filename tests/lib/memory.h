/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memory.h - whether this process still has a text somewhere in its memory
 *
 * The text is never in one piece here: its octets come one by one from a
 * function, so that looking for it does not find the question.
 */
#ifndef ROBINSON_TESTS_MEMORY_H
#define ROBINSON_TESTS_MEMORY_H

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_PIECE 4096
/* What is larger is a sanitizer's own: its shadow is as large as the space of
 * addresses, and nobody would live to see its end. */
#define MEMORY_REGION_MAX ((size_t)256 << 20)

typedef unsigned char memory_octet(size_t i);

static inline bool memory_is_there(
	const unsigned char *at, memory_octet *octet, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != octet(i))
			return false;
	return true;
}

static inline size_t memory_count_piece(
	const unsigned char *piece, ssize_t n, memory_octet *octet, size_t len)
{
	const unsigned char *at = piece, *end = piece + (n > 0 ? n : 0);
	size_t found = 0;

	while ((size_t)(end - at) >= len) {
		at = memchr(at, octet(0), (size_t)(end - at) - len + 1);
		if (!at)
			break;
		found += memory_is_there(at++, octet, len);
	}
	return found;
}

/* Pieces overlap by len - 1; what is read is wiped, being a copy itself. */
static inline size_t memory_count_in(int mem, size_t from, size_t to,
	memory_octet *octet, size_t len, unsigned char *piece)
{
	size_t found = 0;

	for (size_t at = from; at < to; at += MEMORY_PIECE - len + 1) {
		size_t want = to - at < MEMORY_PIECE ? to - at : MEMORY_PIECE;
		ssize_t n = pread(mem, piece, want, (off_t)at);

		/* The piece itself is of our memory. */
		if (at + want > (size_t)piece &&
			at < (size_t)piece + MEMORY_PIECE)
			n = 0;
		found += memory_count_piece(piece, n, octet, len);
		memset(piece, 0, MEMORY_PIECE);
		if (want < MEMORY_PIECE)
			break;
	}
	return found;
}

/* How often the text is in what this process may read and write. */
static inline size_t memory_count(memory_octet *octet, size_t len)
{
	static unsigned char piece[MEMORY_PIECE];
	FILE *maps = fopen("/proc/self/maps", "re");
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	size_t from, to, found = 0;
	char rights[8], line[512];

	while (maps && mem >= 0 && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%zx-%zx %7s", &from, &to, rights) == 3 &&
			strncmp(rights, "rw", 2) == 0 &&
			to - from <= MEMORY_REGION_MAX)
			found += memory_count_in(
				mem, from, to, octet, len, piece);
	if (maps)
		fclose(maps);
	if (mem >= 0)
		close(mem);
	return found;
}

#endif
