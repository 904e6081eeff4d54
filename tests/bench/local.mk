# SPDX-License-Identifier: BSD-2-Clause
# bench: what a verdict costs beside a filter that does nothing, and beside
# what people use today. Never part of "make check".
EXTRA_PROGRAMS += tests/bench/null_milter tests/bench/bench_store \
	tests/bench/bench_lists tests/bench/bench_browse tests/bench/fill_journal
tests_bench_fill_journal_SOURCES = tests/bench/fill_journal.c
tests_bench_fill_journal_LDADD = $(STORE_LIBS)
tests_bench_null_milter_SOURCES = tests/bench/null_milter.c
tests_bench_null_milter_LDADD = $(MILTER_LIBS)
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_LDADD = $(STORE_LIBS)
tests_bench_bench_browse_SOURCES = tests/bench/bench_browse.c
tests_bench_bench_browse_LDADD = $(STORE_LIBS)
tests_bench_bench_lists_SOURCES = tests/bench/bench_lists.c
tests_bench_bench_lists_LDADD = $(LISTS_LIBS)
tests_bench_mload_SOURCES = tests/bench/mload.c \
	tests/bench/mload_link.c tests/bench/mload_link.h
EXTRA_DIST += tests/bench/run.py tests/bench/bulk.py tests/bench/change.py \
	tests/bench/stores.py \
	tests/bench/needs.py \
	tests/bench/over_milter.py tests/bench/over_postfix.py \
	tests/bench/programs.py \
	tests/bench/clicking.py tests/bench/clicks.lua \
	tests/bench/holding.py tests/bench/quarantine.py \
	tests/bench/do_not_mail.py tests/bench/ending.py \
	tests/bench/strangers.py tests/bench/inbox.py \
	tests/bench/journal.py tests/bench/waits.py \
	tests/bench/staff_load.py tests/bench/staff_pages.py

BENCH_NEEDS = tests/bench/null_milter tests/bench/mload \
	tests/bench/bench_lists tests/bench/bench_store \
	tests/bench/bench_browse tests/bench/fill_journal \
	tests/robinson-clock tests/robinson-milter-clock
if WITH_STAFF
BENCH_NEEDS += tests/robinson-staff-clock
endif
if LIBMILTER_IO
BENCH_NEEDS += tests/robinson-milter-alone tests/robinson-milter-no-turns
endif
bench: all-am $(BENCH_NEEDS)
	ROBINSON_BUILDDIR='$(abs_top_builddir)' \
		python3 $(top_srcdir)/tests/lib/leftovers.py \
		python3 $(top_srcdir)/tests/bench/run.py

.PHONY: bench
