# SPDX-License-Identifier: BSD-2-Clause
CONFIG_TESTS = \
	tests/unit/config/test_article30 \
	tests/unit/config/test_manual \
	tests/unit/config/test_settings \
	tests/unit/config/test_show \
	tests/unit/config/test_shown \
	tests/unit/config/test_suggest
check_PROGRAMS += $(CONFIG_TESTS)
TESTS += $(CONFIG_TESTS)
CONFIG_TEST_LIBS = $(CONFIG_LIBS) $(CMOCKA_LIBS)
tests_unit_config_test_article30_SOURCES = tests/unit/config/test_article30.c
tests_unit_config_test_article30_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_manual_SOURCES = tests/unit/config/test_manual.c
tests_unit_config_test_manual_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_settings_SOURCES = tests/unit/config/test_settings.c
tests_unit_config_test_settings_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_show_SOURCES = tests/unit/config/test_show.c
tests_unit_config_test_show_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_shown_SOURCES = tests/unit/config/test_shown.c
tests_unit_config_test_shown_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_suggest_SOURCES = tests/unit/config/test_suggest.c
tests_unit_config_test_suggest_LDADD = $(CONFIG_TEST_LIBS)
