# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/setup/test_setup_place \
	tests/unit/service/setup/test_setup_postfix \
	tests/unit/service/setup/test_setup_profile \
	tests/unit/service/setup/test_setup_text
tests_unit_service_setup_test_setup_place_SOURCES = \
	tests/unit/service/setup/test_setup_place.c
tests_unit_service_setup_test_setup_place_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_setup_test_setup_postfix_SOURCES = \
	tests/unit/service/setup/test_setup_postfix.c
tests_unit_service_setup_test_setup_postfix_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_setup_test_setup_profile_SOURCES = \
	tests/unit/service/setup/test_setup_profile.c
tests_unit_service_setup_test_setup_profile_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_setup_test_setup_text_SOURCES = \
	tests/unit/service/setup/test_setup_text.c
tests_unit_service_setup_test_setup_text_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
