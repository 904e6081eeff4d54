# SPDX-License-Identifier: BSD-2-Clause
# config: the configuration file becomes one immutable settings value.
noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/arena.c src/config/arena_private.h \
	src/config/article30.c src/config/article30.h \
	src/config/build_private.h \
	src/config/build_addresses.c \
	src/config/build_classify.c \
	src/config/build_inbound.c \
	src/config/build_lists.c \
	src/config/build_outlet.c \
	src/config/build_patterns.c \
	src/config/build_policy.c \
	src/config/build_record.c \
	src/config/build_staff.c \
	src/config/build_unsubscribe.c \
	src/config/check.c \
	src/config/options.c src/config/options.h \
	src/config/parse.c src/config/parse_private.h \
	src/config/problems.c src/config/problems_private.h \
	src/config/schema.c src/config/schema_private.h \
	src/config/scope.c \
	src/config/settings.c src/config/settings.h \
	src/config/show.c src/config/show_private.h \
	src/config/show_record.c \
	src/config/shown.c src/config/shown.h \
	src/config/source.c src/config/source_private.h \
	src/config/start.c src/config/start.h \
	src/config/suggest.c src/config/suggest_private.h \
	src/config/token.c src/config/token_private.h \
	src/config/value.c src/config/value_private.h \
	src/config/value_origin.c \
	src/config/warn.c \
	src/config/warn_classify.c \
	src/config/warn_staff.c \
	src/config/warn_texts.c

dist_man_MANS += src/config/robinson.conf.5

CONFIG_LIBS = src/config/libconfig.a $(CORE_LIBS) $(CONFUSE_LIBS) $(PCRE2_LIBS)
