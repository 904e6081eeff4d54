# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/quarantine/test_browse \
	tests/unit/service/quarantine/test_held_letter \
	tests/unit/service/quarantine/test_quarantine \
	tests/unit/service/quarantine/test_reply
tests_unit_service_quarantine_test_reply_SOURCES = \
	tests/unit/service/quarantine/test_reply.c \
	tests/unit/service/held_house.h
tests_unit_service_quarantine_test_reply_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_quarantine_test_held_letter_SOURCES = \
	tests/unit/service/quarantine/test_held_letter.c \
	tests/unit/service/held_house.h
tests_unit_service_quarantine_test_held_letter_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_quarantine_test_quarantine_SOURCES = \
	tests/unit/service/quarantine/test_quarantine.c \
	tests/unit/service/held_house.h
tests_unit_service_quarantine_test_quarantine_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_quarantine_test_browse_SOURCES = \
	tests/unit/service/quarantine/test_browse.c \
	tests/unit/service/held_house.h
tests_unit_service_quarantine_test_browse_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
