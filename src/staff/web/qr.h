/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr.h - a text as a picture that telephones read
 *
 * Shape:   SVG within the page, dark on light in every theme, with the margin
 *          that readers need
 * Errors:  ERR_LIMIT the text is too long for a picture, ERR_NOMEM
 * Threads: any; libqrencode keeps nothing
 * Source:  ISO/IEC 18004
 */
#ifndef ROBINSON_STAFF_WEB_QR_H
#define ROBINSON_STAFF_WEB_QR_H

#include "base/buf.h"

/* "label": what it shows, for who cannot see it; translated. */
enum err qr_add(
	struct buf *out, const char *text, const char *label) MUST_CHECK;

#endif
