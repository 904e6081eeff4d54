# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/mta/test_doctor \
	tests/unit/service/mta/test_doctor_bounces \
	tests/unit/service/mta/test_mta_domains \
	tests/unit/service/mta/test_mta_logins \
	tests/unit/service/mta/test_mta_queue \
	tests/unit/service/mta/test_postfix_conf
tests_unit_service_mta_test_doctor_SOURCES = \
	tests/unit/service/mta/test_doctor.c
tests_unit_service_mta_test_doctor_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_mta_test_doctor_bounces_SOURCES = \
	tests/unit/service/mta/test_doctor_bounces.c
tests_unit_service_mta_test_doctor_bounces_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_mta_test_mta_domains_SOURCES = \
	tests/unit/service/mta/test_mta_domains.c
tests_unit_service_mta_test_mta_domains_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_mta_test_mta_logins_SOURCES = \
	tests/unit/service/mta/test_mta_logins.c
tests_unit_service_mta_test_mta_logins_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_mta_test_mta_queue_SOURCES = \
	tests/unit/service/mta/test_mta_queue.c
tests_unit_service_mta_test_mta_queue_LDADD = $(SERVICE_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
tests_unit_service_mta_test_postfix_conf_SOURCES = \
	tests/unit/service/mta/test_postfix_conf.c
tests_unit_service_mta_test_postfix_conf_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
