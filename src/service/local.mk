# SPDX-License-Identifier: BSD-2-Clause
# service: one use case a file.
noinst_LIBRARIES += src/service/libservice.a
src_service_libservice_a_SOURCES = \
	src/service/advise.c src/service/advise.h \
	src/service/advise_page.c \
	src/service/advise_svg.c \
	src/service/backup.c src/service/backup.h \
	src/service/audit.c src/service/audit.h \
	src/service/audit_column.c \
	src/service/audit_find.c \
	src/service/audit_json.c \
	src/service/audit_page.c \
	src/service/audit_people.c \
	src/service/audit_value.c src/service/audit_value.h \
	src/service/audit_word.c \
	src/service/carry.c src/service/carry.h \
	src/service/charset.c src/service/charset.h \
	src/service/check.c src/service/check.h \
	src/service/check_private.h \
	src/service/check_routes.c \
	src/service/checklist.c src/service/checklist.h \
	src/service/clicks.c src/service/clicks.h \
	src/service/clock_guard.c src/service/clock_guard.h \
	src/service/collect.c src/service/collect.h \
	src/service/cell.c src/service/cell.h \
	src/service/cell_addresses.c src/service/cell_addresses.h \
	src/service/columns.c src/service/columns.h \
	src/service/control.c src/service/control.h \
	src/service/control_ask.c \
	src/service/csvfile.c src/service/csvfile.h \
	src/service/csvcell.c src/service/csvcell.h \
	src/service/csvrow.c src/service/csvrow.h \
	src/service/desk.c src/service/desk.h \
	src/service/desk_scratch.c \
	src/service/doctor.c src/service/doctor.h \
	src/service/doctor_house.c \
	src/service/doctor_inbound.c \
	src/service/doctor_lists.c \
	src/service/doctor_mta.h \
	src/service/doctor_postfix.c src/service/doctor_postfix.h \
	src/service/doctor_postfix_order.c \
	src/service/doctor_postfix_rewrite.c \
	src/service/doctor_postfix_way.c src/service/doctor_postfix_way.h \
	src/service/doctor_postfix_ways.c \
	src/service/doctor_requests.c \
	src/service/doctor_sendmail.c \
	src/service/doctor_socket.c \
	src/service/doctor_tools.c \
	src/service/dispatch.c src/service/dispatch.h \
	src/service/dispatch_delete.c src/service/dispatch_delete.h \
	src/service/dispatch_digest.c \
	src/service/doctor_unsubscribe.c \
	src/service/ended.c src/service/ended.h \
	src/service/explain.c src/service/explain.h \
	src/service/exposed.c src/service/exposed.h \
	src/service/export.c src/service/export.h \
	src/service/export_firm.c \
	src/service/export_page.c \
	src/service/export_private.h \
	src/service/export_text.c src/service/export_text.h \
	src/service/export_write.c \
	src/service/flood.c src/service/flood.h \
	src/service/forget.c src/service/forget.h \
	src/service/hear.c src/service/hear.h \
	src/service/hear_act.c src/service/hear_act.h \
	src/service/hear_click.c \
	src/service/hear_confirm.c \
	src/service/hear_failure.c \
	src/service/hear_object.c \
	src/service/heading.c src/service/heading.h \
	src/service/helper.c src/service/helper.h \
	src/service/handover.c src/service/handover.h \
	src/service/held_letter.c src/service/held_letter.h \
	src/service/hold.c src/service/hold.h \
	src/service/identity.c src/service/identity.h \
	src/service/import.c src/service/import.h \
	src/service/import_date.c \
	src/service/import_plan.c \
	src/service/import_address.c \
	src/service/import_row.c src/service/import_row.h \
	src/service/import_said.c \
	src/service/import_wish.c \
	src/service/import_write.c \
	src/service/journal_keep.c src/service/journal_keep.h \
	src/service/journal_verify.c src/service/journal_verify.h \
	src/service/journal_view.c src/service/journal_view.h \
	src/service/judge.c src/service/judge.h \
	src/service/judge_own.h \
	src/service/judge_record.c \
	src/service/known_domains.c src/service/known_domains.h \
	src/service/listed.c src/service/listed.h \
	src/service/mailer.c src/service/mailer.h \
	src/service/mailer_sendmail.c \
	src/service/mailer_smtp.c \
	src/service/mailer_way.h \
	src/service/milter_list.c src/service/milter_list.h \
	src/service/mta_queue.c src/service/mta_queue.h \
	src/service/main_cf.c src/service/main_cf.h \
	src/service/mta_domains.c src/service/mta_domains.h \
	src/service/mta_files.c src/service/mta_files.h \
	src/service/mta_queue_act.c src/service/mta_queue_act.h \
	src/service/mta_queue_json.c src/service/mta_queue_json.h \
	src/service/mta_queue_letter.c src/service/mta_queue_letter.h \
	src/service/mta_queue_private.h \
	src/service/mta_queue_hf.c src/service/mta_queue_hf.h \
	src/service/mta_queue_postfix.c \
	src/service/mta_queue_sendmail.c \
	src/service/objections.c src/service/objections.h \
	src/service/office.c src/service/office.h \
	src/service/outbox.c src/service/outbox.h \
	src/service/page.c src/service/page.h \
	src/service/page_bars.c \
	src/service/page_table.c \
	src/service/person.c src/service/person.h \
	src/service/postfix_domains.c src/service/postfix_domains.h \
	src/service/postfix_table.c src/service/postfix_table.h \
	src/service/postfix_conf.c src/service/postfix_conf.h \
	src/service/purge.c src/service/purge.h \
	src/service/quarantine.c src/service/quarantine.h \
	src/service/quarantine_act.c \
	src/service/record.c src/service/record.h \
	src/service/record_act.h \
	src/service/record_grant.c \
	src/service/record_object.c \
	src/service/recorder.c src/service/recorder.h \
	src/service/rules_change.c src/service/rules_change.h \
	src/service/routes.c src/service/routes.h \
	src/service/ruleset.c src/service/ruleset.h \
	src/service/joining.c src/service/joining.h \
	src/service/rectify.c src/service/rectify.h \
	src/service/release.c \
	src/service/restore.c \
	src/service/requests.c src/service/requests.h \
	src/service/released.c src/service/released.h \
	src/service/report.c src/service/report.h \
	src/service/report_find.c \
	src/service/report_journal.c \
	src/service/report_json.c src/service/report_json.h \
	src/service/report_json_record.c \
	src/service/report_page.c \
	src/service/report_record.c \
	src/service/seen.c src/service/seen.h \
	src/service/sendmail_domains.c src/service/sendmail_domains.h \
	src/service/simulate.c src/service/simulate.h \
	src/service/simulate_decide.c src/service/simulate_decide.h \
	src/service/summary.c src/service/summary.h \
	src/service/tell.c src/service/tell.h \
	src/service/texts.c src/service/texts.h \
	src/service/undo.c src/service/undo.h \
	src/service/wire.c src/service/wire.h \
	src/service/words.c src/service/words.h

# Where the helper is when the configuration does not say.
AM_CPPFLAGS += -DPKGLIBEXECDIR='"$(pkglibexecdir)"'

SERVICE_LIBS = src/service/libservice.a src/spool/libspool.a $(LISTS_LIBS) $(STORE_LIBS) $(MAIL_LIBS) \
	$(INBOUNDWIRE_LIBS) \
	$(CSV_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)

dist_pkgdata_DATA = src/service/export.schema.json
