# SPDX-License-Identifier: BSD-2-Clause
# staff/wire: what the two processes of robinson-staff say to each other. Pure,
# but for reading a frame.
noinst_LIBRARIES += src/staff/wire/libwire.a
src_staff_wire_libwire_a_SOURCES = \
	src/staff/wire/frame.c src/staff/wire/frame.h \
	src/staff/wire/wire.c src/staff/wire/wire.h

WIRE_LIBS = src/staff/wire/libwire.a $(BASE_LIBS) $(JANSSON_LIBS)
