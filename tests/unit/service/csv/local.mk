# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/csv/test_csvcell \
	tests/unit/service/csv/test_csvfile \
	tests/unit/service/csv/test_csvform \
	tests/unit/service/csv/test_heading
tests_unit_service_csv_test_csvcell_SOURCES = \
	tests/unit/service/csv/test_csvcell.c
tests_unit_service_csv_test_csvcell_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_csv_test_csvfile_SOURCES = \
	tests/unit/service/csv/test_csvfile.c
tests_unit_service_csv_test_csvfile_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_csv_test_csvform_SOURCES = \
	tests/unit/service/csv/test_csvform.c
tests_unit_service_csv_test_csvform_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_csv_test_heading_SOURCES = \
	tests/unit/service/csv/test_heading.c
tests_unit_service_csv_test_heading_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
