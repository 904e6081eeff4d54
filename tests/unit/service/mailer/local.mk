# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/mailer/test_mailer
tests_unit_service_mailer_test_mailer_SOURCES = \
	tests/unit/service/mailer/test_mailer.c
tests_unit_service_mailer_test_mailer_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
