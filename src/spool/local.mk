# SPDX-License-Identifier: BSD-2-Clause
# spool: what waits on disk, sealed, until it is on record; and the click, which
# waits there when its recorder is away.
noinst_LIBRARIES += src/spool/libspool.a
src_spool_libspool_a_SOURCES = \
	src/spool/click.c src/spool/click.h \
	src/spool/click_spool.c src/spool/click_spool.h \
	src/spool/dir.c src/spool/dir_private.h \
	src/spool/file.c src/spool/file_private.h \
	src/spool/look.c src/spool/look.h \
	src/spool/queue.c src/spool/queue_private.h \
	src/spool/seal.c src/spool/seal_private.h \
	src/spool/spool.c src/spool/spool.h

SPOOL_LIBS = src/spool/libspool.a $(CRYPTO_LIBS)
