# SPDX-License-Identifier: BSD-2-Clause
# officer: what a data protection officer sees of persons, and what an act on
# one would change.
noinst_LIBRARIES += src/service/officer/libofficer.a
src_service_officer_libofficer_a_SOURCES = \
	src/service/officer/act.c \
	src/service/officer/act.h \
	src/service/officer/act_effect.c \
	src/service/officer/audit_page.c \
	src/service/officer/audit_page.h \
	src/service/officer/figures.c \
	src/service/officer/figures.h \
	src/service/officer/overview.c \
	src/service/officer/overview.h \
	src/service/officer/overview_faults.c \
	src/service/officer/overview_private.h \
	src/service/officer/parcel.c \
	src/service/officer/parcel.h \
	src/service/officer/person_events.c \
	src/service/officer/person_private.h \
	src/service/officer/person_page.c \
	src/service/officer/person_page.h \
	src/service/officer/person_ref.c \
	src/service/officer/person_ref.h \
	src/service/officer/what_if.c \
	src/service/officer/what_if.h
