# SPDX-License-Identifier: BSD-2-Clause
# inbound: what an incoming message means and who wrote it. Two archives: the
# packets, for both sides of the process border, and the analysis, which is
# linked by the helper alone.
noinst_LIBRARIES += src/inbound/libinboundwire.a
src_inbound_libinboundwire_a_SOURCES = \
	src/inbound/inbound.h \
	src/inbound/names.c \
	src/inbound/packet.c

INBOUNDWIRE_LIBS = src/inbound/libinboundwire.a $(BASE_LIBS)
