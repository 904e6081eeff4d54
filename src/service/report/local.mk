# SPDX-License-Identifier: BSD-2-Clause
# report: record of processing, advice, a person's own data.
noinst_LIBRARIES += src/service/report/libreport.a
src_service_report_libreport_a_SOURCES = \
	src/service/report/advise.c \
	src/service/report/advise.h \
	src/service/report/advise_page.c \
	src/service/report/advise_svg.c \
	src/service/report/export.c \
	src/service/report/export.h \
	src/service/report/export_detail.c \
	src/service/report/export_firm.c \
	src/service/report/export_page.c \
	src/service/report/export_private.h \
	src/service/report/export_text.c \
	src/service/report/export_text_private.h \
	src/service/report/export_write.c \
	src/service/report/report.c \
	src/service/report/report.h \
	src/service/report/report_find.c \
	src/service/report/report_journal.c \
	src/service/report/report_json.c \
	src/service/report/report_json_private.h \
	src/service/report/report_json_record.c \
	src/service/report/report_page.c \
	src/service/report/report_record.c

dist_pkgdata_DATA = src/service/report/export.schema.json
