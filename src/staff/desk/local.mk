# SPDX-License-Identifier: BSD-2-Clause
# staff/desk: the process with keys and store: who may what, and the verbs.
noinst_LIBRARIES += src/staff/desk/libdesk.a
src_staff_desk_libdesk_a_SOURCES = \
	src/staff/desk/call.c src/staff/desk/call.h \
	src/staff/desk/jobs.c src/staff/desk/jobs.h \
	src/staff/desk/lane.c src/staff/desk/lane.h \
	src/staff/desk/serve.c src/staff/desk/serve.h \
	src/staff/desk/verbs.c src/staff/desk/verbs.h \
	src/staff/desk/verbs_config.c \
	src/staff/desk/verbs_jobs.c \
	src/staff/desk/verbs_journal.c \
	src/staff/desk/verbs_held.c src/staff/desk/verbs_held_private.h \
	src/staff/desk/verbs_login.c \
	src/staff/desk/verbs_metrics.c \
	src/staff/desk/verbs_objections.c \
	src/staff/desk/verbs_overview.c \
	src/staff/desk/verbs_person.c src/staff/desk/verbs_person.h \
	src/staff/desk/verbs_person_export.c \
	src/staff/desk/verbs_requests.c \
	src/staff/desk/verbs_sales.c \
	src/staff/desk/verbs_self.c \
	src/staff/desk/verbs_staff.c \
	src/staff/desk/verbs_upload.c

DESK_LIBS = src/staff/desk/libdesk.a src/staff/wire/libwire.a $(SERVICE_LIBS) \
	$(SECRET_LIBS) \
	$(SYSTEMD_LIBS)
