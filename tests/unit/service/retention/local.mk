# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/retention/test_purge
tests_unit_service_retention_test_purge_SOURCES = \
	tests/unit/service/retention/test_purge.c
tests_unit_service_retention_test_purge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
