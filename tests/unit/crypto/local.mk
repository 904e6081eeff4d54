# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += tests/unit/crypto/test_keyfile \
	tests/unit/crypto/test_pseudonym
TESTS += tests/unit/crypto/test_keyfile tests/unit/crypto/test_pseudonym
tests_unit_crypto_test_keyfile_SOURCES = tests/unit/crypto/test_keyfile.c
tests_unit_crypto_test_keyfile_LDADD = $(CRYPTO_LIBS) $(CMOCKA_LIBS)
tests_unit_crypto_test_pseudonym_SOURCES = tests/unit/crypto/test_pseudonym.c
tests_unit_crypto_test_pseudonym_LDADD = $(CRYPTO_LIBS) $(CMOCKA_LIBS)
