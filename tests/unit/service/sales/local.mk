# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/sales/test_list_check \
	tests/unit/service/sales/test_may \
	tests/unit/service/sales/test_own_mail \
	tests/unit/service/sales/test_statement \
	tests/unit/service/sales/test_workbook
tests_unit_service_sales_test_list_check_SOURCES = \
	tests/unit/service/sales/test_list_check.c
tests_unit_service_sales_test_list_check_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_sales_test_may_SOURCES = tests/unit/service/sales/test_may.c
tests_unit_service_sales_test_may_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_sales_test_own_mail_SOURCES = \
	tests/unit/service/sales/test_own_mail.c
tests_unit_service_sales_test_own_mail_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_sales_test_statement_SOURCES = \
	tests/unit/service/sales/test_statement.c
tests_unit_service_sales_test_statement_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_sales_test_workbook_SOURCES = \
	tests/unit/service/sales/test_workbook.c
tests_unit_service_sales_test_workbook_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
