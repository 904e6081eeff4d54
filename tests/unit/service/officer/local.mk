# SPDX-License-Identifier: BSD-2-Clause
# Tests of officer: each test program adds itself to SERVICE_TESTS.
SERVICE_TESTS += \
	tests/unit/service/officer/test_act \
	tests/unit/service/officer/test_figures \
	tests/unit/service/officer/test_overview \
	tests/unit/service/officer/test_overview_faults \
	tests/unit/service/officer/test_parcel \
	tests/unit/service/officer/test_person_page \
	tests/unit/service/officer/test_person_ref \
	tests/unit/service/officer/test_what_if
tests_unit_service_officer_test_act_SOURCES = \
	tests/unit/service/officer/test_act.c
tests_unit_service_officer_test_act_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_overview_SOURCES = \
	tests/unit/service/officer/test_overview.c
tests_unit_service_officer_test_overview_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_overview_faults_SOURCES = \
	tests/unit/service/officer/test_overview_faults.c
tests_unit_service_officer_test_overview_faults_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_person_page_SOURCES = \
	tests/unit/service/officer/test_person_page.c
tests_unit_service_officer_test_person_page_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_person_ref_SOURCES = \
	tests/unit/service/officer/test_person_ref.c
tests_unit_service_officer_test_person_ref_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_parcel_SOURCES = \
	tests/unit/service/officer/test_parcel.c
tests_unit_service_officer_test_parcel_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_figures_SOURCES = \
	tests/unit/service/officer/test_figures.c
tests_unit_service_officer_test_figures_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_officer_test_what_if_SOURCES = \
	tests/unit/service/officer/test_what_if.c
tests_unit_service_officer_test_what_if_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
