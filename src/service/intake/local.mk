# SPDX-License-Identifier: BSD-2-Clause
# intake: what persons said by mail or click is put on record.
noinst_LIBRARIES += src/service/intake/libintake.a
src_service_intake_libintake_a_SOURCES = \
	src/service/intake/clicks.c \
	src/service/intake/clicks.h \
	src/service/intake/flood.c \
	src/service/intake/flood.h \
	src/service/intake/hear.c \
	src/service/intake/hear.h \
	src/service/intake/hear_act.c \
	src/service/intake/hear_act.h \
	src/service/intake/hear_click.c \
	src/service/intake/hear_confirm.c \
	src/service/intake/hear_failure.c \
	src/service/intake/hear_object.c \
	src/service/intake/helper.c \
	src/service/intake/helper.h \
	src/service/intake/recorder.c \
	src/service/intake/recorder.h
