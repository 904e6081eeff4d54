# SPDX-License-Identifier: BSD-2-Clause
# audit: another system's persons beside ours.
noinst_LIBRARIES += src/service/audit/libaudit.a
src_service_audit_libaudit_a_SOURCES = \
	src/service/audit/audit.c \
	src/service/audit/audit.h \
	src/service/audit/audit_column.c \
	src/service/audit/audit_find.c \
	src/service/audit/audit_json.c \
	src/service/audit/audit_page.c \
	src/service/audit/audit_people.c \
	src/service/audit/audit_value.c \
	src/service/audit/audit_value.h \
	src/service/audit/audit_word.c
