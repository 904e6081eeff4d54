# SPDX-License-Identifier: BSD-2-Clause
# mta: main.cf, master.cf, sendmail.cf and mail queues as text.
noinst_LIBRARIES += src/service/mta/libmta.a
src_service_mta_libmta_a_SOURCES = \
	src/service/mta/doctor_mta.h \
	src/service/mta/doctor_postfix.c \
	src/service/mta/doctor_postfix_private.h \
	src/service/mta/doctor_postfix_order.c \
	src/service/mta/doctor_postfix_rewrite.c \
	src/service/mta/doctor_postfix_way.c \
	src/service/mta/doctor_postfix_way_private.h \
	src/service/mta/doctor_postfix_ways.c \
	src/service/mta/doctor_sendmail.c \
	src/service/mta/main_cf.c \
	src/service/mta/main_cf_private.h \
	src/service/mta/milter_list.c \
	src/service/mta/milter_list.h \
	src/service/mta/mta_domains.c \
	src/service/mta/mta_domains.h \
	src/service/mta/mta_files.c \
	src/service/mta/mta_files.h \
	src/service/mta/mta_logins.c \
	src/service/mta/mta_logins_private.h \
	src/service/mta/mta_queue.c \
	src/service/mta/mta_queue.h \
	src/service/mta/mta_queue_act.c \
	src/service/mta/mta_queue_act.h \
	src/service/mta/mta_queue_hf.c \
	src/service/mta/mta_queue_hf_private.h \
	src/service/mta/mta_queue_json.c \
	src/service/mta/mta_queue_json_private.h \
	src/service/mta/mta_queue_letter.c \
	src/service/mta/mta_queue_letter_private.h \
	src/service/mta/mta_queue_postfix.c \
	src/service/mta/mta_queue_private.h \
	src/service/mta/mta_queue_sendmail.c \
	src/service/mta/postconf.c \
	src/service/mta/postconf.h \
	src/service/mta/postfix_conf.c \
	src/service/mta/postfix_conf.h \
	src/service/mta/postfix_domains.c \
	src/service/mta/postfix_domains_private.h \
	src/service/mta/postfix_table.c \
	src/service/mta/postfix_table_private.h \
	src/service/mta/sendmail_domains.c \
	src/service/mta/sendmail_domains.h
