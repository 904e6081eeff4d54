/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listfile.h - an installed do-not-mail list, mapped into memory
 *
 * Shape:   little-endian numbers, no padding:
 *            0   8  "RBNLIST" and the version of the form, 1
 *            8   4  enum dnm_format
 *           12   4  length of a digest
 *           16   4  bits of the index
 *           20   4  zero
 *           24   8  how many digests
 *           32   8  how many entries the source had
 *           40   8  the list's own date
 *           48   8  when it was installed
 *           56   8  length of the file
 *           64  32  SHA-256 of all that follows the header
 *           96  32  SHA-256 of the header before it
 *          128      the digests, sorted, each once
 *                   the index: for each beginning of so many bits how many
 *                   digests are smaller, 4 bytes each, and their number
 * Example: the ECG digest of karl.testinger@firma.at alone is a file of
 *          128 + 20 + 4 x 257 bytes; its index of 8 bits is 0 up to the place
 *          of 0xba and 1 from there on
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  ERR_NOT_FOUND: there is no such file; ERR_CORRUPT: damaged or cut
 *          off; ERR_VERSION; ERR_DENIED; ERR_IO
 * Owns:    listfile_open() .. listfile_unref(); the mapping is shared by all
 *          processes and lives as long as the last reference
 * Threads: a list may be asked by all threads at once; the count is atomic
 * Source:  GDPR Art. 21(2)-(3)
 *
 * The whole file is checked when it is opened: a digest that a damaged file
 * no longer has would let a mail out. After that it may only be replaced, not
 * changed; should somebody cut it off all the same, or its disk fail, the
 * answer is ERR_UNAVAILABLE, and the process lives (guard_private.h).
 */
#ifndef ROBINSON_LISTS_LISTFILE_H
#define ROBINSON_LISTS_LISTFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "config/settings.h"
#include "crypto/digest.h"

#define LISTFILE_HEADER_LEN 128
#define LISTFILE_MAX_DIGESTS UINT32_MAX
#define LISTFILE_CAUSE_SIZE 400

struct listfile_info {
	enum dnm_format format;
	enum digest_kind kind;
	uint64_t count; /* digests */
	uint64_t entries; /* what the source had, before it was sorted */
	int64_t dated_utc;
	int64_t installed_utc;
};

struct listfile;

/* What a list of that format is made of. */
enum digest_kind listfile_kind(enum dnm_format format);

enum err listfile_open(const char *path, struct listfile **list_r,
	char cause_r[LISTFILE_CAUSE_SIZE]) MUST_CHECK;
/* Reads the header alone, to say what list it is. */
enum err listfile_peek(const char *path, struct listfile_info *info_r,
	char cause_r[LISTFILE_CAUSE_SIZE]) MUST_CHECK;
struct listfile *listfile_ref(struct listfile *list);
void listfile_unref(struct listfile **list);

const struct listfile_info *listfile_info(const struct listfile *list);
/* Whether "st" is of the very file that was opened, unchanged. */
bool listfile_is(const struct listfile *list, const struct stat *st);

/* ERR_OK: the digest is on the list; ERR_NOT_FOUND: it is not. */
enum err listfile_ask(
	const struct listfile *list, const unsigned char *digest) MUST_CHECK;

/* The header, for the writer of such a file. "content" is the SHA-256 of what
 * follows it. */
struct listfile_shape {
	struct listfile_info info;
	unsigned index_bits;
};
/* How many bits of index suit so many digests, and its length in bytes. */
unsigned listfile_index_bits(uint64_t count);
uint64_t listfile_index_len(unsigned bits);
enum err listfile_header(struct digester *digester,
	const struct listfile_shape *shape,
	const unsigned char content[DIGEST_MAX_LEN],
	unsigned char header_r[LISTFILE_HEADER_LEN]) MUST_CHECK;
/* The first "bits" bits of a digest. */
uint32_t listfile_prefix(const unsigned char *digest, unsigned bits);

#endif
