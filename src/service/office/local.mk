# SPDX-License-Identifier: BSD-2-Clause
# office: settings, keys, store and clock of a running program.
noinst_LIBRARIES += src/service/office/liboffice.a
src_service_office_liboffice_a_SOURCES = \
	src/service/office/clock_guard.c \
	src/service/office/clock_guard.h \
	src/service/office/control.c \
	src/service/office/control.h \
	src/service/office/control_ask.c \
	src/service/office/desk.c \
	src/service/office/desk.h \
	src/service/office/desk_scratch.c \
	src/service/office/identity.c \
	src/service/office/identity.h \
	src/service/office/joining.c \
	src/service/office/joining.h \
	src/service/office/known_domains.c \
	src/service/office/known_domains.h \
	src/service/office/office.c \
	src/service/office/office.h \
	src/service/office/rekey_on_use.c \
	src/service/office/rekey_on_use.h \
	src/service/office/rules_change.c \
	src/service/office/rules_change.h \
	src/service/office/ruleset.c \
	src/service/office/ruleset.h \
	src/service/office/texts.c \
	src/service/office/texts.h
