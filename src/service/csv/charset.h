/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * charset.h - which encoding an export is in, and the export in UTF-8
 *
 * Shape:   told from the bytes alone: a byte-order mark, else UTF-8 where the
 *          bytes are valid UTF-8, else letters tell Windows-1250 (Polish),
 *          ISO-8859-2 and Windows-1252 (French, Spanish) apart. That is a
 *          guess: the same octet is another letter in each.
 * Errors:  ERR_IO (errno), ERR_NOMEM
 * Owns:    a file descriptor given back belongs to the caller
 * Threads: no state
 * Source:  RFC 3629; the byte tables of Windows-1250, Windows-1252 and
 *          ISO-8859-2
 */
#ifndef ROBINSON_CSV_CHARSET_H
#define ROBINSON_CSV_CHARSET_H

#include <stdbool.h>

#include "base/err.h"

enum charset {
	CHARSET_UTF8,
	CHARSET_UTF8_BOM,
	CHARSET_UTF16_LE,
	CHARSET_UTF16_BE,
	CHARSET_WINDOWS_1250,
	CHARSET_ISO_8859_2,
	CHARSET_WINDOWS_1252,
	CHARSET_ISO_8859_1,
	CHARSET_ISO_8859_15
};

#define CHARSET_COUNT (CHARSET_ISO_8859_15 + 1)

/* For people: "UTF-8 with a byte-order mark". */
const char *charset_name(enum charset charset);
/* For iconv. */
const char *charset_code(enum charset charset);
/* What an option says: one of CHARSET_NAMES, or "cp1252". ERR_NOT_FOUND. */
#define CHARSET_NAMES                                                         \
	"utf-8, utf-16le, utf-16be, windows-1250, windows-1252, iso-8859-1, " \
	"iso-8859-2, iso-8859-15"
enum err charset_parse(const char *name, enum charset *charset_r) MUST_CHECK;
/* Whether nothing but the letters told it. */
bool charset_is_guess(enum charset charset);
/* Bytes at the beginning that are no text. */
int charset_mark_len(enum charset charset);

/* What charset_convert() needs of the system's files, for the life of the
 * process: for one that will open no file any more. ERR_UNAVAILABLE: it does
 * not know one of the encodings. */
enum err charset_load(void) MUST_CHECK;

/* Reads "fd" (a regular file) from its beginning to its end. */
enum err charset_detect(int fd, enum charset *charset_r) MUST_CHECK;

/* A file in memory with the whole text in UTF-8, without a mark. What the
 * encoding does not know becomes U+FFFD. */
enum err charset_convert(int fd, enum charset charset, int *fd_r) MUST_CHECK;

#endif
