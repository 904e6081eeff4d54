# SPDX-License-Identifier: BSD-2-Clause
# import: persons from other systems; a list before a campaign.
noinst_LIBRARIES += src/service/import/libimport.a
src_service_import_libimport_a_SOURCES = \
	src/service/import/checklist.c \
	src/service/import/checklist.h \
	src/service/import/import.c \
	src/service/import/import.h \
	src/service/import/import_address.c \
	src/service/import/import_date.c \
	src/service/import/import_plan.c \
	src/service/import/import_row.c \
	src/service/import/import_row.h \
	src/service/import/import_said.c \
	src/service/import/import_wish.c \
	src/service/import/import_write.c \
	src/service/import/import_write_private.h \
	src/service/import/import_write_wish.c
