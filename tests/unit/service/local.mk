# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += tests/unit/service/test_judge
TESTS += tests/unit/service/test_judge
tests_unit_service_test_judge_SOURCES = tests/unit/service/test_judge.c
tests_unit_service_test_judge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
