# SPDX-License-Identifier: BSD-2-Clause
# The use cases, a room each.
include src/service/archive/local.mk
include src/service/audit/local.mk
include src/service/csv/local.mk
include src/service/doctor/local.mk
include src/service/document/local.mk
include src/service/import/local.mk
include src/service/intake/local.mk
include src/service/mailer/local.mk
include src/service/mta/local.mk
include src/service/office/local.mk
include src/service/officer/local.mk
include src/service/person/local.mk
include src/service/quarantine/local.mk
include src/service/report/local.mk
include src/service/retention/local.mk
include src/service/sales/local.mk
include src/service/setup/local.mk
if WITH_STAFF
include src/service/staff/local.mk
endif
include src/service/verdict/local.mk

# Where the helper is when the configuration does not say.
AM_CPPFLAGS += -DPKGLIBEXECDIR='"$(pkglibexecdir)"'

# Where the national profiles are, for "robinson setup".
AM_CPPFLAGS += -DPROFILESDIR='"$(profilesdir)"'
# Who is started, and whose program is looked at.
AM_CPPFLAGS += -DSBINDIR='"$(sbindir)"'

# A room stands before those it uses.
SERVICE_LIBS = \
	src/service/officer/libofficer.a \
	src/service/report/libreport.a \
	src/service/sales/libsales.a \
	src/service/quarantine/libquarantine.a \
	src/service/setup/libsetup.a \
	src/service/doctor/libdoctor.a \
	src/service/intake/libintake.a \
	src/service/mta/libmta.a \
	src/service/audit/libaudit.a \
	src/service/document/libdocument.a \
	src/service/import/libimport.a \
	src/service/verdict/libverdict.a \
	src/service/mailer/libmailer.a \
	src/service/csv/libcsv.a \
	src/service/archive/libarchive.a \
	src/service/retention/libretention.a \
	src/service/person/libperson.a \
	$(STAFF_ACCOUNT_LIBS) \
	src/service/office/liboffice.a \
	src/spool/libspool.a \
	$(LISTS_LIBS) \
	$(STORE_LIBS) \
	$(MAIL_LIBS) \
	$(INBOUNDWIRE_LIBS) \
	$(CSV_LIBS) \
	$(CURL_LIBS) \
	$(JANSSON_LIBS)
