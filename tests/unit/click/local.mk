# SPDX-License-Identifier: BSD-2-Clause
CLICK_TESTS = tests/unit/click/test_click tests/unit/click/test_spool
check_PROGRAMS += $(CLICK_TESTS)
TESTS += $(CLICK_TESTS)
tests_unit_click_test_click_SOURCES = tests/unit/click/test_click.c
tests_unit_click_test_click_LDADD = $(CLICK_LIBS) $(CMOCKA_LIBS)
tests_unit_click_test_spool_SOURCES = tests/unit/click/test_spool.c
tests_unit_click_test_spool_LDADD = $(CLICK_LIBS) $(CMOCKA_LIBS)
