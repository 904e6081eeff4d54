# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/unit/unsubscribe/test_page_texts.py
if WITH_UNSUBSCRIBE
PAGE_TESTS = \
	tests/unit/unsubscribe/test_page \
	tests/unit/unsubscribe/test_route \
	tests/unit/unsubscribe/test_wish
check_PROGRAMS += $(PAGE_TESTS)
TESTS += $(PAGE_TESTS) tests/unit/unsubscribe/test_page_texts.py
PAGE_TEST_LIBS = $(PAGE_LIBS) $(CMOCKA_LIBS)
tests_unit_unsubscribe_test_page_SOURCES = tests/unit/unsubscribe/test_page.c
tests_unit_unsubscribe_test_page_LDADD = $(PAGE_TEST_LIBS)
tests_unit_unsubscribe_test_route_SOURCES = tests/unit/unsubscribe/test_route.c
tests_unit_unsubscribe_test_route_LDADD = $(PAGE_TEST_LIBS)
tests_unit_unsubscribe_test_wish_SOURCES = tests/unit/unsubscribe/test_wish.c
tests_unit_unsubscribe_test_wish_LDADD = $(PAGE_TEST_LIBS)
endif
