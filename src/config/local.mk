# SPDX-License-Identifier: BSD-2-Clause
# config: the configuration file becomes one immutable settings value.
noinst_LIBRARIES += src/config/libconfig.a
src_config_libconfig_a_SOURCES = \
	src/config/settings.h

CONFIG_LIBS = src/config/libconfig.a $(CORE_LIBS) $(CONFUSE_LIBS) $(PCRE2_LIBS)
