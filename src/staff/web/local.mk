# SPDX-License-Identifier: BSD-2-Clause
# staff/web: the process of robinson-staff that speaks HTTP. Links neither
# store nor service.
noinst_LIBRARIES += src/staff/web/libstaffweb.a
src_staff_web_libstaffweb_a_SOURCES = \
	src/staff/web/args.c src/staff/web/args.h \
	src/staff/web/call.c src/staff/web/call.h \
	src/staff/web/counters.c src/staff/web/counters.h \
	src/staff/web/layout.c src/staff/web/layout.h \
	src/staff/web/pages.c src/staff/web/pages.h \
	src/staff/web/pages_account.c \
	src/staff/web/pages_login.c src/staff/web/pages_login.h \
	src/staff/web/pages_config.c \
	src/staff/web/pages_jobs.c \
	src/staff/web/pages_held.c src/staff/web/pages_held.h \
	src/staff/web/pages_held_act.c \
	src/staff/web/pages_held_message.c \
	src/staff/web/pages_held_parts.c \
	src/staff/web/pages_journal.c \
	src/staff/web/pages_objections.c \
	src/staff/web/pages_overview.c \
	src/staff/web/pages_person.c src/staff/web/pages_person.h \
	src/staff/web/pages_person_act.c \
	src/staff/web/pages_report.c \
	src/staff/web/pages_requests.c \
	src/staff/web/pages_staff.c \
	src/staff/web/pages_sales.c src/staff/web/pages_sales.h \
	src/staff/web/pages_sales_mail.c \
	src/staff/web/parts.c \
	src/staff/web/qr.c src/staff/web/qr.h \
	src/staff/web/routes.c src/staff/web/routes.h \
	src/staff/web/routes_private.h \
	src/staff/web/scrape.c src/staff/web/scrape.h \
	src/staff/web/session.c src/staff/web/session.h \
	src/staff/web/site.c src/staff/web/site.h \
	src/staff/web/style.h src/staff/web/style_person.h \
	src/staff/web/tables.c \
	src/staff/web/timeline.c src/staff/web/timeline.h \
	src/staff/web/visit.c src/staff/web/visit.h \
	src/staff/web/visit_answer.c \
	src/staff/web/visit_ask.c \
	src/staff/web/web.c src/staff/web/web.h \
	src/staff/web/words.c src/staff/web/words.h
nodist_src_staff_web_libstaffweb_a_SOURCES = po/pl_mo.c

STAFF_WEB_LIBS = src/staff/web/libstaffweb.a src/staff/wire/libwire.a \
	$(HTTP_LIBS) src/config/libconfig.a src/crypto/libcrypt.a \
	$(CORE_LIBS) $(CONFUSE_LIBS) $(PCRE2_LIBS) $(OPENSSL_LIBS) \
	$(MICROHTTPD_LIBS) $(QRENCODE_LIBS) $(JANSSON_LIBS) $(SYSTEMD_LIBS)
