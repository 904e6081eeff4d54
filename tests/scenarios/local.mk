# SPDX-License-Identifier: BSD-2-Clause
# scenarios: stories played against the daemon, one test a file.
STORIES = \
	tests/scenarios/actions.scn \
	tests/scenarios/adam-nowak.scn \
	tests/scenarios/address-rules.scn \
	tests/scenarios/faults.scn \
	tests/scenarios/keys.scn \
	tests/scenarios/lists.scn \
	tests/scenarios/month-ends.scn \
	tests/scenarios/notice.scn \
	tests/scenarios/profile-at.scn \
	tests/scenarios/profile-de.scn \
	tests/scenarios/profile-es.scn \
	tests/scenarios/profile-eu.scn \
	tests/scenarios/profile-fr.scn \
	tests/scenarios/profile-pl.scn \
	tests/scenarios/purposes.scn \
	tests/scenarios/quarantine.scn \
	tests/scenarios/reasons.scn \
	tests/scenarios/recipients.scn \
	tests/scenarios/same-message.scn \
	tests/scenarios/solicited.scn \
	tests/scenarios/two-years.scn \
	tests/scenarios/unsubscribe-headers.scn
TEST_EXTENSIONS += .scn
SCN_LOG_DRIVER = $(TEST_LOG_DRIVER)
SCN_LOG_COMPILER = python3 $(top_srcdir)/tests/scenarios/run.py
TESTS += $(STORIES) tests/scenarios/test_story.py tests/scenarios/test_model.py
EXTRA_DIST += $(STORIES) tests/scenarios/README tests/scenarios/run.py \
	tests/scenarios/story.py tests/scenarios/test_story.py \
	tests/scenarios/model.py tests/scenarios/test_model.py \
	tests/scenarios/two_years.py
# Nothing is left in the source tree.
AM_TESTS_ENVIRONMENT += PYTHONDONTWRITEBYTECODE=1; \
	export PYTHONDONTWRITEBYTECODE;
