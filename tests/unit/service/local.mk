# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS = \
	tests/unit/service/test_advise \
	tests/unit/service/test_answers \
	tests/unit/service/test_audit_value \
	tests/unit/service/test_check \
	tests/unit/service/test_csvcell \
	tests/unit/service/test_csvfile \
	tests/unit/service/test_doctor \
	tests/unit/service/test_doctor_requests \
	tests/unit/service/test_doctor_unsubscribe \
	tests/unit/service/test_export_text \
	tests/unit/service/test_flood \
	tests/unit/service/test_heading \
	tests/unit/service/test_hear \
	tests/unit/service/test_hear_click \
	tests/unit/service/test_hear_confirm \
	tests/unit/service/test_hear_order \
	tests/unit/service/test_held_letter \
	tests/unit/service/test_helper \
	tests/unit/service/test_import \
	tests/unit/service/test_judge \
	tests/unit/service/test_listed \
	tests/unit/service/test_mailer \
	tests/unit/service/test_mta_domains \
	tests/unit/service/test_mta_queue \
	tests/unit/service/test_objections \
	tests/unit/service/test_postfix_conf \
	tests/unit/service/test_purge \
	tests/unit/service/test_quarantine \
	tests/unit/service/test_seen \
	tests/unit/service/test_record \
	tests/unit/service/test_report \
	tests/unit/service/test_spelling
check_PROGRAMS += $(SERVICE_TESTS)
TESTS += $(SERVICE_TESTS)
EXTRA_DIST += tests/unit/service/ear.h tests/unit/service/house.h
tests_unit_service_test_advise_SOURCES = tests/unit/service/test_advise.c
tests_unit_service_test_advise_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_answers_SOURCES = tests/unit/service/test_answers.c
tests_unit_service_test_answers_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_audit_value_SOURCES = \
	tests/unit/service/test_audit_value.c
tests_unit_service_test_audit_value_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_check_SOURCES = tests/unit/service/test_check.c
tests_unit_service_test_check_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_csvcell_SOURCES = tests/unit/service/test_csvcell.c
tests_unit_service_test_csvcell_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_csvfile_SOURCES = tests/unit/service/test_csvfile.c
tests_unit_service_test_csvfile_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_doctor_requests_SOURCES = \
	tests/unit/service/test_doctor_requests.c
tests_unit_service_test_doctor_requests_LDADD = $(SERVICE_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_service_test_doctor_unsubscribe_SOURCES = \
	tests/unit/service/test_doctor_unsubscribe.c
tests_unit_service_test_doctor_unsubscribe_LDADD = $(SERVICE_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_service_test_doctor_SOURCES = tests/unit/service/test_doctor.c
tests_unit_service_test_doctor_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_postfix_conf_SOURCES = \
	tests/unit/service/test_postfix_conf.c
tests_unit_service_test_postfix_conf_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_export_text_SOURCES = tests/unit/service/test_export_text.c
tests_unit_service_test_export_text_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_flood_SOURCES = tests/unit/service/test_flood.c
tests_unit_service_test_flood_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_heading_SOURCES = tests/unit/service/test_heading.c
tests_unit_service_test_heading_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_hear_SOURCES = tests/unit/service/test_hear.c
tests_unit_service_test_hear_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_hear_click_SOURCES = \
	tests/unit/service/test_hear_click.c
tests_unit_service_test_hear_click_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_hear_confirm_SOURCES = \
	tests/unit/service/test_hear_confirm.c
tests_unit_service_test_hear_confirm_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)

tests_unit_service_test_hear_order_SOURCES = \
	tests/unit/service/test_hear_order.c
tests_unit_service_test_hear_order_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_import_SOURCES = tests/unit/service/test_import.c
tests_unit_service_test_import_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_judge_SOURCES = tests/unit/service/test_judge.c
tests_unit_service_test_judge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_listed_SOURCES = tests/unit/service/test_listed.c
tests_unit_service_test_listed_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_mailer_SOURCES = tests/unit/service/test_mailer.c
tests_unit_service_test_mailer_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_mta_domains_SOURCES = \
	tests/unit/service/test_mta_domains.c
tests_unit_service_test_mta_domains_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_mta_queue_SOURCES = tests/unit/service/test_mta_queue.c
tests_unit_service_test_mta_queue_LDADD = $(SERVICE_LIBS) $(JANSSON_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_service_test_objections_SOURCES = \
	tests/unit/service/test_objections.c
tests_unit_service_test_objections_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_purge_SOURCES = tests/unit/service/test_purge.c
tests_unit_service_test_purge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_held_letter_SOURCES = \
	tests/unit/service/test_held_letter.c tests/unit/service/held_house.h
tests_unit_service_test_held_letter_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_quarantine_SOURCES = \
	tests/unit/service/test_quarantine.c tests/unit/service/held_house.h
tests_unit_service_test_quarantine_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_record_SOURCES = tests/unit/service/test_record.c
tests_unit_service_test_record_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_report_SOURCES = tests/unit/service/test_report.c
tests_unit_service_test_report_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_spelling_SOURCES = \
	tests/unit/service/test_spelling.c
tests_unit_service_test_spelling_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_helper_SOURCES = tests/unit/service/test_helper.c
tests_unit_service_test_helper_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_test_seen_SOURCES = tests/unit/service/test_seen.c
tests_unit_service_test_seen_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
