# SPDX-License-Identifier: BSD-2-Clause
# person: what is learnt of a person joins what is on record; rights.
noinst_LIBRARIES += src/service/person/libperson.a
src_service_person_libperson_a_SOURCES = \
	src/service/person/objections.c \
	src/service/person/objections.h \
	src/service/person/objections_words.c \
	src/service/person/person.c \
	src/service/person/person.h \
	src/service/person/record.c \
	src/service/person/record.h \
	src/service/person/record_act.h \
	src/service/person/record_grant.c \
	src/service/person/record_object.c \
	src/service/person/rectify.c \
	src/service/person/rectify.h \
	src/service/person/rectify_private.h \
	src/service/person/rectify_wishes.c \
	src/service/person/requests.c \
	src/service/person/requests.h
