# SPDX-License-Identifier: BSD-2-Clause
# staff: who may log in to the staff pages; who looked. Whoever checks
# passwords links $(SECRET_LIBS), too.
noinst_LIBRARIES += src/service/staff/libstaff.a
src_service_staff_libstaff_a_SOURCES = \
	src/service/staff/account.c src/service/staff/account.h \
	src/service/staff/account_act.c \
	src/service/staff/account_private.h \
	src/service/staff/account_row.c \
	src/service/staff/account_text.c \
	src/service/staff/in_use.c src/service/staff/in_use.h \
	src/service/staff/job.c src/service/staff/job.h \
	src/service/staff/job_begin.c \
	src/service/staff/job_private.h \
	src/service/staff/job_run.c \
	src/service/staff/login.c src/service/staff/login.h \
	src/service/staff/looked.c src/service/staff/looked.h \
	src/service/staff/password_rules.c \
	src/service/staff/secret.c \
	src/service/staff/session.c src/service/staff/session_private.h \
	src/service/staff/tries.c src/service/staff/tries_private.h
STAFF_ACCOUNT_LIBS = src/service/staff/libstaff.a
