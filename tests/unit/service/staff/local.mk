# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/unit/service/staff/people.h
SERVICE_TESTS += \
	tests/unit/service/staff/test_account \
	tests/unit/service/staff/test_job \
	tests/unit/service/staff/test_login \
	tests/unit/service/staff/test_secret
STAFF_TEST_LIBS = $(SERVICE_LIBS) $(SECRET_LIBS) $(CMOCKA_LIBS)
tests_unit_service_staff_test_account_SOURCES = \
	tests/unit/service/staff/test_account.c
tests_unit_service_staff_test_account_LDADD = $(STAFF_TEST_LIBS)
tests_unit_service_staff_test_job_SOURCES = \
	tests/unit/service/staff/test_job.c
tests_unit_service_staff_test_job_LDADD = $(STAFF_TEST_LIBS)
tests_unit_service_staff_test_login_SOURCES = \
	tests/unit/service/staff/test_login.c
tests_unit_service_staff_test_login_LDADD = $(STAFF_TEST_LIBS)
tests_unit_service_staff_test_secret_SOURCES = \
	tests/unit/service/staff/test_secret.c
tests_unit_service_staff_test_secret_LDADD = $(STAFF_TEST_LIBS)
