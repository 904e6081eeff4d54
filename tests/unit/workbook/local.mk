# SPDX-License-Identifier: BSD-2-Clause
WORKBOOK_TESTS = tests/unit/workbook/test_confine
check_PROGRAMS += $(WORKBOOK_TESTS)
TESTS += $(WORKBOOK_TESTS)
tests_unit_workbook_test_confine_SOURCES = tests/unit/workbook/test_confine.c
tests_unit_workbook_test_confine_LDADD = $(WORKBOOK_LIBS) $(CMOCKA_LIBS)
