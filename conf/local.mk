# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += conf/robinson.conf.sample
robinsonconfdir = $(sysconfdir)/robinson
robinsonconf_DATA = conf/robinson.conf.sample
