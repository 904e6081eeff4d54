# SPDX-License-Identifier: BSD-2-Clause
# milter: the daemon that the MTA talks to. A library but for its main, so
# that tests can build a daemon with a clock of their own.
noinst_LIBRARIES += src/milter/libmilterdoor.a
src_milter_libmilterdoor_a_SOURCES = \
	src/milter/answers.c src/milter/answers.h \
	src/milter/at_rcpt.c src/milter/at_rcpt.h \
	src/milter/callbacks.c src/milter/callbacks.h \
	src/milter/changes.c src/milter/changes.h \
	src/milter/counters.c src/milter/counters.h \
	src/milter/expiry_thread.c src/milter/expiry_thread.h \
	src/milter/held_copy.c src/milter/held_copy.h \
	src/milter/incoming.c src/milter/incoming.h \
	src/milter/intake_clerk.c \
	src/milter/intake_worker.c src/milter/intake_worker.h \
	src/milter/intake_worker_private.h \
	src/milter/judge_cache.c src/milter/judge_cache.h \
	src/milter/libmilter/libmilter_io.h \
	src/milter/libmilter/own_signals.c src/milter/libmilter/own_signals.h \
	src/milter/negotiate.c src/milter/negotiate.h \
	src/milter/notice_check.c src/milter/notice_check.h \
	src/milter/notice_sender.c src/milter/notice_sender.h \
	src/milter/options.c src/milter/options.h \
	src/milter/our_headers.c src/milter/our_headers.h \
	src/milter/recipients.c src/milter/recipients.h \
	src/milter/released.c src/milter/released.h \
	src/milter/reload.c src/milter/reload.h \
	src/milter/reply.c src/milter/reply.h \
	src/milter/run.c src/milter/run.h \
	src/milter/scrape.c src/milter/scrape.h \
	src/milter/session.c src/milter/session.h \
	src/milter/session_body.c src/milter/session_private.h \
	src/milter/signals.c src/milter/signals.h \
	src/milter/slow_domains.c src/milter/slow_domains.h \
	src/milter/split.c src/milter/split.h \
	src/milter/spooled.c src/milter/spooled.h \
	src/milter/tally_thread.c src/milter/tally_thread.h \
	src/milter/token_seen.c src/milter/token_seen.h \
	src/milter/unfinished.c src/milter/unfinished.h \
	src/milter/unsubscribe_headers.c src/milter/unsubscribe_headers.h \
	src/milter/untellable.c src/milter/untellable.h \
	src/milter/verdicts.c src/milter/verdicts.h

# libmilter/: what comes between libmilter and the C library, and what stands
# in its place where nothing does.
noinst_LIBRARIES += src/milter/libmilter/libnone.a
src_milter_libmilter_libnone_a_SOURCES = src/milter/libmilter/libmilter_io_none.c
LIBMILTER_NONE_LIBS = src/milter/libmilter/libnone.a
if LIBMILTER_IO
noinst_LIBRARIES += src/milter/libmilter/libio.a
src_milter_libmilter_libio_a_SOURCES = \
	src/milter/libmilter/ahead.c src/milter/libmilter/ahead.h \
	src/milter/libmilter/arrivals.c src/milter/libmilter/arrivals.h \
	src/milter/libmilter/libc_calls.c src/milter/libmilter/libc_calls.h \
	src/milter/libmilter/libmilter_io.c \
	src/milter/libmilter/turns.c src/milter/libmilter/turns.h
LIBMILTER_IO_LIBS = src/milter/libmilter/libio.a
else
LIBMILTER_IO_LIBS = $(LIBMILTER_NONE_LIBS)
endif

MILTERDOOR_LIBS = src/milter/libmilterdoor.a $(LIBMILTER_IO_LIBS) \
	$(SERVICE_LIBS) $(MILTER_LIBS) $(SYSTEMD_LIBS)
# For what the tests compare with: libmilter left alone.
MILTERDOOR_ALONE_LIBS = src/milter/libmilterdoor.a $(LIBMILTER_NONE_LIBS) \
	$(SERVICE_LIBS) $(MILTER_LIBS) $(SYSTEMD_LIBS)

sbin_PROGRAMS += src/milter/robinson-milter
src_milter_robinson_milter_SOURCES = src/milter/main.c
src_milter_robinson_milter_LDADD = $(MILTERDOOR_LIBS)

dist_man_MANS += src/milter/robinson-milter.8
