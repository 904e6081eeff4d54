# SPDX-License-Identifier: BSD-2-Clause
# document: one document as page, Markdown and text.
noinst_LIBRARIES += src/service/document/libdocument.a
src_service_document_libdocument_a_SOURCES = \
	src/service/document/page.c \
	src/service/document/page.h \
	src/service/document/page_bars.c \
	src/service/document/page_table.c
