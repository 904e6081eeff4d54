# SPDX-License-Identifier: BSD-2-Clause
if WITH_STAFF
STAFF_WEB_TESTS = \
	tests/unit/staff/web/test_args \
	tests/unit/staff/web/test_counters \
	tests/unit/staff/web/test_layout \
	tests/unit/staff/web/test_pages \
	tests/unit/staff/web/test_pages_account \
	tests/unit/staff/web/test_pages_held \
	tests/unit/staff/web/test_pages_overview \
	tests/unit/staff/web/test_pages_person \
	tests/unit/staff/web/test_pages_staff \
	tests/unit/staff/web/test_qr \
	tests/unit/staff/web/test_pages_sales \
	tests/unit/staff/web/test_routes \
	tests/unit/staff/web/test_session
check_PROGRAMS += $(STAFF_WEB_TESTS)
TESTS += $(STAFF_WEB_TESTS)
STAFF_WEB_TEST_LIBS = $(STAFF_WEB_LIBS) $(CMOCKA_LIBS)
tests_unit_staff_web_test_args_SOURCES = tests/unit/staff/web/test_args.c
tests_unit_staff_web_test_args_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_counters_SOURCES = \
	tests/unit/staff/web/test_counters.c
tests_unit_staff_web_test_counters_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_layout_SOURCES = tests/unit/staff/web/test_layout.c
tests_unit_staff_web_test_layout_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_qr_SOURCES = tests/unit/staff/web/test_qr.c
tests_unit_staff_web_test_qr_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_SOURCES = tests/unit/staff/web/test_pages.c
tests_unit_staff_web_test_pages_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_account_SOURCES = \
	tests/unit/staff/web/test_pages_account.c \
	tests/unit/staff/web/page_lib.h
tests_unit_staff_web_test_pages_account_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_held_SOURCES = \
	tests/unit/staff/web/test_pages_held.c \
	tests/unit/staff/web/page_lib.h
tests_unit_staff_web_test_pages_held_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_overview_SOURCES = \
	tests/unit/staff/web/test_pages_overview.c
tests_unit_staff_web_test_pages_overview_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_person_SOURCES = \
	tests/unit/staff/web/test_pages_person.c
tests_unit_staff_web_test_pages_person_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_staff_SOURCES = \
	tests/unit/staff/web/test_pages_staff.c
tests_unit_staff_web_test_pages_staff_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_pages_sales_SOURCES = \
	tests/unit/staff/web/test_pages_sales.c tests/unit/staff/web/page_lib.h
tests_unit_staff_web_test_pages_sales_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_routes_SOURCES = tests/unit/staff/web/test_routes.c
tests_unit_staff_web_test_routes_LDADD = $(STAFF_WEB_TEST_LIBS)
tests_unit_staff_web_test_session_SOURCES = \
	tests/unit/staff/web/test_session.c
tests_unit_staff_web_test_session_LDADD = $(STAFF_WEB_TEST_LIBS)
endif
