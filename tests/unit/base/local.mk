# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += tests/unit/base/test_zone tests/unit/base/test_buf
TESTS += tests/unit/base/test_zone tests/unit/base/test_buf
tests_unit_base_test_zone_SOURCES = tests/unit/base/test_zone.c
tests_unit_base_test_zone_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
tests_unit_base_test_buf_SOURCES = tests/unit/base/test_buf.c
tests_unit_base_test_buf_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/base/test_glob
TESTS += tests/unit/base/test_glob
tests_unit_base_test_glob_SOURCES = tests/unit/base/test_glob.c
tests_unit_base_test_glob_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/base/test_table
TESTS += tests/unit/base/test_table
tests_unit_base_test_table_SOURCES = tests/unit/base/test_table.c
tests_unit_base_test_table_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
