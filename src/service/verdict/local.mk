# SPDX-License-Identifier: BSD-2-Clause
# verdict: may this go to these recipients, and why.
noinst_LIBRARIES += src/service/verdict/libverdict.a
src_service_verdict_libverdict_a_SOURCES = \
	src/service/verdict/check.c \
	src/service/verdict/check.h \
	src/service/verdict/check_ask.c \
	src/service/verdict/check_door.c \
	src/service/verdict/check_door.h \
	src/service/verdict/check_private.h \
	src/service/verdict/check_routes.c \
	src/service/verdict/dnm.c \
	src/service/verdict/dnm.h \
	src/service/verdict/explain.c \
	src/service/verdict/explain.h \
	src/service/verdict/judge.c \
	src/service/verdict/judge.h \
	src/service/verdict/judge_answers.c \
	src/service/verdict/judge_private.h \
	src/service/verdict/judge_record.c \
	src/service/verdict/judge_release.c \
	src/service/verdict/judge_release.h \
	src/service/verdict/rehearse.c \
	src/service/verdict/rehearse.h \
	src/service/verdict/routes.c \
	src/service/verdict/routes.h \
	src/service/verdict/simulate.c \
	src/service/verdict/simulate.h \
	src/service/verdict/simulate_decide.c \
	src/service/verdict/simulate_decide_private.h \
	src/service/verdict/unnamed.c \
	src/service/verdict/unnamed.h
