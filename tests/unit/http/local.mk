# SPDX-License-Identifier: BSD-2-Clause
if WITH_HTTP
HTTP_TESTS = \
	tests/unit/http/test_client \
	tests/unit/http/test_form \
	tests/unit/http/test_language \
	tests/unit/http/test_server
check_PROGRAMS += $(HTTP_TESTS)
TESTS += $(HTTP_TESTS)
HTTP_TEST_LIBS = $(HTTP_LIBS) $(CORE_LIBS) $(MICROHTTPD_LIBS) $(SYSTEMD_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_http_test_client_SOURCES = tests/unit/http/test_client.c
tests_unit_http_test_client_LDADD = $(HTTP_TEST_LIBS)
tests_unit_http_test_form_SOURCES = tests/unit/http/test_form.c
tests_unit_http_test_form_LDADD = $(HTTP_TEST_LIBS)
tests_unit_http_test_language_SOURCES = tests/unit/http/test_language.c
tests_unit_http_test_language_LDADD = $(HTTP_TEST_LIBS)
tests_unit_http_test_server_SOURCES = tests/unit/http/test_server.c
tests_unit_http_test_server_LDADD = $(HTTP_TEST_LIBS)
endif
