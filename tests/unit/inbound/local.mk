# SPDX-License-Identifier: BSD-2-Clause
INBOUND_TESTS = \
	tests/unit/inbound/test_packet
check_PROGRAMS += $(INBOUND_TESTS)
TESTS += $(INBOUND_TESTS)
tests_unit_inbound_test_packet_SOURCES = tests/unit/inbound/test_packet.c
tests_unit_inbound_test_packet_LDADD = $(INBOUNDWIRE_LIBS) $(CMOCKA_LIBS)
