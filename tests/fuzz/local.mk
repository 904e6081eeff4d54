# SPDX-License-Identifier: BSD-2-Clause
# To add a fuzzer: its name to FUZZERS, its two lines below, its seeds to
# seeds/NAME and to FUZZ_SEEDS. "make check" replays the seeds; configured
# with --with-fuzzer each program is a libFuzzer of its own.
FUZZERS = \
	tests/fuzz/fuzz_address \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_header \
	tests/fuzz/fuzz_import \
	tests/fuzz/fuzz_instant \
	tests/fuzz/fuzz_list

if WITH_FUZZER
FUZZ_MAIN = tests/fuzz/fuzz.h
FUZZ_LINK = -fsanitize=fuzzer
noinst_PROGRAMS += $(FUZZERS)
else
FUZZ_MAIN = tests/fuzz/replay.c tests/fuzz/fuzz.h
FUZZ_LINK =
check_PROGRAMS += $(FUZZERS)
TESTS += $(FUZZERS)
endif

tests_fuzz_fuzz_address_SOURCES = tests/fuzz/fuzz_address.c $(FUZZ_MAIN)
tests_fuzz_fuzz_address_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_address_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(FUZZ_MAIN)
tests_fuzz_fuzz_config_LDADD = $(CONFIG_LIBS)
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_header_SOURCES = tests/fuzz/fuzz_header.c $(FUZZ_MAIN)
tests_fuzz_fuzz_header_LDADD = $(MAIL_LIBS)
tests_fuzz_fuzz_header_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_LDADD = $(SERVICE_LIBS)
tests_fuzz_fuzz_import_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_list_SOURCES = tests/fuzz/fuzz_list.c $(FUZZ_MAIN)
tests_fuzz_fuzz_list_LDADD = $(LISTS_LIBS)
tests_fuzz_fuzz_list_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_instant_SOURCES = tests/fuzz/fuzz_instant.c $(FUZZ_MAIN)
tests_fuzz_fuzz_instant_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_instant_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)

# A directory in EXTRA_DIST goes with all that is in it.
FUZZ_SEEDS = \
	tests/fuzz/seeds/address \
	tests/fuzz/seeds/config \
	tests/fuzz/seeds/header \
	tests/fuzz/seeds/import \
	tests/fuzz/seeds/instant \
	tests/fuzz/seeds/list
EXTRA_DIST += tests/fuzz/replay.c $(FUZZ_SEEDS)
