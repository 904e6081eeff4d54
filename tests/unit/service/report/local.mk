# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/report/test_advise \
	tests/unit/service/report/test_export_text \
	tests/unit/service/report/test_report
tests_unit_service_report_test_advise_SOURCES = \
	tests/unit/service/report/test_advise.c
tests_unit_service_report_test_advise_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_report_test_export_text_SOURCES = \
	tests/unit/service/report/test_export_text.c
tests_unit_service_report_test_export_text_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_report_test_report_SOURCES = \
	tests/unit/service/report/test_report.c
tests_unit_service_report_test_report_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
