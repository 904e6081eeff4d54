# SPDX-License-Identifier: BSD-2-Clause
# crypto: key file, pseudonyms, sealing, journal chain. Only OpenSSL's room.
noinst_LIBRARIES += src/crypto/libcrypt.a
src_crypto_libcrypt_a_SOURCES = \
	src/crypto/base64url.c src/crypto/base64url_private.h \
	src/crypto/chain.c src/crypto/chain.h \
	src/crypto/crockford.c src/crypto/crockford_private.h \
	src/crypto/derive.c src/crypto/derive_private.h \
	src/crypto/digest.c src/crypto/digest.h \
	src/crypto/fingerprint.c src/crypto/fingerprint.h \
	src/crypto/keyfile.c src/crypto/keyfile.h \
	src/crypto/keyfile_create.c \
	src/crypto/keyfile_rotate.c \
	src/crypto/locked.h \
	src/crypto/pseudonym.c src/crypto/pseudonym.h \
	src/crypto/rowmac.c src/crypto/rowmac.h \
	src/crypto/seal.c src/crypto/seal.h \
	src/crypto/sealed_word.c src/crypto/sealed_word.h \
	src/crypto/secret.c src/crypto/secret_private.h \
	src/crypto/secretfile.c src/crypto/secretfile_private.h \
	src/crypto/session_token.c src/crypto/session_token.h \
	src/crypto/text.c src/crypto/text.h \
	src/crypto/token.c src/crypto/token.h \
	src/crypto/unsubscribe.c src/crypto/unsubscribe.h \
	src/crypto/unsubscribe_key.c src/crypto/unsubscribe_key_private.h \
	src/crypto/unsubscribe_text.c src/crypto/unsubscribe_text.h \
	src/crypto/wrap.c src/crypto/wrap.h
if WITH_STAFF
src_crypto_libcrypt_a_SOURCES += \
	src/crypto/password.c src/crypto/password.h \
	src/crypto/totp.c src/crypto/totp.h
# Of whoever checks passwords and codes.
SECRET_LIBS = $(OATH_LIBS) $(CRYPT_LIBS)
endif

CRYPTO_LIBS = src/crypto/libcrypt.a $(CORE_LIBS) $(OPENSSL_LIBS)
