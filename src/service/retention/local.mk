# SPDX-License-Identifier: BSD-2-Clause
# retention: the end of the data.
noinst_LIBRARIES += src/service/retention/libretention.a
src_service_retention_libretention_a_SOURCES = \
	src/service/retention/ended.c \
	src/service/retention/ended.h \
	src/service/retention/erasure_notify.c \
	src/service/retention/erasure_notify.h \
	src/service/retention/forget.c \
	src/service/retention/forget_private.h \
	src/service/retention/purge.c \
	src/service/retention/purge.h
