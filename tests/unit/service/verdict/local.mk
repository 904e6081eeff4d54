# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/unit/service/verdict/entrance.h \
	tests/unit/service/verdict/judge_bench.h
SERVICE_TESTS += \
	tests/unit/service/verdict/test_answers \
	tests/unit/service/verdict/test_check \
	tests/unit/service/verdict/test_check_ask \
	tests/unit/service/verdict/test_check_door \
	tests/unit/service/verdict/test_check_items \
	tests/unit/service/verdict/test_explain \
	tests/unit/service/verdict/test_judge \
	tests/unit/service/verdict/test_judge_faces \
	tests/unit/service/verdict/test_judge_hold \
	tests/unit/service/verdict/test_judge_record \
	tests/unit/service/verdict/test_judge_release \
	tests/unit/service/verdict/test_judge_sends \
	tests/unit/service/verdict/test_dnm \
	tests/unit/service/verdict/test_rehearse \
	tests/unit/service/verdict/test_rekey_on_use \
	tests/unit/service/verdict/test_routes \
	tests/unit/service/verdict/test_simulate \
	tests/unit/service/verdict/test_simulate_decide \
	tests/unit/service/verdict/test_simulate_notes \
	tests/unit/service/verdict/test_spelling \
	tests/unit/service/verdict/test_unnamed \
	tests/unit/service/verdict/test_verdict_memory
tests_unit_service_verdict_test_answers_SOURCES = \
	tests/unit/service/verdict/test_answers.c
tests_unit_service_verdict_test_answers_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_check_SOURCES = \
	tests/unit/service/verdict/test_check.c
tests_unit_service_verdict_test_check_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_SOURCES = \
	tests/unit/service/verdict/test_judge.c
tests_unit_service_verdict_test_judge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_dnm_SOURCES = \
	tests/unit/service/verdict/test_dnm.c
tests_unit_service_verdict_test_dnm_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_rekey_on_use_SOURCES = \
	tests/unit/service/verdict/test_rekey_on_use.c
tests_unit_service_verdict_test_rekey_on_use_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_spelling_SOURCES = \
	tests/unit/service/verdict/test_spelling.c
tests_unit_service_verdict_test_spelling_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_explain_SOURCES = \
	tests/unit/service/verdict/test_explain.c
tests_unit_service_verdict_test_explain_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_simulate_decide_SOURCES = \
	tests/unit/service/verdict/test_simulate_decide.c
tests_unit_service_verdict_test_simulate_decide_LDADD = \
	tests/unit/core/libstory.a $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_routes_SOURCES = \
	tests/unit/service/verdict/test_routes.c
tests_unit_service_verdict_test_routes_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_simulate_SOURCES = \
	tests/unit/service/verdict/test_simulate.c
tests_unit_service_verdict_test_simulate_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_simulate_notes_SOURCES = \
	tests/unit/service/verdict/test_simulate_notes.c
tests_unit_service_verdict_test_simulate_notes_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_hold_SOURCES = \
	tests/unit/service/verdict/test_judge_hold.c
tests_unit_service_verdict_test_judge_hold_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_record_SOURCES = \
	tests/unit/service/verdict/test_judge_record.c
tests_unit_service_verdict_test_judge_record_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_check_items_SOURCES = \
	tests/unit/service/verdict/test_check_items.c
tests_unit_service_verdict_test_check_items_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_release_SOURCES = \
	tests/unit/service/verdict/test_judge_release.c
tests_unit_service_verdict_test_judge_release_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_faces_SOURCES = \
	tests/unit/service/verdict/test_judge_faces.c
tests_unit_service_verdict_test_judge_faces_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_judge_sends_SOURCES = \
	tests/unit/service/verdict/test_judge_sends.c
tests_unit_service_verdict_test_judge_sends_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_verdict_memory_SOURCES = \
	tests/unit/service/verdict/test_verdict_memory.c
tests_unit_service_verdict_test_verdict_memory_LDFLAGS = \
	$(AM_LDFLAGS) $(NO_MEMORY_LDFLAGS)
tests_unit_service_verdict_test_verdict_memory_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_check_door_SOURCES = \
	tests/unit/service/verdict/test_check_door.c
tests_unit_service_verdict_test_check_door_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_rehearse_SOURCES = \
	tests/unit/service/verdict/test_rehearse.c
tests_unit_service_verdict_test_rehearse_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_unnamed_SOURCES = \
	tests/unit/service/verdict/test_unnamed.c
tests_unit_service_verdict_test_unnamed_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_verdict_test_check_ask_SOURCES = \
	tests/unit/service/verdict/test_check_ask.c
tests_unit_service_verdict_test_check_ask_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
