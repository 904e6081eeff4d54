/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/sort_private.h"

#include <string.h>

#include "crypto/digest.h"

#define FEW 24 /* so many are sorted faster by insertion */
#define VALUES 256

static void swap(unsigned char *a, unsigned char *b, size_t len)
{
	unsigned char kept[DIGEST_MAX_LEN];

	memcpy(kept, a, len);
	memcpy(a, b, len);
	memcpy(b, kept, len);
}

static void insert_each(unsigned char *digests, uint64_t count, size_t len)
{
	unsigned char kept[DIGEST_MAX_LEN];

	for (uint64_t i = 1; i < count; i++) {
		uint64_t to = i;

		while (to > 0 &&
			memcmp(digests + (to - 1) * len, digests + i * len,
				len) > 0)
			to--;
		if (to == i)
			continue;
		memcpy(kept, digests + i * len, len);
		memmove(digests + (to + 1) * len, digests + to * len,
			(i - to) * len);
		memcpy(digests + to * len, kept, len);
	}
}

/* Each digest goes to the group of its byte at "at"; ends_r is where each
 * group ends. */
static void part(unsigned char *digests, uint64_t count, size_t len, size_t at,
	uint64_t ends_r[VALUES])
{
	uint64_t next[VALUES], counts[VALUES] = {0}, sum = 0;

	for (uint64_t i = 0; i < count; i++)
		counts[digests[i * len + at]]++;
	for (int v = 0; v < VALUES; v++) {
		next[v] = sum;
		sum += counts[v];
		ends_r[v] = sum;
	}
	for (int v = 0; v < VALUES; v++) {
		while (next[v] < ends_r[v]) {
			unsigned char *here = digests + next[v] * len;
			unsigned char to = here[at];

			if (to == v)
				next[v]++;
			else
				swap(here, digests + next[to]++ * len, len);
		}
	}
}

/* Goes down one level a byte, so never deeper than a digest is long. */
static void sort_from(
	unsigned char *digests, uint64_t count, size_t len, size_t at)
{
	uint64_t ends[VALUES], begin = 0;

	if (at == len)
		return;
	if (count <= FEW) {
		insert_each(digests, count, len);
		return;
	}
	part(digests, count, len, at, ends);
	for (int v = 0; v < VALUES; v++) {
		if (ends[v] - begin > 1)
			sort_from(digests + begin * len, ends[v] - begin, len,
				at + 1);
		begin = ends[v];
	}
}

void sort_digests(unsigned char *digests, uint64_t count, size_t len)
{
	sort_from(digests, count, len, 0);
}

uint64_t sort_unique(unsigned char *digests, uint64_t count, size_t len)
{
	uint64_t kept = count > 0;

	for (uint64_t i = 1; i < count; i++) {
		const unsigned char *digest = digests + i * len;

		if (memcmp(digest, digests + (kept - 1) * len, len) == 0)
			continue;
		if (kept != i)
			memcpy(digests + kept * len, digest, len);
		kept++;
	}
	return kept;
}
