# SPDX-License-Identifier: BSD-2-Clause
CORE_TESTS = \
	tests/unit/core/test_address \
	tests/unit/core/test_instant \
	tests/unit/core/test_period \
	tests/unit/core/test_subject
check_PROGRAMS += $(CORE_TESTS)
TESTS += $(CORE_TESTS)

CORE_TEST_LIBS = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_core_test_address_SOURCES = tests/unit/core/test_address.c
tests_unit_core_test_address_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_instant_SOURCES = tests/unit/core/test_instant.c
tests_unit_core_test_instant_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_period_SOURCES = tests/unit/core/test_period.c
tests_unit_core_test_period_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_subject_SOURCES = tests/unit/core/test_subject.c
tests_unit_core_test_subject_LDADD = $(CORE_TEST_LIBS)
