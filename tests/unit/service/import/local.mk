# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/import/test_checklist \
	tests/unit/service/import/test_import
tests_unit_service_import_test_checklist_SOURCES = \
	tests/unit/service/import/test_checklist.c
tests_unit_service_import_test_checklist_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_import_test_import_SOURCES = \
	tests/unit/service/import/test_import.c
tests_unit_service_import_test_import_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
