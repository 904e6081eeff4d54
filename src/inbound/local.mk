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

noinst_LIBRARIES += src/inbound/libinbound.a
src_inbound_libinbound_a_SOURCES = \
	src/inbound/authres.c src/inbound/authres.h \
	src/inbound/automatic.c src/inbound/automatic.h \
	src/inbound/automatic_rows.c src/inbound/automatic_rows.h \
	src/inbound/automatic_subject.c \
	src/inbound/automatic_subject.h \
	src/inbound/bad_address.c src/inbound/bad_address.h \
	src/inbound/confine.c src/inbound/confine.h \
	src/inbound/dns.c src/inbound/dns.h \
	src/inbound/examine.c src/inbound/examine.h \
	src/inbound/examine_letter.c src/inbound/examine_private.h \
	src/inbound/examine_proof.c \
	src/inbound/examine_report.c \
	src/inbound/examine_request.c \
	src/inbound/fields.c src/inbound/fields.h \
	src/inbound/html.c src/inbound/html.h \
	src/inbound/ids.c src/inbound/ids.h \
	src/inbound/look.c src/inbound/look.h \
	src/inbound/opening.c src/inbound/opening.h \
	src/inbound/parts.c src/inbound/parts.h \
	src/inbound/report.c src/inbound/report.h \
	src/inbound/report_text.c src/inbound/report_text.h \
	src/inbound/report_texts.c \
	src/inbound/selftest.c src/inbound/selftest.h \
	src/inbound/serve.c src/inbound/serve.h \
	src/inbound/spf.c src/inbound/spf.h \
	src/inbound/spf_layer.c src/inbound/spf_layer.h \
	src/inbound/spf_policy.c src/inbound/spf_policy.h \
	src/inbound/stop.c src/inbound/stop.h \
	src/inbound/stop_de.c \
	src/inbound/stop_en.c \
	src/inbound/stop_es.c \
	src/inbound/stop_fr.c \
	src/inbound/stop_grammar.h \
	src/inbound/stop_match.c src/inbound/stop_match.h \
	src/inbound/stop_names.c \
	src/inbound/stop_pl.c \
	src/inbound/stop_rows.c \
	src/inbound/stop_text.c src/inbound/stop_text.h

INBOUND_LIBS = src/inbound/libinbound.a src/inbound/libinboundwire.a \
	src/mail/libmail.a \
	src/crypto/libcrypt.a $(CORE_LIBS) $(GMIME_LIBS) $(SPF2_LIBS) $(SECCOMP_LIBS)

pkglibexec_PROGRAMS += src/inbound/robinson-inbound
src_inbound_robinson_inbound_SOURCES = src/inbound/main.c
src_inbound_robinson_inbound_LDADD = $(INBOUND_LIBS)

dist_man_MANS += src/inbound/robinson-inbound.8
