# SPDX-License-Identifier: BSD-2-Clause
# store: what the firm still knows. Only this room knows SQL.
noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/store.h

STORE_LIBS = src/store/libstore.a src/config/libconfig.a $(CRYPTO_LIBS) \
	$(SQLITE_LIBS) $(CONFUSE_LIBS) $(PCRE2_LIBS)
