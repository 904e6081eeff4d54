# SPDX-License-Identifier: BSD-2-Clause
# mailer: a message leaves by our own hand.
noinst_LIBRARIES += src/service/mailer/libmailer.a
src_service_mailer_libmailer_a_SOURCES = \
	src/service/mailer/carry.c \
	src/service/mailer/carry.h \
	src/service/mailer/mailer.c \
	src/service/mailer/mailer.h \
	src/service/mailer/mailer_private.h \
	src/service/mailer/mailer_sendmail.c \
	src/service/mailer/mailer_smtp.c \
	src/service/mailer/notices.c \
	src/service/mailer/notices.h \
	src/service/mailer/outbox.c \
	src/service/mailer/outbox.h \
	src/service/mailer/wire.c \
	src/service/mailer/wire_private.h
