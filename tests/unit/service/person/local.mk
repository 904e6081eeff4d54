# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/person/test_objections \
	tests/unit/service/person/test_record
tests_unit_service_person_test_objections_SOURCES = \
	tests/unit/service/person/test_objections.c
tests_unit_service_person_test_objections_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_record_SOURCES = \
	tests/unit/service/person/test_record.c
tests_unit_service_person_test_record_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
