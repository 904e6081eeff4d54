# SPDX-License-Identifier: BSD-2-Clause
# document: one document as page, Markdown and text, in the language of its
# reader.
noinst_LIBRARIES += src/service/document/libdocument.a
src_service_document_libdocument_a_SOURCES = \
	src/service/document/names.c \
	src/service/document/names.h \
	src/service/document/page.c \
	src/service/document/page.h \
	src/service/document/page_table.c \
	src/service/document/style_private.h \
	src/service/document/translation.c \
	src/service/document/translation.h \
	src/service/document/words.c \
	src/service/document/words.h
nodist_src_service_document_libdocument_a_SOURCES = po/pl_mo.c
