# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/audit/test_audit_value
tests_unit_service_audit_test_audit_value_SOURCES = \
	tests/unit/service/audit/test_audit_value.c
tests_unit_service_audit_test_audit_value_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
