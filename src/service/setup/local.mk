# SPDX-License-Identifier: BSD-2-Clause
# setup: the first configuration of an installation, and what it needs.
noinst_LIBRARIES += src/service/setup/libsetup.a
src_service_setup_libsetup_a_SOURCES = \
	src/service/setup/setup_place.c \
	src/service/setup/setup_place.h \
	src/service/setup/setup_postfix.c \
	src/service/setup/setup_postfix.h \
	src/service/setup/setup_profile.c \
	src/service/setup/setup_profile.h \
	src/service/setup/setup_text.c \
	src/service/setup/setup_text.h
