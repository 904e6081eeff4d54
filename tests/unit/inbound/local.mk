# SPDX-License-Identifier: BSD-2-Clause
INBOUND_TESTS = \
	tests/unit/inbound/test_authres \
	tests/unit/inbound/test_automatic \
	tests/unit/inbound/test_bad_address \
	tests/unit/inbound/test_dns \
	tests/unit/inbound/test_examine \
	tests/unit/inbound/test_packet \
	tests/unit/inbound/test_proof \
	tests/unit/inbound/test_report_text \
	tests/unit/inbound/test_spf \
	tests/unit/inbound/test_spf_policy \
	tests/unit/inbound/test_stop \
	tests/unit/inbound/test_words
INBOUND_PY_TESTS = tests/unit/inbound/test_helper.py \
	tests/unit/inbound/test_look.py
check_PROGRAMS += $(INBOUND_TESTS)
TESTS += $(INBOUND_TESTS) $(INBOUND_PY_TESTS)
EXTRA_DIST += $(INBOUND_PY_TESTS) \
	tests/unit/inbound/stop/business_de.txt \
	tests/unit/inbound/stop/business_en.txt \
	tests/unit/inbound/stop/business_es.txt \
	tests/unit/inbound/stop/business_fr.txt \
	tests/unit/inbound/stop/business_pl.txt \
	tests/unit/inbound/stop/letters_de.txt \
	tests/unit/inbound/stop/letters_en.txt \
	tests/unit/inbound/stop/letters_es.txt \
	tests/unit/inbound/stop/letters_fr.txt \
	tests/unit/inbound/stop/letters_pl.txt \
	tests/unit/inbound/stop/requests_de.txt \
	tests/unit/inbound/stop/requests_en.txt \
	tests/unit/inbound/stop/requests_es.txt \
	tests/unit/inbound/stop/requests_fr.txt \
	tests/unit/inbound/stop/requests_pl.txt \
	tests/unit/inbound/stop/unseen_business.txt \
	tests/unit/inbound/stop/unseen_letters.txt \
	tests/unit/inbound/stop/unseen_requests.txt
INBOUND_TEST_LIBS = $(INBOUND_LIBS) $(CMOCKA_LIBS)
tests_unit_inbound_test_authres_SOURCES = tests/unit/inbound/test_authres.c
tests_unit_inbound_test_authres_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_automatic_SOURCES = \
	tests/unit/inbound/test_automatic.c
tests_unit_inbound_test_automatic_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_bad_address_SOURCES = \
	tests/unit/inbound/test_bad_address.c
tests_unit_inbound_test_bad_address_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_examine_SOURCES = tests/unit/inbound/test_examine.c
tests_unit_inbound_test_examine_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_packet_SOURCES = tests/unit/inbound/test_packet.c
tests_unit_inbound_test_packet_LDADD = $(INBOUNDWIRE_LIBS) $(CMOCKA_LIBS)
tests_unit_inbound_test_proof_SOURCES = tests/unit/inbound/test_proof.c
tests_unit_inbound_test_proof_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_report_text_SOURCES = \
	tests/unit/inbound/test_report_text.c
tests_unit_inbound_test_report_text_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_spf_policy_SOURCES = \
	tests/unit/inbound/test_spf_policy.c
tests_unit_inbound_test_spf_policy_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_spf_SOURCES = tests/unit/inbound/test_spf.c
tests_unit_inbound_test_spf_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_dns_SOURCES = tests/unit/inbound/test_dns.c
tests_unit_inbound_test_dns_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_words_SOURCES = tests/unit/inbound/test_words.c
tests_unit_inbound_test_words_LDADD = $(INBOUND_TEST_LIBS)
tests_unit_inbound_test_stop_SOURCES = tests/unit/inbound/test_stop.c
tests_unit_inbound_test_stop_LDADD = $(INBOUND_TEST_LIBS)
