# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += conf/robinson.conf.sample
robinsonconfdir = $(sysconfdir)/robinson
robinsonconf_DATA = conf/robinson.conf.sample
profilesdir = $(pkgdatadir)/profiles
dist_profiles_DATA = \
	conf/profiles/at.conf \
	conf/profiles/de.conf \
	conf/profiles/es.conf \
	conf/profiles/eu.conf \
	conf/profiles/fr.conf \
	conf/profiles/pl.conf
