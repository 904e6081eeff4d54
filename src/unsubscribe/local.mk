# SPDX-License-Identifier: BSD-2-Clause
# unsubscribe: the public page. Links neither store nor service: it holds the
# token keys and a socket, nothing else.
if WITH_UNSUBSCRIBE
noinst_LIBRARIES += src/unsubscribe/libpage.a
src_unsubscribe_libpage_a_SOURCES = \
	src/unsubscribe/line.c src/unsubscribe/line.h \
	src/unsubscribe/options.c src/unsubscribe/options.h \
	src/unsubscribe/page.c src/unsubscribe/page.h \
	src/unsubscribe/route.c src/unsubscribe/route.h \
	src/unsubscribe/run.c src/unsubscribe/run.h \
	src/unsubscribe/site.c src/unsubscribe/site.h \
	src/unsubscribe/style.h \
	src/unsubscribe/web.c src/unsubscribe/web.h \
	src/unsubscribe/wish.c src/unsubscribe/wish.h
src_unsubscribe_libpage_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DLOCALEDIR='"$(localedir)"'

PAGE_LIBS = src/unsubscribe/libpage.a $(HTTP_LIBS) \
	src/spool/libspool.a \
	src/config/libconfig.a src/crypto/libcrypt.a $(CORE_LIBS) \
	$(CONFUSE_LIBS) $(PCRE2_LIBS) $(OPENSSL_LIBS) $(MICROHTTPD_LIBS) \
	$(SYSTEMD_LIBS)

sbin_PROGRAMS += src/unsubscribe/robinson-unsubscribe
src_unsubscribe_robinson_unsubscribe_SOURCES = src/unsubscribe/main.c
src_unsubscribe_robinson_unsubscribe_LDADD = $(PAGE_LIBS)

dist_man_MANS += src/unsubscribe/robinson-unsubscribe.8
endif
