# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/doctor/test_doctor_requests \
	tests/unit/service/doctor/test_doctor_staff \
	tests/unit/service/doctor/test_doctor_unsubscribe
tests_unit_service_doctor_test_doctor_requests_SOURCES = \
	tests/unit/service/doctor/test_doctor_requests.c
tests_unit_service_doctor_test_doctor_requests_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_doctor_test_doctor_unsubscribe_SOURCES = \
	tests/unit/service/doctor/test_doctor_unsubscribe.c
tests_unit_service_doctor_test_doctor_unsubscribe_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_doctor_test_doctor_staff_SOURCES = \
	tests/unit/service/doctor/test_doctor_staff.c
tests_unit_service_doctor_test_doctor_staff_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
