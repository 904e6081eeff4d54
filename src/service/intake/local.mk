# SPDX-License-Identifier: BSD-2-Clause
# intake: what persons said by mail or click is put on record.
noinst_LIBRARIES += src/service/intake/libintake.a
src_service_intake_libintake_a_SOURCES = \
	src/service/intake/clicks.c \
	src/service/intake/clicks.h \
	src/service/intake/eml.c \
	src/service/intake/eml.h \
	src/service/intake/flood.c \
	src/service/intake/flood.h \
	src/service/intake/forecast.c \
	src/service/intake/forecast.h \
	src/service/intake/helper.c \
	src/service/intake/helper.h \
	src/service/intake/intake.c \
	src/service/intake/intake.h \
	src/service/intake/intake_click.c \
	src/service/intake/intake_confirm.c \
	src/service/intake/intake_doubt.c \
	src/service/intake/intake_failure.c \
	src/service/intake/intake_object.c \
	src/service/intake/intake_private.c \
	src/service/intake/intake_private.h \
	src/service/intake/recorder.c \
	src/service/intake/recorder.h
