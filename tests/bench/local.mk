# SPDX-License-Identifier: BSD-2-Clause
EXTRA_PROGRAMS += tests/bench/bench_store
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_LDADD = $(STORE_LIBS)
