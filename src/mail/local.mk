# SPDX-License-Identifier: BSD-2-Clause
# mail: what an outgoing message is: envelope, headers, purpose; what a sender is told.
noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_SOURCES = \
	src/mail/classify.c src/mail/classify.h \
	src/mail/compose.c src/mail/compose_private.h \
	src/mail/conditions.c src/mail/conditions.h \
	src/mail/confirmation.c src/mail/confirmation.h \
	src/mail/css.c src/mail/css_private.h src/mail/css_color.c \
	src/mail/css_sheet.c src/mail/css_sheet_private.h \
	src/mail/digest.c src/mail/digest.h \
	src/mail/gmime_begin.c src/mail/gmime_begin_private.h \
	src/mail/head.c src/mail/head.h \
	src/mail/header_value.c src/mail/header_value_private.h \
	src/mail/html_reference.c src/mail/html_reference_private.h \
	src/mail/html_tag.c src/mail/html_tag_private.h \
	src/mail/html_text.c src/mail/html_text_private.h \
	src/mail/letter.c src/mail/letter.h \
	src/mail/marks.c src/mail/marks.h \
	src/mail/matcher.c src/mail/matcher.h \
	src/mail/message.c src/mail/message.h \
	src/mail/notice.c src/mail/notice.h \
	src/mail/notice_headers.c src/mail/notice_headers.h \
	src/mail/notice_scan.c src/mail/notice_scan.h \
	src/mail/notice_text.c src/mail/notice_text.h \
	src/mail/party.c src/mail/party.h \
	src/mail/plain.c src/mail/plain.h \
	src/mail/preview.c src/mail/preview.h \
	src/mail/preview_parts.c src/mail/preview_parts.h \
	src/mail/preview_private.h \
	src/mail/refusal.c src/mail/refusal.h \
	src/mail/refusal_text.c src/mail/refusal_text.h

MAIL_LIBS = src/mail/libmail.a $(CONFIG_LIBS) $(GMIME_LIBS)
