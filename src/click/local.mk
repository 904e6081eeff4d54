# SPDX-License-Identifier: BSD-2-Clause
# click: what the public page and the recorder say to each other, and where a
# click waits.
noinst_LIBRARIES += src/click/libclick.a
src_click_libclick_a_SOURCES = \
	src/click/click.c src/click/click.h \
	src/click/spool.c src/click/spool.h

CLICK_LIBS = src/click/libclick.a $(CRYPTO_LIBS)
