# SPDX-License-Identifier: BSD-2-Clause
# staff: the pages of the staff. Two processes of one program: one with keys
# and store, one that speaks HTTP.
if WITH_STAFF
include src/staff/wire/local.mk
include src/staff/web/local.mk
include src/staff/desk/local.mk

noinst_LIBRARIES += src/staff/libstaffdoor.a
src_staff_libstaffdoor_a_SOURCES = \
	src/staff/child.c src/staff/child.h \
	src/staff/options.c src/staff/options.h \
	src/staff/run.c src/staff/run.h src/staff/run_private.h \
	src/staff/run_table.c \
	src/staff/run_web.c

STAFF_LIBS = src/staff/libstaffdoor.a $(STAFF_WEB_LIBS) $(DESK_LIBS)

dist_man_MANS += src/staff/robinson-staff.8
sbin_PROGRAMS += src/staff/robinson-staff
src_staff_robinson_staff_SOURCES = src/staff/main.c
src_staff_robinson_staff_LDADD = $(STAFF_LIBS)
endif
