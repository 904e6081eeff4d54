# SPDX-License-Identifier: BSD-2-Clause
# csv: rows of an export, whatever wrote it.
noinst_LIBRARIES += src/service/csv/libcsv.a
src_service_csv_libcsv_a_SOURCES = \
	src/service/csv/cell.c \
	src/service/csv/cell.h \
	src/service/csv/cell_addresses.c \
	src/service/csv/cell_addresses.h \
	src/service/csv/charset.c \
	src/service/csv/charset.h \
	src/service/csv/columns.c \
	src/service/csv/columns.h \
	src/service/csv/csvcell.c \
	src/service/csv/csvcell.h \
	src/service/csv/csvfile.c \
	src/service/csv/csvfile.h \
	src/service/csv/csvfile_open.c \
	src/service/csv/csvfile_private.h \
	src/service/csv/csvform.c \
	src/service/csv/csvform.h \
	src/service/csv/csvform_private.h \
	src/service/csv/csvform_write.c \
	src/service/csv/csvrow.c \
	src/service/csv/csvrow.h \
	src/service/csv/heading.c \
	src/service/csv/heading.h \
	src/service/csv/words.c \
	src/service/csv/words_private.h
