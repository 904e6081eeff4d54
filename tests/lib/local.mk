# SPDX-License-Identifier: BSD-2-Clause
AM_CPPFLAGS += -I$(top_srcdir)/tests
EXTRA_DIST += tests/lib/random.h tests/lib/rows.h
EXTRA_DIST += tests/lib/keys.h tests/lib/tempdir.h
EXTRA_DIST += tests/lib/settings_text.h
