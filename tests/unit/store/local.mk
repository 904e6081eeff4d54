# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += tests/unit/store/test_factsum
TESTS += tests/unit/store/test_factsum
tests_unit_store_test_factsum_SOURCES = tests/unit/store/test_factsum.c
tests_unit_store_test_factsum_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_journal_bytes \
	tests/unit/store/test_sqlite
TESTS += tests/unit/store/test_journal_bytes tests/unit/store/test_sqlite
tests_unit_store_test_journal_bytes_SOURCES = \
	tests/unit/store/test_journal_bytes.c
tests_unit_store_test_journal_bytes_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
CONTRACT_SOURCES = tests/unit/store/bench.c \
	tests/unit/store/bench.h tests/unit/store/contract.c \
	tests/unit/store/contract.h tests/unit/store/contract_browse.c \
	tests/unit/store/contract_doubt.c \
	tests/unit/store/contract_intake.c \
	tests/unit/store/contract_journal.c \
	tests/unit/store/contract_outbox.c \
	tests/unit/store/contract_quarantine.c \
	tests/unit/store/contract_rekey.c \
	tests/unit/store/contract_spelling.c \
	tests/unit/store/contract_removal.c \
	tests/unit/store/contract_rights.c \
	tests/unit/store/contract_sales.c \
	tests/unit/store/contract_staff.c \
	tests/unit/store/contract_tally.c \
	tests/unit/store/place.c
tests_unit_store_test_sqlite_SOURCES = $(CONTRACT_SOURCES) \
	tests/unit/store/place_sqlite.c tests/unit/store/test_sqlite.c
tests_unit_store_test_sqlite_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
if WITH_PGSQL
check_PROGRAMS += tests/unit/store/test_pgsql
TESTS += tests/unit/store/test_pgsql
tests_unit_store_test_pgsql_SOURCES = $(CONTRACT_SOURCES) \
	tests/unit/store/place_pgsql.c tests/unit/store/test_pgsql.c
tests_unit_store_test_pgsql_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_pgsql_faults
TESTS += tests/unit/store/test_pgsql_faults
tests_unit_store_test_pgsql_faults_SOURCES = tests/unit/store/bench.c \
	tests/unit/store/bench.h tests/unit/store/contract.h \
	tests/unit/store/place.c tests/unit/store/place_pgsql.c \
	tests/unit/store/test_pgsql_faults.c
tests_unit_store_test_pgsql_faults_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
endif
check_PROGRAMS += tests/unit/store/test_sqlite_faults
TESTS += tests/unit/store/test_sqlite_faults
tests_unit_store_test_sqlite_faults_SOURCES = tests/unit/store/contract.h \
	tests/unit/store/place.c \
	tests/unit/store/place_sqlite.c \
	tests/unit/store/test_sqlite_faults.c
tests_unit_store_test_sqlite_faults_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_writers
TESTS += tests/unit/store/test_writers
tests_unit_store_test_writers_SOURCES = tests/unit/store/contract.h \
	tests/unit/store/place.c \
	tests/unit/store/place_sqlite.c \
	tests/unit/store/test_writers.c
tests_unit_store_test_writers_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_syncs
TESTS += tests/unit/store/test_syncs
tests_unit_store_test_syncs_SOURCES = tests/unit/store/contract.h \
	tests/unit/store/place.c \
	tests/unit/store/place_sqlite.c \
	tests/unit/store/test_syncs.c
tests_unit_store_test_syncs_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_upkeep
TESTS += tests/unit/store/test_upkeep
tests_unit_store_test_upkeep_SOURCES = tests/unit/store/contract.h \
	tests/unit/store/place.c \
	tests/unit/store/place_sqlite.c \
	tests/unit/store/test_upkeep.c
tests_unit_store_test_upkeep_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/store/test_staff_tamper
TESTS += tests/unit/store/test_staff_tamper
tests_unit_store_test_staff_tamper_SOURCES = tests/unit/store/contract.h \
	tests/unit/store/place.c \
	tests/unit/store/place_sqlite.c \
	tests/unit/store/test_staff_tamper.c
tests_unit_store_test_staff_tamper_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)
