# SPDX-License-Identifier: BSD-2-Clause
# crypto: key file, pseudonyms, sealing, journal chain. Only OpenSSL's room.
noinst_LIBRARIES += src/crypto/libcrypt.a
src_crypto_libcrypt_a_SOURCES = \
	src/crypto/chain.h \
	src/crypto/keyfile.h \
	src/crypto/pseudonym.h

CRYPTO_LIBS = src/crypto/libcrypt.a $(CORE_LIBS) $(OPENSSL_LIBS)
