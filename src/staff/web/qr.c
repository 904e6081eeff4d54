/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/qr.h"

#include <errno.h>
#include <stdbool.h>

#include <qrencode.h>

#include "base/html.h"

#define MARGIN 4

/* Dark modules of one row, as runs. */
static void add_row(struct buf *out, const QRcode *code, int y)
{
	const unsigned char *row = code->data + y * code->width;
	int x = 0;

	while (x < code->width) {
		int begin = x;

		while (x < code->width && (row[x] & 1) == (row[begin] & 1))
			x++;
		if (row[begin] & 1)
			buf_addf(out, "M%d %dh%dv1h-%dz", begin + MARGIN,
				y + MARGIN, x - begin, x - begin);
	}
}

enum err qr_add(struct buf *out, const char *text, const char *label)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int side;

	if (!code)
		return errno == ERANGE ? ERR_LIMIT : ERR_NOMEM;
	side = code->width + 2 * MARGIN;
	buf_addf(out,
		"<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-label=\"",
		side, side);
	(void)html_add(out, label);
	buf_addf(out,
		"\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
		"<path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"",
		side, side);
	for (int y = 0; y < code->width; y++)
		add_row(out, code, y);
	buf_adds(out, "\"/></svg>\n");
	QRcode_free(code);
	return buf_err(out);
}
