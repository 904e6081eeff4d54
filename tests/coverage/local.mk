# SPDX-License-Identifier: BSD-2-Clause
# How much of src/ the quick tests run: "make coverage".
EXTRA_DIST += tests/coverage/lines.py tests/coverage/run.py

dist_check_SCRIPTS += tests/coverage/test_lines.py
TESTS += tests/coverage/test_lines.py

coverage:
	@python3 $(top_srcdir)/tests/coverage/run.py '$(abs_top_srcdir)' \
		'$(abs_top_builddir)/coverage'

mostlyclean-local:
	rm -rf coverage

.PHONY: coverage
