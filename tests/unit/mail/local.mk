# SPDX-License-Identifier: BSD-2-Clause
MAIL_TESTS = \
	tests/unit/mail/test_classify \
	tests/unit/mail/test_confirmation \
	tests/unit/mail/test_css \
	tests/unit/mail/test_css_sheet \
	tests/unit/mail/test_head \
	tests/unit/mail/test_header_value \
	tests/unit/mail/test_html_text \
	tests/unit/mail/test_marks \
	tests/unit/mail/test_message \
	tests/unit/mail/test_notice \
	tests/unit/mail/test_notice_scan \
	tests/unit/mail/test_notice_text \
	tests/unit/mail/test_plain \
	tests/unit/mail/test_preview \
	tests/unit/mail/test_refusal_text
check_PROGRAMS += $(MAIL_TESTS)
TESTS += $(MAIL_TESTS)
MAIL_TEST_LIBS = $(MAIL_LIBS) $(CMOCKA_LIBS)
tests_unit_mail_test_classify_SOURCES = tests/unit/mail/test_classify.c
tests_unit_mail_test_classify_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_header_value_SOURCES = \
	tests/unit/mail/test_header_value.c
tests_unit_mail_test_header_value_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_html_text_SOURCES = tests/unit/mail/test_html_text.c
tests_unit_mail_test_html_text_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_message_SOURCES = tests/unit/mail/test_message.c
tests_unit_mail_test_message_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_notice_SOURCES = tests/unit/mail/test_notice.c
tests_unit_mail_test_notice_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_notice_text_SOURCES = tests/unit/mail/test_notice_text.c
tests_unit_mail_test_notice_text_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_plain_SOURCES = tests/unit/mail/test_plain.c
tests_unit_mail_test_plain_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_preview_SOURCES = tests/unit/mail/test_preview.c
tests_unit_mail_test_preview_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_refusal_text_SOURCES = \
	tests/unit/mail/test_refusal_text.c
tests_unit_mail_test_refusal_text_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_notice_scan_SOURCES = tests/unit/mail/test_notice_scan.c
tests_unit_mail_test_notice_scan_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_confirmation_SOURCES = tests/unit/mail/test_confirmation.c
tests_unit_mail_test_confirmation_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_css_SOURCES = tests/unit/mail/test_css.c
tests_unit_mail_test_css_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_css_sheet_SOURCES = tests/unit/mail/test_css_sheet.c
tests_unit_mail_test_css_sheet_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_marks_SOURCES = tests/unit/mail/test_marks.c
tests_unit_mail_test_marks_LDADD = $(MAIL_TEST_LIBS)
tests_unit_mail_test_head_SOURCES = tests/unit/mail/test_head.c
tests_unit_mail_test_head_LDADD = $(MAIL_TEST_LIBS)
