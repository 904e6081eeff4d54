# SPDX-License-Identifier: BSD-2-Clause
# Do a room's own unit tests see small faults in its code?
#
#	make mutation ROOM=core [COUNT=200] [SEED=1] [JOBS=2]
EXTRA_DIST += tests/mutation/ctext.py tests/mutation/equivalent \
	tests/mutation/equivalents.py tests/mutation/faults.py \
	tests/mutation/room.py tests/mutation/run.py \
	tests/mutation/scratch.py tests/mutation/trial.py

MUTATION_PY_TESTS = tests/mutation/test_faults.py tests/mutation/test_run.py
dist_check_SCRIPTS += $(MUTATION_PY_TESTS)
TESTS += $(MUTATION_PY_TESTS)

mutation:
	@python3 $(top_srcdir)/tests/mutation/run.py '$(abs_top_builddir)' \
		'$(ROOM)' '$(COUNT)' '$(SEED)' '$(JOBS)'

.PHONY: mutation
