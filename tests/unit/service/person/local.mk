# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/unit/service/person/acts.h
SERVICE_TESTS += \
	tests/unit/service/person/test_objections \
	tests/unit/service/person/test_person \
	tests/unit/service/person/test_person_memory \
	tests/unit/service/person/test_record \
	tests/unit/service/person/test_record_faults \
	tests/unit/service/person/test_record_said \
	tests/unit/service/person/test_record_spelling \
	tests/unit/service/person/test_rectify \
	tests/unit/service/person/test_rectify_old \
	tests/unit/service/person/test_requests
tests_unit_service_person_test_objections_SOURCES = \
	tests/unit/service/person/test_objections.c
tests_unit_service_person_test_objections_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_person_SOURCES = \
	tests/unit/service/person/test_person.c
tests_unit_service_person_test_person_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_person_memory_SOURCES = \
	tests/unit/service/person/test_person_memory.c
tests_unit_service_person_test_person_memory_LDFLAGS = \
	$(AM_LDFLAGS) $(NO_MEMORY_LDFLAGS)
tests_unit_service_person_test_person_memory_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_record_SOURCES = \
	tests/unit/service/person/test_record.c
tests_unit_service_person_test_record_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_record_faults_SOURCES = \
	tests/unit/service/person/test_record_faults.c
tests_unit_service_person_test_record_faults_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_record_said_SOURCES = \
	tests/unit/service/person/test_record_said.c
tests_unit_service_person_test_record_said_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_record_spelling_SOURCES = \
	tests/unit/service/person/test_record_spelling.c
tests_unit_service_person_test_record_spelling_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_rectify_SOURCES = \
	tests/unit/service/person/test_rectify.c
tests_unit_service_person_test_rectify_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_rectify_old_SOURCES = \
	tests/unit/service/person/test_rectify_old.c
tests_unit_service_person_test_rectify_old_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_person_test_requests_SOURCES = \
	tests/unit/service/person/test_requests.c
tests_unit_service_person_test_requests_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
