# SPDX-License-Identifier: BSD-2-Clause
CRYPTO_TESTS = \
	tests/unit/crypto/test_base64url \
	tests/unit/crypto/test_chain \
	tests/unit/crypto/test_digest \
	tests/unit/crypto/test_fingerprint \
	tests/unit/crypto/test_keyfile \
	tests/unit/crypto/test_no_memory \
	tests/unit/crypto/test_pseudonym \
	tests/unit/crypto/test_rotation \
	tests/unit/crypto/test_rowmac \
	tests/unit/crypto/test_seal \
	tests/unit/crypto/test_text \
	tests/unit/crypto/test_secret \
	tests/unit/crypto/test_token \
	tests/unit/crypto/test_unsubscribe \
	tests/unit/crypto/test_unsubscribe_text \
	tests/unit/crypto/test_wrap
check_PROGRAMS += $(CRYPTO_TESTS)
TESTS += $(CRYPTO_TESTS)
CRYPTO_TEST_LIBS = $(CRYPTO_LIBS) $(CMOCKA_LIBS)
tests_unit_crypto_test_digest_SOURCES = tests/unit/crypto/test_digest.c
tests_unit_crypto_test_digest_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_fingerprint_SOURCES = \
	tests/unit/crypto/test_fingerprint.c
tests_unit_crypto_test_fingerprint_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_keyfile_SOURCES = tests/unit/crypto/test_keyfile.c
tests_unit_crypto_test_keyfile_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_pseudonym_SOURCES = tests/unit/crypto/test_pseudonym.c
tests_unit_crypto_test_pseudonym_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_rowmac_SOURCES = tests/unit/crypto/test_rowmac.c
tests_unit_crypto_test_rowmac_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_seal_SOURCES = tests/unit/crypto/test_seal.c
tests_unit_crypto_test_seal_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_text_SOURCES = tests/unit/crypto/test_text.c
tests_unit_crypto_test_text_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_token_SOURCES = tests/unit/crypto/test_token.c
tests_unit_crypto_test_token_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_unsubscribe_SOURCES = \
	tests/unit/crypto/test_unsubscribe.c
tests_unit_crypto_test_unsubscribe_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_unsubscribe_text_SOURCES = \
	tests/unit/crypto/test_unsubscribe_text.c
tests_unit_crypto_test_unsubscribe_text_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_secret_SOURCES = tests/unit/crypto/test_secret.c
tests_unit_crypto_test_secret_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_base64url_SOURCES = tests/unit/crypto/test_base64url.c
tests_unit_crypto_test_base64url_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_chain_SOURCES = tests/unit/crypto/test_chain.c
tests_unit_crypto_test_chain_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_rotation_SOURCES = tests/unit/crypto/test_rotation.c
tests_unit_crypto_test_rotation_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_wrap_SOURCES = tests/unit/crypto/test_wrap.c
tests_unit_crypto_test_wrap_LDADD = $(CRYPTO_TEST_LIBS)
tests_unit_crypto_test_no_memory_SOURCES = tests/unit/crypto/test_no_memory.c
tests_unit_crypto_test_no_memory_LDADD = $(CRYPTO_TEST_LIBS)
if WITH_STAFF
check_PROGRAMS += tests/unit/crypto/test_password tests/unit/crypto/test_totp
TESTS += tests/unit/crypto/test_password tests/unit/crypto/test_totp
tests_unit_crypto_test_password_SOURCES = tests/unit/crypto/test_password.c
tests_unit_crypto_test_password_LDADD = $(CRYPTO_TEST_LIBS) $(SECRET_LIBS)
tests_unit_crypto_test_totp_SOURCES = tests/unit/crypto/test_totp.c
tests_unit_crypto_test_totp_LDADD = $(CRYPTO_TEST_LIBS) $(SECRET_LIBS)
endif
