# SPDX-License-Identifier: BSD-2-Clause
# base: errors, buffers, log, clock, time zones, what every daemon does, and
# how another program is run.
# Includes nothing above.
noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/access.c src/base/access.h \
	src/base/array.c src/base/array.h \
	src/base/asking.c src/base/asking.h \
	src/base/buf.c src/base/buf.h \
	src/base/catalogue.c src/base/catalogue.h \
	src/base/clock.c src/base/clock.h \
	src/base/err.c src/base/err.h \
	src/base/file.c src/base/file.h \
	src/base/findings.c src/base/findings.h \
	src/base/glob.c src/base/glob.h \
	src/base/html.c src/base/html.h \
	src/base/listening.c src/base/listening.h \
	src/base/log.c src/base/log.h \
	src/base/metrics.c src/base/metrics.h \
	src/base/notify.c src/base/notify.h \
	src/base/pidfile.c src/base/pidfile.h \
	src/base/plural.c src/base/plural_private.h \
	src/base/process.c src/base/process.h \
	src/base/rate.c src/base/rate.h \
	src/base/table.c src/base/table.h \
	src/base/tool.c src/base/tool.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/visible.c src/base/visible.h \
	src/base/watchdog.c src/base/watchdog.h \
	src/base/worker.c src/base/worker.h \
	src/base/zone.c src/base/zone.h

# What a program links that uses a room and all below it.
BASE_LIBS = src/base/libbase.a $(GLIB_LIBS)
