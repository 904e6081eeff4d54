# SPDX-License-Identifier: BSD-2-Clause
if WITH_STAFF
STAFF_TESTS = \
	tests/unit/staff/test_frame \
	tests/unit/staff/test_lane \
	tests/unit/staff/test_verbs \
	tests/unit/staff/test_wire
check_PROGRAMS += $(STAFF_TESTS)
TESTS += $(STAFF_TESTS)
tests_unit_staff_test_frame_SOURCES = tests/unit/staff/test_frame.c
tests_unit_staff_test_frame_LDADD = $(WIRE_LIBS) $(CMOCKA_LIBS)
tests_unit_staff_test_lane_SOURCES = tests/unit/staff/test_lane.c
tests_unit_staff_test_lane_LDADD = $(DESK_LIBS) $(CMOCKA_LIBS)
tests_unit_staff_test_verbs_SOURCES = tests/unit/staff/test_verbs.c
tests_unit_staff_test_verbs_LDADD = $(DESK_LIBS) $(CMOCKA_LIBS)
tests_unit_staff_test_wire_SOURCES = tests/unit/staff/test_wire.c
tests_unit_staff_test_wire_LDADD = $(WIRE_LIBS) $(CMOCKA_LIBS)
endif
