# SPDX-License-Identifier: BSD-2-Clause
SPOOL_TESTS = \
	tests/unit/spool/test_click \
	tests/unit/spool/test_click_spool \
	tests/unit/spool/test_spool
check_PROGRAMS += $(SPOOL_TESTS)
TESTS += $(SPOOL_TESTS)
tests_unit_spool_test_click_SOURCES = tests/unit/spool/test_click.c
tests_unit_spool_test_click_LDADD = $(SPOOL_LIBS) $(CMOCKA_LIBS)
tests_unit_spool_test_click_spool_SOURCES = tests/unit/spool/test_click_spool.c
tests_unit_spool_test_click_spool_LDADD = $(SPOOL_LIBS) $(CMOCKA_LIBS)
tests_unit_spool_test_spool_SOURCES = tests/unit/spool/test_spool.c
tests_unit_spool_test_spool_LDADD = $(SPOOL_LIBS) $(CMOCKA_LIBS)
