# SPDX-License-Identifier: BSD-2-Clause
# lists: external do-not-mail lists as digest files, mapped into memory.
noinst_LIBRARIES += src/lists/liblists.a
src_lists_liblists_a_SOURCES = \
	src/lists/forms.c src/lists/forms.h \
	src/lists/guard.c src/lists/guard_private.h \
	src/lists/listfile.c src/lists/listfile.h \
	src/lists/list_cache.c src/lists/list_cache.h \
	src/lists/sort.c src/lists/sort_private.h \
	src/lists/source.c src/lists/source.h \
	src/lists/update.c src/lists/update.h

LISTS_LIBS = src/lists/liblists.a $(CONFIG_LIBS) $(CRYPTO_LIBS)
