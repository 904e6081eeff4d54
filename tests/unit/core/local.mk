# SPDX-License-Identifier: BSD-2-Clause
CORE_TESTS = \
	tests/unit/core/test_address \
	tests/unit/core/test_address_edges \
	tests/unit/core/test_address_rules \
	tests/unit/core/test_align \
	tests/unit/core/test_ascii \
	tests/unit/core/test_comparable \
	tests/unit/core/test_deadline \
	tests/unit/core/test_instant \
	tests/unit/core/test_later_word \
	tests/unit/core/test_mailbox \
	tests/unit/core/test_order \
	tests/unit/core/test_period \
	tests/unit/core/test_policy \
	tests/unit/core/test_properties \
	tests/unit/core/test_reason \
	tests/unit/core/test_retention \
	tests/unit/core/test_strictest \
	tests/unit/core/test_subject \
	tests/unit/core/test_survival \
	tests/unit/core/test_verdict
check_PROGRAMS += $(CORE_TESTS)
TESTS += $(CORE_TESTS)
TESTS += tests/unit/core/test_rules_cited.py
dist_check_SCRIPTS += tests/unit/core/test_rules_cited.py

check_LIBRARIES += tests/unit/core/libstory.a
tests_unit_core_libstory_a_SOURCES = \
	tests/unit/core/story.c tests/unit/core/story.h

CORE_TEST_LIBS = $(CORE_LIBS) $(CMOCKA_LIBS)
CORE_STORY_LIBS = tests/unit/core/libstory.a $(CORE_TEST_LIBS)
tests_unit_core_test_address_SOURCES = tests/unit/core/test_address.c
tests_unit_core_test_address_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_address_edges_SOURCES = \
	tests/unit/core/test_address_edges.c
tests_unit_core_test_address_edges_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_address_rules_SOURCES = \
	tests/unit/core/test_address_rules.c
tests_unit_core_test_address_rules_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_align_SOURCES = tests/unit/core/test_align.c
tests_unit_core_test_align_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_ascii_SOURCES = tests/unit/core/test_ascii.c
tests_unit_core_test_ascii_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_comparable_SOURCES = tests/unit/core/test_comparable.c
tests_unit_core_test_comparable_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_deadline_SOURCES = tests/unit/core/test_deadline.c
tests_unit_core_test_deadline_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_instant_SOURCES = tests/unit/core/test_instant.c
tests_unit_core_test_instant_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_later_word_SOURCES = tests/unit/core/test_later_word.c
tests_unit_core_test_later_word_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_mailbox_SOURCES = tests/unit/core/test_mailbox.c
tests_unit_core_test_mailbox_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_order_SOURCES = tests/unit/core/test_order.c
tests_unit_core_test_order_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_period_SOURCES = tests/unit/core/test_period.c
tests_unit_core_test_period_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_policy_SOURCES = tests/unit/core/test_policy.c
tests_unit_core_test_policy_LDADD = $(CORE_STORY_LIBS)
tests_unit_core_test_properties_SOURCES = tests/unit/core/test_properties.c
tests_unit_core_test_properties_LDADD = $(CORE_STORY_LIBS)
tests_unit_core_test_reason_SOURCES = tests/unit/core/test_reason.c
tests_unit_core_test_reason_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_retention_SOURCES = tests/unit/core/test_retention.c
tests_unit_core_test_retention_LDADD = $(CORE_STORY_LIBS)
tests_unit_core_test_subject_SOURCES = tests/unit/core/test_subject.c
tests_unit_core_test_subject_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_survival_SOURCES = tests/unit/core/test_survival.c
tests_unit_core_test_survival_LDADD = $(CORE_TEST_LIBS)
tests_unit_core_test_verdict_SOURCES = tests/unit/core/test_verdict.c
tests_unit_core_test_verdict_LDADD = $(CORE_STORY_LIBS)
tests_unit_core_test_strictest_SOURCES = tests/unit/core/test_strictest.c
tests_unit_core_test_strictest_LDADD = $(CORE_STORY_LIBS)
