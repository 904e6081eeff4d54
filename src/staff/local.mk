# SPDX-License-Identifier: BSD-2-Clause
# staff: the pages of the staff. Two processes of one program: one with keys
# and store, one that speaks HTTP.
include src/staff/wire/local.mk
if WITH_STAFF
include src/staff/web/local.mk
endif
