# SPDX-License-Identifier: BSD-2-Clause
# sales: what a salesperson asks, says, and sees of their own mail.
noinst_LIBRARIES += src/service/sales/libsales.a
src_service_sales_libsales_a_SOURCES = \
	src/service/sales/list_check.c src/service/sales/list_check.h \
	src/service/sales/list_check_title.c \
	src/service/sales/may.c src/service/sales/may.h \
	src/service/sales/own_mail.c src/service/sales/own_mail.h \
	src/service/sales/statement.c src/service/sales/statement.h \
	src/service/sales/upload.c src/service/sales/upload.h \
	src/service/sales/workbook.c src/service/sales/workbook.h
