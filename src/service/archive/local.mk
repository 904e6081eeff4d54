# SPDX-License-Identifier: BSD-2-Clause
# archive: backup, restore, the journal's own keeping and showing.
noinst_LIBRARIES += src/service/archive/libarchive.a
src_service_archive_libarchive_a_SOURCES = \
	src/service/archive/backup.c \
	src/service/archive/backup.h \
	src/service/archive/journal_back.c \
	src/service/archive/journal_back.h \
	src/service/archive/journal_keep.c \
	src/service/archive/journal_keep.h \
	src/service/archive/journal_overview.c \
	src/service/archive/journal_overview.h \
	src/service/archive/journal_verify.c \
	src/service/archive/journal_verify.h \
	src/service/archive/journal_view.c \
	src/service/archive/journal_view.h \
	src/service/archive/overview_text.c \
	src/service/archive/restore.c
