# SPDX-License-Identifier: BSD-2-Clause
# mail: what an outgoing message is: envelope, headers, purpose.
noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_SOURCES = \
	src/mail/classify.c src/mail/classify.h \
	src/mail/matcher.c src/mail/matcher.h \
	src/mail/message.c src/mail/message.h

MAIL_LIBS = src/mail/libmail.a $(CONFIG_LIBS) $(GMIME_LIBS)
