# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/verdict/test_answers \
	tests/unit/service/verdict/test_check \
	tests/unit/service/verdict/test_judge \
	tests/unit/service/verdict/test_listed \
	tests/unit/service/verdict/test_seen \
	tests/unit/service/verdict/test_spelling
tests_unit_service_verdict_test_answers_SOURCES = \
	tests/unit/service/verdict/test_answers.c
tests_unit_service_verdict_test_answers_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_check_SOURCES = \
	tests/unit/service/verdict/test_check.c
tests_unit_service_verdict_test_check_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_SOURCES = \
	tests/unit/service/verdict/test_judge.c
tests_unit_service_verdict_test_judge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_listed_SOURCES = \
	tests/unit/service/verdict/test_listed.c
tests_unit_service_verdict_test_listed_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_seen_SOURCES = \
	tests/unit/service/verdict/test_seen.c
tests_unit_service_verdict_test_seen_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_spelling_SOURCES = \
	tests/unit/service/verdict/test_spelling.c
tests_unit_service_verdict_test_spelling_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
