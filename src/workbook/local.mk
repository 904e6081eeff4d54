# SPDX-License-Identifier: BSD-2-Clause
# workbook: a confined program turns a workbook into CSV.
noinst_LIBRARIES += src/workbook/libworkbook.a
src_workbook_libworkbook_a_SOURCES = \
	src/workbook/confine.c src/workbook/workbook_private.h

WORKBOOK_LIBS = src/workbook/libworkbook.a $(BASE_LIBS) $(SECCOMP_LIBS)

pkglibexec_PROGRAMS += src/workbook/robinson-workbook
src_workbook_robinson_workbook_SOURCES = src/workbook/main.c
src_workbook_robinson_workbook_LDADD = $(WORKBOOK_LIBS)
