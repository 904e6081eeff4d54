# SPDX-License-Identifier: BSD-2-Clause
# quarantine: what is held, and those who decide about it.
noinst_LIBRARIES += src/service/quarantine/libquarantine.a
src_service_quarantine_libquarantine_a_SOURCES = \
	src/service/quarantine/collect.c \
	src/service/quarantine/collect_private.h \
	src/service/quarantine/browse.c \
	src/service/quarantine/browse.h \
	src/service/quarantine/browse_digest.c \
	src/service/quarantine/finder.c \
	src/service/quarantine/finder_private.h \
	src/service/quarantine/decide.c \
	src/service/quarantine/decide.h \
	src/service/quarantine/dispatch.c \
	src/service/quarantine/dispatch.h \
	src/service/quarantine/dispatch_delete.c \
	src/service/quarantine/dispatch_delete.h \
	src/service/quarantine/dispatch_digest.c \
	src/service/quarantine/held_letter.c \
	src/service/quarantine/held_letter_private.h \
	src/service/quarantine/hold.c \
	src/service/quarantine/hold.h \
	src/service/quarantine/inspect.c \
	src/service/quarantine/inspect.h \
	src/service/quarantine/quarantine.c \
	src/service/quarantine/quarantine.h \
	src/service/quarantine/quarantine_act.c \
	src/service/quarantine/release.c \
	src/service/quarantine/released.c \
	src/service/quarantine/reply.c \
	src/service/quarantine/reply.h \
	src/service/quarantine/released.h \
	src/service/quarantine/summary.c \
	src/service/quarantine/summary.h \
	src/service/quarantine/undo.c \
	src/service/quarantine/undo.h
