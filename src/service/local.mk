# SPDX-License-Identifier: BSD-2-Clause
# service: one use case a file.
noinst_LIBRARIES += src/service/libservice.a
src_service_libservice_a_SOURCES = \
	src/service/judge.c src/service/judge.h \
	src/service/office.c src/service/office.h

SERVICE_LIBS = src/service/libservice.a $(STORE_LIBS) $(MAIL_LIBS) \
	$(CSV_LIBS)
