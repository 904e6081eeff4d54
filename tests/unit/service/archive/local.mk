# SPDX-License-Identifier: BSD-2-Clause
# Tests of archive: each test program adds itself to SERVICE_TESTS.
SERVICE_TESTS += \
	tests/unit/service/archive/test_journal_back
tests_unit_service_archive_test_journal_back_SOURCES = \
	tests/unit/service/archive/test_journal_back.c
tests_unit_service_archive_test_journal_back_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
