# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/intake/test_flood \
	tests/unit/service/intake/test_intake \
	tests/unit/service/intake/test_intake_click \
	tests/unit/service/intake/test_intake_confirm \
	tests/unit/service/intake/test_intake_order \
	tests/unit/service/intake/test_helper
tests_unit_service_intake_test_flood_SOURCES = \
	tests/unit/service/intake/test_flood.c
tests_unit_service_intake_test_flood_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_intake_test_intake_SOURCES = \
	tests/unit/service/intake/test_intake.c
tests_unit_service_intake_test_intake_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_intake_test_intake_click_SOURCES = \
	tests/unit/service/intake/test_intake_click.c
tests_unit_service_intake_test_intake_click_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_intake_test_intake_confirm_SOURCES = \
	tests/unit/service/intake/test_intake_confirm.c
tests_unit_service_intake_test_intake_confirm_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_intake_test_intake_order_SOURCES = \
	tests/unit/service/intake/test_intake_order.c
tests_unit_service_intake_test_intake_order_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_intake_test_helper_SOURCES = \
	tests/unit/service/intake/test_helper.c
tests_unit_service_intake_test_helper_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
