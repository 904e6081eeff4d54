# SPDX-License-Identifier: BSD-2-Clause
# http: what programs that serve pages share. Links neither store nor service.
if WITH_HTTP
noinst_LIBRARIES += src/http/libhttp.a
src_http_libhttp_a_SOURCES = \
	src/http/client.c src/http/client.h \
	src/http/confine.c src/http/confine.h \
	src/http/form.c src/http/form.h \
	src/http/guard.c src/http/guard_private.h \
	src/http/language.c src/http/language.h \
	src/http/pieces.c \
	src/http/server.c src/http/server.h src/http/server_private.h \
	src/http/style.h
HTTP_LIBS = src/http/libhttp.a
endif
