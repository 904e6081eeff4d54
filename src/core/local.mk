# SPDX-License-Identifier: BSD-2-Clause
# core: addresses, periods, subjects, policy. Pure.
noinst_LIBRARIES += src/core/libcore.a
src_core_libcore_a_SOURCES = \
	src/core/address.c src/core/address.h \
	src/core/address_domain.c \
	src/core/address_rules.c src/core/address_rules.h \
	src/core/align.c src/core/align.h \
	src/core/ascii.c src/core/ascii.h \
	src/core/basis.c \
	src/core/comparable.c src/core/comparable.h \
	src/core/consent.c \
	src/core/deadline.c src/core/deadline.h \
	src/core/facts.c src/core/facts_private.h \
	src/core/instant.c \
	src/core/mailbox.c src/core/mailbox.h \
	src/core/order.c src/core/order.h \
	src/core/period.c src/core/period.h \
	src/core/plain.c src/core/plain.h \
	src/core/policy.c src/core/policy.h \
	src/core/policy_find.c src/core/policy_find.h \
	src/core/reason.c \
	src/core/retention.c \
	src/core/rules.c src/core/rules_private.h \
	src/core/subject.c src/core/subject.h \
	src/core/survival.c src/core/survival.h

CORE_LIBS = src/core/libcore.a $(BASE_LIBS) $(IDN2_LIBS) $(UNISTRING_LIBS) \
	$(PSL_LIBS) -lm
