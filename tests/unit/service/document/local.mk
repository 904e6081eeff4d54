# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/document/test_page \
	tests/unit/service/document/test_words
TESTS += tests/unit/service/document/test_texts.py
dist_check_SCRIPTS += tests/unit/service/document/test_texts.py
tests_unit_service_document_test_page_SOURCES = \
	tests/unit/service/document/test_page.c
tests_unit_service_document_test_page_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_document_test_words_SOURCES = \
	tests/unit/service/document/test_words.c
tests_unit_service_document_test_words_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
