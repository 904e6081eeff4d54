/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * charset.h - which encoding an export is in, and the export in UTF-8
 *
 * Shape:   told from the bytes alone: a byte-order mark, else UTF-8 where the
 *          bytes are valid UTF-8, else the Polish letters tell Windows-1250
 *          from ISO-8859-2
 * Errors:  ERR_IO (errno), ERR_NOMEM
 * Owns:    a file descriptor given back belongs to the caller
 * Threads: no state
 * Source:  RFC 3629; the byte tables of Windows-1250 and ISO-8859-2
 */
#ifndef ROBINSON_SERVICE_CHARSET_H
#define ROBINSON_SERVICE_CHARSET_H

#include "base/err.h"

enum charset {
	CHARSET_UTF8,
	CHARSET_UTF8_BOM,
	CHARSET_UTF16_LE,
	CHARSET_UTF16_BE,
	CHARSET_WINDOWS_1250,
	CHARSET_ISO_8859_2
};

/* For people: "UTF-8 with a byte-order mark". */
const char *charset_name(enum charset charset);
/* For iconv. */
const char *charset_code(enum charset charset);
/* Bytes at the beginning that are no text. */
int charset_mark_len(enum charset charset);

/* Reads "fd" (a regular file) from its beginning to its end. */
enum err charset_detect(int fd, enum charset *charset_r) MUST_CHECK;

/* A file in memory with the whole text in UTF-8, without a mark. What the
 * encoding does not know becomes U+FFFD. */
enum err charset_convert(int fd, enum charset charset, int *fd_r) MUST_CHECK;

#endif
