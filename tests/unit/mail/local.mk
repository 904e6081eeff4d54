# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += tests/unit/mail/test_message tests/unit/mail/test_classify
TESTS += tests/unit/mail/test_message tests/unit/mail/test_classify
tests_unit_mail_test_message_SOURCES = tests/unit/mail/test_message.c
tests_unit_mail_test_message_LDADD = $(MAIL_LIBS) $(CMOCKA_LIBS)
tests_unit_mail_test_classify_SOURCES = tests/unit/mail/test_classify.c
tests_unit_mail_test_classify_LDADD = $(MAIL_LIBS) $(CMOCKA_LIBS)
