# SPDX-License-Identifier: BSD-2-Clause
LISTS_TESTS = \
	tests/unit/lists/test_forms \
	tests/unit/lists/test_listfile \
	tests/unit/lists/test_list_cache \
	tests/unit/lists/test_sort \
	tests/unit/lists/test_update
check_PROGRAMS += $(LISTS_TESTS)
TESTS += $(LISTS_TESTS)
EXTRA_DIST += tests/unit/lists/place.h
LISTS_TEST_LIBS = $(LISTS_LIBS) $(CMOCKA_LIBS)
tests_unit_lists_test_forms_SOURCES = tests/unit/lists/test_forms.c
tests_unit_lists_test_forms_LDADD = $(LISTS_TEST_LIBS)
tests_unit_lists_test_listfile_SOURCES = tests/unit/lists/test_listfile.c
tests_unit_lists_test_listfile_LDADD = $(LISTS_TEST_LIBS)
tests_unit_lists_test_list_cache_SOURCES = tests/unit/lists/test_list_cache.c
tests_unit_lists_test_list_cache_LDADD = $(LISTS_TEST_LIBS)
tests_unit_lists_test_sort_SOURCES = tests/unit/lists/test_sort.c
tests_unit_lists_test_sort_LDADD = $(LISTS_TEST_LIBS)
tests_unit_lists_test_update_SOURCES = tests/unit/lists/test_update.c
tests_unit_lists_test_update_LDADD = $(LISTS_TEST_LIBS)
