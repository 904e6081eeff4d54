# SPDX-License-Identifier: BSD-2-Clause
# Tests of the use cases, by room.
EXTRA_DIST += tests/unit/service/ear.h tests/unit/service/held_house.h \
	tests/unit/service/held_one.h \
	tests/unit/service/house.h
SERVICE_TESTS =
include tests/unit/service/archive/local.mk
include tests/unit/service/audit/local.mk
include tests/unit/service/csv/local.mk
include tests/unit/service/doctor/local.mk
include tests/unit/service/document/local.mk
include tests/unit/service/import/local.mk
include tests/unit/service/intake/local.mk
include tests/unit/service/mailer/local.mk
include tests/unit/service/mta/local.mk
include tests/unit/service/officer/local.mk
include tests/unit/service/person/local.mk
include tests/unit/service/quarantine/local.mk
include tests/unit/service/report/local.mk
include tests/unit/service/retention/local.mk
include tests/unit/service/sales/local.mk
include tests/unit/service/setup/local.mk
if WITH_STAFF
include tests/unit/service/staff/local.mk
endif
include tests/unit/service/verdict/local.mk
check_PROGRAMS += $(SERVICE_TESTS)
TESTS += $(SERVICE_TESTS)
