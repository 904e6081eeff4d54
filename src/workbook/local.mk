# SPDX-License-Identifier: BSD-2-Clause
# workbook: a confined program turns a workbook into CSV, and CSV into rows.
noinst_LIBRARIES += src/workbook/libworkbook.a
src_workbook_libworkbook_a_SOURCES = \
	src/workbook/confine.c src/workbook/rows.c \
	src/workbook/workbook_private.h

WORKBOOK_LIBS = \
	src/workbook/libworkbook.a src/service/csv/libcsv.a \
	$(BASE_LIBS) $(CSV_LIBS) $(UNISTRING_LIBS) $(SECCOMP_LIBS)

dist_man_MANS += src/workbook/robinson-workbook.8
pkglibexec_PROGRAMS += src/workbook/robinson-workbook
src_workbook_robinson_workbook_SOURCES = src/workbook/main.c
src_workbook_robinson_workbook_LDADD = $(WORKBOOK_LIBS)
