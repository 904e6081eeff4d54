# SPDX-License-Identifier: BSD-2-Clause
# To add a fuzzer: its name to FUZZERS, its two lines below, its seeds to
# seeds/NAME and to FUZZ_SEEDS. "make check" replays the seeds; configured
# with --with-fuzzer each program is a libFuzzer of its own.
FUZZERS = \
	tests/fuzz/fuzz_address \
	tests/fuzz/fuzz_click \
	tests/fuzz/fuzz_authres \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_header \
	tests/fuzz/fuzz_import \
	tests/fuzz/fuzz_incoming \
	tests/fuzz/fuzz_instant \
	tests/fuzz/fuzz_list \
	tests/fuzz/fuzz_mailbox \
	tests/fuzz/fuzz_packet \
	tests/fuzz/fuzz_spf_policy \
	tests/fuzz/fuzz_visible

if WITH_UNSUBSCRIBE
FUZZERS += tests/fuzz/fuzz_form
tests_fuzz_fuzz_form_SOURCES = tests/fuzz/fuzz_form.c $(FUZZ_MAIN)
tests_fuzz_fuzz_form_LDADD = $(PAGE_LIBS)
tests_fuzz_fuzz_form_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
endif

if WITH_STAFF
FUZZERS += tests/fuzz/fuzz_wire
tests_fuzz_fuzz_wire_SOURCES = tests/fuzz/fuzz_wire.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wire_LDADD = $(WIRE_LIBS)
tests_fuzz_fuzz_wire_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
endif

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
tests_fuzz_fuzz_click_SOURCES = tests/fuzz/fuzz_click.c $(FUZZ_MAIN)
tests_fuzz_fuzz_click_LDADD = $(SPOOL_LIBS)
tests_fuzz_fuzz_click_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
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
tests_fuzz_fuzz_mailbox_SOURCES = tests/fuzz/fuzz_mailbox.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mailbox_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_mailbox_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_authres_SOURCES = tests/fuzz/fuzz_authres.c $(FUZZ_MAIN)
tests_fuzz_fuzz_authres_LDADD = $(INBOUND_LIBS)
tests_fuzz_fuzz_authres_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_incoming_SOURCES = tests/fuzz/fuzz_incoming.c $(FUZZ_MAIN)
tests_fuzz_fuzz_incoming_LDADD = $(INBOUND_LIBS)
tests_fuzz_fuzz_incoming_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_packet_SOURCES = tests/fuzz/fuzz_packet.c $(FUZZ_MAIN)
tests_fuzz_fuzz_packet_LDADD = $(INBOUND_LIBS)
tests_fuzz_fuzz_packet_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_spf_policy_SOURCES = tests/fuzz/fuzz_spf_policy.c $(FUZZ_MAIN)
tests_fuzz_fuzz_spf_policy_LDADD = $(INBOUND_LIBS)
tests_fuzz_fuzz_spf_policy_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_instant_SOURCES = tests/fuzz/fuzz_instant.c $(FUZZ_MAIN)
tests_fuzz_fuzz_instant_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_instant_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_visible_SOURCES = tests/fuzz/fuzz_visible.c $(FUZZ_MAIN)
tests_fuzz_fuzz_visible_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_visible_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)

# A directory in EXTRA_DIST goes with all that is in it.
FUZZ_SEEDS = \
	tests/fuzz/seeds/address \
	tests/fuzz/seeds/click \
	tests/fuzz/seeds/form \
	tests/fuzz/seeds/authres \
	tests/fuzz/seeds/config \
	tests/fuzz/seeds/header \
	tests/fuzz/seeds/import \
	tests/fuzz/seeds/incoming \
	tests/fuzz/seeds/instant \
	tests/fuzz/seeds/list \
	tests/fuzz/seeds/mailbox \
	tests/fuzz/seeds/packet \
	tests/fuzz/seeds/spf_policy \
	tests/fuzz/seeds/visible \
	tests/fuzz/seeds/wire
EXTRA_DIST += tests/fuzz/replay.c $(FUZZ_SEEDS)
