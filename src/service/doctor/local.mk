# SPDX-License-Identifier: BSD-2-Clause
# doctor: what is wrong with this installation.
noinst_LIBRARIES += src/service/doctor/libdoctor.a
src_service_doctor_libdoctor_a_SOURCES = \
	src/service/doctor/doctor.c \
	src/service/doctor/doctor.h \
	src/service/doctor/doctor_connect.c \
	src/service/doctor/doctor_house.c \
	src/service/doctor/doctor_inbound.c \
	src/service/doctor/doctor_lists.c \
	src/service/doctor/doctor_private.h \
	src/service/doctor/doctor_program.c \
	src/service/doctor/doctor_release.c \
	src/service/doctor/doctor_requests.c \
	src/service/doctor/doctor_socket.c \
	src/service/doctor/doctor_staff.c \
	src/service/doctor/doctor_tools.c \
	src/service/doctor/doctor_unsubscribe.c \
	src/service/doctor/exposed.c \
	src/service/doctor/exposed.h
