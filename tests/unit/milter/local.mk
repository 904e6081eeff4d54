# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/lib/tsan.supp
MILTER_TESTS = \
	tests/unit/milter/test_counters \
	tests/unit/milter/test_incoming \
	tests/unit/milter/test_intake_worker \
	tests/unit/milter/test_libmilter_alone \
	tests/unit/milter/test_negotiate \
	tests/unit/milter/test_notice_sender \
	tests/unit/milter/test_outgoing \
	tests/unit/milter/test_reply \
	tests/unit/milter/test_session \
	tests/unit/milter/test_slow_domains \
	tests/unit/milter/test_split \
	tests/unit/milter/test_unfinished \
	tests/unit/milter/test_unnamed
if LIBMILTER_IO
MILTER_TESTS += \
	tests/unit/milter/test_libmilter_io \
	tests/unit/milter/test_libmilter_others
TESTS += tests/unit/milter/test_exports.py
endif
EXTRA_DIST += tests/unit/milter/test_exports.py
tests_unit_milter_test_libmilter_io_SOURCES = \
	tests/unit/milter/test_libmilter_io.c
tests_unit_milter_test_libmilter_io_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_libmilter_others_SOURCES = \
	tests/unit/milter/test_libmilter_others.c
tests_unit_milter_test_libmilter_others_LDADD = $(MILTER_TEST_LIBS) \
	$(MICROHTTPD_LIBS)
check_PROGRAMS += $(MILTER_TESTS)
TESTS += $(MILTER_TESTS)
MILTER_TEST_LIBS = $(MILTERDOOR_LIBS) $(CMOCKA_LIBS)
tests_unit_milter_test_counters_SOURCES = tests/unit/milter/test_counters.c \
	tests/unit/milter/house.h
tests_unit_milter_test_counters_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_notice_sender_SOURCES = \
	tests/unit/milter/test_notice_sender.c
tests_unit_milter_test_notice_sender_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_incoming_SOURCES = tests/unit/milter/test_incoming.c \
	tests/unit/milter/house.h
tests_unit_milter_test_incoming_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_intake_worker_SOURCES = \
	tests/unit/milter/test_intake_worker.c tests/unit/milter/house.h
tests_unit_milter_test_intake_worker_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_slow_domains_SOURCES = \
	tests/unit/milter/test_slow_domains.c
tests_unit_milter_test_slow_domains_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_negotiate_SOURCES = tests/unit/milter/test_negotiate.c
tests_unit_milter_test_negotiate_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_reply_SOURCES = tests/unit/milter/test_reply.c
tests_unit_milter_test_reply_LDADD = $(MILTER_TEST_LIBS)
# The same with and without what stands between libmilter and the C library.
tests_unit_milter_test_libmilter_alone_SOURCES = \
	tests/unit/milter/test_libmilter_others.c
tests_unit_milter_test_libmilter_alone_LDADD = $(MILTERDOOR_ALONE_LIBS) \
	$(CMOCKA_LIBS) $(MICROHTTPD_LIBS)
tests_unit_milter_test_session_SOURCES = tests/unit/milter/test_session.c \
	tests/unit/milter/house.h
tests_unit_milter_test_split_SOURCES = tests/unit/milter/test_split.c \
	tests/unit/milter/house.h
tests_unit_milter_test_split_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_unfinished_SOURCES = \
	tests/unit/milter/test_unfinished.c
tests_unit_milter_test_unfinished_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_session_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_outgoing_SOURCES = tests/unit/milter/test_outgoing.c \
	tests/unit/milter/house.h
tests_unit_milter_test_outgoing_LDADD = $(MILTER_TEST_LIBS)
tests_unit_milter_test_unnamed_SOURCES = tests/unit/milter/test_unnamed.c \
	tests/unit/milter/house.h
tests_unit_milter_test_unnamed_LDADD = $(MILTER_TEST_LIBS)
